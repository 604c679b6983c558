"""A real Chromium, and a tab that fails its test when the page breaks or is refused something."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize

from board.domain.screens import em_vw
from board.views.fragment import Fragment
from tests import chromium
from tests.browser.driver import Driver, driven
from tests.browser.scene import Scene, serve
from tests.browser.walls import Room, SceneAt
from tests.browser.watching import settles
from tests.browser.windows import empty, keep_open

SIZE: ViewportSize = {"width": 1440, "height": 900}


@pytest.fixture(scope="session")
def driver() -> Iterator[Driver]:
    """The process's own Chromium."""
    path = os.environ.get("CHROMIUM") or chromium.find()
    if path is None:
        pytest.fail(f"There is no Chromium here. Run: {chromium.command_to_run()}")
    with driven(path) as driver:
        yield driver


@pytest.fixture(scope="module")
def browser(driver: Driver) -> Iterator[Browser]:
    """The process's Chromium for a file, with no window open."""
    with driver.lent() as browser:
        yield browser


@pytest.fixture(scope="module")
def context(browser: Browser) -> Iterator[BrowserContext]:
    """One browser window a file, which its tests open their tabs in: a window takes longer to open than a tab."""
    context = keep_open(browser.new_context(viewport=SIZE))
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A tab of its own, without anything that an earlier one kept."""
    with watched(context) as page:
        yield page
        empty(context)


@pytest.fixture
def timed_page(browser: Browser) -> Iterator[Page]:
    """A tab in a window of its own, for a test that moves the clock: it moves for the whole window."""
    context = browser.new_context(viewport=SIZE)
    with watched(context) as page:
        yield page
    context.close()


@contextmanager
def watched(context: BrowserContext) -> Iterator[Page]:
    """A new tab. Errors of the page's script and refusals of its content policy fail the test."""
    wrong: list[str] = []
    page = context.new_page()
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on(
        "console", lambda said: wrong.append(said.text) if "Content Security Policy" in said.text else None
    )
    page.set_default_timeout(15_000)
    yield page
    page.close()
    assert not wrong


@pytest.fixture
def scene(request: pytest.FixtureRequest) -> Iterator[Scene]:
    """A server of its own; a test may say by parameter what it shows."""
    with serve(getattr(request, "param", None) or Scene()) as scene:
        yield scene


@pytest.fixture
def scene_at(context: BrowserContext) -> Iterator[SceneAt]:
    """A wall showing something in a room; closed by the test's end."""
    opened = ExitStack()

    def show(views: list[Fragment], room: Room) -> tuple[Page, Scene]:
        distance, panel, width, height = room
        scene = opened.enter_context(serve(Scene(wall=views, least=em_vw(distance, panel))))
        page = context.new_page()
        page.set_viewport_size({"width": width, "height": height})
        page.goto(f"{scene.url}/wall")
        settles(page, "live")
        return page, scene

    with opened:
        yield show
        empty(context)
