"""Browser windows that tests use one after the other.

A blank tab stays open in each: with its last tab a window ends the process that draws its pages, and the next page starts one again,
which takes most of a second of processor time.
"""

from __future__ import annotations

from playwright.sync_api import BrowserContext


def keep_open(window: BrowserContext) -> BrowserContext:
    """This window, new, with its blank tab."""
    window.new_page()
    return window


def empty(window: BrowserContext) -> None:
    """Close every tab but the blank one, and forget what its pages kept."""
    _, *tabs = window.pages
    for tab in tabs:
        if tab.url.startswith("http"):
            address = "/".join(tab.url.split("/")[:3])
            session = window.new_cdp_session(tab)
            session.send("Storage.clearDataForOrigin", {"origin": address, "storageTypes": "all"})
        tab.close()
    window.clear_cookies()
