"""A desk with a contact open beside it, in the states people meet it in: nothing that axe knows."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from board.domain.permissions import Role
from tests.browser.real.axe import nothing_found
from tests.browser.real.honest import is_live_again
from tests.browser.real.stage import Stage
from tests.browser.watching import settles

pytestmark = pytest.mark.browser
SEEDED = True


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
