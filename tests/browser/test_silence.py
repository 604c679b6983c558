"""A page to which nobody speaks: no colour and no late word reassures, and its times go on by themselves."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from board.domain.calm import SENTENCE
from board.domain.engine import EngineState
from board.views.board import LaneHead
from board.views.calm import Calm
from board.views.fragment import Due
from tests.browser import people
from tests.browser.scene import BOARD, Scene
from tests.browser.watching import DESK, card_html, comes_to, go, settles, stale_shows

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("path", [DESK, "/wall"])
def test_only_a_page_that_is_live_is_green(page: Page, scene: Scene, path: str) -> None:
    page.route("**/live.js*", lambda route: route.abort())
    page.goto(scene.url + path)
    words = page.locator("#live-words")
    expect(words).to_have_text("Connecting")
    colour = """(state) => {
      document.documentElement.dataset.live = state;
      return getComputedStyle(document.getElementById("live-words")).color;
    }"""
    states = ("", "connecting", "polling", "stale", "live")
    colours = {state: page.evaluate(colour, state) for state in states}
    live = colours.pop("live")
    red, green, blue = (int(part) for part in re.findall(r"\d+", live)[:3])
    assert green > red and green > blue
    for state, other in colours.items():
        red, green, blue = (int(part) for part in re.findall(r"\d+", other)[:3])
        assert red > green > blue, (state, other)


ASKED = """
  window.asked = [];
  const ask = window.fetch;
  window.fetch = (...words) => {
    if (String(words[0]).includes("/live/frames")) window.asked.push(performance.now());
    return ask(...words);
  };
"""


@pytest.mark.parametrize("beats", ["until now", "never", "until its socket was opened again"])
def test_a_page_that_hears_nothing_says_so_and_asks_within_ten_seconds(
    timed_page: Page, scene: Scene, beats: str
) -> None:
    """By the page's own clock, which the test moves: a busy machine makes no difference."""
    page = timed_page
    page.clock.install()
    page.add_init_script(ASKED)
    scene.beating = beats != "never"
    go(page, scene, state="connecting" if beats == "never" else "live")
    if beats == "until its socket was opened again":
        with page.expect_websocket():
            scene.beating = False
            scene.close()
            page.clock.run_for(1_500)
        page.wait_for_timeout(100)
    scene.beating = False
    scene.show(BOARD, people.card(9, datetime.now(UTC), "waiting"))
    comes_to(page, [0, 1, 2, 9])  # and every heartbeat before it was heard
    page.evaluate("() => { window.asked = []; window.heard = performance.now(); }")
    page.clock.run_for(5_600)
    expect(page.locator("html")).to_have_attribute("data-live", "stale")
    page.clock.run_for(4_400)
    asked = page.evaluate("() => window.asked.map((at) => at - window.heard)")
    assert asked and asked[0] <= 10_000, asked


def test_heartbeats_that_were_kept_back_do_not_make_a_page_live(page: Page, scene: Scene) -> None:
    go(page, scene)
    scene.beating = False
    old = scene.beat() | {"beat": (datetime.now(UTC) - timedelta(seconds=10)).isoformat()}
    stale_shows(page)
    asked = scene.polls
    scene.say(old)
    page.wait_for_timeout(500)
    expect(page.locator("html")).to_have_attribute("data-live", "stale")
    assert scene.polls > asked


def test_times_are_worded_again_while_nothing_is_heard(timed_page: Page, scene: Scene) -> None:
    timed_page.clock.install()
    timed_page.route("**/readyz", lambda route: route.abort())
    timed_page.route("**/live/frames*", lambda route: route.abort())
    go(timed_page, scene)
    due = datetime.now(UTC) + timedelta(minutes=5, seconds=30)
    scene.show(BOARD, people.card(8, datetime.now(UTC), "waiting", due=Due("decide by", due, False)))
    left = timed_page.locator("#card-" + people.ref(8) + " .left")
    expect(left).to_have_text("5 min")
    calm = Calm(0, 0, 0, 0, running=True)
    scene.show(BOARD, calm, LaneHead("waiting", "Waiting", 4, red=1, unrated=1, late=1))
    said, tally = timed_page.locator("#calm"), timed_page.locator("#head-waiting .is-late")
    expect(said).to_have_text(SENTENCE)
    scene.beating, scene.refusing = False, True
    scene.close()
    timed_page.clock.run_for(4 * 60_000)
    expect(left).to_have_text("1 min")
    expect(tally).to_have_text("1 late")
    expect(said).to_be_hidden()
    timed_page.clock.run_for(100_000)
    expect(left).to_have_text("late")
    expect(left).to_have_attribute("data-late", "")
    expect(tally).to_have_text("2 late")
    expect(said).to_have_text("1 contact is late now.")
    facets = timed_page.locator("#card-" + people.ref(8)).get_attribute("data-facets") or ""
    assert "is:late" in facets.split(), "so that the filter counts it"
    timed_page.clock.run_for(6 * 60_000)
    expect(left).to_have_text("6 min late")


def test_the_sentence_goes_and_comes_with_the_engine(page: Page, scene: Scene) -> None:
    go(page, scene)
    scene.show(BOARD, Calm(0, 0, 0, 0, running=True))
    said = page.locator("#calm")
    expect(said).to_have_text(SENTENCE)
    for engine in (EngineState.BEHIND, EngineState.RUNNING, EngineState.STOPPED):
        scene.engine = engine
        expect(said).to_have_text(SENTENCE if engine is EngineState.RUNNING else "")
    scene.show(BOARD, Calm(2, 1, 0, 0, running=False))
    expect(said).to_have_text("2 contacts need somebody now, 1 late.")
    page.keyboard.press("m")
    expect(page.locator("#still-words")).to_contain_text("Held since")
    scene.show(BOARD, Calm(3, 1, 0, 0, running=False))
    expect(said).to_have_text("3 contacts need somebody now, 1 late.")  # also while the page is held still


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
