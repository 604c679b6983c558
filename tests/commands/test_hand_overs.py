"""Hand over: the holder keeps it until a colleague accepts, and every other way it can end says what is true now."""

from __future__ import annotations

import pytest

from board.commands.claims import claim, release
from board.commands.closures import close
from board.commands.firing import fire
from board.commands.hand_overs import accept, decline, hand_over, withdraw
from board.commands.owners import own
from board.commands.restrictions import restrict
from board.domain.people import Actor
from board.domain.permissions import Role
from board.domain.policy import Policy
from board.domain.refusals import (
    AlreadyOffered,
    CannotHold,
    ContactClosed,
    NobodyHoldsIt,
    NotAllowed,
    NotHere,
    NothingOffered,
    NotTheHolder,
    OfferOver,
    ReasonNeeded,
)
from board.store.engine import Database
from tests import make
from tests.commands.doing import do, holder, rows

NOTE = "Ring the school after ten."


@pytest.fixture
async def hub(database: Database) -> make.Hub:
    return await make.hub(database)


async def two(database: Database, hub: make.Hub) -> tuple[Actor, Actor]:
    return (
        await make.person(database, hub, name="Asha Verma"),
        await make.person(database, hub, name="Ben Okafor"),
    )


async def test_holder_keeps_what_is_offered_until_it_is_accepted(database: Database, hub: make.Hub) -> None:
    asha, ben = await two(database, hub)
    ref = await make.contact_claimed(database, asha)
    offered = await do(database, hand_over, asha, ref, ben.person_id, NOTE)
    assert (offered.holder, offered.offered_to) == ("Asha Verma", "Ben Okafor")
    assert await holder(database, ref) == "Asha Verma"
    taken = await do(database, accept, ben, ref, minutes=1)
    assert taken.holder == "Ben Okafor" and await holder(database, ref) == "Ben Okafor"
    assert await rows(database, "select given_as from claims where released_at is null") == [("handed_over",)]


async def test_offering_or_accepting_twice_is_silence(database: Database, hub: make.Hub) -> None:
    asha, ben = await two(database, hub)
    ref = await make.contact_claimed(database, asha)
    assert (await do(database, hand_over, asha, ref, ben.person_id, NOTE)).changed
    assert not (await do(database, hand_over, asha, ref, ben.person_id, NOTE)).changed
    assert (await do(database, accept, ben, ref)).changed
    assert not (await do(database, accept, ben, ref)).changed
    events = "select kind, count(*) from events where kind like 'hand_over%' group by kind order by kind"
    assert await rows(database, events) == [("hand_over_accepted", 1), ("hand_over_offered", 1)]


async def test_declining_needs_a_reason_which_the_holder_is_told_of(
    database: Database, hub: make.Hub
) -> None:
    asha, ben = await two(database, hub)
    ref = await make.contact_claimed(database, asha)
    await do(database, hand_over, asha, ref, ben.person_id, NOTE)
    with pytest.raises(ReasonNeeded):
        await do(database, decline, ben, ref, "  ")
    await do(database, decline, ben, ref, "In court until four.", minutes=2)
    assert await holder(database, ref) == "Asha Verma"
    assert await rows(database, "select ended_as, ended_reason from hand_overs") == [
        ("declined", "In court until four.")
    ]
    told = "select kind from deliveries where person_id = "
    assert ("hand_over_answered",) in await rows(database, told + str(asha.person_id))
    assert await rows(
        database, "select count(*) from clocks where kind = 'hand_over' and stopped_at is null"
    ) == [(0,)]


async def test_only_the_holder_offers_and_only_to_a_colleague_whose_seat_claims(
    database: Database, hub: make.Hub
) -> None:
    asha, ben = await two(database, hub)
    admin = await make.person(database, hub, Role.ADMIN)
    elsewhere = await make.person(database, await make.hub(database, "eastmarsh"))
    ref = await make.contact_claimed(database, asha)
    for nobody in (asha, admin, elsewhere):
        with pytest.raises(CannotHold):
            await do(database, hand_over, asha, ref, nobody.person_id, NOTE)
    with pytest.raises(NotTheHolder, match="Asha Verma holds"):
        await do(database, hand_over, ben, ref, asha.person_id, NOTE)
    with pytest.raises(NotAllowed):
        await do(database, hand_over, admin, ref, ben.person_id, NOTE)
    with pytest.raises(ReasonNeeded) as refused:
        await do(database, hand_over, asha, ref, ben.person_id, "")
    assert refused.value.errors.keys() == {"note"}
    waiting = await make.contact_waiting(database, asha)
    with pytest.raises(NobodyHoldsIt):
        await do(database, hand_over, asha, waiting, ben.person_id, NOTE)
    assert await rows(database, "select * from hand_overs") == []


