"""Every page, click and question of the board: path, method, handler and guard on a line each. The API has its own table."""

from __future__ import annotations

from board.commands import closures, holds, restrictions, reviews
from board.commands.contact.consent import dispense_with_consent, suspect_harm
from board.commands.incident.answers import leave_closed
from board.commands.incident.restrict_too import restrict_too
from board.commands.referrer.naming import name_referrer
from board.commands.strategy.requests import answer_strategy, ask_for_strategy
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
from board.web.again import act, typed_again
from board.web.clicks import says
from board.web.coming_in import COMING_IN
from board.web.contact import advice, consent, gradings, notes
from board.web.directory.lines import KEEPING_DIRECTORY
from board.web.explaining import EXPLAINING
from board.web.facts import people as facts
from board.web.grant.lines import KEEPING_PEOPLE
from board.web.identity import same
from board.web.interest import pages as interests
from board.web.interest.lines import INTERESTS
from board.web.keeping_rota import KEEPING_ROTA
from board.web.link.routes import ASKING_OUTSIDE, LINKS
from board.web.lists.routes import LISTS
from board.web.local_word.pages import LOCAL_WORDS
from board.web.referrer import pages as referrer
from board.web.request import form as request_form
from board.web.request.lines import ASKING_AGENCIES
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
    *KEEPING_PEOPLE,
    *EXPLAINING,
    *KEEPING_DIRECTORY,
    *facts.LINES,
    *LISTS,
    *LINKS,
    *ASKING_OUTSIDE,
    *ASKING_AGENCIES,
    *INTERESTS,
    *LOCAL_WORDS,
    Line("/", "GET", front.front, public("Leads to the board, or to signing in; shows nothing.")),
    Line("/hubs", "GET", front.hubs, signed_in),
    Line("/people/me.css", "GET", front.you_stylesheet, signed_in),
    Line("/hubs/{hub}/desk", "GET", desk.desk, seated(Action.SEE_BOARD, reading="board")),
    Line("/hubs/{hub}/filter.css", "GET", filters.sheet, seated(Action.SEE_BOARD)),
    Line("/hubs/{hub}/filters", "POST", filters.save, seated(Action.SEE_BOARD)),
    Line("/hubs/{hub}/filters/{filter:int}/remove", "POST", filters.remove, seated(Action.SEE_BOARD)),
    Line("/hubs/{hub}/privacy", "POST", filters.put_names_away, seated(Action.SEE_BOARD)),
    Line("/people/me/shortcuts", "POST", filters.set_keys, signed_in),
    Line("/hubs/{hub}/take-next", "POST", typed_again(clicks.take_next), seated(Action.CLAIM)),
    Line("/hubs/{hub}/contacts/new", "GET", intake.form, seated(Action.RECEIVE_CONTACT)),
    Line("/hubs/{hub}/contacts", "POST", intake.receive, seated(Action.RECEIVE_CONTACT)),
    Line("/hubs/{hub}/advice", "GET", advice.page, seated(Action.WRITE_NOTE)),
    Line("/hubs/{hub}/advice", "POST", advice.give, seated(Action.WRITE_NOTE)),
    Line("/hubs/{hub}/advice/{advice:int}/contact", "POST", advice.became_contact, seated(Action.WRITE_NOTE)),
    Line(CONTACT + "/alone", "GET", desk.contact_alone, contact(Action.READ_CONTACT)),
    Line(
        CONTACT + "/history/{before:int}",
        "GET",
        desk.history,
        contact(Action.READ_CONTACT, reading="history"),
    ),
    Line(CONTACT, "GET", desk.contact, contact(Action.READ_CONTACT)),
    act("claim", clicks.claim, seated(Action.CLAIM)),
    Line("/hubs/{hub}/engine", "GET", engine.engine, seated(Action.SEE_ENGINE)),
    act("measures", clicks.record_measure, seated(Action.PROTECT)),
    act("end-measure", clicks.end_measure, seated(Action.PROTECT)),
    act(
        "review",
        says(reviews.review, "Reviewed. The time to review it begins anew.", "reason"),
        seated(Action.REVIEW),
    ),
    act("meeting", meetings.set_meeting, seated(Action.REVIEW)),
    act("call-off-meeting", meetings.call_off_meeting, seated(Action.REVIEW)),
    act(
        "strategy-request",
        says(ask_for_strategy, "Managers are told.", "reason"),
        seated(Action.READ_CONTACT),
    ),
    act(
        "strategy-answer",
        says(answer_strategy, "The person who asked is told.", "answer", "reason"),
        seated(Action.ANSWER_STRATEGY),
    ),
    Line(
        CONTACT + "/meeting.ics",
        "GET",
        meetings.meeting_file,
        contact(Action.READ_CONTACT, reading="meeting"),
    ),
    act("release", clicks.release, seated(Action.RELEASE)),
    act("hand-over", working.hand_over, seated(Action.HAND_OVER)),
    act("accept", working.accept, seated(Action.HAND_OVER)),
    act("decline", working.decline, seated(Action.HAND_OVER)),
    act("withdraw", working.withdraw, seated(Action.HAND_OVER)),
    act("allocate", working.allocate, seated(Action.ALLOCATE)),
    act("reassign", working.reassign, seated(Action.ALLOCATE)),
    act("owner", working.own, seated(Action.OWN)),
    act("undo", working.take_back, seated(Action.UNDO)),
    act("rating", clicks.rate, seated(Action.RATE)),
    act("children", clicks.add_child, seated(Action.RATE)),
    Line(CONTACT + "/same-family", "GET", families.question, contact(Action.CLAIM)),
    Line(CONTACT + "/leave-to-holder", "POST", families.leave_to_holder, contact(Action.CLAIM)),
    Line(CONTACT + "/compare/{other}", "GET", families.compare, contact(Action.READ_CONTACT)),
    Line(CONTACT + "/chronology", "GET", same.chronology, contact(Action.READ_CONTACT)),
    Line(CONTACT + "/compare/{other}/join", "POST", same.join, contact(Action.JOIN_IDENTITY)),
    Line(CONTACT + "/compare/{other}/confirm", "POST", same.confirm, contact(Action.CONFIRM_JOIN)),
    Line(CONTACT + "/compare/{other}/part", "POST", same.part, contact(Action.JOIN_IDENTITY)),
    Line(CONTACT + "/compare/{other}", "POST", families.settle, contact(Action.SETTLE_MATCH)),
    Line("/hubs/{hub}/find", "GET", finding.form, seated(Action.FIND)),
    Line("/hubs/{hub}/find", "POST", finding.find, seated(Action.FIND)),
    act("safe-now", families.record_safe_now, contact(Action.RECORD_SAFE_NOW)),
    act("grading", gradings.record, seated(Action.RECORD_GRADING)),
    act("consent", consent.consent, seated(Action.RECORD_CONSENT)),
    act("awareness", consent.awareness, seated(Action.RECORD_CONSENT)),
    act("decides", consent.decides, seated(Action.RECORD_CONSENT)),
    act(
        "without-consent",
        says(dispense_with_consent, "Recorded, with your reason.", "reason"),
        seated(Action.DISPENSE_WITH_CONSENT),
    ),
    act(
        "harm",
        says(suspect_harm, "Recorded, with your reason.", "reason"),
        seated(Action.SUSPECT_HARM),
    ),
    Line("/hubs/{hub}/requests/{request}/form", "POST", request_form.open_form, seated(Action.SEE_BOARD)),
    act("notes", notes.write, seated(Action.WRITE_NOTE)),
    act("attempt", notes.attempt, seated(Action.WRITE_NOTE)),
    act("take-back-note", notes.take_back, seated(Action.WRITE_NOTE)),
    act("restrict", clicks.restrict, seated(Action.RESTRICT)),
    act(
        "unrestrict",
        says(restrictions.unrestrict, "{ref} stands on the board again.", "reason"),
        seated(Action.RESTRICT),
    ),
    act("interest", interests.mark, seated(Action.MARK_INTEREST)),
    act(
        "restrict-too",
        says(restrict_too, "Your answer is kept.", "other", "answer", "reason"),
        seated(Action.RESTRICT),
    ),
    act("close", clicks.close, seated(Action.CLOSE)),
    act("reopen", says(closures.reopen, "{ref} is open again and waits.", "reason"), seated(Action.CLOSE)),
    act(
        "leave-closed",
        says(leave_closed, "{ref} stays closed: its late information is answered.", "reason"),
        seated(Action.CLOSE),
    ),
    act("hold", says(holds.hold, "Nothing of {ref} will be disposed of.", "reason"), seated(Action.HOLD)),
    act("lift-hold", says(holds.lift, "The legal hold on {ref} is lifted."), seated(Action.HOLD)),
    Line(CONTACT + "/hide-referrer", "POST", referrer.hide, contact(Action.HIDE_REFERRER)),
    Line(CONTACT + "/referrer-texts", "POST", referrer.show_texts, contact(Action.REDACT)),
    Line(CONTACT + "/redact", "POST", referrer.redact_text, contact(Action.REDACT)),
    act(
        "name-referrer",
        says(name_referrer, "The referrer is named again.", "reason"),
        seated(Action.NAME_REFERRER),
    ),
    Line(CONTACT + "/safe-contact", "POST", desk.show_safe_contact, contact(Action.READ_SAFE_CONTACT)),
    Line(CONTACT + "/harm-detail", "POST", desk.show_harm_detail, contact(Action.READ_HARM_DETAIL)),
    Line("/hubs/{hub}/notices/acknowledge", "POST", clicks.acknowledge_all, seated(Action.SEE_BOARD)),
    Line(
        "/hubs/{hub}/notices/{delivery:uuid}/acknowledge",
        "POST",
        clicks.acknowledge,
        seated(Action.SEE_BOARD),
    ),
    Line("/wall", "GET", wall.wall, screen),
    Line("/live/frames", "GET", live.ask, LIVE),
    Line("/live/socket", SOCKET, live.listen, SOCKETS),
    Line("/healthz", "GET", health.healthz, MACHINES),
    Line("/readyz", "GET", health.readyz, MACHINES),
    Line("/metrics", "GET", health.metrics, MACHINES),
)
