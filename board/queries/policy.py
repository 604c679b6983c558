"""How a hub works and worked: the version in force, those that are to begin, and those before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from board.store.visibility import on_the_board
from board.views.policy import VersionRow

_VERSIONS = text(
    "select v.version, v.effective_from, v.recorded_at, p.name as recorded_by from policies v "
    "left join people p on p.person_id = v.recorded_by where v.hub_id = :hub_id order by v.version desc"
)
_LIVE = text(
    f"select count(*) from contacts c where c.hub_id = :hub_id and c.closed_at is null and {on_the_board(reader=':reader')}"  # noqa: S608
)


@dataclass(frozen=True, slots=True)
class Versions:
    """in_force: number of the version that counts now; newest: of the last one written; rows: newest first."""

    in_force: int
    newest: int
    rows: tuple[VersionRow, ...]


async def versions(conn: AsyncConnection, hub_id: int, now: datetime) -> Versions:
    """Every version of this hub's policy, each with whether it counts now, is to begin, or was overtaken."""
    found = (await conn.execute(_VERSIONS, {"hub_id": hub_id})).all()
    in_force = max((row.version for row in found if row.effective_from <= now), default=0)
    rows = tuple(
        VersionRow(
            row.version,
            row.effective_from,
            row.recorded_at,
            row.recorded_by,
            "in force"
            if row.version == in_force
            else _standing(row, in_force, [r for r in found if r.version > row.version]),
        )
        for row in found
    )
    return Versions(in_force, max((row.version for row in found), default=0), rows)


def _standing(row: Any, in_force: int, newer: list[Any]) -> str:
    if row.version < in_force:
        return "before"
    if any(later.effective_from <= row.effective_from for later in newer):
        return "never begins: a newer one counts by then"
    return "to begin"


async def live_contacts(conn: AsyncConnection, hub_id: int, reader: int | None = None) -> int:
    """How many contacts stand on the board now, so that the person who changes the rules knows how many clocks may move.

    reader: without what is kept from them.
    """
    return int((await conn.execute(_LIVE, {"hub_id": hub_id, "reader": reader})).scalar_one())
