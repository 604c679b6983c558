"""The ping outside comes each minute while reminders work, says nothing of anybody, and stops when they do not: its silence alarms."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.error import HTTPError

import pytest
from sqlalchemy import text
from structlog.testing import capture_logs

import workers.pulse
from board.clock import Clock, Pace, write_pace
from board.domain.engine import SILENT_S
from board.domain.refusals import DatabaseAway
from board.store.engine import Database
from tests import make
from tests.servers import Cluster
from tests.until import until
from tests.workers import processes
from workers.duties import Duty, Keeping
from workers.pulse import Heart
from workers.runner import MINUTE, timetable

PATH = "/check/5f2a"
NOW = make.NOW


@dataclass
class Outside:
    """Somebody else's monitoring. heard: what it was asked, word for word; says: what it answers; answers: while this is set."""

    heard: list[str] = field(default_factory=list)
    says: int = 200
    url: str = ""
    answers: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self.answers.set()


@pytest.fixture
def outside() -> Iterator[Outside]:
    with _listening() as made:
        yield made


@contextmanager
def _listening() -> Iterator[Outside]:
    made = Outside()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            body = self.rfile.read(length).decode()
            made.heard.append("\n".join([self.requestline, *sorted(map(str, self.headers.items())), body]))
            made.answers.wait()
            self.send_response(made.says)
            self.end_headers()

        do_POST = do_PUT = do_HEAD = do_GET

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    made.url = f"http://127.0.0.1:{server.server_port}{PATH}"
    try:
        yield made
    finally:
        made.answers.set()
        server.shutdown()
        server.server_close()
        thread.join()


async def healthy(db: Database, outside: Outside) -> Heart:
    """A worker that has just got through."""
    heart = Heart(outside.url)
    await heart.tick(db, NOW)
    await heart.beat(db, NOW)
    return heart


async def test_a_worker_pings_each_minute_while_all_is_well_and_a_dead_one_is_silent(
    database: Database, database_url: str, data_folder: Path, outside: Outside
) -> None:
    by = await make.person(database, await make.hub(database), name="Zaraquil Testimony")
    ref = await make.contact_waiting(database, by, now=datetime.now(UTC), received_at=datetime.now(UTC))
    async with database.transaction() as tx:
        await tx.conn.execute(text("update deployment set invented = true"))
        await tx.conn.execute(text("delete from engine_workers"))
        await tx.conn.execute(text("update clocks set stopped_at = due_at"))
    file = data_folder / "clock"
    write_pace(file, Pace(timedelta(0), 60.0, datetime.now(UTC)))  # each second a minute

    async def pinged() -> bool:
        return len(outside.heard) >= 3

    with processes.running(
        data_folder, database_url, BOARD_CLOCK=str(file), BOARD_PING_URL=outside.url
    ) as worker:
        await until(pinged, within=40)
        processes.kill(worker)
    until_death = len(outside.heard)
    for one in outside.heard:
        line, *rest = one.split("\n")
        assert line == f"GET {PATH} HTTP/1.1" and rest[-1] == ""
        assert len(rest) == 5 and all(
            header.startswith(("('Accept-Encoding'", "('Connection'", "('Host'", "('User-Agent'"))
            for header in rest[:-1]
        )
        assert ref not in one and "Zaraquil" not in one and "northborough" not in one.lower()
    with processes.running(data_folder, database_url, BOARD_CLOCK=str(file)):  # another, told of no address
        await until(lambda: _beats_since(database, datetime.now(UTC) - timedelta(seconds=1)))
    assert len(outside.heard) == until_death


async def _beats_since(db: Database, moment: datetime) -> bool:
    async with db.connection() as conn:
        found = await conn.execute(
            text("select count(*) from engine_workers where ticked_at > :m"), {"m": moment}
        )
        return found.scalar_one() > 0


async def test_the_timetable_pings_each_minute_and_once_a_minute(
    database: Database, outside: Outside
) -> None:
    await make.hub(database)
    heart = await healthy(database, outside)
    (duty,) = [duty for duty in timetable(heart) if duty.name == "ping"]
    assert duty.every == MINUTE == timedelta(minutes=1)
    clock, keeping = _Stands(NOW), Keeping(Duty("ping", duty.every, duty.work))
    for seconds, pings in ((0, 1), (1, 1), (59, 1), (60, 2), (61, 2), (120, 3)):
        clock.at = NOW + timedelta(seconds=seconds)
        await heart.tick(database, clock.at)
        await keeping.turn(database, clock)
        assert len(outside.heard) == pings, seconds


