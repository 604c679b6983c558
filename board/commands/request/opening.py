"""Open the form of a request: a reading, and of the agency also the moment at which it opened it."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text

from board.commands.record import record
from board.domain.people import Actor
from board.domain.permissions import Action, seats_that_may, sees
from board.domain.refusals import FormNotDrawn, NotHere
from board.store.doors import locked
from board.store.engine import Tx
from board.store.readings import log_reading
from board.store.visibility import apart, exists_for

READING = "request_form"
_SEAT = (
    "exists (select from seats s where s.hub_id = q.hub_id and s.agency_id = q.agency_id and s.person_id = :person_id "
    "and s.ended_at is null and s.role = any(cast(:roles as text[])))"
)
# An agency that was asked about a restricted contact opens its own request, and knows of nothing else.
_ONE = text(
    f"select q.contact_id, q.number, q.agency_id, q.sent_at, q.opened_at, {_SEAT} as asked, f.content "  # noqa: S608
    "from requests q join contacts c on c.hub_id = q.hub_id and c.contact_id = q.contact_id "
    "left join request_forms f on f.hub_id = q.hub_id and f.request_id = q.request_id and f.version = q.form_version "
    "where q.hub_id = :hub_id and q.request_id = :request_id "
    f"and (:staff and {exists_for()} or {_SEAT} and q.withdrawn_at is null and not {apart()})"
)
_OPENED = text(
    "update requests set opened_at = :now where hub_id = :hub_id and request_id = :request_id and opened_at is null "
    "and sent_at is not null"
)


async def open_form(tx: Tx, actor: Actor, request_id: UUID, page: str, *, now: datetime) -> bytes:
    """The form, for somebody who works the contact or answers for the agency. page: the route's template, for the log of readings.

    Raises NotHere, FormNotDrawn. Locks: the contact, when the agency opens it first. Writes readings; then requests, event
    request_opened.
    """
    staff = actor.may(Action.READ_CONTACT) and sees(actor.lens, "contact", "requests")
    facts: dict[str, Any] = actor.key | {"request_id": request_id, "staff": staff, "now": now}
    facts["roles"] = list(seats_that_may(Action.ANSWER_REQUEST))
    row = (await tx.conn.execute(_ONE, facts)).one_or_none()
    if row is None:
        raise NotHere
    if row.content is None:
        raise FormNotDrawn
    await log_reading(tx.conn, actor, row.contact_id, page, READING, now)
    if row.asked and row.opened_at is None and row.sent_at is not None:
        contact = await locked(tx.conn, actor.hub_id, row.contact_id, now=now)
        assert contact is not None, "contacts are never removed while a request stands"
        if (await tx.conn.execute(_OPENED, facts)).rowcount:
            body = {"request": row.number, "asked": row.agency_id}
            await record(tx, contact, "request_opened", actor, body, now=now)
    return bytes(row.content)
