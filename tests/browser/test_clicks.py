"""Forms post in place: the answer is shown, what was typed is kept."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.people import HUB, ref
from tests.browser.scene import BOARD, Scene
from tests.browser.watching import OPENED, card_html, comes_to, go

pytestmark = pytest.mark.browser


def test_a_click_shows_its_frames_and_its_sentence(page: Page, scene: Scene) -> None:
    go(page, scene)
    moved = card_html(0, lane="in_hand")
    scene.answer = (
        200,
        {
            "frames": [scene.frame(BOARD, moved)],
            "notice": {"kind": "done", "title": "Claimed", "sentence": "It is yours.", "href": OPENED},
        },
    )
    page.locator(f"#card-{ref(0)} button").click()
    expect(page.locator("#notice")).to_contain_text("Claimed It is yours.")
    comes_to(page, [1, 2])
    path, _, headers = scene.posted[0]
    assert path == f"/hubs/{HUB}/contacts/{ref(0)}/claim"
    assert (headers["board-page"], headers["board-since"]) == ("page-token", "1.10.10")


def test_a_refused_click_says_why_and_heals_the_page(page: Page, scene: Scene) -> None:
    go(page, scene)
    scene.answer = (
        409,
        {
            "frames": [scene.frame(BOARD, card_html(0, lane="in_hand"))],
            "notice": {
                "kind": "refused",
                "title": "Already claimed",
                "sentence": "Ana Ruiz claimed it at 09:14.",
            },
        },
    )
    page.locator(f"#card-{ref(0)} button").click()
    expect(page.locator("#notice")).to_contain_text("Ana Ruiz claimed it at 09:14.")
    comes_to(page, [1, 2])


def test_who_was_too_late_is_offered_the_next(page: Page, scene: Scene) -> None:
    go(page, scene)
    scene.answer = (
        409,
        {"frames": [], "notice": {"kind": "refused", "title": "Already claimed", "sentence": "Ana has it."}},
    )
    page.locator(f"#card-{ref(0)} button").click()
    page.locator("#notice").get_by_role("button", name="Take the next most urgent").click()
    expect(page.locator("#notice")).to_contain_text("Ana has it.")
    assert [path for path, _, _ in scene.posted][-1] == f"/hubs/{HUB}/take-next"


def test_a_click_works_with_the_socket_down(page: Page, scene: Scene) -> None:
    scene.refusing = True
    go(page, scene, state="polling")
    scene.answer = (200, {"frames": [scene.frame(BOARD, card_html(0, lane="in_hand"))], "notice": None})
    page.locator(f"#card-{ref(0)} button").click()
    comes_to(page, [1, 2])


def test_what_cannot_be_taken_is_marked_and_kept(page: Page, scene: Scene) -> None:
    scene.open = True
    go(page, scene, OPENED)
    page.get_by_text("Release", exact=True).first.click()
    page.locator("#release-reason").fill("x")
    scene.answer = (
        422,
        {
            "frames": [],
            "notice": {
                "kind": "refused",
                "title": "Reason needed",
                "sentence": "Say why.",
                "errors": {"reason": "Say why, in a few words."},
            },
        },
    )
    page.get_by_role("button", name="Release").click()
    expect(page.locator(".field-error")).to_have_text("Say why, in a few words.")
    expect(page.locator("#release-reason")).to_have_value("x")
    expect(page.locator("#release-reason")).to_be_focused()
    expect(page.locator("#release-reason")).to_have_attribute("aria-invalid", "true")


def test_a_click_that_does_not_get_through_can_be_tried_again(page: Page, scene: Scene) -> None:
    scene.open = True
    go(page, scene, OPENED)
    page.get_by_text("Release", exact=True).first.click()
    page.locator("#release-reason").fill("kept through the cut")
    page.route("**/release", lambda route: route.abort())
    page.get_by_role("button", name="Release").click()
    expect(page.locator("#notice")).to_contain_text("did not get through")
    expect(page.locator("#release-reason")).to_have_value("kept through the cut")
    page.unroute("**/release")
    scene.answer = (200, {"frames": [], "notice": {"kind": "done", "title": "Released", "sentence": ""}})
    page.get_by_role("button", name="Try again").click()
    expect(page.locator("#notice")).to_contain_text("Released")
    assert scene.posted[-1][1] == {"reason": "kept through the cut"}


def test_leaving_with_unsaved_words_asks(page: Page, scene: Scene) -> None:
    scene.open = True
    go(page, scene, OPENED)
    page.get_by_text("Release", exact=True).first.click()
    page.locator("#release-reason").press_sequentially("half")
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    page.get_by_role("link", name="Screens").click()
    page.wait_for_function("() => true")
    assert asked == ["beforeunload"]


def test_taking_the_next_opens_it(page: Page, scene: Scene) -> None:
    go(page, scene)
    scene.answer = (
        200,
        {"frames": [], "notice": {"kind": "done", "title": "Claimed", "sentence": "", "href": OPENED}},
    )
    with page.expect_navigation(url=f"**{OPENED}"):
        page.get_by_role("button", name="Take the next most urgent").click()
