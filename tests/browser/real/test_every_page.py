"""Every page of the real board, in the states people meet it in: nothing that axe knows, no complaint in the console, all by keyboard."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from board.domain.permissions import Role
from board.rehearsal.hub import PASSWORD
from tests.browser.real.honest import is_live_again
from tests.browser.real.stage import Stage
from tests.browser.watching import settles

pytestmark = pytest.mark.browser
SEEDED = True
LEVELS = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"], "resultTypes": ["violations"]}


@pytest.fixture
def strict(board: Stage) -> Stage:
    """The board, where nothing at all may stand in the console."""
    board.strict = True
    return board


def nothing_found(page: Page, state: str) -> None:
    page.wait_for_load_state()  # an element may be seen before the stylesheet is there
    found = Axe().run(page, options=LEVELS)
    assert found.violations_count == 0, f"{state}: {found.generate_report()}"
    assert page.evaluate("() => document.title"), state


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


def asked_why(page: Page) -> None:
    page.locator("details").evaluate_all("all => all.forEach((one) => one.open = true)")


def refused(page: Page) -> None:
    page.locator("details.for-holder summary").click()
    page.locator("#release-reason").fill(" ")
    page.get_by_role("button", name="Release", exact=True).click()
    expect(page.locator(".field-error")).to_be_visible()


def refused_as_a_page(page: Page) -> None:
    page.on("dialog", lambda dialog: dialog.accept())
    page.locator("#release-reason").evaluate("one => { one.value = ' '; one.form.submit(); }")
    expect(page.get_by_role("alert").first).to_contain_text("Reason needed")


def locked(page: Page) -> None:
    page.get_by_role("button", name="Lock").click()
    settles(page, "locked")


def as_it_is(page: Page) -> None:
    is_live_again(page)


@pytest.mark.parametrize("state", [as_it_is, asked_why, refused, refused_as_a_page, locked])
def test_a_desk_with_a_contact_open_has_no_barrier(
    browser: Browser, board: Stage, state: Callable[[Page], None]
) -> None:
    who = board.person("Ana Ruiz", Role.MANAGER)
    desk = board.desk(browser, who, board.held(who))
    state(desk)
    nothing_found(desk, state.__name__)


@pytest.mark.parametrize(
    ("path", "heading"),
    [
        ("/hubs/northborough/desk", "My work"),
        ("/hubs/northborough/help", "What everything means here"),
        ("/hubs/northborough/policy", "How this hub works"),
        ("/hubs/northborough/policy/amend", "Change how this hub works"),
        ("/hubs/northborough/contacts/new", "Log a contact"),
        ("/hubs/northborough/screens", "Screens"),
        ("/hubs/northborough/people", "People of this hub"),
        ("/hubs/northborough/rota", "Rota"),
        ("/hubs/northborough/rota/agencies/1", "When Children's social care works"),
        ("/people/me", "Your account"),
    ],
)
def test_a_page_of_somebody_signed_in_has_no_barrier_and_no_complaint(
    browser: Browser, strict: Stage, path: str, heading: str
) -> None:
    page = strict.page(browser, strict.person("Maren Holt", Role.SERVICE_MANAGER), path)
    expect(page.get_by_role("heading", name=heading).first).to_be_visible()
    nothing_found(page, path)


def test_a_contact_refused_with_its_list_of_problems_has_no_barrier(browser: Browser, board: Stage) -> None:
    page = board.page(browser, board.person("L. Wu", Role.ADMIN), "/hubs/northborough/contacts/new")
    page.locator("#log-it").click()
    expect(page.locator(".govuk-error-summary")).to_be_visible()
    nothing_found(page, "refused contact")


def test_a_wall_has_no_barrier_before_and_after_it_is_paired(browser: Browser, strict: Stage) -> None:
    waiting = strict.show(strict.context(browser, "wall"), f"{strict.webs[0].base}/wall", live=False)
    expect(waiting.locator("#code")).to_be_visible()
    nothing_found(waiting, "pairing")
    wall = strict.wall(browser)
    is_live_again(wall)
    nothing_found(wall, "wall")


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
    expect(page.locator("#contact-state")).to_contain_text("Nobody holds it")
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
