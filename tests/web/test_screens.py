"""A wall: paired at a desk, trusted with reading alone, missed when it goes dark, withdrawn at a desk."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator

import httpx
import pytest

from board.commands.screens import find_dark
from board.domain.permissions import Role
from tests import make
from tests.web.door import Door


@pytest.fixture
async def office(door: Door, hub: make.Hub) -> AsyncIterator[httpx.AsyncClient]:
    """A manager's browser, signed in."""
    mo = await door.someone(hub, Role.MANAGER, name="Mo Reid")
    async with door.browser() as browser:
        await door.sign_in(browser, mo)
        yield browser


async def code_of(wall: httpx.AsyncClient) -> str:
    """The code a screen shows, once it asked for one."""
    await wall.post("/wall/pairing")
    found = re.search(r'id="code">([0-9A-Z]{4}-[0-9A-Z]{4})<', (await wall.get("/wall/pairing")).text)
    assert found
    return found[1]


async def paired(
    door: Door, office: httpx.AsyncClient, wall: httpx.AsyncClient, name: str = "Front room"
) -> None:
    """Pair this screen with the office's hub; it has its key afterwards."""
    done = await office.post("/hubs/northborough/screens", data={"code": await code_of(wall), "name": name})
    assert done.status_code == 303
    assert (await wall.get("/wall/pairing")).headers["location"] == "/wall"


async def test_screen_shows_a_code_a_manager_types_it_and_the_wall_opens(
    door: Door, office: httpx.AsyncClient
) -> None:
    async with door.browser() as wall:
        assert (await wall.get("/wall")).headers["location"] == "/wall/pairing"
        assert 'id="begin"' in (await wall.get("/wall/pairing")).text
        code = await code_of(wall)
        assert await code_of(wall) == code  # looking again shows the same one
        typed = {"code": code.lower().replace("-", " "), "name": "Front room"}
        assert (await office.post("/hubs/northborough/screens", data=typed)).status_code == 303
        handed = await wall.get("/wall/pairing")
        assert "Max-Age=315360000" in handed.headers["set-cookie"] and "pairing" not in wall.cookies
        assert (await wall.get("/wall")).text == "Front room"
        door.later(days=400)
        assert (await wall.get("/wall")).status_code == 200  # it never signs itself out
    assert await door.events("screen_paired", 1) == [{"screen": 1}]


async def test_looking_changes_nothing(door: Door, hub: make.Hub) -> None:
    async with door.browser() as wall:
        await wall.get("/wall")
        await wall.get("/wall/pairing")
    assert await door.scalar("select count(*) from pairings") == 0


async def test_code_lasts_ten_minutes_and_then_another_is_shown(
    door: Door, office: httpx.AsyncClient
) -> None:
    async with door.browser() as wall:
        old = await code_of(wall)
        door.later(minutes=10)
        late = await office.post("/hubs/northborough/screens", data={"code": old, "name": "Front room"})
        assert (
            late.status_code == 422 and "No screen shows this code" in late.text and "Front room" in late.text
        )
        assert 'id="begin"' in (await wall.get("/wall/pairing")).text
        assert await code_of(wall) != old


async def test_code_pairs_one_screen_once(door: Door, office: httpx.AsyncClient) -> None:
    async with door.browser() as wall:
        code = await code_of(wall)
        for name, status in (("Front room", 303), ("Back room", 422)):
            done = await office.post("/hubs/northborough/screens", data={"code": code, "name": name})
            assert done.status_code == status


async def test_somebody_without_the_screens_secret_gets_no_key(door: Door, office: httpx.AsyncClient) -> None:
    async with door.browser() as wall, door.browser() as thief:
        code = await code_of(wall)
        number = wall.cookies["pairing"].partition(".")[0]
        await office.post("/hubs/northborough/screens", data={"code": code, "name": "Front room"})
        for forged in (f"{number}.guess", f"{number}.", "no uuid", f"{number}.\u00e9"[:37]):
            thief.cookies.set("pairing", forged)
            assert (await thief.get("/wall/pairing")).status_code == 200
            assert "wall" not in thief.cookies


async def test_two_walls_of_a_hub_have_two_names(door: Door, office: httpx.AsyncClient) -> None:
    async with door.browser() as wall, door.browser() as other:
        await paired(door, office, wall)
        again = await office.post(
            "/hubs/northborough/screens", data={"code": await code_of(other), "name": "front ROOM"}
        )
    assert again.status_code == 409 and "A screen with this name" in again.text


