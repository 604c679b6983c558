"""Coming in, the lock, and going out: told through a browser."""

from __future__ import annotations

import asyncio
import re
from uuid import UUID

import pyotp
import pytest
import structlog

from board.commands.sessions import tidy_sessions
from board.domain.permissions import Role
from board.domain.refusals import NotSignedIn
from board.queries.sessions import actor_of_session
from board.store.engine import Database
from tests import make
from tests.web.door import PASSWORD, Door


async def test_password_and_code_open_the_board(door: Door, hub: make.Hub) -> None:
    asha = await door.someone(hub)
    async with door.browser() as browser:
        first = await browser.post(
            "/sign-in",
            data={"email": asha.email.upper(), "password": PASSWORD, "next": "/hubs/northborough/desk"},
        )
        half = browser.cookies["session"]
        assert (await browser.get("/hubs/northborough/desk")).headers["location"].startswith("/sign-in?next=")
        done = await browser.post(
            first.headers["location"], data={"code": asha.code(door.now), "next": "/hubs/northborough/desk"}
        )
        assert done.headers["location"] == "/hubs/northborough/desk"
        assert browser.cookies["session"] != half  # a token planted before is worth nothing
        assert (await browser.get("/hubs/northborough/desk")).text == "Asha Verma"
    assert [set(body) for body in await door.events("signed_in")] == [{"session", "factor"}]


async def test_cookie_is_out_of_reach_of_scripts_and_other_sites(door: Door, hub: make.Hub) -> None:
    asha = await door.someone(hub)
    async with door.browser() as browser:
        cookie = (await door.password(browser, asha)).headers["set-cookie"].lower()
    assert "httponly" in cookie and "samesite=lax" in cookie and "path=/" in cookie and "domain" not in cookie


async def test_wrong_password_and_unknown_name_answer_alike(door: Door, hub: make.Hub) -> None:
    asha = await door.someone(hub)
    async with door.browser() as browser:
        wrong = await door.password(browser, asha, "not the one")
        unknown = await browser.post(
            "/sign-in", data={"email": "nobody@x.example", "password": "not the one"}
        )
    assert wrong.status_code == unknown.status_code == 401
    assert wrong.text.replace(asha.email, "") == unknown.text.replace("nobody@x.example", "")
    assert (
        "The address or the password is not right" in wrong.text and asha.email in wrong.text
    )  # what was typed is kept
    assert "not the one" not in wrong.text
    bodies = await door.events("sign_in_refused")
    assert bodies == [
        {"person": asha.actor.person_id, "why": "password"},
        {"person": None, "why": "password"},
    ]


async def test_wrong_code_opens_nothing(door: Door, hub: make.Hub) -> None:
    asha = await door.someone(hub)
    async with door.browser() as browser:
        await door.password(browser, asha)
        for code in ("000000", "abc", "", "１２３４５６", "0" * 500):
            assert (await browser.post("/sign-in/code", data={"code": code})).status_code == 401
        assert (await browser.get("/hubs")).status_code == 303


async def test_code_works_once(door: Door, hub: make.Hub) -> None:
    asha = await door.someone(hub)
    code = asha.code(door.now)
    async with door.browser() as first, door.browser() as second:
        await door.password(first, asha)
        await door.password(second, asha)
        answers = await asyncio.gather(
            first.post("/sign-in/code", data={"code": code}),
            second.post("/sign-in/code", data={"code": code}),
        )
    assert sorted(a.status_code for a in answers) == [303, 401]


async def test_code_of_an_earlier_half_minute_is_void_once_a_later_one_was_used(
    door: Door, hub: make.Hub
) -> None:
    asha = await door.someone(hub)
    async with door.browser() as first, door.browser() as second:
        await door.sign_in(first, asha)
        await door.password(second, asha)
        before = asha.code(door.now, steps=-1)
        assert (await second.post("/sign-in/code", data={"code": before})).status_code == 401
        assert (await second.post("/sign-in/code", data={"code": asha.code(door.now)})).status_code == 303


