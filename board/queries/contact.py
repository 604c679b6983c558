"""One contact opened."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from board.domain.ages import age_words
from board.domain.clocks import WORDS, ClockKind
from board.domain.owners import WHYS
from board.domain.policy import Policy
from board.domain.refusals import NotHere
from board.domain.undo import IN_THE_WAY
from board.domain.urgency import worst
from board.queries.cards import rag_of
from board.queries.contact_gradings import GRADING_ROWS, gradings_of
from board.queries.facts.people import person_facts
from board.queries.referrer.changes import CHANGES, changes_of
from board.queries.working import COLUMNS, JOINS, undo_of, work_of
from board.store.consent import adults_not_told, children_not_told, unaware
from board.store.visibility import on_the_board
from board.views.asked import HarmTold, ShownSafeContact
from board.views.contact import (
    AdultRow,
    ChildRow,
    ContactFamily,
    ContactState,
    ContactSummary,
)
from board.views.facts.people import PersonFacts
from board.views.fragment import Due

_CONTACT = text(
    f"select c.*, cl.person_id as holder_id, p.name as holder, cl.claimed_at, {COLUMNS}, "  # noqa: S608 - constants of queries/working.py
    "  la.seq as act_seq, la.kind as act_kind, la.at as act_at, la.actor_id as act_by, "
    "  (select h.reason from legal_holds h where h.hub_id = c.hub_id and h.contact_id = c.contact_id and h.lifted_at is null) as held, "
    "  case when cl.person_id is null then (select release_reason from claims o where o.hub_id = c.hub_id and o.contact_id = c.contact_id "
    "    and o.released_at is not null and not o.undone order by o.claim_id desc limit 1) end as release_reason, "
    "  (select count(*) from late_information l where l.hub_id = c.hub_id and l.contact_id = c.contact_id "
    "   and l.withdrawn_at is null) as late, "
    "  exists (select from links k where k.hub_id = c.hub_id and k.contact_id = c.contact_id) as links, "
    "  exists (select from person_facts f where f.hub_id = c.hub_id and f.contact_id = c.contact_id) as has_facts, "
    f"  (select o.ref from contacts o where o.hub_id = c.hub_id and o.contact_id = c.joined_to "
    f"    and ({on_the_board('o')} or not {on_the_board()})) "
    "  as joined_ref, k.kinds, k.dues, k.fired_ats, rc.referrer_changes, gr.grading_rows, "
    "ow.why as manager_why, ow.reason as manager_reason, "
    f"{unaware()} as unaware, {adults_not_told()} as adults_not_told, {children_not_told()} as children_not_told "
    "from contacts c left join claims cl on cl.hub_id = c.hub_id and cl.contact_id = c.contact_id and cl.released_at is null "
    f"left join people p on p.person_id = cl.person_id {JOINS} "
    "left join lateral (select e.seq, e.kind, e.at, e.actor_id from events e where e.hub_id = c.hub_id and e.contact_id = c.contact_id "
    "  and e.kind = any(cast(:acts as text[])) order by e.seq desc limit 1) la on true "
    "left join lateral (select array_agg(kind order by due_at, kind) as kinds, array_agg(due_at order by due_at, kind) as dues, "
    "  array_agg(fired_at order by due_at, kind) as fired_ats from clocks k where k.hub_id = c.hub_id and k.contact_id = c.contact_id "
    "  and k.stopped_at is null and k.kind <> 'request' and (k.kind <> 'unattended' or k.fired_at is not null)) k on true "
    f"left join lateral {CHANGES} rc on true left join lateral {GRADING_ROWS} gr on true "
    "left join owners ow on ow.hub_id = c.hub_id and ow.contact_id = c.contact_id and ow.ended_at is null "
    "where c.hub_id = :hub_id and c.ref = :ref"
)
# One statement, since whatever is drawn of a contact needs its people.
_PEOPLE = text(
    "select 'child' as who, x.child_id as number, x.place, x.unborn, x.given_name, x.family_name, x.born_on, x.expected_on, x.school, "
    "  x.sex, x.ethnicity, x.address, r.rag, r.reason, r.rated_at, null as role, false as has_safe_contact from children x "
    "left join ratings r on r.hub_id = x.hub_id and r.child_id = x.child_id and r.replaced_at is null "
    "where x.hub_id = :hub_id and x.contact_id = :contact_id "
    "union all select 'adult', a.adult_id, a.place, false, a.given_name, a.family_name, a.born_on, null, null, null, null, a.address, "
    "  null, null, null, a.role, exists (select from safe_contacts s where s.hub_id = a.hub_id and s.adult_id = a.adult_id) "
    "from adults a where a.hub_id = :hub_id and a.contact_id = :contact_id order by place"
)
_SAFE = text(
    "select concat_ws(' ', a.given_name, a.family_name) as name, s.channel, s.times, s.never_use, s.code_word, s.address, s.message_ok "
    "from safe_contacts s join adults a on a.hub_id = s.hub_id and a.adult_id = s.adult_id "
    "where s.hub_id = :hub_id and s.contact_id = :contact_id and s.adult_id = :adult_id"
)
_HARM = text(
    "select received_at, harm_detail as words from contacts "
    "where hub_id = :hub_id and contact_id = :contact_id and harm_detail is not null "
    "union all select received_at, body ->> 'harm_detail' from late_information "
    "where hub_id = :hub_id and contact_id = :contact_id and withdrawn_at is null "
    "and body ->> 'harm_detail' is not null order by received_at"
)
ADULT_WORDS = {
    "victim": "victim/survivor",
    "alleged_perpetrator": "alleged perpetrator",
    "parent": "parent",
    "carer": "carer",
    "household": "in the household",
    "other": "other",
}


async def contact_row(conn: AsyncConnection, hub_id: int, ref: str) -> Any | None:
    """The contact's row with its holder, its running clocks and how often more came. The caller has passed the door."""
    facts = {"hub_id": hub_id, "ref": ref, "acts": list(IN_THE_WAY)}
    return (await conn.execute(_CONTACT, facts)).one_or_none()


