"""What waits for one person in each of their hubs: counted right, and without a word of what is restricted to others."""

from __future__ import annotations

from board.commands.claims import claim
from board.commands.restrictions import restrict
from board.domain import audiences
from board.domain.events import Happened
from board.domain.people import Actor
from board.domain.permissions import Role
from board.live.changes import wanted
from board.live.frames import Frames, Listener
from board.store.engine import Database
from tests import make


async def counts(db: Database, who: Actor) -> str:
    listener = Listener(audiences.waits(who.hub_id, who.person_id), who.lens, who.person_id)
    (region,) = await Frames(db).regions([listener], make.NOW)
    return " ".join(str(region.piece(f"waits-{who.hub_key}")).split())


def counted(said: str, words: str) -> int:
    return int(said.split(f"<dt>{words}</dt><dd>")[1].split("<")[0])


async def test_the_counts_are_those_of_the_board_and_of_ones_own_work(database: Database) -> None:
    hub = await make.hub(database)
    worker, manager = await make.person(database, hub), await make.person(database, hub, Role.MANAGER)
    await make.contact_waiting(database, worker)
    await make.contact_rated(database, worker, "red")
    await make.contact_claimed(database, worker)
    said = await counts(database, worker)
    assert [
        counted(said, w) for w in ("Held by you", "Waiting to be claimed", "Unclaimed red", "Not yet rated")
    ] == [1, 2, 1, 2]
    assert counted(await counts(database, manager), "Held by you") == 0


async def test_a_restricted_contact_is_counted_for_those_named_and_moves_nothing_for_others(
    database: Database,
) -> None:
    hub = await make.hub(database)
    worker = await make.person(database, hub)
    named, manager = await make.person(database, hub), await make.person(database, hub, Role.MANAGER)
    before = await counts(database, worker)
    ref = await make.contact_waiting(database, manager)
    async with database.transaction() as tx:
        await restrict(tx, manager, ref, [named.person_id], "A colleague's family.", now=make.NOW)
    async with database.transaction() as tx:
        await claim(tx, named, ref, now=make.NOW)
    assert await counts(database, worker) == before
    assert counted(await counts(database, named), "Restricted to you") == 1

    event = Happened(9, "contact_claimed", 1, frozenset({named.person_id}), ref=ref, restricted=True)
    assert not wanted(audiences.waits(hub.hub_id, worker.person_id), [event])
    assert wanted(audiences.waits(hub.hub_id, named.person_id), [event])


async def test_the_counts_of_one_hub_know_nothing_of_another(database: Database) -> None:
    one, other = await make.hub(database), await make.hub(database, "eastmarsh")
    officer = await make.person(database, one, Role.POLICE, agency="police")
    there = await make.seated(database, other, officer.person_id, officer.name, Role.POLICE, agency="police")
    await make.contact_rated(database, await make.person(database, other), "red")
    assert counted(await counts(database, officer), "Unclaimed red") == 0
    assert counted(await counts(database, there), "Unclaimed red") == 1