async def test_first_sign_in_sets_an_app_and_hands_out_recovery_codes_that_each_work_once(
    door: Door, hub: make.Hub
) -> None:
    ben = await door.someone(hub, name="Ben Okafor", phone=False)
    async with door.browser() as browser, door.browser() as later:
        assert (await door.password(browser, ben)).headers["location"].startswith("/sign-in/second-factor")
        page = (await browser.get("/sign-in/second-factor")).text
        found = re.search(r"Key: <code>([A-Z2-7 ]+)</code>", page)
        assert found
        ben.seed = found[1].replace(" ", "")
        picture = await browser.get("/sign-in/second-factor.svg")
        assert (
            picture.headers["content-type"].startswith("image/svg")
            and picture.headers["cache-control"] == "no-store"
        )

        assert (await browser.post("/sign-in/second-factor", data={"code": "000000"})).status_code == 401
        shown = await browser.post("/sign-in/second-factor", data={"code": ben.code(door.now)})
        codes = re.findall(r"<code>([0-9A-Z-]{14})</code>", shown.text)
        assert len(set(codes)) == 10
        assert (await browser.get("/hubs")).text == "Ben Okafor"
        assert (await browser.get("/sign-in/second-factor.svg")).status_code == 303  # never shown again

        await door.password(later, ben)
        assert (
            await later.post("/sign-in/code", data={"code": codes[0].lower().replace("-", " ")})
        ).status_code == 303
        await later.post("/sign-out")
        await door.password(later, ben)
        assert (await later.post("/sign-in/code", data={"code": codes[0]})).status_code == 401
        assert (await later.post("/sign-in/code", data={"code": codes[1]})).status_code == 303
    seed = await door.scalar("select totp_secret from people where person_id = :p", p=ben.actor.person_id)
    assert ben.seed not in seed


async def test_too_many_tries_must_wait_and_then_may_go_on(door: Door, hub: make.Hub) -> None:
    asha = await door.someone(hub)
    limits = make.Policy.default().sign_in
    async with door.browser() as browser:
        for _ in range(limits.tries_per_name):
            assert (await door.password(browser, asha, "wrong")).status_code == 401
        refused = await door.password(browser, asha)
        assert refused.status_code == 429 and f"Wait {limits.window_minutes} minutes" in refused.text
        door.later(minutes=limits.window_minutes)
        assert (await door.password(browser, asha)).status_code == 303


async def test_a_hundred_tries_at_once_are_counted_one_by_one(door: Door, hub: make.Hub) -> None:
    asha = await door.someone(hub)
    limit = make.Policy.default().sign_in.tries_per_name
    async with door.browser() as browser:
        answers = await asyncio.gather(*(door.password(browser, asha, "wrong") for _ in range(limit + 10)))
    assert sorted(a.status_code for a in answers) == [401] * limit + [429] * 10


async def test_too_many_codes_end_the_half_session(door: Door, hub: make.Hub) -> None:
    asha = await door.someone(hub)
    async with door.browser() as browser:
        await door.password(browser, asha)
        for _ in range(make.Policy.default().sign_in.tries_per_name):
            await browser.post("/sign-in/code", data={"code": "000000"})
        assert (await browser.post("/sign-in/code", data={"code": asha.code(door.now)})).status_code == 429
        assert (await browser.post("/sign-in/code", data={"code": asha.code(door.now)})).status_code == 401
    assert [body["why"] for body in await door.events("session_ended")] == ["too_many_codes"]


async def test_half_a_session_is_over_after_a_quarter_of_an_hour(door: Door, hub: make.Hub) -> None:
    asha = await door.someone(hub)
    async with door.browser() as browser:
        await door.password(browser, asha)
        door.later(minutes=15)
        late = await browser.post("/sign-in/code", data={"code": asha.code(door.now)})
    assert late.status_code == 401 and await door.events("signed_in") == []


async def test_idle_page_locks_and_the_password_opens_it_again(door: Door, hub: make.Hub) -> None:
    asha = await door.someone(hub)
    async with door.browser() as browser:
        await door.sign_in(browser, asha)
        door.later(minutes=make.Policy.default().idle_lock_minutes)
        assert (await browser.get("/hubs/northborough/desk")).headers[
            "location"
        ] == "/locked?next=%2Fhubs%2Fnorthborough%2Fdesk"
        click = await browser.post("/session/seen", headers={"Board-Page": "p"})
        assert click.status_code == 401 and click.json()["ended"] == "locked"

        wrong = await browser.post("/locked", data={"password": "wrong"})
        assert wrong.status_code == 401 and "Asha Verma" in wrong.text
        click = await browser.post("/locked", data={"password": "wrong"}, headers={"Board-Page": "p"})
        assert click.status_code == 401 and "password is not right" in click.json()["notice"]["sentence"]
        assert (await browser.get("/hubs")).status_code == 303

        opened = await browser.post("/locked", data={"password": PASSWORD, "next": "/hubs"})
        assert opened.headers["location"] == "/hubs" and (await browser.get("/hubs")).text == "Asha Verma"
    assert len(await door.events("session_unlocked")) == 1


