"""Cut and killed: every change arrives, in order, and every page ends up the same as one loaded anew; a restart is over in seconds."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from time import time

from board.domain.people import Actor
from board.store.engine import Database
from tests.bench import fixtures
from tests.bench.client_process import ClientProcess, together
from tests.bench.live import audience, beating, caught_up, commits, watch
from tests.bench.results import Figures, at_most, middle, plain
from tests.bench.servers import Scale, Servers, database
from tests.processes import Web
from tests.until import until

CUT, CONTACTS, CLICKERS, RATE, BACK_WITHIN = 2.0, 60, 60, 30.0, 5


async def measure(servers: Servers, scale: Scale, actors: list[Actor]) -> Figures:
    """The drop test, then the restart storm."""
    async with servers.copy() as url, servers.web(url) as (web,), database(url, 4) as db:
        refs = await fixtures.arrive(db, actors[0], CONTACTS)
        desks, walls = await audience(db, servers, actors)
        async with servers.clients("screens:Screens", 2) as watching:
            dropped = await _drop(servers, scale, db, web, watching, desks, walls, refs, actors)
            await together(watching, "close")
            storm = await _storm(scale, db, web, watching, desks, walls, actors)
    return {**dropped, **storm}


async def _drop(
    servers: Servers,
    scale: Scale,
    db: Database,
    web: Web,
    watching: list[ClientProcess],
    desks: list[fixtures.Place],
    walls: list[fixtures.Place],
    refs: list[str],
    actors: list[Actor],
) -> Figures:
    """Whole pages, kept by frames alone through cut after cut while people click; at the end each is loaded anew and compared."""
    screens, cuts = scale.of(200, 40), scale.of(8, 2)
    await watch(watching, fixtures.seats(desks, walls, screens), web, whole=True)
    await together(watching, "come_back")
    await together(watching, "begin")
    since = (await commits(db, actors[0].hub_id, 0))[-1][0]
    async with servers.clients("clickers:Clickers", 1) as (clicking,):
        await clicking.ask("come", places=[d.plain(web.port) for d in desks if d.may_claim][:CLICKERS])
        seconds = cuts * (CUT + 3.0)
        work = asyncio.create_task(
            clicking.ask("paced", refs=refs, rate=RATE, seconds=seconds, within=seconds + 60)
        )
        for _ in range(cuts):
            await asyncio.sleep(3.0)
            await together(watching, "cut", seconds=CUT)
            await asyncio.sleep(CUT)
        await work
    made = await commits(db, actors[0].hub_id, since)
    await caught_up(watching, made[-1][0], within=40)
    told = await together(watching, "report", commits={str(seq): at for seq, at in made}, within=60)
    stood = await together(watching, "stand")
    wrong = [one for found in await together(watching, "wrong", within=120) for one in found]
    return {
        "drop_screens": plain(screens, f"screens, {cuts} cuts of {CUT:g} s each"),
        "drop_changes": plain(len(made), "changes meanwhile"),
        "drop_missing": at_most(sum(one["missing"] for one in told), 0, "changes of all screens"),
        "drop_out_of_order": at_most(sum(one["gaps"] for one in told), 0, "frames"),
        "drop_reloads": at_most(sum(one["reloads"] for one in stood), 0, "pages"),
        "drop_different": at_most(len(wrong), 0, "pages" + (f": {wrong[:3]}" if wrong else "")),
    }


async def _storm(
    scale: Scale,
    db: Database,
    web: Web,
    watching: list[ClientProcess],
    desks: list[fixtures.Place],
    walls: list[fixtures.Place],
    actors: list[Actor],
) -> Figures:
    """Kill the web process under a thousand screens and start it again; until all are live."""
    screens = scale.of(1000, 200)
    head = (await commits(db, actors[0].hub_id, 0))[-1][0]
    places = fixtures.seats([_at(p, head) for p in desks], [_at(p, head) for p in walls], screens)
    await watch(watching, places, web)
    await together(watching, "come_back")
    kills, answered, lives = [], [], []
    for _ in range(scale.of(3, 1)):
        began = time()
        web.kill()
        web.launch()
        await web.answers()
        up = time()
        await _all_live(watching, screens)
        last = max(one["live_at"] for one in await together(watching, "stand"))
        kills.append(last - began)
        answered.append(up - began)
        lives.append(last - up)
        await beating(watching)  # a heartbeat, so that each page's waits begin again
    return {
        "storm_screens": plain(screens, "screens"),
        "storm_web_up": plain(middle(answered), "s from kill -9 to answering again"),
        "storm_after_up": plain(middle(lives), "s from then until all are live"),
        "storm": at_most(middle(kills), BACK_WITHIN, "s from kill -9 until all are live"),
    }


def _at(place: fixtures.Place, seq: int) -> fixtures.Place:
    return replace(place, seq=seq)


async def _all_live(watching: list[ClientProcess], screens: int) -> None:
    async def live() -> bool:
        return sum(int(one["live"]) for one in await together(watching, "stand")) >= screens

    await until(live, within=60)
