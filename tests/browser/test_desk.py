"""The desk serves whoever sits at it: who looks, what is loud, what is filtered, keys, stillness, names put away."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from playwright.sync_api import Locator, Page, expect

from board.render import draw
from board.views.contact import ContactState
from tests.browser.people import ME, RAGS, card, contact_views, ref, unclaimed
from tests.browser.scene import BOARD, CONTACT, Scene
from tests.browser.watching import DESK, OPENED, comes_to, go, now

pytestmark = pytest.mark.browser
LONG = "Bartholomew-Montgomery Featherstonehaugh-Cholmondeley"


def box(place: Locator) -> tuple[float, float, float, float]:
    found = place.bounding_box()
    assert found
    return found["x"], found["y"], found["width"], found["height"]


def falls_silent(page: Page, scene: Scene) -> None:
    """No heartbeat comes any more, until the page says so: by its own clock, which is moved."""
    scene.beating = False
    page.clock.run_for(6_000)
    page.wait_for_selector('html[data-live="stale"]', state="attached")


def card_of(page: Page, number: int) -> Locator:
    return page.locator(f"#card-{ref(number)}")


# Who is looking


@pytest.mark.parametrize("scene", [Scene(waiting=6, in_hand=4, mine=2, strip=1)], indirect=True)
def test_who_looks_appears_and_goes_and_moves_nothing(page: Page, scene: Scene) -> None:
    go(page, scene)
    cards = page.locator("li.card")
    before = [box(one) for one in cards.all()]
    everybody = {one.get_attribute("data-ref"): [[8, LONG], [9, "Tom Nkemelu"]] for one in cards.all()}
    scene.say({"looking": everybody, "whole": True})
    expect(card_of(page, 0).locator(".looking")).to_contain_text("are looking")
    assert [box(one) for one in cards.all()] == before
    scene.show(BOARD, card(0, now(), family="Reed-Alder family"))
    expect(card_of(page, 0)).to_contain_text("Reed-Alder")
    expect(card_of(page, 0).locator(".looking")).to_contain_text("are looking")
    scene.say({"looking": {ref(0): [[ME, "Jo Okafor"]], ref(1): []}})
    expect(card_of(page, 0).locator(".looking")).to_be_empty()
    expect(card_of(page, 1).locator(".looking")).to_be_empty()
    assert [box(one) for one in cards.all()] == before
    scene.say({"looking": {}, "whole": True})
    expect(page.locator(".looking:not(:empty)")).to_have_count(0)


def test_nobody_is_said_to_look_on_a_page_that_is_not_live(timed_page: Page, scene: Scene) -> None:
    page = timed_page
    page.clock.install()
    go(page, scene)
    scene.say({"looking": {ref(0): [[8, "Ana Ruiz"]]}, "whole": True})
    expect(card_of(page, 0).locator(".looking")).to_be_visible()
    falls_silent(page, scene)
    expect(card_of(page, 0).locator(".looking")).to_be_hidden()


# What is loud


def test_a_red_that_nobody_claimed_is_loud_in_words_in_the_title_and_one_click_away(
    page: Page, scene: Scene
) -> None:
    go(page, scene)
    before = box(card_of(page, 0))
    scene.show(BOARD, unclaimed(now(), 0, 1))
    alarm = page.locator("#unclaimed-board")
    expect(alarm).to_contain_text("Red, unclaimed too long:")
    expect(page).to_have_title(re.compile(r"^\(2 unclaimed\) Board"))
    expect(page.locator("#say")).to_contain_text("Red and unclaimed for too long")
    assert box(card_of(page, 0)) == before, "it has its place there already"
    expect(alarm.get_by_role("link", name=ref(0))).to_have_attribute("href", re.compile(ref(0)))
    scene.show(BOARD, unclaimed(now()))
    expect(page).to_have_title(re.compile(r"^Board"))


def free_red(page: Page, scene: Scene, seconds: int = 2) -> None:
    """A red contact is open that nobody holds, and the policy is impatient."""
    scene.open = True
    go(page, scene, OPENED)
    state = contact_views(now())[0]
    assert isinstance(state, ContactState)
    scene.show(CONTACT, replace(state, holder=None, holder_id=None, claimed_at=None))
    scene.show(BOARD, unclaimed(now(), ask_after_seconds=seconds))


def test_looking_at_a_red_that_nobody_holds_asks_in_place(page: Page, scene: Scene) -> None:
    free_red(page, scene)
    ask = page.locator("#ask")
    expect(ask).to_be_visible()
    expect(ask).to_contain_text("Claim it, allocate it, or leave it?")
    expect(page.locator("#say")).to_contain_text(f"Nobody holds {ref(400)}")
    assert page.evaluate("() => document.activeElement === document.body"), "it takes no focus"
    with page.expect_request(re.compile("/claim$")):
        ask.get_by_role("button", name="Claim it").click()
    scene.show(CONTACT, contact_views(now())[0])
    expect(ask).to_be_hidden()


def test_escape_leaves_the_red_and_never_what_somebody_typed(page: Page, scene: Scene) -> None:
    free_red(page, scene)
    expect(page.locator("#ask")).to_be_visible()
    page.locator("summary", has_text="Rate a child").click()
    page.locator("#rating-reason").fill("Seen by the school")
    page.keyboard.press("Escape")
    expect(page.locator("#ask")).to_be_hidden()
    expect(page).to_have_url(re.compile(OPENED))
    expect(page.locator("#ask")).to_be_visible()
    page.locator("#rating-reason").fill("")
    page.keyboard.press("Escape")
    expect(page).to_have_url(re.compile(f"{DESK}$"))


# The filter


def hidden(page: Page) -> list[str]:
    return page.locator("#lane-waiting > li").evaluate_all(
        "all => all.filter((one) => !one.checkVisibility()).map((one) => one.dataset.ref)"
    )


@pytest.mark.parametrize("scene", [Scene(waiting=12, in_hand=0)], indirect=True)
def test_a_filter_hides_in_place_says_so_and_never_hides_a_red_without_a_word(
    page: Page, scene: Scene
) -> None:
    go(page, scene)
    page.locator("details.filter > summary").click()
    page.get_by_role("checkbox", name="Amber", exact=True).check()
    said = page.locator("#filter-said")
    expect(said).to_contain_text("Showing 3 of 12. Hidden by your filter: 2 red, 1 late.")
    assert ref(0) in hidden(page) and ref(4) not in hidden(page)
    scene.show(BOARD, card(60, now(), order="0", rag=RAGS[0]), card(61, now(), order="00", rag=RAGS[1]))
    expect(said).to_contain_text("Showing 4 of 14. Hidden by your filter: 3 red, 1 late.")
    expect(page.locator("#say")).to_contain_text("3 red")
    expect(card_of(page, 60)).to_be_hidden()
    expect(card_of(page, 61)).to_be_visible()
    scene.show(BOARD, card(4, now(), rag=RAGS[2]))
    expect(card_of(page, 4)).to_be_hidden()
    page.get_by_role("link", name="Reds nobody has").click()
    expect(said).to_contain_text("Showing 3 of 14.")
    page.keyboard.press("Escape")
    page.locator(".show-all").click()
    expect(said).to_be_empty()
    expect(card_of(page, 4)).to_be_visible()
    assert page.url.endswith(DESK), "codes alone would stand there, and not even those are needed"


# Keys


def focused(page: Page) -> str:
    return str(page.evaluate("() => document.activeElement.id || document.activeElement.textContent.trim()"))


def test_cards_are_gone_through_opened_and_claimed_by_single_keys(page: Page, scene: Scene) -> None:
    go(page, scene)
    for key, number in (("j", 0), ("j", 1), ("ArrowDown", 2), ("ArrowUp", 1), ("k", 0), ("k", 0)):
        page.keyboard.press(key)
        assert focused(page) == f"card-{ref(number)}"
    page.keyboard.press("j")
    with page.expect_request(re.compile("/claim$")) as sent:
        page.keyboard.press("c")
    assert f"/contacts/{ref(1)}/claim" in sent.value.url
    with page.expect_request(re.compile("/take-next$")):
        page.keyboard.press("n")
    page.keyboard.press("o")
    expect(page).to_have_url(re.compile(f"/contacts/{ref(1)}$"))


def test_no_key_acts_while_somebody_types_or_holds_another_key(page: Page, scene: Scene) -> None:
    scene.open = True
    go(page, scene, OPENED)
    page.keyboard.press("r")
    page.locator("#rating-reason").fill("")
    page.locator("#rating-reason").press_sequentially("cnpjm?/h")
    expect(page.locator("#rating-reason")).to_have_value("cnpjm?/h")
    page.locator("#rating-reason").fill("")
    page.locator(".column-waiting").focus()
    page.keyboard.press("Control+m")
    page.keyboard.press("Alt+p")
    assert scene.posted == []
    assert page.locator('html[data-privacy="on"]').count() == 0
    expect(page.locator("#still-words")).to_be_empty()


def test_keys_are_shown_and_switched_off_for_good(page: Page, scene: Scene) -> None:
    go(page, scene)
    page.keyboard.press("?")
    keys = page.get_by_role("dialog", name="Keys")
    expect(keys).to_contain_text("Take the next most urgent")
    page.keyboard.press("c")
    keys.get_by_role("button", name="Switch them off for me").click()
    expect(keys).to_contain_text("switched off for you")
    assert [(path, form) for path, form, _ in scene.posted] == [("/people/me/shortcuts", {"on": "no"})]
    page.keyboard.press("Escape")
    expect(keys).to_be_hidden()
    page.keyboard.press("j")
    assert not focused(page).startswith("card-")


def test_the_focus_goes_to_the_neighbour_when_a_card_leaves_or_changes_lists_and_says_so(
    page: Page, scene: Scene
) -> None:
    go(page, scene)
    page.keyboard.press("j")
    scene.show(BOARD, card(0, now(), "in_hand"))
    comes_to(page, [1, 2])
    assert focused(page) == f"card-{ref(1)}"
    expect(page.locator("#say")).to_have_text(f"{ref(0)} moved to another list. Now at {ref(1)}.")
    scene.gone(BOARD, f"card-{ref(1)}")
    comes_to(page, [2])
    assert focused(page) == f"card-{ref(2)}"
    scene.show(BOARD, card(7, now(), order="0"), card(2, now(), order="99999", family="Alder family"))
    comes_to(page, [7, 2])
    assert focused(page) == f"card-{ref(2)}", "a card that only moves keeps it"


# Held still


@pytest.mark.parametrize("scene", [Scene(waiting=5, in_hand=2)], indirect=True)
def test_a_page_held_still_tells_in_words_what_waits_and_keeps_back_nothing_loud(
    page: Page, scene: Scene
) -> None:
    go(page, scene)
    page.keyboard.press("m")
    before = page.locator("#lane-waiting").inner_text()
    scene.show(
        BOARD, card(0, now(), "in_hand"), card(20, now(), order="0", rag=RAGS[0]), card(4, now(), rag=RAGS[0])
    )
    scene.show(BOARD, card(20, now(), order="0", rag=RAGS[0], family="Later words"))
    scene.show(BOARD, unclaimed(now(), 0))
    expect(page.locator("#still-words")).to_have_text(re.compile(r"^Held since \d\d:\d\d: 3 changes, 3 red$"))
    expect(page.locator("#say")).to_contain_text("held still")
    expect(page.locator("#unclaimed-board")).to_contain_text(ref(0))
    expect(page).to_have_title(re.compile(r"^\(1 unclaimed\) Held still"))
    assert page.locator("#lane-waiting").inner_text() == before
    page.get_by_role("button", name="In words").click()
    expect(page.locator("#still-digest li")).to_have_text(
        [f"{ref(0)}: claimed", f"{ref(4)}: now Red", f"{ref(20)}: new: Red, waits"]
    )
    page.keyboard.press("m")
    comes_to(page, [20, 1, 2, 3, 4])
    expect(card_of(page, 20)).to_contain_text("Later words")
    expect(page.locator("#still-words")).to_be_empty()


@pytest.mark.parametrize("scene", [Scene(waiting=5, in_hand=2)], indirect=True)
def test_on_a_page_held_still_a_click_is_answered_truly_and_the_rest_still_waits(
    timed_page: Page, scene: Scene
) -> None:
    page = timed_page
    page.clock.install()
    go(page, scene)
    page.keyboard.press("m")
    scene.show(BOARD, card(3, now(), "in_hand"))
    expect(page.locator("#still-words")).to_contain_text("1 change")
    frame = scene.frame(BOARD, draw(card(1, now(), "in_hand")))
    scene.answer = (
        200,
        {"frames": [frame], "notice": {"kind": "done", "title": "Done.", "sentence": "Yours."}},
    )
    card_of(page, 1).get_by_role("button", name="Claim").click()
    comes_to(page, [0, 2, 3, 4])
    expect(page.locator("#still-words")).to_contain_text("1 change")
    falls_silent(page, scene)
    expect(page.locator("#stale-words")).to_contain_text("Nothing was heard")


def test_what_is_gone_loses_its_words_at_once_though_its_place_stays(page: Page, scene: Scene) -> None:
    go(page, scene)
    page.keyboard.press("j")
    page.keyboard.press("m")
    tall = box(card_of(page, 0))
    scene.gone(BOARD, f"card-{ref(0)}")
    expect(card_of(page, 0)).to_have_text("No longer here.")
    assert box(card_of(page, 0)) == tall
    assert focused(page) == f"card-{ref(0)}"
    page.reload()
    expect(page.locator("#still-words")).to_contain_text("Held since")
    assert (
        page.evaluate("() => JSON.stringify({...sessionStorage, ...localStorage})") == '{"board-still":"1"}'
    )


def test_stillness_that_lasts_too_long_says_so_loudly(page: Page, scene: Scene) -> None:
    go(page, scene)
    page.keyboard.press("m")
    scene.show(BOARD, unclaimed(now(), still_minutes=0))
    expect(page.locator("#still-words")).to_contain_text("what you see is old")
    expect(page.locator("#still")).to_have_class(re.compile("is-loud"))
    expect(page.locator("#say")).to_contain_text("What you see is old")


# Names put away

NAMES = (
    "Reed",
    "Vale",
    "Marsh",
    "Ana Ruiz",
    "Jo Okafor",
    "Ayo",
    "Bea",
    "Ada",
    "Elm Row",
    "Hill Primary",
    "PC Alder",
    "neighbour",
)


@pytest.mark.parametrize("scene", [Scene(waiting=6, in_hand=4, mine=2, strip=1, open=True)], indirect=True)
def test_one_key_puts_every_name_away_from_sight_ear_and_print_and_brings_them_back(
    page: Page, scene: Scene
) -> None:
    go(page, scene, OPENED)
    scene.say({"looking": {ref(0): [[8, "Ana Ruiz"]]}, "whole": True})
    page.locator("summary", has_text="Rate a child").click()
    reason = page.locator("#rating-reason")
    reason.fill("Ayo seen by the school")
    reason.evaluate("one => one.setSelectionRange(3, 5)")
    page.locator(".column-waiting").focus()
    assert all(name in page.locator("body").inner_text() for name in ("Reed", "Ana Ruiz", "Ayo"))
    page.keyboard.press("p")
    for medium in ("screen", "print"):
        page.emulate_media(media=medium)  # type: ignore[arg-type]
        seen = page.locator("body").inner_text()
        for line in page.locator(".printed").all_inner_texts():  # whoever prints answers for the paper
            seen = seen.replace(line, "")
        assert [name for name in NAMES if name in seen] == []
    page.emulate_media(media="screen")
    heard = page.locator("body").aria_snapshot()
    assert [name for name in NAMES if name in heard] == []
    expect(card_of(page, 0)).to_contain_text("3 children, 1 under 5")
    expect(card_of(page, 401)).to_contain_text("Held by social worker since", use_inner_text=True)
    scene.show(BOARD, card(1, now(), family="Newcomer family"), card(0, now(), "in_hand"))
    comes_to(page, [1, 2, 3, 4, 5])
    assert "Newcomer" not in page.locator("body").inner_text(), "frames go on, and their names are away too"
    assert [(path, form) for path, form, _ in scene.posted] == [("/hubs/northborough/privacy", {"on": "yes"})]
    page.keyboard.press("p")
    expect(reason).to_be_visible()
    expect(reason).to_have_value("Ayo seen by the school")
    assert reason.evaluate("one => [one.selectionStart, one.selectionEnd]") == [3, 5]
    expect(card_of(page, 1)).to_contain_text("Newcomer family")


def test_the_caret_comes_back_to_where_somebody_typed(page: Page, scene: Scene) -> None:
    scene.open = True
    go(page, scene, OPENED)
    page.locator("summary", has_text="Rate a child").click()
    reason = page.locator("#rating-reason")
    reason.fill("Half a sentence")
    page.locator("#privacy button").evaluate("one => one.form.requestSubmit()")
    expect(page.get_by_role("button", name="Bring names back")).to_be_focused()
    page.keyboard.press("Enter")
    expect(reason).to_be_focused()
    expect(reason).to_have_value("Half a sentence")


def test_every_page_of_the_browser_follows_the_privacy_key(page: Page, scene: Scene) -> None:
    go(page, scene)
    other = page.context.new_page()
    other.goto(scene.url + DESK)
    page.keyboard.press("p")
    expect(other.locator('html[data-privacy="on"]')).to_be_attached()
    assert "Reed" not in other.locator("body").inner_text()
