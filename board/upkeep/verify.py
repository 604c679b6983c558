"""Check that no event and no sealed reading was changed, removed or slipped in, since the first event of each chain."""

from __future__ import annotations

import asyncio
import json
import re
from dataclasses import asdict, dataclass

import click
import structlog

from board.queries.chains import Chain, chains, laid
from board.settings import Settings
from board.store.engine import Database
from board.upkeep.chain_walk import Broken, walk
from board.upkeep.refusals import BadAnchor, NoSuchChain, NothingLaid, WhichChain

log = structlog.get_logger("board.upkeep")
ANCHOR = re.compile(r"([1-9][0-9]*):([0-9a-f]{16,64})")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found of one chain. events, seals, readings, unsealed: how many; none of them when it is broken. broken: the first place
    where it does not hold, in words. anchor: SEQ:HASH of the newest event, to write down where this database's keepers cannot."""

    hub: str
    broken: str | None = None
    events: int = 0
    seals: int = 0
    readings: int = 0
    unsealed: int = 0
    epoch: int = 0
    anchor: str | None = None

    @property
    def sentence(self) -> str:
        if self.broken:
            return f"{self.hub}: BROKEN: {self.broken}."
        return (
            f"{self.hub}: whole. {self.events} events, each following from the one before; {self.seals} seals over "
            f"{self.readings} readings; {self.unsealed} readings wait for the next seal. Epoch {self.epoch}, head {self.anchor}"
        )


def run(settings: Settings, *, anchor: str | None, hub: str | None, as_json: bool = False) -> None:
    """Print a sentence a chain, or all of them as JSON. Leaves with 1 when one is broken."""
    verdicts = asyncio.run(_verify(str(settings.database_url), hub, anchor))
    whole = not any(v.broken for v in verdicts)
    if as_json:
        click.echo(json.dumps({"whole": whole, "chains": [asdict(v) for v in verdicts]}, indent=2))
    else:
        click.echo("\n".join(v.sentence for v in verdicts))
    if not whole:
        raise SystemExit(1)


async def _verify(url: str, hub: str | None, anchor: str | None) -> list[Verdict]:
    db = Database(url, pool_size=1)
    try:
        return await verify(db, hub=hub, anchor=anchor)
    finally:
        await db.close()


async def verify(db: Database, *, hub: str | None = None, anchor: str | None = None) -> list[Verdict]:
    """A verdict a chain, of one moment, while the board may go on; the house first. hub: only the chain with this key.

    anchor: SEQ:HASH of the hub named, or of the only hub there is. Raises NothingLaid, NoSuchChain, WhichChain, BadAnchor.
    """
    async with db.snapshot() as conn:
        if not await laid(conn):
            raise NothingLaid
        found = await chains(conn)
        chosen = _chosen(found, hub)
        anchored = _anchored(found, hub, anchor)
        verdicts = []
        for chain in chosen:
            try:
                w = await walk(conn, chain, _numbers(anchor) if anchor and chain.key == anchored else None)
                head = f"{w.seq}:{w.hash.hex()}"
                verdicts.append(
                    Verdict(chain.key, None, w.seq, w.seals, w.readings, w.unsealed, w.epoch, head)
                )
            except Broken as why:
                verdicts.append(Verdict(chain.key, str(why)))
        return verdicts


async def log_heads(db: Database) -> None:
    """Log the head of every chain. Whoever keeps the log elsewhere keeps anchors that nobody with the database alone can change."""
    async with db.connection() as conn:
        for chain in await chains(conn):
            if chain.seq is not None and chain.hash is not None:
                anchor = f"{chain.seq}:{chain.hash.hex()}"
                log.info("chain head", hub=chain.key, epoch=chain.epoch, anchor=anchor)


def _chosen(found: list[Chain], hub: str | None) -> list[Chain]:
    chosen = [c for c in found if hub in (None, c.key)]
    if not chosen:
        raise NoSuchChain(key=hub, known=", ".join(c.key for c in found))
    return chosen


def _anchored(found: list[Chain], hub: str | None, anchor: str | None) -> str | None:
    """Whose anchor this is."""
    if anchor is None or hub is not None:
        return hub
    hubs = [c.key for c in found if c.hub_id]
    if len(hubs) != 1:
        raise WhichChain(known=", ".join(c.key for c in found))
    return hubs[0]


def _numbers(anchor: str) -> tuple[int, str]:
    match = ANCHOR.fullmatch(anchor.strip().lower())
    if not match:
        raise BadAnchor(anchor=anchor)
    return int(match[1]), match[2]
