"""A desk and a wall beside each other, and a contact that both show."""

from __future__ import annotations

from playwright.sync_api import Browser, Page, expect

from tests.browser.real.stage import Stage

URGENT = "#lane-waiting > :is(.edge-red, .edge-unrated)"


def shows(ref: str, desk: Page, wall: Page) -> None:
    """This red contact that nobody holds stands on the desk, and the wall counts it: it names the first few alone."""
    expect(desk.locator(f"#lane-waiting > #card-{ref}")).to_be_attached()
    expect(wall.locator("#wall-now .count")).to_have_text(str(desk.locator(URGENT).count()))


def both(browser: Browser, board: Stage, at: str = "") -> tuple[Page, Page]:
    return board.desk(browser, board.person("Asha Verma"), at=at), board.wall(browser, at=at)
