"""Late information: people who are told, of an open, a closed and a restricted contact."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import text

from board.commands.claims import claim
from board.commands.closures import close
from board.commands.contacts import receive
from board.domain.contacts import NewContact
from board.domain.people import Actor
from board.domain.permissions import Role
from board.store.engine import Database
from tests import make
from workers.sendings import tell_of_sendings

NOW = make.NOW


async def logged(db: Database, by: Actor, new: NewContact) -> str:
    async with db.transaction() as tx:
        return (await receive(tx, by, new, now=NOW)).ref or ""


async def told(db: Database, by: Actor, again: NewContact) -> dict[int, bool]:
    """People told of this late information, and whether urgently."""
    async with db.transaction() as tx:
        received = await receive(tx, by, again, now=NOW + timedelta(minutes=5))
        assert received.ref is None and received.changed
    assert await tell_of_sendings(db, NOW + timedelta(minutes=5)) == 2
    assert await tell_of_sendings(db, NOW + timedelta(minutes=5)) == 0
    async with db.connection() as conn:
        rows = await conn.execute(
            text("select person_id, urgent from deliveries where kind = 'late_information'")
        )
        return {row.person_id: row.urgent for row in rows}


async def test_the_holder_of_an_open_contact_is_told(database: Database) -> None:
    hub = await make.hub(database)
    worker, sender = await make.person(database, hub), await make.person(database, hub)
    new = make.approach()
    ref = await logged(database, sender, new)
    async with database.transaction() as tx:
        await claim(tx, worker, ref, now=NOW)
    assert await told(database, sender, replace(new, summary="More.")) == {worker.person_id: False}


async def test_the_deciding_manager_of_a_closed_contact_is_told_urgently(database: Database) -> None:
    hub = await make.hub(database)
    sender, manager = await make.person(database, hub), await make.person(database, hub, Role.MANAGER)
    await make.person(database, hub, Role.MANAGER)
    new = make.approach()
    ref = await logged(database, sender, new)
    async with database.transaction() as tx:
        await close(tx, manager, ref, "ADVICE_INFO", "Nothing more to do.", now=NOW)
    assert await told(database, sender, replace(new, summary="More.")) == {manager.person_id: True}


async def test_everybody_named_on_a_restricted_contact_is_told_urgently_and_nobody_else(
    database: Database,
) -> None:
    hub = await make.hub(database)
    sender, outsider = (
        await make.person(database, hub),
        await make.person(database, hub, Role.PRACTICE_MANAGER),
    )
    named = [await make.person(database, hub, Role.SERVICE_MANAGER) for _ in range(2)]
    new = make.approach(restricted=True)
    ref = await logged(database, sender, new)
    async with database.transaction() as tx:
        await tx.conn.execute(
            text("update contacts set deciding_manager = :p where ref = :ref"),
            {"p": outsider.person_id, "ref": ref},
        )
        people = frozenset((await tx.conn.execute(text("select person_id from named_people"))).scalars())
    assert {one.person_id for one in named} <= people and outsider.person_id not in people
    assert await told(database, sender, replace(new, summary="More.")) == dict.fromkeys(people, True)
