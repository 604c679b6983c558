"""A page that is not live says so, whatever broke."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.scene import Scene
from tests.browser.watching import DESK, go, stale_shows

pytestmark = pytest.mark.browser


def test_a_desk_says_within_five_seconds_that_it_is_not_live(page: Page, scene: Scene) -> None:
    go(page, scene)
    expect(page.locator("#stale")).to_have_css("opacity", "0")
    scene.beating = False
    stale_shows(page)
    expect(page.locator(".live-ok")).to_have_css("opacity", "0")


def test_it_says_so_even_when_its_script_has_died(page: Page, scene: Scene) -> None:
    go(page, scene)
    page.evaluate(
        "() => { for (let n = 0; n < 10000; n++) { clearTimeout(n); clearInterval(n); } WebSocket.prototype.close = () => {}; }"
    )
    scene.beating = False
    stale_shows(page)


def test_it_says_so_with_no_script_at_all(page: Page, scene: Scene) -> None:
    page.route("**/live.js*", lambda route: route.abort())
    page.goto(scene.url + DESK)
    stale_shows(page)


def test_a_wall_that_is_not_live_shows_no_old_picture(page: Page, scene: Scene) -> None:
    go(page, scene, "/wall")
    scene.beating = False
    stale_shows(page)
    covering = page.evaluate(
        "() => { const box = document.getElementById('stale').getBoundingClientRect(); return [box.width, box.height]; }"
    )
    assert covering == [1440, 900]


def test_less_motion_still_shows_that_it_is_not_live(page: Page, scene: Scene) -> None:
    page.emulate_media(reduced_motion="reduce")
    go(page, scene)
    scene.beating = False
    stale_shows(page)
