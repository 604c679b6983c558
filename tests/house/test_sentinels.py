"""Markers in every column about a child, a referrer, a colleague or a secret: none reaches the wall, a frame of it, a NOTIFY, an event,
a log, a job or a readiness page; and markers planted in one hub appear in nothing of another.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import redis
from sqlalchemy import text

from board.commands.hubs import amend_policy
from board.commands.visits import begin_visit, end_visit
from board.commands.walls import turn_walls
from board.domain.people import Actor
from board.domain.permissions import Role
from board.domain.policy import Policy
from board.store.engine import Database
from board.store.migrate import driver_url
from tests import forked, make
from tests.house.planted import BORN, EXPECTED, MARK, SCORE, live_through, mark, secrets_in, unmarked
from tests.live.page import roots
from tests.processes import KEY, Page, enrol_wall, environment, sign_in, soon, web_processes


@contextmanager
def worker_process(database_url: str, redis_url: str, data: Path) -> Iterator[Path]:
    log = data / "worker.log"
    told = {
        "DATABASE_URL": database_url,
        "REDIS_URL": redis_url,
        "BOARD_DATA": str(data),
        "BOARD_SECRET_KEY": KEY,
    }
    with log.open("ab") as out:
        process = forked.launch(["worker"], environment(**told), out)
    try:
        yield log
    finally:
        process.kill()
        process.wait(10)


def jobs(redis_url: str) -> str:
    """Everything Redis holds, as text."""
    with redis.Redis.from_url(redis_url) as client:
        found = []
        for key in client.scan_iter():
            found += [repr(key), repr(client.dump(key))]
        return "\n".join(found)


async def darken(db: Database, manager: Actor, by_day: Policy) -> None:
    """Close this hub for some days, whatever the hour is: its walls are dark, and the worker finds nothing to light."""
    now = datetime.now(UTC)
    days = tuple(now.date() + timedelta(days=n) for n in range(-1, 8))
    closed = replace(by_day, closure_days=days, wall=replace(by_day.wall, dark_when_closed=True))
    async with db.transaction() as tx:
        await amend_policy(tx, manager, closed, now, now=now)
    await turn_walls(db, now=now)


async def test_no_marker_reaches_the_wall_a_notify_an_event_a_log_or_a_job(
    database: Database, redis_url: str, data_folder: Path
) -> None:
    by_day = replace(Policy.default(), wall=replace(Policy.default().wall, dark_when_closed=False))
    hub = await make.hub(database, policy=by_day)
    heard: list[str] = []
    ear: Any = await asyncpg.connect(driver_url(database.url))
    await ear.add_listener("events", lambda _c, _p, _ch, payload: heard.append(payload))
    manager = await make.person(database, hub, Role.MANAGER, name=mark("people.name"))
    key = await enrol_wall(database, manager)
    queued: list[str] = []
    with (
        web_processes(database.url, data_folder, 1) as (web,),
        worker_process(database.url, redis_url, data_folder) as worker_log,
    ):
        wall = Page(web, {"wall": key}, "/wall")
        await wall.get()
        async with wall.listening():
            doer, refs = await live_through(database, hub)
            queued.append(jobs(redis_url))
            desk = Page(web, {"session": await sign_in(database, doer)}, "/hubs/northborough/desk")
            await desk.get()
            assert MARK in desk.html, "the desk is where names belong; else this test proves nothing"
            async with httpx.AsyncClient(
                cookies=desk.cookies, base_url=web.base, headers={"Origin": web.base}
            ) as client:
                await client.get(f"/hubs/northborough/contacts/{refs[0]}?{MARK}=1")
                for page in ("handover", "handover/hub"):
                    assert MARK in (await client.get(f"/hubs/northborough/{page}?day={MARK}")).text
                await client.post("/hubs/northborough/handover/mark", data={"seq": mark("seq")})
                await client.post("/hubs/northborough/handover/mark", data={"seq": "9"})
                await client.post(
                    f"/hubs/northborough/contacts/{refs[0]}/release", data={"reason": mark("refused")}
                )
                await client.get(f"/{MARK}")
                told = [(await client.get(path)).text for path in ("/metrics", "/readyz", "/healthz")]
            await soon(lambda: any(refs[1] in raw for raw in wall.raw))
            queued.append(jobs(redis_url))
            await soon(lambda: wall.seq >= 10)
            states = [await wall.fresh()]
            # The worker's clock is the real one: a visit of make.NOW would be over for it, and ended within a second.
            async with database.transaction() as tx:  # visitors, then the night too, then the night alone
                await begin_visit(tx, doer, now=datetime.now(UTC))
            await soon(lambda: "wall-counts" in wall.regions[0].standing)
            states.append(await wall.fresh())
            await darken(database, doer, by_day)
            states.append(await wall.fresh())
            async with database.transaction() as tx:
                await end_visit(tx, doer, now=datetime.now(UTC))
            await soon(lambda: any('id=\\"wall-dark' in raw for raw in wall.raw))
            states.append(await wall.fresh())
        fresh = await wall.fresh()
    assert refs[0] not in states[1].html + states[2].html, "counts alone for visitors, at night too"
    await ear.close()
    assert not await unmarked(database), "plant a marker there in tests/house/planted.py"
    async with database.connection() as conn:
        bodies = list((await conn.execute(text("select body from events"))).scalars())
    places = {
        "wall page": [wall.html, fresh.html, *(one.html for one in states)],
        "wall frames": wall.raw,
        "NOTIFY": heard,
        "events": bodies,
        "web log": [web.log.read_text()],
        "worker log": [worker_log.read_text()],
        "jobs": queued,
        "machine pages": told,
    }
    assert heard and all(part.replace(":", "").isdigit() for part in heard)
    assert any(places["web log"]) and len(bodies) > 10 and len(wall.raw) > 1
    hidden = {
        MARK.lower(),
        BORN.isoformat(),
        EXPECTED.isoformat(),
        str(SCORE),
        "11 december 2013",
        "12 years",
    }
    secret = {one.lower() for one in await secrets_in(database)}
    wall_only = {
        "police",
        "domestic",
        "abuse",
        "victim",
        "perpetrator",
        "parents",
        "anonymous",
        "referrer",
        "restricted",
    }
    for place, texts in places.items():
        said = "\n".join(texts).lower()
        leaked = {one for one in hidden | secret if one in said}
        assert not leaked, f"{place} holds {leaked}"
        if place.startswith("wall"):
            visible = "\n".join(root.html for root in walls_words(texts)).lower()
            # Which roles are on duty is no word about any family.
            visible = re.sub(r'<p class="duty-line">.*?</p>', "", visible, flags=re.DOTALL)
            assert not {word for word in wall_only if word in visible}, (
                f"{place} says more than a visitor may read"
            )


def walls_words(texts: list[str]) -> list[Any]:
    """The fragments of the wall, out of pages and frames."""
    found = []
    for one in texts:
        if one.startswith("{"):
            said = json.loads(one)
            found += roots(said["content"]) if "content" in said else []
    return found


async def test_markers_of_one_hub_appear_in_nothing_of_another(database: Database, data_folder: Path) -> None:
    ours, theirs = await make.hub(database), await make.hub(database, "eastmarsh")
    manager = await make.person(database, theirs, Role.SERVICE_MANAGER, name="Grace Tan")
    with web_processes(database.url, data_folder, 1) as (web,):
        desk = Page(web, {"session": await sign_in(database, manager)}, "/hubs/eastmarsh/desk")
        wall = Page(web, {"wall": await enrol_wall(database, manager)}, "/wall")
        for page in (desk, wall):
            await page.get()
        async with desk.listening(), wall.listening():
            _, refs = await live_through(database, ours)
            own = await make.contact_rated(database, manager, "red")
            await soon(lambda: any(own in raw for raw in desk.raw) and any(own in raw for raw in wall.raw))
        async with httpx.AsyncClient(cookies=desk.cookies, base_url=web.base, verify=False) as client:
            handed = [
                (await client.get(f"/hubs/eastmarsh/{page}")).text for page in ("handover", "handover/hub")
            ]
        assert all(own in page for page in handed)
        fresh = [(await desk.fresh()).html, (await wall.fresh()).html]
        said = "\n".join([*desk.raw, *wall.raw, *fresh, *handed])
        assert MARK not in said
        assert not {ref for ref in refs if f"card-{ref}" in said or f">{ref}<" in said}
        async with httpx.AsyncClient(cookies=desk.cookies, base_url=web.base, verify=False) as client:
            for path in (
                "/hubs/northborough/desk",
                "/hubs/northborough/handover",
                "/hubs/northborough/handover/hub",
                f"/hubs/northborough/contacts/{refs[0]}",
                f"/hubs/eastmarsh/contacts/{refs[0]}",
                "/hubs/nowhere/desk",
            ):
                reply = await client.get(path)
                assert reply.status_code == 404 and MARK not in reply.text
