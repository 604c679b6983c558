"""Pictures of a wall: with so many contacts on it, while there are visitors, and of a closed hub."""

from __future__ import annotations

from datetime import datetime, timedelta

from board.views.fragment import Fragment
from board.views.wall import WallCounts, WallDark, WallLane, WallNow, WallRow, WallTile, WallToday
from tests.browser.people import NEEDS, RAGS, ref


def wall_views(
    tiles: int, rows: int, now: datetime, more: int = 0, *, reds: int | None = None, notices: int = 0
) -> list[Fragment]:
    """The whole picture. tiles: that need somebody; reds: how many of these are red (two of four, when not said)."""

    def row(n: int, held: bool) -> WallRow:
        return WallRow(
            ref(n), RAGS[n % 4], now + timedelta(minutes=90 + 55 * n), "social worker" if held else None
        )

    def tile(n: int) -> WallTile:
        rag, words = NEEDS[n % 4] if reds is None else (NEEDS[n % 2] if n < reds else NEEDS[2 + n % 2])
        at = now + timedelta(minutes=-6 + 9 * n)
        return WallTile(ref(n), rag, words, "due" if n == 0 else "decide by", at, n == 0, rag.code == "red")

    now_tiles = tuple(sorted((tile(n) for n in range(tiles)), key=lambda one: not one.red))
    later = (now + timedelta(hours=2),) if more else ()
    said = (
        ("1 screen is dark", "The engine is behind")[:notices]
        if notices
        else (("1 screen is dark",) if more else ())
    )
    return [
        WallNow(now_tiles, tiles + more, 0, (), more, later, running=True),
        WallLane("waiting", "Waiting", rows + more, tuple(row(n, False) for n in range(rows)), more, later),
        WallLane(
            "in_hand", "In hand", rows + more, tuple(row(n + 6, True) for n in range(rows)), more, later
        ),
        WallToday(31, 17, 2 if tiles else 0, said),
    ]


def counts_views(now: datetime) -> list[Fragment]:
    """The picture of a wall while there are visitors."""
    return [WallCounts(14, 3, 126, 38, 131, 117, now + timedelta(minutes=20))]


def dark_views(now: datetime, reds: int = 0, more: int = 0) -> list[Fragment]:
    """The wall of a closed hub."""
    lights = now + timedelta(hours=9)
    return [WallDark("Northborough MASH", lights, RAGS[0], tuple(ref(n) for n in range(reds)), more)]
