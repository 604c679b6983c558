"""Who looks after the board: leavers, lost phones, withdrawn tokens and a new server key."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from click import ClickException

from board.cli.entrust import (
    add_person_with_seat,
    add_token,
    end_known_person,
    end_known_token,
    list_tokens,
    reseal,
    reset_person,
)
from board.secrets import Secrets
from tests import make
from tests.web.door import KEY, Door


async def test_added_person_signs_in_with_the_first_password(door: Door, hub: make.Hub) -> None:
    told = await add_person_with_seat(
        door.db,
        hub=hub.key,
        role="service_manager",
        name="Ewa Nowak",
        email="ewa@northborough.example",
        agency=None,
    )
    found = re.search(r"\(shown this once\): (\S+)", told)
    assert found
    real = Door(door.db)
    async with real.browser() as browser:
        done = await browser.post(
            "/sign-in", data={"email": "ewa@northborough.example", "password": found[1]}
        )
    assert done.headers["location"].startswith("/sign-in/second-factor")


async def test_lost_phone_and_codes_mean_a_new_password_and_a_new_app(door: Door, hub: make.Hub) -> None:
    asha = await door.someone(hub)
    async with door.browser() as browser:
        await door.sign_in(browser, asha)
        told = await reset_person(door.db, email=asha.email)
        password = told.splitlines()[0].rpartition(" ")[2]
        assert (await browser.get("/hubs")).status_code == 303
        assert (await door.password(browser, asha)).status_code == 401
        again = await door.password(browser, asha, password)
    assert again.headers["location"].startswith("/sign-in/second-factor")


async def test_leaver_is_out_at_once_and_the_event_says_so(door: Door, hub: make.Hub) -> None:
    asha = await door.someone(hub)
    async with door.browser() as browser:
        await door.sign_in(browser, asha)
        await end_known_person(door.db, email=asha.email)
        assert (await browser.get("/hubs")).status_code == 303
    assert [body["why"] for body in await door.events("session_ended")] == ["person_left"]
    with pytest.raises(ClickException, match="Nobody signs in"):
        await end_known_person(door.db, email=asha.email)


async def test_token_is_listed_by_number_and_withdrawn(door: Door, hub: make.Hub) -> None:
    token = await add_token(door.db, hub=hub.key, role="feed", name="Police feed", agency="police")
    listed = await list_tokens(door.db, hub=hub.key)
    assert listed.startswith("1  Police feed") and token not in listed
    assert await end_known_token(door.db, hub=hub.key, number=1) == "The token is withdrawn."
    assert await list_tokens(door.db, hub=hub.key) == "No token is in use."


async def test_new_server_key_keeps_apps_codes_walls_and_sessions(door: Door, hub: make.Hub) -> None:
    asha = await door.someone(hub)
    async with door.browser() as browser:
        await door.sign_in(browser, asha)
        made = await browser.post("/people/me/recovery-codes", data={"codes_password": asha.password})
        code = re.findall(r"<code>([0-9A-Z-]{14})</code>", made.text)[0]
        session = browser.cookies["session"]

    both = replace(door, secrets=Secrets([KEY, "a newer key"]))
    async with both.browser() as browser, both.browser() as other:
        browser.cookies.set("session", session)
        assert (await browser.get("/hubs")).status_code == 200
        await both.password(other, asha)
        assert (await other.post("/sign-in/code", data={"code": code})).status_code == 303
        await both.sign_in(browser, asha)

    told = await reseal(door.db, both.secrets)
    assert (
        told.startswith("1 authenticator seeds are encrypted with the newest key.") and "neither" not in told
    )
    new = replace(both, secrets=Secrets(["a newer key"]))
    async with new.browser() as browser:
        await new.sign_in(browser, asha)
    assert "1 could be read with neither key" in await reseal(door.db, Secrets(["quite another"]))


async def test_seed_under_a_lost_key_opens_nothing(door: Door, hub: make.Hub) -> None:
    asha = await door.someone(hub)
    lost = replace(door, secrets=Secrets(["quite another"]))
    async with lost.browser() as browser:
        await lost.password(browser, asha)
        assert (await browser.post("/sign-in/code", data={"code": asha.code(lost.now)})).status_code == 401
