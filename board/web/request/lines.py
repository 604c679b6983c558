"""The routes of requests to agencies, for the table of routes."""

from __future__ import annotations

from board.domain.permissions import Action
from board.guards import contact
from board.web.request import pages
from board.web.table import Line

HERE = "/hubs/{hub}/contacts/{ref}/requests"
ONE = HERE + "/{request:uuid}"

ASKING_AGENCIES = (
    Line(HERE, "GET", pages.page, contact(Action.READ_CONTACT, reading="requests")),
    Line(HERE, "POST", pages.ask, contact(Action.REQUEST)),
    Line(HERE + "/confirm", "POST", pages.confirm, contact(Action.CONFIRM_REQUEST)),
    Line(ONE + "/withdraw", "POST", pages.withdraw, contact(Action.REQUEST)),
    Line(ONE + "/extend", "POST", pages.extend, contact(Action.REQUEST)),
)
