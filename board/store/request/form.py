"""The facts of a request's form, each asked whether this agency may read it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from board.domain.contact.consent import ANSWERS, AWARE, Topic
from board.domain.contacts import LONDON
from board.domain.policy import Policy
from board.domain.referrer.describing import described, lines
from board.domain.request.form import (
    AsItCame,
    Line,
    PersonAsked,
    RequestForm,
    identifiers,
    referrer_hidden,
    referrer_words,
    tells,
)
from board.domain.request.ground import AWARE_WORDS, GROUND_WORDS, Aware, Ground
from board.domain.request.sending import HOW_TO_ANSWER
from board.domain.urgency import worst
from board.store.consent import adults_not_told, children_not_told, unaware
from board.store.referrer.checks import Check, Checks, checks_of
from board.store.referrer.texts import referrers_of
from board.store.urgencies import rags_of

_NAME = "concat_ws(' ', x.given_name, x.family_name)"
_REQUEST = text(
    "select q.*, a.name as agency, a.key as agency_key, h.name as hub, p.name as asker, "  # noqa: S608 - constants of store/consent.py
    "  (select s.role from seats s where s.hub_id = q.hub_id and s.person_id = q.asked_by "
    "   order by s.ended_at nulls first, s.seat_id limit 1) as asker_role, "
    "  c.ref, c.source, c.dfe_code, c.source_hidden, c.referrer, c.anonymous_referrer, c.received_at, c.concern, c.summary, "
    f"  c.notice_type, c.source_reference, c.grading_tool, c.grading_score, c.grading, {unaware()} as unaware, "
    f"  array(select {_NAME} from adults x where x.hub_id = c.hub_id and x.adult_id = any({adults_not_told()}) order by x.place) "
    f"  || array(select {_NAME} from children x where x.hub_id = c.hub_id and x.child_id = any({children_not_told()}) order by x.place) "
    "  as not_told "
    "from requests q join agencies a on a.hub_id = q.hub_id and a.agency_id = q.agency_id join hubs h on h.hub_id = q.hub_id "
    "join people p on p.person_id = q.asked_by join contacts c on c.hub_id = q.hub_id and c.contact_id = q.contact_id "
    "where q.hub_id = :hub_id and q.request_id = :request_id"
)
_PEOPLE = text(
    "select r.*, c.place as child_place, c.unborn, d.place as adult_place, d.role, coalesce(c.given_name, d.given_name) as given_name, "
    "  coalesce(c.family_name, d.family_name) as family_name, coalesce(c.born_on, d.born_on) as born_on, c.expected_on, c.school, "
    "  coalesce(c.address, d.address) as address "
    "from request_people r left join children c on c.hub_id = r.hub_id and c.child_id = r.child_id "
    "left join adults d on d.hub_id = r.hub_id and d.adult_id = r.adult_id "
    "where r.hub_id = :hub_id and r.request_id = :request_id order by (r.child_id is null), coalesce(c.place, d.place)"
)
_SAFE = text(
    "select channel, times, never_use, code_word, address from safe_contacts where hub_id = :hub_id and contact_id = :contact_id"
)
_CONSENT = text(
    "select f.consent_fact_id, f.topic, f.code, f.limits, f.said_at, f.adult_id, f.child_id, coalesce(d.place, c.place) as place, d.role, "
    "  coalesce(c.given_name, d.given_name) as given_name, coalesce(c.family_name, d.family_name) as family_name "
    "from consent_facts f left join adults d on d.hub_id = f.hub_id and d.adult_id = f.adult_id "
    "left join children c on c.hub_id = f.hub_id and c.child_id = f.child_id "
    "where f.hub_id = :hub_id and f.contact_id = :contact_id and f.consent_fact_id = any(cast(:facts as bigint[])) "
    "and f.topic in ('consent', 'awareness') order by (f.adult_id is null), place, f.consent_fact_id"
)
_ROLES: Final[Mapping[str, str]] = {
    "victim": "victim/survivor",
    "alleged_perpetrator": "alleged perpetrator",
    "household": "in the household",
}
_SEATS: Final[Mapping[str, str]] = {"edt": "emergency duty team"}


async def form_of(
    conn: AsyncConnection, hub_id: int, request_id: object, version: int, policy: Policy
) -> RequestForm:
    """The form of one request as the facts stand now. The caller has the contact's row locked, so that none of them changes meanwhile."""
    facts: dict[str, Any] = {"hub_id": hub_id, "request_id": request_id}
    row = (await conn.execute(_REQUEST, facts)).one()
    facts["contact_id"] = row.contact_id
    people = (await conn.execute(_PEOPLE, facts)).all()
    safe = (await conn.execute(_SAFE, facts)).all()
    said = (await conn.execute(_CONSENT, facts | {"facts": row.consent_facts})).all()
    secrets = [words for one in safe for words in (one.code_word, one.address)]
    codes = [words for one in safe for words in (one.channel, one.times, one.never_use)]
    hidden = referrer_hidden(row.dfe_code, anonymous=row.anonymous_referrer)
    checks = await checks_of(conn, facts)
    asked = _Asked(hidden, tuple(await referrers_of(conn, facts)), tuple(secrets), tuple(codes), checks)
    rag = worst(await rags_of(conn, {"hub_id": hub_id, "contact_id": row.contact_id}), policy)
    levels = {level.code: level for level in policy.levels}
    known = {one.code: one.label for one in policy.concerns}
    reasons = {one.code: one.label for one in policy.requests.reasons}
    source = policy.source_label(row.source) if row.source in policy.source_codes() else None
    return RequestForm(
        ref=row.ref,
        version=version,
        hub=row.hub,
        agency=row.agency,
        asked_at=row.asked_at,
        due_at=row.due_at,
        asked_by=row.asker,
        asked_by_role=_SEATS.get(row.asker_role or "", (row.asker_role or "colleague").replace("_", " ")),
        colour=f"{levels[rag].label}: {levels[rag].meaning}" if rag in levels else "Not yet rated",
        red_at_once=row.ground == Ground.RED_AT_ONCE and row.confirmed_at is None,
        parents_unaware=row.unaware,
        not_told=tuple(filter(None, row.not_told)),
        why=reasons.get(row.why, row.why),
        necessary=asked.text("requests.necessary", row.number, row.necessary),
        consent=_consent(asked, row, said),
        questions=tuple(row.questions),
        question=asked.text("requests.question", row.number, row.question),
        people=tuple(_person(asked, one, identifiers(row.agency_key)) for one in people),
        worry=known.get(row.concern, row.concern),
        summary=asked.text("contacts.summary", row.contact_id, row.summary),
        referrer=referrer_words(
            row.dfe_code,
            None if row.source_hidden else source,
            row.referrer,
            anonymous=row.anonymous_referrer,
        ),
        referrer_hidden=hidden,
        as_it_came=_as_it_came(asked, row),
        answer_by=HOW_TO_ANSWER,
    )


