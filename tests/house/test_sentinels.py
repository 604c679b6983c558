"""Markers in every column about a child, a referrer, a colleague or a secret: none reaches the wall, a frame of it, a NOTIFY, an event,
a log, a job or a readiness page; and markers planted in one hub appear in nothing of another.
"""

from __future__ import annotations

import base64
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import redis
from sqlalchemy import text

from board.commands.allocations import allocate, reassign
from board.commands.claims import claim, release
from board.commands.closures import close
from board.commands.contacts import receive
from board.commands.filters import save_filter
from board.commands.hand_overs import decline, hand_over
from board.commands.matches import settle
from board.commands.measures import NewMeasure, end_measure, record_measure
from board.commands.owners import own
from board.commands.people import set_second_factor
from board.commands.ratings import rate
from board.commands.review_meetings import set_meeting
from board.commands.reviews import review
from board.commands.safe_now import record_safe_now
from board.commands.undo import undo
from board.commands.visits import begin_visit, end_visit
from board.domain.contacts import NewAdult, NewChild, NewContact, SafeContact
from board.domain.events import Event
from board.domain.facets import Filter
from board.domain.people import Actor
from board.domain.permissions import Role
from board.domain.policy import Policy
from board.domain.safe_now import SafeNow
from board.store.engine import Database
from board.store.migrate import driver_url
from tests import make
from tests.live.page import roots
from tests.processes import KEY, Page, enrol_wall, sign_in, soon, web_processes

MARK = "Qx7kMarker"
NIGHT = datetime(2026, 11, 24, 23, tzinfo=UTC)
BORN, EXPECTED, SCORE = date(2013, 12, 11), date(2027, 3, 19), 737373
# Columns that hold no words of anybody: closed vocabularies and codes, which the wall's own list of words is checked for below.
CODED = {
    ("contacts", "source"), ("contacts", "dfe_code"), ("contacts", "concern"), ("contacts", "sender_rag"),
    ("contacts", "outcome"), ("measures", "kind"), ("children", "sex"), ("adults", "role"),
}  # fmt: skip


def mark(what: str) -> str:
    return f"{MARK}-{what}"


def family(n: int) -> NewContact:
    """An approach with something in every field."""
    safe = SafeContact(
        mark("channel"), mark("times"), mark("never"), mark("codeword"), mark("safeaddress"), message_ok=True
    )
    child = NewChild(
        given_name=mark("given"), family_name=mark("family"), born_on=BORN, sex="f", ethnicity=mark("ethnicity"),
        school=mark("school"), address=mark("childaddress"),
    )  # fmt: skip
    unborn = NewChild(unborn=True, family_name=mark("unborn"), expected_on=EXPECTED)
    adult = NewAdult(
        "victim", mark("adultgiven"), mark("adultfamily"), date(1991, 7, 23), mark("adultaddress"), safe
    )
    return make.approach(
        source_reference=mark(f"reference{n}"), notice_type=mark("notice"), summary=mark("summary"), referrer=mark("referrer"),
        harm_detail=mark("harm"),
        grading_tool=mark("tool"), grading_score=SCORE, grading=mark("grading"), rag="red", confidential_enquiry=True,
        anonymous_referrer=True, children=(child, unborn), adults=(adult,),
    )  # fmt: skip


