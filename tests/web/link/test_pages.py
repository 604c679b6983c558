"""The pages of a link: alike for everybody before the code, one question after it, and nothing once the link is over."""

from __future__ import annotations

import re
from dataclasses import replace
from uuid import uuid4

import httpx
import pytest
from sqlalchemy import text

from board.api import endpoints
from board.commands.closures import close
from board.commands.contact.consent import record_awareness, record_consent
from board.commands.guest.guests import end_guest
from board.commands.link.ending import withdraw_link
from board.commands.restores import record_restore
from board.domain.permissions import Role
from board.domain.policy import Policy
from board.web.routes import LINES
from board.web.table import SOCKET, guards_of
from tests import make
from tests.commands.doing import do, rows
from tests.commands.link.outside import sent
from tests.web.link.door import Door

QUESTION = "What do you know of him?"


def told(reply: httpx.Response) -> str:
    """All that an answer says, its head with it, without the number of the request."""
    head = [(k, v) for k, v in reply.headers.items() if k != "x-request-id"]
    return f"{reply.status_code} {head} {reply.text}"


async def test_a_get_tells_and_changes_nothing_however_often_a_scanner_opens_everything(at: Door) -> None:
    link, gone = await at.ask(), await at.ask("Was he in school today?")
    await do(at.db, withdraw_link, at.world.wes, gone, minutes=1)
    kept = await rows(at.db, "select to_jsonb(l) from links l order by link_id")
    events = await rows(at.db, "select count(*) from events")
    scanner, answers, pages = await at.browser(), set(), set()
    for _ in range(2):
        for token in (at.token(link), at.token(gone), "nonsense", ""):
            answers.add(told(await scanner.get(f"/l#{token}")))
        for one in (link, gone, uuid4()):
            pages.add(told(await scanner.get(f"/l/{one}")))
    assert len(answers) == len(pages) == 1
    assert not scanner.cookies
    assert await rows(at.db, "select to_jsonb(l) from links l order by link_id") == kept
    assert await rows(at.db, "select count(*) from events") == events
    browser = await at.browser()
    assert (await browser.press(at.token(link))).status_code == 303, "the scanner spent nothing"


async def test_a_person_opens_a_link_with_a_code_and_answers_under_their_own_name(at: Door) -> None:
    link, browser = await at.ask(), await at.browser()
    reply = await browser.press(at.token(link))
    assert (reply.status_code, reply.headers["location"]) == (303, f"/l/{link}")
    before = (await browser.get(f"/l/{link}")).text
    assert "Who are you?" in before and QUESTION not in before and "Asha" not in before
    early = await browser.enter(link, "123456")
    assert early.status_code == 422 and "Say who you are before you enter a code." in early.text
    unsaid = await browser.state(link, name="Rhona Lead", role=" ")
    assert (
        unsaid.status_code == 422 and "Enter your role" in unsaid.text and 'value="Rhona Lead"' in unsaid.text
    )
    assert (await browser.state(link)).status_code == 303
    assert "You are Rhona Lead, Designated safeguarding lead." in (await browser.get(f"/l/{link}")).text
    code = await at.call(link)
    assert (await browser.enter(link, code)).status_code == 303
    inside = await browser.get(f"/l/{link}")
    assert QUESTION in inside.text and "Asha Verma of Northborough" in inside.text
    empty = await browser.post(f"/l/{link}/answer", answer=" \n ")
    assert empty.status_code == 422 and "Enter what you know." in empty.text and QUESTION in empty.text
    sent = await browser.post(f"/l/{link}/answer", answer="He was absent.\nHis aunt rang.")
    assert sent.status_code == 200 and "have your answer" in sent.text
    assert (await browser.get(f"/l/{link}")).status_code == 404
    assert (await browser.press(at.token(link))).status_code == 410, "answered: the link is over"
    [(by, body)] = await rows(at.db, "select received_from, body from late_information")
    assert by == at.world.guest
    assert (body["summary"], body["said_name"]) == ("He was absent.\nHis aunt rang.", "Rhona Lead")
    [(page, why)] = await rows(
        at.db, f"select page, why from readings where person_id = {at.world.guest} limit 1"
    )
    assert (page, why) == ("/l/{link:uuid}", "link"), "readings are kept under the person's name"


