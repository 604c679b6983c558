"""A restricted contact exists for the people named, always for at least two, and is never left with somebody who cannot see it."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from board.commands.claims import claim
from board.commands.contacts import receive
from board.commands.restrictions import restrict
from board.domain.permissions import Action, Role
from board.domain.refusals import NobodyToName, NotHere, TooFewNamed, UnknownPeople
from board.store.doors import access_contact
from board.store.engine import Database
from tests import make


async def open_claims(db: Database, ref: str) -> list[int]:
    query = text(
        "select cl.person_id from claims cl join contacts c using (hub_id, contact_id) where c.ref = :ref and released_at is null"
    )
    async with db.connection() as conn:
        return list((await conn.execute(query, {"ref": ref})).scalars())


async def test_a_holder_who_is_not_named_holds_it_no_more(database: Database) -> None:
    hub = await make.hub(database)
    manager = await make.person(database, hub, Role.MANAGER)
    other = await make.person(database, hub, Role.SERVICE_MANAGER)
    colleague = await make.person(database, hub)
    ref = await make.contact_claimed(database, colleague)
    async with database.transaction() as tx:
        await restrict(tx, manager, ref, [other.person_id], "The worker's own family.", now=make.NOW)
    assert await open_claims(database, ref) == []
    async with database.connection() as conn:
        with pytest.raises(NotHere):
            await access_contact(conn, colleague, ref, Action.READ_CONTACT, now=make.NOW)
    async with database.transaction() as tx:
        await claim(tx, other, ref, now=make.NOW)
    assert await open_claims(database, ref) == [other.person_id]


async def test_a_holder_who_is_named_goes_on(database: Database) -> None:
    hub = await make.hub(database)
    manager, worker = await make.person(database, hub, Role.MANAGER), await make.person(database, hub)
    ref = await make.contact_claimed(database, worker)
    async with database.transaction() as tx:
        await restrict(tx, manager, ref, [worker.person_id], "A councillor's family.", now=make.NOW)
    assert await open_claims(database, ref) == [worker.person_id]


async def test_one_person_alone_or_a_stranger_cannot_be_named(database: Database) -> None:
    hub, elsewhere = await make.hub(database), await make.hub(database, "eastmarsh")
    manager, stranger = await make.person(database, hub, Role.MANAGER), await make.person(database, elsewhere)
    ref = await make.contact_waiting(database, manager)
    for people, refusal in (([], TooFewNamed), ([stranger.person_id], UnknownPeople)):
        with pytest.raises(refusal):
            async with database.transaction() as tx:
                await restrict(tx, manager, ref, people, "Why.", now=make.NOW)


async def test_a_contact_that_would_exist_for_nobody_is_refused_loudly_and_not_kept(
    database: Database,
) -> None:
    hub = await make.hub(database)
    admin = await make.person(database, hub, Role.ADMIN)
    with pytest.raises(NobodyToName):
        async with database.transaction() as tx:
            await receive(tx, admin, make.approach(restricted=True), now=make.NOW)
    async with database.connection() as conn:
        assert (await conn.execute(text("select count(*) from contacts"))).scalar_one() == 0
