"""Every page, click and question of the board: path, method, handler and guard on a line each. The API has its own table."""

from __future__ import annotations

from board.domain.permissions import Action
from board.guards import at_socket, contact, public, screen, seated, signed_in
from board.web import (
    clicks,
    desk,
    engine,
    families,
    filters,
    finding,
    front,
    health,
    intake,
    live,
    meetings,
    wall,
    working,
)
from board.web.coming_in import COMING_IN
from board.web.explaining import EXPLAINING
from board.web.keeping_rota import KEEPING_ROTA
from board.web.table import SOCKET, Line

MACHINES = public("Asked by machines that look after the board; tells nothing about anybody.")
LIVE = public(
    "Asked by pages of every kind; the handler finds out anew from the cookie who asks, and answers for a page signed for them alone."
)
SOCKETS = at_socket("Only who may see the page may hear of its changes.")
CONTACT = "/hubs/{hub}/contacts/{ref}"

LINES = (
    *COMING_IN,
    *KEEPING_ROTA,
    *EXPLAINING,
    Line("/", "GET", front.front, public("Leads to the board, or to signing in; shows nothing."), "front"),
    Line("/hubs", "GET", front.hubs, signed_in, "hubs"),
    Line("/people/me.css", "GET", front.you_stylesheet, signed_in, "you_stylesheet"),
    Line("/hubs/{hub}/desk", "GET", desk.desk, seated(Action.SEE_BOARD, reading="board"), "desk"),
    Line("/hubs/{hub}/filter.css", "GET", filters.sheet, seated(Action.SEE_BOARD), "filter_sheet"),
    Line("/hubs/{hub}/filters", "POST", filters.save, seated(Action.SEE_BOARD), "save_filter"),
    Line(
        "/hubs/{hub}/filters/{filter:int}/remove",
        "POST",
        filters.remove,
        seated(Action.SEE_BOARD),
        "remove_filter",
    ),
    Line("/hubs/{hub}/privacy", "POST", filters.put_names_away, seated(Action.SEE_BOARD), "put_names_away"),
    Line("/people/me/shortcuts", "POST", filters.set_keys, signed_in, "set_shortcuts"),
    Line("/hubs/{hub}/take-next", "POST", clicks.take_next, seated(Action.CLAIM), "take_next"),
    Line("/hubs/{hub}/contacts/new", "GET", intake.form, seated(Action.RECEIVE_CONTACT), "contact_form"),
    Line("/hubs/{hub}/contacts", "POST", intake.receive, seated(Action.RECEIVE_CONTACT), "receive"),
    Line(CONTACT + "/alone", "GET", desk.contact_alone, contact(Action.READ_CONTACT), "contact_alone"),
    Line(
        CONTACT + "/history/{before:int}",
        "GET",
        desk.history,
        contact(Action.READ_CONTACT, reading="history"),
        "history",
    ),
    Line(CONTACT, "GET", desk.contact, contact(Action.READ_CONTACT), "contact"),
    Line(CONTACT + "/claim", "POST", clicks.claim, seated(Action.CLAIM), "claim"),
    Line("/hubs/{hub}/engine", "GET", engine.engine, seated(Action.SEE_ENGINE), "engine"),
    Line(CONTACT + "/measures", "POST", clicks.record_measure, seated(Action.PROTECT), "record_measure"),
    Line(CONTACT + "/end-measure", "POST", clicks.end_measure, seated(Action.PROTECT), "end_measure"),
    Line(CONTACT + "/review", "POST", clicks.review, seated(Action.REVIEW), "review"),
    Line(CONTACT + "/meeting", "POST", meetings.set_meeting, seated(Action.REVIEW), "meeting"),
    Line(
        CONTACT + "/call-off-meeting",
        "POST",
        meetings.call_off_meeting,
        seated(Action.REVIEW),
        "call_off_meeting",
    ),
    Line(
        CONTACT + "/meeting.ics",
        "GET",
        meetings.meeting_file,
        contact(Action.READ_CONTACT, reading="meeting"),
        "meeting_file",
    ),
    Line(CONTACT + "/release", "POST", clicks.release, seated(Action.RELEASE), "release"),
    Line(CONTACT + "/hand-over", "POST", working.hand_over, seated(Action.HAND_OVER), "hand_over"),
    Line(CONTACT + "/accept", "POST", working.accept, seated(Action.HAND_OVER), "accept"),
    Line(CONTACT + "/decline", "POST", working.decline, seated(Action.HAND_OVER), "decline"),
    Line(CONTACT + "/withdraw", "POST", working.withdraw, seated(Action.HAND_OVER), "withdraw"),
    Line(CONTACT + "/allocate", "POST", working.allocate, seated(Action.ALLOCATE), "allocate"),
    Line(CONTACT + "/reassign", "POST", working.reassign, seated(Action.ALLOCATE), "reassign"),
    Line(CONTACT + "/owner", "POST", working.own, seated(Action.OWN), "owner"),
    Line(CONTACT + "/undo", "POST", working.take_back, seated(Action.UNDO), "undo"),
    Line(CONTACT + "/rating", "POST", clicks.rate, seated(Action.RATE), "rating"),
    Line(CONTACT + "/children", "POST", clicks.add_child, seated(Action.RATE), "add_child"),
    Line(CONTACT + "/same-family", "GET", families.question, contact(Action.CLAIM), "same_family"),
    Line(
        CONTACT + "/leave-to-holder",
        "POST",
        families.leave_to_holder,
        contact(Action.CLAIM),
        "leave_to_holder",
    ),
    Line(CONTACT + "/compare/{other}", "GET", families.compare, contact(Action.READ_CONTACT), "compare"),
    Line(CONTACT + "/compare/{other}", "POST", families.settle, contact(Action.SETTLE_MATCH), "settle_match"),
    Line("/hubs/{hub}/find", "GET", finding.form, seated(Action.FIND), "find_form"),
    Line("/hubs/{hub}/find", "POST", finding.find, seated(Action.FIND), "find"),
    Line(
        CONTACT + "/safe-now", "POST", families.record_safe_now, contact(Action.RECORD_SAFE_NOW), "safe_now"
    ),
    Line(CONTACT + "/restrict", "POST", clicks.restrict, seated(Action.RESTRICT), "restrict"),
    Line(CONTACT + "/unrestrict", "POST", clicks.unrestrict, seated(Action.RESTRICT), "unrestrict"),
    Line(CONTACT + "/close", "POST", clicks.close, seated(Action.CLOSE), "close"),
    Line(CONTACT + "/hold", "POST", clicks.hold, seated(Action.HOLD), "hold"),
    Line(CONTACT + "/lift-hold", "POST", clicks.lift_hold, seated(Action.HOLD), "lift_hold"),
    Line(
        CONTACT + "/safe-contact",
        "POST",
        desk.show_safe_contact,
        contact(Action.READ_SAFE_CONTACT),
        "safe_contact",
    ),
    Line(
        CONTACT + "/harm-detail",
        "POST",
        desk.show_harm_detail,
        contact(Action.READ_HARM_DETAIL),
        "harm_detail",
    ),
    Line(
        "/hubs/{hub}/notices/acknowledge",
        "POST",
        clicks.acknowledge_all,
        seated(Action.SEE_BOARD),
        "acknowledge_all",
    ),
    Line(
        "/hubs/{hub}/notices/{delivery:uuid}/acknowledge",
        "POST",
        clicks.acknowledge,
        seated(Action.SEE_BOARD),
        "acknowledge",
    ),
    Line("/wall", "GET", wall.wall, screen, "wall"),
    Line("/live/frames", "GET", live.ask, LIVE, "live_frames"),
    Line("/live/socket", SOCKET, live.listen, SOCKETS, "live_socket"),
    Line("/healthz", "GET", health.healthz, MACHINES, "healthz"),
    Line("/readyz", "GET", health.readyz, MACHINES, "readyz"),
    Line("/metrics", "GET", health.metrics, MACHINES, "metrics"),
)
