"""A page is kept true however its socket fails: it judges the socket by its heartbeats, and asks over HTTP when there are none.

How soon it asks is counted by its own clock in tests/browser/test_silence.py: here time is only the end of patience.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime

import pytest
from playwright.sync_api import Browser, Page, expect

from board.commands.sessions import end_all_sessions
from board.store.engine import Database
from tests.browser.real.proxy import Proxy
from tests.browser.real.stage import Stage
from tests.browser.watching import settles

pytestmark = pytest.mark.browser
WAYS = ("held", "mute", "cut", "late", "page", "drip")
URGENT = "#lane-waiting > :is(.edge-red, .edge-unrated)"
STATES = """() => {
  const html = document.documentElement;
  window.states = [];
  new MutationObserver(() => window.states.push(html.dataset.live)).observe(html, { attributeFilter: ["data-live"] });
}"""


@pytest.fixture
def proxies(board: Stage) -> Iterator[dict[str, Proxy]]:
    """One for each way in which a socket fails without being refused."""
    found = {way: Proxy(board.loop, board.webs[0].port, way) for way in WAYS}
    yield found
    board.leave()
    for proxy in found.values():
        proxy.stop()


def asks(page: Page) -> None:
    """The page is kept true by asking, says so in amber, and is not shown as not live."""
    settles(page, "polling")
    expect(page.locator("#live-words")).to_contain_text("Checking every few seconds")
    expect(page.locator("#stale")).to_have_css("opacity", "0")


def test_a_page_whose_socket_is_silent_asks_in_time_and_comes_back(
    browser: Browser, board: Stage, proxies: dict[str, Proxy]
) -> None:
    who = board.person("Asha Verma")
    at = {way: proxy.base for way, proxy in proxies.items()}
    desks = [board.page(browser, who, board.path(), at=at[way]) for way in ("held", "late")]
    hubs = [board.page(browser, who, "/hubs", at=at[way]) for way in ("mute", "page", "drip")]
    wall = board.wall(browser, at=at["cut"], live=False)
    pages = [*desks, *hubs, wall]
    for page in pages:
        asks(page)
    ref = board.contact("red")
    for desk in desks:
        expect(desk.locator(f"#lane-waiting > #card-{ref}")).to_be_attached()
    expect(wall.locator("#wall-now .count")).to_have_text(str(desks[0].locator(URGENT).count()))
    for proxy in proxies.values():
        proxy.sockets_are = "passed"
        proxy.cut()
    for page in pages:
        settles(page, "live")


def test_a_socket_that_falls_silent_under_an_open_page_is_asked_around(
    browser: Browser, board: Stage, proxies: dict[str, Proxy]
) -> None:
    proxy = proxies["held"]
    proxy.sockets_are = "passed"
    page = board.desk(browser, board.person("Asha Verma"), at=proxy.base)
    page.evaluate(STATES)
    proxy.sockets_are = "held"
    proxy.fall_silent(sockets_alone=True)
    settles(page, "polling")
    states = page.evaluate("() => window.states")
    assert states.index("stale") < states.index("polling"), "it says that it is not live before it asks"
    ref = board.contact("red")
    expect(page.locator(f"#lane-waiting > #card-{ref}")).to_be_attached()


async def signed_out_elsewhere(db: Database, person_id: int, now: datetime) -> None:
    async with db.transaction() as tx:
        await end_all_sessions(tx, person_id, "signed_out", now=now)


def test_a_browser_without_sockets_asks_and_leaves_when_its_session_ends_elsewhere(
    browser: Browser, board: Stage
) -> None:
    page = board.page(browser, board.person("Asha Verma"), board.path())
    page.add_init_script("delete window.WebSocket")
    page.reload()
    asks(page)
    board.do(lambda db: signed_out_elsewhere(db, board.person("Asha Verma").person_id, board.now()))
    expect(page).to_have_url(re.compile("/sign-in"))
