"""People who act in the same moment, each on a connection of their own: one winner, the losers told who, and a record that holds."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
from sqlalchemy import text

from board.commands.claims import Claimed, claim, release, take_next
from board.commands.closures import close
from board.commands.contacts import receive
from board.commands.ratings import rate
from board.commands.restrictions import restrict, unrestrict
from board.domain.people import Actor
from board.domain.permissions import Role
from board.domain.policy import Policy
from board.domain.refusals import AlreadyClaimed, NotHere, NothingWaiting, Refusal
from board.store.engine import Database, Tx
from board.upkeep.verify import verify
from tests import make
from tests.until import until

CROWD = 40
OUTCOME = Policy.default().outcomes[0].code
Act = Callable[[Tx], Awaitable[Any]]


@pytest.fixture
async def db(database_url: str) -> AsyncIterator[Database]:
    """A database with a connection for everybody."""
    db = Database(database_url, pool_size=CROWD)
    yield db
    await db.close()


@pytest.fixture
async def hub(db: Database) -> make.Hub:
    return await make.hub(db)


async def crowd(
    db: Database, hub: make.Hub, many: int = CROWD, role: Role = Role.SOCIAL_WORKER
) -> list[Actor]:
    """So many people, each with a name of their own."""
    return [await make.person(db, hub, role, name=f"Person {n}") for n in range(many)]


async def at_once(db: Database, *acts: Act) -> list[Any]:
    """Each act in a transaction of its own, all begun before any goes on; what each came to, its refusal included."""
    ready = asyncio.Barrier(len(acts))

    async def one(act: Act) -> Any:
        async with (
            db.engine.connect()
        ):  # a connection is open before the signal, so that connecting is no part of the race
            pass
        await ready.wait()
        try:
            async with db.transaction() as tx:
                return await act(tx)
        except Refusal as refusal:
            return refusal

    return await asyncio.gather(*(one(act) for act in acts))


async def rows(db: Database, query: str) -> list[tuple[Any, ...]]:
    async with db.connection() as conn:
        return [tuple(row) for row in await conn.execute(text(query))]


async def holds(db: Database) -> None:
    """No contact has two holders, none that was closed has one, and the chain is whole and without a gap."""
    assert (
        await rows(
            db,
            "select contact_id from claims where released_at is null group by hub_id, contact_id having count(*) > 1",
        )
        == []
    )
    orphans = "select ref from contacts c join claims using (hub_id, contact_id) where released_at is null and closed_at is not null"
    assert await rows(db, orphans) == []
    assert [verdict.broken for verdict in await verify(db) if verdict.broken] == []
    gaps = "select hub_id from events group by hub_id having count(*) <> max(seq) or min(seq) <> 1"
    assert await rows(db, gaps) == []


async def test_forty_claim_one_contact_and_one_has_it_and_the_others_know_who(
    db: Database, hub: make.Hub
) -> None:
    people = await crowd(db, hub)
    ref = await make.contact_waiting(db, people[0])
    came_to = await at_once(db, *(lambda tx, who=who: claim(tx, who, ref, now=make.NOW) for who in people))
    (winner,) = [one for one in came_to if isinstance(one, Claimed)]
    losers = [one for one in came_to if isinstance(one, AlreadyClaimed)]
    assert len(losers) == CROWD - 1
    assert {one.facts["holder"] for one in losers} == {winner.holder}
    assert await rows(db, "select count(*) from events where kind = 'contact_claimed'") == [(1,)]
    await holds(db)


async def test_forty_take_the_next_of_twenty_five_and_each_gets_another(db: Database, hub: make.Hub) -> None:
    people = await crowd(db, hub)
    refs = [await make.contact_waiting(db, people[0]) for _ in range(25)]
    came_to = await at_once(db, *(lambda tx, who=who: take_next(tx, who, now=make.NOW) for who in people))
    assert sorted(one.ref for one in came_to if isinstance(one, Claimed)) == sorted(refs)
    assert Counter(type(one) for one in came_to) == {Claimed: 25, NothingWaiting: 15}
    await holds(db)


async def test_claim_release_close_and_restrict_at_once_leave_one_truth(db: Database, hub: make.Hub) -> None:
    managers = await crowd(db, hub, 6, Role.SERVICE_MANAGER)
    named = [manager.person_id for manager in managers]
    for turn in range(12):
        holder, *others = managers[turn % 6 :] + managers[: turn % 6]
        ref = await make.contact_claimed(db, holder)
        acts: list[Act] = [
            lambda tx, who=others[0], ref=ref: claim(tx, who, ref, now=make.NOW),
            lambda tx, who=holder, ref=ref: release(tx, who, ref, "Called away.", now=make.NOW),
            lambda tx, who=others[1], ref=ref: release(tx, who, ref, "Reassigned.", now=make.NOW),
            lambda tx, who=others[2], ref=ref: restrict(
                tx, who, ref, named, "A colleague's family.", now=make.NOW
            ),
            lambda tx, who=others[3], ref=ref: unrestrict(tx, who, ref, "It was not them.", now=make.NOW),
            lambda tx, who=others[4], ref=ref: rate(tx, who, ref, None, "red", "Seen today.", now=make.NOW),
            lambda tx, who=others[0], ref=ref: claim(tx, who, ref, now=make.NOW),
        ]
        if turn % 2:
            acts.append(
                lambda tx, who=others[1], ref=ref: close(
                    tx, who, ref, OUTCOME, "In place already.", anyway="All of it was weighed.", now=make.NOW
                )
            )
        came_to = await at_once(db, *acts)
        assert all(
            one is None or not isinstance(one, BaseException) or isinstance(one, Refusal) for one in came_to
        )
    await holds(db)
    assert await rows(db, "select count(*) from contacts where closed_at is not null") == [(6,)]


async def test_same_approach_sent_twice_at_once_is_one_contact(db: Database, hub: make.Hub) -> None:
    senders = await crowd(db, hub, 8)
    new = make.approach()
    came_to = await at_once(db, *(lambda tx, who=who: receive(tx, who, new, now=make.NOW) for who in senders))
    assert (
        len({one.ref for one in came_to if one.created}) == 1 and len({one.receipt for one in came_to}) == 8
    )
    assert Counter((one.created, one.changed) for one in came_to) == {(True, None): 1, (False, False): 7}
    assert await rows(db, "select count(*) from contacts") == [(1,)] and await rows(
        db, "select count(*) from children"
    ) == [(2,)]
    await holds(db)


async def test_two_managers_restrict_at_once_and_one_list_of_names_stands(
    db: Database, hub: make.Hub
) -> None:
    one, other, third, fourth = await crowd(db, hub, 4, Role.MANAGER)
    ref = await make.contact_waiting(db, one)
    lists = {
        one.person_id: {one.person_id, third.person_id},
        other.person_id: {other.person_id, fourth.person_id},
    }
    came_to = await at_once(
        db,
        *(
            lambda tx, who=who: restrict(
                tx, who, ref, lists[who.person_id], "A colleague's family.", now=make.NOW
            )
            for who in (one, other)
        ),
    )
    named = {row[0] for row in await rows(db, "select person_id from named_people where ended_at is null")}
    # Whoever came second finds a contact that is not theirs to know of, as anybody else would.
    assert sorted(type(what).__name__ for what in came_to) == ["NoneType", "NotHere"]
    assert named in lists.values()
    await holds(db)


async def test_siblings_rated_at_once_have_one_colour_each_and_the_clock_of_the_worst(
    db: Database, hub: make.Hub
) -> None:
    raters = await crowd(db, hub, 12)
    ref = await make.contact_waiting(db, raters[0])
    children = [row[0] for row in await rows(db, "select child_id from children order by place")]
    colours = ("red", "amber", "green")
    acts = [
        lambda tx, who=who, n=n: rate(
            tx, who, ref, children[n % 2], colours[n % 3], "Seen today.", now=make.NOW
        )
        for n, who in enumerate(raters)
    ]
    came_to = await at_once(db, *acts)
    assert [one for one in came_to if isinstance(one, Refusal)] == []
    standing = dict(await rows(db, "select child_id, rag::text from ratings where replaced_at is null"))
    assert set(standing) == set(children)
    told = {}
    for (body,) in await rows(db, "select body from events where kind = 'child_rated' order by seq"):
        said = json.loads(body)["body"]
        assert said["before"] == told.get(said["child"]), "each says what it replaced"
        told[said["child"]] = said["rag"]
    assert told == standing, "the record ends where the children stand"
    await holds(db)


async def waiting_for_a_lock(db: Database) -> bool:
    query = "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"
    return await rows(db, query) == [(1,)]


async def test_who_waited_while_their_name_was_taken_off_is_not_let_in(db: Database, hub: make.Hub) -> None:
    one, other, third = await crowd(db, hub, 3, Role.MANAGER)
    ref = await make.contact_restricted(db, one, [one.person_id, third.person_id])

    async def claims() -> Any:
        async with db.transaction() as tx:
            return await claim(tx, third, ref, now=make.NOW)

    async with db.transaction() as tx:
        await restrict(tx, one, ref, [one.person_id, other.person_id], "Named anew.", now=make.NOW)
        claiming = asyncio.create_task(claims())
        await until(lambda: waiting_for_a_lock(db))
    with pytest.raises(NotHere):
        await claiming
    await holds(db)


async def test_who_waited_while_they_were_named_is_let_in(db: Database, hub: make.Hub) -> None:
    one, other = await crowd(db, hub, 2, Role.MANAGER)
    ref = await make.contact_waiting(db, one)

    async def closes() -> None:
        async with db.transaction() as tx:
            await close(
                tx, other, ref, OUTCOME, "In place already.", anyway="All of it was weighed.", now=make.NOW
            )

    async with db.transaction() as tx:
        await restrict(tx, one, ref, [one.person_id, other.person_id], "A colleague's family.", now=make.NOW)
        closing = asyncio.create_task(closes())
        await until(lambda: waiting_for_a_lock(db))
    await closing
    await holds(db)
