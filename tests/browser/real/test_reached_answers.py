"""Pages that answer something done, found or refused: nothing that axe knows, and no wider than a phone."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from board.domain.permissions import Role
from tests.browser.real.axe import holds, nothing_found
from tests.browser.real.honest import is_live_again
from tests.browser.real.stage import Stage

pytestmark = pytest.mark.browser
SEEDED = True
HUB = "/hubs/northborough"


def test_what_find_finds_does_not_find_and_refuses_holds(browser: Browser, board: Stage) -> None:
    page = board.tab(browser, board.person("Ana Ruiz"), f"{HUB}/find")
    for asked, words in (
        ("Marsh", "Rosa Marsh"),
        ("Nobodywhatsoever", "No open contact fits"),
        ("x", "There is a problem"),
    ):
        page.locator("#find-here").fill(asked)
        page.locator("main").get_by_role("button", name="Find").click()
        expect(page.locator("main")).to_contain_text(words)
        holds(page, f"find {asked}")


def alike(browser: Browser, board: Stage) -> tuple[Page, str]:
    """A desk whose queue has two contacts of one family, and the reference of the one that is compared from."""
    page = board.desk(browser, board.person("Priya Sandhu"))
    card = page.locator("#lane-waiting > li:has(.same-family)").first
    return page, card.get_attribute("data-ref") or ""


def test_two_contacts_side_by_side_hold(browser: Browser, board: Stage) -> None:
    page, ref = alike(browser, board)
    page.locator(f"#card-{ref} .same-family a").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("the same family, or another family?")
    holds(page, "compare")


def test_the_question_at_a_claim_holds(browser: Browser, board: Stage) -> None:
    page, ref = alike(browser, board)
    other = (page.locator(f"#card-{ref} .same-family a").get_attribute("href") or "").rpartition("/")[2]
    board.claimed(board.person("Jo Okafor"), other)
    page.locator(f"#card-{ref}").get_by_role("button", name="Claim").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("looks like the same family as")
    holds(page, "same family")


def test_a_policy_refused_and_one_to_be_checked_hold(browser: Browser, board: Stage) -> None:
    page = board.tab(browser, board.person("Maren Holt"), f"{HUB}/policy/amend")
    tiles = page.get_by_label("Contacts the wall shows big")
    was = tiles.input_value()
    tiles.fill("many")
    page.get_by_role("button", name="Show what changes").first.click()
    expect(page.locator(".govuk-error-summary")).to_contain_text("Nothing was changed")
    holds(page, "policy refused")
    page.get_by_label("Contacts the wall shows big").fill(str(int(was) + 1))
    page.get_by_role("button", name="Show what changes").first.click()
    expect(page.get_by_role("heading", name="Check the change")).to_be_visible()
    holds(page, "policy to be checked")


def test_a_rota_that_refuses_holds(browser: Browser, board: Stage) -> None:
    page = board.page(browser, board.person("Ana Ruiz"), f"{HUB}/rota", live=True)
    page.get_by_role("button", name="Put on duty").click()
    expect(page.locator(".govuk-error-summary")).to_be_visible()
    holds(page, "rota refused")


def test_a_desk_and_a_wall_hold_while_there_are_visitors(browser: Browser, board: Stage) -> None:
    desk, wall = board.desk(browser, board.person("Grace Tan", Role.MANAGER)), board.wall(browser)
    desk.get_by_role("button", name="Visitors").click()
    expect(wall.locator("#wall-counts")).to_be_visible()
    is_live_again(wall)
    nothing_found(wall, "counts")
    expect(desk.locator("#head-walls")).to_contain_text("Visitors are here.")
    holds(desk, "desk with visitors")
    desk.get_by_role("button", name="They have left").click()
    expect(wall.locator("#wall-counts")).to_have_count(0)
