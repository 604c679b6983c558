"""No page is wider than a phone, or than a screen at twice the size."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from board.domain.permissions import Role
from tests.browser.real.stage import Stage

pytestmark = pytest.mark.browser
SEEDED = True
SIZES = {"phone": {"width": 390, "height": 844}, "zoomed": {"width": 720, "height": 450}}


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(
    "path",
    [
        "desk",
        "help",
        "policy",
        "policy/amend",
        "list",
        "contacts/new",
        "people",
        "screens",
        "contact",
        "alone",
    ],
)
def test_no_page_is_wider_than_a_phone_or_a_screen_at_twice_the_size(
    browser: Browser, board: Stage, size: str, path: str
) -> None:
    who = board.person("Maren Holt", Role.SERVICE_MANAGER)
    if path in ("contact", "alone"):
        path = f"contacts/{board.contact()}" + ("/alone" if path == "alone" else "")
    page = board.tab(browser, who, f"/hubs/northborough/{path}")
    assert "Something went wrong" not in page.content()
    page.set_viewport_size(SIZES[size])  # type: ignore[arg-type]
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth"), path
