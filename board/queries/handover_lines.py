"""Contacts as lines of a handover page; and the night that is before them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from board.domain.clocks import QUIET, WORDS, ClockKind
from board.domain.handover import field_of, unseen_clocks
from board.domain.measures import LABELS, MeasureKind
from board.domain.permissions import Lens, sees
from board.domain.policy import Policy
from board.queries.cards import Card
from board.store.on_duty import Duty
from board.views.handover import Bite, Line, Night, Own
from board.views.labels import Shows

MOST = 40  # lines of a kind: what is more is counted, and stands on the board

_CLOCKS = text(
    "select k.contact_id, k.kind, k.due_at, k.due_at <= :now as passed, greatest(k.due_at, :now) as at_the_latest from clocks k "
    "where k.hub_id = :hub_id and k.contact_id = any(cast(:ids as bigint[])) "
    "and k.stopped_at is null and (k.due_at > :now or k.fired_at is null) and k.due_at < :morning order by k.due_at, k.kind"
)
_MEASURES = frozenset(kind.value for kind in MeasureKind)


def line_of(card: Card, *, note: str | None = None) -> Line:
    """A card as a line."""
    return Line(
        ref=card.ref,
        rag=card.rag,
        due=card.due,
        late=card.late,
        held=card.holder_id is not None,
        holder=card.holder,
        holder_id=card.holder_id,
        holder_role=card.holder_role,
        family=card.family,
        children=card.children,
        children_unknown=card.children_unknown,
        alarms=card.safe_now,
        flags=card.flags,
        left_at=card.left_at,
        note=note,
    )


def own_of(card: Card, *, note: str | None = None) -> Own:
    """A card with every clock of it."""
    return Own(line_of(card, note=note), card.dues)


async def clocks_before(
    conn: AsyncConnection, hub_id: int, cards: Iterable[Card], now: datetime, morning: datetime
) -> Sequence[Any]:
    """Clocks of these contacts that run out between now and morning, soonest first; also what nobody has found late yet: while the engine
    is behind, that stands nowhere else.
    """
    ids = [card.contact_id for card in cards]
    facts = {"hub_id": hub_id, "ids": ids, "now": now, "morning": morning}
    return (await conn.execute(_CLOCKS, facts)).all()


def bites_of(
    clocks: Iterable[Any], cards: Iterable[Card], lens: Lens, policy: Policy, duties: Collection[Duty]
) -> tuple[Bite, ...]:
    """The clocks of these contacts that this lens hears of, each with its holder and whether they are here then."""
    known = {card.contact_id: card for card in cards}
    unheard = {kind.value for kind in QUIET | unseen_clocks(lens)}
    return tuple(
        _bite(known[clock.contact_id], clock, policy, duties)
        for clock in clocks
        if clock.contact_id in known and clock.kind not in unheard
    )


def _bite(card: Card, clock: Any, policy: Policy, duties: Collection[Duty]) -> Bite:
    kind = ClockKind(clock.kind)
    there = any(
        one.person_id == card.holder_id and one.starts_at <= clock.at_the_latest < one.ends_at
        for one in duties
    )
    return Bite(
        needs=Shows(*field_of(kind)),
        ref=card.ref,
        rag=card.rag,
        by=WORDS[kind].by,
        measure=LABELS[MeasureKind(clock.kind)] if clock.kind in _MEASURES else None,
        at=clock.due_at,
        passed=clock.passed,
        closed=not policy.calendar.is_open(clock.at_the_latest),
        holder=card.holder,
        holder_id=card.holder_id,
        holder_role=card.holder_role,
        held=card.holder_id is not None,
        on_duty=there if card.holder_id is not None and duties else None,
        family=card.family,
    )


def first_of(cards: Iterable[Card], policy: Policy) -> list[Card]:
    """Those of the hub's first colour."""
    first = min(policy.levels, key=lambda level: level.band).code
    return [card for card in cards if card.rag.code == first]


def night_of(
    clocks: Iterable[Any],
    board: Sequence[Card],
    lens: Lens,
    policy: Policy,
    duties: Collection[Duty],
    morning: datetime,
) -> Night:
    """What is before those who stay. board: what stands on it, never a restricted contact. duties: all until morning."""
    bites = bites_of(clocks, board, lens, policy, duties)
    reds = first_of(board, policy)
    ages = sees(lens, "child", "age")
    rest = [card for card in board if card not in reds]
    unseen = [card for card in rest if card.children_unknown or (ages and "unborn" in card.ages)]
    return Night(
        morning=morning,
        bites=bites[:MOST],
        more=max(0, len(bites) - MOST),
        late=sum(card.late for card in board),
        reds=tuple(line_of(card) for card in reds[:MOST]),
        more_reds=max(0, len(reds) - MOST),
        unseen=tuple(line_of(card) for card in unseen[:MOST]),
        more_unseen=max(0, len(unseen) - MOST),
        rota=bool(duties),
    )