async def test_what_a_person_does_keeps_the_page_open_and_what_a_page_does_alone_does_not(
    door: Door, hub: make.Hub
) -> None:
    asha = await door.someone(hub)
    half = make.Policy.default().idle_lock_minutes / 2 + 0.1
    async with door.browser() as browser:
        await door.sign_in(browser, asha)
        door.later(minutes=half)
        assert (await browser.post("/session/seen")).status_code == 204
        door.later(minutes=half)
        assert (await browser.get("/hubs", headers={"Sec-Fetch-User": "?1"})).status_code == 200
        door.later(minutes=half)
        assert (await browser.get("/hubs")).status_code == 200  # a page that asks by itself
        door.later(minutes=half)
        assert (await browser.get("/hubs")).headers["location"].startswith("/locked")


async def test_lock_now_hides_every_page_of_the_session(door: Door, hub: make.Hub) -> None:
    asha = await door.someone(hub)
    async with door.browser() as browser:
        await door.sign_in(browser, asha)
        await browser.post("/session/lock")
        assert (await browser.get("/hubs")).headers["location"].startswith("/locked")
    assert len(await door.events("session_locked")) == 1


async def test_worker_writes_down_what_time_did_and_twice_is_silence(door: Door, hub: make.Hub) -> None:
    asha = await door.someone(hub)
    policy = make.Policy.default()
    async with door.browser() as browser:
        await door.sign_in(browser, asha)

    async def tidied(database: Database) -> bool:
        async with database.transaction() as tx:
            return (await tidy_sessions(tx, now=door.now)).changed

    assert not await tidied(door.db)
    door.later(minutes=policy.idle_lock_minutes)
    assert [await tidied(door.db), await tidied(door.db)] == [True, False]
    door.later(hours=policy.session_hours)
    assert [await tidied(door.db), await tidied(door.db)] == [True, False]
    assert len(await door.events("session_locked")) == 1
    (ended,) = await door.events("session_ended")
    assert ended["why"] == "expired" and UUID(ended["session"])


async def test_session_ends_after_its_hours_however_busy(door: Door, hub: make.Hub) -> None:
    asha = await door.someone(hub)
    async with door.browser() as browser:
        await door.sign_in(browser, asha)
        for _ in range(make.Policy.default().session_hours * 6):
            door.later(minutes=10)
            await browser.post("/session/seen")
        assert (await browser.get("/hubs")).headers["location"].startswith("/sign-in")


async def test_session_ended_by_a_manager_in_mid_use_opens_nothing_more(door: Door, hub: make.Hub) -> None:
    asha, mo = await door.someone(hub), await door.someone(hub, Role.MANAGER, name="Mo Reid")
    async with door.browser() as desk, door.browser() as office:
        await door.sign_in(desk, asha)
        await door.sign_in(office, mo)
        token = desk.cookies["session"]
        assert "End 1 session" in (await office.get("/hubs/northborough/people")).text
        path = f"/hubs/northborough/people/{asha.actor.person_id}/end-sessions"
        assert (await office.post(path)).status_code == 303
        assert (await desk.get("/hubs/northborough/desk")).headers["location"].startswith("/sign-in")
        click = await desk.post("/hubs/northborough/contacts/T4W/claim", headers={"Board-Page": "p"})
        assert click.status_code == 401 and click.json()["ended"] == "session"
    (ended,) = await door.events("session_ended")
    assert ended["why"] == "ended_by_manager" and ended["person"] == asha.actor.person_id
    async with door.db.connection() as conn:
        with pytest.raises(NotSignedIn):
            await actor_of_session(conn, token, "northborough", door.now)


async def test_only_managers_of_the_same_hub_end_sessions(door: Door, hub: make.Hub) -> None:
    other = await make.hub(door.db, "southmere")
    asha, mo = await door.someone(hub), await door.someone(other, Role.MANAGER, name="Mo Reid")
    async with door.browser() as desk, door.browser() as office:
        await door.sign_in(desk, asha)
        await door.sign_in(office, mo)
        elsewhere = await office.post(f"/hubs/southmere/people/{asha.actor.person_id}/end-sessions")
        own = await desk.post(f"/hubs/northborough/people/{asha.actor.person_id}/end-sessions")
        huge = await office.post(f"/hubs/southmere/people/{2**70}/end-sessions")
    assert (elsewhere.status_code, own.status_code, huge.status_code) == (404, 403, 404)
    assert await door.events("session_ended") == []


async def test_own_sessions_are_seen_and_ended(door: Door, hub: make.Hub) -> None:
    asha = await door.someone(hub)
    async with door.browser() as desk, door.browser() as laptop:
        await door.sign_in(desk, asha)
        await door.sign_in(laptop, asha)
        page = (await desk.get("/people/me")).text
        (path,) = re.findall(r'action="(/people/me/sessions/[0-9a-f-]+/end)"', page)
        assert (await desk.post(path)).status_code == 303
        assert (await laptop.get("/hubs")).status_code == 303 and (await desk.get("/hubs")).status_code == 200


