"""No page looks live when it is not, whatever broke, and every page comes back by itself with what happened meanwhile."""

from __future__ import annotations

import signal
from collections.abc import Iterator

import psutil
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.real.honest import is_live_again, patience, says_so_in_time
from tests.browser.real.proxy import Proxy
from tests.browser.real.stage import Stage, stage
from tests.browser.watching import settles
from tests.servers import Cluster

pytestmark = pytest.mark.browser
URGENT = "#lane-waiting > :is(.edge-red, .edge-unrated)"


@pytest.fixture
def proxy(board: Stage) -> Iterator[Proxy]:
    proxy = Proxy(board.loop, board.webs[0].port)
    yield proxy
    board.leave()
    proxy.stop()


def shows(ref: str, desk: Page, wall: Page) -> None:
    """This red contact that nobody holds stands on the desk, and the wall counts it: it names the first few alone."""
    expect(desk.locator(f"#lane-waiting > #card-{ref}")).to_be_attached()
    expect(wall.locator("#wall-now .count")).to_have_text(str(desk.locator(URGENT).count()))


def both(browser: Browser, board: Stage, at: str = "") -> tuple[Page, Page]:
    return board.desk(browser, board.person("Asha Verma"), at=at), board.wall(browser, at=at)


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
    proxy.refusing = True
    proxy.cut()
    for page in (desk, wall):
        settles(page, "polling")
        expect(page.locator("#live-words")).to_contain_text("Checking every few seconds")
        expect(page.locator("#stale")).to_have_css("opacity", "0")
    shows(board.contact("red"), desk, wall)
    proxy.refusing = False
    is_live_again(desk, wall)
    shows(board.contact("red"), desk, wall)


def test_a_page_whose_script_died_says_so_by_its_stylesheet(browser: Browser, board: Stage) -> None:
    for page in both(browser, board):
        broken = page.evaluate("() => performance.now()")
        page.context.new_cdp_session(page).send("Emulation.setScriptExecutionDisabled", {"value": True})
        expect(page.locator("#stale")).to_have_css("opacity", "1", timeout=20_000)
        assert page.evaluate("() => performance.now()") - broken < 7_000
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
