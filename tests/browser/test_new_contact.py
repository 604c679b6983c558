"""The form for a new contact in a real browser: rows with and without script, errors that are found, nothing axe objects to."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import threading
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import uvicorn
from playwright.sync_api import Browser, Page, expect
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from board import render
from board.domain.refusals import BadInput
from board.intake.model import to_new_contact
from board.intake.typed import as_sent, typed
from board.views.intake import Choices, NewContactPage, WouldBeNamed
from board.web.intake_words import summary
from tests.browser import people
from tests.browser.real.axe import barriers
from tests.browser.scene import CSP

pytestmark = pytest.mark.browser
CHOICES = Choices(
    (("police", "Police"), ("school", "School")),
    (("neglect", "Neglect"),),
    (("red", "Red"),),
    (("victim", "Victim/survivor"),),
    WouldBeNamed(
        ("Huw Price (manager, on duty)",),
        ("Ewa Nowak (emergency duty team)",),
        short=True,
        people=((8, "Ana Ruiz"), (9, "Tom Nkemelu")),
    ),
)


async def form(request: Request) -> Response:
    """As board/web/intake.py draws it, without a database behind."""
    filled = typed({name: str(value) for name, value in (await request.form()).items()})
    if filled.value("add") in ("children", "adults"):
        filled.add("children" if filled.value("add") == "children" else "adults")
    elif filled.values:
        data, fields = as_sent(filled)
        try:
            to_new_contact(data, now=datetime.now(UTC))
        except BadInput as refusal:
            filled.errors |= {
                fields.get(path, path): says for path, says in refusal.errors.items()
            } | filled.errors
    shell = people.shell(datetime.now(UTC), token=None, here="new", idle_minutes=None)
    view = NewContactPage(people.HUB, filled, "k" * 24, summary(filled), CHOICES, most=3, logged=None)
    html = render.page(view, shell)
    return HTMLResponse(html, headers={"Content-Security-Policy": CSP})


async def you(request: Request) -> Response:
    return Response(render.you(people.ME), media_type="text/css")


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """Where the form is served."""
    static = Mount("/static", StaticFiles(directory=render.TEMPLATES.parent / "static"))
    routes = [static, Route("/people/me.css", you), Route("/{path:path}", form, methods=["GET", "POST"])]
    server = uvicorn.Server(
        uvicorn.Config(Starlette(routes=routes), log_level="warning", log_config=None, lifespan="off")
    )
    listening = socket.create_server(("127.0.0.1", 0))
    thread = threading.Thread(target=asyncio.run, args=(server.serve(sockets=[listening]),), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{listening.getsockname()[1]}/hubs/northborough/contacts/new"
    server.force_exit = server.should_exit = True
    thread.join(10)


@contextlib.contextmanager
def without_script(browser: Browser) -> Iterator[Page]:
    """A tab whose scripts do not run."""
    context = browser.new_context(java_script_enabled=False)
    yield context.new_page()
    context.close()


def nothing_found(page: Page) -> None:
    found = barriers(page)
    assert found.violations_count == 0, found.generate_report()


def test_form_has_no_barrier_that_axe_knows_empty_or_refused(page: Page, address: str) -> None:
    page.goto(address)
    nothing_found(page)
    page.locator("details").evaluate_all("all => all.forEach((one) => one.open = true)")
    nothing_found(page)
    page.get_by_role("button", name="Log this contact").click()
    expect(page.get_by_role("alert")).to_be_focused()
    nothing_found(page)


def test_ticking_restricted_says_who_would_be_named_without_script_too(
    browser: Browser, address: str
) -> None:
    for script in (True, False):
        with contextlib.closing(browser.new_page()) if script else without_script(browser) as page:
            page.goto(address)
            expect(page.locator("#naming")).to_be_hidden()
            page.locator("#restricted").check()
            expect(page.locator("#naming")).to_contain_text("Named on it now: Huw Price (manager, on duty)")
            expect(page.locator("#naming")).to_contain_text("Fewer than two people would know of it")
            page.get_by_text("Name others too").click()
            page.locator("#out-9").check()
            page.get_by_role("button", name="Log this contact").click()
            expect(page.locator("#naming")).to_be_visible()
            expect(page.locator("#out-9")).to_be_checked()
            if script:  # axe is a script itself
                nothing_found(page)


def test_rows_come_and_go_with_script_keeping_what_was_typed(page: Page, address: str) -> None:
    page.goto(address)
    page.get_by_label("Given name").first.fill("Zoë")
    page.get_by_role("button", name="Add a child").click()
    expect(page.locator("#children > [data-row]")).to_have_count(2)
    expect(page.locator("#children-1-unborn")).to_be_focused()
    expect(page.locator("#children legend.govuk-fieldset__legend--s").nth(1)).to_have_text("Child 2")
    page.locator("#children-1-given_name").fill("Ned")
    page.get_by_role("button", name="Take out child 1").click()
    expect(page.locator("#children-1-given_name")).to_have_value("Ned")
    expect(page.locator("#children legend.govuk-fieldset__legend--s")).to_have_text("Child 1")
    for _ in range(4):
        page.get_by_role("button", name="Add a child").click()
    expect(page.locator("#children > [data-row]")).to_have_count(3)
    nothing_found(page)


def test_rows_come_without_script_too(browser: Browser, address: str) -> None:
    with without_script(browser) as page:
        page.goto(address)
        page.locator("#children-0-given_name").fill("Zoë")
        page.get_by_role("button", name="Add a child").click()
        expect(page.locator("#children-1-given_name")).to_be_visible()
        expect(page.locator("#children-0-given_name")).to_have_value("Zoë")


def test_enter_in_a_field_logs_the_contact_and_adds_no_row(page: Page, address: str) -> None:
    page.goto(address)
    page.locator("#received_time").press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Nothing was logged yet")
    expect(page.locator("#children > [data-row]")).to_have_count(1)


def test_line_of_the_summary_leads_to_its_field(page: Page, address: str) -> None:
    page.goto(address)
    page.locator("#children-0-given_name").fill("Zoë")
    page.locator("#children-0-born_on-year").fill("2017")
    page.get_by_role("button", name="Log this contact").click()
    page.get_by_role("link", name="Child 1, birth date").click()
    expect(page.locator("#children-0-born_on-day")).to_be_focused()
    expect(page.locator("#children-0-given_name")).to_have_value("Zoë")
