"""What the board knows of a live contact, read once and then shown to each audience through its own view."""

from __future__ import annotations

from collections.abc import Collection, Container, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from functools import cache
from operator import attrgetter
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from board.domain import forecast
from board.domain.ages import children_words
from board.domain.clocks import WORDS, ClockKind
from board.domain.facets import age_code
from board.domain.family.reasons import REFERENCE
from board.domain.forecast import Foreseen, Reason
from board.domain.policy import Policy
from board.domain.safe_now import alarms, not_located
from board.domain.urgency import order_key, worst
from board.queries.working import COLUMNS, JOINS, work_of
from board.store.consent import unaware
from board.store.families import told_to
from board.store.identity.earlier import EARLIER, repeat_facts
from board.store.urgencies import PLACES
from board.store.visibility import apart, kept_from, named_before, named_on, on_the_board, people_named
from board.views.card import Face
from board.views.fragment import UNRATED, Due, Rag

_SELECT = f"""
select c.contact_id, c.ref, c.received_at, c.closed_at, case when not c.source_hidden then c.source end as sent_by, c.concern,
  c.restricted, {unaware()} as confidential_enquiry, c.anonymous_referrer,
  cl.person_id as holder_id, p.name as holder, cl.claimed_at, cl.left_at, c.uncovered_at is not null as uncovered,
  {named_before()} <> {people_named()} as stood_in,
  (select s.role from seats s where s.hub_id = c.hub_id and s.person_id = cl.person_id and s.ended_at is null
   order by s.seat_id limit 1) as role,
  ch.rags, ch.family_names, ch.births, ch.unborns, ch.wheres, ch.safes, ch.said_ats,
  k.kinds as to_do, k.dues as due_ats, k.fired, k.unconfirmed,
  case when cl.person_id is null then (select release_reason from claims o where o.hub_id = c.hub_id and o.contact_id = c.contact_id
   and o.released_at is not null and not o.undone order by o.claim_id desc limit 1) end as release_reason,
  (select count(*) from late_information l where l.hub_id = c.hub_id and l.contact_id = c.contact_id
   and l.withdrawn_at is null) as late_information,
  f.kind as foreseen_kind, f.due_at as foreseen_due, f.reason as foreseen_reason,
  (select array_agg(o.ref || case when m.verdict is null then '?' else '' end order by o.ref) from matches m
   join contacts o on o.hub_id = m.hub_id and o.contact_id = case when m.contact_id = c.contact_id then m.other_id else m.contact_id end
   where m.hub_id = c.hub_id and (m.contact_id = c.contact_id or m.other_id = c.contact_id) and m.verdict is distinct from 'rejected'
   and o.closed_at is null and (m.verdict = 'confirmed' or m.reasons <> '{{{REFERENCE}}}')
   and {on_the_board("o")} and {on_the_board()}) as alike,
  (select array_agg(o.ref || '?' order by o.ref) from matches m
   join contacts o on o.hub_id = m.hub_id and o.contact_id = case when m.contact_id = c.contact_id then m.other_id else m.contact_id end
   where m.hub_id = c.hub_id and (m.contact_id = c.contact_id or m.other_id = c.contact_id) and m.verdict is null
   and '{REFERENCE}' = any(m.reasons) and (o.closed_at is not null or m.reasons = '{{{REFERENCE}}}')
   and {told_to("c.contact_id")}
   and {on_the_board("o")} and {on_the_board()}) as under_one_reference,
  {EARLIER} as earlier_numbers,
  coalesce((select max(seq) from events e where e.hub_id = c.hub_id and e.contact_id = c.contact_id), 0) as seq,
  {COLUMNS}
from contacts c
left join claims cl on cl.hub_id = c.hub_id and cl.contact_id = c.contact_id and cl.released_at is null
left join people p on p.person_id = cl.person_id
{JOINS}
left join lateral (
  select array_agg(r.rag order by x.place) as rags, array_agg(x.family_name order by x.place) as family_names,
         array_agg(x.born_on order by x.place) as births, array_agg(x.unborn order by x.place) as unborns,
         array_agg(n.whereabouts is not null order by x.place) as wheres, array_agg(n.said_by is not null order by x.place) as safes,
         array_agg(n.said_at order by x.place) as said_ats
  from children x left join ratings r on r.hub_id = x.hub_id and r.child_id = x.child_id and r.replaced_at is null
  left join lateral (select whereabouts, said_by, said_at from safe_now s where s.hub_id = x.hub_id and s.child_id = x.child_id
    order by s.safe_now_id desc limit 1) n on true
  where x.hub_id = c.hub_id and x.contact_id = c.contact_id) ch on true
left join lateral (
  select array_agg(kind order by due_at, kind) filter (where {PLACES}) as kinds,
         array_agg(due_at order by due_at, kind) filter (where {PLACES}) as dues,
         array_agg(fired_at is not null order by due_at, kind) filter (where {PLACES}) as fired,
         bool_or(fired_at is not null) filter (where kind = 'safe_now') as unconfirmed
  from clocks k where k.hub_id = c.hub_id and k.contact_id = c.contact_id and k.stopped_at is null
    and (k.kind <> 'unattended' or k.fired_at is not null)) k on true
left join forecasts f on f.hub_id = c.hub_id and f.contact_id = c.contact_id and f.ended_at is null
  and f.holder_id is not distinct from cl.person_id
where c.hub_id = :hub_id and (c.closed_at is null or c.contact_id = any(array(
  select l.contact_id from late_information l where l.hub_id = :hub_id and l.to_answer)))
"""  # noqa: S608 - constants of board/queries/working.py
_LIVE = text(f"{_SELECT} and {on_the_board()}")
_SOME = text(f"{_SELECT} and {on_the_board()} and c.contact_id = any(cast(:ids as bigint[]))")
_OFFERED = "c.contact_id in (select contact_id from hand_overs where hub_id = :hub_id and person_id = :person_id and ended_at is null)"
_OWN = text(
    f"{_SELECT} and not {apart()} and case when c.restricted then {named_on()} else cl.person_id = :person_id or {_OFFERED} end"
)
_RESTRICTED = text(f"{_SELECT} and c.restricted and {named_on()}")


