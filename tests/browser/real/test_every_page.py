"""Every page of the real board, in the states people meet it in: nothing that axe knows, no complaint in the console, all by keyboard."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from board.domain.permissions import Role
from tests.browser.real.axe import nothing_found
from tests.browser.real.honest import is_live_again
from tests.browser.real.stage import Stage

pytestmark = pytest.mark.browser
SEEDED = True


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
    page = strict.tab(browser, strict.person("Maren Holt", Role.SERVICE_MANAGER), path)
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
