"""Facts of a person on a contact: added beside those before, of which the newest of a kind counts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import text

from board.commands.record import Done, open_contact, record
from board.commands.words import line, salted
from board.domain.characters import without_letter
from board.domain.facts.kinds import KINDS, GivenFact, State, fault
from board.domain.people import Actor
from board.domain.permissions import Action
from board.domain.refusals import BadInput, NotHere
from board.store.engine import Tx
from board.store.facts import newest
from board.store.rows import insert

WORDS_MOST = 500
NAME_MOST = 200
_AHEAD = timedelta(minutes=5)
_PEOPLE = text(
    "select 'adult' as who, adult_id as number, place from adults where hub_id = :hub_id and contact_id = :contact_id "
    "union all select 'child', child_id, place from children where hub_id = :hub_id and contact_id = :contact_id"
)


async def record_facts(
    tx: Tx,
    actor: Actor,
    ref: str,
    facts: Sequence[GivenFact],
    said_by: str | None = None,
    *,
    adult_id: int | None = None,
    child_id: int | None = None,
    said_at: datetime | None = None,
    now: datetime,
) -> Done:
    """Record facts of one adult or one child: the words as they were said, the code, who said so and when. The same again is silence.

    said_by: the name and role of the person who said it; needed unless nobody was asked. said_at: none for now.
    Raises BadInput, ContactClosed, NotHere (no such person) and what the door raises. Locks: the contact. Writes person_facts, event
    facts_recorded.
    """
    contact = await open_contact(tx, actor, ref, Action.RECORD_FACTS, now=now)
    if (adult_id is None) == (child_id is None):
        raise BadInput({"whom": "Choose one person."})
    people = {(row.who, row.number): row for row in await tx.conn.execute(_PEOPLE, contact.key)}
    person = people.get(("adult", adult_id) if child_id is None else ("child", child_id))
    if person is None:
        raise NotHere
    children = [number for who, number in people if who == "child"]
    kept, errors = _read(facts, person.who, children)
    said_by = _who_said(said_by, kept, errors)
    if said_at is not None and said_at > now + _AHEAD:
        errors["said_at"] = "This is still to come. Enter when it was said."
    if errors:
        raise BadInput(errors)
    standing = await newest(tx.conn, contact.key)
    told = {"said_by": said_by, "said_at": said_at or now, "recorded_at": now, "recorded_by": actor.person_id}
    rows = [contact.key | _row(fact, adult_id, child_id) | told for fact in kept]
    rows = [row for row in rows if not _same(row, standing, said_at)]
    if not rows:
        return Done(contact.ref, changed=False)
    await insert(tx.conn, "person_facts", rows)
    nouns = dict.fromkeys(KINDS[row["kind"]].noun for row in rows)
    whole = "\n".join(
        "\t".join((row["kind"], row["state"], *row["codes"], row["words"] or "", said_by or ""))
        for row in rows
    )
    body = {
        "what": _listed(list(nouns)),
        "whom": f"{person.who} {person.place}",
        "texts": await salted(tx, contact.hub_id, whole, now),
    }
    await record(tx, contact, "facts_recorded", actor, body, now=now)
    return Done(contact.ref)


def _read(
    facts: Sequence[GivenFact], who: str, children: list[int]
) -> tuple[list[GivenFact], dict[str, str]]:
    """The facts as they will be kept, and what is wrong with them by their key."""
    errors: dict[str, str] = {} if facts else {"facts": "Answer at least one line, or go back."}
    kept: dict[str, GivenFact] = {}
    for fact in facts:
        try:
            words = line(fact.words, fact.key, WORDS_MOST)
        except BadInput as wrong:
            errors |= wrong.errors
            continue
        read = GivenFact(fact.kind, fact.state, tuple(dict.fromkeys(fact.codes)), words, fact.to)
        if problem := fault(read, who, children):
            errors[fact.key] = problem
        elif fact.key in kept:
            errors[fact.key] = "This stands here twice. Give it once."
        kept[fact.key] = read
    return list(kept.values()), errors


def _who_said(said_by: str | None, facts: list[GivenFact], errors: dict[str, str]) -> str | None:
    """The person who said it, as they will be kept. Puts into errors what is wrong."""
    try:
        name = line(said_by, "said_by", NAME_MOST)
    except BadInput as wrong:
        errors |= wrong.errors
        return None
    asked = any(fact.state != State.NOT_ASKED for fact in facts)
    if (name or asked) and without_letter(name or ""):
        errors["said_by"] = "Enter the name and role of the person who said so."
    return name


def _row(fact: GivenFact, adult_id: int | None, child_id: int | None) -> dict[str, Any]:
    return {
        "adult_id": adult_id,
        "child_id": child_id if fact.to is None else fact.to,
        "kind": fact.kind,
        "state": fact.state,
        "codes": list(fact.codes),
        "words": fact.words,
    }


def _same(row: dict[str, Any], standing: Sequence[Any], said_at: datetime | None) -> bool:
    """Whether this was recorded already. said_at: none for now, which never differs."""
    for before in standing:
        if (before.kind, before.adult_id, before.child_id) == (row["kind"], row["adult_id"], row["child_id"]):
            parts = ("state", "codes", "words", "said_by")
            same = all(getattr(before, part) == row[part] for part in parts)
            return same and said_at in (None, before.said_at)
    return False


def _listed(words: list[str]) -> str:
    return " and ".join(filter(None, (", ".join(words[:-1]), words[-1])))
