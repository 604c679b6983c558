"""Consent of a contact and what each person knows, for its page, for a safe contact and for the API."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from board.domain.contact.consent import CODES, OF_THE_CONTACT, Topic, position
from board.domain.facts.kinds import STATES, State
from board.queries.contact import ADULT_WORDS, People
from board.queries.facts.people import responsibilities
from board.store.consent import adults_not_told, children_not_told, standing, unaware
from board.views.consent import Barred, ConsentFact, ConsentPerson, ContactConsent

_FACTS = text(
    "select f.*, p.name as recorder from consent_facts f join people p on p.person_id = f.recorded_by "
    "where f.hub_id = :hub_id and f.contact_id = :contact_id order by f.consent_fact_id desc limit 400"
)
_NAME = "concat_ws(' ', x.given_name, x.family_name)"
_NOT_TOLD = text(
    f"select {unaware()} as unaware, coalesce(cast(:adult_id as bigint) = any({adults_not_told()}), false) as this_one, "  # noqa: S608 - constants of store/consent.py
    f"array(select {_NAME} from adults x where x.hub_id = c.hub_id and x.adult_id = any({adults_not_told()}) order by x.place) "
    f"|| array(select {_NAME} from children x where x.hub_id = c.hub_id and x.child_id = any({children_not_told()}) order by x.place) "
    f"as names, {standing()} from contacts c where c.hub_id = :hub_id and c.contact_id = :contact_id"
)
_POSITIONS = text(
    f"select c.contact_id, {standing()} from (select cast(:hub_id as integer) as hub_id, unnest(cast(:ids as bigint[])) as contact_id) c"  # noqa: S608
)
_ABOUT = {
    Topic.CONSENT: "Consent",
    Topic.AWARENESS: "Awareness",
    Topic.DISPENSED: "Without consent",
    Topic.HARM: "Suspected",
}
_SPOKEN = {Topic.CONSENT: "Asked by", Topic.AWARENESS: "Told by"}
_MISSING = {
    Topic.DECIDES: "Parental responsibility: not known",
    Topic.CONSENT: "Consent: not recorded",
    Topic.AWARENESS: "Awareness: not recorded",
}


async def contact_consent(conn: AsyncConnection, row: Any, people: People, today: date) -> ContactConsent:
    """Every fact by person: those that stand, and those before them. row: of contact_row."""
    facts = (await conn.execute(_FACTS, {"hub_id": row.hub_id, "contact_id": row.contact_id})).all()
    told = [one for one in facts if one.topic not in OF_THE_CONTACT]
    duties = await responsibilities(conn, row) if row.has_facts else []
    known = {("adult", one.adult_id) for one in (*told, *duties)} | {("child", one.child_id) for one in told}
    known |= {("adult", one) for one in row.adults_not_told} | {
        ("child", one) for one in row.children_not_told
    }
    listed = [one for one in (*people.adults, *people.children) if (one.who, one.number) in known]
    barred = {"adult": row.adults_not_told, "child": row.children_not_told}
    return ContactConsent(
        people=tuple(
            _person(one, told, _duties(one, duties, people), barred[one.who], today) for one in listed
        ),
        unrecorded=tuple(f"adult {one.place}" for one in people.adults if ("adult", one.number) not in known),
        dispensed=tuple(_fact(one, today) for one in facts if one.topic in OF_THE_CONTACT),
    )


async def not_told(conn: AsyncConnection, hub_id: int, contact_id: int, adult_id: int | None = None) -> Any:
    """Whether somebody of the contact must not be contacted, whether this adult is one of them, and their names."""
    return (
        await conn.execute(_NOT_TOLD, {"hub_id": hub_id, "contact_id": contact_id, "adult_id": adult_id})
    ).one()


async def barred_of(conn: AsyncConnection, hub_id: int, contact_id: int | None) -> Barred:
    """The banner and the consent position of a contact, for a page from which something goes out; empty where it is of no contact."""
    if contact_id is None:
        return Barred(False, (), "")
    row = await not_told(conn, hub_id, contact_id)
    return Barred(row.unaware, tuple(row.names), position_of(row))


def position_of(row: Any) -> str:
    """The consent position in one line. row: with the columns of store.consent.standing."""
    return position(row.answers, limits=row.limits, dispensed=row.dispensed)


async def positions(conn: AsyncConnection, hub_id: int, contacts: Iterable[int]) -> dict[int, str]:
    """The consent position of each of these contacts. The caller has read them."""
    rows = await conn.execute(_POSITIONS, {"hub_id": hub_id, "ids": list(contacts)})
    return {row.contact_id: position_of(row) for row in rows}


async def consent_document(conn: AsyncConnection, key: Mapping[str, int]) -> list[dict[str, Any]]:
    """Every fact of the contact with this key, the newest first."""
    rows = await conn.execute(_FACTS, key)
    return [dict(row._mapping) | {"recorded_by": row.recorder} for row in rows]


def _name(row: Any) -> str:
    return " ".join(filter(None, (row.given_name, row.family_name)))


def _duties(
    row: Any, duties: Sequence[Any], people: People
) -> tuple[tuple[ConsentFact, ...], tuple[ConsentFact, ...]]:
    """The facts of parental responsibility of this adult: those that stand, alike ones of several children together, and those before
    them.
    """
    places = {one.number: one.place for one in people.children}
    stand: dict[ConsentFact, list[int]] = {}
    before: list[ConsentFact] = []
    seen: set[int | None] = set()
    for one in duties:
        if row.who != "adult" or one.adult_id != row.number:
            continue
        details = (("Said by", one.said_by), ("In these words", one.words))
        told = ConsentFact(
            about="Parental responsibility",
            answer=CODES[Topic.DECIDES].get(next(iter(one.codes), ""), STATES[State(one.state)]),
            said_at=one.said_at,
            details=tuple((words, said) for words, said in details if said),
            recorded_by=one.recorder,
        )
        place = [places[one.child_id]] if one.child_id in places else []
        older = one.child_id in seen or (one.child_id is None and bool(places) and seen >= places.keys())
        if older:
            before.append(_for_children(told, place))
        else:
            stand.setdefault(told, []).extend(place)
        seen.add(one.child_id)
    by_child = sorted(stand.items(), key=lambda one: min(one[1], default=0))
    return tuple(_for_children(told, sorted(places_of)) for told, places_of in by_child), tuple(before)


def _for_children(fact: ConsentFact, places: list[int]) -> ConsentFact:
    """The same fact with the children it is of; none for the children as a whole."""
    words = f" for child {', '.join(map(str, places))}" if places else ""
    return replace(fact, about=fact.about + words)


def _person(
    row: Any,
    facts: list[Any],
    duties: tuple[tuple[ConsentFact, ...], tuple[ConsentFact, ...]],
    not_told_ids: list[int],
    today: date,
) -> ConsentPerson:
    theirs = [one for one in facts if row.number == getattr(one, f"{row.who}_id")]
    standing = {one.topic: one for one in theirs if one.replaced_at is None}
    role = ADULT_WORDS.get(row.role, row.role) if row.who == "adult" else None
    return ConsentPerson(
        whom=f"{row.who.capitalize()} {row.place}{f', {role}' if role else ''}",
        name=_name(row) or None,
        not_told=row.number in not_told_ids,
        facts=(*duties[0], *(_fact(standing[topic], today) for topic in _MISSING if topic in standing)),
        missing=tuple(
            words
            for topic, words in _MISSING.items()
            if topic not in standing and not (topic is Topic.DECIDES and (duties[0] or row.who == "child"))
        ),
        before=(*duties[1], *(_fact(one, today) for one in theirs if one.replaced_at is not None)),
    )


def _fact(row: Any, today: date) -> ConsentFact:
    topic = Topic(row.topic)
    look = row.look_again_on
    due = look is not None and row.replaced_at is None and look <= today
    details = (
        (_SPOKEN.get(topic, ""), row.spoken_with),
        ("In these words", row.words),
        ("Limits", row.limits),
        ("Because", row.reason),
        ("Look again", look and f"{'due since ' if due else ''}{look:%a} {look.day} {look:%b %Y}"),
    )
    return ConsentFact(
        about=_ABOUT.get(topic, "Can decide for themselves"),
        answer=CODES[topic][row.code],
        said_at=row.said_at,
        details=tuple((words, said) for words, said in details if said),
        recorded_by=row.recorder,
        overdue=due,
    )
