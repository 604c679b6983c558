"""A person declares that they are kin, a neighbour or a colleague of a family, or is marked as one on a contact."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import text

from board.commands.interest.keeping import keep_apart
from board.commands.interest.waiting import ask_managers
from board.commands.naming import must_be_seated
from board.commands.record import Done, note
from board.commands.words import given, line, one_of
from board.domain.characters import unshowable
from board.domain.interest.families import KINDS, TypedFamily, unreadable
from board.domain.people import Actor
from board.domain.permissions import Action
from board.domain.refusals import BadInput, UnknownPeople
from board.store.doors import access_contact, locked, must
from board.store.engine import Tx
from board.store.interest.reach import beside_these, family_contacts
from board.store.rows import insert_one
from board.store.turns import Turn

# Alone in this hub, once what is arriving has arrived: commands/interest/keeping.py.
_ALONE = text(f"select pg_advisory_xact_lock({Turn.INTERESTS}, :hub_id)")
_STANDS = text(
    "select interest_id from interests where hub_id = :hub_id and person_id = :person_id and ended_at is null and kind = :kind "
    "and contact_id is not distinct from :contact_id and names is not distinct from :names and address is not distinct from :address "
    "and reference is not distinct from :reference"
)
LONGEST, MOST_NAMES = 1_000, 20


@dataclass(frozen=True, slots=True)
class Declared:
    """changed: false when the person had declared these very words before. Never whether a contact was found."""

    changed: bool = True


async def declare_interest(
    tx: Tx, actor: Actor, kind: str, *, names: str = "", address: str = "", reference: str = "", now: datetime
) -> Declared:
    """From now on every contact of this family is kept from the person who declares it, those that arrive later too.

    Answers alike whether a contact of the family is on the board, closed, restricted or not here. Raises NotAllowed, UnknownCode, BadInput.
    Locks: the contacts by number, then declaring in this hub. Writes interests, interest_contacts, what put_back and
    ask_managers write, event interest_declared.
    """
    must(actor, Action.DECLARE_INTEREST)
    one_of(tuple(KINDS), "kind", kind)
    family = _typed(names, address, reference)
    said = {"names": family.names, "address": family.address, "reference": family.reference}
    facts = actor.key | said | {"kind": kind, "contact_id": None}
    if (await tx.conn.execute(_STANDS, facts)).first() is not None:
        return Declared(changed=False)
    keys = {"reference_key": family.reference_key, "look_up_keys": family.look_up_keys}
    row = facts | keys | {"declared_at": now, "declared_by": actor.person_id}
    interest_id = int(await insert_one(tx.conn, "interests", row, "interest_id"))
    await _reach(tx, actor, interest_id, actor.person_id, family, set(), now)
    await ask_managers(tx, actor.hub_id, interest_id, now=now)
    body = {"interest": interest_id, "person": actor.person_id}
    note(tx, actor.hub_id, "interest_declared", actor, body, told=[actor.person_id], now=now)
    return Declared()


async def mark_interest(
    tx: Tx, actor: Actor, ref: str, person: int, kind: str, reason: str, *, now: datetime
) -> Done:
    """Somebody who may open a contact says that a colleague has an interest in its family: it is kept from that colleague, with every
    contact of the same family. The same again is silence.

    Raises UnknownCode, UnknownPeople, ReasonNeeded and what the door raises. Locks and writes as declare_interest does, event
    interest_marked.
    """
    contact = await access_contact(tx.conn, actor, ref, Action.MARK_INTEREST, now=now)
    one_of(tuple(KINDS), "kind", kind)
    reason = given(reason)
    if person == actor.person_id:
        raise UnknownPeople({"person": "Declare your own interest under Interests."})
    await must_be_seated(tx, contact.hub_id, [person])
    facts = contact.key | {
        "person_id": person,
        "kind": kind,
        "names": None,
        "address": None,
        "reference": None,
    }
    if (await tx.conn.execute(_STANDS, facts)).first() is not None:
        return Done(contact.ref, changed=False)
    row = facts | {"look_up_keys": [], "declared_at": now, "declared_by": actor.person_id, "reason": reason}
    interest_id = await insert_one(tx.conn, "interests", row, "interest_id", once=True)
    if interest_id is None:  # marked already, as of another kind
        return Done(contact.ref, changed=False)
    await _reach(tx, actor, int(interest_id), person, TypedFamily(), {contact.contact_id}, now)
    await ask_managers(tx, actor.hub_id, int(interest_id), now=now)
    body = {"interest": int(interest_id), "person": person}
    note(tx, actor.hub_id, "interest_marked", actor, body, told=[person], now=now)
    return Done(contact.ref)


async def _reach(
    tx: Tx,
    actor: Actor,
    interest_id: int,
    person_id: int,
    family: TypedFamily,
    these: set[int],
    now: datetime,
) -> None:
    """Keep every contact of the family from this person. Looked for twice: a contact may arrive while the first are being locked."""
    contacts: dict[int, Any] = {}
    for last in (False, True):
        if last:
            await tx.conn.execute(_ALONE, {"hub_id": actor.hub_id})
        found = these | await family_contacts(tx.conn, actor.hub_id, family)
        for one in sorted(await beside_these(tx.conn, actor.hub_id, found)):
            if one not in contacts:
                contacts[one] = await locked(tx.conn, actor.hub_id, one, now=now)
    for _, contact in sorted(contacts.items()):
        if contact is not None:
            await keep_apart(tx, actor, contact, {interest_id: person_id}, news=False, now=now)


def _typed(names: str, address: str, reference: str) -> TypedFamily:
    """The family as it will be kept. Raises BadInput where nothing was, or it can never be compared with a contact."""
    if why := unshowable(names, "\r\n\t"):
        raise BadInput({"names": why})
    lines = [" ".join(one.split()) for one in names.splitlines()]
    listed = [one for one in lines if one]
    if len(listed) > MOST_NAMES or any(len(one) > 200 for one in listed):
        raise BadInput(
            {"names": f"Give at most {MOST_NAMES} names, one on each line, of at most 200 characters."}
        )
    family = TypedFamily(
        "\n".join(listed) or None, line(address, "address", 300), line(reference, "reference", 100)
    )
    if family == TypedFamily():
        raise BadInput({"names": "Give a name, an address or a reference of the family."})
    if wrong := unreadable(family):
        raise BadInput(wrong)
    return family
