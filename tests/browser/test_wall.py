"""The wall in a real browser: nothing too small to be read from where people stand, no red lost, nothing old under a cover, nothing
of a reference left while there are visitors.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from board import render
from board.domain.screens import ARC_MINUTES, em_vw
from board.views.fragment import Fragment
from tests.browser import people
from tests.browser.scene import WALL, Scene, serve
from tests.browser.watching import go, settles, stale_shows

pytestmark = pytest.mark.browser
NOW = datetime.now(UTC)

ROOMS = {  # cm of distance, cm of picture, pixels
    "five metres, 65 inches": (500, 144, 1920, 1080),
    "three metres, 55 inches": (300, 122, 1366, 768),
    "eight metres, 85 inches": (800, 188, 3840, 2160),
    "nine metres, 55 inches": (900, 122, 1366, 768),
    "a narrow desk": (60, 50, 1280, 1024),
}
STATES: dict[str, list[Fragment]] = {
    "nothing": people.wall_views(0, 0, NOW),
    "a few": people.wall_views(3, 4, NOW),
    "thirty": people.wall_views(7, 9, NOW, 3, notices=2),
    "three hundred": people.wall_views(12, 12, NOW, 130, reds=3),
    "many reds": people.wall_views(60, 12, NOW, 4, reds=48),
    "more reds than any wall holds": people.wall_views(150, 12, NOW, 4, reds=150),
    "visitors": people.counts_views(NOW),
    "dark": people.dark_views(NOW),
    "dark with reds": people.dark_views(NOW, 40, 3),
}
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


@pytest.fixture
def scene_at(browser: Browser) -> Any:
    """A wall showing something in a room; closed by the test's end."""
    opened: list[Any] = []

    def show(views: list[Fragment], room: tuple[int, int, int, int]) -> tuple[Page, Scene]:
        distance, panel, width, height = room
        serving = serve(Scene(wall=views, least=em_vw(distance, panel)))
        scene = serving.__enter__()
        context = browser.new_context(viewport={"width": width, "height": height})
        opened.append((serving, context))
        page = context.new_page()
        page.goto(f"{scene.url}/wall")
        settles(page, "live")
        return page, scene

    yield show
    for serving, context in opened:
        context.close()
        serving.__exit__(None, None, None)


@pytest.mark.parametrize("room", ROOMS)
def test_no_text_is_under_sixteen_minutes_of_arc_in_any_state(scene_at: Any, room: str) -> None:
    distance, panel, *_ = ROOMS[room]
    page, scene = scene_at(STATES["nothing"], ROOMS[room])
    for state, views in STATES.items():
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


def whole(views: list[Fragment]) -> str:
    """A frame of this picture, as the board sends it: what is not of it is gone."""
    ids = ("wall-now", "wall-waiting", "wall-in_hand", "wall-today", "wall-counts", "wall-dark")
    gone = [one for one in ids if one not in {view.id for view in views}]
    return "".join(f'<template data-gone="{one}"></template>' for one in gone) + "".join(
        render.draw(view) for view in views
    )


@pytest.mark.parametrize("reds", [5, 12, 24, 48, 90])
def test_every_red_keeps_its_reference_while_there_is_room_for_it(scene_at: Any, reds: int) -> None:
    page, _ = scene_at(people.wall_views(reds + 10, 12, NOW, 4, reds=reds), ROOMS["five metres, 65 inches"])
    assert page.locator(".tile[data-red]:visible").count() == reds
    shown = page.locator(".tile:not([data-red]):visible").count()
    expect(page.locator("#wall-now .more:not(.more-red) b")).to_have_text(str(10 - shown + 4))
    expect(page.locator(".more-red")).to_be_hidden()


def test_reds_that_do_not_fit_are_counted_with_the_earliest_due(scene_at: Any) -> None:
    page, _ = scene_at(people.wall_views(150, 12, NOW, 4, reds=150), ROOMS["nine metres, 55 inches"])
    shown = page.locator(".tile:visible").count()
    assert 4 <= shown < 150
    said = page.locator(".more-red")
    expect(said.locator("b")).to_have_text(str(150 - shown))
    first = page.evaluate(
        "() => [...document.querySelectorAll('.tile[hidden]')].map((one) => one.dataset.at).sort()[0]"
    )
    assert said.locator("time").get_attribute("datetime") == first


def test_what_a_lane_does_not_show_is_counted_with_its_next_due(scene_at: Any) -> None:
    page, _ = scene_at(people.wall_views(12, 12, NOW, 23), ROOMS["five metres, 65 inches"])
    lane = page.locator("#wall-waiting")
    shown = lane.locator(".rows > li:visible").count()
    assert 2 <= shown < 12
    expect(lane.locator(".more b")).to_have_text(str(35 - shown))
    expect(lane.locator(".more")).to_contain_text("more, next due")
    heights = page.evaluate(
        "() => { const one = document.getElementById('wall-waiting'); return one.scrollHeight - one.clientHeight; }"
    )
    assert heights <= 0, "nothing is cut at the foot"


