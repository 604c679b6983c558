"""Barriers that axe knows, on a page as it is now."""

from __future__ import annotations

from axe_playwright_python.base import AXE_SCRIPT, AxeResults
from playwright.sync_api import Page

PHONE = {"width": 390, "height": 844}
EVERY_RULE: dict[str, object] = {"resultTypes": ["violations"]}
LEVELS: dict[str, object] = EVERY_RULE | {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
RUN = "async (levels) => ({ violations: (await axe.run(levels)).violations })"  # what passed is never read
SIDEWAYS = """() => {
  const wide = document.documentElement.scrollWidth;
  if (wide <= innerWidth) return [];
  const out = [...document.body.querySelectorAll("*")].filter((one) => one.getBoundingClientRect().right > innerWidth + 1);
  return [wide, ...out.slice(0, 5).map((one) => [one.getBoundingClientRect().right, one.outerHTML.slice(0, 120)])];
}"""


def barriers(page: Page, levels: dict[str, object] = EVERY_RULE) -> AxeResults:
    """The barriers that axe finds by these rules. A document keeps axe, which is half a megabyte of script to compile."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    return AxeResults(page.evaluate(RUN, levels))


def nothing_found(page: Page, state: str) -> None:
    page.wait_for_load_state()  # an element may be seen before the stylesheet is there
    found = barriers(page, LEVELS)
    assert found.violations_count == 0, f"{state}: {found.generate_report()}"
    assert page.evaluate("() => document.title"), state


def holds(page: Page, state: str) -> None:
    """At a desk's size and at a phone's."""
    nothing_found(page, state)
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    wide = page.evaluate(SIDEWAYS)
    assert not wide, f"{state}: {wide}"
    nothing_found(page, f"{state} on a phone")
