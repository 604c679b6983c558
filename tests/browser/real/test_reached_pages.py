"""Pages that a hub is set up with: nothing that axe knows, and no wider than a phone."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.browser.real.opened import holds_when_opened
from tests.browser.real.stage import Stage

pytestmark = pytest.mark.browser
SEEDED = True
HUB = "/hubs/northborough"


@pytest.mark.parametrize(
    ("path", "heading"),
    [
        (f"{HUB}/help", "What everything means here"),
        (f"{HUB}/policy", "How this hub works"),
        (f"{HUB}/list", "Contingency list"),
        (f"{HUB}/list/names", "Contingency list"),
        (f"{HUB}/rota", "Rota"),
        (f"{HUB}/rota/agencies/1", "When Children's social care works"),
        (f"{HUB}/rota/duties/2", "manager"),
    ],
)
def test_a_page_that_is_only_opened_holds(browser: Browser, board: Stage, path: str, heading: str) -> None:
    holds_when_opened(browser, board, path, heading)
