"""Who may no longer look sees nothing any more: ended, locked, and behind the back button."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from board.domain.permissions import Role
from board.rehearsal.hub import PASSWORD
from tests.browser.real.stage import Stage
from tests.browser.watching import settles
from tests.limits import in_time

pytestmark = pytest.mark.browser
AT_ONCE_S = 2.0
WORD = "Nightjar"


def opened(browser: Browser, board: Stage, name: str) -> tuple[Page, str]:
    """Somebody's desk with a contact of theirs open, whose account has a word to look for."""
    who = board.person(name)
    ref = board.held(who, summary=f"{WORD} was seen at the door.")
    desk = board.desk(browser, who)
    desk.locator(f"#own-{ref}").get_by_role("link", name="Open").click()
    settles(desk, "live")
    expect(desk.locator("#contact-summary")).to_contain_text(WORD)
    return desk, ref


def type_a_reason(page: Page, words: str) -> None:
    page.get_by_text("Release", exact=True).first.click()
    page.locator("#release-reason").fill(words)


def test_sessions_ended_by_a_manager_empty_the_page_at_once_and_the_back_button_brings_nothing(
    browser: Browser, board: Stage
) -> None:
    desk, _ = opened(browser, board, "Asha Verma")
    office = board.desk(browser, board.person("Ana Ruiz", Role.MANAGER))
    office.get_by_role("link", name="People").click()
    button = office.get_by_role("button", name="of Asha Verma")
    with desk.expect_request("**/sign-in") as gone:
        with office.expect_response("**/end-sessions"):
            button.click()
        clicked = time.monotonic()
    assert gone.value
    assert in_time(time.monotonic() - clicked, AT_ONCE_S)
    desk.wait_for_url("**/sign-in*")
    expect(desk.get_by_role("heading", name="Sign in", exact=True)).to_be_visible()

    for way in (desk.go_back, desk.go_back, desk.go_forward, desk.reload):
        way()
        assert "/sign-in" in desk.url or desk.url == "about:blank"
        assert WORD not in desk.content() and "Marlow" not in desk.content()


def test_signing_out_leaves_nothing_behind_the_back_button(browser: Browser, board: Stage) -> None:
    desk, _ = opened(browser, board, "Carys Lloyd")
    desk.get_by_role("button", name="Sign out").click()
    desk.wait_for_url("**/sign-in*")
    desk.go_back()
    expect(desk.get_by_role("heading", name="Sign in", exact=True)).to_be_visible()
    assert WORD not in desk.content() and "Marlow" not in desk.content()


def test_every_page_with_a_subject_is_kept_by_no_browser(browser: Browser, board: Stage) -> None:
    who = board.person("Carys Lloyd")
    ref = board.held(who)
    desk = board.desk(browser, who)
    for path in (board.path(), board.path(ref), "/people/me.css", "/hubs", "/people/me"):
        answer = desk.request.get(board.webs[0].base + path)
        assert answer.ok
        assert answer.headers["cache-control"] == "no-store", path


def test_nobody_there_for_long_locks_the_page_and_the_password_brings_back_what_was_typed(
    browser: Browser, board: Stage
) -> None:
    desk, ref = opened(browser, board, "Ben Okafor")
    type_a_reason(desk, "Called away, the mother expects a call")

    board.move_clock(timedelta(hours=1))
    settles(desk, "locked")
    expect(desk.locator("#main")).to_be_hidden()
    expect(desk.locator("header.bar")).to_be_hidden()
    assert desk.evaluate("() => document.body.innerText.includes('Marlow')") is False
    assert desk.evaluate("() => localStorage.length + sessionStorage.length") == 0
    again = desk.context.new_page()
    again.goto(board.webs[0].base + board.path(ref))
    expect(again.get_by_role("heading", name="Your screen locked")).to_be_visible()
    again.close()

    desk.locator("#lock-password").fill("not my password at all")
    desk.get_by_role("button", name="Unlock").click()
    expect(desk.locator("#lock-error")).not_to_be_empty()
    desk.locator("#lock-password").fill(PASSWORD)
    desk.get_by_role("button", name="Unlock").click()
    settles(desk, "live")
    expect(desk.locator("#release-reason")).to_have_value("Called away, the mother expects a call")
    desk.get_by_role("button", name="Release", exact=True).click()
    expect(desk.locator(f"#lane-waiting > #card-{ref}")).to_contain_text("the mother expects a call")


def test_a_screen_withdrawn_by_a_manager_empties_at_once(browser: Browser, board: Stage) -> None:
    board.contact("red")
    wall = board.wall(browser)
    office = board.desk(browser, board.person("Ana Ruiz", Role.MANAGER))
    office.get_by_role("link", name="Screens").click()
    with wall.expect_request("**/wall/pairing") as gone:
        with office.expect_response("**/revoke"):
            office.get_by_role("button", name="Withdraw").last.click()
        clicked = time.monotonic()
    assert gone.value
    assert in_time(time.monotonic() - clicked, AT_ONCE_S)
    expect(wall.get_by_role("heading", name="This screen is not paired yet")).to_be_visible()
