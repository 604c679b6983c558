"""Links in hands that they were not meant for, on telephones: a mailbox opened by the wrong colleague, a link passed on, a mail scanner."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import UUID

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from board.commands.guest.guests import add_guest
from board.domain.link.guests import GivenGuest
from board.secrets import Secrets
from tests import make
from tests.browser.real.stage import Stage
from tests.commands.doing import do, rows
from tests.commands.link.outside import Outside, number, outside
from tests.processes import KEY

pytestmark = pytest.mark.browser
TELEPHONE = {"width": 390, "height": 844}
BOX = "safeguarding@schools.example"


@pytest.fixture(scope="module")
def world(house: Stage) -> Outside:
    """A school with a mailbox, and its deputy lead, who is known to the hub."""
    at = (house.now() - make.NOW).total_seconds() / 60

    async def begin(db: object) -> Outside:
        found = await outside(house.database, hub=house.hub, at=at)
        day = {"by": found.wes, "minutes": at - 1440}
        await number(house.database, found.ada, BOX, "Safeguarding team", kind="mailbox", **day)  # type: ignore[arg-type]
        deputy = GivenGuest("Ola Deputy", "education", "o.deputy@schools.example", found.office)
        await do(house.database, add_guest, found.asha, deputy, minutes=at - 30)
        return found

    return house.do(begin)


def ask(board: Stage, browser: Browser, world: Outside, whom: str, question: str) -> tuple[Page, UUID, str]:
    """Asha asks on the page. Her page, the link, and its address as the mail has it."""
    desk = board.page(browser, world.asha, board.path(world.ref) + "/outside")
    value = desk.locator("#guest option", has_text=whom).get_attribute("value")
    desk.locator("#guest").select_option(value)
    desk.locator("#question").fill(question)
    desk.get_by_role("button", name="Send the link").click()
    expect(desk.get_by_text("Sent, not opened yet")).to_be_visible()
    wanted = "select link_id from links where question = :question"
    [(link,)] = board.do(lambda db: rows(db, wanted, question=question))
    return desk, link, f"{board.webs[0].base}/l#{Secrets([KEY]).link_tokens(link)[0]}"


def telephone(board: Stage, browser: Browser, address: str) -> Page:
    """A telephone that was never here opens the link."""
    page = board.window(browser).new_page()
    page.set_viewport_size(TELEPHONE)  # type: ignore[arg-type]
    page.goto(address)
    return page


def state(page: Page, name: str, role: str) -> None:
    """Press the button and say who one is."""
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", name="Who are you?")).to_be_visible()
    fits(page)
    page.get_by_label("Your name").fill(name)
    page.get_by_label("Your role").fill(role)
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", name="Enter your code")).to_be_visible()
    fits(page)


def enter(page: Page, code: str) -> None:
    page.get_by_label("Code").fill(code)
    page.get_by_role("button", name="Continue").click()


def fits(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url


def listed(caller: Page, question: str) -> Locator:
    """The link with this question, on the page of everybody who was asked."""
    return caller.locator("li.person", has_text=question)


def call(caller: Page, whose: str) -> str:
    """Wes rings the school's office for this person, and reads the code."""
    expect(caller.locator("main")).to_contain_text(whose)
    office = caller.locator("li", has_text="School office")
    office.get_by_role("button", name=re.compile("I am calling")).click()
    expect(caller.get_by_text("The code is for")).to_contain_text(whose)
    return caller.locator("#code").inner_text()


