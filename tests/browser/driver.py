"""One Chromium for all files with a browser that a process of the tests runs: starting one takes seconds of processor time.

Playwright keeps an event loop in the thread of the tests. A file with a browser has it as the thread's running loop; between such files it
is put aside, so that asynchronous tests have loops of their own.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Playwright, sync_playwright

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


@dataclass
class Driver:
    """Playwright with a Chromium, which starts again when it has ended."""

    path: Path | str
    playwright: Playwright
    loop: asyncio.AbstractEventLoop
    browser: Browser | None = None

    @contextmanager
    def lent(self) -> Iterator[Browser]:
        """The browser, for as long as Playwright's loop may be the thread's. Its windows are closed at the end."""
        asyncio._set_running_loop(self.loop)
        try:
            if self.browser is None or not self.browser.is_connected():
                self.browser = self.playwright.chromium.launch(executable_path=self.path, args=ARGUMENTS)
            yield self.browser
            for window in self.browser.contexts:
                window.close()
        finally:
            asyncio._set_running_loop(None)


@contextmanager
def driven(path: Path | str) -> Iterator[Driver]:
    """Until the end of the process's tests."""
    with sync_playwright() as playwright:
        driver = Driver(path, playwright, asyncio.get_running_loop())
        asyncio._set_running_loop(None)
        try:
            yield driver
        finally:
            asyncio._set_running_loop(driver.loop)
            if driver.browser is not None:
                driver.browser.close()
