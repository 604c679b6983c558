"""How long a page looks live after it stopped being so, measured in the page itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Page, expect

MOST_MS = 5000
PATIENCE_MS, USUAL_MS = 30_000, 5_000
WATCH = """() => {
  const stale = document.getElementById("stale");
  window.shownAt = null;
  const look = () => {
    if (getComputedStyle(stale).opacity === "1") window.shownAt = performance.now();
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
  return performance.now();
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
    """Break something under these pages: each shows that it is not live within five seconds from the moment before."""
    since = [page.evaluate(WATCH) for page in pages]
    break_it()
    for page, broken in zip(pages, since, strict=True):
        page.wait_for_function("() => window.shownAt !== null", timeout=20_000)
        took = page.evaluate("() => window.shownAt") - broken
        assert took <= MOST_MS, f"{page.url} looked live for {took:.0f} ms"


def is_live_again(*pages: Page) -> None:
    for page in pages:
        page.wait_for_function(
            "() => document.documentElement.dataset.live === 'live' && getComputedStyle(document.getElementById('stale')).opacity === '0'"
        )
