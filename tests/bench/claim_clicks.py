"""Two hundred people clicking: how long a claim takes over HTTP, with their screens open and kept true meanwhile."""

from __future__ import annotations

from board.domain.people import Actor
from tests.bench import fixtures
from tests.bench.live import audience
from tests.bench.results import Figures, Spread, at_most, middle, plain
from tests.bench.servers import Scale, Servers, database

PEOPLE, CONTACTS, THINK = 200, 120, 4.0
LIMIT = 150


async def measure(servers: Servers, scale: Scale, actors: list[Actor]) -> Figures:
    """Everybody claims every few seconds, often what somebody else has; then all of them at the same moment."""
    async with servers.copy() as url, servers.web(url) as (web,), database(url, 4) as db:
        refs = await fixtures.arrive(db, actors[0], CONTACTS)
        desks, _ = await audience(db, servers, actors)
        people = [desk for desk in desks if desk.may_claim][: scale.of(PEOPLE, 60)]
        async with servers.clients("clickers:Clickers", 1) as (all_,):
            await all_.ask("come", places=[one.plain(web.port) for one in people])
            await all_.ask("crowd", refs=refs, think=THINK, seconds=2)
            runs = []
            for _ in range(scale.of(3, 1)):
                seconds = scale.of(12, 6)
                told = await all_.ask("crowd", refs=refs, think=THINK, seconds=seconds, within=seconds + 60)
                runs.append((Spread.of(told["spread"]), told["statuses"]))
            rush = Spread.of((await all_.ask("rush", refs=refs[:50]))["spread"])
    won = sum(statuses.get("claim 200", 0) for _, statuses in runs)
    lost = sum(statuses.get("claim 409", 0) for _, statuses in runs)
    other = sum(sum(statuses.values()) for _, statuses in runs) - won - lost
    released = sum(statuses.get("release 200", 0) for _, statuses in runs)
    return {
        "people": plain(len(people), "clicking, each with a screen open"),
        "claims": plain((won + lost) / (len(runs) * seconds), "a second"),
        "won": plain(won, "claims"),
        "lost": plain(lost, "claims, told who holds it"),
        "unanswered": at_most(other - released, 0, "clicks"),
        "p50": plain(middle(spread.at(50) for spread, _ in runs), "ms"),
        "p99": at_most(middle(spread.at(99) for spread, _ in runs), LIMIT, "ms"),
        "rush_last": plain(rush.at(100), "ms until the last of all at the same moment had an answer"),
    }
