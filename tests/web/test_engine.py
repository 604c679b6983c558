"""A dead or late engine is said within seconds by the web processes themselves, and its page counts nothing that is restricted."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

from sqlalchemy import text

from board.domain.engine import EngineState, Pulse, step_of
from board.domain.permissions import Role
from board.store.engine import Database
from tests import make
from tests.processes import Page
from tests.served import Desk, now, served
from tests.until import until

SILENT = text("update engine_workers set ticked_at = now() - interval '10 seconds'")
ALIVE = text("update engine_workers set ticked_at = now() + interval '1 day'")


def test_what_was_read_says_what_it_means() -> None:
    assert Pulse(None, 0).state is EngineState.STOPPED
    assert Pulse(1, 0).state is EngineState.RUNNING
    assert Pulse(1, 31).state is EngineState.BEHIND
    assert Pulse(7, 31).state is EngineState.STOPPED
    assert [step_of(s) for s in (0.05, 0.1, 0.3, 59, 9999)] == [0, 0, 2, 8, 10]


async def test_dead_workers_are_loud_on_every_page_and_at_readyz_without_any_worker(
    database: Database, data_folder: Path
) -> None:
    async with served(database, data_folder) as board:
        desk = await board.desk(Role.MANAGER)
        await make.contact_rated(database, board.manager, "amber", now=now(), received_at=now())

        async def ready() -> list[str]:
            found: list[str] = (await desk.client.get("/readyz")).json()["degraded"]
            return found

        assert "engine" not in await ready()
        assert 'data-engine="running"' in (await desk.get()).text
        page = await desk.page()
        async with page.listening():
            async with database.transaction() as tx:
                await tx.conn.execute(SILENT)
            await until(lambda: beat_says(page, "stopped"))
        assert "engine" in await ready()
        assert 'data-engine="stopped"' in (await desk.get()).text
        async with database.transaction() as tx:
            await tx.conn.execute(ALIVE)
        await until(lambda: shows(desk, "running"))


async def beat_says(page: Page, state: str) -> bool:
    return any(beat["engine"] == state for beat in page.beats)


async def shows(desk: Desk, state: str) -> bool:
    return f'data-engine="{state}"' in (await desk.get()).text


async def test_the_engines_page_is_for_admin_and_managers_and_counts_nothing_restricted(
    database: Database, data_folder: Path
) -> None:
    async with served(database, data_folder) as board:
        admin, worker = await board.desk(Role.ADMIN, "Ada Admin"), await board.desk(name="Wim Worker")
        other = await make.person(database, board.hub, Role.MANAGER)
        assert (await worker.get("/engine")).status_code == 403
        before = figures((await admin.get("/engine")).text)
        await make.contact_restricted(
            database, board.manager, [other.person_id], now=now(), received_at=now() - timedelta(days=3)
        )
        assert figures((await admin.get("/engine")).text) == before
        await make.contact_waiting(database, board.manager, now=now(), received_at=now() - timedelta(days=3))
        after = figures((await admin.get("/engine")).text)
        assert after[0] > before[0] and after[1] > before[1]


def figures(html: str) -> list[int]:
    """Due, reminders waiting, due within the hour, fired, raised, unheard, seen."""
    return [int(number) for number in re.findall(r"<dd[^>]*>(\d+)</dd>", html)]


async def test_figures_for_machines_tell_of_ticks_and_lateness(database: Database, data_folder: Path) -> None:
    async with served(database, data_folder) as board:
        desk = await board.desk(Role.MANAGER)
        said = (await desk.client.get("/metrics")).text
        for name in (
            "board_tick_workers", "board_tick_ticks_total", "board_tick_waiting_seconds",
            'board_tick_lag_seconds_bucket{le="+Inf"}', 'board_deliveries{state="queued"}',
        ):  # fmt: skip
            assert name in said