_FLAGS = {"confidential_enquiry": "Parents not aware", "anonymous_referrer": "Referrer not to be named"}
ROLE_WORDS = {
    "screening_officer": "screening",
    "social_worker": "social worker",
    "practice_manager": "manager",
    "manager": "manager",
    "service_manager": "manager",
    "edt": "EDT",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Card(Face):
    """A live contact with everything any card shows. Not a view: each reader's view is emptied of what they may not see.

    seq: number of the newest event of this contact, so that what was drawn can be kept until the next one.
    source_code, flag_codes, ages: codes of domain/facets.py that the queue can be narrowed by. role: key of the holder's role.
    not_located: somebody asked where one of its children is, and it is not known; of a red, nobody has said where.
    """

    contact_id: int
    received_at: datetime
    claimed_at: datetime | None
    seq: int
    dues: tuple[Due, ...]
    kinds: tuple[ClockKind, ...]
    role: str | None
    source_code: str | None
    flag_codes: tuple[str, ...]
    ages: tuple[str, ...]
    foreseen: Foreseen | None
    not_located: bool
    earlier_ones: tuple[int, ...]

    @property
    def late(self) -> bool:
        """Whether any clock has passed."""
        return any(due.late for due in self.dues)


MOST_DUES = 20


def next_dues(cards: Iterable[Card]) -> tuple[datetime, ...]:
    """The next times of those that are not late, as many as a browser may need to count on while nobody fires them."""
    coming = sorted(card.due.at for card in cards if card.due is not None and not card.late)
    return tuple(coming[:MOST_DUES])


_FACE = tuple(one.name for one in fields(Face))
_OF_FACE = attrgetter(*_FACE)


def face(card: Card) -> dict[str, Any]:
    """What every view of this card says."""
    return dict(zip(_FACE, _OF_FACE(card), strict=True))


async def cards_shown(
    conn: AsyncConnection, hub_id: int, policy: Policy, today: date, *, reader: int | None
) -> list[Card]:
    """live_cards as one person may see them. reader: of domain.people.Actor, none where names are shown to nobody."""
    cards = await live_cards(conn, hub_id, policy, today)
    kept = await kept_from(conn, hub_id, reader) if reader is not None else {}
    return list(without(cards, kept.get(reader or 0, {})))


def without(cards: Sequence[Card], kept: Mapping[int, str]) -> tuple[Card, ...]:
    """These cards but for contacts that are kept from a reader (reference by number), which no other card tells of either."""
    if not kept:
        return tuple(cards)
    refs = {*kept.values(), *(f"{ref}?" for ref in kept.values())}
    return tuple(_beside(card, refs, kept) for card in cards if card.contact_id not in kept)


def _beside(card: Card, refs: Set[str], kept: Container[int]) -> Card:
    earlier = tuple(one for one in card.earlier_ones if one not in kept)
    if refs.isdisjoint((*card.same_family, *card.same_reference)) and earlier == card.earlier_ones:
        return card
    family = tuple(ref for ref in card.same_family if ref not in refs)
    reference = tuple(ref for ref in card.same_reference if ref not in refs)
    return replace(
        card, same_family=family, same_reference=reference, earlier=len(earlier), earlier_ones=earlier
    )


async def live_cards(conn: AsyncConnection, hub_id: int, policy: Policy, today: date) -> list[Card]:
    """Every contact that stands on the hub's board, most urgent first: live, or closed with late information to answer. Never a
    restricted one. For what many people see: one person is shown cards_shown.
    """
    rows = await conn.execute(_LIVE, {"hub_id": hub_id} | repeat_facts(policy.repeats))
    return sorted((_card(row, policy, today) for row in rows), key=lambda card: card.order)


async def some_cards(
    conn: AsyncConnection, hub_id: int, contact_ids: Collection[int], policy: Policy, today: date
) -> list[Card]:
    """Those of these contacts that stand on the board now."""
    if not contact_ids:
        return []
    facts = {"hub_id": hub_id, "ids": sorted(contact_ids)} | repeat_facts(policy.repeats)
    rows = await conn.execute(_SOME, facts)
    return [_card(row, policy, today) for row in rows]


async def own_cards(
    conn: AsyncConnection,
    hub_id: int,
    person_id: int,
    policy: Policy,
    today: date,
    *,
    board: Iterable[Card] | None = None,
) -> list[Card]:
    """What this person holds, what is offered to them, and what is restricted to people they are one of; most urgent first.

    board: every live card that is not restricted, where the same snapshot has been read for them: then only the others are asked for.
    """
    facts = {"hub_id": hub_id, "person_id": person_id} | repeat_facts(policy.repeats, person_id)
    rows = await conn.execute(_OWN if board is None else _RESTRICTED, facts)
    theirs = [_card(row, policy, today) for row in rows]
    theirs += [card for card in board or () if person_id in (card.holder_id, card.work.offered_to_id)]
    return sorted(theirs, key=lambda card: card.order)


def rag_of(code: str | None, policy: Policy) -> Rag:
    """A level with its label and shape; a code that a newer policy no longer knows counts as not yet rated, as in urgency."""
    if code is None or code not in policy.rag_codes():
        return UNRATED
    level = policy.level(code)
    return Rag(level.code, level.label, level.shape.value)


def _card(row: Any, policy: Policy, today: date) -> Card:
    rags = row.rags or ()
    code = worst(rags, policy)
    dues = tuple(
        Due(WORDS[ClockKind(kind)].by, due, fired)
        for kind, due, fired in zip(row.to_do or (), row.due_ats or (), row.fired or (), strict=True)
    )
    families = [name for name in row.family_names or () if name]
    flags = [code for code in _FLAGS if getattr(row, code)]
    born = zip(row.births or (), row.unborns or (), strict=True)
    foreseen = _foreseen(row)
    return Card(
        **{name: getattr(row, name) for name in _columns(row._fields)},
        order=order_key(policy, ref=row.ref, rag=code, due_at=dues[0].at if dues else None),
        rag=rag_of(code, policy),
        due=dues[0] if dues else None,
        dues=dues,
        kinds=tuple(ClockKind(kind) for kind in row.to_do or ()),
        holder_role=ROLE_WORDS.get(row.role or ""),
        family=" and ".join(dict.fromkeys(families)) or "Family not named",
        source=policy.source_label(row.sent_by) if row.sent_by in policy.source_codes() else row.sent_by,
        children=children_words(row.births or (), row.unborns or (), today),
        children_unknown=not rags,
        flags=tuple(_FLAGS[code] for code in flags),
        source_code=row.sent_by,
        flag_codes=tuple(flags) if rags else (*flags, "children_unknown"),
        ages=tuple(sorted({age_code(*child, today) for child in born})),
        work=work_of(row),
        safe_now=_safe_now(row, code, policy, today),
        not_located=_not_located(row, code, policy),
        will_be_late=None if foreseen is None else forecast.WORDS[foreseen.reason],
        foreseen=foreseen,
        earlier=len(row.earlier_numbers),
        earlier_ones=tuple(row.earlier_numbers),
        same_family=tuple(row.alike or ()),
        same_reference=tuple(row.under_one_reference or ()),
        months=policy.repeats.months,
    )


@cache
def _columns(columns: tuple[str, ...]) -> tuple[str, ...]:
    """The columns that are a card's field by their own name."""
    return tuple(one.name for one in fields(Card) if one.name in columns)


def _foreseen(row: Any) -> Foreseen | None:
    """What was foreseen of this contact, as long as that clock still runs to that time."""
    if (row.foreseen_kind, row.foreseen_due) not in zip(row.to_do or (), row.due_ats or (), strict=True):
        return None
    return Foreseen(ClockKind(row.foreseen_kind), row.foreseen_due, Reason(row.foreseen_reason))


def _not_located(row: Any, code: str | None, policy: Policy) -> bool:
    """Whether a born child is not located."""
    red = code is not None and policy.level(code).band == policy.top_band
    children = zip(row.unborns or (), row.wheres or (), row.said_ats or (), strict=True)
    return any(not unborn and not_located(red, known, asked is not None) for unborn, known, asked in children)


def _safe_now(row: Any, code: str | None, policy: Policy, today: date) -> tuple[str, ...]:
    """The alarms of a family of the first colour about where its children are now."""
    if code is None or policy.level(code).band != policy.top_band:
        return ()
    said = zip(row.unborns or (), row.wheres or (), row.safes or (), row.said_ats or (), strict=True)
    born = [(where, safe, at) for unborn, where, safe, at in said if not unborn]
    return alarms(born, unconfirmed=bool(row.unconfirmed), today=today)
