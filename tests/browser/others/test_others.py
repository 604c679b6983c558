"""Firefox and WebKitGTK: sign in, see the board live, claim, be told that it is not live, come back; and the wall."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from board.rehearsal.hub import PASSWORD
from tests import other_browsers
from tests.browser.others.driven import Driven, firefox, webkit
from tests.browser.real.proxy import Proxy
from tests.browser.real.stage import Stage
from tests.processes import enrol_wall

pytestmark = [
    pytest.mark.other_browsers,
    # selenium's own driver for WebKitGTK has not followed selenium's own change.
    pytest.mark.filterwarnings("ignore:setting remote_server_addr:DeprecationWarning"),
]
SEEDED = True
OPACITY = "getComputedStyle(document.getElementById({!r})).opacity"
SEEN, UNSEEN = "1", "0"


@pytest.fixture(scope="module", autouse=True)
def installed() -> None:
    if lacking := other_browsers.missing():
        pytest.fail(f"Browsers are missing here. Run: {other_browsers.command_to_run(lacking)}")


@pytest.fixture(scope="module")
def proxy(house: Stage) -> Iterator[Proxy]:
    proxy = Proxy(house.loop, house.webs[0].port)
    yield proxy
    proxy.stop()


@pytest.fixture(scope="module")
def browsers(house: Stage, proxy: Proxy) -> Iterator[dict[str, Driven]]:
    """Both at once, since most of each test is waiting; each with a desk of somebody who has signed in."""
    with firefox() as first, webkit() as second:
        signs_in(first, proxy.base, "jo.okafor@northborough.example")
        signs_in(second, proxy.base, "priya.sandhu@northborough.example")
        yield {"Firefox": first, "WebKitGTK": second}


def signs_in(browser: Driven, base: str, email: str) -> None:
    browser.open(f"{base}/sign-in")
    browser.fill("#email", email)
    browser.fill("#password", PASSWORD)
    browser.click("main form button")
    browser.until("document.getElementById('invented-code')")
    browser.fill("#code", browser.value("document.getElementById('invented-code').textContent.trim()"))
    browser.click("main form button")
    browser.until("location.pathname.endsWith('/desk')")


def is_live(browser: Driven) -> None:
    browser.state("live")
    browser.until(f"{OPACITY.format('stale')} === {UNSEEN!r}")
    browser.until("document.getElementById('live-words').textContent.startsWith('Live · checked')")


def waits(browser: Driven, ref: str) -> None:
    browser.until(f"document.querySelector('#lane-waiting > #card-{ref}')")


def test_people_sign_in_and_see_a_contact_arrive(board: Stage, browsers: dict[str, Driven]) -> None:
    for browser in browsers.values():
        is_live(browser)
    ref = board.contact("red")
    for browser in browsers.values():
        waits(browser, ref)


def test_a_claim_is_seen_in_every_browser(board: Stage, browsers: dict[str, Driven]) -> None:
    for browser in browsers.values():
        ref = board.contact("red")
        waits(browser, ref)
        browser.click(f"#card-{ref} button.needs-claim")
        browser.until(f"document.querySelector('#lane-mine > #own-{ref}')")
        for one in browsers.values():
            one.until(f"document.querySelector('#lane-in_hand > #card-{ref}')")


def test_a_page_says_that_it_is_not_live_and_comes_back(
    board: Stage, proxy: Proxy, browsers: dict[str, Driven]
) -> None:
    proxy.fall_silent()
    for browser in browsers.values():
        browser.until(f"{OPACITY.format('stale')} === {SEEN!r}")
    missed = board.contact("red")
    for browser in browsers.values():
        waits(browser, missed)
        is_live(browser)


def test_a_wall_is_live_and_names_a_red_that_nobody_holds(board: Stage, browsers: dict[str, Driven]) -> None:
    manager = board.people["Ana Ruiz"]
    for name, browser in browsers.items():
        browser.cookie("wall", board.do(lambda db, name=name: enrol_wall(db, manager, f"Room of {name}")))
        browser.open(f"{board.webs[0].base}/wall")  # by lines that never fell silent
        is_live(browser)
    red = board.contact("red")
    for browser in browsers.values():
        browser.until(f"document.body.innerText.includes({red!r})")