@dataclass(frozen=True, slots=True)
class People:
    """The rows of a contact's people, each in the order they were named. children: with their ratings."""

    children: tuple[Any, ...] = ()
    adults: tuple[Any, ...] = ()


async def contact_people(conn: AsyncConnection, row: Any) -> People:
    """Everybody of a contact, read once for all that is drawn of it."""
    rows = (await conn.execute(_PEOPLE, {"hub_id": row.hub_id, "contact_id": row.contact_id})).all()
    return People(
        tuple(one for one in rows if one.who == "child"), tuple(one for one in rows if one.who == "adult")
    )


def names_of(row: Any, people: People) -> tuple[str, ...]:
    """The people who must not be contacted, by name, or by their place where nobody named them. row: of contact_row."""
    chosen = [one for one in people.adults if one.number in row.adults_not_told]
    chosen += [one for one in people.children if one.number in row.children_not_told]
    named = (" ".join(filter(None, (one.given_name, one.family_name))) for one in chosen)
    return tuple(name or f"{one.who} {one.place}" for one, name in zip(chosen, named, strict=True))


def contact_state(row: Any, people: People, policy: Policy) -> ContactState:
    """Where it stands."""
    clocks = zip(row.kinds or (), row.dues or (), row.fired_ats or (), strict=True)
    return ContactState(
        ref=row.ref,
        rag=rag_of(worst([c.rag for c in people.children], policy), policy),
        dues=tuple(Due(WORDS[ClockKind(kind)].by, at, fired is not None) for kind, at, fired in clocks),
        holder=row.holder,
        holder_id=row.holder_id,
        claimed_at=row.claimed_at,
        closed_at=row.closed_at,
        outcome=_outcome(row.outcome, policy),
        closed_because=row.outcome_reason,
        unaware=row.unaware,
        not_told=names_of(row, people),
        restricted=row.restricted,
        held_legally=row.held is not None,
        held_because=row.held,
        manager_why=changed_for(row.manager_why),
        manager_because=row.manager_reason,
        work=work_of(row),
        undo=undo_of(row, policy),
        joined_to=row.joined_ref,
    )


