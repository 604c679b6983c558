"""A request is withdrawn, given more time, or confirmed by a manager; each with a reason."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import text

from board.commands.record import Done, open_contact, record
from board.commands.running import keep_clocks
from board.commands.telling import over, tell
from board.commands.words import given
from board.domain.contacts import Contact, clock_time
from board.domain.people import Actor
from board.domain.permissions import Action
from board.domain.refusals import BadInput, NothingToConfirm, RequestAnswered, RequestWithdrawn
from board.domain.request.ground import Ground
from board.store.engine import Tx
from board.store.request.doors import access_request

LONGEST = timedelta(days=31)
_SET = "where hub_id = :hub_id and request_id = :request_id"
_WITHDRAW = text(
    f"update requests set withdrawn_at = :now, withdrawn_by = :person_id, withdrawn_because = :reason {_SET}"  # noqa: S608
)
_EXTEND = text(f"update requests set due_at = :due_at, due_because = :reason {_SET}")  # noqa: S608
_TO_CONFIRM = text(
    "select q.request_id, q.number, q.agency_id, q.asked_by, q.ground, q.confirmed_at, q.withdrawn_at, a.name as agency, "
    "w.name as withdrawer from requests q join agencies a on a.hub_id = q.hub_id and a.agency_id = q.agency_id "
    "left join people w on w.person_id = q.withdrawn_by where q.hub_id = :hub_id and q.contact_id = :contact_id "
    "and q.request_id = any(cast(:requests as uuid[])) order by q.number for no key update of q"
)
_CONFIRM = text(
    f"update requests set confirmed_at = :now, confirmed_by = :person_id, confirmed_because = :reason {_SET}"  # noqa: S608
)
_UNCONFIRMED = text(
    "select exists (select from requests where hub_id = :hub_id and contact_id = :contact_id and ground = 'red_at_once' "
    "and confirmed_at is null and withdrawn_at is null)"
)


async def withdraw_request(tx: Tx, actor: Actor, request_id: UUID, reason: str, *, now: datetime) -> Done:
    """Withdraw what an agency was asked; the person who asked is told. Withdrawn already is silence.

    Raises ReasonNeeded, RequestAnswered and what its door raises. Locks: contact, request. Writes requests, clocks, deliveries; event
    request_withdrawn.
    """
    contact, one = await access_request(tx, actor, request_id, Action.REQUEST, now=now)
    why = given(reason)
    if one.withdrawn_at is not None:
        return Done(contact.ref, changed=False)
    if one.answered and not _unconfirmed(one):
        raise RequestAnswered(agency=one.agency)
    facts = contact.key | {"request_id": request_id, "now": now, "person_id": actor.person_id}
    await tx.conn.execute(_WITHDRAW, facts | {"reason": why})
    await keep_clocks(tx, contact, now=now)
    told = await tell(tx, contact, "request_withdrawn", [one.asked_by], by=actor.person_id, now=now)
    told |= await _confirmed_all(tx, contact, now=now)
    await record(
        tx, contact, "request_withdrawn", actor, _body(one), told=told, words={"reason": why}, now=now
    )
    return Done(contact.ref)


async def extend_request(
    tx: Tx, actor: Actor, request_id: UUID, due_at: datetime, reason: str, *, now: datetime
) -> Done:
    """Give an agency until a later moment. The same moment again is silence.

    Raises BadInput, ReasonNeeded, RequestWithdrawn, RequestAnswered and what its door raises. Locks: contact, request. Writes requests,
    clocks; event request_extended.
    """
    contact, one = await access_request(tx, actor, request_id, Action.REQUEST, now=now)
    why = given(reason)
    _must_stand(one)
    if one.answered:
        raise RequestAnswered(agency=one.agency)
    if due_at == one.due_at:
        return Done(contact.ref, changed=False)
    if due_at < max(now, one.due_at):
        raise BadInput({"due_at": "Enter a time that is later than the one they have, and still to come."})
    if due_at > now + LONGEST:
        raise BadInput({"due_at": f"Enter a time within {LONGEST.days} days."})
    facts = contact.key | {"request_id": request_id, "due_at": due_at, "reason": why}
    await tx.conn.execute(_EXTEND, facts)
    await keep_clocks(tx, contact, now=now)
    await record(tx, contact, "request_extended", actor, _body(one), words={"reason": why}, now=now)
    return Done(contact.ref)


async def confirm_requests(
    tx: Tx, actor: Actor, ref: str, requests: Sequence[UUID], reason: str, *, now: datetime
) -> Done:
    """Confirm that it was right to ask these at once without agreement. Confirmed already is silence.

    Raises ReasonNeeded, NothingToConfirm, RequestWithdrawn, ContactClosed and what the door raises. Locks: contact, requests. Writes
    requests, clocks, deliveries; event request_confirmed each.
    """
    contact = await open_contact(tx, actor, ref, Action.CONFIRM_REQUEST, now=now)
    why = given(reason)
    found = (await tx.conn.execute(_TO_CONFIRM, contact.key | {"requests": list(requests)})).all()
    if not found or len(found) < len(set(requests)) or any(one.ground != Ground.RED_AT_ONCE for one in found):
        raise NothingToConfirm(ref=contact.ref)
    for one in found:
        _must_stand(one)
    waiting = [one for one in found if one.confirmed_at is None]
    if not waiting:
        return Done(contact.ref, changed=False)
    for one in waiting:
        facts = contact.key | {"request_id": one.request_id, "now": now, "person_id": actor.person_id}
        await tx.conn.execute(_CONFIRM, facts | {"reason": why})
    await keep_clocks(tx, contact, now=now)
    told = await _confirmed_all(tx, contact, now=now)
    for one in waiting:
        await record(
            tx, contact, "request_confirmed", actor, _body(one), told=told, words={"reason": why}, now=now
        )
    return Done(contact.ref)


def _must_stand(one: Any) -> None:
    """Raises RequestWithdrawn."""
    if one.withdrawn_at is not None:
        raise RequestWithdrawn(agency=one.agency, who=one.withdrawer, at=clock_time(one.withdrawn_at))


def _unconfirmed(one: Any) -> bool:
    return one.ground == Ground.RED_AT_ONCE and one.confirmed_at is None


async def _confirmed_all(tx: Tx, contact: Contact, *, now: datetime) -> frozenset[int]:
    """People whose notice goes, because nothing waits to be confirmed any longer."""
    if (await tx.conn.execute(_UNCONFIRMED, contact.key)).scalar_one():
        return frozenset()
    return await over(tx, contact, kinds=["request_to_confirm"], now=now)


def _body(one: Any) -> dict[str, int]:
    return {"request": one.number, "asked": one.agency_id}