@dataclass(frozen=True, slots=True)
class _Asked:
    """Whether a text or a field may stand on the form. hidden: the referrer is not to be known."""

    hidden: bool
    referrers: tuple[str, ...]
    secrets: tuple[str | None, ...]
    codes: tuple[str | None, ...]
    checks: Checks

    def text(self, place: str, number: int, words: str | None) -> str | None:
        """A text that somebody wrote: none until a person has checked it, where the referrer is hidden. Empty where there is none."""
        if not words:
            return ""
        unchecked = self.hidden and self.checks.of(place, number, words) is None
        return None if unchecked or tells(words, self.secrets, self.codes) else lines(words)

    def field(self, place: str, number: int, words: str | None) -> str | None:
        """A field: none only where it tells of the referrer and nobody has checked it, or tells a safe contact. Empty: there is none."""
        if not words:
            return ""
        if tells(words, self.secrets, self.codes):
            return None
        names = self.hidden and described(words, self.referrers)
        return None if names and self.checks.of(place, number, words) is None else lines(words)

    def address(self, place: str, number: int, words: str | None) -> str | None:
        """The same of an address. One that is a safe address is left out without a word, since the word would tell that it is."""
        return "" if words and tells(words, self.secrets, self.codes) else self.field(place, number, words)

    def name(self, row: Any) -> str | None:
        """The name of a person; the referrer may be an adult of the contact. None where it may be the referrer's."""
        words = " ".join(filter(None, (row.given_name, row.family_name)))
        if row.adult_id is None:
            return words or "Name not known"
        parts = [
            self.field(f"adults.{part}", row.adult_id, getattr(row, part))
            for part in ("given_name", "family_name")
        ]
        return None if None in parts else " ".join(filter(None, parts)) or "Name not known"


