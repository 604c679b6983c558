"""No page looks live when its database stands still or its script died."""

from __future__ import annotations

from collections.abc import Iterator

import psutil
import pytest
from playwright.sync_api import Browser, expect

from tests.browser.real.honest import is_live_again, patience, says_so_in_time
from tests.browser.real.pair import both, shows
from tests.browser.real.stage import Stage, stage
from tests.servers import Cluster

pytestmark = pytest.mark.browser
SHOWN_AFTER = """() => document.getAnimations().find((one) => one.effect.target.id === "stale").effect.getComputedTiming().endTime"""


def test_a_page_whose_script_died_says_so_by_its_stylesheet(browser: Browser, board: Stage) -> None:
    pages = both(browser, board)
    for page in pages:
        page.context.new_cdp_session(page).send("Emulation.setScriptExecutionDisabled", {"value": True})
    for page in pages:
        expect(page.locator("#stale")).to_have_css("opacity", "1")
        assert page.evaluate(SHOWN_AFTER) <= 5_000
        assert page.evaluate("() => document.documentElement.dataset.live") == "live"


def everything(cluster: Cluster) -> list[psutil.Process]:
    """The database server with all its processes."""
    assert cluster.postgres.pid
    server = psutil.Process(cluster.postgres.pid)
    return [server, *server.children(recursive=True)]


@pytest.fixture
def shaky(cluster: Cluster) -> Iterator[tuple[Stage, Cluster]]:
    """A board on a database server of its own."""
    with stage(cluster.start(), cluster.data) as board, patience():
        yield board, cluster
        board.leave()


def test_a_database_frozen_or_killed_is_said_in_time_and_pages_come_back(
    browser: Browser, shaky: tuple[Stage, Cluster]
) -> None:
    board, cluster = shaky
    desk, wall = both(browser, board)
    says_so_in_time(lambda: [one.suspend() for one in everything(cluster)], desk, wall)
    for one in everything(cluster):
        one.resume()
    is_live_again(desk, wall)
    shows(board.contact("red"), desk, wall)

    board.let_go()
    says_so_in_time(lambda: everything(cluster)[0].kill(), desk, wall)
    cluster.start()
    is_live_again(desk, wall)
    shows(board.contact("red"), desk, wall)
