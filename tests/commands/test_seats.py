"""Ending a seat: by a manager, never one's own, never the last service manager's; the work it held waits again, loudly."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from board.commands.allocations import allocate
from board.commands.claims import claim, take_next
from board.commands.hand_overs import hand_over
from board.commands.owners import own
from board.commands.restrictions import restrict
from board.commands.seats import Seated, end_seat
from board.domain.people import Actor
from board.domain.permissions import Role
from board.domain.refusals import LastServiceManager, NotAllowed, NotHere, OwnSeat, Refusal
from board.store.engine import Database
from tests import make
from tests.commands.doing import clocks, do, holder, rows

NOTICES = (
    "select p.name, d.kind, d.urgent from deliveries d join people p on p.person_id = d.person_id join contacts c on c.hub_id = d.hub_id "
    "and c.contact_id = d.contact_id where c.ref = :ref and d.channel = 'page' and d.state = 'queued' and d.kind like '%seat%' order by 1"
)


async def seat_of(database: Database, who: Actor) -> int:
    [(seat_id,)] = await rows(
        database, "select seat_id from seats where person_id = :p and ended_at is null", p=who.person_id
    )
    return int(seat_id)


async def concerned(database: Database, kind: str) -> set[int]:
    [(people,)] = await rows(
        database, "select concerns from events where kind = :kind order by seq desc limit 1", kind=kind
    )
    return set(people)


@pytest.mark.parametrize("role", [Role.PRACTICE_MANAGER, Role.MANAGER, Role.SERVICE_MANAGER])
async def test_a_manager_ends_a_seat_once(database: Database, role: Role) -> None:
    hub = await make.hub(database)
    manager, asha = await make.person(database, hub, role), await make.person(database, hub)
    seat = await seat_of(database, asha)
    assert await do(database, end_seat, manager, seat) == Seated(seat, changed=True)
    assert await do(database, end_seat, manager, seat, minutes=1) == Seated(seat, changed=False)
    events = "select actor_id, concerns from events where kind = 'seat_ended'"
    assert await rows(database, events) == [(manager.person_id, [asha.person_id])]


async def test_everybody_else_is_told_that_a_seat_is_ended_by_a_manager(database: Database) -> None:
    hub = await make.hub(database)
    asha = await make.person(database, hub)
    seat = await seat_of(database, asha)
    for role in set(Role) - {Role.PRACTICE_MANAGER, Role.MANAGER, Role.SERVICE_MANAGER}:
        with pytest.raises(NotAllowed, match="a seat is ended by a manager"):
            await do(database, end_seat, await make.person(database, hub, role), seat)


async def test_no_manager_ends_their_own_seat_nor_one_of_another_hub_nor_a_systems(
    database: Database,
) -> None:
    hub, other = await make.hub(database), await make.hub(database, "southwick")
    manager = await make.person(database, hub, Role.SERVICE_MANAGER)
    theirs = await make.person(database, other)
    with pytest.raises(OwnSeat):
        await do(database, end_seat, manager, await seat_of(database, manager))
    with pytest.raises(NotHere):
        await do(database, end_seat, manager, await seat_of(database, theirs))
    with pytest.raises(NotHere):
        await do(database, end_seat, manager, 987654)


async def test_the_last_service_managers_seat_is_kept(database: Database) -> None:
    hub = await make.hub(database)
    manager = await make.person(database, hub, Role.MANAGER)
    one, two = [await make.person(database, hub, Role.SERVICE_MANAGER) for _ in range(2)]
    await do(database, end_seat, manager, await seat_of(database, one))
    with pytest.raises(LastServiceManager):
        await do(database, end_seat, manager, await seat_of(database, two))


async def test_of_the_last_two_service_managers_two_managers_end_one(database: Database) -> None:
    hub = await make.hub(database)
    first, second = [await make.person(database, hub, Role.MANAGER) for _ in range(2)]
    pairs = []
    for manager in (first, second):
        leader = await make.person(database, hub, Role.SERVICE_MANAGER)
        pairs.append((manager, await seat_of(database, leader)))
    made: list[Any] = await asyncio.gather(
        *(do(database, end_seat, *pair) for pair in pairs), return_exceptions=True
    )
    assert sorted(type(one).__name__ for one in made) == ["LastServiceManager", "Seated"]
    left = "select count(*) from seats where role = 'service_manager' and ended_at is null"
    assert await rows(database, left) == [(1,)]


async def test_what_the_person_held_waits_again_and_managers_are_told_at_once(database: Database) -> None:
    hub = await make.hub(database)
    manager = await make.person(database, hub, Role.MANAGER, name="Ana Ruiz")
    asha = await make.person(database, hub, name="Asha Bello")
    ref = await make.contact_claimed(database, asha)
    await do(database, end_seat, manager, await seat_of(database, asha))
    assert await holder(database, ref) is None
    assert await rows(database, NOTICES, ref=ref) == [("Ana Ruiz", "holder_seat_ended", True)]
    assert await concerned(database, "contact_released") == {asha.person_id, manager.person_id}
    said = "select release_reason, released_by from claims where released_at is not null"
    assert await rows(database, said) == [
        ("The seat of the person who held it was ended.", manager.person_id)
    ]


@pytest.mark.parametrize("way", ["claimed", "taken as the next", "allocated"])
async def test_managers_read_that_it_waits_until_it_is_held_again(database: Database, way: str) -> None:
    hub = await make.hub(database)
    ana, bea = [await make.person(database, hub, Role.MANAGER, name=name) for name in ("Ana", "Bea")]
    asha, ben = [await make.person(database, hub, name=name) for name in ("Asha", "Ben")]
    ref = await make.contact_claimed(database, asha)
    await do(database, end_seat, ana, await seat_of(database, asha))
    assert {row[0] for row in await rows(database, NOTICES, ref=ref)} == {"Ana", "Bea"}
    if way == "claimed":
        await do(database, claim, ben, ref)
    elif way == "allocated":
        await do(database, allocate, ana, ref, ben.person_id)
    else:
        await do(database, take_next, ben)
    assert await rows(database, NOTICES, ref=ref) == []
    climbing = "select count(*) from deliveries where kind = 'holder_seat_ended' and climb_at is not null"
    assert await rows(database, climbing) == [(0,)], (
        "nobody is told to telephone about a contact that is held"
    )
    kind = "contact_allocated" if way == "allocated" else "contact_claimed"
    assert {ana.person_id, bea.person_id, ben.person_id} <= await concerned(database, kind)


async def test_a_restricted_contact_waits_for_the_people_named_and_nobody_else_is_told(
    database: Database,
) -> None:
    hub = await make.hub(database)
    manager = await make.person(database, hub, Role.MANAGER, name="Ana Ruiz")
    named = await make.person(database, hub, Role.PRACTICE_MANAGER, name="Noor Karim")
    asha = await make.person(database, hub)
    ref = await make.contact_claimed(database, asha)
    await do(database, restrict, named, ref, [asha.person_id], "A colleague's family.")
    await do(database, end_seat, manager, await seat_of(database, asha))
    assert await holder(database, ref) is None
    assert await rows(database, NOTICES, ref=ref) == [("Noor Karim", "holder_seat_ended", True)]
    assert manager.person_id not in await concerned(database, "contact_released") - {manager.person_id}


async def test_an_offer_to_the_person_is_taken_back_and_its_holder_told(database: Database) -> None:
    hub = await make.hub(database)
    manager = await make.person(database, hub, Role.MANAGER)
    asha, ben = await make.person(database, hub, name="Asha Bello"), await make.person(database, hub)
    ref = await make.contact_claimed(database, asha)
    await do(database, hand_over, asha, ref, ben.person_id, "Ring the school.")
    await do(database, end_seat, manager, await seat_of(database, ben))
    assert await holder(database, ref) == "Asha Bello"
    assert await rows(database, "select ended_as from hand_overs") == [("withdrawn",)]
    told = "select person_id from deliveries where kind = 'hand_over_answered' and channel = 'page'"
    assert await rows(database, told) == [(asha.person_id,)]
    assert "hand_over" not in await clocks(database, ref), "nobody waits for the answer any longer"


async def test_a_contact_without_its_deciding_manager_is_told_until_another_decides_it(
    database: Database,
) -> None:
    hub = await make.hub(database)
    ana, bea = [await make.person(database, hub, Role.MANAGER, name=name) for name in ("Ana", "Bea")]
    ref = await make.contact_waiting(database, await make.person(database, hub))
    await do(database, own, ana, ref)
    await do(database, end_seat, bea, await seat_of(database, ana))
    assert await rows(database, NOTICES, ref=ref) == [("Bea", "owner_seat_ended", True)]
    await do(database, own, bea, ref, None, "other", "Ana has moved to another team.")
    assert await rows(database, NOTICES, ref=ref) == []


async def test_a_seat_beside_another_that_may_hold_lets_go_of_nothing(database: Database) -> None:
    hub = await make.hub(database)
    manager, asha = await make.person(database, hub, Role.MANAGER), await make.person(database, hub)
    seat = await seat_of(database, asha)
    await make.seated(database, hub, asha.person_id, asha.name, Role.SCREENING_OFFICER)
    ref = await make.contact_claimed(database, asha)
    await do(database, end_seat, manager, seat)
    assert await holder(database, ref) == asha.name


def test_the_refusals_say_the_way_on() -> None:
    for refusal in (OwnSeat, LastServiceManager):
        assert issubclass(refusal, Refusal)
        assert refusal().status == 409
    assert "Give the seat to somebody else first" in LastServiceManager().sentence
