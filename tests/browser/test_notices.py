"""However much asks for somebody's eyes, their work keeps most of its column, and what they laid open stays open under live updates."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from board.views.person import Notice, Noticed, NoticesHead
from tests.browser import people
from tests.browser.real.axe import LEVELS, barriers
from tests.browser.scene import OWN, Scene, serve
from tests.browser.watching import settles

pytestmark = pytest.mark.browser
LINES = ("Claim by", "Rate by", "Open or pass on by", "Statutory, by", "Allocated to you", "Late information")


def line(number: int, many: int, *, urgent: bool = False) -> Notice:
    """One that so many messages share."""
    now = datetime.now(UTC)
    about = tuple(
        Noticed(f"{number}-{n}", people.ref(400 + n), now, now + timedelta(minutes=5 * n) if urgent else None)
        for n in range(many)
    )
    return Notice(people.HUB, f"kind{number}", LINES[number % len(LINES)], about, urgent)


def told(scene: Scene, many: int) -> None:
    """So many messages, ten to a line, half of the lines urgent."""
    lines = [
        line(n, min(10, many - 10 * n), urgent=n % 2 == 0)
        for n in range((many + 9) // 10)
        if many - 10 * n > 0
    ]
    scene.show(OWN, NoticesHead(many, many // 2), *lines)


@pytest.mark.parametrize("many", [1, 12, 60])
def test_the_work_keeps_most_of_its_column(page: Page, many: int) -> None:
    with serve(Scene(mine=6)) as scene:
        page.goto(scene.url)
        settles(page, "live")
        told(scene, many)
        expect(page.locator("#head-notices .count")).to_have_text(str(many))
        column = page.locator(".column-mine").bounding_box()
        notices = page.locator(".notices").bounding_box()
        assert column and notices and notices["height"] < 0.45 * column["height"]
        for row in page.locator(".notice-row").all():
            box = row.bounding_box()
            assert box and box["height"] < 34, "one line each"
        last = page.locator(".notice-row").last
        last.scroll_into_view_if_needed()
        expect(last).to_be_in_viewport()
        found = barriers(page, LEVELS)
        assert found.violations_count == 0, found.generate_report()


def test_an_open_line_stays_open_and_keeps_the_focus_when_one_of_it_goes(page: Page, scene: Scene) -> None:
    page.goto(scene.url)
    settles(page, "live")
    scene.show(OWN, NoticesHead(3, 3), line(0, 3, urgent=True))
    summary = page.locator("#notice-kind0 summary")
    summary.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#notice-kind0 details[open] li")).to_have_count(3)
    page.locator("#notice-kind0 li button").last.focus()
    scene.show(OWN, NoticesHead(2, 2), line(0, 2, urgent=True))
    expect(page.locator("#notice-kind0 details[open] li")).to_have_count(2)
    assert page.evaluate("document.getElementById('notice-kind0').contains(document.activeElement)")
    scene.gone(OWN, "notice-kind0")
    expect(page.locator("#notice-kind0")).to_have_count(0)


def test_one_click_says_that_all_of_a_line_were_seen_and_names_each(page: Page, scene: Scene) -> None:
    page.goto(scene.url)
    settles(page, "live")
    scene.show(OWN, NoticesHead(3, 0), line(4, 3))
    page.locator("#notice-kind4 summary").click()
    page.get_by_role("button", name="All 3 seen").click()
    expect(page.locator("#notice")).to_be_attached()
    page.wait_for_function("() => !document.querySelector('[data-sending]')")
    (path, form, _) = scene.posted[-1]
    assert path.endswith("/notices/acknowledge")
    assert form["deliveries"].split() == ["4-0", "4-1", "4-2"]
