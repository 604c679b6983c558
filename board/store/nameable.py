"""Who may be named on a restricted contact, as the seats and the rota have it. Before a contact is one, no contact is asked."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from board.domain.naming import Nameable, rungs
from board.domain.permissions import Role
from board.domain.policy import Policy
from board.domain.rota import OnDuty, Post
from board.store.on_duty import on_duty
from board.store.visibility import apart, ever_named

_IN = "where x.hub_id = c.hub_id and x.contact_id = c.contact_id and x.person_id = p.person_id"
_SEATED = text(
    "select distinct p.person_id, p.name, p.service, s.role, c.contact_id is not null and ("  # noqa: S608 - constants
    f"exists (select from kept_out x {_IN} and x.ended_at is null) or p.person_id = any({ever_named()}) "
    f"or {apart(person='p.person_id')} "
    f"or exists (select from hand_overs x {_IN} and x.ended_at is null) or exists (select from claims x {_IN} and x.released_at is null)"
    ") as barred from seats s join people p on p.person_id = s.person_id and p.ended_at is null "
    "left join contacts c on c.hub_id = s.hub_id and c.contact_id = :contact_id "
    "where s.hub_id = :hub_id and s.ended_at is null order by p.name, p.person_id"
)


def rungs_of(policy: Policy) -> tuple[Role, ...]:
    """The roles from which people are added, the first first."""
    return rungs(policy.restricted_named_roles, policy.rota.restricted_ladder)


async def nameable(
    conn: AsyncConnection,
    hub_id: int,
    now: datetime,
    *,
    contact_id: int | None = None,
    here: Iterable[OnDuty] | None = None,
) -> tuple[Nameable, ...]:
    """Everybody with a seat in this hub, once a role, by name, with whether they are on duty now.

    contact_id: of a contact on which the board itself names nobody who is kept out, has been named, holds it, is offered it or has an
    interest in its family. here:
    who is on duty, where that was read already.
    """
    rows = (await conn.execute(_SEATED, {"hub_id": hub_id, "contact_id": contact_id})).all()
    on = list(await on_duty(conn, hub_id, now) if here is None else here)
    duty = {one.person_id for one in on}
    leading = {one.person_id for one in on if Post.DUTY_MANAGER in one.posts}
    return tuple(
        Nameable(
            person_id=row.person_id,
            name=row.name,
            role=Role(row.role),
            on_duty=row.person_id in duty,
            duty_manager=row.person_id in leading,
            service=row.service,
            barred=row.barred,
        )
        for row in rows
    )
