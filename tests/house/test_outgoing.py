"""The banner and the consent position stand wherever something could go out, and no new page or answer forgets them."""

from __future__ import annotations

import re

import pytest

from board.api.endpoints import ENDPOINTS
from board.domain.permissions import Action
from board.render import TEMPLATES

GOES_OUT = re.compile(
    r"tel:|mailto:|/outside|[Tt]elephon|[Pp]rint|number\(|[Cc]all |[Ss]afe contact|[Ii]nvit"
)
"""Words of a page that sends, calls, telephones, invites or is printed."""
BANNER = re.compile(r"barred\(|view\.unaware|parents_not_aware|contact/panel\.html")
CONSENT = re.compile(r"barred\(|view\.consent|row\.consent|contact/panel\.html")
NO_FAMILY = {
    "contact/new.html": "the contact is not kept yet; its form asks what parents know",
    "directory/entry.html": "numbers of agencies",
    "directory/to_confirm.html": "numbers of agencies",
    "grant/code.html": "the first sign-in of a colleague",
    "grant/person.html": "a colleague",
    "handover/hub.html": "a shift tells the next, inside the hub",
    "handover/own.html": "a shift tells the next, inside the hub",
    "help.html": "how the hub works",
    "link/open.html": "its person has not shown who they are, so that it tells nothing",
    "sign_in/deliveries.html": "how a colleague is reached",
    "sign_in/reach.html": "how a colleague is reached",
}
"""Pages with such words from which nothing about a family goes out, each with the reason."""
ENDS = {"/contacts/{ref}/links/{link}/withdraw", "/contacts/{ref}/links/{link}/take-away"}
"""Operations that end what went out."""
PAGES = {
    name: text
    for path in sorted(TEMPLATES.rglob("*.html"))
    if "{% extends" in (text := path.read_text(encoding="utf-8"))
    and GOES_OUT.search(text)
    and (name := path.relative_to(TEMPLATES).as_posix())
}


@pytest.mark.parametrize("name", sorted(PAGES.keys() - NO_FAMILY.keys()))
def test_a_page_from_which_something_goes_out_shows_the_banner_and_the_consent_position(name: str) -> None:
    fix = f"{name}: draw barred(view.barred) of contact/barred.html, or name the page in NO_FAMILY with the reason"
    assert BANNER.search(PAGES[name]) and CONSENT.search(PAGES[name]), fix


def test_the_pages_about_links_are_among_them_and_no_exception_is_left_over() -> None:
    assert {"link/links.html", "link/numbers.html", "link/call.html", "contingency.html"} <= PAGES.keys()
    assert NO_FAMILY.keys() <= PAGES.keys()


def test_an_answer_of_the_api_about_asking_outside_tells_them_too() -> None:
    asking = [one for one in ENDPOINTS if one.guard.action is Action.ASK_OUTSIDE and "{ref}" in one.path]
    told = {one.path for one in asking if {"not_aware", "consent"} <= one.answer.model_fields.keys()}
    assert len(told) >= 2 and {one.path for one in asking} - ENDS == told
