"""No page looks live when a server is not there, and every page comes back by itself with what happened meanwhile."""

from __future__ import annotations

import signal

import pytest
from playwright.sync_api import Browser

from tests.browser.real.honest import is_live_again, says_so_in_time
from tests.browser.real.pair import both, shows
from tests.browser.real.stage import Stage

pytestmark = pytest.mark.browser


def test_a_killed_server_is_said_in_time_and_pages_come_back_with_what_happened(
    browser: Browser, board: Stage
) -> None:
    desk, wall = both(browser, board)
    web = board.webs[0]
    says_so_in_time(web.kill, desk, wall)
    ref = board.contact("red")
    web.start()
    shows(ref, desk, wall)
    is_live_again(desk, wall)


def test_a_frozen_server_is_said_in_time_and_pages_come_back_when_it_thaws(
    browser: Browser, board: Stage
) -> None:
    desk, wall = both(browser, board)
    web = board.webs[0]
    says_so_in_time(lambda: web.send(signal.SIGSTOP), desk, wall)
    ref = board.contact("red")
    web.send(signal.SIGCONT)
    shows(ref, desk, wall)
    is_live_again(desk, wall)
