"""What tests of a live page say again and again."""

from __future__ import annotations

from datetime import UTC, datetime

from playwright.sync_api import Page

from board.render import draw
from tests.browser.people import HUB, card, ref
from tests.browser.scene import Scene

DESK = f"/hubs/{HUB}/desk"
OPENED = f"/hubs/{HUB}/contacts/{ref(400)}"


def now() -> datetime:
    """The time a test begins with: one of the import would be late at the end of a long run."""
    return datetime.now(UTC)


def go(page: Page, scene: Scene, path: str = DESK, state: str = "live") -> None:
    page.goto(scene.url + path)
    settles(page, state)


def settles(page: Page, state: str) -> None:
    page.wait_for_selector(f'html[data-live="{state}"]', state="attached")


def order(page: Page, lane: str = "lane-waiting") -> list[str]:
    return page.locator(f"#{lane} > li").evaluate_all("all => all.map((one) => one.id)")


def ids(*numbers: int) -> list[str]:
    return [f"card-{ref(n)}" for n in numbers]


def comes_to(page: Page, numbers: list[int], lane: str = "lane-waiting") -> None:
    page.wait_for_function(
        "([lane, ids]) => [...document.getElementById(lane).children].map((one) => one.id).join() === ids.join()",
        arg=[lane, ids(*numbers)],
    )


def stale_shows(page: Page) -> None:
    page.wait_for_function("() => getComputedStyle(document.getElementById('stale')).opacity === '1'")


def card_html(number: int, lane: str = "waiting", **other: object) -> str:
    return draw(card(number, now(), lane, **other))
