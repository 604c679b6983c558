"""A real Chromium, and a tab that fails its test when the page breaks or is refused something."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests import chromium
from tests.browser.scene import Scene, serve

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One Chromium a file: Playwright's loop ends with it, so that asynchronous tests elsewhere have theirs."""
    path = os.environ.get("CHROMIUM") or chromium.find()
    if path is None:
        pytest.fail(f"There is no Chromium here. Run: {chromium.command_to_run()}")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A tab of its own. Errors of the page's script and refusals of its content policy fail the test."""
    wrong: list[str] = []
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on(
        "console", lambda said: wrong.append(said.text) if "Content Security Policy" in said.text else None
    )
    page.set_default_timeout(15_000)
    yield page
    context.close()
    assert not wrong


@pytest.fixture
def scene(request: pytest.FixtureRequest) -> Iterator[Scene]:
    """A server of its own; a test may say by parameter what it shows."""
    with serve(getattr(request, "param", None) or Scene()) as scene:
        yield scene
