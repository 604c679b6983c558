"""Nine hundred live contacts are drawn in a few rounds of work, not in one for each card."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.scene import Scene
from tests.browser.watching import go

pytestmark = pytest.mark.browser
MOST_ROUNDS = 60  # counted, since a busy machine stretches times; it was 8 when this was written, and 440 with a form in each card


@pytest.mark.parametrize("scene", [Scene(waiting=450, in_hand=450)], indirect=True)
def test_nine_hundred_cards_are_styled_and_placed_in_a_few_rounds(page: Page, scene: Scene) -> None:
    devtools = page.context.new_cdp_session(page)
    devtools.send("Performance.enable")
    go(page, scene)
    expect(page.locator(".card")).to_have_count(901)
    page.wait_for_function(
        "() => new Promise((rest) => requestIdleCallback(() => requestIdleCallback(rest), { timeout: 5000 }))"
    )
    spent = {one["name"]: one["value"] for one in devtools.send("Performance.getMetrics")["metrics"]}
    assert spent["RecalcStyleCount"] < MOST_ROUNDS
    assert spent["LayoutCount"] < MOST_ROUNDS
