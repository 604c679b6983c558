"""A guest is added by one member of staff, confirmed by another, and removed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import text

from board.commands.link.ending import end_links
from board.commands.record import note
from board.domain.directory.entries import EntryKind
from board.domain.directory.given import given_how
from board.domain.link.guests import GivenGuest
from board.domain.people import Actor
from board.domain.permissions import Action
from board.domain.refusals import (
    AddressNotAllowed,
    BadInput,
    ConfirmedByPeople,
    GuestEnded,
    GuestKnown,
    NotHere,
    OwnGuest,
)
from board.store.directory import locked_entry
from board.store.doors import must
from board.store.engine import Tx
from board.store.reached import may_be_mailed
from board.store.rows import insert, insert_one

_AGENCY = text(
    "select agency_id, mail_domains from agencies where hub_id = :hub_id and key = :key for no key update"
)
_SAME = text(
    "select g.guest_id, p.name, g.entry_id from guests g join people p on p.person_id = g.guest_id "
    "where g.hub_id = :hub_id and g.agency_id = :agency_id and lower(g.email) = :email and g.ended_at is null"
)
_LOCK = text(
    "select g.*, p.name, (select service from people where person_id = :person_id) as by_service "
    "from guests g join people p on p.person_id = g.guest_id "
    "where g.hub_id = :hub_id and g.guest_id = :guest_id for no key update of g"
)
_CONFIRM = text(
    "update guests set confirmed_at = :now, confirmed_by = :person_id, confirmed_how = :how "
    "where hub_id = :hub_id and guest_id = :guest_id"
)
_END = text(
    "update guests set ended_at = :now, ended_by = :person_id where hub_id = :hub_id and guest_id = :guest_id"
)
_LINKS = text("select link_id from links where hub_id = :hub_id and guest_id = :guest_id order by link_id")


@dataclass(frozen=True, slots=True)
class GuestDone:
    """The guest. changed: false when it was so already."""

    guest_id: int
    changed: bool = True


async def add_guest(tx: Tx, actor: Actor, given: GivenGuest, *, now: datetime) -> GuestDone:
    """Add a person outside whom links may be sent to. The same person of the same agency again is silence.

    Raises NotAllowed, BadInput (agency, number), AddressNotAllowed, GuestKnown. Locks: the agency, then the entry. Writes people, guests;
    event guest_added.
    """
    must(actor, Action.ASK_OUTSIDE)
    agency = (await tx.conn.execute(_AGENCY, {"hub_id": actor.hub_id, "key": given.agency})).one_or_none()
    if agency is None:
        raise BadInput({"agency": "Select an agency of this hub."})
    if not may_be_mailed(given.email, agency.mail_domains):
        where = ", ".join(agency.mail_domains) or "no domain yet: none is allowed for this agency"
        refusal = AddressNotAllowed(domains=where)
        refusal.errors["email"] = refusal.sentence
        raise refusal
    await _must_be_their_number(tx, actor, agency.agency_id, given.entry_id)
    facts = {"hub_id": actor.hub_id, "agency_id": agency.agency_id, "email": given.email}
    same = (await tx.conn.execute(_SAME, facts)).one_or_none()
    if same and (same.name, same.entry_id) == (given.name, given.entry_id):
        return GuestDone(same.guest_id, changed=False)
    if same:
        raise GuestKnown({"email": "A guest with this address is here already."}, name=same.name)
    person = {"name": given.name, "email": None, "guest": True, "created_at": now}
    guest_id = int(await insert_one(tx.conn, "people", person, "person_id"))
    since = {"guest_id": guest_id, "entry_id": given.entry_id, "added_at": now, "added_by": actor.person_id}
    await insert(tx.conn, "guests", [facts | since])
    _note(tx, actor, "guest_added", guest_id, now)
    return GuestDone(guest_id)


async def confirm_guest(tx: Tx, actor: Actor, guest_id: int, how: str, *, now: datetime) -> GuestDone:
    """Another member of staff confirms name, agency and work address. Confirmed already is silence.

    Raises NotAllowed, NotHere, GuestEnded, BadInput (how), ConfirmedByPeople (a system), OwnGuest. Locks: the guest. Writes guests; event
    guest_confirmed.
    """
    must(actor, Action.ASK_OUTSIDE)
    guest = await locked_guest(tx, actor, guest_id)
    if guest.by_service:
        raise ConfirmedByPeople
    if guest.added_by == actor.person_id:
        raise OwnGuest
    facts = actor.key | {"guest_id": guest_id, "how": given_how(how), "now": now}
    if guest.confirmed_at is not None:
        return GuestDone(guest_id, changed=False)
    await tx.conn.execute(_CONFIRM, facts)
    _note(tx, actor, "guest_confirmed", guest_id, now)
    return GuestDone(guest_id)


async def end_guest(tx: Tx, actor: Actor, guest_id: int, *, now: datetime) -> GuestDone:
    """Remove a guest: their links open nothing any more, and pages that these opened empty themselves. Twice is silence.

    Raises NotAllowed, NotHere. Locks: the guest. Writes guests, link_codes, link_sessions, drafts; events guest_ended, link_ended.
    """
    must(actor, Action.ASK_OUTSIDE)
    try:
        await locked_guest(tx, actor, guest_id)
    except GuestEnded:
        return GuestDone(guest_id, changed=False)
    await tx.conn.execute(_END, actor.key | {"guest_id": guest_id, "now": now})
    links = (await tx.conn.execute(_LINKS, {"hub_id": actor.hub_id, "guest_id": guest_id})).scalars().all()
    _note(tx, actor, "guest_ended", guest_id, now)
    await end_links(tx, actor.hub_id, links, "over", by=actor.person_id, now=now)
    return GuestDone(guest_id)


async def locked_guest(tx: Tx, actor: Actor, guest_id: int) -> Any:
    """The guest with their row locked. Raises NotHere, GuestEnded. Locks: the guest."""
    row = (await tx.conn.execute(_LOCK, actor.key | {"guest_id": guest_id})).one_or_none()
    if row is None:
        raise NotHere
    if row.ended_at is not None:
        raise GuestEnded(name=row.name)
    return row


async def _must_be_their_number(tx: Tx, actor: Actor, agency_id: int, entry_id: int) -> None:
    entry, current = await locked_entry(tx.conn, actor.hub_id, entry_id)
    if entry is None or not current or entry.agency_id != agency_id or entry.kind is not EntryKind.TELEPHONE:
        raise BadInput({"entry": "Select a number of this agency from the directory, or add it there first."})


def _note(tx: Tx, actor: Actor, kind: str, guest_id: int, now: datetime) -> None:
    note(tx, actor.hub_id, kind, actor, {"guest": guest_id}, now=now)