async def test_one_offer_stands_at_a_time_and_the_second_learns_to_whom(
    database: Database, hub: make.Hub
) -> None:
    asha, ben = await two(database, hub)
    third = await make.person(database, hub, name="Carys Lloyd")
    ref = await make.contact_claimed(database, asha)
    await do(database, hand_over, asha, ref, ben.person_id, NOTE)
    with pytest.raises(AlreadyOffered, match="offered to Ben Okafor since 09:30"):
        await do(database, hand_over, asha, ref, third.person_id, NOTE)
    await do(database, withdraw, asha, ref)
    await do(database, hand_over, asha, ref, third.person_id, NOTE)
    with pytest.raises(OfferOver, match="the offer was taken back at 09:30, and Asha Verma holds it"):
        await do(database, accept, ben, ref)
    await do(database, accept, third, ref)
    with pytest.raises(NotTheHolder, match="Carys Lloyd holds"):
        await do(database, withdraw, asha, ref)
    with pytest.raises(NothingOffered):
        await do(database, withdraw, third, ref)


async def test_offer_ends_with_the_claim_it_offered(database: Database, hub: make.Hub) -> None:
    asha, ben = await two(database, hub)
    manager = await make.person(database, hub, Role.MANAGER)
    released, closed = [await make.contact_claimed(database, asha) for _ in range(2)]
    for ref in (released, closed):
        await do(database, hand_over, asha, ref, ben.person_id, NOTE)
    await do(database, release, asha, released, "Going home.")
    await do(
        database,
        close,
        manager,
        closed,
        Policy.default().outcomes[0].code,
        "In place.",
        anyway="All of it was weighed.",
    )
    with pytest.raises(OfferOver, match="nobody holds it"):
        await do(database, accept, ben, released)
    with pytest.raises(ContactClosed):
        await do(database, accept, ben, closed)
    assert await rows(database, "select distinct ended_as from hand_overs") == [("overtaken",)]
    concerned = "select concerns from events where kind in ('contact_released', 'contact_closed')"
    assert all(ben.person_id in row[0] for row in await rows(database, concerned)), "it leaves his strip"


async def test_restricted_contact_is_offered_to_those_named_alone(database: Database, hub: make.Hub) -> None:
    asha, ben = await two(database, hub)
    manager = await make.person(database, hub, Role.MANAGER)
    ref = await make.contact_restricted(database, manager, [asha.person_id])
    async with database.transaction() as tx:
        await claim(tx, asha, ref, now=make.NOW)
    with pytest.raises(CannotHold):
        await do(database, hand_over, asha, ref, ben.person_id, NOTE)
    for act in (accept, withdraw):
        with pytest.raises(NotHere):
            await do(database, act, ben, ref)
    await do(database, hand_over, asha, ref, manager.person_id, NOTE)
    assert await rows(database, f"select * from deliveries where person_id = {ben.person_id}") == []


async def test_offer_to_somebody_who_is_not_named_ends_when_it_is_restricted(
    database: Database, hub: make.Hub
) -> None:
    asha, ben = await two(database, hub)
    manager = await make.person(database, hub, Role.MANAGER)
    ref = await make.contact_claimed(database, asha)
    await do(database, hand_over, asha, ref, ben.person_id, NOTE)
    await do(database, restrict, manager, ref, [asha.person_id], "His sister.")
    assert await holder(database, ref) == "Asha Verma"
    assert await rows(database, "select ended_as from hand_overs") == [("overtaken",)]
    assert await rows(
        database, "select count(*) from clocks where kind = 'hand_over' and stopped_at is null"
    ) == [(0,)]
    with pytest.raises(NotHere):
        await do(database, accept, ben, ref)


async def test_offer_nobody_answers_is_loud_for_holder_and_deciding_manager(
    database: Database, hub: make.Hub
) -> None:
    asha, ben = await two(database, hub)
    manager = await make.person(database, hub, Role.MANAGER)
    ref = await make.contact_claimed(database, asha)
    await do(database, own, manager, ref)
    await do(database, hand_over, asha, ref, ben.person_id, NOTE)
    (contact_id,), *_ = await rows(database, "select contact_id from contacts")
    await do(database, fire, hub.hub_id, contact_id, minutes=14)
    late = "select person_id from deliveries where kind = 'hand_over_unanswered' order by 1"
    assert await rows(database, late) == []
    await do(database, fire, hub.hub_id, contact_id, minutes=15)
    await do(database, fire, hub.hub_id, contact_id, minutes=16)
    assert {row[0] for row in await rows(database, late)} == {asha.person_id, manager.person_id}
    assert len(await rows(database, late)) == 2, "once"
