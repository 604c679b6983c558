"""What axe finds on our pages, in the states people meet them in: nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from playwright.sync_api import Page, expect

from board.views.fragment import Fragment
from tests.browser.people import card, ref, unclaimed
from tests.browser.real.axe import barriers
from tests.browser.scene import BOARD, Scene
from tests.browser.wall_views import counts_views, dark_views
from tests.browser.watching import DESK, OPENED, go, now, settles, stale_shows

pytestmark = pytest.mark.browser


def nothing_found(page: Page) -> None:
    found = barriers(page)
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize(
    ("path", "scene"),
    [
        pytest.param(DESK, Scene(waiting=12, in_hand=6, mine=3, strip=1), id="desk"),
        pytest.param(DESK, Scene(waiting=0, in_hand=0, mine=0), id="empty desk"),
        pytest.param(OPENED, Scene(open=True), id="contact"),
        pytest.param("/wall", Scene(more=23), id="wall"),
        pytest.param("/wall", Scene(tiles=0, rows=0), id="empty wall"),
    ],
    indirect=["scene"],
)
def test_a_page_has_no_barrier_that_axe_knows(page: Page, scene: Scene, path: str) -> None:
    go(page, scene, path)
    nothing_found(page)


@pytest.mark.parametrize(
    "picture",
    [
        pytest.param(counts_views, id="with visitors"),
        pytest.param(dark_views, id="dark"),
        pytest.param(lambda at: dark_views(at, 3, 2), id="dark with reds"),
    ],
)
def test_a_wall_has_no_barrier_that_axe_knows(
    page: Page, scene: Scene, picture: Callable[[datetime], list[Fragment]]
) -> None:
    scene.wall = picture(now())
    go(page, scene, "/wall")
    nothing_found(page)


def open_every_form(page: Page, scene: Scene) -> None:
    page.locator("details").evaluate_all("all => all.forEach((one) => one.open = true)")


def go_stale(page: Page, scene: Scene) -> None:
    scene.beating = False
    stale_shows(page)


def lock(page: Page, scene: Scene) -> None:
    page.get_by_role("button", name="Lock").click()
    settles(page, "locked")


def refuse(page: Page, scene: Scene) -> None:
    notice = {
        "kind": "refused",
        "title": "Reason needed",
        "sentence": "Say why.",
        "errors": {"reason": "Say why."},
    }
    scene.answer = (422, {"frames": [], "notice": notice})
    page.get_by_text("Release", exact=True).first.click()
    page.locator("#release-reason").fill("x")
    page.get_by_role("button", name="Release").click()
    expect(page.locator(".field-error")).to_be_visible()


def open_the_filter(page: Page, scene: Scene) -> None:
    page.keyboard.press("f")
    page.get_by_role("checkbox", name="Amber", exact=True).check()
    expect(page.locator("#filter-said")).to_contain_text("Hidden by your filter")


def be_loud(page: Page, scene: Scene) -> None:
    scene.show(BOARD, unclaimed(now(), 0, 1, still_minutes=0))
    page.keyboard.press("m")
    scene.say({"looking": {ref(0): [[8, "Ana Ruiz"]]}, "whole": True})
    scene.show(BOARD, card(1, now(), "in_hand"))
    scene.gone(BOARD, f"card-{ref(2)}")
    page.get_by_role("button", name="In words").click()
    expect(page.locator("#still-digest li")).to_have_count(2)


def show_the_keys(page: Page, scene: Scene) -> None:
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()


def put_names_away(page: Page, scene: Scene) -> None:
    page.keyboard.press("p")
    expect(page.get_by_role("button", name="Bring names back")).to_be_visible()


NEW = [open_the_filter, be_loud, show_the_keys, put_names_away]


@pytest.mark.parametrize("act", [open_every_form, go_stale, lock, refuse, *NEW])
def test_what_a_page_turns_into_has_no_barrier_either(
    page: Page, scene: Scene, act: Callable[[Page, Scene], None]
) -> None:
    scene.open = True
    go(page, scene, OPENED)
    act(page, scene)
    nothing_found(page)


def test_everything_on_the_desk_is_reached_by_keyboard_and_shows_it(page: Page, scene: Scene) -> None:
    go(page, scene)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the page")).to_be_focused()
    reached = set()
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("() => document.activeElement === document.body"):
            break  # past the last one
        shown = page.evaluate(
            "() => { const one = document.activeElement, style = getComputedStyle(one); "
            "return [one.textContent.trim(), style.outlineStyle !== 'none' || style.boxShadow !== 'none']; }"
        )
        assert shown[1], f"focus does not show on {shown[0]!r}"
        reached.add(shown[0])
    assert {"Take the next most urgent", "Hold still", "Sign out", "Board"} <= reached