def _person(asked: _Asked, row: Any, needed: frozenset[str]) -> PersonAsked:
    number = row.request_person_id
    born = ("Expected", row.expected_on) if row.unborn else ("Born", row.born_on)
    who = ("children", row.child_id) if row.child_id is not None else ("adults", row.adult_id)
    found: list[tuple[str, str | None]] = [(born[0], f"{born[1]:%-d %B %Y}" if born[1] else "not known")]
    found.append(
        ("Former and other names", asked.field("request_people.former_names", number, row.former_names))
    )
    if "nhs_number" in needed and row.nhs_number:
        found.append(("NHS number", f"{row.nhs_number[:3]} {row.nhs_number[3:6]} {row.nhs_number[6:]}"))
    if "gp" in needed:
        found.append(("GP practice", asked.field("request_people.gp", number, row.gp)))
    if "school" in needed:
        found.append(("School", asked.field("children.school", row.child_id or 0, row.school)))
    if row.with_address:
        found.append(("Address", asked.address(f"{who[0]}.address", who[1], row.address)))
    found.append(
        (
            "Earlier addresses",
            asked.address("request_people.earlier_addresses", number, row.earlier_addresses),
        )
    )
    kept = tuple(Line(label, words) for label, words in found if words != "")
    return PersonAsked(_title(row, row.child_place or row.adult_place), asked.name(row), kept)


def _title(row: Any, place: int) -> str:
    if row.child_id is not None:
        return f"Child {place}"
    return f"Adult {place}, {_ROLES.get(row.role, row.role)}"


def _consent(asked: _Asked, row: Any, said: Any) -> tuple[Line, ...]:
    """The position at the moment of asking: the ground, whether the parents know, and each answer."""
    found = [Line("Ground", GROUND_WORDS[Ground(row.ground)]), Line("Parents", AWARE_WORDS[Aware(row.aware)])]
    for fact in said:
        words = ANSWERS[fact.code] if fact.topic == Topic.CONSENT else AWARE[fact.code]
        on = f"{fact.said_at.astimezone(LONDON):%-d %B %Y}"
        # The number and role alone where the name may be the referrer's.
        label = ": ".join(filter(None, (_title(fact, fact.place), asked.name(fact))))
        found.append(Line(label, f"{words} ({on})"))
        if limits := fact.limits:
            found.append(
                Line("Limits they set", asked.text("consent_facts.limits", fact.consent_fact_id, limits))
            )
    return tuple(found)


def _as_it_came(asked: _Asked, row: Any) -> AsItCame | None:
    """The sender's own fields, once a named person has checked each of them, whether the referrer may be named or not."""
    sent = {
        name: getattr(row, name)
        for name in ("summary", "notice_type", "source_reference", "grading_tool", "grading")
    }
    found: list[Check] = []
    for name, words in sent.items():
        check = asked.checks.of(f"contacts.{name}", row.contact_id, words) if words else None
        if words and (check is None or tells(words, asked.secrets, asked.codes)):
            return None
        found += [check] if check else []
    if not found:
        return None
    last = max(found, key=lambda one: one.at)
    told = [
        ("Received", f"{row.received_at.astimezone(LONDON):%-d %B %Y at %H:%M}"),
        ("Type of notice", sent["notice_type"]),
        ("Sender’s reference", sent["source_reference"]),
        ("Grading tool", sent["grading_tool"]),
        ("Grading score", None if row.grading_score is None else str(row.grading_score)),
        ("Grading", sent["grading"]),
    ]
    return AsItCame(tuple(Line(label, words) for label, words in told if words), last.by, last.at)
