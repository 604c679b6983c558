"""Some clients stop reading: what the others notice of it, and how the stalled ones come back."""

from __future__ import annotations

import asyncio
from typing import Any

from board.domain.people import Actor
from board.store.engine import Database
from tests.bench import fixtures
from tests.bench.client_process import ClientProcess
from tests.bench.live import audience, caught_up, changes, commits, watch
from tests.bench.results import Figures, at_most, middle, plain
from tests.bench.servers import Scale, Servers, database

SCREENS, STALLED, CONTACTS, CLICKERS = 300, 5, 300, 100
MOST = 1.3


async def measure(servers: Servers, scale: Scale, actors: list[Actor]) -> Figures:
    """Rounds with nobody stalled and with five stalled in turn, medians; then the five read again."""
    async with servers.copy() as url, servers.web(url) as (web,), database(url, 4) as db:
        refs = await fixtures.arrive(db, actors[0], CONTACTS)
        desks, walls = await audience(db, servers, actors)
        async with (
            servers.clients("screens:Screens", 2) as (stalling, others),
            servers.clients("clickers:Clickers", 1) as (clicking,),
        ):
            places = fixtures.seats(desks, walls, SCREENS)
            await watch([stalling], places[-STALLED:], web, whole=True)
            await watch([others], places[:-STALLED], web)
            await clicking.ask("come", places=[d.plain(web.port) for d in desks if d.may_claim][:CLICKERS])
            await clicking.ask("paced", refs=refs, rate=50, seconds=1.5)
            rounds = []
            for _ in range(scale.of(5, 2)):
                seconds = scale.of(6, 4)
                free = await _round(db, stalling, others, clicking, actors, refs, seconds, stall=False)
                held = await _round(db, stalling, others, clicking, actors, refs, seconds * 2, stall=True)
                rounds.append((free, held))
            back = await _come_back(db, stalling, actors[0].hub_id)
            wrong = await stalling.ask("wrong")
    missing = sum(one["missing"] + one["gaps"] for pair in rounds for one in pair)
    ratio = middle(held["spread"].at(99) / free["spread"].at(99) for free, held in rounds)
    return {
        "p99_none_stalled": plain(middle(free["spread"].at(99) for free, _ in rounds), "ms"),
        "p99_five_stalled": plain(middle(held["spread"].at(99) for _, held in rounds), "ms"),
        "ratio_p99": at_most(ratio, MOST, "of none stalled"),
        "others_missing": at_most(missing, 0, "changes"),
        "stalled_different": at_most(len(wrong), 0, "pages of theirs, against a page loaded anew"),
        "stalled_back": at_most(back, 15, "s from reading again to standing where the others stand"),
    }


async def _round(
    db: Database,
    stalling: ClientProcess,
    others: ClientProcess,
    clicking: ClientProcess,
    actors: list[Actor],
    refs: list[str],
    seconds: int,
    *,
    stall: bool,
) -> dict[str, Any]:
    if stall:
        await stalling.ask("stall", count=STALLED)
    else:
        await stalling.ask("unstall", count=STALLED)
    return await changes(db, [others], clicking, actors[0].hub_id, refs, seconds)


async def _come_back(db: Database, stalling: ClientProcess, hub_id: int) -> float:
    """Let the stalled ones read, and wait until they stand at the head; seconds."""
    loop = asyncio.get_running_loop()
    began = loop.time()
    await stalling.ask("unstall", count=STALLED)
    head = (await commits(db, hub_id, 0))[-1][0]
    await caught_up([stalling], head, within=60)
    return loop.time() - began
