"""One winner, always: people claim against each other over three web processes while processes on both sides are killed."""

from __future__ import annotations

import asyncio
import json
import random
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic
from typing import Any

from sqlalchemy import text

from board.commands.claims import release
from board.domain.people import Actor
from board.domain.refusals import Refusal
from board.queries.chains import links
from board.store.chain import GENESIS, link
from board.store.engine import Database
from tests.bench import fixtures
from tests.bench.client_process import ClientFailed, ClientProcess
from tests.bench.fixtures import Place
from tests.bench.results import Figures, at_least, at_most, plain
from tests.bench.servers import Scale, Servers, database
from tests.processes import Web

CONTACTS, WEBS, PROCESSES, PATIENCE = 400, 3, 5, 900.0
_STUCK = text(
    "select c.ref from claims cl join contacts c using (hub_id, contact_id) "
    "where cl.hub_id = :hub_id and cl.released_at is null and cl.claimed_at < now() - interval '3 seconds'"
)
_ROWS = text(
    "select c.ref, cl.contact_id, cl.person_id, extract(epoch from cl.claimed_at) as began, extract(epoch from cl.released_at) as ended "
    "from claims cl join contacts c using (hub_id, contact_id) where cl.hub_id = :hub_id"
)


async def measure(servers: Servers, scale: Scale, actors: list[Actor]) -> Figures:
    """Claim, kill at random, and then hold the rows, the chain and what was acknowledged against each other."""
    ledger = servers.folder / "acknowledged"
    clients, claims = scale.of(500, 100), scale.of(20_000, 1_500)
    async with servers.copy() as url, servers.web(url, WEBS) as webs, database(url, 4) as db:
        refs = await fixtures.arrive(db, actors[0], CONTACTS)
        places = await fixtures.sign_in(db, fixtures.practitioners(actors)[:clients])
        storm = Storm(servers.folder, db, webs, places, refs, ledger, fixtures.manager_of(actors))
        seconds = await storm.rage(claims)
        verdict = await judge(db, actors[0].hub_id, ledger)
    return {
        "clients": plain(clients, f"in {PROCESSES} processes, against {WEBS} web processes"),
        "tries": at_least(storm.tries, claims, "claims sent"),
        "rate": plain(storm.tries / seconds, "claims a second"),
        "clients_killed": plain(storm.killed["clients"], "processes, each started again"),
        "webs_killed": plain(storm.killed["web"], "processes, each started again"),
        **verdict.figures(),
    }