def changed_for(why: str | None) -> str | None:
    """Why the deciding manager changed, as the hub says it; none for the first."""
    return WHYS.get(why) if why else None


def contact_summary(row: Any, hub_key: str, policy: Policy) -> ContactSummary:
    """What was reported. An anonymous referrer is named to nobody."""
    score = None if row.grading_score is None else f"{row.grading_tool or 'score'} {row.grading_score}"
    return ContactSummary(
        hub_key=hub_key,
        ref=row.ref,
        received_at=row.received_at,
        incident_on=row.incident_on,
        clock_start_at=row.clock_start_at,
        source=None if row.source_hidden else _label(policy.source_label, row.source),
        notice_type=row.notice_type,
        concern=_label(lambda code: policy.concern(code).label, row.concern),
        summary=row.summary,
        has_harm_detail=row.harm_detail is not None,
        referrer=None if row.anonymous_referrer else row.referrer,
        anonymous_referrer=row.anonymous_referrer,
        referrer_changes=changes_of(row),
        sender_rag=row.sender_rag,
        grading=", ".join(filter(None, (row.grading, score))) or None,
        gradings=gradings_of(row, policy),
        release_reason=row.release_reason,
    )


def contact_family(
    row: Any, people: People, hub_key: str, policy: Policy, today: date, facts: Sequence[Any] = ()
) -> ContactFamily:
    """Children and adults, each with its own address or none. facts: of the contact, the newest first; none where they
    are not shown.
    """
    theirs = partial(person_facts, rows=facts, received_at=row.received_at, children=people.children)
    return ContactFamily(
        hub_key=hub_key,
        ref=row.ref,
        children=tuple(_child(child, policy, today, theirs(child)) for child in people.children),
        adults=tuple(_adult(adult, theirs(adult)) for adult in people.adults),
        unknown=not people.children,
    )


async def safe_contact(
    conn: AsyncConnection, hub_id: int, contact_id: int, adult_id: int
) -> ShownSafeContact:
    """The safe contact of one adult, for somebody whose asking was logged first. Raises NotHere when there is none."""
    key = {"hub_id": hub_id, "contact_id": contact_id, "adult_id": adult_id}
    row = (await conn.execute(_SAFE, key)).one_or_none()
    if row is None:
        raise NotHere
    return ShownSafeContact(**row._mapping)


async def harm_detail(conn: AsyncConnection, hub_id: int, contact_id: int) -> tuple[HarmTold, ...]:
    """The harm in detail as it came first and as it came again with other words, for somebody whose asking was logged first.

    Raises NotHere when nothing was sent.
    """
    rows = await conn.execute(_HARM, {"hub_id": hub_id, "contact_id": contact_id})
    told = tuple(HarmTold(row.received_at, row.words) for row in rows)
    if not told:
        raise NotHere
    return told


def _child(row: Any, policy: Policy, today: date, facts: PersonFacts) -> ChildRow:
    name = " ".join(filter(None, (row.given_name, row.family_name)))
    if row.unborn:
        name = name or "Unborn"
    return ChildRow(
        child_id=row.number,
        place=row.place,
        name=name or "Name not known",
        age=age_words(row.born_on, row.unborn, row.expected_on, today),
        born_on=row.born_on,
        school=row.school,
        address=row.address,
        rag=rag_of(row.rag, policy),
        rating_reason=row.reason,
        rated_at=row.rated_at,
        facts=facts,
    )


def _adult(row: Any, facts: PersonFacts) -> AdultRow:
    return AdultRow(
        adult_id=row.number,
        name=" ".join(filter(None, (row.given_name, row.family_name))) or "Name not known",
        role=ADULT_WORDS.get(row.role, row.role),
        born_on=row.born_on,
        address=row.address,
        has_safe_contact=row.has_safe_contact,
        facts=facts,
    )


def _outcome(code: str | None, policy: Policy) -> str | None:
    return None if code is None else _label(lambda c: policy.outcome(c).label, code)


def _label(find: Any, code: str) -> str:
    """A code in words; a code that a newer policy no longer knows is shown as it is."""
    try:
        return str(find(code))
    except KeyError:
        return code
