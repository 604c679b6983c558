"""A social worker's morning on the real board by keyboard alone: no pointer, and no focus that a key did not bring."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from board.rehearsal.hub import PASSWORD
from tests.browser.real.stage import Stage
from tests.browser.watching import settles

pytestmark = pytest.mark.browser
SEEDED = True
POINTED = "window.pointed = 0; addEventListener('pointerdown', () => { window.pointed += 1; }, true);"
HERE = "one => one === document.activeElement"


def reach(page: Page, wanted: Locator, *keys: str, most: int = 200) -> None:
    """Press Tab until this has the focus, and then these keys. What has the focus can be seen."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if wanted.count() == 1 and wanted.evaluate(HERE):
            break
    else:
        raise AssertionError(f"{wanted} is not reached by Tab")
    expect(wanted).to_be_in_viewport()
    for key in keys:
        page.keyboard.press(key)


def writes(page: Page, field: str, words: str) -> None:
    reach(page, page.locator(field))
    page.keyboard.type(words)


@pytest.fixture
def jo(browser: Browser, board: Stage) -> Iterator[Page]:
    """Jo Okafor at her desk, signed in by keyboard."""
    board.move_clock(
        timedelta(seconds=30)
    )  # a code works once, and the test before may have used this half minute's
    context = board.context(browser)
    context.add_init_script(POINTED)
    page = board.show(context, board.webs[0].base, live=False)
    writes(page, "#email", "jo.okafor@northborough.example")
    writes(page, "#password", PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Enter your code")).to_be_visible()
    writes(page, "#code", page.locator("#invented-code").inner_text())
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk*")
    settles(page, "live")
    yield page
    assert page.evaluate("() => window.pointed") == 0


def takes_the_next(page: Page) -> str:
    """With n; its reference."""
    first = page.locator("#lane-waiting > li").first.get_attribute("data-ref") or ""
    page.keyboard.press("n")
    page.wait_for_url(f"**/contacts/{first}")
    settles(page, "live")
    expect(page.locator("#contact-state .holder .you").first).to_be_visible()
    expect(page.locator(f"#lane-mine > #own-{first}")).to_be_visible()
    return first


def test_a_social_workers_morning_by_keyboard_alone(browser: Browser, board: Stage, jo: Page) -> None:
    ref = takes_the_next(jo)

    # Where the children are leads; nobody has said, so it is an alarm.
    safe = jo.locator("#contact-safe-now")
    expect(safe).to_be_in_viewport()
    expect(safe.locator(".alarm-box")).to_be_visible()
    gaps = safe.get_by_text("Not known where.").count()
    assert gaps

    # Somebody rings: where they are, with whom, and who says so.
    reach(jo, jo.locator(".safe-act > summary"), "Enter")
    writes(jo, "#safe-where", "At school, in the head's office")
    writes(jo, "#safe-with", "the deputy head")
    writes(jo, "#safe-by", "Ms Rowe, deputy head")
    reach(jo, jo.get_by_role("button", name="Write it down"), "Enter")
    expect(safe.get_by_text("Not known where.")).to_have_count(0)
    expect(safe).to_contain_text("At school, in the head's office, with the deputy head")
    expect(safe).to_contain_text("Safe, says Ms Rowe, deputy head")
    expect(jo.locator(".safe-act > summary")).to_be_focused()

    # Rated, by r.
    jo.keyboard.press("r")
    reach(jo, jo.locator("#rating-red"), "Space", "ArrowRight")
    expect(jo.locator("#rating-amber")).to_be_checked()
    writes(jo, "#rating-reason", "All are at school; n, p and m are typed here, not pressed.")
    reach(jo, jo.get_by_role("button", name="Rate", exact=True), "Enter")
    expect(jo.locator("#contact-state .rag")).to_have_text("Amber")
    expect(jo.locator(f"#lane-mine > #own-{ref}")).to_have_class(re.compile("edge-amber"))

    # The school's other worry: found by name, opened, and back.
    jo.keyboard.press("/")
    expect(jo.locator("#find")).to_be_focused()
    jo.keyboard.type("Ames")
    jo.keyboard.press("Enter")
    expect(jo.locator(".found")).to_contain_text("Silas")
    assert "Ames" not in jo.url
    reach(jo, jo.locator(".found a"), "Enter")
    jo.wait_for_url("**/contacts/*")
    settles(jo, "live")
    expect(jo.locator("#contact-summary")).to_contain_text("comes without a coat")
    ames = jo.url.rpartition("/")[2]

    # Filtered: what is red and hidden is said; Esc closes, and everything comes back.
    jo.keyboard.press("f")
    reach(jo, jo.get_by_role("checkbox", name="Amber", exact=True), "Space")
    expect(jo.locator("#filter-said")).to_contain_text("Hidden by your filter")
    jo.keyboard.press("Escape")
    expect(jo.locator("details.filter > summary")).to_be_focused()
    expect(jo.locator(f"#card-{ames}")).to_be_visible()
    expect(jo.locator("#lane-waiting > .edge-red").first).to_be_hidden()
    reach(jo, jo.locator("#filter-said a"), "Enter")
    expect(jo.locator("#filter-said")).to_be_empty()
    expect(jo.locator("#lane-waiting > .edge-red").first).to_be_visible()

    # Held still: a colleague's claim waits, is told in words, and comes at the next press.
    jo.keyboard.press("m")
    board.claimed(board.person("Priya Sandhu"), ames)
    expect(jo.locator("#still-words")).to_contain_text("1 change")
    expect(jo.locator(f"#lane-waiting > #card-{ames}")).to_be_attached()
    reach(jo, jo.locator("#still-show"), "Enter")
    expect(jo.locator("#still-digest")).to_contain_text(f"{ames}: claimed")
    jo.keyboard.press("m")
    expect(jo.locator(f"#lane-in_hand > #card-{ames}")).to_be_attached()
    expect(jo.locator("#still-words")).to_be_empty()

    # Names away while somebody passes, and back.
    family = jo.locator(f"#own-{ref} .private").first
    expect(family).to_be_visible()
    jo.keyboard.press("p")
    expect(family).to_be_hidden()
    jo.keyboard.press("p")
    expect(family).to_be_visible()


def test_a_release_by_keyboard_gives_its_reason_and_is_taken_back(board: Stage, jo: Page) -> None:
    ref = takes_the_next(jo)
    reach(jo, jo.locator("summary", has_text="Release"), "Enter")
    writes(jo, "#release-reason", "Called away to court; the school rings at noon.")
    reach(jo, jo.get_by_role("button", name="Release", exact=True), "Enter")
    expect(jo.locator(f"#lane-waiting > #card-{ref}")).to_contain_text("the school rings at noon")
    expect(jo.locator("#contact-state")).to_contain_text("Nobody holds it")
    expect(jo.locator("section.panel")).to_be_focused()

    reach(jo, jo.locator("#contact-state .undo button"), "Enter", most=5)
    expect(jo.locator(f"#lane-mine > #own-{ref}")).to_be_visible()
    expect(jo.locator("#contact-state .holder .you").first).to_be_visible()
    expect(jo.locator(f"#lane-waiting > #card-{ref}")).to_have_count(0)
    reach(jo, jo.locator("#part-summary"), "End")
    for words in ("released", "undid"):
        expect(jo.locator("#contact-timeline")).to_contain_text(words)


def test_the_keys_panel_names_every_key_that_acts(jo: Page) -> None:
    jo.keyboard.press("?")
    keys = jo.get_by_role("dialog", name="Keys")
    expect(keys).to_be_visible()
    shown = " ".join(keys.locator("kbd").all_inner_texts())
    for key in "jkocnrh/fpvm?":
        assert key in shown.split() or f" {key} " in f" {shown} "
    jo.keyboard.press("Escape")
    expect(keys).to_be_hidden()
