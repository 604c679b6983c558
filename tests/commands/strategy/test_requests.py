"""A strategy discussion: asked for once with a reason, by anyone who may open the contact; answered by a manager with a reason."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from board.commands.closures import close
from board.commands.strategy.requests import answer_strategy, ask_for_strategy
from board.domain.permissions import Role
from board.domain.policy import Policy
from board.domain.refusals import (
    ContactClosed,
    NoStrategyRequest,
    NotAllowed,
    NotHere,
    ReasonNeeded,
    StrategyRequested,
)
from board.store.engine import Database
from tests import make
from tests.commands.doing import do, rows

SAID = "select said_by, answer, reason from strategy_requests order by strategy_request_id"
WHY = "Two unexplained bruises."
NOTICES = (
    "select person_id, kind, urgent, state::text from deliveries where channel = 'page' and kind like 'strategy%' "
    "order by kind, person_id"
)


async def events(database: Database) -> list[Any]:
    return await rows(database, "select kind, concerns from events where kind like 'strategy%' order by seq")


@pytest.mark.parametrize(
    "role", [Role.ADMIN, Role.SCREENING_OFFICER, Role.SOCIAL_WORKER, Role.HEAD_OF_SERVICE, Role.QA, Role.EDT]
)
async def test_anyone_who_may_open_the_contact_asks_and_managers_are_told_urgently(
    database: Database, role: Role
) -> None:
    hub = await make.hub(database)
    manager, asker = await make.person(database, hub, Role.MANAGER), await make.person(database, hub, role)
    ref = await make.contact_waiting(database, manager)
    done = await do(database, ask_for_strategy, asker, ref, f"  {WHY} ")
    assert (done.ref, done.changed) == (ref, True)
    assert await rows(database, SAID) == [(asker.person_id, None, WHY)]
    assert await rows(database, NOTICES) == [(manager.person_id, "strategy_asked", True, "queued")]
    assert await events(database) == [("strategy_asked", sorted([manager.person_id]))]


async def test_a_manager_answers_and_the_person_who_asked_is_told(database: Database) -> None:
    hub = await make.hub(database)
    manager, asha = await make.person(database, hub, Role.MANAGER), await make.person(database, hub)
    ref = await make.contact_claimed(database, asha)
    await do(database, ask_for_strategy, asha, ref, WHY)
    assert (
        await do(database, answer_strategy, manager, ref, "agreed", "Police hold more.", minutes=5)
    ).changed
    assert await rows(database, SAID) == [
        (asha.person_id, None, WHY),
        (manager.person_id, "agreed", "Police hold more."),
    ]
    assert await rows(database, NOTICES) == [
        (asha.person_id, "strategy_answered", False, "queued"),
        (manager.person_id, "strategy_asked", True, "given_up"),
    ]
    kinds = await events(database)
    assert kinds == [
        ("strategy_asked", sorted({asha.person_id, manager.person_id})),
        ("strategy_answered", sorted({asha.person_id, manager.person_id})),
    ]


async def test_the_same_said_twice_is_silence(database: Database) -> None:
    hub = await make.hub(database)
    manager, asha = await make.person(database, hub, Role.MANAGER), await make.person(database, hub)
    ref = await make.contact_waiting(database, asha)
    for expected in (True, False):
        assert (await do(database, ask_for_strategy, asha, ref, WHY)).changed is expected
    for expected in (True, False):
        done = await do(database, answer_strategy, manager, ref, "refused", "Known already.", minutes=1)
        assert done.changed is expected
    assert len(await rows(database, SAID)) == len(await events(database)) == 2


async def test_who_asks_second_learns_who_asked_and_may_ask_again_after_the_answer(
    database: Database,
) -> None:
    hub = await make.hub(database)
    manager = await make.person(database, hub, Role.MANAGER)
    asha = await make.person(database, hub, name="Asha Bello")
    ben = await make.person(database, hub)
    ref = await make.contact_waiting(database, asha)
    await do(database, ask_for_strategy, asha, ref, WHY)
    with pytest.raises(StrategyRequested, match="Asha Bello asked for a strategy discussion"):
        await do(database, ask_for_strategy, ben, ref, "The school has rung.")
    with pytest.raises(StrategyRequested):
        await do(database, ask_for_strategy, asha, ref, "The school has rung.")
    await do(database, answer_strategy, manager, ref, "refused", "Not yet.", minutes=1)
    assert (await do(database, ask_for_strategy, ben, ref, "The school has rung.", minutes=2)).changed


async def test_of_two_at_once_one_asks(database: Database) -> None:
    hub = await make.hub(database)
    people = [await make.person(database, hub) for _ in range(2)]
    ref = await make.contact_waiting(database, people[0])
    made: list[Any] = await asyncio.gather(
        *(do(database, ask_for_strategy, who, ref, WHY) for who in people), return_exceptions=True
    )
    assert sorted(type(one).__name__ for one in made) == ["Done", "StrategyRequested"]


async def test_nobody_answers_but_a_manager_nor_what_nobody_asked(database: Database) -> None:
    hub = await make.hub(database)
    manager, asha = await make.person(database, hub, Role.MANAGER), await make.person(database, hub)
    ref = await make.contact_waiting(database, asha)
    with pytest.raises(NoStrategyRequest):
        await do(database, answer_strategy, manager, ref, "agreed", "Held.")
    await do(database, ask_for_strategy, asha, ref, WHY)
    with pytest.raises(NotAllowed, match="is said by a manager"):
        await do(database, answer_strategy, asha, ref, "agreed", "Held.")
    with pytest.raises(ReasonNeeded):
        await do(database, answer_strategy, manager, ref, "agreed", "  ")
    await do(database, answer_strategy, manager, ref, "agreed", "Held.", minutes=1)
    with pytest.raises(NoStrategyRequest):
        await do(database, answer_strategy, manager, ref, "refused", "Not held.", minutes=2)


@pytest.mark.parametrize("role", [Role.POLICE, Role.DATA_OFFICER, Role.FEED])
async def test_a_seat_that_may_not_open_the_contact_does_not_ask(database: Database, role: Role) -> None:
    hub = await make.hub(database)
    outside = await make.person(database, hub, role)
    ref = await make.contact_waiting(database, await make.person(database, hub))
    with pytest.raises(NotAllowed):
        await do(database, ask_for_strategy, outside, ref, WHY)


async def test_a_restricted_contact_is_asked_and_told_among_the_people_named(database: Database) -> None:
    hub = await make.hub(database)
    duty = await make.person(database, hub, Role.SERVICE_MANAGER)
    named = await make.person(database, hub, Role.MANAGER)
    asha, other = await make.person(database, hub), await make.person(database, hub)
    ref = await make.contact_restricted(database, named, [asha.person_id])
    with pytest.raises(NotHere):
        await do(database, ask_for_strategy, other, ref, WHY)
    await do(database, ask_for_strategy, asha, ref, WHY)
    assert [row[0] for row in await rows(database, NOTICES)] == [named.person_id]
    with pytest.raises(NotHere):
        await do(database, answer_strategy, duty, ref, "agreed", "Held.")


async def test_a_closed_contact_is_neither_asked_nor_answered(database: Database) -> None:
    hub = await make.hub(database)
    manager = await make.person(database, hub, Role.MANAGER)
    ref = await make.contact_waiting(database, manager)
    await do(database, ask_for_strategy, manager, ref, WHY)
    await do(
        database,
        close,
        manager,
        ref,
        Policy.default().outcomes[0].code,
        "Help is in place.",
        anyway="All of it was weighed.",
    )
    with pytest.raises(ContactClosed):
        await do(database, answer_strategy, manager, ref, "agreed", "Held.", minutes=1)
    with pytest.raises(ContactClosed):
        await do(database, ask_for_strategy, manager, ref, "Again.", minutes=1)
