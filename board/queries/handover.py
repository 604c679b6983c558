"""One person's handover: what changed since they last looked, what waits for them, what bites before morning."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from board.domain.contacts import LONDON
from board.domain.handover import morning
from board.domain.people import Actor
from board.domain.policy import Policy
from board.queries.cards import Card, cards_shown, own_cards
from board.queries.handover_changes import changed_since, changes_of, news_of, start_of
from board.queries.handover_lines import MOST, bites_of, clocks_before, night_of, own_of
from board.queries.person import notices
from board.store.on_duty import Duty, duties_until
from board.store.policies import policy_of
from board.views.handover import Closed, Handover, Waits
from board.views.person import Notice


async def handover(conn: AsyncConnection, actor: Actor, now: datetime, *, day: bool = False) -> Handover:
    """The page of whoever asks, in a snapshot. day: what changed in the last day, whatever they have read."""
    start = await start_of(conn, actor, now, day=day)
    policy = await policy_of(conn, actor.hub_id, start.policy)
    today, until = now.astimezone(LONDON).date(), morning(policy.calendar, now)
    board = [
        card
        for card in await cards_shown(conn, actor.hub_id, policy, today, reader=actor.reader)
        if card.closed_at is None
    ]
    own = await own_cards(conn, actor.hub_id, actor.person_id, policy, today)
    closed = [card for card in own if card.restricted]
    seen = [*board, *closed]
    changed = await changed_since(conn, actor, start, seen)
    clocks = await clocks_before(conn, actor.hub_id, seen, now, until)
    duties = await duties_until(conn, actor.hub_id, now, until)
    open_ones, _ = await notices(conn, actor.hub_id, actor.hub_key, actor.person_id, ())
    return Handover(
        hub_key=actor.hub_key,
        at=now,
        seq=start.seq,
        first=min(policy.levels, key=lambda level: level.band).label.lower(),
        changes=changes_of(changed, board, policy, start),
        waits=_waits(own, board, open_ones, actor),
        night=night_of(clocks, board, actor.lens, policy, duties, until),
        restricted=tuple(_closed(card, changed, clocks, actor, policy, duties) for card in closed),
    )


def _waits(own: Sequence[Card], board: Sequence[Card], open_ones: Sequence[Notice], actor: Actor) -> Waits:
    me = actor.person_id
    shared = [card for card in own if not card.restricted]
    offered = [card for card in shared if card.work.offered_to_id == me]
    held = [card for card in shared if card.holder_id == me]
    decides = [card for card in board if card.work.manager_id == me and card.holder_id != me]
    # The desk bundles what says the same; here each stands with its own contact.
    each = [replace(line, about=(one,)) for line in open_ones for one in line.about]
    to_ring = [one for one in each if one.ring]
    rest = [one for one in each if not one.ring]
    return Waits(
        offered=tuple(own_of(card, note=card.work.note) for card in offered),
        held=tuple(own_of(card) for card in held),
        decides=tuple(own_of(card) for card in decides[:MOST]),
        more_decides=max(0, len(decides) - MOST),
        to_ring=tuple(to_ring),
        notices=tuple(rest[:MOST]),
        more_notices=max(0, len(rest) - MOST),
    )


def _closed(
    card: Card, changed: Sequence[Any], clocks: Sequence[Any], actor: Actor, policy: Policy, duties: Sequence[Duty]
) -> Closed:  # fmt: skip
    news, more = news_of(changed, policy).get(card.contact_id, ((), 0))
    bites = bites_of(clocks, [card], actor.lens, policy, duties)
    return Closed(own_of(card, note=card.work.note), card.uncovered, news, more, bites)
