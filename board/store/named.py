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
