"""The only commit: numbers without gaps, in the order of the commits; all of a transaction or nothing of it."""

from __future__ import annotations

import asyncio
import random
import re

import pytest
from sqlalchemy import text

from board.commands.contacts import receive
from board.domain.events import Event
from board.domain.permissions import Role
from board.domain.refusals import SameMoment
from board.store.chain import GENESIS, link
from board.store.engine import Database
from tests import make
from tests.store.listening import listening

WRITERS = 50
EACH = 6


class Changed(Exception):
    """Somebody changed their mind in the middle of a transaction."""


async def write(db: Database, hub_id: int, choice: random.Random) -> int:
    """Transactions of one to three events, some of them given up; how many events were committed."""
    committed = 0
    for _ in range(EACH):
        events, gives_up = choice.randint(1, 3), choice.random() < 0.3
        try:
            async with db.transaction() as tx:
                for _ in range(events):
                    tx.record(hub_id, Event("day_turned", make.NOW))
                if gives_up:
                    await tx.flush()
                    raise Changed
        except Changed:
            continue
        committed += events
    return committed


async def test_fifty_writers_leave_no_gap_and_commit_in_the_order_of_their_numbers(database_url: str) -> None:
    db = Database(database_url, pool_size=WRITERS)
    hub = await make.hub(db)
    prefixes = []
    async with listening(database_url) as heard:
        writing = asyncio.gather(*(write(db, hub.hub_id, random.Random(seed)) for seed in range(WRITERS)))
        seqs = [int((await heard.get()).partition(":")[2])]
        while not writing.done() or not heard.empty():
            async with db.connection() as conn:
                row = await conn.execute(
                    text("select count(*), max(seq) from events where hub_id = :h"), {"h": hub.hub_id}
                )
                prefixes.append(tuple(row.one()))
            while not heard.empty():
                seqs.append(int(heard.get_nowait().partition(":")[2]))
        committed = 1 + sum(await writing)  # one for the hub's opening
        while seqs[-1] < committed:
            seqs.append(int((await heard.get()).partition(":")[2]))
    async with db.connection() as conn:
        rows = (
            await conn.execute(
                text("select seq, body, hash from events where hub_id = :h order by seq"), {"h": hub.hub_id}
            )
        ).all()
        head = (
            await conn.execute(text("select seq, hash from heads where hub_id = :h"), {"h": hub.hub_id})
        ).one()
    await db.close()

    assert committed > WRITERS * EACH
    assert [row.seq for row in rows] == list(range(1, committed + 1))
    assert seqs == sorted(set(seqs)) and seqs[-1] == committed
    assert all(count == newest for count, newest in prefixes), "a reader stepped over a slower transaction"
    before = GENESIS
    for row in rows:
        before = link(before, row.body)
        assert bytes(row.hash) == before
    assert tuple(head) == (committed, before)


async def write_both(db: Database, *hubs: make.Hub) -> None:
    async with db.transaction() as tx:
        for hub in hubs:
            tx.record(hub.hub_id, Event("day_turned", make.NOW))


async def receive_and_give_up(db: Database, by: make.Actor) -> None:
    async with db.transaction() as tx:
        await receive(tx, by, make.approach(), now=make.NOW)
        await tx.flush()
        raise Changed


async def test_two_hubs_in_one_transaction_are_refused(database: Database) -> None:
    here, there = await make.hub(database), await make.hub(database, "southborough")

    with pytest.raises(ValueError, match=f"writes hub {here.hub_id}, not {there.hub_id}"):
        await write_both(database, here, there)

    async with database.connection() as conn:
        heads = (await conn.execute(text("select seq from heads where hub_id > 0"))).scalars().all()
    assert heads == [1, 1]


async def test_an_exception_leaves_nothing_behind(database: Database, database_url: str) -> None:
    hub = await make.hub(database)
    asha = await make.person(database, hub)
    counts = text(
        "select (select count(*) from contacts), (select count(*) from children), (select count(*) from events), "
        "(select sum(seq) from heads)"
    )
    async with database.connection() as conn:
        before = (await conn.execute(counts)).one()

    async with listening(database_url) as heard:
        with pytest.raises(Changed):
            await receive_and_give_up(database, asha)
        await make.contact_waiting(database, asha)
        bells = [await heard.get()]

    async with database.connection() as conn:
        after = (await conn.execute(counts)).one()
    assert tuple(after) == (before[0] + 1, before[1] + 2, before[2] + 1, before[3] + 1)
    assert len(bells) == 1 and heard.empty(), "what was given up rang the bell"


async def test_the_doorbell_says_hub_and_number_and_nothing_else(
    database: Database, database_url: str
) -> None:
    hub = await make.hub(database)
    asha = await make.person(database, hub)
    ben = await make.person(database, hub, Role.SERVICE_MANAGER)
    async with listening(database_url) as heard:
        await make.contact_rated(database, asha, "red", summary="Zebra Quillfeather said so.")
        await make.contact_released(database, asha)
        await make.contact_restricted(database, ben, [asha.person_id])
        await make.contact_closed(database, ben)
        async with database.connection() as conn:
            last = (
                await conn.execute(text("select seq from heads where hub_id = :h"), {"h": hub.hub_id})
            ).scalar_one()
        bells = []
        while not bells or bells[-1] != f"{hub.hub_id}:{last}":
            bells.append(await heard.get())

    assert len(bells) == 9  # a transaction each: 2 + 3 + 2 + 2
    assert all(re.fullmatch(rf"{hub.hub_id}:[1-9][0-9]*", bell) for bell in bells)


async def test_two_who_wait_for_each_other_are_told_so_and_one_of_them_goes_on(database: Database) -> None:
    hub = await make.hub(database)
    asha = await make.person(database, hub)
    refs = [await make.contact_waiting(database, asha) for _ in range(2)]
    one = text("select ref from contacts where ref = :ref for no key update")
    has = [asyncio.Event(), asyncio.Event()]

    async def both(mine: int) -> str:
        try:
            async with database.transaction() as tx:
                await tx.conn.execute(one, {"ref": refs[mine]})
                has[mine].set()
                await has[1 - mine].wait()
                await tx.conn.execute(one, {"ref": refs[1 - mine]})
            return "both"
        except SameMoment as refused:
            return refused.sentence

    told = sorted(await asyncio.gather(both(0), both(1)))
    assert told[1] == "both" and told[0].startswith("Somebody else changed the same thing in the same moment")
