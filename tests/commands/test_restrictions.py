"""A restricted contact exists for the people named, always for at least two, and is never left with somebody who cannot see it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import time, timedelta

import pytest
from sqlalchemy import text

from board.commands.claims import claim
from board.commands.contacts import receive
from board.commands.duties import put_on_duty
from board.commands.hubs import amend_policy
from board.commands.people import end_person
from board.commands.restrictions import restrict
from board.commands.tokens import issue_token
from board.domain.naming import Nameable, Naming, enough, in_order, rungs
from board.domain.people import Actor
from board.domain.permissions import Action, Role
from board.domain.policy import Policy
from board.domain.refusals import BadInput, NotHere, UnknownPeople
from board.domain.rota import Post, span
from board.store.doors import access_contact
from board.store.engine import Database
from tests import make
from workers.policies import begin_policies
from workers.rota import turn_rota


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


async def test_a_stranger_cannot_be_named_or_kept_out_and_nobody_is_both(database: Database) -> None:
    hub, elsewhere = await make.hub(database), await make.hub(database, "eastmarsh")
    manager, stranger = await make.person(database, hub, Role.MANAGER), await make.person(database, elsewhere)
    worker = (await make.person(database, hub)).person_id
    ref = await make.contact_waiting(database, manager)
    for people, out, refusal in (
        ([stranger.person_id], [], UnknownPeople),
        ([worker], [stranger.person_id], UnknownPeople),
        ([worker], [worker], BadInput),
    ):
        with pytest.raises(refusal):
            async with database.transaction() as tx:
                await restrict(tx, manager, ref, people, "Why.", keep_out=out, now=make.NOW)
        naming = Naming(frozenset(people), frozenset(out))
        with pytest.raises(refusal):
            async with database.transaction() as tx:
                await receive(tx, manager, make.approach(restricted=True), naming=naming, now=make.NOW)
    assert await named_on(database, ref) == set()


async def test_whoever_restricts_and_names_nobody_is_not_left_alone_with_it(database: Database) -> None:
    hub = await make.hub(database)
    manager = await make.person(database, hub, Role.MANAGER)
    worker = await make.person(database, hub)
    head = await make.person(database, hub, Role.HEAD_OF_SERVICE)
    night = await make.person(database, hub, Role.EDT)
    senior = await make.person(database, hub, Role.SERVICE_MANAGER)
    last = await restricted_by(database, manager)
    assert await named_on(database, last) == {manager.person_id, senior.person_id}
    second = await restricted_by(database, manager, keep_out=[senior.person_id])
    assert await named_on(database, second) == {manager.person_id, night.person_id}
    third = await restricted_by(database, manager, keep_out=[senior.person_id, night.person_id])
    assert await named_on(database, third) == {manager.person_id, head.person_id}
    chosen = await restricted_by(database, manager, [worker.person_id])
    assert await named_on(database, chosen) == {manager.person_id, worker.person_id}, "two are enough"


async def test_within_a_rung_the_duty_manager_comes_first_then_who_is_on_duty(database: Database) -> None:
    hub = await make.hub(database)
    senior = await make.person(database, hub, Role.SERVICE_MANAGER)
    away, there, leading = [await make.person(database, hub, Role.MANAGER) for _ in range(3)]
    for who, post in ((there, Post.SEAT), (leading, Post.DUTY_MANAGER)):
        await on_duty(database, senior, who, post)
    order = [leading.person_id, there.person_id, away.person_id]
    for number, expected in enumerate(order):
        ref = await restricted_by(database, senior, keep_out=order[:number])
        assert await named_on(database, ref) == {senior.person_id, expected}


async def test_a_holder_who_loses_it_is_not_named_by_the_board_instead(database: Database) -> None:
    hub = await make.hub(database)
    manager, holder = [await make.person(database, hub, Role.MANAGER) for _ in range(2)]
    senior = await make.person(database, hub, Role.SERVICE_MANAGER)
    ref = await make.contact_claimed(database, holder)
    async with database.transaction() as tx:
        await restrict(tx, manager, ref, [], "The holder's own family.", now=make.NOW)
    assert await named_on(database, ref) == {manager.person_id, senior.person_id}
    async with database.transaction() as tx:
        await restrict(tx, manager, ref, [], "The other one's too.", now=make.NOW + timedelta(minutes=1))
    assert await named_on(database, ref) == {manager.person_id}, (
        "whose name was taken off is not brought back by the board, whoever else is missing"
    )
    assert await notices(database, manager) == ["too_few_named"]


async def test_one_manager_in_the_hub_is_joined_by_the_next_rung_at_arrival(database: Database) -> None:
    hub = await make.hub(database)
    admin = await make.person(database, hub, Role.ADMIN)
    manager = await make.person(database, hub, Role.MANAGER)
    alone = await arrived(database, admin)
    assert await named_on(database, alone) == {manager.person_id, admin.person_id}, (
        "whoever logged it knows of it already, and is named where nobody else can be"
    )
    night = await make.person(database, hub, Role.EDT)
    assert await named_on(database, await arrived(database, admin)) == {manager.person_id, night.person_id}
    out = Naming(out=frozenset({manager.person_id}))
    assert await named_on(database, await arrived(database, admin, out)) == {
        night.person_id,
        admin.person_id,
    }
    more = Naming(people=frozenset({admin.person_id}))
    assert await named_on(database, await arrived(database, admin, more)) == {
        manager.person_id,
        admin.person_id,
    }
    assert await notices(database, manager) == []


async def test_who_is_kept_out_at_arrival_is_not_named_when_it_climbs_either(database: Database) -> None:
    hub = await make.hub(database)
    admin = await make.person(database, hub, Role.ADMIN)
    manager, other, culprit = [await make.person(database, hub, Role.MANAGER) for _ in range(3)]
    ref = await arrived(database, admin, Naming(out=frozenset({culprit.person_id})))
    assert await named_on(database, ref) == {manager.person_id, other.person_id}
    await on_duty(database, manager, culprit, Post.DUTY_MANAGER)
    for gone in (manager, other):
        async with database.transaction() as tx:
            await end_person(tx, gone.person_id, now=make.NOW)
    await turn_rota(database, make.NOW)
    assert culprit.person_id not in await named_on(database, ref)


async def test_a_hub_that_cannot_name_two_keeps_it_and_says_so_loudly_to_whoever_is_named(
    database: Database,
) -> None:
    hub = await make.hub(database)
    feed = await a_feed(database, hub)
    manager, worker = await make.person(database, hub, Role.MANAGER), await make.person(database, hub)
    ref = await arrived(database, feed)
    assert await named_on(database, ref) == {manager.person_id}
    assert await notices(database, manager) == ["too_few_named"] and await notices(database, worker) == []
    later = await make.person(database, hub, Role.MANAGER)
    await turn_rota(database, make.NOW)
    assert await named_on(database, ref) == {manager.person_id, later.person_id}, (
        "named when there is somebody"
    )


async def test_with_nobody_to_name_it_is_kept_and_those_who_look_after_the_board_hear_not_of_what(
    database: Database,
) -> None:
    hub = await make.hub(database)
    feed = await a_feed(database, hub)
    admin = await make.person(database, hub, Role.ADMIN)
    ref = await arrived(database, feed)
    assert await named_on(database, ref) == set()
    assert await notices(database, admin) == ["nobody_to_name"]
    async with database.connection() as conn:
        about = text(
            "select contact_id from deliveries where kind = 'nobody_to_name' and contact_id is not null"
        )
        assert (await conn.execute(about)).all() == []
    manager = await make.person(database, hub, Role.MANAGER)
    await turn_rota(database, make.NOW)
    assert await named_on(database, ref) == {manager.person_id}


async def test_a_system_is_named_only_where_the_policy_names_it_and_counts_for_nobody(
    database: Database,
) -> None:
    hub = await make.hub(database, policy=replace(Policy.default(), restricted_named_systems=("A manager",)))
    feed, manager = await a_feed(database, hub), await make.person(database, hub, Role.MANAGER)
    system, other = (
        await a_feed(database, hub, Role.MANAGER),
        await a_feed(database, hub, Role.SERVICE_MANAGER),
    )
    night = await make.person(database, hub, Role.EDT)
    ref = await arrived(database, feed)
    assert await named_on(database, ref) == {manager.person_id, system.person_id, night.person_id}
    unnamed = await make.hub(database, "eastmarsh")
    feed, manager = await a_feed(database, unnamed), await make.person(database, unnamed, Role.MANAGER)
    other = await a_feed(database, unnamed, Role.MANAGER)
    assert other.person_id not in await named_on(database, await arrived(database, feed))


async def test_a_system_that_the_policy_names_no_longer_is_named_no_longer(database: Database) -> None:
    named = replace(Policy.default(), restricted_named_systems=("A manager",))
    hub = await make.hub(database, policy=named)
    feed, manager = await a_feed(database, hub), await make.person(database, hub, Role.SERVICE_MANAGER)
    system = await a_feed(database, hub, Role.MANAGER)
    ref = await arrived(database, feed)
    assert system.person_id in await named_on(database, ref)
    for policy, stays in ((replace(named, undo_minutes=7), True), (Policy.default(), False)):
        async with database.transaction() as tx:
            await amend_policy(tx, manager, policy, effective_from=make.NOW, now=make.NOW)
        await begin_policies(database, make.NOW + timedelta(seconds=1))
        assert (system.person_id in await named_on(database, ref)) is stays
    assert manager.person_id in await named_on(database, ref), "people stay"


async def test_nobody_names_a_system_by_hand_or_by_climbing(database: Database) -> None:
    hub = await make.hub(database)
    manager = await make.person(database, hub, Role.SERVICE_MANAGER)
    system = await a_feed(database, hub, Role.SERVICE_MANAGER)
    ref = await make.contact_waiting(database, manager)
    async with database.transaction() as tx:
        with pytest.raises(UnknownPeople):
            await restrict(tx, manager, ref, [system.person_id], "Her sister.", now=make.NOW)
    async with database.transaction() as tx:
        await restrict(tx, manager, ref, [], "Her sister.", now=make.NOW)
    await turn_rota(database, make.NOW)
    assert system.person_id not in await named_on(database, ref)


def test_the_rule_names_nobody_twice_and_stops_at_two() -> None:
    both = [Nameable(1, "Ana", Role.EDT), Nameable(1, "Ana", Role.MANAGER), Nameable(2, "Ben", Role.MANAGER)]
    order = in_order(both, rungs([Role.MANAGER], [Role.EDT]), ())
    assert [(one.person_id, one.role) for one in order] == [(1, Role.MANAGER), (2, Role.MANAGER)]
    assert enough([], [1, 1, 2, 3]) == (1, 2) and enough([1], [1, 2, 3]) == (2,) and enough([1, 2], [3]) == ()
    assert enough([], []) == ()


async def restricted_by(
    db: Database, manager: Actor, people: Iterable[int] = (), *, keep_out: Iterable[int] = ()
) -> str:
    ref = await make.contact_waiting(db, manager)
    async with db.transaction() as tx:
        await restrict(tx, manager, ref, people, "A colleague's family.", keep_out=keep_out, now=make.NOW)
    return ref


async def arrived(db: Database, by: Actor, naming: Naming | None = None) -> str:
    async with db.transaction() as tx:
        done = await receive(tx, by, make.approach(restricted=True), naming=naming, now=make.NOW)
    return done.ref


async def a_feed(db: Database, hub: make.Hub, role: Role = Role.FEED) -> Actor:
    async with db.transaction() as tx:
        name = f"A {role.value}"
        issued = await issue_token(
            tx, hub.hub_id, name, "police", role, f"{name} {hub.key}".encode().ljust(32)[:32], now=make.NOW
        )
    assert issued.person_id is not None
    return make.actor(hub, issued.person_id, name, [role])


async def on_duty(db: Database, by: Actor, who: Actor, post: Post) -> None:
    day = span(make.NOW.date(), time(8), time(17))
    async with db.transaction() as tx:
        query = text("select seat_id from seats where person_id = :p")
        seat_id = (await tx.conn.execute(query, {"p": who.person_id})).scalar_one()
        await put_on_duty(tx, by, seat_id, post, day, now=make.NOW)


async def named_on(db: Database, ref: str) -> set[int]:
    query = text(
        "select person_id from named_people n join contacts c using (hub_id, contact_id) where c.ref = :ref and n.ended_at is null"
    )
    async with db.connection() as conn:
        return set((await conn.execute(query, {"ref": ref})).scalars())


async def notices(db: Database, who: Actor) -> list[str]:
    query = text(
        "select kind from deliveries where person_id = :p and channel = 'page' and kind in ('too_few_named', 'nobody_to_name')"
    )
    async with db.connection() as conn:
        return list((await conn.execute(query, {"p": who.person_id})).scalars())