async def test_titles_addresses_and_fields_name_nobody_and_nothing_is_stored_or_completed(at: Door) -> None:
    link = await at.ask()
    browser = await at.let_in(link)
    pages = [await browser.get("/l"), await browser.get(f"/l/{link}"), await browser.get(f"/l/{uuid4()}")]
    pages += [await browser.enter(link, "1"), await browser.post(f"/l/{link}/leave", answer="Absent.")]
    for reply in pages:
        assert re.search(r"<title>(.*?)</title>", reply.text) and "<title>Secure page</title>" in reply.text
        assert reply.headers["cache-control"] == "no-store"
        assert "a patient, a parent, a carer or a pupil can see" in reply.text
        fields = re.findall(r"<(?:input|textarea|form)\b[^>]*>", reply.text)
        assert all('autocomplete="off"' in one for one in fields if "hidden" not in one), fields
        assert "Northborough" not in re.sub(r"(?s)<main.*?</main>", "", reply.text)
        assert 'href="/hubs' not in reply.text
    assert not re.search(r"(?i)rhona|asha|school", str(pages[1].url))


async def test_an_idle_page_asks_for_the_code_and_keeps_what_was_typed(at: Door) -> None:
    """The lead goes away for half an hour and comes back."""
    link = await at.ask()
    browser = await at.browser()
    await browser.press(at.token(link))
    await browser.state(link)
    code = await at.call(link)
    await browser.enter(link, code)
    assert (await browser.post(f"/l/{link}/draft", answer="He was absent on")).json() == {"kept": True}
    [(words,)] = await rows(at.db, "select words from drafts where kind = 'link'")
    assert b"absent" not in bytes(words), "sealed"
    await at.pass_minutes(30)
    locked = (await browser.get(f"/l/{link}")).text
    assert "Enter your code again" in locked and "absent" not in locked and QUESTION not in locked
    assert "Rhona Lead, Designated safeguarding lead: this page closed" in locked
    for path in ("draft", "answer"):
        refused = await browser.post(f"/l/{link}/{path}", answer="More.")
        assert refused.status_code == 401 and QUESTION not in refused.text
    assert (await browser.enter(link, code)).status_code == 303
    assert "He was absent on</textarea>" in (await browser.get(f"/l/{link}")).text
    await browser.post(f"/l/{link}/answer", answer="He was absent on Monday.")
    assert await rows(at.db, "select words, ended_as from drafts where kind = 'link'") == [(None, "answered")]


async def test_using_the_page_keeps_it_open(at: Door) -> None:
    link = await at.ask()
    browser = await at.let_in(link)
    for _ in range(3):
        await at.pass_minutes(15)
        assert (await browser.post(f"/l/{link}/draft", answer="Absent.")).status_code == 200
    assert "Absent.</textarea>" in (await browser.get(f"/l/{link}")).text


async def test_a_link_that_is_passed_on_opens_nothing_by_itself_and_its_code_serves_one_browser(
    at: Door,
) -> None:
    link = await at.ask()
    lead, colleague = await at.browser(), await at.browser("198.51.100.9")
    for one, name in ((colleague, "Sol Reed"), (lead, "Rhona Lead")):
        assert (await one.press(at.token(link))).status_code == 303
        assert (await one.state(link, name=name)).status_code == 303
        await at.pass_minutes(1)
        assert QUESTION not in (await one.get(f"/l/{link}")).text
    code = await at.call(link)
    early = await colleague.enter(link, code)
    assert early.status_code == 409 and "There is no code for you now" in early.text
    assert (await lead.enter(link, code)).status_code == 303
    assert (await colleague.enter(link, code)).status_code == 409
    assert (
        "Sol Reed, Designated safeguarding lead, waits for a code too"
        in (await (await at.desk(at.world.wes)).get(at.outside)).text
    )
    assert QUESTION not in (await colleague.get(f"/l/{link}")).text
    assert QUESTION in (await lead.get(f"/l/{link}")).text


async def test_a_cookie_planted_before_the_code_opens_nothing_after_it(at: Door) -> None:
    link, lead = await at.ask(), await at.browser()
    await lead.press(at.token(link))
    await lead.state(link)
    planted = dict(lead.cookies)
    await lead.enter(link, await at.call(link))
    assert lead.cookies.keys() == planted.keys() and lead.cookies != planted
    thief = await at.browser()
    for name, value in planted.items():
        thief.client.cookies.set(name, value, domain="board.example", path=f"/l/{link}")
    assert QUESTION not in (await thief.get(f"/l/{link}")).text
    before = dict(lead.cookies)
    await at.pass_minutes(25)
    await lead.enter(link, await at.call(link))
    for name, value in before.items():
        thief.client.cookies.set(name, value, domain="board.example", path=f"/l/{link}")
    assert (await thief.get(f"/l/{link}")).status_code == 404, "a pause gives a new token too"


