"""What waits for one person in one hub, as counts: their own work, and what of the board needs somebody."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from board.domain.policy import Policy
from board.queries.cards import Card, next_dues
from board.queries.hubs import HubName
from board.queries.person import notices, notices_head
from board.store.visibility import exists_for
from board.views.fragment import UNRATED
from board.views.hubs import HubWaits

_HANDED = text(
    "select count(*) from hand_overs h join contacts c on c.hub_id = h.hub_id and c.contact_id = h.contact_id "  # noqa: S608
    "where h.hub_id = :hub_id and h.person_id = :person_id and h.ended_at is null "
    f"and {exists_for()}"
)


async def hub_waits(
    conn: AsyncConnection,
    hub: HubName,
    policy: Policy,
    board: Sequence[Card],
    own: Sequence[Card],
    person_id: int,
) -> HubWaits:
    """board: what stands on it, never a restricted one. own: what this person holds or is named on."""
    handed = (await conn.execute(_HANDED, {"hub_id": hub.hub_id, "person_id": person_id})).scalar_one()
    board = [card for card in board if card.closed_at is None]
    open_ones, _ = await notices(conn, hub.hub_id, hub.key, person_id, ())
    mine = [card for card in own if card.holder_id == person_id]
    first = min(policy.levels, key=lambda level: level.band)
    return HubWaits(
        hub_key=hub.key,
        hub_name=hub.name,
        mine=len(mine),
        mine_late=sum(card.late for card in mine),
        handed=int(handed),
        notices=notices_head(open_ones).count,
        strip=sum(card.restricted for card in own),
        waiting=sum(card.holder_id is None for card in board),
        unclaimed_first=sum(card.holder_id is None and card.rag.code == first.code for card in board),
        first=first.label.lower(),
        unrated=sum(card.rag == UNRATED for card in board),
        late=sum(card.late for card in board),
        mine_dues=next_dues(mine),
        dues=next_dues(board),
    )
