"""What a route requires: one guard a line, and nothing the request says about itself is believed."""

from __future__ import annotations

import pytest

from board.commands.people import end_person
from board.commands.tokens import end_token, issue_token
from board.domain.permissions import Role
from board.secrets import new_token, token_hash
from board.web.coming_in import COMING_IN
from board.web.table import Line, guards_of, routes
from tests import make
from tests.web.door import WHY, Door, said


def test_line_without_a_guard_is_refused() -> None:
    with pytest.raises(ValueError, match="names no guard"):
        routes([Line("/open", "GET", said, None)])  # type: ignore[arg-type]


def test_line_that_stands_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="twice"):
        routes([Line("/a", "GET", said, WHY), Line("/a", "GET", said, WHY)])


def test_every_guard_says_who_comes_in() -> None:
    assert all(sentence.endswith(".") for *_, sentence in guards_of(COMING_IN))


async def test_forged_foreign_and_missing_hubs_answer_alike(door: Door, hub: make.Hub) -> None:
    await make.hub(door.db, "southmere")
    asha = await door.someone(hub)
    async with door.browser() as browser:
        await door.sign_in(browser, asha)
        answers = [
            await browser.get(f"/hubs/{key}/desk")
            for key in ("southmere", "nowhere", "house", "a%00b", "%F0%9F", "x" * 3000)
        ]
    assert {a.status_code for a in answers} == {404}
    assert len({a.text for a in answers}) == 1


async def test_missing_foreign_and_restricted_contacts_answer_alike(door: Door, hub: make.Hub) -> None:
    other = await make.hub(door.db, "southmere")
    manager = await make.person(door.db, hub, Role.MANAGER)
    elsewhere = await make.contact_waiting(door.db, await make.person(door.db, other))
    second = await make.person(door.db, hub, Role.MANAGER)
    hidden = await make.contact_restricted(door.db, manager, [manager.person_id, second.person_id])
    asha = await door.someone(hub)
    async with door.browser() as browser:
        await door.sign_in(browser, asha)
        answers = [
            await browser.get(f"/hubs/northborough/contacts/{ref}")
            for ref in (elsewhere, hidden, "ZZZZ", "a%00", "<b>")
        ]
    assert {a.status_code for a in answers} == {404} and len({a.text for a in answers}) == 1
    assert await door.scalar("select count(*) from readings") == 0


async def test_reading_is_logged_before_the_page_and_a_refused_one_is_not(door: Door, hub: make.Hub) -> None:
    asha, pat = await door.someone(hub), await door.someone(hub, Role.POLICE, name="Pat Osei")
    ref = await make.contact_waiting(door.db, asha.actor)
    async with door.browser() as desk, door.browser() as partner:
        await door.sign_in(desk, asha)
        await door.sign_in(partner, pat)
        assert (await desk.get(f"/hubs/northborough/contacts/{ref.lower()}")).status_code == 200
        assert (await partner.get(f"/hubs/northborough/contacts/{ref}")).status_code == 403
        await desk.get("/hubs/northborough/desk")
    pages = "select string_agg(page || ' ' || why || ' ' || (contact_id is not null), ', ' order by reading_id) from readings"
    assert await door.scalar(pages) == "/hubs/{hub}/contacts/{ref} worked true, /hubs/{hub}/desk board false"


async def test_seat_that_does_not_allow_it_is_told_so_in_words(door: Door, hub: make.Hub) -> None:
    pat = await door.someone(hub, Role.POLICE, name="Pat Osei")
    async with door.browser() as browser:
        await door.sign_in(browser, pat)
        told = await browser.get("/hubs/northborough/contacts/T4W")
    assert told.status_code == 403 and "a contact is opened by those who work it" in told.text


async def test_seat_or_person_ended_in_mid_use_opens_nothing_more(door: Door, hub: make.Hub) -> None:
    asha, ben = await door.someone(hub), await door.someone(hub, name="Ben Okafor")
    async with door.browser() as first, door.browser() as second:
        await door.sign_in(first, asha)
        await door.sign_in(second, ben)
        seat = await door.scalar("select seat_id from seats where person_id = :p", p=asha.actor.person_id)
        async with door.db.transaction() as tx:
            await make.end_seat(tx, hub.hub_id, seat, now=door.now)
        async with door.db.transaction() as tx:
            await end_person(tx, ben.actor.person_id, now=door.now)
        assert (await first.get("/hubs/northborough/desk")).status_code == 404
        assert (await second.get("/hubs/northborough/desk")).status_code == 303
        assert (await door.password(second, ben)).status_code == 401


async def test_token_acts_for_its_own_service_person_in_its_own_hub(door: Door, hub: make.Hub) -> None:
    token = new_token()
    async with door.db.transaction() as tx:
        issued = await issue_token(
            tx, hub.hub_id, "Police feed", "police", Role.FEED, token_hash(token), now=door.now
        )
    async with door.browser() as system:
        del system.headers["origin"]
        allowed = {"Authorization": f"Bearer {token}"}
        assert (await system.post("/api/v1/contacts", headers=allowed)).text == "Police feed"
        denied = await system.get("/api/v1/events", headers=allowed)
        assert denied.status_code == 403 and denied.json()["title"] == "NotAllowed"
        async with door.db.transaction() as tx:
            await end_token(tx, hub.hub_id, issued.token_id, now=door.now)
        ended = await system.post("/api/v1/contacts", headers=allowed)
        assert ended.status_code == 401 and ended.headers["www-authenticate"] == "Bearer"
        for forged in ("", "Bearer", "Bearer x", "Basic eDp5", f"Bearer {token}x"):
            answer = await system.post(
                "/api/v1/contacts", headers={"Authorization": forged, "Origin": door.base}
            )
            assert answer.status_code == 401 and answer.json()["detail"].startswith("You are not signed in")


async def test_new_token_of_the_same_name_is_the_same_service_person(door: Door, hub: make.Hub) -> None:
    people = []
    for _ in range(2):
        async with door.db.transaction() as tx:
            issued = await issue_token(
                tx, hub.hub_id, "Police feed", "police", Role.FEED, token_hash(new_token()), now=door.now
            )
            people.append(issued.person_id)
    assert people[0] == people[1] and len(await door.events("token_issued", 1)) == 2
    assert len(await door.events("seat_taken", 1)) == 1


async def test_session_cookie_opens_no_api_and_token_no_page(door: Door, hub: make.Hub) -> None:
    asha = await door.someone(hub, Role.ADMIN)
    token = new_token()
    async with door.db.transaction() as tx:
        await issue_token(
            tx, hub.hub_id, "Police feed", "police", Role.ADMIN, token_hash(token), now=door.now
        )
    async with door.browser() as browser, door.browser() as system:
        await door.sign_in(browser, asha)
        assert (await browser.post("/api/v1/contacts")).status_code == 401
        system.cookies.set("session", token)
        page = await system.get("/hubs/northborough/desk", headers={"Authorization": f"Bearer {token}"})
        assert page.status_code == 303
