"""Live updates take nothing from a person at a desk: no caret, focus, selection, scroll, or card under a resting pointer."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from board.render import draw
from tests import long
from tests.browser.people import RAGS, card, contact_views, ref
from tests.browser.scene import BOARD, CONTACT, Scene
from tests.browser.test_desk import box, card_of
from tests.browser.watching import OPENED, comes_to, go, now

pytestmark = pytest.mark.browser
UPDATES, BATCH = long.of(10_000, 2_000), 250


def heap(page: Page) -> float:
    """Megabytes the page's script keeps, after the collector ran."""
    session = page.context.new_cdp_session(page)
    session.send("HeapProfiler.enable")
    for _ in range(3):
        session.send("HeapProfiler.collectGarbage")
    used = session.send("Runtime.getHeapUsage")["usedSize"] / 1e6
    session.detach()
    return float(used)


@pytest.mark.parametrize("scene", [Scene(waiting=40, in_hand=10, mine=2, open=True)], indirect=True)
def test_thousands_of_updates_take_no_caret_focus_selection_scroll_or_card_from_anybody(
    page: Page, scene: Scene
) -> None:
    go(page, scene, OPENED)
    page.locator("summary", has_text="Rate a child").click()
    reason, choice = page.locator("#rating-reason"), page.locator("#rating-child")
    why = card_of(page, 12).locator("details")
    why.locator("summary").click()
    column, panel = page.locator(".column-waiting"), page.locator(".panel")
    column.evaluate("one => one.scrollTo(0, 600)")
    rested = card_of(page, 9)
    rested.locator(".said").hover()
    left, top, *_ = box(rested.locator(".said"))
    hand = (left + 20, top + 5)
    reason.focus()
    page.evaluate(
        "() => { window.lost = []; addEventListener('blur', () => window.lost.push('blur'), true); }"
    )
    at, scrolled = box(rested)[1], panel.evaluate("one => one.scrollTop")
    choice.select_option(index=1)
    reason.focus()
    page.evaluate("() => { window.lost = []; }")
    typed, early, sent = "", 0.0, 0
    while sent < UPDATES:
        frames = []
        for n in range(sent, sent + BATCH):
            number = n % 40
            if n % 11 == 0:  # one that comes and one that goes, above and below
                gone = f'<template data-gone="card-{ref(100 + (n // 11 - 1) % 9)}"></template>'
                new = draw(card(100 + n // 11 % 9, now(), order=f"{n % 7:05}x{n}"))
                frames.append(scene.frame(BOARD, gone + new))
            elif number == 9:
                frames.append(
                    scene.frame(BOARD, draw(card(9, now(), order=f"{n % 40:05}", family=f"{n} family")))
                )
            else:
                frames.append(
                    scene.frame(BOARD, draw(card(number, now(), order=f"{(n * 7) % 40:05}", rag=RAGS[n % 5])))
                )
            if n % 5 == 0:
                frames.append(scene.frame(CONTACT, draw(contact_views(now())[4])))
        scene.say(*frames)
        letter = "the school knows. "[len(typed) % 18]
        typed += letter
        page.keyboard.type(letter)
        sent += BATCH
        page.wait_for_function(
            "seq => Number(document.querySelector('[data-audience^=board]').dataset.seq) >= seq",
            arg=scene.sent[BOARD],
        )
        assert abs(box(rested)[1] - at) < 2, f"the card under the pointer moved after {sent}"
        # The hand on the mouse is alive: a pointer that has not stirred for a minute belongs to nobody.
        page.mouse.move(*[one + sent // BATCH % 2 for one in hand])
        if sent == 2 * BATCH:
            early = heap(page)
    expect(reason).to_be_focused()
    expect(reason).to_have_value(typed)
    assert reason.evaluate("one => one.value.length - one.selectionStart") == 0
    assert page.evaluate("() => window.lost") == []
    assert choice.evaluate("one => one.selectedIndex") == 1
    expect(why).to_have_attribute("open", "")
    expect(page.locator("details", has=reason)).to_have_attribute("open", "")
    assert panel.evaluate("one => one.scrollTop") == scrolled
    assert heap(page) - early < 2, "what is kept does not grow with what was seen"
    expect(rested).to_contain_text(re.compile(r"\d+ family"))


@pytest.mark.parametrize("scene", [Scene(waiting=4, in_hand=0)], indirect=True)
def test_the_card_under_a_resting_pointer_stays_there_and_all_is_right_when_the_pointer_goes(
    page: Page, scene: Scene
) -> None:
    go(page, scene)
    rested = card_of(page, 2)
    rested.locator(".said").hover()
    page.wait_for_timeout(700)  # it aims no longer, it rests
    at = box(rested)[1]
    for n in range(6):
        scene.show(BOARD, card(50 + n, now(), order=f"0000{n}"))
    expect(card_of(page, 55)).to_be_attached()
    assert abs(box(rested)[1] - at) < 2
    scene.gone(BOARD, f"card-{ref(0)}")
    scene.gone(BOARD, f"card-{ref(1)}")
    expect(card_of(page, 1)).to_have_count(0)
    assert abs(box(rested)[1] - at) < 2
    for n in range(6):
        scene.gone(BOARD, f"card-{ref(50 + n)}")
    expect(card_of(page, 55)).to_have_count(0)
    assert abs(box(rested)[1] - at) < 2
    scene.show(BOARD, card(2, now(), "in_hand"))
    expect(rested).to_contain_text("Held by")
    assert abs(box(rested)[1] - at) < 2, "its words change, its place does not"
    page.mouse.move(5, 5)
    comes_to(page, [3])
    assert (
        page.locator("#lane-waiting").evaluate("one => one.style.paddingTop + one.style.paddingBottom") == ""
    )
    assert page.locator(".column-waiting").evaluate("one => one.scrollTop") == 0
