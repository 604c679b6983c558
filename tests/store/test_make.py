"""The factories of tests/make.py leave behind what their names say."""

from __future__ import annotations

from sqlalchemy import text

from board.domain.permissions import Role
from board.store.engine import Database
from tests import make

_STATE = text(
    "select restricted, closed_at is not null as closed, "
    "  exists (select from claims cl where cl.contact_id = c.contact_id and released_at is null) as held, "
    "  (select count(*) from claims cl where cl.contact_id = c.contact_id) as claims, "
    "  (select count(*) from ratings r where r.contact_id = c.contact_id and replaced_at is null) as rated, "
    "  exists (select from legal_holds l where l.contact_id = c.contact_id and lifted_at is null) as kept "
    "from contacts c where ref = :ref"
)


async def test_each_factory_leaves_the_state_it_is_named_after(database: Database) -> None:
    hub = await make.hub(database)
    asha = await make.person(database, hub)
    ben = await make.person(database, hub, Role.SERVICE_MANAGER)
    refs = [
        await make.contact_waiting(database, asha),
        await make.contact_claimed(database, asha),
        await make.contact_released(database, asha),
        await make.contact_rated(database, asha, "red"),
        await make.contact_restricted(database, ben, [asha.person_id]),
        await make.contact_held(database, ben),
        await make.contact_closed(database, ben),
    ]

    async with database.connection() as conn:
        found = [tuple((await conn.execute(_STATE, {"ref": ref})).one()) for ref in refs]

    #                restricted closed held claims rated kept
    assert found == [
        (False, False, False, 0, 0, False),
        (False, False, True, 1, 0, False),
        (False, False, False, 1, 0, False),
        (False, False, False, 0, 2, False),
        (True, False, False, 0, 0, False),
        (False, False, False, 0, 0, True),
        (False, True, False, 0, 0, False),
    ]
