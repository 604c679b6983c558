"""Work passed on in the same moment by several people, each on a connection of their own: one winner, the others told what is true."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from board.commands.allocations import Allocated, allocate, reassign
from board.commands.claims import Claimed, claim, release
from board.commands.closures import close
from board.commands.hand_overs import HandedOver, accept, decline, hand_over, withdraw
from board.commands.owners import Owned, own
from board.commands.ratings import rate
from board.commands.undo import Undone, undo
from board.domain.permissions import Role
from board.domain.refusals import (
    AlreadyClaimed,
    ChangedSince,
    HolderChanged,
    NotTheHolder,
    NotYoursToUndo,
    OfferOver,
    OwnerChanged,
    Refusal,
)
from board.store.engine import Database
from tests import make
from tests.races.test_commands import OUTCOME, Act, at_once, crowd, holds, rows

TURNS = 8


@pytest.fixture
async def db(database_url: str) -> AsyncIterator[Database]:
    db = Database(database_url, pool_size=12)
    yield db
    await db.close()


@pytest.fixture
async def hub(db: Database) -> make.Hub:
    return await make.hub(db)


async def stands(db: Database) -> None:
    """One holder a contact, an offer only of a claim that runs, one owner, told alike by contact and history; and a whole chain."""
    await holds(db)
    orphans = (
        "select h.hand_over_id from hand_overs h join claims cl using (hub_id, claim_id) "
        "where h.ended_at is null and cl.released_at is not null"
    )
    assert await rows(db, orphans) == []
    clocks = (
        "select k.contact_id from clocks k left join hand_overs h on h.hub_id = k.hub_id and h.contact_id = k.contact_id "
        "and h.ended_at is null where k.kind = 'hand_over' and k.stopped_at is null and h.hand_over_id is null"
    )
    assert await rows(db, clocks) == []
    owners = (
        "select c.ref from contacts c left join owners o on o.hub_id = c.hub_id and o.contact_id = c.contact_id and o.ended_at is null "
        "where c.deciding_manager is distinct from o.person_id"
    )
    assert await rows(db, owners) == []


async def do(db: Database, command: Any, *given: Any, **more: Any) -> Any:
    async with db.transaction() as tx:
        return await command(tx, *given, now=make.NOW, **more)


async def test_accepting_and_taking_back_at_once_has_one_winner(db: Database, hub: make.Hub) -> None:
    asha, ben = await crowd(db, hub, 2)
    accepted = 0
    for turn in range(TURNS):
        ref = await make.contact_claimed(db, asha)
        await do(db, hand_over, asha, ref, ben.person_id, "Ring the school.")
        acts: list[Act] = [
            lambda tx, ref=ref: accept(tx, ben, ref, now=make.NOW),
            lambda tx, ref=ref: withdraw(tx, asha, ref, now=make.NOW),
        ]
        took, back = await at_once(db, *acts[:: 1 if turn % 2 else -1])
        if not turn % 2:
            took, back = back, took
        if isinstance(took, HandedOver):
            accepted += 1
            assert isinstance(back, NotTheHolder) and back.facts["holder"] == ben.name
        else:
            assert isinstance(took, OfferOver) and isinstance(back, HandedOver)
    holders = "select person_id, count(*) from claims where released_at is null group by 1"
    held = dict(await rows(db, holders))
    assert held.get(ben.person_id, 0) == accepted and held.get(asha.person_id, 0) == TURNS - accepted
    await stands(db)


async def test_allocating_and_claiming_at_once_has_one_winner_and_the_other_learns_who(
    db: Database, hub: make.Hub
) -> None:
    workers, (ana, dee) = await crowd(db, hub, 4), await crowd(db, hub, 2, Role.MANAGER)
    for _ in range(TURNS):
        ref = await make.contact_rated(db, workers[0], "red")
        came_to = await at_once(
            db,
            lambda tx, ref=ref: allocate(tx, ana, ref, workers[0].person_id, now=make.NOW),
            lambda tx, ref=ref: allocate(tx, dee, ref, workers[1].person_id, now=make.NOW),
            lambda tx, ref=ref: claim(tx, workers[2], ref, now=make.NOW),
            lambda tx, ref=ref: claim(tx, workers[3], ref, now=make.NOW),
        )
        (winner,) = [one for one in came_to if isinstance(one, Allocated | Claimed)]
        losers = [one for one in came_to if isinstance(one, AlreadyClaimed)]
        assert len(losers) == 3 and {one.facts["holder"] for one in losers} == {winner.holder}
    await stands(db)


async def test_two_managers_who_saw_the_same_holder_move_it_once(db: Database, hub: make.Hub) -> None:
    asha, ben, carys = await crowd(db, hub, 3)
    ana, dee = await crowd(db, hub, 2, Role.MANAGER)
    seen = str(asha.person_id)
    for _ in range(TURNS):
        ref = await make.contact_claimed(db, asha)
        came_to = await at_once(
            db,
            lambda tx, ref=ref: reassign(tx, ana, ref, ben.person_id, "She is ill.", seen=seen, now=make.NOW),
            lambda tx, ref=ref: reassign(
                tx, dee, ref, carys.person_id, "She is ill.", seen=seen, now=make.NOW
            ),
        )
        (winner,) = [one for one in came_to if isinstance(one, Allocated)]
        (loser,) = [one for one in came_to if isinstance(one, HolderChanged)]
        assert loser.facts["holder"] == winner.holder
    await stands(db)


async def test_two_managers_take_over_at_once_and_one_decides(db: Database, hub: make.Hub) -> None:
    first, ana, dee = await crowd(db, hub, 3, Role.MANAGER)
    for _ in range(TURNS):
        ref = await make.contact_waiting(db, first)
        await do(db, own, first, ref)
        came_to = await at_once(
            db,
            *(
                lambda tx, who=who, ref=ref: own(
                    tx, who, ref, None, "absence", "She is ill.", seen=first.name, now=make.NOW
                )
                for who in (ana, dee)
            ),
        )
        (winner,) = [one for one in came_to if isinstance(one, Owned)]
        (loser,) = [one for one in came_to if isinstance(one, OwnerChanged)]
        assert loser.facts["manager"] == winner.manager
    await stands(db)


async def test_undo_and_somebody_elses_act_at_once_leave_one_truth(db: Database, hub: make.Hub) -> None:
    asha, ben = await crowd(db, hub, 2)
    (ana,) = await crowd(db, hub, 1, Role.MANAGER)
    for turn in range(TURNS * 2):
        ref = await make.contact_claimed(db, asha)
        [(seq,)] = await rows(db, "select max(seq) from events")
        other: Act = [
            lambda tx, ref=ref: rate(tx, ben, ref, None, "red", "A weapon was seen.", now=make.NOW),
            lambda tx, ref=ref: reassign(tx, ana, ref, ben.person_id, "She is ill.", now=make.NOW),
            lambda tx, ref=ref: close(
                tx, ana, ref, OUTCOME, "In place.", anyway="All of it was weighed.", now=make.NOW
            ),
            lambda tx, ref=ref: release(tx, ana, ref, "She is ill.", now=make.NOW),
        ][turn % 4]
        undone, done = await at_once(
            db, lambda tx, ref=ref, seq=seq: undo(tx, asha, ref, seq, now=make.NOW), other
        )
        if isinstance(undone, Undone):
            assert turn % 4 not in (1, 3) or isinstance(done, Refusal), "nobody holds it any more"
        else:
            assert isinstance(undone, ChangedSince | NotYoursToUndo | Refusal) and not isinstance(
                done, Refusal
            )
    await stands(db)


async def test_everything_at_once_on_one_contact_leaves_one_truth(db: Database, hub: make.Hub) -> None:
    asha, ben, carys = await crowd(db, hub, 3)
    ana, dee = await crowd(db, hub, 2, Role.MANAGER)
    for turn in range(TURNS):
        ref = await make.contact_claimed(db, asha)
        await do(db, hand_over, asha, ref, ben.person_id, "Ring the school.")
        acts: list[Act] = [
            lambda tx, ref=ref: accept(tx, ben, ref, now=make.NOW),
            lambda tx, ref=ref: decline(tx, ben, ref, "In court.", now=make.NOW),
            lambda tx, ref=ref: withdraw(tx, asha, ref, now=make.NOW),
            lambda tx, ref=ref: reassign(tx, ana, ref, carys.person_id, "She is ill.", now=make.NOW),
            lambda tx, ref=ref: reassign(tx, dee, ref, ben.person_id, "She is ill.", now=make.NOW),
            lambda tx, ref=ref: release(tx, asha, ref, "Called away.", now=make.NOW),
            lambda tx, ref=ref: undo(tx, asha, ref, now=make.NOW),
            lambda tx, ref=ref: own(tx, dee, ref, now=make.NOW),
        ]
        if turn % 2:
            acts.append(
                lambda tx, ref=ref: close(
                    tx, ana, ref, OUTCOME, "In place.", anyway="All of it was weighed.", now=make.NOW
                )
            )
        came_to = await at_once(db, *acts)
        assert all(not isinstance(one, BaseException) or isinstance(one, Refusal) for one in came_to)
    await stands(db)
