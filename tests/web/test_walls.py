"""Looking after walls at a desk, what a wall's own key may do, and where it may be used."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator

import httpx
import pytest

from board.domain.permissions import Role
from board.web.screens import turned_away
from tests import make
from tests.web.door import Door
from tests.web.test_screens import paired

SCREENS = "/hubs/northborough/screens"


@pytest.fixture
async def office(door: Door, hub: make.Hub) -> AsyncIterator[httpx.AsyncClient]:
    """A manager's browser, signed in."""
    door.app.state.turned_away = turned_away
    mo = await door.someone(hub, Role.MANAGER, name="Mo Reid")
    async with door.browser() as browser:
        await door.sign_in(browser, mo)
        yield browser


def elsewhere(door: Door, wall: httpx.AsyncClient, host: str) -> httpx.AsyncClient:
    """The same screen's cookies, from another network address."""
    transport = httpx.ASGITransport(door.app, client=(host, 5000))
    headers = {"Origin": door.base}
    return httpx.AsyncClient(transport=transport, base_url=door.base, cookies=wall.cookies, headers=headers)


async def test_a_bound_wall_opens_from_its_networks_alone_and_desks_hear_of_a_try(
    door: Door, office: httpx.AsyncClient
) -> None:
    async with door.browser() as wall:  # at 192.0.2.7
        await paired(door, office, wall)
        bound = {"name": "Front room", "networks": "192.0.2.0/24"}
        assert (await office.post(f"{SCREENS}/1", data=bound)).status_code == 303
        assert (await wall.get("/wall")).status_code == 200
        async with elsewhere(door, wall, "198.51.100.9") as thief:
            for _ in range(3):
                refused = await thief.get("/wall")
                assert refused.status_code == 403
                assert "may not show its wall from this network" in refused.text
                assert refused.headers["refresh"] == "30"
            assert (await thief.get("/wall/screen.css")).status_code == 403
            assert (await thief.post("/wall/visit")).status_code == 403
            assert (await thief.post("/wall/drawn", json={"seq": 5})).status_code == 403
        page = (await office.get(SCREENS)).text
        assert "Tried from another network" in page
        assert "198.51.100.9" not in page
        assert await door.events("screen_turned_away", 1) == [{"screen": 1}]
        assert (await office.post(f"{SCREENS}/1/see-to")).status_code == 303
        assert "Tried from another network" not in (await office.get(SCREENS)).text
        assert (await wall.post("/wall/drawn", json={"seq": 5})).status_code == 204


async def test_what_a_manager_types_of_a_screen_is_kept_when_it_cannot_be_read(
    door: Door, office: httpx.AsyncClient
) -> None:
    async with door.browser() as wall:
        await paired(door, office, wall)
    typed = {"name": "Kitchen", "distance": "over there", "panel": "<huge>", "networks": "10.0.0.0/8\nhome"}
    reply = await office.post(f"{SCREENS}/1", data=typed)
    assert reply.status_code == 422
    for words in (
        "over there",
        "&lt;huge&gt;",
        "10.0.0.0/8\nhome",
        'value="Kitchen"',
        "such as 4.5",
        "such as 65 inches",
    ):
        assert words in reply.text
    assert re.search(r'<details class="govuk-details" open>', reply.text)
    assert re.search(r'href="#distance-1"', reply.text)
    assert re.search(r'id="distance-1"[^>]* aria-invalid', reply.text)
    assert await door.events("screen_amended", 1) == []
    assert (await office.post(f"{SCREENS}/99", data=typed)).status_code == 404


async def test_a_walls_letters_follow_from_the_policy_and_its_own_room(
    door: Door, office: httpx.AsyncClient
) -> None:
    async with door.browser() as wall:
        await paired(door, office, wall)
        usual = await wall.get("/wall/screen.css")
        assert usual.headers["content-type"].startswith("text/css")
        assert usual.text == ":root { --least: 2.377vw }\n"
        nearer = {"name": "Front room", "distance": "3 m", "panel": '75"'}
        await office.post(f"{SCREENS}/1", data=nearer)
        assert (await wall.get("/wall/screen.css")).text == ":root { --least: 1.237vw }\n"
        far = await office.post(f"{SCREENS}/1", data={"name": "Front room", "distance": "25"})
        assert far.status_code == 422
        assert "at most 11.5 metres" in far.text
    async with door.browser() as nobody:
        assert (await nobody.get("/wall/screen.css")).status_code in (303, 401)


async def test_a_desk_of_the_hub_sends_the_walls_to_counts_and_only_managers_look_after_screens(
    door: Door, office: httpx.AsyncClient, hub: make.Hub
) -> None:
    async with door.browser() as wall:
        await paired(door, office, wall)
    for role, name in ((Role.LADO, "Ola Dunne"), (Role.ADMIN, "Lin Wu"), (Role.SOCIAL_WORKER, "Asha Verma")):
        someone = await door.someone(hub, role, name=name)
        async with door.browser() as desk:
            await door.sign_in(desk, someone)
            assert (await desk.post("/hubs/northborough/visit")).status_code == 303
            assert (await desk.post("/hubs/northborough/visit/extend")).status_code == 303
            assert (await desk.post("/hubs/northborough/visit/end")).status_code == 303
            for path in ("/1", "/1/reload", "/1/see-to", "/1/revoke"):
                assert (await desk.post(SCREENS + path, data={"name": "Mine"})).status_code == 403
    feed = await door.someone(hub, Role.EXECUTIVE, name="Ex Ecutive")
    async with door.browser() as outside:
        await door.sign_in(outside, feed)
        assert (await outside.post("/hubs/northborough/visit")).status_code == 403
    for role, name in ((Role.POLICE, "Pat Osei"), (Role.HEALTH, "Hal Burgess"), (Role.IDVA, "Ida Vane")):
        partner = await door.someone(hub, role, name=name)
        async with door.browser() as desk:
            await door.sign_in(desk, partner)
            assert (await desk.get("/hubs/northborough/desk")).status_code == 200
            for act in ("visit", "visit/extend", "visit/end"):
                answer = await desk.post(f"/hubs/northborough/{act}")
                assert answer.status_code == 403 and "by the hub&#39;s own staff" in answer.text
    assert len(await door.events("visit_began", 1)) == 3
    assert len(await door.events("visit_ended", 1)) == 3


async def test_a_walls_own_key_begins_a_visit_and_can_do_nothing_more(
    door: Door, office: httpx.AsyncClient
) -> None:
    async with door.browser() as wall:
        await paired(door, office, wall)
        for _ in range(2):
            assert (await wall.post("/wall/visit")).status_code == 204
        assert await door.events("visit_began", 1) == [{"screen": 1}]
        for path in ("/hubs/northborough/visit/end", "/hubs/northborough/visit", f"{SCREENS}/1/reload"):
            assert (await wall.post(path)).status_code in (401, 303)
        assert await door.scalar("select count(*) from visits where ended_at is null") == 1
        assert "Visitors are here" in (await office.get(SCREENS)).text
    async with door.browser() as nobody:
        assert (await nobody.post("/wall/visit")).status_code == 401
