"""The list for when the board is away, from the board as it stands."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from board.domain.contacts import LONDON
from board.domain.people import Actor
from board.domain.permissions import sees
from board.queries.cards import Card, cards_shown
from board.queries.consent import positions
from board.store.policies import policy
from board.views.contingency import ContingencyList, ListedContact

_NOT_AWARE = "Parents not aware"


async def contingency_list(
    conn: AsyncConnection, actor: Actor, now: datetime, *, names: bool
) -> ContingencyList:
    """Every contact on the board, never a restricted one. names: with the families' names, where this lens sees them."""
    rules = await policy(conn, actor.hub_id, now)
    cards = [
        card
        for card in await cards_shown(
            conn, actor.hub_id, rules, now.astimezone(LONDON).date(), reader=actor.reader
        )
        if card.closed_at is None
    ]
    may_name = sees(actor.lens, "contact", "family")
    named = names and may_name
    consent = await positions(conn, actor.hub_id, [card.contact_id for card in cards])
    rows = tuple(_row(card, consent.get(card.contact_id), named=named) for card in cards)
    return ContingencyList(actor.hub_key, actor.hub_name, rows, may_name, named)


def _row(card: Card, consent: str | None, *, named: bool) -> ListedContact:
    return ListedContact(
        ref=card.ref,
        rag=card.rag,
        dues=card.dues,
        holder=card.holder,
        parents_not_aware=_NOT_AWARE in card.flags,
        consent=consent,
        family=card.family if named else None,
    )
