"""Who could be given a contact, or its deciding: people with a seat for it, and where it is restricted only those named on it."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from board.domain.contacts import Contact
from board.domain.permissions import PERMISSIONS, Action, may
from board.store.visibility import exists_for

_WHO = text(
    "select p.person_id, p.name, p.service, t.roles from people p join lateral (select array_agg(s.role) as roles from seats s "  # noqa: S608
    "  where s.hub_id = :hub_id and s.person_id = p.person_id and s.ended_at is null and s.role = any(cast(:roles as text[]))) t "
    "  on t.roles is not null where p.ended_at is null "
    "and exists (select from contacts c where c.hub_id = :hub_id and c.contact_id = :contact_id "
    f"  and {exists_for(person='p.person_id')}) "
    "and (cast(:person_id as bigint) is null or p.person_id = :person_id) order by p.name, p.person_id"
)
_ADDRESSED = text(
    "select p.person_id from people p where p.ended_at is null and (lower(p.email) = lower(:address) or p.service and p.name = :address) "
    "and exists (select from seats s where s.hub_id = :hub_id and s.person_id = p.person_id and s.ended_at is null) order by 1 limit 1"
)


async def colleagues(
    conn: AsyncConnection, contact: Contact, *actions: Action
) -> tuple[list[tuple[int, str]], ...]:
    """For each of these actions, number and name of the people whose seat allows it and for whom this contact exists, by name; no
    system is among them.
    """
    rows = [row for row in await _who(conn, contact, actions, None) if not row.service]
    return tuple([(row.person_id, row.name) for row in rows if may(row.roles, action)] for action in actions)


async def colleague(conn: AsyncConnection, contact: Contact, person_id: int, action: Action) -> str | None:
    """The name of this person, if their seat allows this and this contact exists for them."""
    rows = await _who(conn, contact, [action], person_id)
    return str(rows[0].name) if rows else None


async def addressed(conn: AsyncConnection, hub_id: int, address: str) -> int | None:
    """Number of the person in this hub with this e-mail address, or of the system with this name."""
    found = await conn.execute(_ADDRESSED, {"hub_id": hub_id, "address": address})
    return found.scalar_one_or_none()


async def _who(
    conn: AsyncConnection, contact: Contact, actions: Collection[Action], person_id: int | None
) -> list[Any]:
    facts = {
        **contact.key,
        "roles": sorted({role.value for action in actions for role in PERMISSIONS[action].roles}),
        "person_id": person_id,
    }
    return list((await conn.execute(_WHO, facts)).all())
