"""A small seeded race of the bench's: one winner, always, while clients and web processes are killed."""

from __future__ import annotations

from pathlib import Path

from board.queries.actors import hub_numbers
from board.store.engine import Database
from tests.bench import fixtures
from tests.bench.claim_race import Storm, judge
from tests.processes import web_processes

CLAIMS, KILLS, SEED = 150, 4, 3


async def test_through_kills_no_contact_has_two_holders_and_no_acknowledged_claim_is_lost(
    database: Database, database_url: str, data_folder: Path
) -> None:
    actors = await fixtures.settle(database, 20)
    refs = await fixtures.arrive(database, fixtures.admin_of(actors), 8)
    places = await fixtures.sign_in(database, fixtures.practitioners(actors))
    ledger = data_folder / "acknowledged"
    with web_processes(database_url, data_folder, 2) as webs:
        storm = Storm(data_folder, database, webs, places, refs, ledger, fixtures.manager_of(actors), SEED)
        await storm.rage(CLAIMS, KILLS)
    async with database.connection() as conn:
        hub_id = (await hub_numbers(conn))[fixtures.HUB]
    found = await judge(database, hub_id, ledger)
    assert storm.tries >= CLAIMS and storm.killed.total() >= KILLS
    assert found.acknowledged > 0
    assert (found.doubles, found.orphans, found.lost, found.broken) == (0, 0, 0, 0), found