class _Stands(Clock):
    def __init__(self, at: datetime) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at


async def test_nothing_is_pinged_before_the_first_tick_has_got_through(
    database: Database, outside: Outside
) -> None:
    await make.hub(database)
    heart = Heart(outside.url)
    await heart.ping(database, NOW)
    assert outside.heard == []
    await heart.tick(database, NOW)
    await heart.ping(database, NOW)
    assert len(outside.heard) == 1


async def test_a_worker_that_is_stuck_is_silent_though_others_work(
    database: Database, outside: Outside, monkeypatch: pytest.MonkeyPatch
) -> None:
    await make.hub(database)
    heart = await healthy(database, outside)
    monkeypatch.setattr(workers.pulse, "STUCK_S", 0.0)
    await heart.ping(database, NOW)
    assert outside.heard == []


async def test_it_is_silent_when_what_is_due_waits_too_long(database: Database, outside: Outside) -> None:
    by = await make.person(database, await make.hub(database))
    await make.contact_waiting(database, by)
    heart = await healthy(database, outside)
    later = NOW + timedelta(days=3)
    with capture_logs() as lines:
        await heart.ping(database, later)  # much is due by now, and nobody has raised it
    assert outside.heard == [] and [line["state"] for line in lines] == ["behind"]
    await heart.tick(database, later)
    await heart.ping(database, later)
    assert len(outside.heard) == 1


async def test_it_is_silent_when_no_worker_says_that_it_is_alive(
    database: Database, outside: Outside
) -> None:
    await make.hub(database)
    heart = await healthy(database, outside)
    async with database.transaction() as tx:
        gone = {"seconds": SILENT_S + 1}
        await tx.conn.execute(
            text("update engine_workers set ticked_at = now() - make_interval(secs => :seconds)"), gone
        )
    with capture_logs() as lines:
        await heart.ping(database, NOW)
    assert outside.heard == [] and [line["state"] for line in lines] == ["stopped"]


async def test_it_is_silent_when_the_database_is_away(cluster: Cluster, outside: Outside) -> None:
    url = cluster.start()
    db = Database(url)
    try:
        await make.hub(db)
        heart = await healthy(db, outside)
        cluster.stop()
        with pytest.raises(DatabaseAway):
            await heart.ping(db, NOW)
    finally:
        await db.close()
    assert outside.heard == []


async def test_a_ping_that_was_refused_is_a_failure_and_tried_again_soon(
    database: Database, outside: Outside
) -> None:
    await make.hub(database)
    heart = await healthy(database, outside)
    outside.says = 503
    with pytest.raises(HTTPError):
        await heart.ping(database, NOW)
    keeping = Keeping(Duty("ping", MINUTE, heart.ping))
    with capture_logs() as lines:
        assert await keeping.turn(database, _Stands(NOW)) < 5
    assert [line["event"] for line in lines] == ["duty failed"]
    outside.says = 200
    await heart.tick(database, NOW)
    await keeping.turn(database, _Stands(NOW))
    assert len(outside.heard) == 3 and keeping.failures == 0


async def test_a_worker_that_ends_waits_for_no_answer_to_its_ping(
    database: Database, database_url: str, outside: Outside, monkeypatch: pytest.MonkeyPatch
) -> None:
    await make.hub(database)
    monkeypatch.setattr(workers.pulse, "ANSWER_WITHIN_S", 600.0)
    outside.answers.clear()

    async def heard() -> bool:
        return bool(outside.heard)

    async def is_asked_to_end() -> None:
        db = Database(database_url)
        try:
            heart = await healthy(db, outside)
            pinging = asyncio.create_task(heart.ping(db, NOW))
            await until(heard)
            pinging.cancel()
            with pytest.raises(asyncio.CancelledError):
                await pinging
        finally:
            await db.close()

    # A loop of its own, as a process has: what it began must be over or let go before it can end.
    ended = asyncio.get_running_loop().run_in_executor(None, lambda: asyncio.run(is_asked_to_end()))
    try:
        await asyncio.wait_for(asyncio.shield(ended), 30)
        assert not outside.answers.is_set(), "nobody answered meanwhile"
    finally:
        outside.answers.set()
        await ended
