"""The wall in a real browser: nothing too small to be read from where people stand, and no red lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import expect

from board.domain.screens import ARC_MINUTES
from tests.browser.scene import WALL
from tests.browser.wall_views import wall_views
from tests.browser.walls import ROOMS, SceneAt, states, whole
from tests.browser.watching import now

pytestmark = pytest.mark.browser
# Every text that is drawn, with the height of its capitals as this browser's own typeface has it, in minutes of arc from there.
SMALLEST = """([distance, panel]) => {
  const pen = document.createElement('canvas').getContext('2d');
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const found = [];
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const box = node.parentElement;
    if (!node.data.trim() || box.closest('[hidden], .govuk-visually-hidden, template, script') || !box.getClientRects().length) continue;
    const style = getComputedStyle(box);
    if (style.display === 'none' || style.visibility === 'hidden') continue;
    pen.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
    const capital = pen.measureText('H').actualBoundingBoxAscent * panel / innerWidth;
    found.push([2 * Math.atan(capital / 2 / distance) * 180 / Math.PI * 60, node.data.trim()]);
  }
  found.sort((one, other) => one[0] - other[0]);
  return [found.length, ...found[0]];
}"""
# What stands on the wall and is cut: in its own line, or by the edge of the screen.
CUT = """() => [...document.querySelectorAll('.tile .ref, .row .ref, .night-red .ref, .rows time, .more:not([hidden]), .attention li')]
  .concat([...document.querySelectorAll('.lane-head h2, .big-figures dd')])
  .filter((one) => !one.closest('[hidden]') && one.getClientRects().length)
  .filter((one) => {
    const box = one.getBoundingClientRect();
    const around = (one.closest('.tile, li, section') ?? document.body).getBoundingClientRect();
    return box.right > around.right + 1 || box.bottom > innerHeight + 1 || box.right > innerWidth + 1 || box.left < -1;
  }).map((one) => one.textContent)"""


@pytest.mark.parametrize("room", ROOMS)
def test_no_text_is_under_sixteen_minutes_of_arc_in_any_state(scene_at: SceneAt, room: str) -> None:
    distance, panel, *_ = ROOMS[room]
    page, scene = scene_at(states()["nothing"], ROOMS[room])
    for state, views in states().items():
        scene.say(scene.frame(WALL, whole(views)))
        page.wait_for_function("id => document.getElementById(id)", arg=views[0].id)
        page.wait_for_timeout(50)
        number, arc, words = page.evaluate(SMALLEST, [distance, panel])
        assert number > 4, state
        assert arc >= ARC_MINUTES - 0.05, f"{state}: {words!r} is seen under {arc:.1f} minutes of arc"
        assert page.evaluate(CUT) == [], f"{state} cuts something"
    for cover in ("hush", "windowed"):
        page.evaluate("id => { document.getElementById(id).hidden = false; }", cover)
        _, arc, words = page.evaluate(SMALLEST, [distance, panel])
        assert arc >= ARC_MINUTES - 0.05, f"{cover}: {words!r}"


@pytest.mark.parametrize("reds", [5, 12, 24, 48, 90])
def test_every_red_keeps_its_reference_while_there_is_room_for_it(scene_at: SceneAt, reds: int) -> None:
    page, _ = scene_at(wall_views(reds + 10, 12, now(), 4, reds=reds), ROOMS["five metres, 65 inches"])
    assert page.locator(".tile[data-red]:visible").count() == reds
    shown = page.locator(".tile:not([data-red]):visible").count()
    expect(page.locator("#wall-now .more:not(.more-red) b")).to_have_text(str(10 - shown + 4))
    expect(page.locator(".more-red")).to_be_hidden()


def test_reds_that_do_not_fit_are_counted_with_the_earliest_due(scene_at: SceneAt) -> None:
    page, _ = scene_at(wall_views(150, 12, now(), 4, reds=150), ROOMS["nine metres, 55 inches"])
    page.wait_for_function("() => document.querySelectorAll('.tile:not([hidden])').length >= 4")
    shown = page.locator(".tile:visible").count()
    assert 4 <= shown < 150
    said = page.locator(".more-red")
    expect(said.locator("b")).to_have_text(str(150 - shown))
    first = page.evaluate(
        "() => [...document.querySelectorAll('.tile[hidden]')].map((one) => one.dataset.at).sort()[0]"
    )
    assert said.locator("time").get_attribute("datetime") == first


def test_what_a_lane_does_not_show_is_counted_with_its_next_due(scene_at: SceneAt) -> None:
    page, _ = scene_at(wall_views(12, 12, now(), 23), ROOMS["five metres, 65 inches"])
    lane = page.locator("#wall-waiting")
    shown = lane.locator(".rows > li:visible").count()
    assert 2 <= shown < 12
    expect(lane.locator(".more b")).to_have_text(str(35 - shown))
    expect(lane.locator(".more")).to_contain_text("more, next due")
    heights = page.evaluate(
        "() => { const one = document.getElementById('wall-waiting'); return one.scrollHeight - one.clientHeight; }"
    )
    assert heights <= 0, "nothing is cut at the foot"


def test_a_countdown_stands_only_under_two_hours(scene_at: SceneAt) -> None:
    page, _ = scene_at(wall_views(2, 6, datetime.now(UTC)), ROOMS["five metres, 65 inches"])
    left = page.locator("#wall-waiting .rows .left").all_inner_texts()
    # due in 90, 145, 200 ... minutes
    assert left[0].startswith("1 h ")
    assert not any(left[1:])


def test_eight_tiles_keep_the_lateness_of_each_that_is_late(scene_at: Any) -> None:
    hours = (0.05, 0.22, 21, 3, 26, 47, 1, 9)
    views = wall_views(8, 12, now(), 4, reds=8)
    tiles = tuple(
        replace(tile, due_at=now() - timedelta(hours=h), late=True)
        for tile, h in zip(views[0].tiles, hours, strict=True)  # type: ignore[attr-defined]
    )
    page, _ = scene_at([replace(views[0], tiles=tiles), *views[1:]], ROOMS["three metres, 55 inches"])  # type: ignore[type-var]
    cut = page.eval_on_selector_all(
        '[data-tier="full"] .tile .left, [data-tier="brief"] .tile .left',
        """all => all.filter((one) => {
          const box = one.getBoundingClientRect(), line = one.closest('.tile-due').getBoundingClientRect();
          return !/late/.test(one.textContent) || box.height < 1 || box.bottom > line.bottom + 1 || box.right > line.right + 1;
        }).map((one) => one.textContent)""",
    )
    assert page.locator(".tile:visible").count() == 8 and cut == []
    assert page.locator('[data-tier="full"], [data-tier="brief"]').count() == 1
