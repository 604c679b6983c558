"""Who is told next when somebody does not answer or a message does not arrive: managers on duty, then any manager, up the ladder."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from board.domain.rota import MANAGERS
from board.store.on_duty import duty_managers, on_duty
from board.store.visibility import people_apart, people_named

_RUNGS = text(
    "select distinct on (s.person_id) s.person_id, s.role from seats s "
    "join people p on p.person_id = s.person_id and p.ended_at is null and not p.service "
    "where s.hub_id = :hub_id and s.ended_at is null and s.role = any(cast(:roles as text[])) "
    "order by s.person_id, array_position(cast(:roles as text[]), s.role)"
)
_NAMED = text(
    f"select c.restricted, {people_apart()} as apart, "  # noqa: S608
    "array(select distinct s.person_id from seats s where s.hub_id = c.hub_id and s.ended_at is null "
    f"  and s.person_id = any({people_named()}) order by 1) as named "
    "from contacts c where c.hub_id = :hub_id and c.contact_id = :contact_id"
)


async def ladder(
    conn: AsyncConnection, hub_id: int, contact_id: int | None, told: Collection[int], now: datetime
) -> list[int]:
    """People to tell, the first first, without those told already: the duty manager, managers on duty, then managers up the ladder.

    Of a restricted contact only people named on it, those on duty first; nobody from whom the contact is kept.
    """
    here = await on_duty(conn, hub_id, now)
    facts = {"hub_id": hub_id, "contact_id": contact_id, "roles": [role.value for role in MANAGERS]}
    rungs = sorted(await conn.execute(_RUNGS, facts), key=lambda r: (MANAGERS.index(r.role), r.person_id))
    first = [one.person_id for one in await duty_managers(conn, hub_id, now)]
    on = {one.person_id for one in here}
    managers = [r.person_id for r in rungs]
    order = [*first, *(p for p in managers if p in on), *managers]
    about = (await conn.execute(_NAMED, facts)).one_or_none() if contact_id is not None else None
    if about is not None and about.restricted:
        named = list(about.named)
        order = [*(p for p in order if p in named), *(p for p in named if p in on), *named]
    out = {*told, *(about.apart if about is not None else ())}
    return [p for p in dict.fromkeys(order) if p not in out]
