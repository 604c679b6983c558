"""Nothing is torn from under anybody while the real board changes around them, and a page that slept catches up."""

from __future__ import annotations

import re
from concurrent.futures import Future
from typing import Any

import psutil
import pytest
from playwright.sync_api import Browser, Page, WebSocket, expect

from board.commands.ratings import rate
from board.domain.permissions import Role
from board.store.engine import Database
from tests.browser.real.honest import is_live_again
from tests.browser.real.stage import Stage

pytestmark = pytest.mark.browser
FRAMES = 200
WORDS = "Called away to court; the mother expects a call before three, and the school knows."


def count_frames(page: Page) -> list[Any]:
    """Every frame that this page is sent from its next socket on."""
    frames: list[Any] = []

    def watch(socket: WebSocket) -> None:
        socket.on("framereceived", lambda said: frames.append(said) if '"audience"' in str(said) else None)

    page.on("websocket", watch)
    return frames


# Lines above come and go: of calm, of alarms, of what the contact's state says. The browser moves the scroll by as much, so that
# nothing seen moves.
SEEN_AT = "one => one.getBoundingClientRect().top"
MOST = 480  # the field takes 500 letters


class Rating:
    """Somebody else rates these contacts over and over until told to stop; each rating is pushed to every screen."""

    def __init__(self, board: Stage, *refs: str) -> None:
        self._board, self._refs = board, refs
        self._manager = board.person("Ana Ruiz", Role.MANAGER)
        self._over = False
        self._running: Future[None] | None = None

    def __enter__(self) -> Rating:
        self._running = self._board.loop.begin(self._rate(self._board.database))
        return self

    def __exit__(self, *_: object) -> None:
        self._over = True
        assert self._running
        self._running.result(60)

    async def _rate(self, db: Database) -> None:
        turn = 0
        while not self._over:
            turn += 1
            rag = ("amber", "red", "green")[turn % 3]
            for ref in self._refs:
                async with db.transaction() as tx:
                    await rate(
                        tx, self._manager, ref, None, rag, f"Looked at again: {turn}.", now=self._board.now()
                    )


def test_typing_goes_on_while_two_hundred_frames_arrive(browser: Browser, board: Stage) -> None:
    asha = board.person("Asha Verma")
    mine, other = board.held(asha), board.contact("red")
    for _ in range(12):
        board.contact("amber")
    desk = board.desk(browser, asha, mine)
    frames = count_frames(desk)
    desk.reload()
    is_live_again(desk)
    desk.get_by_text("Release", exact=True).first.click()
    why = desk.locator(f"#card-{other} details.why")
    why.locator("summary").click()
    desk.locator(".column-waiting").evaluate("one => one.scrollTo(0, 40)")
    desk.locator(".panel").evaluate("one => one.scrollTo(0, 30)")
    reason = desk.locator("#release-reason")
    reason.focus()
    assert desk.locator(".column-waiting").evaluate("one => one.scrollTop") == 40
    looked_at = desk.locator(f"#card-{other}"), reason
    seen = [one.evaluate(SEEN_AT) for one in looked_at]

    with Rating(board, mine, other):
        typed = ""
        while len(frames) < FRAMES:
            if len(typed) < MOST:
                typed += WORDS[len(typed) % len(WORDS)]
                desk.keyboard.type(typed[-1])
            else:
                desk.keyboard.press("Backspace")
                typed = typed[:-1]
        desk.keyboard.press("Home")
        for _ in range(3):
            desk.keyboard.press("ArrowRight")

    expect(reason).to_be_focused()
    expect(reason).to_have_value(typed)
    assert reason.evaluate("one => one.selectionStart - one.value.lastIndexOf('\\n') - 1") >= 3
    expect(desk.locator("details.for-holder")).to_have_attribute("open", "")
    expect(why).to_have_attribute("open", "")
    now = [one.evaluate(SEEN_AT) for one in looked_at]
    assert now == pytest.approx(seen, abs=2), "but for the rounding of a line's height"
    expect(desk.locator("#contact-family")).to_contain_text("Looked at again")


def test_nothing_moves_under_a_pressed_pointer_while_the_board_changes(
    browser: Browser, board: Stage
) -> None:
    pressed, above = board.contact("amber"), board.contact("amber")
    desk = board.desk(browser, board.person("Ben Okafor"))
    button = desk.locator(f"#card-{pressed}").get_by_role("button", name="Claim")
    button.scroll_into_view_if_needed()
    button.hover()
    desk.mouse.down()
    where, order = button.bounding_box(), _order(desk)
    coming = board.contact("red")
    with Rating(board, above):
        expect(desk.locator(f"#card-{above}")).to_have_class("card card-waiting edge-red")
        expect(desk.locator("#head-waiting")).to_contain_text(f"{len(order) + 1}")
        assert button.bounding_box() == pytest.approx(where, abs=0.5)  # a column scrolls by whole pixels
        assert _order(desk) == order
    desk.mouse.up()
    expect(desk.locator("#contact-state, #notice")).to_contain_text(pressed)
    expect(desk.locator(f"#lane-waiting > #card-{coming}")).to_be_attached()
    expect(desk.locator(f"#lane-in_hand > #card-{pressed}")).to_be_attached()


def _order(page: Page) -> list[str]:
    return page.locator("#lane-waiting > li").evaluate_all("all => all.map((one) => one.id)")


def renderers(browser: Browser) -> list[psutil.Process]:
    """The processes in which the browser's pages live."""
    devtools = browser.new_browser_cdp_session()
    found = devtools.send("SystemInfo.getProcessInfo")["processInfo"]
    devtools.detach()
    return [psutil.Process(one["id"]) for one in found if one["type"] == "renderer"]


def test_pages_that_slept_while_their_sockets_died_catch_up_when_they_wake(
    browser: Browser, board: Stage
) -> None:
    desk, wall = board.desk(browser, board.person("Ben Okafor")), board.wall(browser)
    sleeping = renderers(browser)
    assert len(sleeping) >= 2
    try:
        for one in sleeping:
            one.suspend()
        board.webs[0].kill()
        ref = board.contact("red")
        board.webs[0].start()
        assert {one.status() for one in sleeping} == {psutil.STATUS_STOPPED}
    finally:
        for one in sleeping:
            one.resume()
    expect(desk.locator(f"#lane-waiting > #card-{ref}")).to_be_attached()
    counted = re.search(r"\d+", desk.locator("#calm").inner_text())
    assert counted, "a red that nobody holds needs somebody"
    expect(wall.locator("#wall-now .count")).to_have_text(counted[0])
    is_live_again(desk, wall)
