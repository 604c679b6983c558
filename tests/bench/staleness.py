"""How long a screen looks live after it stopped being so: the page shows it 4.5 seconds after the last heartbeat, whatever else died."""

from __future__ import annotations

import asyncio
import random
import re
import signal
from collections.abc import Callable
from pathlib import Path
from time import time

import psutil

import board
from board.domain.people import Actor
from tests.bench import fixtures
from tests.bench.client_process import ClientProcess, together
from tests.bench.live import audience, beating, watch
from tests.bench.results import Figures, at_most, plain
from tests.bench.servers import Scale, Servers, database, freeze
from tests.processes import Web

SCREENS, MOST, LISTEN = 50, 5.0, 6.0
TOKENS = Path(board.__file__).parent / "static" / "tokens.css"


def shown_after() -> float:
    """Seconds after the last heartbeat until the banner stands, as the stylesheet has it: its delay and how long it takes to appear."""
    rule = re.search(r"\.stale \{[^}]*animation: show-a ([\d.]+)s linear ([\d.]+)s", TOKENS.read_text())
    assert rule, "the stale banner's animation is not where it was"
    return float(rule[1]) + float(rule[2])


async def measure(servers: Servers, scale: Scale, actors: list[Actor]) -> Figures:
    """Each fault at random moments; the longest time that any screen looked live after it."""
    postgres = servers.postgres.pid
    assert postgres is not None
    server = psutil.Process(postgres)
    faults: dict[str, tuple[Callable[[Web], None], Callable[[Web], None]]] = {
        "web_frozen": (lambda web: web.send(signal.SIGSTOP), lambda web: web.send(signal.SIGCONT)),
        "web_killed": (lambda web: web.kill(), lambda web: web.launch()),
        "database_frozen": (
            lambda _: freeze(server, signal.SIGSTOP),
            lambda _: freeze(server, signal.SIGCONT),
        ),
    }
    worst: dict[str, float] = dict.fromkeys(faults, 0.0)
    async with servers.copy() as url, servers.web(url) as (web,), database(url, 4) as db:
        desks, walls = await audience(db, servers, actors[:40])
        async with servers.clients("screens:Screens", 1) as watching:
            await watch(watching, fixtures.seats(desks, walls, SCREENS), web)
            await together(watching, "come_back")
            for _ in range(scale.of(4, 1)):
                for name, (break_it, mend) in faults.items():
                    try:
                        seconds = await _fault(watching, web, break_it)
                    finally:
                        mend(web)
                    worst[name] = max(worst[name], seconds)
                    await web.answers()
                    await beating(watching)
    figures: Figures = {name: at_most(value, MOST, "s looking live") for name, value in worst.items()}
    return {"shown_after": plain(shown_after(), "s without a heartbeat"), **figures}


async def _fault(watching: list[ClientProcess], web: Web, break_it: Callable[[Web], None]) -> float:
    """Break it at a random moment, listen for heartbeats that still come, and say how long the last one kept a screen looking live."""
    await asyncio.sleep(random.uniform(0, 2))
    broken = time()
    break_it(web)
    await asyncio.sleep(LISTEN)
    (stood,) = await together(watching, "stand")
    return max(0.0, float(stood["beat_at"]) + shown_after() - broken)
