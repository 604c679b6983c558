"""A seat is given, confirmed by a second manager, and taken by its person; until then it is no seat and counts nowhere."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from board.commands.grant.first import must_be_among_the_first
from board.commands.grant.giving import Granted, SeatGiven, confirm, give, withdraw
from board.commands.grant.taking import refuse, take
from board.commands.people import add_person, end_person
from board.domain.grant.rules import ASKED_FOR, RULE_OF
from board.domain.people import Actor
from board.domain.permissions import Role
from board.domain.refusals import (
    AddressNotAllowed,
    BadInput,
    EnoughManagers,
    GrantOver,
    NotAllowed,
    NotHere,
    OwnGrant,
    SeatConfirmedByPeople,
    SeatHeld,
    ServiceManagerFirst,
)
from board.queries.actors import actor_of_person
from board.queries.grant.pages import grants_of_hub, seats_asked
from board.store.engine import Database
from tests import make
from tests.commands.doing import do, rows

NIA = SeatGiven("Nia Bell", "Nia.Bell@northborough.example", "childrens_social_care", "social_worker")
LAPSED = ASKED_FOR / timedelta(minutes=1)


def seat(role: Role, given: SeatGiven = NIA) -> SeatGiven:
    return SeatGiven(given.name, given.address, given.agency, role.value)


async def known(database: Database, address: str = NIA.address) -> int:
    """Somebody who signs in with this address and has no seat yet."""
    async with database.transaction() as tx:
        return (await add_person(tx, "Nia Bell", address, password_hash=None, now=make.NOW)).person_id


async def seats(database: Database, person_id: int) -> list[tuple[Any, ...]]:
    query = "select role, given_by, confirmed_by from seats where person_id = :p and ended_at is null order by seat_id"
    return await rows(database, query, p=person_id)


async def test_each_role_gives_the_seats_of_its_rule_and_no_other(database: Database) -> None:
    hub = await make.hub(database)
    for giver in Role:
        actor = await make.person(database, hub, giver)
        for n, role in enumerate(Role):
            given = SeatGiven("Nia Bell", f"{giver}.{n}@northborough.example", "childrens_social_care", role)
            if role in RULE_OF and giver in RULE_OF[role].givers:
                assert (await do(database, give, actor, given)).changed
            else:
                with pytest.raises((NotAllowed, BadInput)):
                    await do(database, give, actor, given)
    assert await rows(database, "select count(*) from seats where given_by is not null") == [(0,)]


async def test_a_seat_is_written_when_its_person_takes_it_and_says_who_gave_it(database: Database) -> None:
    hub = await make.hub(database)
    manager, nia = await make.person(database, hub, Role.MANAGER), await known(database)
    grant = (await do(database, give, manager, NIA)).grant_id
    assert await do(database, give, manager, NIA) == Granted(grant, changed=False)
    assert await seats(database, nia) == []
    async with database.connection() as conn:
        with pytest.raises(NotHere):
            await actor_of_person(conn, hub.hub_id, nia)
    assert await do(database, take, nia, grant) == Granted(grant)
    assert await do(database, take, nia, grant) == Granted(grant, changed=False)
    assert await seats(database, nia) == [("social_worker", manager.person_id, None)]
    events = (
        "select kind, actor_id from events where kind like 'seat_%' and actor_id is not null order by seq"
    )
    assert await rows(database, events) == [
        ("seat_given", manager.person_id),
        ("seat_taken", manager.person_id),
    ]
    with pytest.raises(SeatHeld):
        await do(database, give, manager, NIA)


@pytest.mark.parametrize("role", [Role.PRACTICE_MANAGER, Role.MANAGER, Role.SERVICE_MANAGER, Role.EDT])
async def test_a_seat_that_decides_waits_for_a_second_manager_who_is_another_person(
    database: Database, role: Role
) -> None:
    hub = await make.hub(database)
    leader, second = (
        await make.person(database, hub, Role.SERVICE_MANAGER),
        await make.person(database, hub, Role.MANAGER),
    )
    nia = await known(database)
    grant = (await do(database, give, leader, seat(role))).grant_id
    with pytest.raises(NotHere):
        await do(database, take, nia, grant)
    for nobody in (Role.ADMIN, Role.EDT, Role.SOCIAL_WORKER, Role.HEAD_OF_SERVICE):
        with pytest.raises(NotAllowed):
            await do(database, confirm, await make.person(database, hub, nobody), grant)
    with pytest.raises(OwnGrant):
        await do(database, confirm, leader, grant)
    assert (await do(database, confirm, second, grant)).changed
    third = await make.person(database, hub, Role.PRACTICE_MANAGER)
    for again in (second, third):
        assert await do(database, confirm, again, grant) == Granted(grant, changed=False)
    await do(database, take, nia, grant)
    assert await do(database, confirm, third, grant) == Granted(grant, changed=False)
    assert await seats(database, nia) == [(role.value, leader.person_id, second.person_id)]


async def test_a_second_manager_is_told_of_it_until_it_is_confirmed_or_taken_back(database: Database) -> None:
    hub = await make.hub(database)
    leader = await make.person(database, hub, Role.SERVICE_MANAGER)
    second = await make.person(database, hub, Role.PRACTICE_MANAGER)
    await make.person(database, hub, Role.EDT)
    notices = "select person_id from deliveries where kind = 'seat_to_confirm' and channel = 'page' and state = 'queued'"
    for end in (confirm, withdraw):
        grant = (await do(database, give, leader, seat(Role.MANAGER))).grant_id
        assert await rows(database, notices) == [(second.person_id,)]
        await do(database, end, second, grant)
        assert await rows(database, notices) == []
        if end is confirm:
            await do(database, withdraw, leader, grant)


async def test_nobody_gives_confirms_or_takes_back_what_is_theirs(database: Database) -> None:
    hub = await make.hub(database)
    leader, second = [await make.person(database, hub, Role.SERVICE_MANAGER) for _ in range(2)]
    async with database.transaction() as tx:
        for number, who in enumerate((leader, second)):
            query = text("update people set email = :email where person_id = :p")
            facts = {"email": f"leader{number}@northborough.example", "p": who.person_id}
            await tx.conn.execute(query, facts)
    own = SeatGiven("Myself", "LEADER0@northborough.example", "childrens_social_care", "manager")
    with pytest.raises(OwnGrant):
        await do(database, give, leader, own)
    other = SeatGiven("Her", "leader1@northborough.example", "childrens_social_care", "manager")
    grant = (await do(database, give, leader, other)).grant_id
    with pytest.raises(OwnGrant):
        await do(database, confirm, second, grant)


@pytest.mark.parametrize(
    "wrong",
    [
        "confirmed_at = given_at, confirmed_by = given_by",
        "accepted_at = given_at, person_id = given_by, seat_id = (select min(seat_id) from seats)",
        "accepted_at = given_at, person_id = :p, seat_id = (select min(seat_id) from seats)",
        "accepted_at = given_at",
    ],
)
async def test_the_database_refuses_a_grant_that_is_ones_own_or_not_whole(
    database: Database, wrong: str
) -> None:
    hub = await make.hub(database)
    leader, other = (
        await make.person(database, hub, Role.SERVICE_MANAGER),
        await make.person(database, hub),
    )
    await do(database, give, leader, seat(Role.MANAGER))
    async with database.transaction() as tx:
        with pytest.raises(IntegrityError, match="seat_grants_"):
            await tx.conn.execute(
                text(f"update seat_grants set {wrong}"), {"p": other.person_id} if ":p" in wrong else {}
            )
        await tx.conn.rollback()


@pytest.mark.parametrize(
    "wrong",
    [
        "given_by = person_id",
        "confirmed_by = person_id",
        "given_by = :p, confirmed_by = :p",
        "ended_at = created_at, ended_by = person_id",
        "ended_by = :p",
    ],
)
async def test_the_database_refuses_a_seat_that_its_own_person_gave_confirmed_or_ended(
    database: Database, wrong: str
) -> None:
    hub = await make.hub(database)
    leader, other = [await make.person(database, hub, Role.SERVICE_MANAGER) for _ in range(2)]
    facts = {"mine": leader.person_id} | ({"p": other.person_id} if ":p" in wrong else {})
    async with database.transaction() as tx:
        with pytest.raises(IntegrityError, match=r"seats_(given|ended)_by_another"):
            await tx.conn.execute(text(f"update seats set {wrong} where person_id = :mine"), facts)
        await tx.conn.rollback()


async def test_the_hub_reads_the_same_of_an_address_that_is_known_and_of_one_that_is_not(
    database: Database,
) -> None:
    """The answer, what the hub sees, its events, notices and statements: before the person answers, and after they said no."""
    hub, elsewhere = await make.hub(database), await make.hub(database, "southwick")
    manager = await make.person(database, hub, Role.MANAGER)
    nia = await known(database)
    await make.seated(database, elsewhere, nia, "Nia Bell", Role.POLICE, agency="police")
    unknown = SeatGiven("Nia Bell", "nobody.here@northborough.example", NIA.agency, NIA.role)
    seen: list[Any] = []
    for given in (NIA, unknown):
        before = await rows(
            database, "select coalesce(max(seq), 0) from events where hub_id = :h", h=hub.hub_id
        )
        done = await do(database, give, manager, given)
        if given is NIA:
            await do(database, refuse, nia, done.grant_id, minutes=1)
        again = await do(database, give, manager, given, minutes=2)
        events = await rows(
            database,
            "select kind, actor_id, concerns from events where hub_id = :h and seq > :s order by seq",
            h=hub.hub_id,
            s=before[0][0],
        )
        async with database.connection() as conn:
            listed = (await grants_of_hub(conn, manager, make.NOW))[-1]
        seen.append(
            (done.changed, again.changed, events, listed.standing, listed.lapses_at, listed.withdraws)
        )
    assert seen[0] == seen[1]


async def test_only_the_person_themselves_answers_and_a_no_is_told_to_nobody_of_the_hub(
    database: Database,
) -> None:
    hub = await make.hub(database)
    manager, nia = await make.person(database, hub, Role.MANAGER), await known(database)
    other = await make.person(database, hub)
    grant = (await do(database, give, manager, NIA)).grant_id
    for somebody in (manager.person_id, other.person_id):
        for answer in (take, refuse):
            with pytest.raises(NotHere):
                await do(database, answer, somebody, grant)
    async with database.connection() as conn:
        [asked] = await seats_asked(conn, nia, make.NOW)
        assert asked.grant_id == grant and not await seats_asked(conn, other.person_id, make.NOW)
    await do(database, refuse, nia, grant)
    assert not (await do(database, refuse, nia, grant)).changed
    with pytest.raises(GrantOver):
        await do(database, take, nia, grant)
    said = "select hub_id from events where kind = 'seat_refused'"
    assert await rows(database, said) == [(0,)]
    assert await seats(database, nia) == []


async def test_a_seat_that_was_taken_back_or_waited_too_long_cannot_be_taken(database: Database) -> None:
    hub = await make.hub(database)
    manager, nia = await make.person(database, hub, Role.MANAGER), await known(database)
    grant = (await do(database, give, manager, NIA)).grant_id
    with pytest.raises(GrantOver):
        await do(database, take, nia, grant, minutes=LAPSED)
    again = (await do(database, give, manager, NIA, minutes=LAPSED)).grant_id
    assert again != grant, "what waited too long is given again"
    assert (await do(database, withdraw, manager, again)).changed
    assert not (await do(database, withdraw, manager, again)).changed
    with pytest.raises(GrantOver):
        await do(database, take, nia, again)
    third = (await do(database, give, manager, NIA)).grant_id
    await do(database, take, nia, third)
    with pytest.raises(GrantOver):
        await do(database, withdraw, manager, third)


async def test_a_seat_that_nobody_confirmed_in_time_is_over(database: Database) -> None:
    hub = await make.hub(database)
    leader, second = (
        await make.person(database, hub, Role.SERVICE_MANAGER),
        await make.person(database, hub, Role.MANAGER),
    )
    grant = (await do(database, give, leader, seat(Role.EDT))).grant_id
    with pytest.raises(GrantOver):
        await do(database, confirm, second, grant, minutes=LAPSED)


async def test_a_grant_of_another_hub_is_not_there(database: Database) -> None:
    hub, other = await make.hub(database), await make.hub(database, "southwick")
    leader = await make.person(database, hub, Role.SERVICE_MANAGER)
    theirs = await make.person(database, other, Role.SERVICE_MANAGER)
    grant = (await do(database, give, leader, seat(Role.MANAGER))).grant_id
    for act in (confirm, withdraw):
        with pytest.raises(NotHere):
            await do(database, act, theirs, grant)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "\u200b"}, "name"),
        ({"address": "nia"}, "address"),
        ({"address": "nia@"}, "address"),
        ({"address": "nia bell@northborough.example"}, "address"),
        ({"address": "nia@elsewhere.example"}, "address"),
        ({"address": "nia.bell+mine@northborough.example"}, "address"),
        ({"address": "\uff4eia.bell@northborough.example"}, "address"),
        ({"address": "ni\u0430.bell@northborough.example"}, "address"),
        ({"address": "nia@northborough.example.evil.example"}, "address"),
        ({"agency": "unknown"}, "agency"),
        ({"role": "feed"}, "role"),
        ({"role": ""}, "role"),
    ],
)
async def test_bad_input_names_its_field_and_changes_nothing(
    database: Database, changed: dict[str, str], field: str
) -> None:
    hub = await make.hub(database)
    manager = await make.person(database, hub, Role.MANAGER)
    given = SeatGiven(
        **{"name": NIA.name, "address": NIA.address, "agency": NIA.agency, "role": NIA.role} | changed
    )
    with pytest.raises((BadInput, AddressNotAllowed)) as refused:
        await do(database, give, manager, given)
    assert list(refused.value.errors) == [field]
    assert await rows(database, "select count(*) from seat_grants") == [(0,)]


async def test_the_same_seat_given_by_two_at_once_is_one_grant(database: Database) -> None:
    hub = await make.hub(database)
    managers = [await make.person(database, hub, Role.MANAGER) for _ in range(2)]
    made = await asyncio.gather(*(do(database, give, one, NIA) for one in managers))
    assert len({one.grant_id for one in made}) == 1 and sorted(one.changed for one in made) == [False, True]


async def test_a_system_gives_a_seat_but_confirms_none(database: Database) -> None:
    hub = await make.hub(database)
    leader = await make.person(database, hub, Role.SERVICE_MANAGER)
    system = await make.person(database, hub, Role.SERVICE_MANAGER)
    await _service(database, system)
    grant = (await do(database, give, system, seat(Role.MANAGER))).grant_id
    assert (await do(database, confirm, leader, grant)).changed
    other = (await do(database, give, leader, seat(Role.EDT))).grant_id
    with pytest.raises(SeatConfirmedByPeople):
        await do(database, confirm, system, other)


async def _service(database: Database, who: Actor) -> None:
    async with database.transaction() as tx:
        query = text("update people set service = true where person_id = :p")
        await tx.conn.execute(query, {"p": who.person_id})


async def test_the_board_command_adds_two_managers_and_the_first_is_a_service_manager(
    database: Database,
) -> None:
    hub = await make.hub(database)

    async def may_add(role: Role) -> None:
        await do(database, must_be_among_the_first, hub.hub_id, role)

    with pytest.raises(ServiceManagerFirst):
        await may_add(Role.MANAGER)
    await may_add(Role.SERVICE_MANAGER)
    leader = await make.person(database, hub, Role.SERVICE_MANAGER)
    await may_add(Role.MANAGER)
    grant = (await do(database, give, leader, seat(Role.MANAGER))).grant_id
    with pytest.raises(EnoughManagers):
        await may_add(Role.MANAGER)
    await do(database, withdraw, leader, grant)
    await may_add(Role.PRACTICE_MANAGER)
    await make.person(database, hub, Role.PRACTICE_MANAGER)
    for role in (Role.PRACTICE_MANAGER, Role.MANAGER, Role.SERVICE_MANAGER):
        with pytest.raises(EnoughManagers):
            await may_add(role)


async def test_the_last_service_manager_does_not_leave_the_deployment(database: Database) -> None:
    """Ending the person would end the last service manager's seat in all but name, also beside the ending of the other's seat."""
    hub = await make.hub(database)
    one, two = [await make.person(database, hub, Role.SERVICE_MANAGER) for _ in range(2)]
    made = await asyncio.gather(
        *(do(database, end_person, who.person_id) for who in (one, two)), return_exceptions=True
    )
    assert sorted(type(done).__name__ for done in made) == ["LastServiceManager", "Outcome"]
    left = "select count(*) from people p join seats s using (person_id) where s.role = 'service_manager' and p.ended_at is null"
    assert await rows(database, left) == [(1,)]