def test_a_countdown_stands_only_under_two_hours(scene_at: Any) -> None:
    page, _ = scene_at(people.wall_views(2, 6, datetime.now(UTC)), ROOMS["five metres, 65 inches"])
    left = page.locator("#wall-waiting .rows .left").all_inner_texts()
    # due in 90, 145, 200 ... minutes
    assert left[0].startswith("1 h ")
    assert not any(left[1:])


# Covers.


def covered(page: Page) -> bytes:
    stale_shows(page)
    box = page.evaluate(
        "() => { const c = document.getElementById('stale'), b = c.getBoundingClientRect(), s = getComputedStyle(c);"
        " return [b.left, b.top, b.width - innerWidth, b.height - innerHeight, s.opacity, s.backgroundColor, s.position, s.visibility]; }"
    )
    assert box == [0, 0, 0, 0, "1", "rgb(122, 15, 18)", "fixed", "visible"]
    top = page.evaluate(
        "() => { let most = 0; for (const one of document.querySelectorAll('body *')) { const z = Number(getComputedStyle(one).zIndex);"
        " if (one.id !== 'stale' && z > most) most = z; } return most; }"
    )
    assert top < 5, "nothing lies above the cover"
    return page.screenshot()


@pytest.mark.parametrize("way", ["silent", "frozen script", "server gone"])
def test_nothing_old_shows_through_when_a_wall_is_not_live(scene_at: Any, way: str) -> None:
    """Two walls with different pictures, cut off alike, are the same to the last pixel."""
    pictures = []
    for views in (STATES["thirty"], STATES["many reds"]):
        page, scene = scene_at(views, ROOMS["three metres, 55 inches"])
        if way == "frozen script":
            page.context.new_cdp_session(page).send("Emulation.setScriptExecutionDisabled", {"value": True})
            page.wait_for_timeout(5200)
        else:
            scene.beating = False
            if way == "server gone":
                scene.refusing = True
                scene.close()
        pictures.append(covered(page))
    assert pictures[0] == pictures[1]


# Visitors.


def test_the_key_on_the_wall_takes_the_picture_away_before_the_board_has_heard(scene_at: Any) -> None:
    page, scene = scene_at(STATES["thirty"], ROOMS["five metres, 65 inches"])
    assert people.ref(0) in page.locator("#main").inner_html()
    page.keyboard.press("v")
    expect(page.locator("#hush")).to_be_visible()
    assert page.locator("#main").inner_html().strip() == ""
    page.wait_for_function(
        "() => performance.getEntriesByType('resource').some((one) => one.name.endsWith('/wall/visit'))"
    )
    assert ("/wall/visit", {}) in [(path, form) for path, form, _ in scene.posted]
    scene.say(scene.frame(WALL, whole(STATES["visitors"])))
    expect(page.locator("#hush")).to_be_hidden()
    expect(page.locator("#wall-counts")).to_be_visible()


def test_no_reference_stays_anywhere_in_a_page_that_went_to_counts(scene_at: Any) -> None:
    page, scene = scene_at(STATES["many reds"], ROOMS["five metres, 65 inches"])
    refs = page.locator(".ref").all_inner_texts() + [people.ref(n) for n in range(60)]
    scene.say(scene.frame(WALL, whole(STATES["visitors"])))
    expect(page.locator("#wall-counts")).to_be_visible()
    html = page.evaluate("() => document.documentElement.outerHTML")
    assert not [ref for ref in refs if f">{ref}<" in html or f"-{ref}" in html]
    scene.say(scene.frame(WALL, whole(STATES["thirty"])))
    expect(page.locator("#wall-now")).to_be_visible()
    expect(page.locator("#wall-counts")).to_have_count(0)


@pytest.mark.parametrize("press", ["Enter", " ", "V"])
def test_every_named_key_and_a_touch_are_the_visitors_key(scene_at: Any, press: str) -> None:
    page, _ = scene_at(STATES["a few"], ROOMS["five metres, 65 inches"])
    page.keyboard.press("Control+v")
    page.keyboard.press("x")
    expect(page.locator("#hush")).to_be_hidden()
    page.keyboard.press(press)
    expect(page.locator("#hush")).to_be_visible()
    other, _ = scene_at(STATES["a few"], ROOMS["five metres, 65 inches"])
    other.mouse.click(400, 400)
    expect(other.locator("#hush")).to_be_visible()


def test_a_wall_that_should_be_lit_by_now_says_so(scene_at: Any) -> None:
    (dark,) = people.dark_views(NOW)
    page, _ = scene_at(people.dark_views(NOW), ROOMS["five metres, 65 inches"])
    expect(page.locator(".lights-late")).to_be_hidden()
    expect(page.locator(".clock")).to_have_text(
        page.evaluate(
            "() => new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/London', hour: '2-digit', minute: '2-digit' }).format()"
        )
    )
    assert dark.id == "wall-dark"
    page.evaluate(
        "() => { document.querySelector('[data-lights]').dataset.lights = new Date(Date.now() - 61e3).toISOString(); }"
    )
    expect(page.locator(".lights-late")).to_be_visible()


# A month.


def test_a_wall_loads_itself_anew_after_a_deploy(page: Page, scene: Scene) -> None:
    go(page, scene, "/wall")
    scene.build = "b2"
    with page.expect_navigation():
        scene.close()
    settles(page, "live")
    assert page.evaluate("() => document.body.dataset.build") == "b2"
