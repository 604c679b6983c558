"""A page that lost the board finds its way back, and says meanwhile that it is not live."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.scene import BOARD, Scene
from tests.browser.watching import OPENED, card_html, comes_to, go, settles, stale_shows

pytestmark = pytest.mark.browser


def test_a_silent_socket_is_torn_down_and_the_page_comes_back(timed_page: Page, scene: Scene) -> None:
    page = timed_page
    page.clock.install()
    go(page, scene)
    scene.beating = False
    stale_shows(page)
    with page.expect_websocket():
        page.clock.run_for(13_000)
    scene.beating = True
    settles(page, "live")
    expect(page.locator("#stale")).to_have_css("opacity", "0")


def test_a_page_with_a_gap_that_cannot_be_asked_for_is_not_live(page: Page, scene: Scene) -> None:
    go(page, scene)
    page.route("**/live/frames*", lambda route: route.abort())
    scene.say(scene.frame(BOARD, card_html(9), since=12, to=13))
    stale_shows(page)
    page.unroute("**/live/frames*")
    scene.asked = {"frames": [scene.frame(BOARD, card_html(8), since=10, to=14)], "beat": None}
    comes_to(page, [0, 1, 2, 8])
    settles(page, "live")


def test_a_page_that_could_not_show_a_change_is_not_live(page: Page, scene: Scene) -> None:
    scene.open = True
    go(page, scene, OPENED)
    page.locator("details:has(#release-reason) summary").click()
    page.locator("#release-reason").fill("half a sentence")
    page.evaluate(
        "() => { Element.prototype.moveBefore = Node.prototype.insertBefore = () => { throw new Error('full'); }; }"
    )
    frame = scene.frame(BOARD, card_html(9))
    scene.asked = {"frames": [frame], "beat": None}
    scene.say(frame)
    stale_shows(page)
    expect(page.locator("#release-reason")).to_have_value("half a sentence")


def test_a_page_that_was_lost_is_not_given_up_for_an_error_page(timed_page: Page, scene: Scene) -> None:
    timed_page.clock.install()
    timed_page.route("**/readyz", lambda route: route.fulfill(status=503))
    go(timed_page, scene, "/wall")
    scene.beating, scene.refusing = False, True
    scene.close()
    with timed_page.expect_response("**/readyz"):
        timed_page.clock.run_for(80_000)
    expect(timed_page.locator("#stale")).to_be_attached()
    assert timed_page.url.endswith("/wall")
