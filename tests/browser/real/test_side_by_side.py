"""One claim, seen everywhere: desks and a wall, each at a web process of its own, in a real browser."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from board.domain.permissions import Role
from tests.browser.real.stage import Stage

pytestmark = pytest.mark.browser
PROCESSES = 2


def mark(*pages: Page) -> None:
    """So that a page which was loaded anew is known."""
    for page in pages:
        page.evaluate("() => { window.marked = true; }")


def marked(*pages: Page) -> bool:
    return all(page.evaluate("() => window.marked === true") for page in pages)


def test_one_click_on_claim_changes_the_wall_and_every_desk_without_a_reload(
    browser: Browser, board: Stage
) -> None:
    one, other = board.webs
    ref = board.contact("red")
    mine = board.desk(browser, board.person("Asha Verma"), at=one.base)
    theirs = board.desk(browser, board.person("Ben Okafor"), at=other.base)
    wall = board.wall(browser, at=other.base)
    expect(wall.locator(f"#tile-{ref}")).to_contain_text("unclaimed")
    board.on_duty(board.person("Asha Verma"))
    expect(mine.locator("#rota-now")).to_contain_text("other")
    mark(mine, theirs, wall)

    mine.locator(f"#card-{ref}").get_by_role("button", name="Claim").click()

    expect(wall.locator(f"#tile-{ref}")).to_have_count(0)
    expect(wall.locator(f"#row-{ref} .role")).to_have_text("social worker")
    expect(theirs.locator(f"#lane-in_hand #card-{ref} .holder")).to_contain_text("Asha Verma")
    expect(mine.locator(f"#lane-mine #own-{ref}")).to_be_visible()
    expect(mine.locator(f"#lane-in_hand #card-{ref} .holder .you")).to_be_visible()
    assert marked(mine, theirs, wall)


def test_who_is_too_late_reads_who_holds_it_and_is_offered_the_next(browser: Browser, board: Stage) -> None:
    asha, ref, following = board.person("Asha Verma"), board.contact("red"), board.contact("red")
    late = board.desk(browser, board.person("Ben Okafor"))
    # The click is on its way when the other's claim is taken.
    late.route("**/claim", lambda route: (board.claimed(asha, ref), route.continue_()))
    late.locator(f"#card-{ref}").get_by_role("button", name="Claim").click()

    notice = late.locator("#notice")
    expect(notice).to_contain_text("Asha Verma")
    expect(notice.get_by_role("link", name="Open it")).to_have_attribute("href", re.compile(f"{ref}$"))
    expect(late.locator(f"#lane-in_hand #card-{ref}")).to_be_visible()
    notice.get_by_role("button", name="Take the next most urgent").click()
    late.wait_for_url(f"**/contacts/{following}")
    expect(late.locator("#contact-state .holder .you")).to_be_visible()


def test_take_next_opens_the_most_urgent_contact(browser: Browser, board: Stage) -> None:
    board.contact("green")
    urgent = board.contact("red")
    board.contact("amber")
    desk = board.desk(browser, board.person("Carys Lloyd"))
    first = desk.locator("#lane-waiting > li").first
    expect(first).to_have_id(f"card-{urgent}")
    desk.get_by_role("button", name="Take the next most urgent").click()
    desk.wait_for_url(f"**/contacts/{urgent}")
    expect(desk.locator("#contact-state")).to_contain_text("you since")


def test_a_new_rating_moves_the_card_on_every_desk_and_on_the_wall(browser: Browser, board: Stage) -> None:
    one, other = board.webs
    ref = board.contact("amber")
    desk = board.desk(browser, board.person("Asha Verma"), ref, at=one.base)
    theirs = board.desk(browser, board.person("Ben Okafor"), at=other.base)
    wall = board.wall(browser, at=other.base)
    expect(wall.locator(f"#row-{ref}")).to_be_visible()

    desk.locator("summary", has_text="Rate a child").click()
    desk.locator(".levels").get_by_text("Red", exact=True).click()
    desk.locator("#rating-reason").fill("Seen by the school this morning; both are frightened.")
    desk.get_by_role("button", name="Rate", exact=True).click()

    expect(theirs.locator(f"#lane-waiting > #card-{ref}.edge-red")).to_be_visible()
    expect(wall.locator(f"#tile-{ref}")).to_be_visible()
    expect(desk.locator("#contact-timeline")).to_contain_text("Asha Verma rated child 1: Red")


def test_a_contact_restricted_while_open_is_gone_from_the_page_of_those_not_named(
    browser: Browser, board: Stage
) -> None:
    one, other = board.webs
    manager, named = board.person("Ana Ruiz", Role.MANAGER), board.person("Grace Tan", Role.MANAGER)
    ref = board.contact("red", summary="Nightjar was seen at the door.")
    unnamed = board.desk(browser, board.person("Asha Verma"), ref, at=other.base)
    allowed = board.desk(browser, named, ref, at=one.base)
    wall = board.wall(browser, at=other.base)
    for page in (unnamed, allowed):
        expect(page.locator("#contact-summary")).to_contain_text("Nightjar")

    board.restricted(manager, ref, named)

    expect(unnamed.locator(f"#card-{ref}")).to_have_count(0)
    expect(wall.locator(f"#tile-{ref}")).to_have_count(0)
    unnamed.wait_for_function(
        "ref => !document.querySelector('main').innerHTML.includes('Nightjar')", arg=ref
    )
    expect(allowed.locator("#contact-state")).to_contain_text("Restricted")
    expect(allowed.locator(f"#own-{ref}")).to_be_visible()
    expect(unnamed.locator("#say")).to_contain_text("no longer yours to see")
