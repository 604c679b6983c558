"""How long a page looks live after it stopped being so, measured in the page itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Page, expect

from tests.limits import in_time

MOST_S = 5.0
PATIENCE_MS, USUAL_MS = 30_000, 5_000
WATCH = """() => {
  const stale = document.getElementById("stale");
  window.shown = false;
  window.lookedLiveAt = performance.now();
  const look = () => {
    if (getComputedStyle(stale).opacity === "1") window.shown = true;
    else {
      window.lookedLiveAt = performance.now();
      requestAnimationFrame(look);
    }
  };
  requestAnimationFrame(look);
}"""


@contextmanager
def patience() -> Iterator[None]:
    """Expectations wait long enough for a page to come back in its own time."""
    expect.set_options(timeout=PATIENCE_MS)
    try:
        yield
    finally:
        expect.set_options(timeout=USUAL_MS)


def says_so_in_time(break_it: Callable[[], Any], *pages: Page) -> None:
    """Break something under these pages: the last time that any of them looks live is within five seconds."""
    for page in pages:
        page.evaluate(WATCH)
    break_it()
    since = [page.evaluate("() => performance.now()") for page in pages]
    for page, broken in zip(pages, since, strict=True):
        page.wait_for_function("() => window.shown")
        took = page.evaluate("() => window.lookedLiveAt") - broken
        assert in_time(took / 1000, MOST_S), f"{page.url} looked live for {took:.0f} ms"


def is_live_again(*pages: Page) -> None:
    for page in pages:
        page.wait_for_function(
            "() => document.documentElement.dataset.live === 'live' && getComputedStyle(document.getElementById('stale')).opacity === '0'"
        )
