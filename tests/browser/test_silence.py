"""A page to which nobody speaks: no colour and no late word reassures, and its times go on by themselves."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from board.domain.calm import SENTENCE
from board.domain.engine import EngineState
from board.views.board import LaneHead
from board.views.calm import Calm
from board.views.fragment import Due
from tests.browser import people
from tests.browser.scene import BOARD, Scene
from tests.browser.watching import DESK, comes_to, go, stale_shows

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
