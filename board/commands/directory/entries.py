"""Entries of the directory: a member of staff adds, changes and removes them, and another confirms each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import text

from board.commands.record import note
from board.domain.contacts import LONDON
from board.domain.directory.entries import Entry, EntryKind
from board.domain.directory.given import Given, given_how
from board.domain.people import Actor
from board.domain.permissions import Action
from board.domain.refusals import (
    AddressNotAllowed,
    BadInput,
    ConfirmedByPeople,
    EntryEnded,
    KeptWithPerson,
    NotHere,
    NumberUnreadable,
    OwnEntry,
)
from board.store.directory import locked_entry
from board.store.doors import must
from board.store.engine import Tx
from board.store.reached import may_be_mailed
from board.store.rows import insert_one

_AGENCY = text(
    "select agency_id, mail_domains from agencies where hub_id = :hub_id "
    "and (key = cast(:key as text) or agency_id = cast(:agency_id as bigint)) for no key update"
)
_SAME = text(
    "select entry_id, name, deputies, answered from agency_entries where hub_id = :hub_id and agency_id = :agency_id "
    "and address = :address and person_id is null and ended_at is null"
)
_ENTERED_BEFORE = text(
    "select exists (select from agency_entries where hub_id = :hub_id and address = :address "
    "and :person_id in (added_by, person_id)) as entered, (select service from people where person_id = :person_id) as service"
)
_CONFIRM = text(
    "update agency_entries set confirmed_at = :now, confirmed_by = :person_id, confirmed_how = :how "
    "where hub_id = :hub_id and entry_id = :entry_id"
)
_END = text(
    "update agency_entries set ended_at = :now, ended_by = :person_id where hub_id = :hub_id and entry_id = :entry_id"
)


@dataclass(frozen=True, slots=True)
class EntryDone:
    """The entry that stands now. changed: false when it was so already."""

    entry_id: int
    changed: bool = True


async def add_entry(tx: Tx, actor: Actor, agency: str, given: Given, *, now: datetime) -> EntryDone:
    """Add a number or mailbox to an agency (its key). Nobody has confirmed it yet. The same again is silence.

    Raises NotAllowed, BadInput (no such agency), AddressNotAllowed, AlreadyInDirectory. Locks: the agency. Writes agency_entries, event
    agency_entry_added.
    """
    must(actor, Action.KEEP_DIRECTORY)
    agency_id = await _agency(tx, actor, given, key=agency)
    facts = {"hub_id": actor.hub_id, "agency_id": agency_id, "address": given.address}
    same = (await tx.conn.execute(_SAME, facts)).one_or_none()
    if same and (same.name, tuple(same.deputies), same.answered) == (
        given.name,
        given.deputies,
        given.answered,
    ):
        return EntryDone(same.entry_id, changed=False)
    entry_id = await _write(tx, actor, agency_id, given, {"added_at": now, "added_by": actor.person_id})
    _note(tx, actor, "agency_entry_added", agency_id, entry_id, now)
    return EntryDone(entry_id)


async def confirm_entry(tx: Tx, actor: Actor, entry_id: int, how: str, *, now: datetime) -> EntryDone:
    """Confirm that this number or mailbox is the agency's, and how that was found out. Twice in a day is silence.

    Raises NotAllowed, NotHere, EntryEnded, BadInput, NumberUnreadable, OwnEntry (the actor entered or changed it, at any time, or it is
    their own number), ConfirmedByPeople (a token). Locks: the entry. Writes agency_entries, event agency_entry_confirmed.
    """
    must(actor, Action.CONFIRM_ENTRY)
    entry = await _standing(tx, actor, entry_id)
    found_out = given_how(how)
    asked = (await tx.conn.execute(_ENTERED_BEFORE, actor.key | {"address": entry.address})).one()
    if asked.service:
        raise ConfirmedByPeople
    if asked.entered or entry.entered_by(actor.person_id):
        raise OwnEntry
    if not entry.callable:
        raise NumberUnreadable
    if (entry.confirmed_by, entry.confirmed_how) == (actor.person_id, found_out) and _today(entry, now):
        return EntryDone(entry_id, changed=False)
    key = {"hub_id": actor.hub_id, "entry_id": entry_id, "person_id": actor.person_id}
    await tx.conn.execute(_CONFIRM, key | {"how": found_out, "now": now})
    _note(tx, actor, "agency_entry_confirmed", entry.agency_id, entry_id, now, how=found_out.value)
    return EntryDone(entry_id)


async def change_entry(tx: Tx, actor: Actor, entry_id: int, given: Given, *, now: datetime) -> EntryDone:
    """Change a number or mailbox, or what stands beside it. The changed entry is unconfirmed again. The same again is silence.

    Raises NotAllowed, NotHere, EntryEnded, KeptWithPerson, BadInput (of another kind), AddressNotAllowed, AlreadyInDirectory. Locks: the
    entry, then the agency. Writes agency_entries: ends the row and adds the next, event agency_entry_changed.
    """
    must(actor, Action.KEEP_DIRECTORY)
    entry = await _kept_here(tx, actor, entry_id)
    if given.kind is not entry.kind:
        raise BadInput({"kind": "Remove this entry and add another."})
    if given == Given(entry.kind, entry.address, entry.name, entry.deputies, entry.answered):
        return EntryDone(entry_id, changed=False)
    await _agency(tx, actor, given, agency_id=entry.agency_id)
    since: dict[str, object] = {"added_at": now, "added_by": actor.person_id}
    if given.address == entry.address:  # the number is still that of the person who entered it
        since = {"added_at": entry.added_at, "added_by": entry.added_by}
        since |= {"changed_at": now, "changed_by": actor.person_id}
    await tx.conn.execute(_END, actor.key | {"entry_id": entry_id, "now": now})
    new_id = await _write(tx, actor, entry.agency_id, given, since)
    _note(tx, actor, "agency_entry_changed", entry.agency_id, new_id, now, before=entry_id)
    return EntryDone(new_id)


async def end_entry(tx: Tx, actor: Actor, entry_id: int, *, now: datetime) -> EntryDone:
    """Remove a number or mailbox: nothing goes there any more. Twice is silence.

    Raises NotAllowed, NotHere, KeptWithPerson. Locks: the entry. Writes agency_entries, event agency_entry_ended.
    """
    must(actor, Action.KEEP_DIRECTORY)
    try:
        entry = await _kept_here(tx, actor, entry_id)
    except EntryEnded:
        return EntryDone(entry_id, changed=False)
    await tx.conn.execute(_END, actor.key | {"entry_id": entry_id, "now": now})
    _note(tx, actor, "agency_entry_ended", entry.agency_id, entry_id, now)
    return EntryDone(entry_id)


async def _standing(tx: Tx, actor: Actor, entry_id: int) -> Entry:
    entry, current = await locked_entry(tx.conn, actor.hub_id, entry_id)
    if entry is None:
        raise NotHere
    if not current:
        raise EntryEnded
    return entry


async def _kept_here(tx: Tx, actor: Actor, entry_id: int) -> Entry:
    """An entry that is changed in the directory, not with the person whose number it is."""
    entry = await _standing(tx, actor, entry_id)
    if entry.person_id is not None:
        raise KeptWithPerson(name=entry.name)
    return entry


async def _agency(
    tx: Tx, actor: Actor, given: Given, *, key: str | None = None, agency_id: int | None = None
) -> int:
    facts = {"hub_id": actor.hub_id, "key": key, "agency_id": agency_id}
    row = (await tx.conn.execute(_AGENCY, facts)).one_or_none()
    if row is None:
        raise BadInput({"agency": "Select an agency of this hub."})
    if given.kind is EntryKind.MAILBOX and not may_be_mailed(given.address, row.mail_domains):
        where = ", ".join(row.mail_domains) or "no domain yet: none is allowed for this agency"
        refusal = AddressNotAllowed(domains=where)
        refusal.errors["address"] = refusal.sentence
        raise refusal
    return int(row.agency_id)


async def _write(tx: Tx, actor: Actor, agency_id: int, given: Given, since: dict[str, object]) -> int:
    row: dict[str, Any] = {
        "hub_id": actor.hub_id,
        "agency_id": agency_id,
        "kind": given.kind,
        "address": given.address,
        "name": given.name,
        "deputies": list(given.deputies),
        "answered": given.answered,
    }
    return int(await insert_one(tx.conn, "agency_entries", row | since, "entry_id"))


def _today(entry: Entry, now: datetime) -> bool:
    day = entry.confirmed_at.astimezone(LONDON).date() if entry.confirmed_at else None
    return day == now.astimezone(LONDON).date()


def _note(
    tx: Tx, actor: Actor, kind: str, agency_id: int, entry_id: int, now: datetime, **more: int | str
) -> None:
    note(tx, actor.hub_id, kind, actor, {"agency": agency_id, "entry": entry_id, **more}, now=now)
