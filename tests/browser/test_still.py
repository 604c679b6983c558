"""Nothing is torn from under anybody: caret, focus, pointer and scroll stay while frames arrive."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.people import card, ref
from tests.browser.scene import BOARD, CONTACT, Scene
from tests.browser.watching import OPENED, card_html, comes_to, go, ids, now, order

pytestmark = pytest.mark.browser


def test_typing_goes_on_while_frames_arrive(page: Page, scene: Scene) -> None:
    scene.open = True
    go(page, scene, OPENED)
    page.get_by_text("Release", exact=True).first.click()
    reason = page.locator("#release-reason")
    reason.fill("Called away, the mother expects a call")
    reason.evaluate("one => one.setSelectionRange(6, 10)")
    scene.show(BOARD, *(card(n, now()) for n in range(20)))
    scene.say(
        scene.frame(
            CONTACT,
            '<header id="contact-state" data-held="yes" data-person="7" data-closed="no"><h2>Changed</h2></header>',
        )
    )
    expect(page.locator("#contact-state")).to_contain_text("Changed")
    expect(reason).to_be_focused()
    expect(reason).to_have_value("Called away, the mother expects a call")
    assert reason.evaluate("one => [one.selectionStart, one.selectionEnd]") == [6, 10]
    expect(page.locator("details.for-holder")).to_have_attribute("open", "")


def test_a_focused_button_keeps_its_focus_when_its_card_changes_and_moves(page: Page, scene: Scene) -> None:
    go(page, scene)
    button = page.locator(f"#card-{ref(0)} button")
    button.focus()
    scene.show(BOARD, card(0, now(), order="99999", family="Reed-Alder family"))
    comes_to(page, [1, 2, 0])
    expect(button).to_be_focused()
    expect(page.locator(f"#card-{ref(0)}")).to_contain_text("Reed-Alder family")


def test_focus_goes_to_the_neighbour_when_its_card_leaves(page: Page, scene: Scene) -> None:
    go(page, scene)
    page.locator(f"#card-{ref(1)} button").focus()
    scene.gone(BOARD, f"card-{ref(1)}")
    comes_to(page, [0, 2])
    expect(page.locator(f"#card-{ref(2)} button")).to_be_focused()


def test_nothing_moves_under_a_pressed_pointer_yet_its_words_change(page: Page, scene: Scene) -> None:
    go(page, scene)
    page.locator(f"#card-{ref(1)} .said").hover()
    page.mouse.down()
    scene.show(BOARD, card(0, now(), order="99999", family="Reed-Alder family"), card(8, now(), order="0"))
    expect(page.locator(f"#card-{ref(0)}")).to_contain_text("Reed-Alder family")
    assert order(page) == ids(0, 1, 2)
    page.mouse.up()
    comes_to(page, [8, 1, 2, 0])


def test_a_board_held_still_waits_until_it_is_let_go(page: Page, scene: Scene) -> None:
    go(page, scene)
    page.get_by_role("button", name="Hold still").click()
    scene.say(
        scene.frame(BOARD, card_html(8, order="0") + f'<template data-gone="card-{ref(1)}"></template>')
    )
    expect(page.locator("#still-words")).to_have_text(re.compile(r"^Held since \d\d:\d\d: 2 changes$"))
    assert order(page) == ids(0, 1, 2)
    expect(page.locator(f"#card-{ref(1)}")).to_have_text("No longer here.")
    page.get_by_role("button", name="Show everything").click()
    comes_to(page, [8, 0, 2])


def test_the_column_stays_where_it_was_scrolled_to(page: Page, scene: Scene) -> None:
    scene.waiting = 40
    go(page, scene)
    column = page.locator(".column-waiting")
    column.evaluate("one => one.scrollTo(0, 700)")
    scene.show(BOARD, *(card(n, now(), family="Alder family") for n in range(20, 40)))
    expect(page.locator(f"#card-{ref(25)}")).to_contain_text("Alder")
    assert column.evaluate("one => one.scrollTop") == 700
