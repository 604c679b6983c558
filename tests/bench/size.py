"""Large and old: nine hundred live contacts, a million past ones, two thousand sockets, and what one claim costs a desk."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime
from time import monotonic

from board.commands.claims import claim
from board.domain.contacts import LONDON
from board.domain.people import Actor
from board.queries.actors import actor_of_email, hub_numbers
from board.queries.cards import live_cards, own_cards
from board.queries.person import notices
from board.rehearsal.hub import NORTHBOROUGH
from board.rehearsal.seed import seed
from board.secrets import Secrets
from board.store.engine import Database
from board.store.policies import policy
from tests.bench import fixtures
from tests.bench.bulk import fill
from tests.bench.live import audience, beating, caught_up, commits, watch
from tests.bench.raw_client import Http
from tests.bench.results import Figures, at_most, middle, plain
from tests.bench.servers import Scale, Servers, database, name_of
from tests.processes import Web

LIVE, LONGEST_DRAW, MOST_A_SOCKET, MOST_A_CLAIM, SAME = 900, 1.0, 40, 8, 1.3


async def measure(servers: Servers, scale: Scale, actors: list[Actor]) -> Figures:
    """The large board first, then its past, then sockets on an ordinary one."""
    return {**await _large(servers, scale), **await _sockets(servers, scale, actors)}


async def _large(servers: Servers, scale: Scale) -> Figures:
    few, many, now = 1_000, scale.of(1_000_000, 50_000), datetime.now(UTC)
    async with servers.copy("empty") as url:
        await seed(url, now, secrets=Secrets([servers.key]))
        async with database(url, 4) as db:
            async with db.connection() as conn:
                hub_id = (await hub_numbers(conn))[NORTHBOROUGH.key]
                actor = await actor_of_email(conn, hub_id, NORTHBOROUGH.seats[0].email)
            await fill(db, NORTHBOROUGH.key, LIVE - await _live(db, hub_id), few, now)
            drawn = await _drawn(servers, scale, url, db, actor)
        async with servers.copy(name_of(url)) as old, database(url, 1) as db, database(old, 1) as other:
            await fill(other, NORTHBOROUGH.key, 0, many - few, now, seed=3)
            short, long = await _query([db, other], hub_id, actor)
    return {
        **drawn,
        "past": plain(many, f"past contacts against {few}"),
        "query_few": plain(short, f"ms, board query with {few} past contacts"),
        "query_many": plain(long, f"ms, board query with {many} past contacts"),
        "query_ratio": at_most(long / short, SAME, "of few"),
    }


async def _live(db: Database, hub_id: int) -> int:
    async with db.snapshot() as conn:
        rules = await policy(conn, hub_id, datetime.now(UTC))
        return len(await live_cards(conn, hub_id, rules, datetime.now(LONDON).date()))


async def _drawn(servers: Servers, scale: Scale, url: str, db: Database, actor: Actor) -> Figures:
    """The desk's page from a process that has just started, and from one that has drawn it before."""
    (place,) = await fixtures.sign_in(db, [actor])
    cold, warm, body = [], [], b""
    for _ in range(scale.of(3, 1)):
        async with servers.web(url) as (web,):
            seconds, body = await _get(web, place)
            cold.append(seconds)
            warm += [(await _get(web, place))[0] for _ in range(scale.of(15, 5))]
    cards = body.count(b'id="card-')
    assert cards == LIVE, f"{cards} cards"
    return {
        "desk_cold": at_most(middle(cold), LONGEST_DRAW, f"s for {LIVE} cards, first page of a new process"),
        "desk_warm": at_most(middle(warm), LONGEST_DRAW, "s"),
        "desk_bytes": plain(len(body) / 1024, "KiB"),
        "desk_gzipped": plain(len(gzip.compress(body)) / 1024, "KiB, were a proxy to compress it"),
    }


async def _get(web: Web, place: fixtures.Place) -> tuple[float, bytes]:
    http = Http(web.port)
    began = monotonic()
    status, body = await http.ask("GET", place.path, {"Cookie": place.cookie})
    took = monotonic() - began
    http.close()
    assert status == 200, f"the desk answered {status}"
    return took, body


async def _query(databases: list[Database], hub_id: int, actor: Actor) -> list[float]:
    """What a board and a person's strip cost each of these, in turn, in ms: medians."""
    today, now = datetime.now(LONDON).date(), datetime.now(UTC)
    took: list[list[float]] = [[] for _ in databases]
    for _ in range(31):
        for db, times in zip(databases, took, strict=True):
            async with db.snapshot() as conn:
                rules = await policy(conn, hub_id, now)
                began = monotonic()
                await live_cards(conn, hub_id, rules, today)
                await own_cards(conn, hub_id, actor.person_id, rules, today)
                await notices(conn, hub_id, actor.hub_key, actor.person_id, [])
                times.append((monotonic() - began) * 1000)
    return [middle(times) for times in took]


async def _sockets(servers: Servers, scale: Scale, actors: list[Actor]) -> Figures:
    """Memory of the web process with and without them, and the bytes of one claim."""
    sockets = scale.of(2000, 500)
    async with servers.copy() as url, servers.web(url) as (web,), database(url, 4) as db:
        refs = await fixtures.arrive(db, actors[0], 120)
        desks, walls = await audience(db, servers, actors)
        async with servers.clients("screens:Screens", 2) as watching:
            await watch(watching, [*walls, *desks], web)  # every audience has been drawn for once
            before = web.info.memory_info().rss
            already = len(walls) + len(desks)
            await watch(watching, fixtures.seats(desks, [], sockets), web)
            await beating(watching)
            after = web.info.memory_info().rss
        async with servers.clients("screens:Screens", 1) as (watching_one,):
            await watch([watching_one], [desks[-2]], web)
            since = (await commits(db, actors[0].hub_id, 0))[-1][0]
            await watching_one.ask("begin")
            async with db.transaction() as tx:
                await claim(tx, actors[0], refs[0], now=datetime.now(UTC))
            made = await commits(db, actors[0].hub_id, since)
            await caught_up([watching_one], made[-1][0])
            told = await watching_one.ask("report", commits={str(seq): at for seq, at in made})
    return {
        "sockets": plain(sockets, f"more, beside {already} that were open"),
        "socket_memory": at_most((after - before) / sockets / 1024, MOST_A_SOCKET, "KiB a socket"),
        "claim_bytes": at_most(told["bytes"] / 1024, MOST_A_CLAIM, "KiB to a desk for one claim"),
    }