async def test_only_managers_pair_and_a_foreign_hub_is_not_there(
    door: Door, hub: make.Hub, office: httpx.AsyncClient
) -> None:
    await make.hub(door.db, "southmere")
    asha = await door.someone(hub)
    async with door.browser() as desk, door.browser() as wall:
        await door.sign_in(desk, asha)
        typed = {"code": await code_of(wall), "name": "Front room"}
        assert (await desk.post("/hubs/northborough/screens", data=typed)).status_code == 403
        foreign = await office.post("/hubs/southmere/screens", data=typed)
        missing = await office.post("/hubs/nowhere/screens", data=typed)
        assert foreign.status_code == missing.status_code == 404
        assert strip(foreign.text) == strip(missing.text)
    assert await door.scalar("select count(*) from screens") == 0


def strip(page: str) -> str:
    return re.sub(r"southmere|nowhere|[0-9a-f]{16}", "", page)


async def test_withdrawn_wall_shows_nothing_and_can_be_paired_anew(
    door: Door, office: httpx.AsyncClient
) -> None:
    async with door.browser() as wall:
        await paired(door, office, wall)
        for _ in range(2):  # twice is silence
            assert (await office.post("/hubs/northborough/screens/1/revoke")).status_code == 303
        assert (await wall.get("/wall")).headers["location"] == "/wall/pairing"
        assert (await wall.get("/wall/pairing")).status_code == 200  # the old pairing hands out nothing
        assert (await wall.post("/wall/drawn", json={"seq": 1})).status_code == 401
        await paired(door, office, wall)
        assert (await wall.get("/wall")).text == "Front room"
    assert await door.events("screen_revoked", 1) == [{"screen": 1}]


async def test_silent_wall_goes_dark_once_and_comes_back_once(door: Door, office: httpx.AsyncClient) -> None:
    async with door.browser() as wall:
        await paired(door, office, wall)
        assert (await wall.post("/wall/drawn", json={"seq": 7})).status_code == 204
        door.later(seconds=60)
        assert await find_dark(door.db, now=door.now) == 0
        door.later(seconds=31)
        assert [await find_dark(door.db, now=door.now), await find_dark(door.db, now=door.now)] == [1, 0]
        await office.post("/session/seen")
        assert ">Dark</b> since" in (await office.get("/hubs/northborough/screens")).text
        for seq in (8, 9):
            await wall.post("/wall/drawn", json={"seq": seq})
    assert (
        await door.events("screen_went_dark", 1)
        == await door.events("screen_came_back", 1)
        == [{"screen": 1}]
    )
    assert await door.scalar("select drawn_seq from screens") == 9
    assert (
        await door.scalar("select count(*) from events where hub_id = 1 and kind like 'screen%'") == 3
    )  # drawing is no event


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"7",
        b'{"seq": -1}',
        b'{"seq": true}',
        b'{"seq": 1e3}',
        b'{"seq": 9223372036854775808}',
        b"[" * 5000,
        b'{"seq": "\\u0000"}',
    ],
)
async def test_nonsense_about_what_was_drawn_changes_nothing(
    door: Door, office: httpx.AsyncClient, body: bytes
) -> None:
    async with door.browser() as wall:
        await paired(door, office, wall)
        assert (await wall.post("/wall/drawn", content=body)).status_code == 422
    assert await door.scalar("select drawn_seq from screens") is None


async def test_walls_key_opens_the_wall_and_nothing_else(door: Door, office: httpx.AsyncClient) -> None:
    async with door.browser() as wall:
        await paired(door, office, wall)
        wall.cookies.set("session", wall.cookies["wall"])
        for path in ("/hubs", "/hubs/northborough/desk", "/people/me"):
            assert (await wall.get(path)).headers["location"].startswith("/sign-in")


@pytest.mark.parametrize("name", ["", " ", "x" * 61, "a\x00b"])
async def test_screen_needs_a_name_people_can_read(door: Door, office: httpx.AsyncClient, name: str) -> None:
    async with door.browser() as wall:
        done = await office.post(
            "/hubs/northborough/screens", data={"code": await code_of(wall), "name": name}
        )
    assert done.status_code == 422
    assert await door.scalar("select count(*) from screens") == 0