async def live_through(db: Database, hub: make.Hub) -> tuple[Actor, list[str]]:
    """Do everything that writes words, so that every labelled column holds a marker."""
    manager = await make.person(db, hub, Role.SERVICE_MANAGER, name=mark("manager"))
    worker = await make.person(db, hub, name=mark("worker"), password_hash=mark("passwordhash"))
    refs = []
    for n in range(4):
        async with db.transaction() as tx:
            refs.append((await receive(tx, worker, family(n), now=make.NOW)).ref)
    async with db.transaction() as tx:
        await receive(tx, worker, replace(family(0), summary=mark("late")), now=make.NOW)
    async with db.transaction() as tx:
        await claim(tx, worker, refs[0], now=make.NOW)
    async with db.transaction() as tx:
        await release(tx, worker, refs[0], mark("release"), now=make.NOW)
    async with db.transaction() as tx:
        await rate(tx, worker, refs[1], None, "amber", mark("rating"), now=make.NOW)
    async with db.transaction() as tx:
        await claim(tx, worker, refs[1], now=make.NOW)
    for reason in (mark("declined"), None):
        async with db.transaction() as tx:
            await hand_over(tx, worker, refs[1], manager.person_id, mark("note"), now=make.NOW)
        async with db.transaction() as tx:
            await (
                decline(tx, manager, refs[1], reason, now=make.NOW)
                if reason
                else undo(tx, worker, refs[1], now=make.NOW)
            )
    async with db.transaction() as tx:
        await reassign(tx, manager, refs[1], manager.person_id, mark("reassigned"), now=make.NOW)
    other = await make.person(db, hub, Role.MANAGER, name=mark("othermanager"))
    async with db.transaction() as tx:
        await own(tx, other, refs[1], None, "absence", mark("owner"), now=make.NOW)
    async with db.transaction() as tx:
        await allocate(tx, other, refs[3], worker.person_id, anyway=mark("anyway"), now=make.NOW)
    async with db.transaction() as tx:
        await close(tx, manager, refs[2], Policy.default().outcomes[0].code, mark("outcome"), now=make.NOW)
    async with db.transaction() as tx:
        reds = Filter((("rag", ("red",)),))
        await save_filter(tx, worker, mark("filter"), reds, now=make.NOW)
    bail = NewMeasure("bail", make.NOW, make.NOW + timedelta(days=28), note=mark("measure"))
    async with db.transaction() as tx:
        measured = await record_measure(tx, worker, refs[0], bail, now=make.NOW)
        await end_measure(tx, worker, refs[0], measured.measure_id, mark("measureend"), now=make.NOW)
        await review(tx, manager, refs[0], mark("review"), now=make.NOW)
        await set_meeting(tx, manager, refs[1], make.NOW + timedelta(days=2), 30, now=make.NOW)
    fact = SafeNow(mark("whereabouts"), mark("withwhom"), mark("saidby"), make.NOW)
    async with db.transaction() as tx:
        await record_safe_now(tx, worker, refs[1], None, fact, now=make.NOW)
    async with db.transaction() as tx:
        await settle(tx, worker, refs[0], refs[1], same=True, reason=mark("sameFamily"), now=make.NOW)
    async with db.transaction() as tx:
        late_one = (await receive(tx, worker, family(9), now=make.NOW)).ref
    async with db.transaction() as tx:
        await claim(tx, manager, late_one, anyway=mark("anyway"), now=make.NOW)
    await make.contact_held(db, manager, summary=mark("summary"))
    async with db.transaction() as tx:
        await tx.conn.execute(text("update legal_holds set reason = :m"), {"m": mark("hold")})
        await tx.conn.execute(text("update owners set reason = :m"), {"m": mark("owner")})
        await tx.conn.execute(
            text("update agencies set spoc_mailbox = :m"), {"m": f"{mark('mailbox')}@x.example"}
        )
        await tx.conn.execute(
            text("update people set email = :m || person_id || '@x.example'"), {"m": mark("email")}
        )
    async with db.transaction() as tx:
        await set_second_factor(tx, worker.person_id, mark("sealedseed"), 1, [os.urandom(32)], now=make.NOW)
    return manager, refs


async def unmarked(db: Database) -> list[str]:
    """Labelled text columns of tables with rows in which no row holds a marker: those this test would not notice leaking."""
    query = text(
        "select c.relname, a.attname, format_type(a.atttypid, a.atttypmod) as type from pg_attribute a "
        "join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace and n.nspname = 'public' "
        "where c.relkind = 'r' and a.attnum > 0 and not a.attisdropped "
        "and split_part(col_description(a.attrelid, a.attnum), ':', 1) in ('subject', 'staff', 'secret')"
    )
    found = []
    async with db.connection() as conn:
        for table, column, kind in await conn.execute(query):
            if kind not in ("text", "jsonb") or (table, column) in CODED:
                continue
            rows = (await conn.execute(text(f"select count(*) from {table}"))).scalar_one()
            marked = text(f"select count(*) from {table} where {column}::text like :m")
            if rows and not (await conn.execute(marked, {"m": f"%{MARK}%"})).scalar_one():
                found.append(f"{table}.{column}")
    return found


