"""A page whose questions are answered by a proxy, or by nobody, while its socket lives or is refused."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser import people
from tests.browser.scene import BOARD, Scene
from tests.browser.watching import DESK, card_html, comes_to, go, settles, stale_shows

pytestmark = pytest.mark.browser

FOREIGN = "<!doctype html><title>Gateway</title><h1>This page is the proxy's own</h1>"
MOVED = """() => {
  window.kept = true;
  window.said = [];
  const look = () => window.said.push(document.body.textContent.includes("the proxy"));
  new MutationObserver(look).observe(document.body, {subtree: true, childList: true});
}"""


@pytest.mark.parametrize("status", [200, 401, 404, 502])
def test_a_page_of_the_proxy_is_never_shown_and_nothing_is_loaded_again_for_it(
    page: Page, scene: Scene, status: int
) -> None:
    go(page, scene)
    page.evaluate(MOVED)
    answered: list[str] = []

    def foreign(route: Any) -> None:
        answered.append(route.request.method)
        route.fulfill(status=status, content_type="text/html", body=FOREIGN)

    page.route("**/live/frames*", foreign)
    page.route("**/claim", foreign)
    scene.say(scene.frame(BOARD, "", since=scene.seq + 3, to=scene.seq + 4))  # a gap: the page asks
    page.locator(f"#card-{people.ref(0)} button").click()
    expect(page.locator("#notice")).to_contain_text("This did not get through.")
    for _ in range(2):
        seen = len(answered)
        scene.say({"ask": True})
        while len(answered) == seen:
            page.wait_for_timeout(20)
    assert page.evaluate("() => window.kept && !window.said.some(Boolean)")
    assert page.locator("#lane-waiting > li").count() == 3 and {"GET", "POST"} <= set(answered)


def test_a_socket_that_works_while_http_is_dead_keeps_the_page_live(page: Page, scene: Scene) -> None:
    go(page, scene)
    page.evaluate(MOVED)
    page.route("**/live/frames*", lambda route: route.abort())
    page.route("**/readyz", lambda route: route.abort())
    scene.show(BOARD, people.card(9, datetime.now(UTC), "waiting"))
    comes_to(page, [0, 1, 2, 9])
    settles(page, "live")
    scene.say(
        scene.frame(BOARD, "", since=scene.seq + 3, to=scene.seq + 4)
    )  # what is missing cannot be asked for
    stale_shows(page)
    assert page.evaluate("() => window.kept"), "it says so, and is not loaded again into an error page"


def test_the_first_answer_counts_as_much_as_any_later_one(page: Page, scene: Scene) -> None:
    """A page that is told once, three seconds after it was loaded, is not shown as not live before it has been silent itself."""
    scene.refusing = scene.beating = True
    page.goto(scene.url + DESK)
    page.wait_for_selector('html[data-live="polling"]', state="attached")
    began = "document.getAnimations().find((one) => one.effect.target.id === 'stale').currentTime"
    assert page.evaluate(began) < 1000


def test_refused_sockets_mean_asking_every_few_seconds(page: Page, scene: Scene) -> None:
    scene.refusing = True
    go(page, scene, state="polling")
    expect(page.locator("#live-words")).to_contain_text("Checking every few seconds")
    scene.asked = {"frames": [scene.frame(BOARD, card_html(8))], "beat": scene.beat()}
    comes_to(page, [0, 1, 2, 8])
    scene.refusing = False
    settles(page, "live")
