"""The way to one request: through the door of its contact, whose row is locked first. Missing and forbidden answer alike."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text

from board.domain.contacts import Contact
from board.domain.people import Actor
from board.domain.permissions import Action
from board.domain.refusals import NotHere
from board.store.doors import access_contact, must
from board.store.engine import Tx
from board.store.visibility import exists_for

ANSWERED = "exists (select from request_parts p where p.hub_id = q.hub_id and p.request_id = q.request_id and p.sort <> 'awaited')"
"""Whether a part of substance came to request q. It stops the request's clock."""
_WHERE = text(
    "select c.ref from requests q join contacts c on c.hub_id = q.hub_id and c.contact_id = q.contact_id "  # noqa: S608
    f"where q.hub_id = :hub_id and q.request_id = :request_id and {exists_for()}"
)
# After the lock of the contact, so that it sees what another wrote who had that lock before.
_ONE = text(
    f"select q.*, a.name as agency, w.name as withdrawer, {ANSWERED} as answered from requests q "  # noqa: S608
    "join agencies a on a.hub_id = q.hub_id and a.agency_id = q.agency_id left join people w on w.person_id = q.withdrawn_by "
    "where q.hub_id = :hub_id and q.contact_id = :contact_id and q.request_id = :request_id for no key update of q"
)


async def access_request(
    tx: Tx, actor: Actor, request_id: UUID, action: Action, *, now: datetime
) -> tuple[Contact, Any]:
    """An open contact and one request of it, both rows locked. Raises NotAllowed, NotHere, ContactClosed. Locks: contact, request."""
    must(actor, action)
    facts = {"hub_id": actor.hub_id, "request_id": request_id, "person_id": actor.person_id}
    ref = (await tx.conn.execute(_WHERE, facts)).scalar_one_or_none()
    if ref is None:
        raise NotHere
    contact = await access_contact(tx.conn, actor, ref, action, now=now, lock=True)
    contact.must_be_open()
    return contact, (await tx.conn.execute(_ONE, contact.key | facts)).one()
