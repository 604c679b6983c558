"""A page that may no longer show what it shows: ended, lost, locked, or of an older build."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from board.render import draw
from tests.browser.people import card
from tests.browser.scene import BOARD, CONTACT, Scene
from tests.browser.watching import OPENED, comes_to, go, now, settles

pytestmark = pytest.mark.browser


def test_a_session_ended_elsewhere_leaves_nothing_on_the_page(page: Page, scene: Scene) -> None:
    go(page, scene)
    with page.expect_navigation(url="**/sign-in"):
        scene.say({"ended": "session"})


def test_a_socket_closed_with_4401_ends_the_page(page: Page, scene: Scene) -> None:
    go(page, scene)
    with page.expect_navigation(url="**/sign-in"):
        scene.close(4401)


def test_a_page_too_many_asks_every_few_seconds_says_why_and_is_live_when_there_is_room(
    page: Page, scene: Scene
) -> None:
    scene.crowded = True
    go(page, scene, state="polling")
    expect(page.locator("#live-words")).to_contain_text(
        "Too many of your pages are open: checking every few seconds"
    )
    scene.asked = {"frames": [scene.frame(BOARD, draw(card(8, now())))], "beat": scene.beat()}
    comes_to(page, [0, 1, 2, 8])
    scene.crowded = False
    settles(page, "live")
    expect(page.locator("#live-words")).to_contain_text("Live")


def test_a_lost_audience_is_emptied_and_stays_empty(page: Page, scene: Scene) -> None:
    scene.open = True
    go(page, scene, OPENED)
    scene.say({"lost": CONTACT}, scene.frame(CONTACT, '<section id="contact-summary">back again</section>'))
    scene.show(BOARD, card(8, now()))
    comes_to(page, [0, 1, 2, 8])
    expect(page.locator('[data-audience^="contact"]')).to_be_empty()


def test_a_locked_page_hides_and_keeps_what_was_typed(page: Page, scene: Scene) -> None:
    scene.open = True
    go(page, scene, OPENED)
    page.get_by_text("Release", exact=True).first.click()
    page.locator("#release-reason").fill("half a sentence")
    scene.say({"ended": "locked"})
    settles(page, "locked")
    expect(page.get_by_text("Reed family").first).to_be_hidden()
    scene.answer = (
        401,
        {
            "frames": [],
            "notice": {"kind": "refused", "title": "Wrong password", "sentence": "That is not it."},
        },
    )
    page.locator("#lock-password").fill("wrong")
    page.get_by_role("button", name="Unlock").click()
    expect(page.locator("#lock-error")).to_have_text("That is not it.")
    scene.answer = (200, {})
    page.locator("#lock-password").fill("right")
    page.get_by_role("button", name="Unlock").click()
    settles(page, "live")
    expect(page.locator("#release-reason")).to_have_value("half a sentence")


def test_nobody_there_locks_the_page_by_itself(timed_page: Page, scene: Scene) -> None:
    timed_page.clock.install()
    go(timed_page, scene)
    timed_page.clock.fast_forward("16:00")
    settles(timed_page, "locked")
    expect(timed_page.locator("#main")).to_be_hidden()
    assert timed_page.evaluate("() => sessionStorage.length + localStorage.length") == 0


def test_a_new_build_loads_the_page_once(page: Page, scene: Scene) -> None:
    go(page, scene)
    with page.expect_navigation():
        scene.say({"build": "b2"})
    settles(page, "live")
    scene.say({"build": "b2"})
    scene.show(BOARD, card(8, now()))
    comes_to(page, [0, 1, 2, 8])


def test_a_new_build_waits_for_what_is_being_typed(page: Page, scene: Scene) -> None:
    scene.open = True
    go(page, scene, OPENED)
    page.get_by_text("Release", exact=True).first.click()
    page.locator("#release-reason").fill("half a sentence")
    scene.say({"build": "b2"})
    expect(page.locator("#notice")).to_contain_text("loaded again")
    expect(page.locator("#release-reason")).to_have_value("half a sentence")
    with page.expect_navigation():
        page.locator("#release-reason").fill("")


def test_a_person_may_lock_every_page_of_theirs(page: Page, scene: Scene) -> None:
    go(page, scene)
    with page.expect_request("**/session/lock"):
        page.get_by_role("button", name="Lock").click()
    settles(page, "locked")
    expect(page.locator("#lane-waiting")).to_be_hidden()
    expect(page.locator("#lock-password")).to_be_focused()


def test_a_page_the_server_does_not_know_is_loaded_again(page: Page, scene: Scene) -> None:
    go(page, scene)
    with page.expect_navigation():
        scene.say({"reload": True})
