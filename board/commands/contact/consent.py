"""Consent of a contact, person by person: written down beside what was recorded before, which stays readable."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import text

from board.commands.record import Done, open_contact, record
from board.commands.running import keep_clocks
from board.commands.words import given, line, one_of, paragraphs, salted
from board.domain.characters import without_letter
from board.domain.contact.consent import CODES, IN_HISTORY, OF_THE_CONTACT, Topic, look_again_problem
from board.domain.contacts import LONDON, Contact
from board.domain.people import Actor
from board.domain.permissions import Action
from board.domain.refusals import BadInput, NotHere
from board.store.consent import confidential
from board.store.engine import Tx
from board.store.facts import no_responsibility
from board.store.policies import policy_of
from board.store.rows import insert

WORDS_MOST = 1_000
NAME_MOST = 200
_AHEAD = timedelta(minutes=5)
_PERSON = text(
    f"select 'adult' as who, adult_id as number, place, false as unborn, {no_responsibility()} as none_for_any from adults x "  # noqa: S608
    "where hub_id = :hub_id and contact_id = :contact_id and adult_id = cast(:adult_id as bigint) "
    "union all select 'child', child_id, place, unborn, false from children "
    "where hub_id = :hub_id and contact_id = :contact_id and child_id = cast(:child_id as bigint)"
)
_WHOSE = (
    "hub_id = :hub_id and contact_id = :contact_id and adult_id is not distinct from cast(:adult_id as bigint) "
    "and child_id is not distinct from cast(:child_id as bigint) and replaced_at is null"
)
_NOW = text(f"select * from consent_facts where {_WHOSE}")  # noqa: S608 - constants of this file
_REPLACE = text(f"update consent_facts set replaced_at = :now where {_WHOSE} and topic = :topic")  # noqa: S608
_CONFIDENTIAL = text(
    f"select {confidential()} from contacts c where c.hub_id = :hub_id and c.contact_id = :contact_id"  # noqa: S608
)
_KINDS = {
    Topic.CONSENT: "consent_recorded",
    Topic.AWARENESS: "awareness_recorded",
    Topic.DECIDES: "decider_recorded",
    Topic.DISPENSED: "consent_dispensed",
    Topic.HARM: "harm_suspected",
}


@dataclass(slots=True)
class _Fact:
    """A fact as somebody gives it, and what is wrong with it by field."""

    topic: Topic
    code: str
    adult_id: int | None = None
    child_id: int | None = None
    texts: dict[str, str | None] = field(default_factory=dict)
    said_at: datetime | None = None
    look_again_on: date | None = None
    errors: dict[str, str] = field(default_factory=dict)

    def read(self, name: str, said: str | None, most: int, *, lines: bool = False, person: str = "") -> None:
        """Keep one text. person: the sentence when it must name a person and does not."""
        try:
            self.texts[name] = (paragraphs if lines else line)(said, name, most)
        except BadInput as wrong:
            self.errors |= wrong.errors
            return
        if person and without_letter(self.texts[name] or ""):
            self.errors[name] = person


async def record_consent(
    tx: Tx,
    actor: Actor,
    ref: str,
    answer: str,
    *,
    adult_id: int | None = None,
    child_id: int | None = None,
    spoken_with: str | None = None,
    words: str | None = None,
    limits: str | None = None,
    reason: str | None = None,
    said_at: datetime | None = None,
    now: datetime,
) -> Done:
    """Record what an adult, or a young person who can decide, answered: to whom, when, in which words, with which limits; or why nobody
    asked them. The same again is silence.

    words: none means the hub's script. Raises UnknownCode, BadInput, ContactClosed, NotHere (no such person) and what the door raises.
    Locks: the contact. Writes consent_facts, event consent_recorded.
    """
    contact = await open_contact(tx, actor, ref, Action.RECORD_CONSENT, now=now)
    one_of(CODES[Topic.CONSENT], "answer", answer)
    fact = _Fact(Topic.CONSENT, answer, adult_id, child_id, said_at=said_at)
    asked = answer != "not_asked"
    who = "Enter the name and role of the person who asked." if asked else ""
    fact.read("spoken_with", spoken_with, NAME_MOST, person=who)
    if not asked and fact.texts.get("spoken_with"):
        fact.errors["spoken_with"] = "Nobody was asked. Leave this blank, or choose what they answered."
    if asked and not (words or "").strip():
        words = (await policy_of(tx.conn, contact.hub_id, contact.policy_version)).consent_script
    fact.read("words", words if asked else None, WORDS_MOST, lines=True)
    fact.read("limits", limits, WORDS_MOST, lines=True)
    fact.read("reason", reason, WORDS_MOST)
    if not asked and "reason" not in fact.errors and not fact.texts["reason"]:
        fact.errors["reason"] = "Enter why they were not asked."
    return await _keep(tx, actor, contact, fact, now)


async def record_awareness(
    tx: Tx,
    actor: Actor,
    ref: str,
    state: str,
    *,
    adult_id: int | None = None,
    child_id: int | None = None,
    told_by: str | None = None,
    reason: str | None = None,
    look_again_on: date | None = None,
    said_at: datetime | None = None,
    now: datetime,
) -> Done:
    """Record what an adult or child knows of the enquiry: not aware, with the reason and a date to look again; aware; or told, by whom.
    The same again is silence.

    Raises UnknownCode, BadInput, ContactClosed, NotHere (no such person) and what the door raises. Locks: the contact. Writes
    consent_facts, clocks, event awareness_recorded.
    """
    contact = await open_contact(tx, actor, ref, Action.RECORD_CONSENT, now=now)
    one_of(CODES[Topic.AWARENESS], "state", state)
    fact = _Fact(Topic.AWARENESS, state, adult_id, child_id, said_at=said_at)
    fact.read(
        "told_by",
        told_by,
        NAME_MOST,
        person="Enter the name and role of the person who told them." if state == "told" else "",
    )
    fact.read("reason", reason, WORDS_MOST)
    if state == "not_aware":
        fact.look_again_on = look_again_on
        if problem := look_again_problem(look_again_on, now.astimezone(LONDON).date()):
            fact.errors["look_again_on"] = problem
        if "reason" not in fact.errors and not fact.texts["reason"]:
            fact.errors["reason"] = "Enter why they are not told."
    elif look_again_on is not None:
        fact.errors["look_again_on"] = "They know of it. Leave this blank."
    fact.texts["spoken_with"] = fact.texts.pop("told_by", None)
    return await _keep(tx, actor, contact, fact, now)


async def record_decider(
    tx: Tx,
    actor: Actor,
    ref: str,
    decides: str,
    reason: str,
    *,
    adult_id: int | None = None,
    child_id: int | None = None,
    now: datetime,
) -> Done:
    """Record whether a young person can decide for themselves, with how it is known. Parental responsibility is a fact of each child.

    Raises UnknownCode, ReasonNeeded, BadInput, ContactClosed, NotHere (no such person) and what the door raises. Locks: the contact.
    Writes consent_facts, event decider_recorded.
    """
    contact = await open_contact(tx, actor, ref, Action.RECORD_CONSENT, now=now)
    one_of(CODES[Topic.DECIDES], "decides", decides)
    fact = _Fact(Topic.DECIDES, decides, adult_id, child_id, texts={"reason": given(reason)})
    return await _keep(tx, actor, contact, fact, now)


async def dispense_with_consent(tx: Tx, actor: Actor, ref: str, reason: str, *, now: datetime) -> Done:
    """Decide to go on without consent, or against a refusal, with the reason. The same reason again is silence.

    Raises ReasonNeeded, ContactClosed and what the door raises. Locks: the contact. Writes consent_facts, event consent_dispensed.
    """
    contact = await open_contact(tx, actor, ref, Action.DISPENSE_WITH_CONSENT, now=now)
    fact = _Fact(Topic.DISPENSED, "yes", texts={"reason": given(reason)})
    return await _keep(tx, actor, contact, fact, now)


async def suspect_harm(tx: Tx, actor: Actor, ref: str, reason: str, *, now: datetime) -> Done:
    """Record reasonable cause to suspect significant harm, with the reason. The same reason again is silence.

    Raises ReasonNeeded, ContactClosed and what the door raises. Locks: the contact. Writes consent_facts, event harm_suspected.
    """
    contact = await open_contact(tx, actor, ref, Action.SUSPECT_HARM, now=now)
    fact = _Fact(Topic.HARM, "yes", texts={"reason": given(reason)})
    return await _keep(tx, actor, contact, fact, now)


async def _keep(tx: Tx, actor: Actor, contact: Contact, fact: _Fact, now: datetime) -> Done:
    """Keep the fact in place of the one before. Raises BadInput with everything that is wrong."""
    if fact.said_at is not None and fact.said_at > now + _AHEAD:
        fact.errors["said_at"] = "This is still to come. Enter when it was said."
    whose = contact.key | {"adult_id": fact.adult_id, "child_id": fact.child_id}
    standing = {Topic(row.topic): row for row in await tx.conn.execute(_NOW, whose)}
    whom = ""
    if fact.topic not in OF_THE_CONTACT:
        person = await _person(tx, fact, whose)
        if person is not None:
            whom = f"{person.who} {person.place}"
            await _fits(tx, fact, person, standing, contact)
    if fact.errors:
        raise BadInput(fact.errors)
    texts: dict[str, str | None] = dict.fromkeys(("spoken_with", "words", "limits", "reason")) | fact.texts
    row = whose | texts | {"topic": fact.topic.value, "code": fact.code, "look_again_on": fact.look_again_on}
    before = standing.get(fact.topic)
    if before is not None and _same(row, before, fact.said_at):
        return Done(contact.ref, changed=False)
    await tx.conn.execute(_REPLACE, row | {"now": now})
    kept = {"said_at": fact.said_at or now, "recorded_at": now, "recorded_by": actor.person_id}
    await insert(tx.conn, "consent_facts", [row | kept])
    if fact.topic is Topic.AWARENESS:
        await keep_clocks(tx, contact, now=now)
    who = whom.partition(" ")[0]
    body = {"whom": whom, "answer": IN_HISTORY.get(fact.code) or IN_HISTORY.get(f"{who} {fact.code}", "")}
    others = "\n".join(texts[name] or "" for name in ("spoken_with", "words", "limits"))
    body |= {"texts": await salted(tx, contact.hub_id, others, now)}
    words = {"reason": texts["reason"]} if texts["reason"] else {}
    await record(tx, contact, _KINDS[fact.topic], actor, body, words=words, now=now)
    return Done(contact.ref)


async def _person(tx: Tx, fact: _Fact, whose: dict[str, Any]) -> Any | None:
    """The adult or child that the fact is about; none, and the fault in its errors, when it names none or two. Raises NotHere."""
    if (fact.adult_id is None) == (fact.child_id is None):
        fact.errors["whom"] = "Choose one person."
        return None
    person = (await tx.conn.execute(_PERSON, whose)).one_or_none()
    if person is None:
        raise NotHere
    return person


async def _fits(tx: Tx, fact: _Fact, person: Any, standing: dict[Topic, Any], contact: Contact) -> None:
    """Put into its errors what speaks against this fact of this person."""
    decides = standing[Topic.DECIDES].code if Topic.DECIDES in standing else None
    if fact.topic is Topic.DECIDES and person.who == "adult":
        fact.errors["whom"] = (
            "Parental responsibility is recorded for each child, among the facts of the adult."
        )
    if fact.topic is Topic.DECIDES and fact.code == "yes" and person.unborn:
        fact.errors["whom"] = "An unborn child decides nothing."
    if fact.topic is not Topic.CONSENT:
        return
    if person.who == "child" and decides != "yes":
        fact.errors["whom"] = (
            "Record first that this young person can decide for themselves, and how you know."
        )
    elif person.none_for_any:
        fact.errors["whom"] = (
            "They have no parental responsibility, as somebody recorded. Correct that first if it is wrong."
        )
    elif fact.code != "not_asked" and await _not_told(tx, standing.get(Topic.AWARENESS), contact):
        fact.errors["whom"] = "They are not aware. Record first that they were told, and by whom."


async def _not_told(tx: Tx, aware: Any | None, contact: Contact) -> bool:
    if aware is not None:
        return bool(aware.code == "not_aware")
    return bool((await tx.conn.execute(_CONFIDENTIAL, contact.key)).scalar_one())


def _same(row: dict[str, Any], before: Any, said_at: datetime | None) -> bool:
    """Whether this was recorded already. said_at: none for now, which never differs."""
    return row.items() <= before._mapping.items() and said_at in (None, before.said_at)
