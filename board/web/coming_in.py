"""The routes of coming in and of screens, for the table of routes: every path, method, handler and guard on a line."""

from __future__ import annotations

from board.domain.permissions import Action
from board.guards import at_lock, half_signed_in, notify, pairing, public, screen, seated, signed_in
from board.web import reach, screens, sessions, sign_in, visits, wall
from board.web.table import Line

ENTRY = public("Whoever is not signed in yet must be able to sign in; every try is counted.")
LEAVING = public("Leaving is for everybody, also for those who have left already.")
THEIR_REACH = "/hubs/{hub}/people/{person:int}/reach"

SCREEN = "/hubs/{hub}/screens/{screen:int}"

COMING_IN = (
    Line("/sign-in", "GET", sign_in.sign_in_page, ENTRY, "sign_in_page"),
    Line("/sign-in", "POST", sign_in.sign_in, ENTRY, "sign_in"),
    Line("/sign-in/code", "GET", sign_in.code_page, half_signed_in, "code_page"),
    Line("/sign-in/code", "POST", sign_in.enter_code, half_signed_in, "enter_code"),
    Line("/sign-in/second-factor", "GET", sign_in.enrol_page, half_signed_in, "enrol_page"),
    Line("/sign-in/second-factor", "POST", sign_in.enrol_app, half_signed_in, "enrol_app"),
    Line("/sign-in/second-factor.svg", "GET", sign_in.enrol_picture, half_signed_in, "enrol_picture"),
    Line("/sign-out", "POST", sign_in.sign_out, LEAVING, "sign_out"),
    Line("/locked", "GET", sign_in.locked_page, at_lock, "locked_page"),
    Line("/locked", "POST", sign_in.unlock, at_lock, "unlock"),
    Line("/session/seen", "POST", sessions.seen, signed_in, "session_seen"),
    Line("/session/lock", "POST", sessions.lock, signed_in, "session_lock"),
    Line("/people/me", "GET", sessions.me_page, signed_in, "me_page"),
    Line("/people/me/password", "POST", sessions.change_my_password, signed_in, "change_my_password"),
    Line("/people/me/recovery-codes", "POST", sessions.new_codes, signed_in, "new_codes"),
    Line("/people/me/sessions/end", "POST", sessions.end_others_of_mine, signed_in, "end_others_of_mine"),
    Line("/people/me/sessions/{session:uuid}/end", "POST", sessions.end_mine, signed_in, "end_mine"),
    Line("/people/me/reach", "GET", reach.my_reach, signed_in, "my_reach"),
    Line("/people/me/reach", "POST", reach.keep_my_reach, signed_in, "keep_my_reach"),
    Line("/to/{token}", "GET", reach.follow, signed_in, "follow_message"),
    Line("/callbacks/notify", "POST", reach.notify_told, notify, "notify_told"),
    Line("/hubs/{hub}/deliveries", "GET", reach.deliveries_page, seated(Action.KEEP_DIRECTORY), "deliveries"),
    Line(THEIR_REACH, "GET", reach.their_reach, seated(Action.KEEP_DIRECTORY), "their_reach"),
    Line(THEIR_REACH, "POST", reach.keep_their_reach, seated(Action.KEEP_DIRECTORY), "keep_their_reach"),
    Line("/people/me/introduction/end", "POST", sessions.end_my_introduction, signed_in, "end_introduction"),
    Line("/hubs/{hub}/people", "GET", sessions.people_page, seated(Action.END_SESSIONS), "people_page"),
    Line(
        "/hubs/{hub}/people/{person:int}/end-sessions",
        "POST",
        sessions.end_theirs,
        seated(Action.END_SESSIONS),
        "end_theirs",
    ),
    Line("/wall/pairing", "GET", screens.pairing_page, pairing, "pairing_page"),
    Line("/wall/pairing", "POST", screens.start_pairing, pairing, "start_pairing"),
    Line("/wall/drawn", "POST", screens.drawn, screen, "wall_drawn"),
    Line("/wall/visit", "POST", wall.visit, screen, "wall_visit"),
    Line("/wall/screen.css", "GET", wall.stylesheet, screen, "wall_stylesheet"),
    Line("/hubs/{hub}/visit", "POST", visits.begin, seated(Action.SEE_BOARD), "begin_visit"),
    Line("/hubs/{hub}/visit/extend", "POST", visits.extend, seated(Action.SEE_BOARD), "extend_visit"),
    Line("/hubs/{hub}/visit/end", "POST", visits.end, seated(Action.SEE_BOARD), "end_visit"),
    Line("/hubs/{hub}/screens", "GET", screens.screens_page, seated(Action.PAIR_SCREEN), "screens_page"),
    Line("/hubs/{hub}/screens", "POST", screens.pair, seated(Action.PAIR_SCREEN), "pair_screen"),
    Line(SCREEN, "POST", screens.amend, seated(Action.PAIR_SCREEN), "amend_screen"),
    Line(SCREEN + "/reload", "POST", screens.reload, seated(Action.PAIR_SCREEN), "reload_screen"),
    Line(SCREEN + "/see-to", "POST", screens.see_to, seated(Action.PAIR_SCREEN), "see_to_screen"),
    Line(
        "/hubs/{hub}/screens/{screen:int}/revoke",
        "POST",
        screens.revoke,
        seated(Action.PAIR_SCREEN),
        "revoke_screen",
    ),
)
