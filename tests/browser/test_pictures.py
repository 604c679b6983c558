"""A newcomer's first ten minutes on the real board, without an error on any page; asked with PICTURES=1 they are kept as pictures.

Time stands still at one moment and references are drawn from a fixed seed, so that the same templates give the same
pictures, but for how a browser smooths a dotted line.
"""

from __future__ import annotations

import base64
import os
import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from board.clock import Pace, write_pace
from board.domain.refs import new_ref
from board.rehearsal.hub import PASSWORD
from board.rehearsal.seed import seed
from board.secrets import Secrets
from board.store.engine import Database
from tests import make
from tests.browser.watching import settles, stale_shows
from tests.processes import KEY, Web, web_processes
from tests.until import in_a_thread
from workers.clocks import fire_due

pytestmark = pytest.mark.browser

PICTURES = Path(__file__).resolve().parents[2] / "docs" / "pictures"
WRITE = os.environ.get("PICTURES") == "1"
LAID = datetime(2026, 11, 24, 10, 24, tzinfo=UTC)
MOMENT = LAID + timedelta(seconds=20)
"""Due times lie whole minutes from LAID, so here no minute is about to be rounded the other way."""
LARGEST = 300_000
DESK = {"width": 1440, "height": 900}
WALL = {"width": 1920, "height": 1080}
SIDE_BY_SIDE = """<body style="margin:0;padding:24px;background:#dfe4e8;display:flex;gap:24px;width:max-content">
<img style="height:480px;box-shadow:0 2px 12px #0004" src="data:image/png;base64,{desk}">
<img style="height:480px;box-shadow:0 2px 12px #0004" src="data:image/png;base64,{wall}">"""


async def looked_after(database_url: str) -> None:
    """What was due by then has fired, and reminders run: no picture says that they do not."""
    database = Database(database_url, pool_size=4)
    try:
        await make.worker(database)
        await fire_due(database, MOMENT)
    finally:
        await database.close()


@pytest.fixture
def board(database_url: str, data_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Web]:
    """A web process over the invented morning, at the moment of the pictures."""
    random = Random(7)
    monkeypatch.setattr("board.commands.contacts.new_ref", lambda _, length: new_ref(random, length))
    in_a_thread(seed(database_url, LAID, secrets=Secrets([KEY])))
    in_a_thread(looked_after(database_url))
    clock = data_folder / "clock.json"
    since = datetime.now(UTC)
    write_pace(clock, Pace(MOMENT - since, 0.0, since))
    with web_processes(database_url, data_folder, BOARD_CLOCK=str(clock)) as (web,):
        yield web


@contextmanager
def screen(browser: Browser, wrong: list[str], size: dict[str, int]) -> Iterator[BrowserContext]:
    """A screen of its own; whatever its pages complain about goes into `wrong`."""
    context = browser.new_context(viewport=size, locale="en-GB", timezone_id="Europe/London")
    context.set_default_timeout(15_000)
    context.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
    context.on("weberror", lambda error: wrong.append(str(error.error)))
    yield context
    context.close()


def sign_in(context: BrowserContext, board: Web, name: str) -> Page:
    """As this invented person, by what the page itself shows; answers their desk."""
    page = context.new_page()
    page.goto(board.base)
    row = page.get_by_role("row").filter(has=page.get_by_role("rowheader", name=name))
    page.get_by_label("Work email address").fill(row.get_by_role("cell").nth(1).inner_text())
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("Code").fill(page.locator("#invented-code").inner_text())
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/desk*")
    settles(page, "live")
    return page


def pair(wall: Page, manager: Page, board: Web, name: str) -> None:
    """The wall shows a code, the manager types it."""
    wall.goto(f"{board.base}/wall")
    manager.get_by_role("link", name="Screens").click()
    manager.get_by_label("Code on the screen").fill(wall.locator("#code").inner_text())
    manager.get_by_label("Where it hangs").fill(name)
    manager.get_by_role("button", name="Pair it").click()
    wall.wait_for_url("**/wall")
    settles(wall, "live")


def fresh(*pages: Page) -> None:
    """Wait until none of these says that it is not live."""
    for page in pages:
        expect(page.locator("#stale")).to_have_css("opacity", "0")


def keep(page: Page, name: str) -> bytes:
    """What the page shows now; written into docs/pictures when asked."""
    page.mouse.move(0, 0)
    png = squeezed(page.screenshot(caret="hide"))
    assert len(png) < LARGEST, f"{name}.png has {len(png)} bytes: show less, or smaller"
    if WRITE:
        PICTURES.mkdir(exist_ok=True)
        (PICTURES / f"{name}.png").write_bytes(png)
    return png


def squeezed(png: bytes) -> bytes:
    """The same picture, packed as tightly as zlib can; browsers pack for speed."""
    head, at, packed = png[:8], 8, b""
    kept: list[tuple[bytes, bytes]] = []
    while at < len(png):
        size, kind = struct.unpack_from("!I4s", png, at)
        data = png[at + 8 : at + 8 + size]
        if kind == b"IDAT":
            packed += data
        elif kind in (b"IHDR", b"PLTE", b"tRNS"):
            kept.append((kind, data))
        at += size + 12
    chunks = [*kept, (b"IDAT", zlib.compress(zlib.decompress(packed), 9)), (b"IEND", b"")]
    return head + b"".join(
        struct.pack("!I", len(data)) + kind + data + struct.pack("!I", zlib.crc32(kind + data))
        for kind, data in chunks
    )


def test_a_newcomers_first_ten_minutes_show_no_error_on_any_page(browser: Browser, board: Web) -> None:
    wrong: list[str] = []
    with (
        screen(browser, wrong, DESK) as at_desk,
        screen(browser, wrong, DESK) as at_office,
        screen(browser, wrong, WALL) as on_wall,
    ):
        first = at_desk.new_page()
        first.goto(board.base)
        expect(first.get_by_role("heading", name="Sign in", exact=True)).to_be_visible()
        keep(first, "sign-in")

        desk = sign_in(at_desk, board, "Jo Okafor")
        fresh(desk)
        keep(desk, "desk")
        wall = on_wall.new_page()
        manager = sign_in(at_office, board, "Ana Ruiz")
        pair(wall, manager, board, "Duty room")
        fresh(wall)
        keep(wall, "wall")
        before = wall.locator("#main").inner_text()

        desk.get_by_role("button", name="Take the next most urgent").click()
        desk.wait_for_url("**/contacts/*")
        settles(desk, "live")
        wall.wait_for_function("before => document.getElementById('main').innerText !== before", arg=before)
        fresh(desk, wall)
        shown = {"desk": keep(desk, "contact"), "wall": keep(wall, "wall-after-a-claim")}
        assert wrong == []

        manager.get_by_role("link", name="Rota", exact=True).click()
        expect(manager.get_by_role("heading", name="Rota", exact=True)).to_be_visible()
        settles(manager, "live")
        keep(manager, "rota")
        manager.goto(f"{board.base}/hubs/northborough/policy")
        expect(manager.get_by_role("heading", name="How this hub works", exact=True)).to_be_visible()
        keep(manager, "policy")
        assert wrong == []

        both = at_desk.new_page()
        both.set_viewport_size({"width": 1693, "height": 528})
        both.set_content(SIDE_BY_SIDE.format(**{k: base64.b64encode(v).decode() for k, v in shown.items()}))
        both.locator("img").last.evaluate("image => image.decode()")
        keep(both, "desk-and-wall")

        board.kill()
        stale_shows(wall)
        keep(wall, "wall-not-live")
        stale_shows(desk)
        keep(desk, "desk-not-live")
