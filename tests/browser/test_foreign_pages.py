"""A page whose questions are answered by a proxy, or by nobody, while its socket lives or is refused."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from board.render import TEMPLATES
from tests.browser import people
from tests.browser.scene import BOARD, Scene
from tests.browser.watching import DESK, card_html, comes_to, go, settles, stale_shows

pytestmark = pytest.mark.browser

STATIC = TEMPLATES.parent / "static"
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


def test_every_script_asks_by_the_one_function_that_knows_the_board() -> None:
    asking = {
        path.name
        for path in STATIC.glob("*.js")
        if re.search(r"\bfetch\(|XMLHttpRequest|EventSource", path.read_text())
    }
    assert asking == {"ours.js"}, (
        "ask by `ours` of board/static/ours.js: a proxy may answer in the board's place"
    )


def foreign(page: Page, address: str) -> None:
    """Something in between answers in the board's place, and says that all is well."""
    page.route(address, lambda route: route.fulfill(status=200, content_type="text/html", body=FOREIGN))


def test_a_locked_page_is_not_opened_by_the_word_of_a_proxy(timed_page: Page, scene: Scene) -> None:
    page = timed_page
    page.clock.install()
    scene.idle_minutes = 1
    go(page, scene)
    page.clock.run_for(61_000)
    expect(page.locator("#lock")).to_be_visible()
    foreign(page, "**/locked")
    page.locator("#lock input").fill("anything at all")
    page.locator("#lock button").first.click()
    expect(page.locator("#lock-error")).to_contain_text("The board cannot be reached just now.")
    expect(page.locator("#lock")).to_be_visible()


def test_a_page_that_was_lost_is_not_given_up_for_a_page_of_the_proxy(timed_page: Page, scene: Scene) -> None:
    page = timed_page
    page.clock.install()
    go(page, scene, "/wall")
    page.evaluate(MOVED)
    scene.beating, scene.refusing = False, True
    scene.close()
    for address in ("**/readyz", "**/live/frames*", "**/wall", "**/wall/visit"):
        foreign(page, address)
    with page.expect_response("**/readyz"):
        page.clock.run_for(80_000)
    stale_shows(page)
    page.keyboard.press("v")
    with page.expect_response("**/wall/visit"):
        page.clock.run_for(4_100)
    expect(page.locator("#hush-words")).to_contain_text("The board does not answer.")
    assert page.evaluate("() => window.kept && !window.said.some(Boolean)")


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
