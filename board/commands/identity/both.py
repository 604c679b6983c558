"""Two records of two contacts, locked together: what matches, whether they are one person, and the events of both."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import text

from board.commands.identity.telling import tell_history
from board.commands.matches import pair
from board.commands.record import keep_reason, note, record
from board.commands.words import salted
from board.domain.contacts import Contact
from board.domain.events import Body
from board.domain.identity.facts import Fact, matching_facts, needs_manager
from board.domain.identity.records import Record
from board.domain.people import Actor
from board.domain.permissions import Action
from board.domain.refusals import NotHere, OneContact
from board.store.doors import access_contact
from board.store.engine import Tx
from board.store.identity.joins import rows_of, shared_by
from board.store.identity.people import Compared, compared
from board.store.readings import log_reading
from board.store.turns import Turn

# Joins are rare and each may move the records of many contacts: one at a time in a hub. Taken after contacts, before the head.
_ONE_BY_ONE = text(f"select pg_advisory_xact_lock({Turn.JOINING_PEOPLE}, :hub_id)")
_OPEN_JOIN = text(
    "select join_id, confirmed_at, joined_by, reason from identity_joins where hub_id = :hub_id and parted_at is null "
    "and contact_id = :one and other_id = :other and (child_id, other_child_id) is not distinct from (:child_id, :other_child_id) "
    "and (adult_id, other_adult_id) is not distinct from (:adult_id, :other_adult_id)"
)
PAGE = "/hubs/{hub}/contacts/{ref}/compare/{other}"
"""The page on which people compare two contacts, as readings name it."""


@dataclass(frozen=True, slots=True)
class Both:
    """Two records and their contacts, both locked, the earlier contact first."""

    contacts: tuple[Contact, Contact]
    records: tuple[Record, Record]
    facts: tuple[Fact, ...]
    unsure: bool

    @property
    def hub_id(self) -> int:
        """The hub of both."""
        return self.contacts[0].hub_id

    @property
    def restricted(self) -> bool:
        """Whether one of the two contacts is restricted, so that no timeline may tell of the other."""
        return any(contact.restricted for contact in self.contacts)

    @property
    def key(self) -> dict[str, Any]:
        """The two as identity_joins names them."""
        one, other = self.records
        facts = pair(self.contacts[0].hub_id, *(contact.contact_id for contact in self.contacts))
        for part in ("child", "adult"):
            here = one.part == part
            facts |= {
                f"{part}_id": one.number if here else None,
                f"other_{part}_id": other.number if here else None,
            }
        return facts


async def both_records(
    tx: Tx, actor: Actor, one: tuple[str, Record], other: tuple[str, Record], action: Action, *, now: datetime
) -> Both:
    """Two records of two contacts that this actor may open, with the facts that match.

    Comparing the two is a reading of both. Raises OneContact, NotHere and what the door raises.
    Locks: both contacts by number, identities of the hub.
    """
    found = {}
    for ref, record_here in (one, other):
        contact = await access_contact(tx.conn, actor, ref, action, now=now)
        found[contact.contact_id] = (contact.ref, record_here)
    if len(found) == 1:
        raise OneContact
    ends = []
    for number in sorted(found):
        ref, record_here = found[number]
        ends.append((await access_contact(tx.conn, actor, ref, action, now=now, lock=True), record_here))
    (first, first_record), (second, second_record) = ends
    await tx.conn.execute(_ONE_BY_ONE, {"hub_id": actor.hub_id})
    everybody = await compared(tx.conn, actor.hub_id, sorted(found))
    mine, theirs = _person(everybody, first, first_record), _person(everybody, second, second_record)
    if mine.record.part != theirs.record.part:
        raise NotHere
    rest = [
        [one.who for one in everybody if one.contact_id == person.contact_id and one.record != person.record]
        for person in (mine, theirs)
    ]
    facts = matching_facts(mine.who, theirs.who, *rest, schools=(mine.school, theirs.school))
    for contact in (first, second):
        await log_reading(tx.conn, actor, contact.contact_id, PAGE, "joined", now)
    unsure = needs_manager(mine.who, theirs.who, facts)
    return Both((first, second), (mine.record, theirs.record), facts, unsure)


async def open_join(tx: Tx, both: Both) -> Any:
    """The join of exactly these two that stands or awaits a manager; none where there is none."""
    return (await tx.conn.execute(_OPEN_JOIN, both.key)).one_or_none()


async def common(tx: Tx, both: Both) -> tuple[Any, Any] | None:
    """The open row of each in the identity that both belong to; none where they are not one person.

    An unborn child who became twins belongs to several.
    """
    ones, others = [await rows_of(tx.conn, both.hub_id, record) for record in both.records]
    pairs = ((one, other) for one in ones for other in others if one.identity_id == other.identity_id)
    return next(pairs, None)


async def record_both(
    tx: Tx, actor: Actor, both: Both, kind: str, body: Body, reason: str, *, now: datetime
) -> None:
    """The event of each contact, with the reason; where one is restricted, one event that names no contact."""
    if both.restricted:
        named = frozenset().union(*(contact.named for contact in both.contacts))
        note(tx, actor.hub_id, "restricted_identity_changed", actor, body, told=named, now=now)
        return
    digest = await salted(tx, actor.hub_id, reason, now)
    for contact in both.contacts:
        await keep_reason(tx, contact, digest, reason)
        await record(tx, contact, kind, actor, {**body, "reason": digest}, now=now)


def _person(everybody: Iterable[Compared], contact: Contact, record_here: Record) -> Compared:
    """The person of this contact. Raises NotHere."""
    found = (one for one in everybody if one.contact_id == contact.contact_id and one.record == record_here)
    person = next(found, None)
    if person is None:
        raise NotHere
    return person


@asynccontextmanager
async def told_around(tx: Tx, both: Both, contacts: set[int], *, now: datetime) -> AsyncIterator[None]:
    """Around a change of joins: contacts whose shared page says something else afterwards are drawn again.

    The two contacts themselves have an event of their own, unless one is restricted.
    """
    before = await shared_by(tx.conn, both.hub_id, contacts)
    yield
    changed = {one for one, _ in before ^ await shared_by(tx.conn, both.hub_id, contacts)}
    if not both.restricted:
        changed -= {contact.contact_id for contact in both.contacts}
    await tell_history(tx, both.hub_id, changed, now=now)
