"""Pages of signing in without a barrier, and a morning of somebody without a pointer: on the real board."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from board.rehearsal.hub import PASSWORD
from tests.browser.real.axe import nothing_found
from tests.browser.real.stage import Stage
from tests.browser.watching import settles

pytestmark = pytest.mark.browser
SEEDED = True


def at(page: Page, name: str) -> None:
    expect(page.get_by_role("heading", name=name, exact=True)).to_be_visible()
    nothing_found(page, name)


def code_page(page: Page, board: Stage, email: str) -> None:
    page.get_by_label("Work email address").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Continue").click()


def test_coming_in_has_no_barrier(browser: Browser, strict: Stage) -> None:
    page = strict.show(strict.context(browser), strict.webs[0].base, live=False)
    at(page, "Sign in")
    code_page(page, strict, "dele.adeyemi@police.northborough.example")
    at(page, "Enter your code")
    page.get_by_label("Code").fill(page.locator("#invented-code").inner_text())
    page.get_by_role("button", name="Sign in").click()
    at(page, "Your hubs")


def test_refused_ways_in_have_no_barrier_either(browser: Browser, board: Stage) -> None:
    page = board.show(board.context(browser), board.webs[0].base, live=False)
    page.get_by_label("Work email address").fill("nobody@northborough.example")
    page.get_by_label("Password").fill("not the password at all")
    page.get_by_role("button", name="Continue").click()
    expect(page.locator("#password")).to_have_attribute("aria-invalid", "true")
    nothing_found(page, "refused sign-in")
    page.goto(f"{board.webs[0].base}/no/such/page")
    at(page, "Unknown address")


def test_setting_up_a_second_factor_has_no_barrier(browser: Browser, board: Stage) -> None:
    email = board.newcomer()
    page = board.show(board.context(browser), board.webs[0].base, live=False)
    code_page(page, board, email)
    at(page, "Set up your second factor")


def press(page: Page, name: str, *keys: str, role: str = "button", times: int = 80) -> None:
    """Tab to the control of this name, and press these keys on it."""
    wanted = page.get_by_role(role, name=name, exact=True).first  # type: ignore[arg-type]
    for _ in range(times):
        page.keyboard.press("Tab")
        if wanted.count() and wanted.evaluate("one => one === document.activeElement"):
            break
    else:
        raise AssertionError(f"{name} is not reached by Tab")
    for key in keys:
        page.keyboard.press(key)


def test_somebody_without_a_pointer_signs_in_takes_the_next_rates_it_and_lets_it_go(
    browser: Browser, board: Stage
) -> None:
    page = board.show(board.context(browser), board.webs[0].base, live=False)
    press(page, "Work email address", role="textbox")
    page.keyboard.type("priya.sandhu@northborough.example")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Enter your code")).to_be_visible()
    code = page.locator("#invented-code").inner_text()
    press(page, "Code", role="textbox")
    page.keyboard.type(code)
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk*")
    settles(page, "live")
    press(page, "Take the next most urgent", "Enter")
    page.wait_for_url("**/contacts/*")
    settles(page, "live")
    expect(page.locator("#contact-state .you")).to_be_visible()

    summary(page, "Rate a child")
    press(page, "Red", "ArrowRight", role="radio")
    page.keyboard.press("Tab")
    page.keyboard.type("The school rang again; nobody came to the door.")
    press(page, "Rate", "Enter")
    expect(page.locator("#contact-family")).to_contain_text("nobody came to the door")

    summary(page, "Release")
    page.keyboard.press("Tab")
    page.keyboard.type("Off to court; the next of us rings the school.")
    press(page, "Release", "Enter")
    expect(page.locator("#contact-state")).to_contain_text("Nobody holds")
    ref = page.url.rpartition("/")[2]
    expect(page.locator(f"#lane-waiting > #card-{ref}")).to_contain_text("rings the school")


def summary(page: Page, words: str) -> None:
    """Tab to this fold and open it."""
    wanted = page.locator("summary", has_text=words).first
    for _ in range(120):
        page.keyboard.press("Tab")
        if wanted.evaluate("one => one === document.activeElement"):
            return page.keyboard.press("Enter")
    raise AssertionError(f"{words} is not reached by Tab")