async def secrets_in(db: Database) -> set[str]:
    """Every secret as it could be written somewhere."""
    query = text(
        "select c.relname, a.attname from pg_attribute a join pg_class c on c.oid = a.attrelid "
        "join pg_namespace n on n.oid = c.relnamespace and n.nspname = 'public' "
        "where c.relkind = 'r' and a.attnum > 0 and format_type(a.atttypid, a.atttypmod) = 'bytea' "
        "and col_description(a.attrelid, a.attnum) like 'secret:%'"
    )
    found = set()
    async with db.connection() as conn:
        for table, column in (await conn.execute(query)).all():
            for value in (
                await conn.execute(text(f"select {column} from {table} where {column} is not null"))
            ).scalars():
                found |= {
                    bytes(value).hex(),
                    base64.b64encode(value).decode(),
                    base64.urlsafe_b64encode(value).decode(),
                }
    return found


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
        process = subprocess.Popen(
            [sys.executable, "-m", "board.cli", "worker"], env={**os.environ, **told}, stdout=out, stderr=out
        )
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


async def darken(db: Database, hub: make.Hub) -> None:
    """Night for this hub's walls, whatever the hour is; the worker may light them again within seconds."""
    facts = {"hub_id": hub.hub_id, "now": make.NOW, "lights_at": NIGHT}
    async with db.transaction() as tx:
        await tx.conn.execute(
            text(
                "insert into wall_nights (hub_id, darkened_at, lights_at) values (:hub_id, :now, :lights_at) on conflict do nothing"
            ),
            facts,
        )
        tx.record(hub.hub_id, Event("walls_darkened", make.NOW))


async def test_no_marker_reaches_the_wall_a_notify_an_event_a_log_or_a_job(
    database: Database, redis_url: str, data_folder: Path
) -> None:
    by_day = replace(Policy.default(), wall=replace(Policy.default().wall, dark_when_closed=False))
    hub = await make.hub(database, policy=by_day)
    heard: list[str] = []
    ear: Any = await asyncpg.connect(driver_url(database.url))
    await ear.add_listener("events", lambda _c, _p, _ch, payload: heard.append(payload))
    manager = await make.person(database, hub, Role.MANAGER, name=mark("pairing"))
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
            async with database.transaction() as tx:  # visitors, then the night, then both
                await begin_visit(tx, doer, now=make.NOW)
            await soon(lambda: "wall-counts" in wall.regions[0].standing)
            states.append(await wall.fresh())
            await darken(database, hub)
            states.append(await wall.fresh())
            async with database.transaction() as tx:
                await end_visit(tx, doer, now=make.NOW)
            await darken(database, hub)
            await soon(lambda: any('id=\\"wall-dark' in raw for raw in wall.raw))
            states.append(await wall.fresh())
        fresh = await wall.fresh()
    assert refs[0] not in states[1].html + states[2].html, "counts alone for visitors, at night too"
    await ear.close()
    assert not await unmarked(database), "plant a marker there in live_through"
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
        async with httpx.AsyncClient(cookies=desk.cookies, base_url=web.base) as client:
            handed = [
                (await client.get(f"/hubs/eastmarsh/{page}")).text for page in ("handover", "handover/hub")
            ]
        assert all(own in page for page in handed)
        fresh = [(await desk.fresh()).html, (await wall.fresh()).html]
        said = "\n".join([*desk.raw, *wall.raw, *fresh, *handed])
        assert MARK not in said
        assert not {ref for ref in refs if f"card-{ref}" in said or f">{ref}<" in said}
        async with httpx.AsyncClient(cookies=desk.cookies, base_url=web.base) as client:
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
