"""The routes of links, for the table of routes."""

from __future__ import annotations

from board.domain.permissions import Action
from board.guards import contact, public, seated
from board.web.link import pages, staff
from board.web.link.guards import at_link, by_link
from board.web.table import SOCKET, Line

DOOR = public(
    "The page is alike for every link and for none; the token is in the body of the form, and every try is counted."
)
LINK = "/l/{link:uuid}"

LINKS = (
    Line("/l", "GET", pages.open_page, DOOR),
    Line("/l", "POST", pages.press, DOOR),
    Line(LINK, "GET", pages.link_page, at_link),
    Line(LINK + "/self", "POST", pages.state_self, at_link),
    Line(LINK + "/code", "POST", pages.enter, at_link),
    Line(LINK + "/draft", "POST", pages.keep_typed, by_link),
    Line(LINK + "/answer", "POST", pages.answer, by_link),
    Line(LINK + "/leave", "POST", pages.leave, by_link),
    Line(LINK + "/not-mine", "POST", pages.not_mine, by_link),
    Line(LINK + "/give", "POST", pages.give, by_link),
    Line(LINK + "/socket", SOCKET, pages.listen, by_link),
)  # fmt: skip

CONTACT = "/hubs/{hub}/contacts/{ref}"
THEIR_LINK = CONTACT + "/outside/{link:uuid}"
GUESTS = "/hubs/{hub}/guests"

ASKING_OUTSIDE = (
    Line(CONTACT + "/outside", "GET", staff.links_page, contact(Action.ASK_OUTSIDE)),
    Line(CONTACT + "/outside", "POST", staff.ask, contact(Action.ASK_OUTSIDE)),
    Line(CONTACT + "/guests", "POST", staff.add, contact(Action.ASK_OUTSIDE)),
    Line(THEIR_LINK + "/withdraw", "POST", staff.withdraw, contact(Action.ASK_OUTSIDE)),
    Line(THEIR_LINK + "/take-away", "POST", staff.take_away, contact(Action.ASK_OUTSIDE)),
    Line(THEIR_LINK + "/code", "GET", staff.numbers_page, contact(Action.ASK_OUTSIDE)),
    Line(THEIR_LINK + "/code", "POST", staff.code, contact(Action.ASK_OUTSIDE)),
    Line(GUESTS, "GET", staff.guests_page, seated(Action.ASK_OUTSIDE)),
    Line(GUESTS + "/{guest:int}/confirm", "POST", staff.confirm, seated(Action.ASK_OUTSIDE)),
    Line(GUESTS + "/{guest:int}/end", "POST", staff.end, seated(Action.ASK_OUTSIDE)),
)
