"""The routes of interests in families, for the table of routes: every path, method, handler and guard on a line."""

from __future__ import annotations

from board.domain.permissions import Action
from board.guards import seated
from board.web.interest import pages
from board.web.table import Line

PAGE = "/hubs/{hub}/interests"
ONE = PAGE + "/{interest:int}"

INTERESTS = (
    Line(PAGE, "GET", pages.interests_page, seated(Action.DECLARE_INTEREST, reading="interests")),
    Line(PAGE, "POST", pages.declare, seated(Action.DECLARE_INTEREST)),
    Line(ONE + "/confirm", "POST", pages.confirm, seated(Action.DECIDE_INTEREST)),
    Line(ONE + "/end", "POST", pages.end, seated(Action.DECIDE_INTEREST)),
)
