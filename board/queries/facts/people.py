"""Facts of people on a contact, for its page, for the form that records them and for the API."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from board.domain.facts.code_list import plainly
from board.domain.facts.codes import LISTS
from board.domain.facts.kinds import BETWEEN, KINDS, RESPONSIBILITY, STATES, Kind, State, kinds_of
from board.views.facts.people import FactField, FactGroup, FactLine, PersonFacts

_FACTS = text(
    "select f.*, p.name as recorder from person_facts f join people p on p.person_id = f.recorded_by "
    "where f.hub_id = :hub_id and f.contact_id = :contact_id order by f.person_fact_id desc limit 2000"
)
AS_SENT = ("sex", "ethnicity")
"""Columns of a child that hold a sender's words of a fact. A school stands on a line of its own, as it was sent."""


async def facts_of(conn: AsyncConnection, key: Mapping[str, Any]) -> Sequence[Any]:
    """Every fact of the contact with this key, the newest first."""
    return (await conn.execute(_FACTS, key)).all()


async def responsibilities(conn: AsyncConnection, row: Any) -> Sequence[Any]:
    """The facts of parental responsibility on a contact, the newest first. row: of contact_row."""
    rows = await facts_of(conn, {"hub_id": row.hub_id, "contact_id": row.contact_id})
    return [one for one in rows if one.kind == RESPONSIBILITY]


def person_facts(row: Any, rows: Iterable[Any], received_at: Any, children: Sequence[Any]) -> PersonFacts:
    """The facts of one person of a contact. row: of contact_people. children: those of the contact, for the relations of an adult."""
    theirs = [one for one in rows if getattr(one, f"{row.who}_id") == row.number]
    if row.who == "child":  # the relation of an adult to this child stands beside the adult
        theirs = [one for one in theirs if one.adult_id is None]
    places = {child.number: child.place for child in children} if row.who == "adult" else {}
    known: list[tuple[Any, int | None]] = []
    before: list[tuple[Any, int | None]] = []
    seen = set()
    for one in theirs:
        at = (one.kind, one.child_id)
        (before if at in seen else known).append((one, places.get(one.child_id)))
        seen.add(at)
    kinds = list(KINDS)
    lines = sorted(known, key=lambda one: (kinds.index(one[0].kind), one[1] or 0))
    told = [fact_line(one, to) for one, to in lines if one.state != State.NOT_ASKED]
    asked = {one.kind for one, _ in lines if one.state != State.NOT_ASKED}
    kinds_sent = [one for one in AS_SENT if row.who == "child" and one not in asked and getattr(row, one)]
    sent = [_sent(kind, getattr(row, kind), received_at) for kind in kinds_sent]
    asked |= set(kinds_sent)
    whose = (*kinds_of(row.who), *(kinds_of(BETWEEN) if row.who == "adult" and children else ()))
    return PersonFacts(
        whom=f"{row.who}-{row.number}",
        short=_short(lines) + tuple((one.about, one.answer) for one in sent),
        known=(*told, *sent),
        before=tuple(fact_line(one, to) for one, to in before),
        unasked=tuple(kind.about for kind in whose if kind.key not in asked),
    )


def fact_groups(
    row: Any, rows: Sequence[Any], received_at: Any, children: Sequence[Any]
) -> tuple[FactGroup, ...]:
    """The lines of the form for one person, with the facts that stand."""
    own = "" if row.who == "child" else "The adult"
    groups = [FactGroup(own, tuple(_field(row, kind, None, rows, received_at) for kind in kinds_of(row.who)))]
    if row.who == "adult":
        for child in children:
            name = " ".join(filter(None, (child.given_name, child.family_name)))
            heading = f"Child {child.place}{f': {name}' if name else ''}"
            fields = tuple(_field(row, kind, child.number, rows, received_at) for kind in kinds_of(BETWEEN))
            groups.append(FactGroup(heading, fields))
    if row.who == "adult" and not children:
        whole = _field(row, KINDS[RESPONSIBILITY], None, rows, received_at)
        groups = [FactGroup(own, (*groups[0].fields, whole))]
    return (*groups[1:], groups[0])


def facts_document(rows: Iterable[Any]) -> list[dict[str, Any]]:
    """Every fact as the API tells it, the newest first. stands: no newer one has taken its place."""
    told, seen = [], set()
    for row in rows:
        at = (row.kind, row.adult_id, row.child_id)
        told.append(dict(row._mapping) | {"recorded_by": row.recorder, "stands": at not in seen})
        seen.add(at)
    return told


def fact_line(row: Any, to: int | None = None) -> FactLine:
    """A fact as people read it. to: the place of the child of whom an adult's fact is."""
    kind, codes, offered = KINDS[row.kind], list(row.codes), None
    if row.state == State.KNOWN and not codes:
        offered = LISTS[row.kind].offered(row.words)
        codes = [offered] if offered else []
    known = ", ".join(LISTS[row.kind].words(code) for code in codes) or row.words or ""
    return FactLine(
        about=kind.about if to is None else f"{kind.about} {kind.to} child {to}",
        answer=known if row.state == State.KNOWN else STATES[State(row.state)],
        words=row.words if row.words and not _says_it(row.words, codes, known) else None,
        offered=offered is not None and not _says_it(row.words, codes, known),
        said_by=row.said_by,
        said_at=row.said_at,
        recorded_by=row.recorder,
    )


def _short(lines: Sequence[tuple[Any, int | None]]) -> tuple[tuple[str, str], ...]:
    """Headings with their answers. An adult's answer that is the same for several children stands once, with the children."""
    found: dict[tuple[str, str], list[int]] = {}
    for row, to in lines:
        if row.state != State.NOT_ASKED:
            found.setdefault((KINDS[row.kind].about, fact_line(row).answer), []).extend([to] if to else [])
    return tuple(
        (about, f"{answer}: child {', '.join(map(str, places))}" if places else answer)
        for (about, answer), places in found.items()
    )


def _sent(kind: str, words: str, received_at: Any) -> FactLine:
    """A fact in the words of the sender, which stand in a column of the child."""
    code = LISTS[kind].offered(words)
    answer = LISTS[kind].words(code) if code else words
    differs = not _says_it(words, [code] if code else [], answer)
    return FactLine(KINDS[kind].about, answer, words if differs else None, differs, None, received_at, None)


def _says_it(words: str, codes: Sequence[str], answer: str) -> bool:
    """Whether the words are the answer or its code, so that they say nothing more."""
    return plainly(words) in {plainly(answer), *map(plainly, codes)}


def _field(row: Any, kind: Kind, to: int | None, rows: Sequence[Any], received_at: Any) -> FactField:
    whose = (row.number, to) if row.who == "adult" else (None, row.number)
    stands = next((one for one in rows if (one.kind, one.adult_id, one.child_id) == (kind.key, *whose)), None)
    told = fact_line(stands) if stands else None
    sent = getattr(row, kind.key, None) if row.who == "child" else None
    if told is None and sent:
        told = _sent(kind.key, sent, received_at)
    codes = LISTS[kind.key]
    return FactField(
        key=kind.key if to is None else f"{kind.key}-{to}",
        about=kind.about,
        options=tuple(codes.codes.items()),
        several=codes.several,
        number=codes.number_words,
        stands=told,
    )
