"""A social worker's morning by keys alone, on the real board; and who looks, told by one real page to another."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from board.domain.permissions import Role
from tests.browser.real.stage import Stage

pytestmark = pytest.mark.browser
PROCESSES = 2


def tab_to(page: Page, words: str) -> None:
    """Press Tab until this has the focus."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("words => document.activeElement.textContent.trim().startsWith(words)", words):
            return
    raise AssertionError(f"{words} is not reached by Tab")


def open_family(page: Page) -> None:
    """By keys: the part of the opened contact that names the family."""
    tab_to(page, "Summary")
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("tab", name="Family", selected=True)).to_be_focused()
    expect(page.locator("#contact-family")).to_be_visible()


def test_a_social_workers_morning_by_keys_alone(browser: Browser, board: Stage) -> None:
    asha = board.person("Asha Verma")
    red, amber = board.contact("red"), board.contact("amber")
    desk = board.desk(browser, asha)
    desk.keyboard.press("n")
    expect(desk).to_have_url(re.compile(f"/contacts/{red}$"))
    expect(desk.locator(f"#lane-mine #own-{red}")).to_be_visible()
    desk.wait_for_selector('html[data-live="live"]', state="attached")

    desk.keyboard.press("r")
    expect(desk.locator("#rating-child")).to_be_focused()
    tab_to(desk, "")
    while not desk.evaluate("() => document.activeElement.matches('[name=rag]')"):
        desk.keyboard.press("Tab")
    desk.keyboard.press("Space")
    desk.keyboard.press("ArrowRight")
    while not desk.evaluate("() => document.activeElement.matches('#rating-reason')"):
        desk.keyboard.press("Tab")
    desk.keyboard.type("Seen at school, no injury; p and m are typed, not pressed.")
    desk.keyboard.press("Tab")
    desk.keyboard.press("Enter")
    expect(desk.locator("#contact-state")).to_contain_text("Amber")
    expect(desk.locator("#contact-family")).to_contain_text("p and m are typed")

    desk.locator("#main").focus()
    tab_to(desk, "Release")
    desk.keyboard.press("Enter")
    desk.keyboard.press("Tab")
    desk.keyboard.type("Called away to court.")
    desk.keyboard.press("Tab")
    desk.keyboard.press("Enter")
    expect(desk.locator(f"#lane-waiting #card-{red}")).to_contain_text("Called away to court.")

    desk.locator("#main").focus()
    open_family(desk)
    desk.locator("#main").focus()
    desk.keyboard.press("p")
    expect(desk.locator("#contact-family")).to_be_hidden()
    desk.keyboard.press("j")
    card = desk.evaluate("() => document.activeElement.dataset.ref")
    assert card in (red, amber)
    desk.keyboard.press("c")
    expect(desk.locator(f"#lane-mine #own-{card}")).to_be_visible()
    desk.reload()
    desk.wait_for_selector('html[data-live="live"]', state="attached")
    expect(desk.locator('html[data-privacy="on"]')).to_be_attached()
    desk.keyboard.press("p")
    open_family(desk)


def test_one_page_tells_another_who_looks_across_processes(browser: Browser, board: Stage) -> None:
    ana, asha = board.person("Ana Ruiz", Role.MANAGER), board.person("Asha Verma")
    ref = board.contact("red")
    theirs = board.desk(browser, asha)
    looking = theirs.locator(f"#card-{ref} .looking")
    opened = board.desk(browser, ana, ref, at=board.webs[1].base)
    expect(looking).to_have_text("Ana Ruiz is looking")
    expect(opened.locator(f"#card-{ref} .looking")).to_be_empty()
    opened.close()
    expect(looking).to_be_empty()
