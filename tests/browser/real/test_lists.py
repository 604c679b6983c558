"""A list of 5,000 lines through the real page, whose socket is cut while the list is kept."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

import pytest
from playwright.sync_api import Browser, expect
from sqlalchemy import text

from board.domain.permissions import Role
from board.secrets import Secrets
from board.store.engine import Database
from tests.browser.real.proxy import Proxy
from tests.browser.real.stage import Stage
from tests.processes import KEY
from workers.lists import Lists

pytestmark = pytest.mark.browser
LINES, OF_A_FAMILY = 5_000, 40
LONG = 90_000  # on a busy machine


def a_list(board: Stage) -> bytes:
    """Families of many lines, because each contact costs a test more than a line does."""
    day = f"{board.now() - timedelta(days=1):%d/%m/%Y}"
    chance = Random(7)
    rows = ["Reference,Date received,Time,Concern,Summary,Child name,Child DOB"]
    for n in range(LINES):
        family = n // OF_A_FAMILY
        name = " ".join(
            "".join(chance.choices("abcdefghiklmnoprstuvwyz", k=9)).capitalize() for _ in range(2)
        )
        born = date(2010, 1, 1) + timedelta(days=n)
        rows.append(f"P-{family},{day},02:15,Neglect,Story {family}.,{name},{born:%d/%m/%Y}")
    return "\n".join(rows).encode()


@pytest.fixture
def proxy(board: Stage) -> Iterator[Proxy]:
    made = Proxy(board.loop, board.webs[0].port)
    yield made
    board.leave()
    made.stop()


def test_5000_lines_come_in_through_a_page_whose_socket_is_cut_in_the_middle(
    browser: Browser, board: Stage, proxy: Proxy
) -> None:
    ola = board.person("Ola Marsh", Role.ADMIN)
    page = board.page(browser, ola, f"/hubs/{ola.hub_key}/lists", at=proxy.base)

    async def work(db: Database) -> None:
        await Lists(Secrets([KEY])).work(db, board.now())

    page.set_input_files("#file", {"name": "list.csv", "mimeType": "text/csv", "buffer": a_list(board)})
    page.fill("#sender_name", "Northborough Police")
    page.select_option("#source", "police")
    page.get_by_role("button", name="Upload the list").click()
    state = page.locator("#list-state")
    expect(state).to_contain_text("The board is reading this list")
    board.do(work)
    expect(state).to_contain_text("has read this list", timeout=LONG)
    state.get_by_role("link", name="Show it").click()
    page.get_by_role("button", name=f"Keep {LINES} lines").click()
    expect(state).to_contain_text("The board is keeping this list")
    keeping = board.loop.begin(work(board.database))
    expect(page.locator("#list-state progress[value]")).to_be_visible(timeout=LONG)
    proxy.cut()
    assert not keeping.done(), "cut in the middle"
    expect(state).to_contain_text(f"Kept: {LINES:,} of {LINES} lines", timeout=LONG)
    keeping.result(LONG)

    async def count(db: Database) -> tuple[int, int]:
        async with db.connection() as conn:
            query = text("select (select count(*) from contacts), (select count(*) from children)")
            return tuple((await conn.execute(query)).one())  # type: ignore[return-value]

    assert board.do(count) == (LINES // OF_A_FAMILY, LINES)
