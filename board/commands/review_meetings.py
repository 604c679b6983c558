"""When a manager and whoever holds a contact meet to review it. It goes with the contact, and their calendars are told."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import text

from board.commands.record import Done, open_contact, record
from board.commands.telling import over, tell
from board.domain.contacts import Contact
from board.domain.messages import Entry
from board.domain.people import Actor
from board.domain.permissions import Action
from board.domain.review_meetings import must_be_a_meeting
from board.store.doors import access_contact
from board.store.engine import Tx
from board.store.rows import insert

_OPEN = text(
    "select meeting_id, starts_at, lasts_minutes, manager_id, holder_id, version, exists (select from seats s join people p "
    "  on p.person_id = s.person_id and p.ended_at is null where s.hub_id = m.hub_id and s.person_id = m.manager_id "
    "  and s.ended_at is null) as manager_here from review_meetings m "
    "where hub_id = :hub_id and contact_id = :contact_id and ended_at is null for no key update of m"
)
_CHANGE = text(
    "update review_meetings set starts_at = :starts_at, lasts_minutes = :lasts_minutes, manager_id = :manager_id, "
    "holder_id = :holder_id, version = version + 1, set_at = :now where hub_id = :hub_id and meeting_id = :meeting_id"
)
_END = text(
    "update review_meetings set ended_at = :now, version = version + 1 where hub_id = :hub_id and meeting_id = :meeting_id"
)
_CALLED_OFF = text(
    "update review_meetings set ended_at = null, version = version + 1, set_at = :now where hub_id = :hub_id "
    "and contact_id = :contact_id and ended_at = :at and starts_at > :now "
    "returning meeting_id, starts_at, lasts_minutes, manager_id, holder_id, version"
)
SET, OFF = "review_meeting", "review_meeting_off"


async def set_meeting(
    tx: Tx, actor: Actor, ref: str, starts_at: datetime, minutes: int, *, now: datetime
) -> Done:
    """Say when to meet about an open contact, or move that meeting if it has not begun: the manager's and the holder's calendars are
    told. The same again is silence, unless the manager who was to come has left: then whoever says it comes.

    Raises BadInput, ContactClosed and what the door raises. Locks: the contact, the meeting. Writes review_meetings, deliveries, event
    review_meeting_set.
    """
    contact = await open_contact(tx, actor, ref, Action.REVIEW, now=now)
    must_be_a_meeting(starts_at, minutes, now)
    before = await _open(tx, contact)
    if before is not None and before.starts_at <= now:  # it was held, and stays where it stands in calendars
        await tx.conn.execute(_END, contact.key | {"meeting_id": before.meeting_id, "now": now})
        before = None
    meant = (starts_at, minutes, True)
    if before is not None and (before.starts_at, before.lasts_minutes, before.manager_here) == meant:
        return Done(contact.ref, changed=False)
    meets = contact.key | {"starts_at": starts_at, "lasts_minutes": minutes}
    meets |= {"manager_id": actor.person_id, "holder_id": contact.holder_id}
    if before is None:
        meeting_id, version = uuid4(), 1
        row = meets | {"meeting_id": meeting_id, "version": version, "set_at": now}
        await insert(tx.conn, "review_meetings", [row])
    else:
        meeting_id, version = before.meeting_id, before.version + 1
        await tx.conn.execute(_CHANGE, meets | {"meeting_id": meeting_id, "now": now})
    entry = Entry(meeting_id, version, starts_at, minutes)
    gone = await over(tx, contact, kinds=(SET, OFF), now=now)
    comes = {actor.person_id, contact.holder_id}
    gone |= await tell(tx, contact, SET, comes, by=actor.person_id, entry=entry, now=now)
    gone |= await tell(tx, contact, OFF, _who(before) - comes, by=actor.person_id, entry=entry, now=now)
    await record(tx, contact, "review_meeting_set", actor, told=gone, now=now)
    return Done(contact.ref)


async def call_off(tx: Tx, actor: Actor, ref: str, *, now: datetime) -> Done:
    """They do not meet: their calendars are told. Where no meeting stands that is silence.

    Raises what the door raises. Locks: the contact, the meeting. Writes review_meetings, deliveries, event review_meeting_called_off.
    """
    contact = await access_contact(tx.conn, actor, ref, Action.REVIEW, now=now, lock=True)
    before = await _open(tx, contact)
    if before is None:
        return Done(contact.ref, changed=False)
    await _end(tx, contact, before, actor.person_id, now)
    return Done(contact.ref)


async def meeting_over(tx: Tx, contact: Contact, by: int | None, *, now: datetime) -> frozenset[int]:
    """The contact was reviewed or closed: a meeting that is still to come is called off, one that has begun was held.

    Returns from whose pages it went, whom the caller's event concerns. The caller holds the contact's row. Writes as call_off does, or
    review_meetings and deliveries alone.
    """
    before = await _open(tx, contact)
    if before is None:
        return frozenset()
    if before.starts_at > now:
        await _end(tx, contact, before, by, now)
        return frozenset()
    await tx.conn.execute(_END, contact.key | {"meeting_id": before.meeting_id, "now": now})
    return await over(tx, contact, kinds=(SET,), now=now)


async def meeting_again(
    tx: Tx, contact: Contact, by: int | None, at: datetime, *, now: datetime
) -> frozenset[int]:
    """The meeting that was called off at that moment is set again, if it is still to come: the same calendars are told.

    Returns the people whose pages changed. The caller holds the contact's row. Writes review_meetings, deliveries, event
    review_meeting_set.
    """
    again = (await tx.conn.execute(_CALLED_OFF, contact.key | {"at": at, "now": now})).one_or_none()
    if again is None:
        return frozenset()
    entry = Entry(again.meeting_id, again.version, again.starts_at, again.lasts_minutes)
    gone = await over(tx, contact, kinds=(SET, OFF), now=now)
    gone |= await tell(tx, contact, SET, _who(again), by=by, entry=entry, now=now)
    await record(tx, contact, "review_meeting_set", by, told=gone, now=now)
    return gone


async def meeting_of_named(
    tx: Tx, contact: Contact, named: Iterable[int], by: int | None, *, now: datetime
) -> None:
    """The contact exists for these people alone now: where the manager who was to come is none of them, they do not meet.

    The caller holds the contact's row. Writes as call_off does.
    """
    before = await _open(tx, contact)
    if before is not None and before.starts_at > now and before.manager_id not in named:
        await _end(tx, contact, before, by, now)


async def meeting_not_with(
    tx: Tx, contact: Contact, person_id: int, by: int | None, *, now: datetime
) -> None:
    """This person may not come: where they are the manager who was to, they do not meet.

    The caller holds the contact's row. Writes as call_off does.
    """
    before = await _open(tx, contact)
    if before is not None and before.starts_at > now and before.manager_id == person_id:
        await _end(tx, contact, before, by, now)


async def pass_meeting_on(tx: Tx, contact: Contact, holder: int | None, *, now: datetime) -> None:
    """Somebody else holds the contact now, or nobody: they come in place of who held it. One that has begun stays as it was.

    The caller holds the contact's row. Writes review_meetings, deliveries, event review_meeting_passed_on.
    """
    before = await _open(tx, contact)
    if before is None or before.holder_id == holder or before.starts_at <= now:
        return
    meets = contact.key | {"starts_at": before.starts_at, "lasts_minutes": before.lasts_minutes}
    meets |= {"manager_id": before.manager_id, "holder_id": holder, "meeting_id": before.meeting_id}
    await tx.conn.execute(_CHANGE, meets | {"now": now})
    entry = Entry(before.meeting_id, before.version + 1, before.starts_at, before.lasts_minutes)
    gone = frozenset[int]()
    for kind, person in ((OFF, before.holder_id), (SET, holder)):
        if person is not None and person != before.manager_id:
            gone |= await over(tx, contact, kinds=(SET, OFF), people=[person], now=now)
            gone |= await tell(tx, contact, kind, {person}, by=None, entry=entry, now=now)
    await record(tx, contact, "review_meeting_passed_on", None, told=gone, now=now)


async def _end(tx: Tx, contact: Contact, before: Any, by: int | None, now: datetime) -> None:
    await tx.conn.execute(_END, contact.key | {"meeting_id": before.meeting_id, "now": now})
    gone = await over(tx, contact, kinds=(SET, OFF), now=now)
    if before.starts_at > now:
        entry = Entry(before.meeting_id, before.version + 1, before.starts_at, before.lasts_minutes)
        gone |= await tell(tx, contact, OFF, _who(before), by=by, entry=entry, now=now)
    await record(tx, contact, "review_meeting_called_off", by, told=gone, now=now)


async def _open(tx: Tx, contact: Contact) -> Any | None:
    return (await tx.conn.execute(_OPEN, contact.key)).one_or_none()


def _who(meeting: Any | None) -> set[int | None]:
    return set() if meeting is None else {meeting.manager_id, meeting.holder_id}
