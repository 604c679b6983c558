"""One claim, seen everywhere: three web processes on one database, real sockets, raw frames."""

from __future__ import annotations

import asyncio
import signal
from pathlib import Path

import httpx
import pytest

from board.commands.claims import claim
from board.commands.restrictions import restrict
from board.commands.sessions import end_sessions_of
from board.domain.permissions import Role
from board.store.engine import Database
from tests import make
from tests.processes import Page, Web, enrol_wall, sign_in, soon, web_processes

DESK = "/hubs/northborough/desk"


@pytest.fixture
async def hub(database: Database) -> make.Hub:
    return await make.hub(database)


async def desk_of(
    db: Database, hub: make.Hub, web: Web, role: Role = Role.SOCIAL_WORKER, name: str = "Asha Verma"
) -> Page:
    actor = await make.person(db, hub, role, name=name)
    page = Page(web, {"session": await sign_in(db, actor)}, DESK)
    await page.get()
    return page


async def click(page: Page, path: str, **form: str) -> httpx.Response:
    """A click as forms.js makes it."""
    headers = {"Board-Page": page.token, "Board-Since": page.since(), "Origin": page.web.base}
    async with httpx.AsyncClient(cookies=page.cookies, timeout=10, verify=False) as client:
        return await client.post(page.web.base + path, data=form, headers=headers)


async def test_a_claim_in_one_process_is_seen_on_desk_and_wall_of_the_others(
    database: Database, hub: make.Hub, data_folder: Path
) -> None:
    manager = await make.person(database, hub, Role.MANAGER)
    refs = [await make.contact_rated(database, manager, "amber") for _ in range(3)]
    with web_processes(database.url, data_folder, 3) as (one, two, three):
        asha, ben = await desk_of(database, hub, one), await desk_of(database, hub, two, name="Ben Okafor")
        wall = Page(three, {"wall": await enrol_wall(database, manager)}, "/wall")
        await wall.get()
        async with asha.listening(), ben.listening(), wall.listening():
            reply = await click(asha, f"/hubs/northborough/contacts/{refs[1]}/claim")
            assert reply.status_code == 200, reply.text
            for frame in reply.json()["frames"]:
                asha.apply(frame)
            await soon(lambda: f"card-{refs[1]}" in ben.regions[0].lanes().get("lane-in_hand", []))
            await soon(lambda: any(refs[1] in raw for raw in wall.raw))
            assert f"own-{refs[1]}" in asha.regions[1].standing
            await soon(lambda: asha.seq == ben.seq == wall.seq)
            for page in (asha, ben, wall):
                assert page.pictures() == (await page.fresh()).pictures()


async def test_a_sign_in_has_so_many_sockets_and_the_newest_beyond_asks_over_http(
    database: Database, hub: make.Hub, data_folder: Path
) -> None:
    with web_processes(database.url, data_folder, BOARD_SOCKETS_A_SESSION="2") as (web,):
        manager = await make.person(database, hub, Role.MANAGER)
        desk = await desk_of(database, hub, web)
        pages = [Page(web, desk.cookies, DESK) for _ in range(3)]
        wall = Page(web, {"wall": await enrol_wall(database, manager)}, "/wall")
        other = await desk_of(database, hub, web, name="Ben Okafor")
        for page in (*pages, wall):
            await page.get()
        first, second, third = pages
        async with first.listening():
            async with second.listening(), third.listening(), other.listening(), wall.listening():
                assert (third.closed, third.raw) == (4429, []), (
                    "the newest is turned away before it hears a thing"
                )
                assert [page.closed for page in (first, second, other, wall)] == [None] * 4, "nobody else is"
                ref = await make.contact_waiting(database, manager)
                where = {"page": third.token, "since": third.since()}
                async with httpx.AsyncClient(cookies=third.cookies, timeout=10, verify=False) as client:
                    asked = (await client.get(f"{web.base}/live/frames", params=where)).json()
                assert ref in asked["frames"][0]["content"], "it is kept true by asking"
            await soon(lambda: second.seq)
            again = Page(web, desk.cookies, DESK)
            await again.get()
            async with again.listening():
                assert again.closed is None and again.told, "there is room again when one has gone"


async def test_second_click_learns_who_holds_the_contact_and_sees_it(
    database: Database, hub: make.Hub, data_folder: Path
) -> None:
    ref = await make.contact_waiting(database, await make.person(database, hub, Role.MANAGER))
    with web_processes(database.url, data_folder, 2) as (one, two):
        asha, ben = await desk_of(database, hub, one), await desk_of(database, hub, two, name="Ben Okafor")
        path = f"/hubs/northborough/contacts/{ref}/claim"
        assert (await click(asha, path)).status_code == 200
        late = await click(ben, path)
        assert late.status_code == 409
        assert "Asha Verma" in late.json()["notice"]["sentence"]
        for frame in late.json()["frames"]:
            ben.apply(frame)
        assert f"card-{ref}" in ben.regions[0].lanes()["lane-in_hand"], "the refused click heals the page"


