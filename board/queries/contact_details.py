"""How professionals are reached, for their own page and for whoever looks after the directory; where a message leads."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from board.domain.deliveries import KINDS
from board.domain.directory.numbers import shown as shown_number
from board.store.visibility import exists_for
from board.views.reach import HomeHub, ReachEntry

_ENTRY = text(
    "select p.name, p.email as sign_in, e.telephone, e.email, e.mobile, coalesce(e.channels, '{email}') as channels, e.quiet_from, "
    "e.quiet_until, array(select distinct lower(m) from seats s join agencies a on a.hub_id = s.hub_id and a.agency_id = s.agency_id, "
    "  unnest(a.mail_domains) m where s.person_id = p.person_id and s.ended_at is null order by 1) as domains "
    "from people p left join directory_entries e on e.person_id = p.person_id where p.person_id = :person_id and not p.service "
    "and p.ended_at is null and (cast(:hub_id as integer) is null or p.home_hub = :hub_id "
    "  or exists (select from seats s where s.hub_id = :hub_id and s.person_id = p.person_id and s.ended_at is null))"
)
_HOME = text(
    "select p.home_hub, h.name from people p left join hubs h on h.hub_id = p.home_hub where p.person_id = :person_id"
)
_SEATED_IN = text(
    "select h.key, h.name from hubs h where h.hub_id <> :hub_id and exists (select from seats s where s.hub_id = h.hub_id "
    "and s.person_id = :person_id and s.ended_at is null) order by lower(h.name), h.key"
)
_LEADS = text(
    "select h.key, c.ref, d.kind from deliveries d join hubs h on h.hub_id = d.hub_id left join contacts c on c.hub_id = d.hub_id "  # noqa: S608
    f"and c.contact_id = d.contact_id and {exists_for()} where d.delivery_id = :delivery_id and d.person_id = :person_id"
)


async def entry_of(conn: AsyncConnection, person_id: int, hub_id: int | None = None) -> ReachEntry | None:
    """How this person is reached; none when there is nobody of this number (in this hub)."""
    row = (await conn.execute(_ENTRY, {"person_id": person_id, "hub_id": hub_id})).one_or_none()
    if row is None:
        return None
    quiet = [f"{t:%H:%M}" if t is not None else "" for t in (row.quiet_from, row.quiet_until)]
    return ReachEntry(
        row.name,
        row.sign_in,
        tuple(row.domains),
        shown_number(row.telephone or ""),
        row.email or "",
        shown_number(row.mobile or ""),
        ",".join(row.channels) or "none",
        quiet[0],
        quiet[1],
    )


async def home_of(conn: AsyncConnection, person_id: int, hub_id: int) -> HomeHub:
    """The home hub of this person, and the hubs to which it can be handed on: only the home hub itself is told those."""
    facts = {"person_id": person_id, "hub_id": hub_id}
    row = (await conn.execute(_HOME, facts)).one()
    ours = row.home_hub == hub_id
    others = (await conn.execute(_SEATED_IN, facts)).all() if ours else []
    return HomeHub(row.name or "", ours, tuple((other.key, other.name) for other in others))


async def leads_to(conn: AsyncConnection, delivery_id: UUID, person_id: int) -> str | None:
    """The page a message leads to, for the person it was for; none for anybody else. The desk, if its contact does not exist for them or
    its kind tells no reference.
    """
    row = (await conn.execute(_LEADS, {"delivery_id": delivery_id, "person_id": person_id})).one_or_none()
    if row is None:
        return None
    return (
        f"/hubs/{row.key}/contacts/{row.ref}"
        if row.ref and not KINDS[row.kind].no_reference
        else f"/hubs/{row.key}/desk"
    )
