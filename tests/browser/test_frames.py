"""Frames into a real page: three verbs, a cursor per audience, times in words."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.browser.people import RAGS, card, own, ref
from tests.browser.scene import BOARD, OWN, Scene
from tests.browser.watching import card_html, comes_to, go, now, settles

pytestmark = pytest.mark.browser


def test_a_new_card_takes_its_place_by_its_order(page: Page, scene: Scene) -> None:
    go(page, scene)
    scene.show(BOARD, card(7, now(), order="00000.5"))
    comes_to(page, [0, 7, 1, 2])


def test_a_card_whose_order_changes_moves(page: Page, scene: Scene) -> None:
    go(page, scene)
    scene.show(BOARD, card(0, now(), order="99999"))
    comes_to(page, [1, 2, 0])


def test_a_claimed_card_changes_lane(page: Page, scene: Scene) -> None:
    go(page, scene)
    scene.show(BOARD, card(1, now(), "in_hand"))
    comes_to(page, [0, 2])
    expect(page.locator(f"#lane-in_hand > #card-{ref(1)}")).to_contain_text("Held by")


def test_a_card_that_is_gone_leaves(page: Page, scene: Scene) -> None:
    go(page, scene)
    scene.gone(BOARD, f"card-{ref(1)}")
    comes_to(page, [0, 2])


def test_many_cards_in_any_order_end_in_theirs(page: Page, scene: Scene) -> None:
    go(page, scene)
    scene.show(BOARD, *(card(n, now()) for n in (9, 4, 30, 12, 5, 0, 11)))
    comes_to(page, [0, 1, 2, 4, 5, 9, 11, 12, 30])


def test_you_stands_for_your_own_name_alone(page: Page, scene: Scene) -> None:
    go(page, scene)
    scene.show(
        BOARD,
        card(1, now(), "in_hand", holder="Jo Okafor", holder_id=7),
        card(2, now(), "in_hand", holder="Ana Ruiz", holder_id=8),
    )
    expect(page.locator(f"#card-{ref(1)} .holder .who").first).to_have_text("you", use_inner_text=True)
    expect(page.locator(f"#card-{ref(2)} .holder .who").first).to_have_text("Ana Ruiz", use_inner_text=True)


# Cursors.


def test_a_frame_seen_already_is_dropped(page: Page, scene: Scene) -> None:
    go(page, scene)
    scene.say(scene.frame(BOARD, card_html(9), since=10, to=13))
    scene.say(scene.frame(BOARD, f'<template data-gone="card-{ref(0)}"></template>', since=3, to=9))
    scene.say(scene.frame(BOARD, card_html(10), since=11, to=14))
    comes_to(page, [0, 1, 2, 9, 10])


def test_a_frame_after_a_gap_is_asked_for(page: Page, scene: Scene) -> None:
    go(page, scene)
    scene.asked = {"frames": [scene.frame(BOARD, card_html(8), since=10, to=14)], "beat": None}
    scene.say(scene.frame(BOARD, card_html(9), since=12, to=13))
    comes_to(page, [0, 1, 2, 8])
    assert scene.since[-1] == "1.10.10"


def test_a_heartbeat_does_not_step_over_a_missing_frame(page: Page, scene: Scene) -> None:
    go(page, scene)
    scene.asked = {"frames": [], "beat": None, "reload": False}
    scene.say(scene.frame(OWN, "", since=10, to=12), scene.beat())
    page.wait_for_selector('[data-audience^="person"][data-seq="12"]', state="attached")
    page.wait_for_selector('[data-audience^="board"][data-seq="12"]', state="attached")


def test_being_skipped_means_asking(page: Page, scene: Scene) -> None:
    go(page, scene)
    scene.asked = {"frames": [scene.frame(BOARD, card_html(8))], "beat": None}
    scene.say({"ask": True})
    comes_to(page, [0, 1, 2, 8])


def test_a_restored_database_loads_the_page_again(page: Page, scene: Scene) -> None:
    go(page, scene)
    with page.expect_navigation():
        scene.say({**scene.beat(), "epoch": 2})


def test_a_cut_socket_resumes_where_it_was(page: Page, scene: Scene) -> None:
    go(page, scene)
    scene.show(BOARD, card(8, now()))
    comes_to(page, [0, 1, 2, 8])
    page.wait_for_selector(f'[data-audience^="person"][data-seq="{scene.seq}"]', state="attached")
    with page.expect_websocket():
        scene.close()
    settles(page, "live")
    assert scene.since[-1] == f"1.{scene.seq}.{scene.seq}"


def test_lateness_is_worded_by_the_servers_clock(page: Page, scene: Scene) -> None:
    go(page, scene)
    at = datetime.now(UTC) - timedelta(minutes=6, seconds=20)
    late = own(1, now(), ref="ZZ9", due=type(card(0, now()).due)("decide by", at, True), rag=RAGS[0])  # type: ignore[misc]
    scene.show(OWN, late)
    expect(page.locator("#own-ZZ9 .left")).to_have_text("6 min late")
    expect(page.locator("#own-ZZ9 time")).to_have_text(re.compile(r"^\d\d:\d\d$"))
