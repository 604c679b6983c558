"""For whom a contact exists in their own strip."""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from board.domain.contacts import Contact

_NAMED = text(
    "select person_id from named_people where hub_id = :hub_id and contact_id = :contact_id and ended_at is null"
)


async def concerned_by(conn: AsyncConnection, contact: Contact) -> frozenset[int]:
    """People whose own strip shows this contact: the holder, and those named when it is restricted."""
    named = await conn.execute(_NAMED, {"hub_id": contact.hub_id, "contact_id": contact.contact_id})
    return frozenset(named.scalars()) | (frozenset() if contact.holder_id is None else {contact.holder_id})


_OPEN_TO = text(
    "select exists (select from contacts c where c.hub_id = :hub_id and c.contact_id = :contact_id and (not c.restricted or exists ("
    "select from named_people n where n.hub_id = c.hub_id and n.contact_id = c.contact_id and n.person_id = :person_id "
    "and n.ended_at is null)))"
)


async def is_open_to(conn: AsyncConnection, hub_id: int, contact_id: int, person_id: int) -> bool:
    """Whether this contact exists for this person."""
    facts = {"hub_id": hub_id, "contact_id": contact_id, "person_id": person_id}
    return bool((await conn.execute(_OPEN_TO, facts)).scalar_one())