def test_a_mailbox_opened_by_the_wrong_colleague_is_given_on_to_the_right_one(
    browser: Browser, board: Stage, world: Outside
) -> None:
    question = "Who collects him from school?"
    desk, _, address = ask(board, browser, world, BOX, question)
    wren = telephone(board, browser, address)
    state(wren, "Wren Office", "School office")
    outside_page = board.path(world.ref) + "/outside"
    caller = board.page(browser, world.wes, outside_page)
    expect(listed(caller, question)).to_contain_text("Wren Office, School office, waits for a code")
    listed(caller, question).get_by_role("link", name=re.compile("Make a code")).click()
    enter(wren, call(caller, "Wren Office"))
    expect(wren.get_by_text(question)).to_be_visible()
    wren.get_by_label("Your answer").fill("I am not the lead")
    expect(wren.get_by_text("Your text is kept.")).to_be_visible()
    wren.get_by_label("Your deputy").select_option(label="Ola Deputy")
    wren.get_by_role("button", name="Give it to my deputy").click()
    expect(wren.get_by_text("You are giving it to Ola Deputy.")).to_be_visible()
    fits(wren)

    ola = telephone(board, browser, address)
    state(ola, "Ola Deputy", "Deputy lead")
    caller.goto(board.webs[0].base + outside_page)
    expect(listed(caller, question)).to_contain_text(
        "Wren Office has it and gives it to Ola Deputy, who waits for a code"
    )
    listed(caller, question).get_by_role("link", name=re.compile("Make a code")).click()
    enter(ola, call(caller, "Ola Deputy"))
    expect(ola.get_by_text(question)).to_be_visible()
    expect(ola.get_by_label("Your answer")).to_have_value("")
    expect(wren.get_by_role("heading", name="This page is over")).to_be_visible()
    for words in (question, "I am not the lead"):
        assert words not in wren.content()

    ola.get_by_label("Your answer").fill("His grandmother collects him.")
    ola.get_by_role("button", name="Send answer").click()
    expect(ola.get_by_role("heading", name="Sent")).to_be_visible()
    desk.goto(board.webs[0].base + board.path(world.ref) + "/alone")
    late = desk.locator("#contact-late")
    expect(late).to_contain_text("His grandmother collects him.")
    expect(late).to_contain_text("Ola Deputy, Deputy lead, Education")


def test_a_link_that_was_forwarded_and_opened_twice_by_a_scanner_opens_for_its_person_alone(
    browser: Browser, board: Stage, world: Outside
) -> None:
    question = "Has he been in school this week?"
    _, link, address = ask(board, browser, world, "Rhona Lead", question)
    wanted = "select l.opened_at, count(t.statement_id), (select count(*) from events) from links l "
    wanted += "left join link_statements t using (hub_id, link_id) where l.link_id = :link group by l.hub_id, l.link_id"
    before = board.do(lambda db: rows(db, wanted, link=link))
    scanner = board.window(browser).new_page()

    def scan() -> None:
        """Everything that can be opened, twice, and the button that some scanners press."""
        for _ in range(2):
            scanner.goto(address)
            scanner.get_by_role("button", name="Continue").click()
            expect(scanner.get_by_role("heading", name="Who are you?")).to_be_visible()
            assert question not in scanner.content()

    scan()
    assert board.do(lambda db: rows(db, wanted, link=link)) == before, "nothing is spent, nothing is told"

    lead, friend = telephone(board, browser, address), telephone(board, browser, address)
    state(friend, "Sol Reed", "Neighbour")
    board.move_clock(timedelta(minutes=1))
    state(lead, "Rhona Lead", "Designated safeguarding lead")
    caller = board.page(browser, world.wes, board.path(world.ref) + "/outside")
    listed(caller, question).get_by_role("link", name=re.compile("Make a code")).click()
    expect(caller.get_by_text("More than one person opened the link.")).to_be_visible()
    expect(caller.get_by_role("button", name=re.compile("I am calling"))).to_have_count(0)
    caller.locator("li", has_text="Rhona Lead, Designated").get_by_role(
        "link", name="Make a code for them"
    ).click()
    code = call(caller, "Rhona Lead")
    enter(friend, code)
    expect(friend.locator(".govuk-error-message").first).to_be_visible()
    assert question not in friend.content()
    fits(friend)
    script: list[Route] = []
    lead.route("**/static/link.js*", lambda route: script.append(route))
    enter(lead, code)
    expect(lead.get_by_text(question)).to_be_visible()
    lead.get_by_label("Your answer").fill("He has been in each day.")
    script[0].continue_()
    expect(
        lead.get_by_text("Your text is kept.")
    ).to_be_visible()  # though it was typed before the script had come
    lead.unroute_all()
    scan()
    enter(friend, code)
    expect(friend.locator(".govuk-error-message").first).to_be_visible()
    lead.get_by_role("button", name="Send answer").click()
    expect(lead.get_by_role("heading", name="Sent")).to_be_visible()
    scanner.goto(address)
    scanner.get_by_role("button", name="Continue").click()
    expect(scanner.get_by_role("heading", name="This link does not open")).to_be_visible()
