"""The wall, from what stands on the board. Restricted contacts are not among the cards; nothing here can tell whose they are."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from board.domain.clocks import ClockKind
from board.domain.policy import Policy
from board.queries.cards import Card
from board.views.fragment import UNRATED
from board.views.wall import WallLane, WallNow, WallRow, WallTile, WallToday

_TODAY = text(
    "select count(*) filter (where created_at >= :midnight) as received, count(*) filter (where closed_at >= :midnight) as closed "
    "from contacts where hub_id = :hub_id and not restricted and (created_at >= :midnight or closed_at >= :midnight)"
)
_DARK = text(
    "select count(*) from screens where hub_id = :hub_id and revoked_at is null and dark_since is not null"
)
ROLE_WORDS = {
    "screening_officer": "screening officer",
    "social_worker": "social worker",
    "practice_manager": "practice manager",
    "manager": "manager",
    "service_manager": "service manager",
    "edt": "emergency duty team",
}


def wall_fragments(cards: Sequence[Card], policy: Policy) -> tuple[WallNow, WallLane, WallLane]:
    """What needs somebody now, what waits, what is in hand; each of the board's contacts in exactly one of them."""
    now = [card for card in cards if _needs_somebody(card, policy)]
    urgent = {card.contact_id for card in now}
    waiting = [c for c in cards if c.contact_id not in urgent and c.holder_id is None]
    in_hand = [c for c in cards if c.contact_id not in urgent and c.holder_id is not None]
    tiles = policy.wall.tiles
    return (
        WallNow(
            tuple(_tile(card) for card in now[:tiles]),
            len(now),
            max(0, len(now) - tiles),
            _next_due(now[tiles:]),
        ),
        _lane("waiting", "Waiting", waiting, policy),
        _lane("in_hand", "In hand", in_hand, policy),
    )


async def wall_today(
    conn: AsyncConnection, hub_id: int, cards: Sequence[Card], midnight: datetime
) -> WallToday:
    """Counts of the day. midnight: when the hub's London day began."""
    row = (await conn.execute(_TODAY, {"hub_id": hub_id, "midnight": midnight})).one()
    dark = (await conn.execute(_DARK, {"hub_id": hub_id})).scalar_one()
    notices = (f"{dark} {'screen is' if dark == 1 else 'screens are'} dark",) if dark else ()
    ahead = [card for card in cards if not card.late]
    return WallToday(row.received, row.closed, sum(card.late for card in cards), _next_due(ahead), notices)


def _needs_somebody(card: Card, policy: Policy) -> bool:
    unclaimed = card.holder_id is None
    top = card.rag != UNRATED and policy.level(card.rag.code).band == policy.top_band
    return card.late or (unclaimed and (top or card.rag == UNRATED))


def _tile(card: Card) -> WallTile:
    due = card.due
    words = card.rag.label.lower()
    if card.holder_id is None:
        words += ", nobody has it"
    elif card.holder_role:
        words += f", with {ROLE_WORDS.get(card.holder_role, 'staff')}"
    late = due is not None and due.late
    due_words = "" if due is None else "due" if late or ClockKind.STATUTORY in card.kinds[:1] else due.words
    return WallTile(card.ref, card.rag, words, due_words, None if due is None else due.at, late)


def _lane(lane: str, title: str, cards: Sequence[Card], policy: Policy) -> WallLane:
    rows = policy.wall.rows
    return WallLane(
        "waiting" if lane == "waiting" else "in_hand",
        title,
        len(cards),
        tuple(
            WallRow(
                card.ref,
                card.rag,
                None if card.due is None else card.due.at,
                ROLE_WORDS.get(card.holder_role, "staff") if card.holder_role else None,
            )
            for card in cards[:rows]
        ),
        max(0, len(cards) - rows),
        _next_due(cards[rows:]),
    )


def _next_due(cards: Sequence[Card]) -> datetime | None:
    return min((card.due.at for card in cards if card.due is not None), default=None)
