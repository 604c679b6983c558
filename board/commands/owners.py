"""The deciding manager: one from start to finish, and changed only with a reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text

from board.commands.record import open_contact, record
from board.commands.running import keep_clocks
from board.commands.telling import over, tell
from board.commands.words import given
from board.domain.contacts import Contact, clock_time
from board.domain.events import Body
from board.domain.owners import WHYS
from board.domain.people import Actor
from board.domain.permissions import Action
from board.domain.refusals import CannotDecide, DecidedByAnother, OwnerChanged, UnknownCode
from board.store.colleagues import colleague
from board.store.engine import Tx

_END = text(
    "update owners set ended_at = :now where hub_id = :hub_id and contact_id = :contact_id and ended_at is null"
)
_BEGIN = text(
    "insert into owners (hub_id, contact_id, person_id, owned_at, owned_by, why, reason) "
    "values (:hub_id, :contact_id, :person_id, :now, :by, :why, :reason)"
)
_POINT = text(
    "update contacts set deciding_manager = :person_id where hub_id = :hub_id and contact_id = :contact_id"
)
_WHO = text(
    "select p.name, o.owned_at from people p left join owners o on o.hub_id = :hub_id and o.contact_id = :contact_id "
    "and o.ended_at is null and o.person_id = p.person_id where p.person_id = :person_id"
)


@dataclass(frozen=True, slots=True)
class Owned:
    """Who decides the contact now. changed: false when they did already."""

    ref: str
    manager: str
    changed: bool


async def own(
    tx: Tx,
    actor: Actor,
    ref: str,
    person_id: int | None = None,
    why: str = "",
    reason: str = "",
    *,
    seen: str | None = None,
    now: datetime,
) -> Owned:
    """Make a manager (oneself, when none is named) the one who decides this contact.

    The first needs no reason; any change does, with why: one of WHYS. seen: number or name of the deciding manager as whoever asks saw
    it, empty for none; where another manager was quicker it is refused rather than overturned. Raises ContactClosed, CannotDecide,
    OwnerChanged, UnknownCode, ReasonNeeded and what the door raises. Locks: the contact. Writes owners, contacts, clocks, deliveries,
    event owner_taken or owner_transferred.
    """
    contact = await open_contact(tx, actor, ref, Action.OWN, now=now)
    person_id = actor.person_id if person_id is None else person_id
    name = await colleague(tx.conn, contact, person_id, Action.OWN)
    if name is None:
        raise CannotDecide({"to": "Choose a manager."}, ref=contact.ref)
    before = contact.deciding_manager
    if before == person_id:
        return Owned(contact.ref, name, changed=False)
    if before is None:
        await begin_owning(tx, actor, contact, person_id, now=now)
        await keep_clocks(tx, contact, now=now)
        return Owned(contact.ref, name, changed=True)
    await _must_have_seen(tx, contact, before, seen)
    if why not in WHYS:
        known = ", ".join(WHYS)
        raise UnknownCode({"why": "Choose why it changes."}, field="why", value=why, known=known)
    reason = given(reason)
    await _point(tx, actor.person_id, contact, person_id, why, reason, now)
    await keep_clocks(tx, contact, now=now)
    told = await over(tx, contact, kinds=["owner_seat_ended"], now=now)
    told |= await tell(tx, contact, "owner_changed", [before, person_id], by=actor.person_id, now=now)
    body: Body = {"person": person_id, "before": before, "why": why}
    words = {"reason": reason}
    await record(tx, contact, "owner_transferred", actor, body, told=told, words=words, now=now)
    return Owned(contact.ref, name, changed=True)


async def begin_owning(tx: Tx, actor: Actor, contact: Contact, person_id: int, *, now: datetime) -> None:
    """Nobody decides it yet: from now on this person does. The caller holds the contact's row and has checked their leave.

    Writes owners, contacts, deliveries, event owner_taken.
    """
    await _point(tx, actor.person_id, contact, person_id, "first", None, now)
    told = await tell(tx, contact, "owner_changed", [person_id], by=actor.person_id, now=now)
    await record(tx, contact, "owner_taken", actor, {"person": person_id}, told=told, now=now)


async def own_if_nobody_does(tx: Tx, actor: Actor, contact: Contact, *, now: datetime) -> bool:
    """A manager who directs the work on a contact decides it, where nobody does yet. Whether that is so now."""
    if contact.deciding_manager is not None:
        return False
    await begin_owning(tx, actor, contact, actor.person_id, now=now)
    return True


async def end_owning(tx: Tx, contact: Contact, *, now: datetime) -> None:
    """Nobody decides it any more. Writes owners, contacts; the event is the caller's."""
    facts = contact.key | {"now": now, "person_id": None}
    await tx.conn.execute(_END, facts)
    await tx.conn.execute(_POINT, facts)


async def must_decide(tx: Tx, actor: Actor, contact: Contact, *, now: datetime) -> bool:
    """Only the deciding manager goes on; where there is none, this manager becomes it. Whether that is so now. Raises DecidedByAnother."""
    if await own_if_nobody_does(tx, actor, contact, now=now):
        return True
    if contact.deciding_manager == actor.person_id:
        return False
    name, _ = await _who(tx, contact, contact.deciding_manager)
    raise DecidedByAnother(ref=contact.ref, manager=name)


async def _point(
    tx: Tx, by: int, contact: Contact, person_id: int, why: str, reason: str | None, now: datetime
) -> None:
    facts = contact.key | {"now": now, "person_id": person_id}
    await tx.conn.execute(_END, facts)
    await tx.conn.execute(_BEGIN, facts | {"by": by, "why": why, "reason": reason})
    await tx.conn.execute(_POINT, facts)


async def _must_have_seen(tx: Tx, contact: Contact, before: int, seen: str | None) -> None:
    name, since = await _who(tx, contact, before)
    if seen is not None and seen not in (str(before), name):
        raise OwnerChanged(ref=contact.ref, manager=name, at=since)


async def _who(tx: Tx, contact: Contact, person_id: int | None) -> tuple[str, str]:
    row = (await tx.conn.execute(_WHO, contact.key | {"person_id": person_id})).one()
    return row.name, clock_time(row.owned_at) if row.owned_at else "some time"
