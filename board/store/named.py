"""For whom a contact exists in their own strip."""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from board.domain.contacts import Contact

_NAMED = text(
    "select person_id from named_people where hub_id = :hub_id and contact_id = :contact_id and ended_at is null "
    "union select person_id from hand_overs where hub_id = :hub_id and contact_id = :contact_id and ended_at is null"
)
_TOLD = text(
    "select distinct person_id from deliveries where hub_id = :hub_id and contact_id = :contact_id "
    "and channel = 'page' and state not in ('delivered', 'given_up')"
)


async def concerned_by(conn: AsyncConnection, contact: Contact) -> frozenset[int]:
    """People whose own strip shows this contact: the holder, to whom it is offered, and those named when it is restricted."""
    named = await conn.execute(_NAMED, {"hub_id": contact.hub_id, "contact_id": contact.contact_id})
    return frozenset(named.scalars()) | (frozenset() if contact.holder_id is None else {contact.holder_id})


async def told_of(conn: AsyncConnection, contact: Contact) -> frozenset[int]:
    """People with a notice about this contact in their strip, which goes and comes with their leave to know of it."""
    whose = {"hub_id": contact.hub_id, "contact_id": contact.contact_id}
    return frozenset((await conn.execute(_TOLD, whose)).scalars())


_OPEN_TO = text(
    "select exists (select from contacts c where c.hub_id = :hub_id and c.ref = :ref and (not c.restricted or exists ("
    "select from named_people n where n.hub_id = c.hub_id and n.contact_id = c.contact_id and n.person_id = :person_id "
    "and n.ended_at is null)))"
)


async def is_open_to(conn: AsyncConnection, hub_id: int, ref: str, person_id: int) -> bool:
    """Whether this contact exists for this person."""
    facts = {"hub_id": hub_id, "ref": ref, "person_id": person_id}
    return bool((await conn.execute(_OPEN_TO, facts)).scalar_one())
