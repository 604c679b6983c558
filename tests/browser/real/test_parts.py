"""The parts of a contact as tabs, what waits in every hub, and paper: in a real browser on the real board."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from board.domain.permissions import Role
from tests.browser.real.axe import nothing_found
from tests.browser.real.stage import Stage

pytestmark = pytest.mark.browser
SEEDED = True


def chosen(page: Page) -> str | None:
    return page.locator('.parts [aria-selected="true"]').text_content()


def test_parts_are_tabs_by_keyboard_and_stay_where_they_are_when_the_board_moves(
    browser: Browser, board: Stage
) -> None:
    who = board.person("Jo Okafor")
    ref = board.contact()
    desk = board.desk(browser, who, ref)
    expect(desk.locator("#contact-summary")).to_be_visible()
    expect(desk.locator("#contact-family")).to_be_hidden()
    desk.get_by_role("tab", name="Summary").focus()
    desk.keyboard.press("ArrowRight")
    assert chosen(desk) == "Family"
    expect(desk.locator("#contact-family")).to_be_visible()
    nothing_found(desk, "family")
    board.claimed(board.person("Priya Sandhu"), ref)
    expect(desk.locator("#contact-state")).to_contain_text("Priya Sandhu")
    assert chosen(desk) == "Family"
    desk.keyboard.press("End")
    expect(desk.locator("#contact-timeline")).to_contain_text("claimed it")
    nothing_found(desk, "timeline")


def test_an_address_of_an_act_opens_the_part_it_stands_in(browser: Browser, board: Stage) -> None:
    ref = board.contact()
    desk = board.desk(browser, board.person("Jo Okafor"), ref)
    event = desk.locator('#contact-timeline [id^="event-"]').last.get_attribute("id")
    page = board.page(browser, board.person("Jo Okafor"), f"{board.path(ref)}#{event}", live=True)
    assert chosen(page) == "Timeline"
    expect(page.locator(f"#{event}")).to_be_visible()


def test_without_script_parts_are_links_down_the_page(browser: Browser, board: Stage) -> None:
    page = board.desk(browser, board.person("Jo Okafor"), board.contact(), java_script_enabled=False)
    for part in ("summary", "family", "timeline"):
        expect(page.locator(f"#contact-{part}")).to_be_visible()
    page.get_by_role("link", name="Timeline", exact=True).click()
    assert page.url.endswith("#contact-timeline")


def test_what_waits_in_a_hub_moves_by_itself_and_the_head_leads_to_the_others(
    browser: Browser, board: Stage
) -> None:
    page = board.page(browser, board.person("Dele Adeyemi", Role.POLICE), "/hubs", live=True)
    nothing_found(page, "hubs")
    here = page.locator("#waits-northborough")
    before = int(here.locator("dt:text-is('Unclaimed red') + dd").inner_text())
    board.contact("red")
    expect(here.locator("dt:text-is('Unclaimed red') + dd")).to_have_text(str(before + 1))
    here.get_by_role("link", name="Open the desk").click()
    page.locator(".switch summary").press("Enter")
    page.get_by_role("link", name="Eastmarsh MASH").click()
    page.wait_for_url("**/hubs/eastmarsh/desk")


def test_paper_holds_what_is_read_with_full_times_and_when_it_was_printed(
    browser: Browser, board: Stage
) -> None:
    desk = board.desk(browser, board.person("Jo Okafor"), board.contact())
    desk.evaluate("() => dispatchEvent(new Event('beforeprint'))")
    desk.emulate_media(media="print")
    expect(desk.locator(".printed")).to_contain_text("by Jo Okafor")
    for part in ("summary", "family", "timeline"):
        expect(desk.locator(f"#contact-{part}")).to_be_visible()
    for gone in (".panel-acts", ".parts", "#lock-now"):
        expect(desk.locator(gone)).to_be_hidden()
    assert "202" in desk.locator("#contact-timeline time").first.inner_text()
