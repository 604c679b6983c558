"""Staff ask somebody outside: guests, the question, the code by a call or a text, and taking the link away."""

from __future__ import annotations

import re

from board.domain.permissions import Role
from board.web.routes import LINES
from tests import make
from tests.commands.doing import rows
from tests.web.link.door import Door, code_in


async def test_a_guest_is_added_where_somebody_is_asked_and_the_question_is_kept_when_it_is_refused(
    at: Door,
) -> None:
    desk, here = await at.desk(at.world.asha), f"/hubs/{at.world.hub.key}/contacts/{at.world.ref}"
    empty = (await desk.get(at.outside)).text
    assert "Rhona Lead, Education" in empty and "School office" in empty
    refused = await desk.post(at.outside, guest="", question="Was he absent?")
    assert refused.status_code == 422 and "Was he absent?</textarea>" in refused.text
    assert "Select the person or mailbox you ask" in refused.text
    new = {
        "name": "Sol Reed",
        "agency": "education",
        "email": "sol@webmail.example",
        "entry": str(at.world.office),
    }
    elsewhere = await desk.post(f"{here}/guests", **new)
    assert (
        elsewhere.status_code == 422
        and 'value="Sol Reed"' in elsewhere.text
        and "schools.example" in elsewhere.text
    )
    added = await desk.post(f"{here}/guests", **new | {"email": "sol@schools.example"})
    assert added.status_code == 303
    page = (await desk.get(added.headers["location"])).text
    assert re.search(r'<option class="private" value="\d+" selected>Sol Reed, Education</option>', page)
    guest = re.findall(r"guest=(\d+)", added.headers["location"])[0]
    asked = await desk.post(at.outside, guest=guest, question="Was he absent?")
    assert asked.status_code == 303
    done = (await desk.get(asked.headers["location"])).text
    assert "Asked. The link is on its way" in done and "Sent, not opened yet" in done


async def test_the_code_is_on_the_one_page_of_the_person_who_calls_and_nowhere_else(at: Door) -> None:
    link = await at.ask()
    there = f"{at.outside}/{link}/code"
    asha, wes = await at.desk(at.world.asha), await at.desk(at.world.wes)
    refused = await asha.post(there, entry=str(at.world.office), route="call")
    assert refused.status_code == 409 and "a colleague must make the call" in refused.text
    assert not re.search(r"\b\d{3} \d{3}\b", re.sub(r"0\d{4} \d{6}", "", refused.text))
    before = (await wes.get(there)).text
    assert "Nobody has opened the link and said who they are" in before and "I am calling" not in before
    early = await wes.post(there, entry=str(at.world.office), route="call")
    assert early.status_code == 409 and "say who they are first" in early.text
    for name in ("Rhona Lead", "Wren Office"):
        browser = await at.browser()
        await browser.press(at.token(link))
        await browser.state(link, name=name)
        await at.pass_minutes(1)
    several = (await wes.get(there)).text
    assert "More than one person opened the link" in several and "I am calling" not in several
    [whose] = re.findall(r"Rhona Lead</b>.*?whose=([0-9a-f-]+)", several)
    page = (await wes.get(f"{there}?whose={whose}")).text
    assert re.search(
        r"<b[^>]*>Rhona Lead</b>, <span[^>]*>Designated safeguarding lead</span>, as stated", page
    )
    own = (await asha.get(f"{there}?whose={whose}")).text
    assert "You asked for this link, so a colleague must make the call." in own and "I am calling" not in own
    assert "I am calling" in page and "01632 960101" in page and "Ola Deputy" in page
    reply = await wes.post(there, entry=str(at.world.office), route="call", whose=whose)
    code = code_in(reply.text)
    assert re.search(r"The code is for <b[^>]*>Rhona Lead</b>", reply.text)
    assert reply.headers["cache-control"] == "no-store" and "Ola Deputy" in reply.text
    assert "Consent: not recorded." in reply.text, "on the page that is read out from too"
    spaced = f"{code[:3]} {code[3:]}"
    for desk in (asha, wes):
        for path in (there, at.outside, f"/hubs/{at.world.hub.key}/guests"):
            text = (await desk.get(path)).text
            assert code not in text and spaced not in text
    logged = await rows(at.db, "select person_id from readings where why = 'link_code'")
    assert logged == [(at.world.wes.person_id,)]


async def test_a_text_is_asked_for_by_the_asker_too_and_shows_nothing(at: Door) -> None:
    link = await at.ask()
    asha, browser = await at.desk(at.world.asha), await at.browser()
    await browser.press(at.token(link))
    await browser.state(link)
    reply = await asha.post(f"{at.outside}/{link}/code", entry=str(at.world.mobile), route="text")
    assert reply.status_code == 303
    page = (await asha.get(reply.headers["location"])).text
    [(code_id,)] = await rows(at.db, "select code_id from link_codes")
    assert "on its way as a text message" in page and at.secrets.link_codes(code_id)[0] not in page


async def test_a_link_of_one_contact_is_not_reached_through_another(at: Door) -> None:
    link = await at.ask()
    other = await make.contact_claimed(at.db, at.world.asha)
    wes = await at.desk(at.world.wes)
    there = f"/hubs/{at.world.hub.key}/contacts/{other}/outside/{link}"
    assert (await wes.get(f"{there}/code")).status_code == 404
    assert (await wes.post(f"{there}/code", entry=str(at.world.office), route="call")).status_code == 404
    assert (await wes.post(f"{there}/withdraw")).status_code == 404
    assert await rows(at.db, "select 1 from link_codes") == []


async def test_guests_are_confirmed_by_a_colleague_and_removed_on_their_page(at: Door) -> None:
    asha, wes = await at.desk(at.world.asha), await at.desk(at.world.wes)
    here = f"/hubs/{at.world.hub.key}/guests"
    assert "Confirm<" not in (await asha.get(here)).text
    own = await asha.post(f"{here}/{at.world.guest}/confirm", how="letter")
    assert own.status_code == 403 and "A colleague must confirm" in own.text
    page = (await wes.get(here)).text
    assert "Nobody has confirmed" in page and "Confirm<" in page
    assert (await wes.post(f"{here}/{at.world.guest}/confirm", how="switchboard")).status_code == 303
    assert "rang the switchboard" in (await wes.get(here)).text
    assert (await wes.post(f"{here}/{at.world.guest}/end")).status_code == 303
    assert "Rhona" not in (await wes.get(here)).text
    partner = await at.desk(await make.person(at.db, at.world.hub, Role.POLICE, agency="police"))
    assert (await partner.get(here)).status_code == 403


async def test_a_guest_is_offered_nowhere_where_staff_are_chosen(at: Door) -> None:
    """Every page of a manager, with a guest in the hub: the guest's name is on the pages of links alone."""
    manager = await at.desk(await make.person(at.db, at.world.hub, Role.SERVICE_MANAGER))
    found = set()
    for line in LINES:
        if line.method != "GET" or line.guard.kind not in ("seated", "contact") or ".ics" in line.path:
            continue
        address = re.sub(
            r"\{(\w+)(?::(\w+))?\}",
            lambda m: {"hub": at.world.hub.key, "ref": at.world.ref}.get(m[1], "1"),
            line.path,
        )
        try:
            reply = await manager.get(address)
        except AttributeError:  # a live page, which needs the tasks of a server
            continue
        if "Rhona Lead" in reply.text:
            found.add(line.path)
    assert found == {"/hubs/{hub}/contacts/{ref}/outside", "/hubs/{hub}/guests"}
