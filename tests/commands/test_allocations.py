"""Allocate, reassign, and one manager who decides from start to finish."""

from __future__ import annotations

from datetime import timedelta

import pytest

from board.commands.allocations import allocate, reassign
from board.commands.claims import claim
from board.commands.closures import close
from board.commands.hand_overs import accept, hand_over
from board.commands.owners import own
from board.commands.restrictions import restrict
from board.domain.permissions import Role
from board.domain.policy import Policy
from board.domain.refusals import (
    AlreadyClaimed,
    CannotDecide,
    CannotHold,
    DecidedByAnother,
    HolderChanged,
    NobodyToMoveItFrom,
    NotAllowed,
    OfferOver,
    OwnerChanged,
    ReasonNeeded,
    UnknownCode,
)
from board.store.engine import Database
from tests import make
from tests.commands.doing import do, holder, manager, rows
from workers.outbox import climb_unread

OUTCOME = Policy.default().outcomes[0].code


@pytest.fixture
async def hub(database: Database) -> make.Hub:
    return await make.hub(database)


async def told(database: Database, person_id: int) -> list[str]:
    query = "select kind from deliveries where person_id = :person_id order by kind"
    return [row[0] for row in await rows(database, query, person_id=person_id)]


async def test_a_red_can_be_pushed_to_a_practitioner_who_is_told(database: Database, hub: make.Hub) -> None:
    ana = await make.person(database, hub, Role.MANAGER, name="Ana Ruiz")
    ben = await make.person(database, hub, name="Ben Okafor")
    ref = await make.contact_rated(database, ben, "red")
    assert (await do(database, allocate, ana, ref, ben.person_id)).changed
    assert not (await do(database, allocate, ana, ref, ben.person_id)).changed
    assert await holder(database, ref) == "Ben Okafor"
    assert await told(database, ben.person_id) == ["allocated"]
    assert await rows(database, "select urgent from deliveries") == [(True,)], "it must not lie in a tray"
    assert await manager(database, ref) == "Ana Ruiz", "who directs the work decides it"
    with pytest.raises(AlreadyClaimed, match="Ben Okafor claimed"):
        await do(database, allocate, ana, ref, (await make.person(database, hub)).person_id)


async def test_nobody_telephones_whoever_a_red_was_pushed_to_once_somebody_else_has_it(
    database: Database, hub: make.Hub
) -> None:
    ana, omar = [await make.person(database, hub, Role.MANAGER) for _ in range(2)]
    ben, carys = await make.person(database, hub), await make.person(database, hub)
    ref = await make.contact_rated(database, ben, "red")
    await do(database, allocate, ana, ref, ben.person_id)
    assert await climb_unread(database, make.NOW + timedelta(minutes=10)) == 1
    await do(database, reassign, ana, ref, carys.person_id, "He is ill.", minutes=11)
    query = "select distinct state::text, climb_at from deliveries where person_id = any(:told) and kind = any(:kinds)"
    told = {"told": [ana.person_id, omar.person_id, ben.person_id], "kinds": ["allocated", "telephone_now"]}
    assert await rows(database, query, **told) == [("given_up", None)]


async def test_who_may_know_of_it_no_more_does_not_hear_that_what_they_were_told_is_over(
    database: Database, hub: make.Hub
) -> None:
    ana, ben = await make.person(database, hub, Role.MANAGER), await make.person(database, hub)
    carys = await make.person(database, hub)
    ref = await make.contact_rated(database, ana, "red")
    await do(database, allocate, ana, ref, ben.person_id)
    await do(database, restrict, ana, ref, [carys.person_id], "Ben's own family.", minutes=1)
    await do(database, allocate, ana, ref, carys.person_id, minutes=2)
    await do(database, reassign, ana, ref, ana.person_id, "Mine now.", minutes=3)
    [(concerns,)] = await rows(database, "select concerns from events where kind = 'contact_reassigned'")
    assert ben.person_id not in concerns and carys.person_id in concerns


async def test_only_managers_allocate_and_only_to_a_seat_that_claims(
    database: Database, hub: make.Hub
) -> None:
    ana, ben = await make.person(database, hub, Role.MANAGER), await make.person(database, hub)
    police = await make.person(database, hub, Role.POLICE, agency="police")
    ref = await make.contact_waiting(database, ben)
    with pytest.raises(NotAllowed):
        await do(database, allocate, ben, ref, ben.person_id)
    for person_id in (police.person_id, 999_999):
        with pytest.raises(CannotHold) as refused:
            await do(database, allocate, ana, ref, person_id)
        assert refused.value.errors.keys() == {"to"}
    assert await holder(database, ref) is None and await manager(database, ref) is None


async def test_restricted_contact_is_allocated_to_those_named_alone(
    database: Database, hub: make.Hub
) -> None:
    ana, ben = await make.person(database, hub, Role.MANAGER), await make.person(database, hub)
    carys = await make.person(database, hub)
    ref = await make.contact_restricted(database, ana, [ben.person_id])
    with pytest.raises(CannotHold):
        await do(database, allocate, ana, ref, carys.person_id)
    await do(database, allocate, ana, ref, ben.person_id)
    with pytest.raises(CannotHold):
        await do(database, reassign, ana, ref, carys.person_id, "He is ill.")
    other = await make.person(database, hub, Role.MANAGER)
    with pytest.raises(CannotDecide):
        await do(database, own, ana, ref, other.person_id, "absence", "On leave.")
    assert await told(database, carys.person_id) == []


