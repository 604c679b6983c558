"""A lead opens a link on a telephone, the office takes the call of the hub, and half an hour later the lead goes on with the text."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, expect

from board.domain.permissions import Role
from board.secrets import Secrets
from tests import make
from tests.browser.real.stage import Stage
from tests.commands.doing import rows
from tests.commands.link.outside import outside
from tests.processes import KEY

pytestmark = pytest.mark.browser
TELEPHONE = {"width": 390, "height": 844}


def test_a_lead_opens_a_link_on_a_telephone_goes_away_for_half_an_hour_and_comes_back(
    browser: Browser, board: Stage
) -> None:
    at = (board.now() - make.NOW).total_seconds() / 60
    world = board.do(lambda db: outside(db, hub=board.hub, at=at))
    desk = board.page(browser, world.asha, board.path(world.ref) + "/outside")
    desk.locator("#guest").select_option(str(world.guest))
    desk.locator("#question").fill("Has he been in school this week?")
    desk.get_by_role("button", name="Send the link").click()
    expect(desk.get_by_text("Sent, not opened yet")).to_be_visible()
    [(link,)] = board.do(lambda db: rows(db, "select link_id from links"))
    token = Secrets([KEY]).link_tokens(link)[0]

    window = board.context(browser)
    lead = window.new_page()
    lead.set_viewport_size(TELEPHONE)  # type: ignore[arg-type]
    lead.goto(f"{board.webs[0].base}/l#{token}")
    expect(lead).to_have_title("Secure page")
    expect(lead).to_have_url(f"{board.webs[0].base}/l")  # the token has left the address, and the history
    lead.get_by_role("button", name="Continue").click()
    lead.get_by_label("Your name").fill("Rhona Lead")
    lead.get_by_label("Your role").fill("Designated safeguarding lead")
    lead.get_by_role("button", name="Continue").click()
    expect(lead.get_by_role("heading", name="Enter your code")).to_be_visible()

    caller = board.page(browser, world.wes, board.path(world.ref) + "/outside")
    expect(caller.get_by_text("Rhona Lead, Designated safeguarding lead, waits for a code")).to_be_visible()
    caller.get_by_role("link", name=re.compile("Make a code")).click()
    caller.locator("li", has_text="School office").get_by_role(
        "button", name=re.compile("I am calling")
    ).click()
    code = caller.locator("#code").inner_text()
    expect(caller.get_by_text("Ola Deputy")).to_be_visible()

    lead.get_by_label("Code").fill(code)
    lead.get_by_role("button", name="Continue").click()
    expect(lead.get_by_text("Has he been in school this week?")).to_be_visible()
    assert lead.evaluate("document.documentElement.scrollWidth <= innerWidth")
    lead.get_by_label("Your answer").fill("He was absent on")
    expect(lead.get_by_text("Your text is kept.")).to_be_visible()

    board.move_clock(timedelta(minutes=30))
    expect(lead.get_by_role("heading", name="This page is closed")).to_be_visible()
    assert "absent" not in lead.content()
    assert "school this week" not in lead.content()
    lead.get_by_role("link", name="Enter your code to go on").click()
    expect(lead.get_by_role("heading", name="Enter your code again")).to_be_visible()
    lead.get_by_label("Code").fill(code)
    lead.get_by_role("button", name="Continue").click()
    answer = lead.get_by_label("Your answer")
    expect(answer).to_have_value("He was absent on")
    answer.fill("He was absent on Monday. His aunt rang.")
    lead.get_by_role("button", name="Send answer").click()
    expect(lead.get_by_role("heading", name="Sent")).to_be_visible()

    manager = board.do(lambda db: make.person(db, board.hub, Role.MANAGER, now=board.now()))
    contact = board.desk(browser, manager, world.ref)
    expect(contact.locator("#contact-late")).to_contain_text("His aunt rang.")
    expect(contact.locator("#contact-late")).to_contain_text(
        "Rhona Lead, Designated safeguarding lead, Education"
    )
    expect(contact.locator("#contact-links")).to_contain_text("Answered")
