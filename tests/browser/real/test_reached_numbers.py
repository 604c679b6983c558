"""Pages about messages, numbers and one contact, and what waits in several hubs: nothing that axe knows, and no wider than a phone."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.real.axe import holds
from tests.browser.real.opened import holds_when_opened
from tests.browser.real.stage import Stage
from tests.browser.watching import settles

pytestmark = pytest.mark.browser
SEEDED = True
HUB = "/hubs/northborough"


@pytest.mark.parametrize(
    ("path", "heading"),
    [
        (f"{HUB}/deliveries", "Messages"),
        (f"{HUB}/directory", "Directory"),
        (f"{HUB}/directory/to-confirm", "Numbers to confirm"),
        (f"{HUB}/directory/new", "Add a number or mailbox"),
        (f"{HUB}/engine", "Reminders"),
        (f"{HUB}/people/1/reach", "How Jo Okafor is reached"),
        (f"{HUB}/find", "Find a contact"),
        ("/people/me/reach", "How you are reached"),
        ("/people/me", "Your account"),
    ],
)
def test_a_page_that_is_only_opened_holds(browser: Browser, board: Stage, path: str, heading: str) -> None:
    holds_when_opened(browser, board, path, heading)


def test_all_that_waits_in_several_hubs_holds(browser: Browser, board: Stage) -> None:
    page = board.tab(browser, board.person("Dele Adeyemi"), "/hubs")
    settles(page, "live")
    expect(page.get_by_role("heading", name="Your hubs")).to_be_visible()
    holds(page, "hubs")


@pytest.mark.parametrize("width", ["alone", "history/1000000", "panel"])
def test_a_contact_by_itself_and_its_history_hold(browser: Browser, board: Stage, width: str) -> None:
    who = board.person("Ana Ruiz")
    ref = board.held(who)
    page = board.tab(browser, who, board.path(ref) + ("" if width == "panel" else f"/{width}"))
    assert "Something went wrong" not in page.content(), "\n".join(
        board.webs[0].log.read_text().splitlines()[-6:]
    )
    expect(page.locator("main")).to_contain_text(ref)
    page.locator(".panel details").evaluate_all("all => all.forEach((one) => one.open = true)")
    holds(page, width)