async def test_reassigning_moves_it_with_a_reason_and_tells_both(database: Database, hub: make.Hub) -> None:
    ana = await make.person(database, hub, Role.MANAGER, name="Ana Ruiz")
    asha, ben, carys = [await make.person(database, hub, name=n) for n in ("Asha", "Ben", "Carys")]
    ref = await make.contact_claimed(database, asha)
    await do(database, hand_over, asha, ref, carys.person_id, "Ring the school.")
    with pytest.raises(ReasonNeeded):
        await do(database, reassign, ana, ref, ben.person_id, "")
    assert (await do(database, reassign, ana, ref, ben.person_id, "Asha has gone home.")).changed
    assert await holder(database, ref) == "Ben"
    assert await told(database, asha.person_id) == ["reassigned"]
    assert await rows(database, "select distinct urgent from deliveries") == [(False,)]
    assert await told(database, ben.person_id) == ["allocated"]
    with pytest.raises(OfferOver, match="Ben holds it"):
        await do(database, accept, carys, ref)
    waiting = await make.contact_waiting(database, asha)
    with pytest.raises(NobodyToMoveItFrom):
        await do(database, reassign, ana, waiting, ben.person_id, "Why not.")


async def test_a_move_made_without_seeing_the_last_one_is_refused(database: Database, hub: make.Hub) -> None:
    ana, dee = [await make.person(database, hub, Role.MANAGER) for _ in range(2)]
    asha, ben, carys = [await make.person(database, hub, name=n) for n in ("Asha", "Ben", "Carys")]
    ref = await make.contact_claimed(database, asha)
    await do(database, reassign, ana, ref, ben.person_id, "Gone.", seen=str(asha.person_id))
    with pytest.raises(HolderChanged, match="Ben has held"):
        await do(database, reassign, dee, ref, carys.person_id, "Gone.", seen=str(asha.person_id))
    assert await holder(database, ref) == "Ben"
    await do(database, reassign, dee, ref, carys.person_id, "Ben is ill.", seen="Ben")
    assert await holder(database, ref) == "Carys"


async def test_another_manager_decides_only_after_taking_over_with_a_reason(
    database: Database, hub: make.Hub
) -> None:
    ana, dee = [await make.person(database, hub, Role.MANAGER, name=n) for n in ("Ana Ruiz", "Dee Moss")]
    ref = await make.contact_waiting(database, ana)
    assert (await do(database, own, ana, ref)).manager == "Ana Ruiz"
    assert not (await do(database, own, ana, ref)).changed
    with pytest.raises(DecidedByAnother, match="Ana Ruiz decides"):
        await do(database, close, dee, ref, OUTCOME, "In place.", anyway="All of it was weighed.")
    with pytest.raises(UnknownCode) as refused:
        await do(database, own, dee, ref, None, "mood", "I like it.")
    assert refused.value.errors.keys() == {"why"}
    with pytest.raises(ReasonNeeded):
        await do(database, own, dee, ref, None, "shift_end", "")
    with pytest.raises(OwnerChanged):
        await do(database, own, dee, ref, None, "shift_end", "Five o'clock.", seen="")
    await do(database, own, dee, ref, None, "shift_end", "Five o'clock.", seen="Ana Ruiz")
    assert await told(database, ana.person_id) == ["owner_changed"]
    await do(database, close, dee, ref, OUTCOME, "In place.", anyway="All of it was weighed.")
    assert await rows(database, "select why, reason, ended_at is null from owners order by owner_id") == [
        ("first", None, False),
        ("shift_end", "Five o'clock.", True),
    ]


async def test_closing_what_nobody_decides_makes_the_closer_its_manager_in_the_same_breath(
    database: Database, hub: make.Hub
) -> None:
    ana = await make.person(database, hub, Role.MANAGER, name="Ana Ruiz")
    ref = await make.contact_rated(database, ana)
    assert await manager(database, ref) is None, "rating is not deciding"
    await do(database, close, ana, ref, OUTCOME, "In place.", anyway="All of it was weighed.")
    assert await manager(database, ref) == "Ana Ruiz"
    kinds = [row[0] for row in await rows(database, "select kind from events order by seq desc limit 3")]
    assert kinds[0] == "contact_closed" and "owner_taken" in kinds


async def test_claiming_is_not_deciding(database: Database, hub: make.Hub) -> None:
    ana = await make.person(database, hub, Role.MANAGER)
    ref = await make.contact_waiting(database, ana)
    await do(database, claim, ana, ref)
    assert await manager(database, ref) is None


async def test_only_a_manager_decides(database: Database, hub: make.Hub) -> None:
    ana, ben = await make.person(database, hub, Role.MANAGER), await make.person(database, hub)
    ref = await make.contact_waiting(database, ben)
    with pytest.raises(NotAllowed):
        await do(database, own, ben, ref)
    with pytest.raises(CannotDecide):
        await do(database, own, ana, ref, ben.person_id)
