"""Visitors in the room, and the way from the desk to help: on the real board, with two web processes."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.real.stage import Stage

pytestmark = pytest.mark.browser
SEEDED = True
PROCESSES = 2


def test_visitors_send_the_wall_to_counts_until_a_desk_says_that_they_left(
    browser: Browser, board: Stage
) -> None:
    other = board.webs[1].base
    manager = board.desk(browser, board.person("Ana Ruiz"))
    jo = board.desk(browser, board.person("Jo Okafor"), at=other)
    wall = board.wall(browser, at=other)
    ref = wall.locator("#wall-in_hand .ref").first.inner_text()

    manager.get_by_role("button", name="Visitors").click()
    expect(wall.locator("#wall-counts")).to_be_visible()
    assert ref not in wall.content()
    for desk in (manager, jo):
        expect(desk.locator("#head-walls")).to_contain_text("Visitors are here.")
    expect(jo.locator("#head-walls")).to_contain_text("said by Ana Ruiz")
    expect(jo.locator(".card").first).to_be_visible()

    jo.get_by_role("button", name="They have left").click()
    expect(wall.locator("#wall-in_hand")).to_contain_text(ref)
    expect(wall.locator("#wall-counts")).to_have_count(0)
    expect(manager.locator("#head-walls")).not_to_contain_text("Visitors are here.")


def test_help_leads_from_the_desk_to_what_a_colour_asks_for_here(browser: Browser, board: Stage) -> None:
    manager = board.desk(browser, board.person("Ana Ruiz"))
    manager.get_by_role("link", name="Help", exact=True).click()
    expect(manager.get_by_role("heading", name="everything means here")).to_be_visible()
    for words in ("Red", "Not yet rated", "15 minutes", "one working day"):
        expect(manager.locator("main")).to_contain_text(words)
    manager.get_by_role("link", name="How this hub works").first.click()
    expect(manager.get_by_role("heading", name="How this hub works")).to_be_visible()
