"""A link to a mailbox on its pages: asked by staff, opened by the wrong colleague, given on, taken away."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import UUID

from board.commands.guest.guests import add_guest
from board.commands.link.posting import link_message, link_rows
from board.domain.link.guests import GivenGuest
from board.domain.messages import link_text, subject_of
from board.domain.permissions import Role
from tests import make
from tests.commands.doing import do, rows
from tests.commands.link.outside import number
from tests.commands.link.test_mailboxes import BOX
from tests.web.link.door import Browser, Door

QUESTION = "What do you know of him?"
WREN = {"name": "Wren Office", "role": "School office"}


async def ask(at: Door) -> UUID:
    """Asha asks the school's mailbox, on the page."""
    world = at.world
    box = await number(at.db, world.ada, BOX, "Safeguarding team", by=world.wes, kind="mailbox")
    await number(at.db, world.ada, "new@schools.example", "New", by=None, kind="mailbox")
    desk = await at.desk(world.asha)
    page = (await desk.get(at.outside)).text
    assert f"Mailbox {BOX}, Education" in page
    assert "new@schools.example" not in page, "nobody confirmed it"
    refused = await desk.post(at.outside, guest=f"mailbox-{box}", question=" ")
    assert refused.status_code == 422
    assert f'value="mailbox-{box}" selected' in refused.text
    assert (await desk.post(at.outside, guest=f"mailbox-{box}", question=QUESTION)).status_code == 303
    [(link,)] = await rows(at.db, "select link_id from links")
    assert isinstance(link, UUID)
    return link


async def let_in(at: Door, link: UUID, **said: str) -> Browser:
    browser = await at.browser()
    assert (await browser.press(at.token(link))).status_code == 303
    assert (await browser.state(link, **said)).status_code == 303
    assert (await browser.enter(link, await at.call(link))).status_code == 303
    return browser


async def test_the_mail_to_a_mailbox_says_only_that_something_waits(at: Door) -> None:
    link = await ask(at)
    [(delivery,)] = await rows(at.db, "select delivery_id from deliveries where link_id = :link", link=link)
    async with at.db.transaction() as tx:
        [row] = await link_rows(tx, at.world.hub_id, [delivery], at.now)
    message = link_message(at.world.hub_id, row)
    assert message.link is not None
    words = link_text(message.link, "https://board.example/l#token")
    assert "Something waits for your agency" in words
    said = f"{subject_of(message)} {words}"
    for told in (at.world.ref, QUESTION, "Northborough", "Asha", "Rhona", "child", "safeguarding"):
        assert told not in said, told


async def test_a_link_passed_on_by_itself_opens_nothing(at: Door) -> None:
    link = await ask(at)
    wren = await let_in(at, link, **WREN)
    assert QUESTION in (await wren.get(f"/l/{link}")).text
    forwarded = await at.browser("198.51.100.4")
    await forwarded.press(at.token(link))
    page = await forwarded.get(f"/l/{link}")
    assert "Who are you?" in page.text
    assert QUESTION not in page.text
    await at.pass_minutes(1)
    assert (await forwarded.state(link, name="Sol Reed")).status_code == 303
    wes = await at.desk(at.world.wes)
    known = (await wes.get(f"{at.outside}/{link}/code")).text
    assert "Wren Office has it. Sol Reed, Designated safeguarding lead, opened it too" in known
    [(sol,)] = await rows(at.db, "select statement_id from link_statements where said_name = 'Sol Reed'")
    wanted = {"entry": str(at.world.office), "route": "call", "whose": str(sol)}
    refused = await wes.post(f"{at.outside}/{link}/code", **wanted)
    assert refused.status_code == 409
    assert "must open the link and say who they are first" in refused.text
    assert (await forwarded.enter(link, "123456")).status_code == 409
    assert QUESTION not in (await forwarded.get(f"/l/{link}")).text
    for act in ("answer", "give", "not-mine", "draft"):
        assert (await forwarded.post(f"/l/{link}/{act}", answer="He is well.", deputy="1")).status_code == 404
    assert QUESTION in (await wren.get(f"/l/{link}")).text