async def test_two_links_and_a_session_in_one_browser_see_nothing_of_each_other(at: Door) -> None:
    first, second = await at.ask(), await at.ask("Was he in school today?")
    browser = await at.desk(at.world.asha)
    for link, question, other in ((first, QUESTION, "school today"), (second, "school today", QUESTION)):
        await browser.press(at.token(link))
        await browser.state(link)
        await browser.enter(link, await at.call(link))
        page = (await browser.get(f"/l/{link}")).text
        assert question in page and other not in page
        assert "Asha Verma</a>" not in page and "Sign out" not in page
    assert QUESTION in (await browser.get(f"/l/{first}")).text
    desk = await browser.get(f"/hubs/{at.world.hub.key}/directory")
    assert desk.status_code == 200 and "Directory" in desk.text
    await do(at.db, withdraw_link, at.world.wes, first, minutes=1)
    assert (await browser.get(f"/l/{first}")).status_code == 404
    assert "school today" in (await browser.get(f"/l/{second}")).text
    assert (await browser.get(f"/hubs/{at.world.hub.key}/directory")).status_code == 200
    sent = [one for one in browser.client.cookies.jar if one.name.startswith("board_link_")]
    assert {one.path for one in sent} == {f"/l/{first}", f"/l/{second}"}
    assert all(one.has_nonstandard_attr("HttpOnly") for one in sent)
    assert all(one.get_nonstandard_attr("SameSite") == "strict" for one in sent)


async def test_a_cookie_of_one_link_opens_no_other(at: Door) -> None:
    first, second = await at.ask(), await at.ask("Was he in school today?")
    browser = await at.let_in(first)
    [value] = browser.cookies.values()
    for name in (f"board_link_{second.hex}", "session", "wall"):
        browser.client.cookies.set(name, value, domain="board.example", path="/")
    assert (await browser.get(f"/l/{second}")).status_code == 404
    assert (await browser.get(f"/hubs/{at.world.hub.key}/desk")).status_code in (303, 401)


async def test_over_https_cookies_travel_over_https_alone(at: Door) -> None:
    at.app.state.settings = replace(at.app.state.settings, cookies_secure=True)
    link, browser = await sent(at.db, at.world), await at.browser()
    reply = await browser.press(at.token(link))
    said = reply.headers["set-cookie"]
    assert said.startswith(f"__Secure-board_link_{link.hex}=")
    assert "Secure" in said and "HttpOnly" in said and "SameSite=strict" in said and f"Path=/l/{link}" in said


@pytest.mark.parametrize("end", ["withdrawn", "guest removed", "contact closed", "restored", "time"])
async def test_what_is_over_is_empty(at: Door, end: str) -> None:
    link = await at.ask()
    browser = await at.let_in(link)
    world = at.world
    match end:
        case "withdrawn":
            await do(at.db, withdraw_link, world.wes, link, minutes=1)
        case "guest removed":
            await do(at.db, end_guest, world.ada, world.guest, minutes=1)
        case "contact closed":
            manager = await make.person(at.db, world.hub, Role.MANAGER)
            closing = (manager, world.ref, Policy.default().outcomes[0].code, "Advice given.")
            await do(at.db, close, *closing, anyway="Asha is away.", minutes=1)
        case "restored":
            async with at.db.transaction() as tx:
                await tx.conn.execute(text("delete from heads where hub_id = :hub"), {"hub": world.hub_id})
                assert await record_restore(tx, world.hub_id, now=at.now)
        case _:
            await at.pass_minutes(7 * 24 * 60)
    for reply in (
        await browser.get(f"/l/{link}"),
        await browser.post(f"/l/{link}/answer", answer="Absent."),
        await browser.post(f"/l/{link}/draft", answer="Absent."),
        await browser.press(at.token(link)),
    ):
        assert reply.status_code in (404, 410) and QUESTION not in reply.text, reply.text
    assert await rows(at.db, "select count(*) from late_information") == [(0,)]


async def test_links_are_not_found_by_trying(at: Door) -> None:
    await at.ask()
    attacker = await at.browser("203.0.113.5")
    replies = [
        await attacker.press(f"{n:043}") for n in range(Policy.default().sign_in.tries_per_address + 3)
    ]
    assert {one.status_code for one in replies} == {410, 429}
    assert replies[-1].status_code == 429
    honest = await at.browser("192.0.2.8")
    link = await at.ask("Was he in school today?")
    assert (await honest.press(at.token(link))).status_code == 303, "others are not locked out"


