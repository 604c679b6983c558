"""The routes of the directory, for the table of routes: every path, method, handler and guard on a line."""

from __future__ import annotations

from board.domain.permissions import Action
from board.guards import seated
from board.web.directory import pages
from board.web.table import Line

DIRECTORY = "/hubs/{hub}/directory"
ENTRY = DIRECTORY + "/{entry:int}"

KEEPING_DIRECTORY = (
    Line(DIRECTORY, "GET", pages.directory_page, seated(Action.CONFIRM_ENTRY)),
    Line(DIRECTORY, "POST", pages.add, seated(Action.KEEP_DIRECTORY)),
    Line(DIRECTORY + "/new", "GET", pages.add_page, seated(Action.KEEP_DIRECTORY)),
    Line(DIRECTORY + "/to-confirm", "GET", pages.to_confirm, seated(Action.CONFIRM_ENTRY)),
    Line(ENTRY, "GET", pages.entry_page, seated(Action.CONFIRM_ENTRY)),
    Line(ENTRY + "/confirm", "POST", pages.confirm, seated(Action.CONFIRM_ENTRY)),
    Line(ENTRY + "/change", "POST", pages.change, seated(Action.KEEP_DIRECTORY)),
    Line(ENTRY + "/end", "POST", pages.end, seated(Action.KEEP_DIRECTORY)),
)
