"""Nothing on a wall is cut by its own box or by the edge of the screen: contacts and roles without room are counted in words."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, TimeoutError, expect

from board.domain.calm import SENTENCE
from board.domain.engine import EngineState
from board.domain.refs import ALPHABET
from board.views.fragment import Fragment
from board.views.rota import RoleLater
from board.views.wall import WallLane, WallNow, WallTile, WallToday
from tests.browser.scene import WALL
from tests.browser.wall_views import wall_views
from tests.browser.walls import ROOMS, SceneAt, whole
from tests.browser.watching import now

pytestmark = pytest.mark.browser
SIZES = [(300, 122, 1366, 768), (500, 144, 1920, 1080), (300, 80, 1080, 1920)]
TEAMS = tuple(
    f"{place} multi-agency safeguarding team" for place in ("Northborough", "Eastmere and Long Sutton")
)
ROLES = (
    "duty manager",
    "social worker",
    "police officer",
    "health visitor",
    "education",
    "probation",
    "housing",
)
# Each visible text of the wall, by its lines: cut by a box around it that hides what overflows, or by the screen.
CUT = """() => {
  const walker = document.createTreeWalker(document.getElementById('main'), NodeFilter.SHOW_TEXT), found = [];
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const parent = node.parentElement;
    if (!node.data.trim() || parent.closest('[hidden], .govuk-visually-hidden')) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const line of range.getClientRects()) {
      const middle = (line.top + line.bottom) / 2; // letters stand within the middle half of their line
      let [right, bottom] = [innerWidth, innerHeight];
      for (let box = parent; box; box = box.parentElement)
        if (getComputedStyle(box).overflow !== 'visible') {
          const edge = box.getBoundingClientRect();
          [right, bottom] = [Math.min(right, edge.right), Math.min(bottom, edge.bottom)];
        }
      if (line.width && (line.right > right + 1 || middle + line.height / 3 > bottom + 1)) found.push(node.data.trim());
    }
  }
  return [...new Set(found)];
}"""
# Tiles that are late and do not say since when, where the tile stands.
SILENT = """() => [...document.querySelectorAll('.tile:not([hidden]) [data-late]')]
  .filter((one) => !/late/.test(one.textContent) || one.getBoundingClientRect().height < 4).length"""
# Lines that call a time next due which has passed.
PAST = """() => [...document.querySelectorAll('.more:not([hidden]) span:not([hidden]) time')]
  .filter((one) => Date.parse(one.dateTime) < Date.now()).length"""
TOLD = """() => [...document.querySelectorAll('#wall-now .more:not([hidden])')].map((one) =>
  [one.querySelector('b'), one.querySelector('em')].map((it) => Number(it?.textContent.match(/[0-9]+/)?.[0] ?? 0)))
  .reduce((sum, one) => [sum[0] + one[0], sum[1] + one[1]], [0, 0])"""


def _picture(number: int) -> list[Fragment]:
    """So many contacts, every second one late by minutes up to days, beside long lists of roles and teams."""
    views = wall_views(number, 12, now(), 4, reds=number // 3, notices=2)
    tiled, today = views[0], views[3]
    assert isinstance(tiled, WallNow) and isinstance(today, WallToday)
    tiles: list[WallTile] = [
        replace(
            tile, words="Amber, holder off duty", due_at=now() - timedelta(minutes=3 + n * n * 7), late=True
        )
        if n % 2
        else tile
        for n, tile in enumerate(tiled.tiles)
    ]
    later = (RoleLater("emergency duty team", now() + timedelta(hours=6)),)
    duty = replace(today, on_duty=(*TEAMS, *ROLES), missing=TEAMS, later=later)
    return [replace(tiled, tiles=tuple(tiles), late=3), *map(_long_roles, views[1:3]), duty]


def _long_roles(lane: Fragment) -> WallLane:
    """The same lane with rows due on another day, which a team with a long name has."""
    assert isinstance(lane, WallLane)
    rows = (
        replace(row, due_at=now() + timedelta(days=2), with_role="emergency duty team") if n % 2 else row
        for n, row in enumerate(lane.rows)
    )
    return replace(lane, rows=tuple(rows))


def nothing_is_cut(page: Page) -> None:
    """Once the wall has fitted what it shows: a busy machine fits late."""
    try:
        page.wait_for_function(f"() => ({CUT})().length === 0")
    except TimeoutError:
        assert page.evaluate(CUT) == []


@pytest.mark.parametrize("room", SIZES, ids=lambda one: f"{one[2]}x{one[3]}")
def test_nothing_is_cut_and_what_has_no_room_is_counted(scene_at: SceneAt, room: Any) -> None:
    page, scene = scene_at(_picture(0), room)
    for number in (0, 3, 8, 20, 60):
        views = _picture(number)
        scene.say(scene.frame(WALL, whole(views)))
        page.wait_for_function("n => document.querySelectorAll('.tile').length === n", arg=number)
        nothing_is_cut(page)
        assert page.evaluate(SILENT) == 0, f"{number} contacts"
        assert page.evaluate(PAST) == 0, f"{number} contacts"
        hidden = page.locator(".tile[hidden]").count()
        late = page.locator(".tile[hidden]:has([data-late])").count()
        assert page.evaluate(TOLD) == [hidden + 4, late + 3], f"{number} contacts"
        unsaid = page.locator("#wall-today :is(.duty, .attention > li)[hidden]").count()
        said = page.locator("#wall-today .unshown:not([hidden]) b").all_inner_texts()
        assert said == ([str(unsaid)] if unsaid else []), f"{number} contacts"


def test_a_line_at_the_foot_takes_its_room_and_hides_nothing(scene_at: SceneAt) -> None:
    page, scene = scene_at(_picture(20), SIZES[0])
    scene.engine = EngineState.STOPPED
    strip = page.locator("#engine")
    expect(strip).to_contain_text("Reminders have stopped.")
    expect(strip).to_be_visible()
    nothing_is_cut(page)
    boxes = [page.locator(one).bounding_box() or {} for one in ("#main", "#engine")]
    assert boxes[0]["y"] + boxes[0]["height"] <= boxes[1]["y"] + 1
    lanes = page.locator(".lane > .more:visible")
    assert lanes.count() == 2, "what each lane no longer shows is counted"


def test_a_quiet_wall_counts_what_turned_late_and_says_nothing_calm_without_the_engine(
    scene_at: SceneAt,
) -> None:
    now = datetime.now(UTC)
    page, scene = scene_at(wall_views(0, 6, now + timedelta(minutes=30)), SIZES[1])
    words = page.locator(".clear")
    expect(words).to_have_text(SENTENCE)
    scene.engine = EngineState.BEHIND
    expect(words).to_have_text("")
    scene.engine = EngineState.RUNNING
    expect(words).to_have_text(SENTENCE)
    scene.say(scene.frame(WALL, whole(wall_views(0, 6, now - timedelta(hours=2)))))
    expect(page.locator("#wall-now .count")).to_have_text("1")
    expect(words).to_have_text("1 contact is late now.")
    expect(page.locator("#wall-today .is-late dd")).to_have_text("1")
    green = page.locator("#wall-now").evaluate("one => getComputedStyle(one).backgroundColor")
    assert green != "rgb(15, 34, 25)"


LETTERS = """() => {
  const least = parseFloat(getComputedStyle(document.documentElement).fontSize);
  return [...document.querySelectorAll('.tile:not([hidden]) :is(.ref, .left)')].filter((one) => one.textContent.trim())
    .filter((one) => parseFloat(getComputedStyle(one).fontSize) < least - 0.1).length;
}"""


def _reds(number: int) -> list[Fragment]:
    """So many reds alone: every third with the widest reference, and late by minutes, hours, days or not yet."""
    views = wall_views(number, 12, now(), 4, reds=number, notices=2)
    assert isinstance(views[0], WallNow)
    late = (timedelta(minutes=13), timedelta(hours=21), timedelta(days=12), timedelta(days=-9))
    pairs = [one + two for one in ALPHABET for two in ALPHABET]
    tiles = tuple(
        replace(
            tile,
            ref=("2" if n % 3 else "2WWWWW") + pairs[n],
            due_at=now() - late[n % 4],
            late=n % 4 < 3,
        )
        for n, tile in enumerate(views[0].tiles)
    )
    return [replace(views[0], tiles=tiles), *map(_long_roles, views[1:3]), views[3]]


FAR = ROOMS["nine metres, 55 inches"]


@pytest.mark.parametrize(
    ("room", "tried"),
    [*((one, {"full", "brief", "chips", "bare"}) for one in SIZES), (FAR, {"alone"})],
    ids=lambda one: f"{one[2]}x{one[3]} from {one[0]} cm" if isinstance(one, tuple) else "",
)
def test_at_every_size_of_tile_nothing_is_cut_and_each_says_how_late_it_is(
    scene_at: SceneAt, room: Any, tried: set[str]
) -> None:
    page, scene = scene_at(_reds(0), room)
    tiers = {}
    for number in (60, 150) if room is FAR else (2, 9, 13, 19, 60, 150):
        scene.say(scene.frame(WALL, whole(_reds(number))))
        page.wait_for_function("n => document.querySelectorAll('.tile').length === n", arg=number)
        nothing_is_cut(page)
        tiers[number] = page.locator("#wall-now").get_attribute("data-tier")
        said = page.evaluate(SILENT), page.evaluate(PAST), page.evaluate(LETTERS)
        assert said == (0, 0, 0), (number, tiers[number])
        hidden = page.locator(".tile[hidden]").count()
        assert page.evaluate(TOLD)[0] == hidden + 4, (number, tiers[number])
    assert tried <= set(tiers.values()), f"a size of tile was not tried: {tiers}"