async def test_signing_out_ends_the_session_on_the_server(door: Door, hub: make.Hub) -> None:
    asha = await door.someone(hub)
    async with door.browser() as browser, door.browser() as thief:
        await door.sign_in(browser, asha)
        token = browser.cookies["session"]
        await browser.post("/sign-out")
        assert "session" not in browser.cookies
        assert (await browser.post("/sign-out")).status_code == 303
        thief.cookies.set("session", token)
        assert (await thief.get("/hubs")).headers["location"].startswith("/sign-in")


async def test_new_password_needs_the_old_one_and_ends_the_other_sessions(door: Door, hub: make.Hub) -> None:
    asha = await door.someone(hub)
    new = "marmalade anchor violin seven"
    async with door.browser() as desk, door.browser() as laptop:
        await door.sign_in(desk, asha)
        await door.sign_in(laptop, asha)
        assert (
            await desk.post("/people/me/password", data={"current": "wrong", "new": new})
        ).status_code == 422
        weak = await desk.post("/people/me/password", data={"current": PASSWORD, "new": "password123456"})
        assert weak.status_code == 422 and "lists that attackers try first" in weak.text
        assert (
            await desk.post("/people/me/password", data={"current": PASSWORD, "new": new})
        ).status_code == 303
        assert (await laptop.get("/hubs")).status_code == 303 and (await desk.get("/hubs")).status_code == 200
        assert (await door.password(laptop, asha)).status_code == 401
        assert (await door.password(laptop, asha, new)).status_code == 303


async def test_new_recovery_codes_need_the_password_and_void_the_old(door: Door, hub: make.Hub) -> None:
    asha = await door.someone(hub)
    async with door.browser() as browser, door.browser() as later:
        await door.sign_in(browser, asha)
        assert (
            await browser.post("/people/me/recovery-codes", data={"codes_password": "wrong"})
        ).status_code == 422
        sets = []
        for _ in range(2):
            made = await browser.post("/people/me/recovery-codes", data={"codes_password": PASSWORD})
            sets.append(re.findall(r"<code>([0-9A-Z-]{14})</code>", made.text))
        await door.password(later, asha)
        assert (await later.post("/sign-in/code", data={"code": sets[0][0]})).status_code == 401
        assert (await later.post("/sign-in/code", data={"code": sets[1][0]})).status_code == 303


async def test_invented_people_are_shown_with_their_codes_and_real_ones_never(
    door: Door, hub: make.Hub
) -> None:
    asha = await door.someone(hub)
    door.app.state.invented_people = lambda: [("Asha Verma", "social_worker", asha.email, PASSWORD)]
    async with door.browser() as browser:
        real = await browser.get("/sign-in")
        await door.password(browser, asha)
        assert (
            PASSWORD not in real.text and asha.code(door.now) not in (await browser.get("/sign-in/code")).text
        )
        async with door.db.transaction() as tx:
            await tx.conn.exec_driver_sql("update deployment set invented = true")
        shown = await browser.get("/sign-in")
        assert PASSWORD in shown.text and asha.code(door.now) in shown.text and "Social worker" in shown.text
        await door.sign_in(browser, asha)
        door.later(seconds=-30)  # the code just used is not offered again
        assert asha.code(door.now, steps=1) in (await browser.get("/sign-in")).text


async def test_next_never_leads_away(door: Door, hub: make.Hub) -> None:
    asha = await door.someone(hub)
    away = (
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "/a\r\nSet-Cookie: x=1",
        "evil",
    )
    async with door.browser() as browser:
        for address in away:
            door.later(seconds=30)
            await door.password(browser, asha)
            done = await browser.post("/sign-in/code", data={"code": asha.code(door.now), "next": address})
            assert done.headers["location"] == "/hubs"


async def test_nothing_secret_is_logged(door: Door, hub: make.Hub) -> None:
    asha = await door.someone(hub)
    with structlog.testing.capture_logs() as lines:
        async with door.browser() as browser:
            await browser.get("/sign-in?next=/hubs/northborough/contacts/T4W")
            await door.password(browser, asha, "wrong horse wrong battery")
            await door.sign_in(browser, asha)
            token = browser.cookies["session"]
            await browser.post("/people/me/recovery-codes", data={"codes_password": PASSWORD})
    text = repr(lines)
    assert lines and not [
        s for s in (PASSWORD, "wrong horse", asha.email, asha.seed, token, "T4W", "Asha") if s in text
    ]
    assert pyotp.TOTP(asha.seed or "").at(make.NOW) not in text
