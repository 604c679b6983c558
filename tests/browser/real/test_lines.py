"""No page looks live when its line to the server is gone, and every page comes back by itself."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.real.honest import is_live_again, says_so_in_time
from tests.browser.real.pair import both, shows
from tests.browser.real.proxy import Proxy
from tests.browser.real.stage import Stage
from tests.browser.watching import settles

pytestmark = pytest.mark.browser


@pytest.fixture
def proxy(board: Stage) -> Iterator[Proxy]:
    proxy = Proxy(board.loop, board.webs[0].port)
    yield proxy
    board.leave()
    proxy.stop()


def test_a_half_open_socket_is_said_in_time_and_another_is_opened(
    browser: Browser, board: Stage, proxy: Proxy
) -> None:
    desk, wall = both(browser, board, proxy.base)
    before = proxy.sockets
    says_so_in_time(proxy.fall_silent, desk, wall)
    ref = board.contact("red")
    shows(ref, desk, wall)
    is_live_again(desk, wall)
    assert proxy.sockets >= before + 2


def test_where_sockets_are_refused_pages_ask_every_few_seconds_and_say_so(
    browser: Browser, board: Stage, proxy: Proxy
) -> None:
    desk, wall = both(browser, board, proxy.base)
    proxy.sockets_are = "refused"
    proxy.cut()
    for page in (desk, wall):
        settles(page, "polling")
        expect(page.locator("#live-words")).to_contain_text("Checking every few seconds")
        expect(page.locator("#stale")).to_have_css("opacity", "0")
    shows(board.contact("red"), desk, wall)
    proxy.sockets_are = "passed"
    is_live_again(desk, wall)
    shows(board.contact("red"), desk, wall)