async def test_the_wrong_colleague_gives_it_to_a_deputy_who_does_not_read_what_was_typed(at: Door) -> None:
    world, link = at.world, await ask(at)
    given = GivenGuest("Ola Deputy", "education", "o.deputy@schools.example", world.office)
    ola = (await do(at.db, add_guest, world.asha, given, minutes=-30)).guest_id
    wren = await let_in(at, link, **WREN)
    staff = await at.desk(world.asha)
    page = (await staff.get(at.outside)).text
    assert "Opened with its code by Wren Office, School office" in page
    own = (await wren.get(f"/l/{link}")).text
    assert "This is not mine" in own
    assert f'<option value="{ola}">Ola Deputy</option>' in own
    wrong = await wren.post(f"/l/{link}/give", answer="He came late", deputy="")
    assert wrong.status_code == 422
    assert "Select a colleague of your agency." in wrong.text
    assert "He came late</textarea>" in wrong.text
    strangers = await wren.post(f"/l/{link}/give", answer="He came late", deputy=str(world.asha.person_id))
    assert strangers.status_code == 422
    assert (await wren.post(f"/l/{link}/give", answer="He came late", deputy=str(ola))).status_code == 303
    assert "You are giving it to Ola Deputy" in (await wren.get(f"/l/{link}")).text
    assert "gives it to Ola Deputy, who needs a code" in (await staff.get(at.outside)).text
    wes = await at.desk(world.wes)
    numbers = (await wes.get(f"{at.outside}/{link}/code")).text
    assert re.search(r"The code is for <b[^>]*>Ola Deputy</b> alone", numbers)
    deputy = await let_in(at, link, name="Ola Deputy", role="Deputy lead")
    theirs = (await deputy.get(f"/l/{link}")).text
    assert QUESTION in theirs
    assert "He came late" not in theirs
    assert (await wren.get(f"/l/{link}")).status_code == 404
    assert (await deputy.post(f"/l/{link}/answer", answer="He was absent.")).status_code == 200
    [(by,)] = await rows(at.db, "select actor_id from events where kind = 'link_answered'")
    assert by == ola


async def test_not_mine_frees_it_and_the_hub_takes_it_away(at: Door) -> None:
    world, link = at.world, await ask(at)
    wren = await let_in(at, link, **WREN)
    reply = await wren.post(f"/l/{link}/not-mine")
    assert reply.status_code == 200
    assert "Given back" in reply.text
    assert QUESTION not in reply.text
    assert (await wren.get(f"/l/{link}")).status_code == 404
    staff = await at.desk(world.wes)
    page = (await staff.get(at.outside)).text
    assert "Wren Office gave it back as not theirs" in page
    assert "Take it away" not in page, "nobody has it"
    lead = await let_in(at, link)
    there = f"{at.outside}/{link}/take-away"
    refused = await staff.post(there, cause="")
    assert refused.status_code == 422
    assert "Select why you take the link away." in refused.text
    assert (await staff.post(there, cause="wrong_person")).status_code == 303
    assert "Rhona Lead no longer has it" in (await staff.get(at.outside)).text
    assert (await lead.get(f"/l/{link}")).status_code == 404
    partner = await at.desk(await make.person(at.db, world.hub, Role.POLICE, agency="police"))
    assert (await partner.post(there, cause="wrong_person")).status_code == 403


async def test_a_closed_page_of_a_mailbox_opens_again_in_its_browser(at: Door) -> None:
    link = await ask(at)
    wren = await at.browser()
    await wren.press(at.token(link))
    await wren.state(link, **WREN)
    code = await at.call(link)
    await wren.enter(link, code)
    closed = await wren.post(f"/l/{link}/leave", answer="He came late")
    assert "in this browser alone" in closed.text
    assert QUESTION not in (await wren.get(f"/l/{link}")).text
    assert (await wren.enter(link, code)).status_code == 303
    assert "He came late</textarea>" in (await wren.get(f"/l/{link}")).text
    at.now += timedelta(days=8)
    assert (await wren.get(f"/l/{link}")).status_code in (404, 410)
