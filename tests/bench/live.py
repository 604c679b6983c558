"""Commit to seen: open screens, fifty changes a second by people clicking, and how long after its commit each screen had each change."""

from __future__ import annotations

import asyncio
from time import time
from typing import Any

from sqlalchemy import text

from board.domain.people import Actor
from board.store.engine import Database
from tests.bench import fixtures
from tests.bench.client_process import ClientProcess, together
from tests.bench.results import Figures, Spread, at_most, plain
from tests.bench.servers import Scale, Servers, database
from tests.processes import Web
from tests.until import until

RATE = 50.0
WEBS = 1
WALLS, CONTACTS, CLICKERS = 10, 300, 100
PEOPLE_OPEN = 1000  # screens for which the promise is made
_COMMITS = text(
    "select seq, extract(epoch from pg_xact_commit_timestamp(xmin)) as at from events "
    "where hub_id = :hub_id and seq > :since and contact_id is not null order by seq"
)


async def measure(servers: Servers, scale: Scale, actors: list[Actor]) -> Figures:
    """One run for each number of screens."""
    figures: Figures = {}
    for screens in scale.sockets:
        async with servers.copy() as url, servers.web(url, WEBS) as webs:
            figures |= await _run(servers, url, webs, actors, screens, scale.of(12, 5))
    return figures


async def _run(
    servers: Servers, url: str, webs: list[Web], actors: list[Actor], screens: int, seconds: int
) -> Figures:
    async with database(url, 4) as db, servers.clients("screens:Screens", 2) as watching:
        refs = await fixtures.arrive(db, actors[0], CONTACTS)
        desks, walls = await audience(db, servers, actors)
        await watch(watching, fixtures.seats(desks, walls, screens), *webs)
        async with servers.clients("clickers:Clickers", 1) as (clicking,):
            clickers = [desk for desk in desks if desk.may_claim][:CLICKERS]
            people = [desk.plain(webs[n % WEBS].port) for n, desk in enumerate(clickers)]
            await clicking.ask("come", places=people)
            await clicking.ask("paced", refs=refs, rate=RATE, seconds=1.5)  # warms what is kept
            before = sum(web.busy for web in webs)
            heard = await changes(db, watching, clicking, actors[0].hub_id, refs, seconds)
            busy = (sum(web.busy for web in webs) - before) / heard["commits"]
    spread, cost = heard["spread"], heard["bytes"] / screens / max(1, heard["commits"])
    judged = screens == PEOPLE_OPEN
    name = f"{screens}"
    return {
        f"{name}_p50": at_most(spread.at(50), 80, "ms") if judged else plain(spread.at(50), "ms"),
        f"{name}_p99": at_most(spread.at(99), 300, "ms") if judged else plain(spread.at(99), "ms"),
        f"{name}_missing": at_most(heard["missing"] + heard["gaps"], 0, "changes"),
        f"{name}_changes": plain(heard["rate"], "a second"),
        f"{name}_bytes": plain(cost / 1024, "KiB a change and screen"),
        f"{name}_processor": plain(busy * 1000, "ms of all web processes a change"),
        f"{name}_click_p99": plain(heard["clicks"].at(99), "ms"),
    }


async def audience(
    db: Database, servers: Servers, actors: list[Actor]
) -> tuple[list[fixtures.Place], list[fixtures.Place]]:
    """A desk for each person, and the walls."""
    walls = await fixtures.hang(db, fixtures.manager_of(actors), WALLS)
    return await fixtures.sign_in(db, actors), walls


async def watch(
    clients: list[ClientProcess], places: list[fixtures.Place], *webs: Web, whole: bool = False
) -> None:
    """Open these screens, shared out among the client processes and the web processes."""
    plain_ones = [place.plain(webs[n % len(webs)].port) for n, place in enumerate(places)]
    shares = [plain_ones[n :: len(clients)] for n in range(len(clients))]
    asked = zip(clients, shares, strict=True)
    await asyncio.gather(*(one.ask("open", places=share, whole=whole) for one, share in asked))


async def changes(
    db: Database,
    watching: list[ClientProcess],
    clicking: ClientProcess,
    hub_id: int,
    refs: list[str],
    seconds: int,
) -> dict[str, Any]:
    """Make changes for so long, and gather when each was committed and when each screen had it."""
    await together(watching, "begin")
    since = (await commits(db, hub_id, 0))[-1][0]
    clicked = await clicking.ask("paced", refs=refs, rate=RATE, seconds=seconds, within=seconds + 60)
    made = await commits(db, hub_id, since)
    await caught_up(watching, made[-1][0])
    return {
        **await reports(watching, made),
        "clicks": Spread.of(clicked["spread"]),
        "commits": len(made),
        "rate": len(made) / clicked["seconds"],
    }


async def reports(
    watching: list[ClientProcess], made: list[tuple[int, float]], first: int = 0
) -> dict[str, Any]:
    """What every process noted, put together."""
    told = await together(watching, "report", commits={str(seq): at for seq, at in made}, first=first)
    return {
        "spread": Spread.together(Spread.of(one["spread"]) for one in told),
        **{key: sum(one[key] for one in told) for key in ("missing", "gaps", "bytes")},
    }


async def commits(db: Database, hub_id: int, since: int) -> list[tuple[int, float]]:
    """Changes to contacts after this one, each with when it was committed by the server's own clock."""
    async with db.connection() as conn:
        rows = await conn.execute(_COMMITS, {"hub_id": hub_id, "since": since})
        return [(row.seq, float(row.at)) for row in rows]


async def caught_up(watching: list[ClientProcess], seq: int, within: float = 20.0) -> None:
    """Wait until every screen stands at this change or past it. Raises TimeoutError."""

    async def there() -> bool:
        return min(int(one["least"]) for one in await together(watching, "stand")) >= seq

    await until(there, within=within)


async def beating(watching: list[ClientProcess], within: float = 30.0) -> None:
    """Wait until every screen heard a heartbeat after this moment."""
    since = time()

    async def beats() -> bool:
        return bool(min(one["all_beat_at"] for one in await together(watching, "stand")) > since)

    await until(beats, within=within)
