"""Ten thousand messages due at once: from the moment a worker starts on them until a mail server in a process of its own has them all."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic

from sqlalchemy import text

from board.domain.people import Actor
from board.store.engine import Database
from tests.bench.fault_rig import mail_sink, taken
from tests.bench.results import Figures, at_most, plain
from tests.bench.servers import Scale, Servers, database, name_of
from tests.workers.processes import running

WITHIN_S, PATIENCE_S, LOOK_S = 60.0, 600.0, 0.2
# Straight into the table: what queues them is measured nowhere here, and each must be a message of its own.
_DUE = text(
    "insert into deliveries (hub_id, delivery_id, kind, channel, person_id, state, created_at, changed_at, urgent, next_at) "
    "select :hub_id, gen_random_uuid(), 'reminder', 'email', p, 'queued', :now, :now, true, :now "
    "from unnest(cast(:people as bigint[])) p, generate_series(1, :each)"
)
_LEFT = text("select count(*) from deliveries where state <> 'sent'")


async def measure(servers: Servers, scale: Scale, actors: list[Actor]) -> Figures:
    """Seconds from the first message to the last, and how many came twice."""
    many = scale.of(10_000, 1_000)
    people = [actor.person_id for actor in actors]
    each = max(1, many // len(people))
    file = servers.folder / "mail"
    async with servers.copy(name_of(servers.url)) as url, database(url, 1) as db:
        async with db.transaction() as tx:
            facts = {"hub_id": actors[0].hub_id, "people": people, "each": each, "now": datetime.now(UTC)}
            await tx.conn.execute(_DUE, facts)
        told = {"BOARD_SECRET_KEY": servers.key, "BOARD_MAIL_A_MINUTE": "1000000"}
        with (
            mail_sink(servers.folder, file) as port,
            running(servers.folder, url, BOARD_MAIL_URL=f"smtp://127.0.0.1:{port}", **told),
        ):
            seconds = await _gone(db, file)
    arrived = taken(file)
    file.unlink()
    number = each * len(people)
    return {
        "messages": plain(number, "due at once, one worker, one mail server"),
        "seconds": at_most(seconds, WITHIN_S * number / 10_000, "s, first to last"),
        "per_second": plain(number / seconds, "messages"),
        "arrived": plain(len(arrived), "different messages"),
        "repeats": at_most(sum(arrived.values()) - len(arrived), 0, "sent twice"),
    }


async def _gone(db: Database, file: Path) -> float:
    began, end = 0.0, monotonic() + PATIENCE_S
    while monotonic() < end:
        if not began and _arrived(file):
            began = monotonic()
        async with db.connection() as conn:
            if began and not (await conn.execute(_LEFT)).scalar_one():
                return monotonic() - began
        await asyncio.sleep(LOOK_S)
    raise RuntimeError("the messages did not go out")


def _arrived(file: Path) -> bool:
    return file.exists() and file.stat().st_size > 0
