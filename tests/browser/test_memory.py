"""A wall that stands for a month takes no more memory than after a day."""

from __future__ import annotations

import pytest
from playwright.sync_api import CDPSession, Page

from tests import long
from tests.browser.scene import Scene
from tests.browser.walls import states, whole

pytestmark = pytest.mark.browser


# A month of a wall is 1,296,000 heartbeats (one each 2 s for 30 days), some 180,000 frames (500 contacts a day, a dozen changes each),
# 30 turns of the day (each a whole frame, with the pages' dates), 60 reconnects after restarts and cuts, 30 nights and 30 visits.
# Played at full length (the line `long` of the bench): one beat and one frame in a hundred of them, and every night, visit and reconnect;
# in each run of the tests a quarter of that.
PARTS = 4
BEATS, FRAMES = long.of(12_960, 3_240), long.of(1_800, 450)
RECONNECTS = TURNS = long.of(60, 16)
MOST_GROWN = long.of(400_000, 200_000)
"""Bytes in the last three parts. The shorter run keeps room for what a collector leaves behind."""
MONTH = """async ([part, beats, frames, pictures, turns]) => {
  const main = document.getElementById('main');
  const hear = (said) => window.lines.at(-1).onmessage({ data: JSON.stringify(said) });
  const beat = () => hear({ beat: new Date().toISOString(), epoch: 1, seq: Number(main.dataset.seq) });
  const { audience } = main.dataset;
  const frame = (content) => { const from = Number(main.dataset.seq); hear({ audience, epoch: 1, from, to: from + 1, content }); };
  for (let n = 0; n < frames; n++) {
    frame(pictures[n % pictures.length]);
    for (let k = 0; k < beats / frames; k++) beat();
    if (n % 20 === 19) await new Promise((rest) => setTimeout(rest));
  }
  for (let n = 0; n < turns; n++) { frame(turns_of[n % turns_of.length]); beat(); }
}""".replace("turns_of", "pictures")
LINES = """
window.WebSocket = class {
  constructor() { window.lines = [this]; }
  close() {}
};"""


def measured(page: Page, devtools: CDPSession) -> dict[str, float]:
    for _ in range(2):
        devtools.send("HeapProfiler.collectGarbage")
    page.evaluate("() => new Promise((rest) => setTimeout(rest, 50))")
    found = {one["name"]: one["value"] for one in devtools.send("Performance.getMetrics")["metrics"]}
    return {name: found[name] for name in ("JSHeapUsedSize", "Nodes", "JSEventListeners", "Documents")}


def test_memory_is_flat_over_a_month(page: Page, scene: Scene) -> None:
    page.add_init_script(LINES)
    page.set_viewport_size({"width": 1920, "height": 1080})
    page.goto(f"{scene.url}/wall")
    devtools = page.context.new_cdp_session(page)
    devtools.send("Performance.enable")
    day = [
        whole(states()[name])
        for name in ("a few", "thirty", "many reds", "thirty", "three hundred", "nothing")
    ]
    night = [whole(states()[name]) for name in ("dark", "dark with reds", "visitors", "thirty")]
    seen = []
    for part in range(PARTS):
        page.evaluate(MONTH, [part, BEATS // PARTS, FRAMES // PARTS, day, 0])
        page.evaluate(MONTH, [part, 0, TURNS // PARTS, night, 0])
        for _ in range(RECONNECTS // PARTS):
            page.evaluate("() => window.dispatchEvent(new Event('online'))")
        seen.append(measured(page, devtools))
    first, last = seen[0], seen[-1]
    assert page.evaluate("() => Number(document.getElementById('main').dataset.seq)") >= FRAMES
    grown = last["JSHeapUsedSize"] - first["JSHeapUsedSize"]
    assert grown < MOST_GROWN, f"{grown} bytes more after three quarters of it: {seen}"
    assert last["Nodes"] <= first["Nodes"] * 1.1 + 50, seen
    assert last["JSEventListeners"] <= first["JSEventListeners"] + 5, seen
    assert last["Documents"] == first["Documents"]
