"""The handover pages in a real browser: no barrier at a desk and on a phone, by keys alone, without script, names away, on paper."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, expect

from board.domain.permissions import Role
from tests.browser.real.axe import holds, nothing_found
from tests.browser.real.stage import Stage
from tests.browser.real.test_keyboard import tab_to
from tests.browser.real.test_reached_pages import HUB

pytestmark = pytest.mark.browser
SEEDED = True
READ = re.compile("I have read this up to")


@pytest.mark.parametrize(
    ("path", "name", "heading"),
    [
        ("/handover", "Maren Holt", "Your handover"),
        ("/handover", "Dele Adeyemi", "Your handover"),
        ("/handover/hub", "Maren Holt", "Handover: Northborough MASH"),
    ],
)
def test_a_handover_has_no_barrier_at_a_desk_and_on_a_phone(
    browser: Browser, board: Stage, path: str, name: str, heading: str
) -> None:
    page = board.page(browser, board.person(name), HUB + path)
    expect(page.get_by_role("heading", level=1)).to_have_text(heading)
    expect(page.locator(".drawn")).to_contain_text("It does not keep itself true.")
    expect(page.locator(".live")).to_have_count(0)
    assert page.locator("main [data-due]").count() == 0, "nothing on it counts on as if it were live"
    holds(page, path)


@pytest.mark.parametrize("script", [True, False])
def test_what_was_read_is_said_by_keys_alone_and_without_script(
    browser: Browser, board: Stage, script: bool
) -> None:
    who = board.person(f"Reader {'with' if script else 'without'} script")
    ref = board.contact("red")
    page = board.page(browser, who, f"{HUB}/handover", java_script_enabled=script)
    expect(page.locator("#changed .lines")).to_contain_text(ref)
    if script:
        tab_to(page, "I have read this up to")
        page.keyboard.press("Enter")
    else:
        page.get_by_role("button", name=READ).click()
    expect(page.locator("#changed")).to_contain_text("Nothing on the board changed.")
    expect(page.locator("#changed")).to_contain_text("Since you said at")
    board.claimed(board.person("Ana Ruiz", Role.MANAGER), ref)
    page.get_by_role("link", name="Load it anew").click()
    expect(page.locator("#changed .lines > li")).to_have_count(1)
    expect(page.locator("#changed .lines")).to_contain_text("Ana Ruiz claimed it.")


def test_names_leave_the_page_with_one_key_and_the_work_stays(browser: Browser, board: Stage) -> None:
    who = board.person("Ana Ruiz")
    ref = board.held(who)
    page = board.page(browser, who, f"{HUB}/handover")
    expect(page.locator("#waits")).to_contain_text("Marlow")
    page.get_by_role("button", name="Names away").click()
    for part in ("#waits", "#changed", "#night"):
        expect(page.locator(part)).to_be_visible()
    expect(page.locator("#waits")).to_contain_text(ref)
    shown = page.locator("main").inner_text()
    assert "Marlow" not in shown and "Ana Ruiz" not in shown and "Jo Okafor" not in shown
    nothing_found(page, "names away")
    page.get_by_role("button", name="Bring names back").click()


def test_paper_holds_the_page_with_full_times_and_nothing_restricted(browser: Browser, board: Stage) -> None:
    who, other = board.person("Ana Ruiz"), board.person("Maren Holt")
    ref = board.contact("red")
    board.restricted(who, ref, who, other)
    page = board.page(browser, who, f"{HUB}/handover")
    expect(page.locator("#restricted")).to_contain_text(ref)
    page.evaluate("() => dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    expect(page.locator(".printed")).to_contain_text("by Ana Ruiz")
    assert ref not in page.locator("main").inner_text()
    expect(page.get_by_role("button", name=READ)).to_be_hidden()
    assert "202" in page.locator("#night time").first.inner_text()
    whole = board.page(browser, who, f"{HUB}/handover/hub")
    assert ref not in whole.content()


def test_a_full_hub_holds_and_says_so_while_nobody_looks_after_its_clocks(
    browser: Browser, board: Stage
) -> None:
    who = board.person("Nobody Yet")
    for _ in range(60):
        board.held(board.person("Ana Ruiz"), children=())
    page = board.page(browser, who, f"{HUB}/handover")
    expect(page.locator("#changed .more")).to_contain_text("more changed")
    holds(page, "full")
    board.move_clock(timedelta(days=400))
    try:
        late = board.page(browser, who, f"{HUB}/handover")
        expect(late.locator("#changed")).to_contain_text("Nothing on the board changed.")
        expect(late.locator("#night .bites > li")).to_have_count(40)
        holds(late, "a year later")
    finally:
        board.move_clock(timedelta(days=-400))
