"""For whom a contact exists in their own strip."""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from board.domain.contacts import Contact

NAMED_AND_OFFERED = (
    "array(select n.person_id from named_people n where n.hub_id = c.hub_id and n.contact_id = c.contact_id and n.ended_at is null) "
    "as named, (select h.person_id from hand_overs h where h.hub_id = c.hub_id and h.contact_id = c.contact_id and h.ended_at is null) "
    "as offered_to"
)
"""Columns of a statement that reads a Contact from c (hub_id, contact_id), once its row is locked."""
_TOLD = text(
    "select distinct person_id from deliveries where hub_id = :hub_id and contact_id = :contact_id "
    "and channel = 'page' and state not in ('delivered', 'given_up')"
)


async def told_of(conn: AsyncConnection, contact: Contact) -> frozenset[int]:
    """People with a notice about this contact in their strip, which goes and comes with their leave to know of it."""
    return frozenset((await conn.execute(_TOLD, contact.key)).scalars())


_OPEN_TO = text(
    "select exists (select from contacts c where c.hub_id = :hub_id and c.ref = :ref and (not c.restricted or exists ("
    "select from named_people n where n.hub_id = c.hub_id and n.contact_id = c.contact_id and n.person_id = :person_id "
    "and n.ended_at is null)))"
)


async def is_open_to(conn: AsyncConnection, hub_id: int, ref: str, person_id: int) -> bool:
    """Whether this contact exists for this person."""
    facts = {"hub_id": hub_id, "ref": ref, "person_id": person_id}
    return bool((await conn.execute(_OPEN_TO, facts)).scalar_one())