class Storm:
    """Clients that claim in rounds of one process each; a process that is killed is started again until enough was tried."""

    def __init__(
        self,
        folder: Path,
        db: Database,
        webs: list[Web],
        places: list[Place],
        refs: list[str],
        ledger: Path,
        manager: Actor,
        seed: int = 11,
    ) -> None:
        self.folder, self.db, self.webs, self.places = folder, db, webs, places
        self.refs, self.ledger, self.manager = refs, ledger, manager
        self.tries = 0
        self.killed: Counter[str] = Counter()
        self.running: dict[int, ClientProcess] = {}
        self.random = random.Random(seed)

    async def rage(self, claims: int, kills: int = 0) -> float:
        """Until this many were tried and so many processes killed, or patience is at its end; answers how long it took."""
        began = monotonic()
        others = [asyncio.create_task(self._kill()), asyncio.create_task(self._unstick())]
        try:
            while (self.tries < claims or self.killed.total() < kills) and monotonic() - began < PATIENCE:
                share = min(400, claims // PROCESSES)
                await asyncio.gather(*(self._round(number, share) for number in range(PROCESSES)))
        finally:
            for task in others:
                task.cancel()
            await asyncio.gather(*others, return_exceptions=True)
            for client in self.running.values():
                await client.kill()
        return monotonic() - began

    async def _round(self, number: int, claims: int) -> None:
        if number not in self.running:
            self.running[number] = await self._people(number)
        client = self.running[number]
        try:
            ports = [web.port for web in self.webs]
            facts: dict[str, Any] = {
                "refs": self.refs,
                "claims": claims,
                "ledger": str(self.ledger),
                "ports": ports,
            }
            told = await client.ask("storm", within=120, **facts)
            self.tries += sum(told["statuses"].get(key, 0) for key in ("303", "409", "no answer"))
        except ClientFailed:
            await client.kill()
            del self.running[number]

    async def _people(self, number: int) -> ClientProcess:
        client = await ClientProcess.start("tests.bench.clickers:Clickers", self.folder / "clients.log")
        share = self.places[number::PROCESSES]
        people = [place.plain(self.webs[n % len(self.webs)].port) for n, place in enumerate(share)]
        await client.ask("come", places=people, seed=self.random.randrange(10**6), live=False)
        return client

    async def _kill(self) -> None:
        """Every few seconds, at a random moment, a process of clients or a web process dies; webs come back at once."""
        while True:
            await asyncio.sleep(self.random.uniform(0.5, 5.0))
            if self.random.random() < 0.5 and self.running:
                client = self.random.choice(list(self.running.values()))
                client.strike()
                self.killed["clients"] += 1
            else:
                web = self.random.choice(self.webs)
                web.kill()
                self.killed["web"] += 1
                web.launch()
                await web.answers()

    async def _unstick(self) -> None:
        """What a killed client held is let go by a manager, as in life."""
        while True:
            await asyncio.sleep(1)
            async with self.db.connection() as conn:
                stuck = (await conn.execute(_STUCK, {"hub_id": self.manager.hub_id})).scalars().all()
            for ref in stuck:
                with suppress(Refusal):
                    async with self.db.transaction() as tx:
                        await release(tx, self.manager, ref, "Their screen went away.", now=datetime.now(UTC))


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of the race. doubles: contacts claimed while somebody had them; orphans: claim rows or events without the other; lost:
    acknowledged claims that are not there; broken: events whose link to the one before does not hold.
    """

    acknowledged: int
    doubles: int
    orphans: int
    lost: int
    broken: int
    events: int

    def figures(self) -> Figures:
        """For the report."""
        return {
            "acknowledged": plain(self.acknowledged, "claims"),
            "double_holders": at_most(self.doubles, 0, "contacts"),
            "orphans": at_most(self.orphans, 0, "rows or events without the other"),
            "lost": at_most(self.lost, 0, "acknowledged claims that are not there"),
            "broken_links": at_most(self.broken, 0, f"of {self.events} events"),
        }


async def judge(db: Database, hub_id: int, ledger: Path) -> Verdict:
    """Replay the chain: who held what. Then the rows against it, and every yes against the rows."""
    doubles, broken, told, holders, previous, last = 0, 0, Counter[int](), dict[int, int](), GENESIS, 0
    async with db.snapshot() as conn:
        async for event in links(conn, hub_id):
            expected = link(previous, event.body)
            broken += event.hash != expected or event.seq != last + 1
            previous, last = event.hash, event.seq
            if event.contact_id is None or event.actor_id is None:
                continue
            if event.kind == "contact_claimed":
                doubles += event.contact_id in holders
                holders[event.contact_id] = event.actor_id
                told[event.contact_id] += 1
            elif event.kind == "contact_released":
                doubles += holders.pop(event.contact_id, None) is None
        rows = (await conn.execute(_ROWS, {"hub_id": hub_id})).all()
    kept = Counter(row.contact_id for row in rows)
    still = {row.contact_id: row.person_id for row in rows if row.ended is None}
    orphans = sum((kept - told).values()) + sum((told - kept).values()) + len(still.items() ^ holders.items())
    lost, yes = unkept(ledger, rows)
    return Verdict(yes, doubles, orphans, lost, broken, last)


def unkept(ledger: Path, rows: Any) -> tuple[int, int]:
    """How many acknowledged claims no row stands for, of how many: the person held it at some time between asking and the answer."""
    held: dict[tuple[int, str], list[tuple[float, float]]] = {}
    for row in rows:
        ended = float("inf") if row.ended is None else float(row.ended)
        held.setdefault((row.person_id, row.ref), []).append((float(row.began), ended))
    lost = yes = 0
    for line in ledger.read_text().splitlines() if ledger.exists() else []:
        person, ref, asked, answered = json.loads(line)
        yes += 1
        lost += not any(began <= answered and ended >= asked for began, ended in held.get((person, ref), []))
    return lost, yes
