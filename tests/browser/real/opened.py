"""A page that needs nothing but its address."""

from __future__ import annotations

from playwright.sync_api import Browser, expect

from tests.browser.real.axe import holds
from tests.browser.real.stage import Stage


def holds_when_opened(browser: Browser, board: Stage, path: str, heading: str) -> None:
    """The service manager opens it: it has its heading, nothing that axe knows, and is no wider than a phone."""
    page = board.tab(browser, board.person("Maren Holt"), path)
    expect(page.get_by_role("heading", level=1)).to_contain_text(heading)
    holds(page, path)
