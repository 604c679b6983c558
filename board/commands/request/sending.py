"""The form of each request is drawn and goes with it; a form that cannot go is said loudly. A worker draws it within the transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from sqlalchemy import text

from board.commands.record import Done, record
from board.commands.telling import managers_of, over, tell
from board.commands.words import given
from board.domain.contacts import Contact, clock_time
from board.domain.events import Body
from board.domain.people import Actor
from board.domain.permissions import Action, seats_that_may
from board.domain.refusals import RequestWithdrawn
from board.domain.request.form import RequestForm
from board.domain.request.sending import Problem
from board.store.doors import locked
from board.store.engine import Tx
from board.store.policies import policy_of
from board.store.reached import reached
from board.store.request.doors import access_request
from board.store.request.form import form_of
from board.store.rows import insert

_WAITING = "sent_at is null and failed_at is null and withdrawn_at is null"
_TO_SEND = text(
    f"select hub_id, request_id from requests where {_WAITING} order by asked_at, number limit :most"  # noqa: S608 - a constant
)
_CONTACT = text("select contact_id from requests where hub_id = :hub_id and request_id = :request_id")
_TAKE = text(
    "select q.*, (select coalesce(max(f.version), 0) + 1 from request_forms f where f.hub_id = q.hub_id and f.request_id = q.request_id) "  # noqa: S608
    f"as next_version from requests q where q.hub_id = :hub_id and q.request_id = :request_id and {_WAITING} for no key update of q"
)
_SENT = text(
    "update requests set form_version = :version, form_digest = :digest, sent_at = :now where hub_id = :hub_id and request_id = :request_id"
)
_FAILED = text(
    "update requests set failed_at = :now, problem = :problem where hub_id = :hub_id and request_id = :request_id"
)
_AGAIN = text(
    "update requests set sent_at = null, opened_at = null, failed_at = null, problem = null "
    "where hub_id = :hub_id and request_id = :request_id"
)
_ANSWERING = text(
    "select distinct person_id from seats where hub_id = :hub_id and agency_id = :agency_id and ended_at is null "
    "and role = any(cast(:roles as text[]))"
)


@dataclass(frozen=True, slots=True)
class Prepared:
    """A request with its row and its contact's locked, and the form to draw. told: people of the agency who can be told."""

    contact: Contact
    request: Any
    form: RequestForm
    told: frozenset[int]

    @property
    def body(self) -> dict[str, int]:
        """The request as its events name it."""
        return {"request": self.request.number, "asked": self.request.agency_id}


async def requests_to_send(tx: Tx, *, most: int = 100) -> list[tuple[int, UUID]]:
    """Requests (hub_id, request_id) whose form has yet to go, the oldest first. No locks."""
    return [(row.hub_id, row.request_id) for row in await tx.conn.execute(_TO_SEND, {"most": most})]


async def prepare_form(tx: Tx, hub_id: int, request_id: UUID, *, now: datetime) -> Prepared | None:
    """The form to draw for a request; none when it went, was withdrawn or has left the board meanwhile. Locks: contact, request."""
    facts: dict[str, Any] = {"hub_id": hub_id, "request_id": request_id}
    contact_id = (await tx.conn.execute(_CONTACT, facts)).scalar_one()
    contact = await locked(tx.conn, hub_id, contact_id, now=now)
    row = (await tx.conn.execute(_TAKE, facts)).one_or_none()
    if contact is None or row is None:
        return None
    policy = await policy_of(tx.conn, hub_id, contact.policy_version)
    form = await form_of(tx.conn, hub_id, request_id, row.next_version, policy)
    facts |= {"agency_id": row.agency_id, "roles": list(seats_that_may(Action.ANSWER_REQUEST))}
    people = (await tx.conn.execute(_ANSWERING, facts)).scalars().all()
    told = frozenset(one.person_id for one in await reached(tx.conn, hub_id, people, contact_id))
    return Prepared(contact, row, form, told)


async def send_form(tx: Tx, prepared: Prepared, content: bytes, *, now: datetime) -> None:
    """The request goes with this form, and its agency is told. Writes request_forms, requests, deliveries; event request_sent."""
    contact, row, form = prepared.contact, prepared.request, prepared.form
    digest = sha256(content).digest()
    facts = contact.key | {"request_id": row.request_id, "version": form.version, "digest": digest}
    kept = facts | {"agency_id": row.agency_id, "content": content, "drawn_at": now}
    await insert(tx.conn, "request_forms", [kept])
    await tx.conn.execute(_SENT, facts | {"now": now})
    told = await tell(tx, contact, "request_arrived", prepared.told, by=None, now=now)
    body: Body = {**prepared.body, "version": form.version, "withheld": form.withheld, "digest": digest.hex()}
    await record(tx, contact, "request_sent", None, body, told=told, now=now)


async def fail_form(tx: Tx, prepared: Prepared, problem: Problem, *, now: datetime) -> None:
    """The form of this request cannot go: the asker, the holder and the managers are told urgently. Writes requests, deliveries; event
    request_failed.
    """
    contact, row = prepared.contact, prepared.request
    facts = {"hub_id": contact.hub_id, "request_id": row.request_id, "now": now, "problem": problem.value}
    await tx.conn.execute(_FAILED, facts)
    whom = {row.asked_by, contact.holder_id} | await managers_of(tx, contact, now=now)
    told = await tell(tx, contact, "request_not_sent", whom, by=None, urgent=True, now=now)
    await record(
        tx, contact, "request_failed", None, {**prepared.body, "problem": problem.value}, told=told, now=now
    )


async def send_again(tx: Tx, actor: Actor, request_id: UUID, reason: str, *, now: datetime) -> Done:
    """Draw the form of a request again, from the facts as they stand now, and send it. One that is being prepared is silence.

    Raises ReasonNeeded, RequestWithdrawn and what its door raises. Locks: contact, request. Writes requests, deliveries; event
    request_sent_again.
    """
    contact, one = await access_request(tx, actor, request_id, Action.REQUEST, now=now)
    why = given(reason)
    if one.withdrawn_at is not None:
        raise RequestWithdrawn(agency=one.agency, who=one.withdrawer, at=clock_time(one.withdrawn_at))
    if one.sent_at is None and one.failed_at is None:
        return Done(contact.ref, changed=False)
    await tx.conn.execute(_AGAIN, {"hub_id": contact.hub_id, "request_id": request_id})
    told = await over(tx, contact, kinds=["request_not_sent"], now=now)
    body = {"request": one.number, "asked": one.agency_id}
    await record(tx, contact, "request_sent_again", actor, body, told=told, words={"reason": why}, now=now)
    return Done(contact.ref)
