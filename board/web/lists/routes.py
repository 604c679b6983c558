"""The routes of uploaded lists, for the table of routes: every path, method, handler and guard on a line."""

from __future__ import annotations

from board.domain.permissions import Action
from board.guards import seated, uploaded
from board.web.lists import pages
from board.web.table import Line

LIST = "/hubs/{hub}/lists/{list:uuid}"
KEEP = Action.KEEP_LIST

LISTS = (
    Line("/hubs/{hub}/lists", "GET", pages.lists, seated(KEEP)),
    Line("/hubs/{hub}/lists", "POST", pages.upload, seated(KEEP)),
    Line(LIST, "GET", pages.one, uploaded(KEEP, reading="list")),
    Line(LIST + "/answers", "POST", pages.answer, uploaded(KEEP)),
    Line(LIST + "/keep", "POST", pages.keep, uploaded(KEEP)),
    Line(LIST + "/throw-away", "POST", pages.throw_away, uploaded(KEEP)),
    Line(LIST + "/take-over", "POST", pages.take_over, uploaded(Action.TAKE_OVER_LIST)),
    Line(LIST + "/held-back/{table:int}", "GET", pages.held_back, uploaded(KEEP, reading="list")),
)
