"""Each sending leaves one row, and the worker tells the people who are to hear of it, once."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import date

from sqlalchemy import text

from board.commands.contacts import receive
from board.commands.restrictions import restrict
from board.domain.contacts import NewChild, NewContact
from board.domain.people import Actor
from board.domain.permissions import Role
from board.store.engine import Database
from tests import make
from workers.sendings import tell_of_sendings

NOW = make.NOW
OTHER_FAMILY = (NewChild(given_name="Ned", family_name="Rook", born_on=date(2015, 5, 6)),)


async def send(db: Database, by: Actor, new: NewContact) -> str | None:
    async with db.transaction() as tx:
        return (await receive(tx, by, new, now=NOW)).ref


async def told(db: Database) -> list[tuple[str, int]]:
    """Tell of what was sent; every notice there is, by kind and person."""
    await tell_of_sendings(db, NOW)
    async with db.connection() as conn:
        rows = await conn.execute(
            text("select kind, person_id from deliveries where channel = 'page' order by kind, person_id")
        )
        return [(row.kind, row.person_id) for row in rows]


async def kinds(db: Database) -> list[str]:
    async with db.connection() as conn:
        return list((await conn.execute(text("select kind from sendings order by sending_id"))).scalars())


async def restricted(db: Database, hub: make.Hub, new: NewContact) -> tuple[Actor, list[int], str]:
    """A contact that somebody restricted after it came: its sender, the people named and its reference."""
    sender = await make.person(db, hub, Role.ADMIN)
    managers = [await make.person(db, hub, Role.SERVICE_MANAGER) for _ in range(2)]
    ref = await send(db, sender, new) or ""
    async with db.transaction() as tx:
        await restrict(tx, managers[0], ref, [managers[1].person_id], "A colleague's family.", now=NOW)
    return sender, sorted(one.person_id for one in managers), ref


async def test_the_people_named_hear_of_every_sending_under_the_reference_of_a_restricted_contact(
    database: Database,
) -> None:
    hub = await make.hub(database)
    new = replace(make.approach(), source_reference="PPN-7")
    sender, named, _ = await restricted(database, hub, new)
    other = await make.person(database, hub, Role.ADMIN)
    assert await told(database) == []
    await send(database, sender, new)
    assert await told(database) == [("sent_again", one) for one in named]
    await send(database, other, new)
    await send(database, other, replace(new, source_reference="ppn 007", children=OTHER_FAMILY, adults=()))
    asked = [("restrict_too_asked", one) for one in named]
    assert await told(database) == [*asked, *[("sent_again", one) for one in named]], (
        "an open notice says it once"
    )
    await send(database, other, replace(new, summary="More."))
    late = [("late_information", one) for one in named]
    assert await told(database) == [*late, *asked, *[("sent_again", one) for one in named]]
    assert await kinds(database) == ["first", "retry", "repeat", "other", "late"]


async def test_late_information_of_an_ordinary_contact_beside_it_is_told_to_the_people_named(
    database: Database,
) -> None:
    hub = await make.hub(database)
    new = replace(make.approach(), source_reference="PPN-7")
    sender, named, _ = await restricted(database, hub, new)
    beside = replace(new, children=OTHER_FAMILY, adults=())
    await send(database, sender, beside)
    await told(database)
    async with database.transaction() as tx:
        await tx.conn.execute(text("update deliveries set state = 'delivered' where state = 'queued'"))
    await send(database, sender, replace(beside, summary="More of the other family."))
    told_now = [("restrict_too_asked", one) for one in named] + [("sent_again", one) for one in named]
    assert await told(database) == told_now


async def test_a_person_named_is_not_told_of_their_own_sending(database: Database) -> None:
    hub = await make.hub(database)
    manager = await make.person(database, hub, Role.SERVICE_MANAGER)
    other = await make.person(database, hub, Role.SERVICE_MANAGER)
    new = make.approach(restricted=True)
    await send(database, manager, new)
    assert await told(database) == []
    await send(database, manager, new)
    assert await told(database) == [("sent_again", other.person_id)]


async def test_a_body_without_a_reference_sent_again_is_told_to_the_people_named(database: Database) -> None:
    hub = await make.hub(database)
    new = replace(make.approach(), source_reference=None)
    sender, named, _ = await restricted(database, hub, new)
    await send(database, sender, new)
    assert await told(database) == [("sent_again", one) for one in named]


async def test_two_workers_tell_of_a_sending_once(database: Database) -> None:
    hub = await make.hub(database)
    sender = await make.person(database, hub, Role.ADMIN)
    for number in range(4):
        await send(database, sender, make.approach(source_reference=f"PPN-{number}"))
    done = await asyncio.gather(*(tell_of_sendings(database, NOW) for _ in range(2)))
    assert sum(done) == 4
    async with database.connection() as conn:
        query = text("select count(*) from events where kind = 'sending_told'")
        assert (await conn.execute(query)).scalar_one() == 4