async def test_a_restricted_contact_leaves_every_other_screen_at_once_and_tells_nothing_later(
    database: Database, hub: make.Hub, data_folder: Path
) -> None:
    manager = await make.person(database, hub, Role.MANAGER, name="Ana Ruiz")
    other = await make.person(database, hub, Role.SERVICE_MANAGER, name="Grace Tan")
    ref = await make.contact_rated(database, manager, "red")
    with web_processes(database.url, data_folder, 2) as (one, two):
        named = Page(one, {"session": await sign_in(database, other)}, DESK)
        reader = await desk_of(database, hub, two)
        opened = Page(two, reader.cookies, f"/hubs/northborough/contacts/{ref}")
        wall = Page(two, {"wall": await enrol_wall(database, manager)}, "/wall")
        for page in (named, opened, wall):
            await page.get()
        async with named.listening(), reader.listening(), opened.listening(), wall.listening():
            async with database.transaction() as tx:
                await restrict(tx, manager, ref, [other.person_id], "A colleague's family.", now=make.NOW)
            await soon(lambda: f"own-{ref}" in named.regions[1].standing)
            await soon(lambda: f"card-{ref}" not in reader.regions[0].standing)
            await soon(lambda: any("lost" in told for told in opened.told))
            await soon(lambda: reader.seq == wall.seq == named.seq)
            before = {
                id(page): len([raw for raw in page.raw if "audience" in raw])
                for page in (reader, opened, wall)
            }
            async with database.transaction() as tx:
                await claim(tx, manager, ref, now=make.NOW)
            await soon(lambda: "Ana Ruiz" in named.regions[1].standing[f"own-{ref}"].html)
            await soon(lambda: reader.seq == opened.seq == wall.seq == named.seq)
            for page in (reader, opened, wall):
                since = [raw for raw in page.raw if "audience" in raw][before[id(page)] :]
                assert since == [], "not even the timing of a frame may tell that it exists"


async def test_a_session_ended_closes_its_sockets_within_a_second(
    database: Database, hub: make.Hub, data_folder: Path
) -> None:
    manager = await make.person(database, hub, Role.MANAGER)
    with web_processes(database.url, data_folder, 1) as (web,):
        asha = await make.person(database, hub, name="Asha Verma")
        page = Page(web, {"session": await sign_in(database, asha)}, DESK)
        await page.get()
        async with page.listening():
            async with database.transaction() as tx:
                await end_sessions_of(tx, manager, asha.person_id, now=make.NOW)
            await soon(lambda: page.closed is not None)
            assert page.closed == 4401
            assert {"ended": "session"} in page.told
        again = Page(web, page.cookies, DESK, token=page.token, regions=page.regions)
        async with again.listening():
            await soon(lambda: again.closed is not None)
            assert again.closed == 4401, "a page token harvested earlier opens nothing"


async def test_nothing_is_lost_through_a_cut_and_a_killed_process(
    database: Database, hub: make.Hub, data_folder: Path
) -> None:
    manager = await make.person(database, hub, Role.MANAGER)
    with web_processes(database.url, data_folder, 1) as (web,):
        page = await desk_of(database, hub, web)
        async with page.listening():
            await make.contact_rated(database, manager, "green")
            await soon(lambda: len(page.regions[0].lanes().get("lane-waiting", [])) == 1)
        web.kill()
        for _ in range(3):
            await make.contact_rated(database, manager, "red")
        web.start()
        page.told.clear()
        async with page.listening():
            await soon(lambda: len(page.regions[0].lanes()["lane-waiting"]) == 4)
            assert page.pictures() == (await page.fresh()).pictures()
            assert "ask" not in page.outcomes


async def test_no_heartbeat_goes_out_while_the_process_is_frozen_and_it_catches_up_after(
    database: Database, hub: make.Hub, data_folder: Path
) -> None:
    manager = await make.person(database, hub, Role.MANAGER)
    with web_processes(database.url, data_folder, 1) as (web,):
        page = await desk_of(database, hub, web)
        async with page.listening():
            await soon(lambda: len(page.beats) >= 2)
            web.send(signal.SIGSTOP)
            await asyncio.sleep(0)
            heard = len(page.beats)
            await make.contact_waiting(database, manager)
            web.send(signal.SIGCONT)
            await soon(lambda: len(page.beats) > heard)
            await soon(lambda: len(page.regions[0].lanes().get("lane-waiting", [])) == 1)


async def test_a_forged_page_a_forged_cursor_and_another_origin_open_nothing(
    database: Database, hub: make.Hub, data_folder: Path
) -> None:
    with web_processes(database.url, data_folder, 1) as (web,):
        page = await desk_of(database, hub, web)
        async with httpx.AsyncClient(cookies=page.cookies, base_url=web.base, verify=False) as client:
            forged = await client.get(
                "/live/frames", params={"page": page.token[:-2] + "xx", "since": page.since()}
            )
            assert forged.status_code == 404 and "sentence" in forged.text
            cursor = await client.get("/live/frames", params={"page": page.token, "since": "1.x;drop"})
            assert cursor.status_code == 422
            ahead = await client.get("/live/frames", params={"page": page.token, "since": "1.999999.999999"})
            assert ahead.json() == {"reload": True}
        async with httpx.AsyncClient(cookies={"session": "x"}, base_url=web.base, verify=False) as nobody:
            other = await nobody.get("/live/frames", params={"page": page.token, "since": page.since()})
            assert other.status_code == 401
        stranger = Page(
            Web("", data_folder, port=web.port), page.cookies, DESK, token=page.token, regions=page.regions
        )
        stranger.web.__class__ = Elsewhere
        async with stranger.listening():
            assert stranger.closed == 1006


class Elsewhere(Web):
    """The same address, asked from another site."""

    @property
    def base(self) -> str:
        return "https://elsewhere.example"
