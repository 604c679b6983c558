"""Covers of the wall: nothing old shows through when it is not live, and no reference stays while there are visitors."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser import people
from tests.browser.scene import WALL, Scene
from tests.browser.wall_views import dark_views
from tests.browser.walls import ROOMS, SceneAt, states, whole
from tests.browser.watching import go, now, settles, stale_shows

pytestmark = pytest.mark.browser


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
def test_nothing_old_shows_through_when_a_wall_is_not_live(scene_at: SceneAt, way: str) -> None:
    """Two walls with different pictures, cut off alike, are the same to the last pixel."""
    walls = [
        scene_at(views, ROOMS["three metres, 55 inches"])
        for views in (states()["thirty"], states()["many reds"])
    ]
    for page, scene in walls:
        if way == "frozen script":
            page.context.new_cdp_session(page).send("Emulation.setScriptExecutionDisabled", {"value": True})
        else:
            scene.beating = False
            if way == "server gone":
                scene.refusing = True
                scene.close()
    if way == "frozen script":
        walls[0][0].wait_for_timeout(5200)
    one, other = [covered(page) for page, _ in walls]
    assert one == other


def test_the_key_on_the_wall_takes_the_picture_away_before_the_board_has_heard(scene_at: SceneAt) -> None:
    page, scene = scene_at(states()["thirty"], ROOMS["five metres, 65 inches"])
    assert people.ref(0) in page.locator("#main").inner_html()
    with page.expect_response("**/wall/visit"):
        page.keyboard.press("v")
    expect(page.locator("#hush")).to_be_visible()
    assert page.locator("#main").inner_html().strip() == ""
    assert ("/wall/visit", {}) in [(path, form) for path, form, _ in scene.posted]
    scene.say(scene.frame(WALL, whole(states()["visitors"])))
    expect(page.locator("#hush")).to_be_hidden()
    expect(page.locator("#wall-counts")).to_be_visible()


def test_no_reference_stays_anywhere_in_a_page_that_went_to_counts(scene_at: SceneAt) -> None:
    page, scene = scene_at(states()["many reds"], ROOMS["five metres, 65 inches"])
    refs = page.locator(".ref").all_inner_texts() + [people.ref(n) for n in range(60)]
    scene.say(scene.frame(WALL, whole(states()["visitors"])))
    expect(page.locator("#wall-counts")).to_be_visible()
    html = page.evaluate("() => document.documentElement.outerHTML")
    assert not [ref for ref in refs if f">{ref}<" in html or f"-{ref}" in html]
    scene.say(scene.frame(WALL, whole(states()["thirty"])))
    expect(page.locator("#wall-now")).to_be_visible()
    expect(page.locator("#wall-counts")).to_have_count(0)


@pytest.mark.parametrize("press", ["Enter", " ", "V"])
def test_every_named_key_and_a_touch_are_the_visitors_key(scene_at: SceneAt, press: str) -> None:
    page, _ = scene_at(states()["a few"], ROOMS["five metres, 65 inches"])
    page.keyboard.press("Control+v")
    page.keyboard.press("x")
    expect(page.locator("#hush")).to_be_hidden()
    page.keyboard.press(press)
    expect(page.locator("#hush")).to_be_visible()
    other, _ = scene_at(states()["a few"], ROOMS["five metres, 65 inches"])
    other.mouse.click(400, 400)
    expect(other.locator("#hush")).to_be_visible()


def test_a_wall_that_should_be_lit_by_now_says_so(scene_at: SceneAt) -> None:
    (dark,) = dark_views(now())
    page, _ = scene_at(dark_views(now()), ROOMS["five metres, 65 inches"])
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


def test_a_wall_loads_itself_anew_after_a_deploy(page: Page, scene: Scene) -> None:
    go(page, scene, "/wall")
    scene.build = "b2"
    with page.expect_navigation():
        scene.close()
    settles(page, "live")
    assert page.evaluate("() => document.body.dataset.build") == "b2"
