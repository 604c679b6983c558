"""How people can be reached: the one place where an address or number is read, and only of people with a seat in the hub."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import time
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from board.domain.deliveries import Channel
from board.store.visibility import exists_for

_REACHED = text(
    "select p.person_id, coalesce(d.email, p.email) as email, d.mobile, coalesce(d.channels, '{email}') as channels, "  # noqa: S608
    "d.quiet_from, d.quiet_until, array(select distinct lower(m) from seats s join agencies a on a.hub_id = s.hub_id "
    "  and a.agency_id = s.agency_id, unnest(a.mail_domains) m where s.hub_id = :hub_id and s.person_id = p.person_id "
    "  and s.ended_at is null) as domains "
    "from people p left join directory_entries d on d.person_id = p.person_id "
    "where p.person_id = any(cast(:people as bigint[])) and p.ended_at is null and not p.service "
    "and exists (select from seats s where s.hub_id = :hub_id and s.person_id = p.person_id and s.ended_at is null) "
    "and (cast(:contact_id as bigint) is null or exists (select from contacts c where c.hub_id = :hub_id "
    "  and c.contact_id = :contact_id "
    f"  and {exists_for(person='p.person_id')})) "
    "order by p.person_id"
)


@dataclass(frozen=True, slots=True)
class Reached:
    """Somebody who may be told of something, and how. channels: ways beside the page that can be used, in their order.

    email, mobile: none where there is none, or mail may not go there. quiet: hours of their own.
    """

    person_id: int
    channels: tuple[Channel, ...]
    email: str | None
    mobile: str | None
    quiet: tuple[time, time] | None


async def reached(
    conn: AsyncConnection, hub_id: int, people: Iterable[int], contact_id: int | None
) -> list[Reached]:
    """Those of these people who have a seat in this hub and may know of this contact (none: of nothing in particular)."""
    facts = {"hub_id": hub_id, "people": sorted(set(people)), "contact_id": contact_id}
    return [_reached(row) for row in await conn.execute(_REACHED, facts)]


def _reached(row: Any) -> Reached:
    email = row.email if may_be_mailed(row.email, row.domains) else None
    usable = {Channel.EMAIL: email is not None, Channel.SMS: bool(row.mobile)}
    channels = tuple(c for c in map(Channel, row.channels) if usable.get(c))
    quiet = (row.quiet_from, row.quiet_until) if row.quiet_from is not None else None
    return Reached(row.person_id, channels, email, row.mobile, quiet)


def may_be_mailed(address: str, domains: Iterable[str]) -> bool:
    """Whether an agency allows mail to this address: to one of its domains exactly, or below it."""
    _, _, host = address.lower().rpartition("@")
    return any(host == domain or host.endswith(f".{domain}") for domain in domains if domain)