async def test_codes_are_not_found_by_trying(at: Door) -> None:
    link = await at.ask()
    browser = await at.browser()
    await browser.press(at.token(link))
    await browser.state(link)
    code = await at.call(link)
    wrong = [f"{(int(code) + n) % 10**6:06}" for n in range(1, 6)]
    replies = [await browser.enter(link, one) for one in wrong]
    assert [one.status_code for one in replies] == [422] * 5
    assert "You can try 4 more times." in replies[0].text and "fifth wrong code" in replies[4].text
    assert "You are Rhona Lead" in replies[0].text, "name and role are kept"
    assert (await browser.enter(link, code)).status_code == 409
    desk = await at.desk(at.world.asha)
    assert "Five wrong codes: make another" in (await desk.get(at.outside)).text
    assert (await browser.enter(link, await at.call(link))).status_code == 303


async def test_a_guests_cookie_opens_no_other_route_of_the_product(at: Door) -> None:
    """Sent by hand to every path, under its own name and those of the other cookies."""
    link = await at.ask()
    browser = await at.let_in(link)
    [value] = browser.cookies.values()
    world = at.world
    given = {"hub": world.hub.key, "ref": world.ref, "link": str(link)}
    cookies = dict.fromkeys((f"board_link_{link.hex}", "session", "wall", "pairing", "privacy"), value)
    headers = {"Cookie": "; ".join(f"{k}={v}" for k, v in cookies.items())}
    guest = await at.browser()
    before = await rows(at.db, "select count(*) from events")
    tried = 0
    for method, path, kind, _ in [*guards_of(LINES), *endpoints.guards_of()]:
        if method == SOCKET or kind in ("public", "pairing", "at_link", "by_link"):
            continue
        address = re.sub(
            r"\{(\w+)(?::(\w+))?\}", lambda m: given.get(m[1], "1" if m[2] == "int" else str(link)), path
        )
        bearer = {"Authorization": f"Bearer {value}"} if address.startswith("/api") else {}
        reply = await guest.client.request(
            method, address, headers=headers | bearer, data={"reason": "x"} if method == "POST" else None
        )
        assert reply.status_code in (303, 401, 403, 404), (method, path, reply.status_code)
        if reply.status_code == 303:
            assert re.match(r"/(sign-in|locked|wall/pairing)", reply.headers["location"]), (
                path,
                reply.headers["location"],
            )
        assert QUESTION not in reply.text and world.ref not in reply.text.replace(address, "")
        tried += 1
    assert tried > 150
    assert await rows(at.db, "select count(*) from events") == before


async def test_a_family_that_is_not_aware_stands_on_the_pages_of_asking_and_of_answering(at: Door) -> None:
    browser, desk = await at.let_in(link := await at.ask()), await at.desk(at.world.asha)
    [(child, name)] = await rows(at.db, "select child_id, given_name from children order by child_id limit 1")
    banner = "Parents not aware. Do not contact the family"
    assert banner not in (await browser.get(f"/l/{link}")).text + (await desk.get(at.outside)).text
    why = {"child_id": child, "reason": "He would come.", "look_again_on": make.NOW.date()}
    await do(at.db, record_awareness, at.world.asha, at.world.ref, "not_aware", **why)
    outside, inside = (await browser.get(f"/l/{link}")).text, (await desk.get(at.outside)).text
    assert f"{banner}, and do not tell them that you were asked." in outside
    assert "Must not be contacted" not in outside, "the person outside is told no name"
    assert banner in inside and f'Must not be contacted: <span class="private">{name}' in inside
    assert "Consent: not recorded." in inside and "Consent: not recorded." in outside
    [(adult,)] = await rows(at.db, "select min(adult_id) from adults")
    agreed = {"adult_id": adult, "spoken_with": "Jo Okafor", "limits": "Not with her mother."}
    await do(at.db, record_consent, at.world.asha, at.world.ref, "agreed", **agreed)
    position = "Consent: agreed by 1. Limits were set on sharing."
    numbers = (await desk.get(f"{at.outside}/{link}/code")).text
    assert banner in numbers and position in numbers and position in (await desk.get(at.outside)).text
    outside = (await browser.get(f"/l/{link}")).text
    assert position in outside and "mother" not in outside
