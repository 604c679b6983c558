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
    Line("/sign-in", "GET", sign_in.sign_in_page, ENTRY),
    Line("/sign-in", "POST", sign_in.sign_in, ENTRY),
    Line("/sign-in/code", "GET", sign_in.code_page, half_signed_in),
    Line("/sign-in/code", "POST", sign_in.enter_code, half_signed_in),
    Line("/sign-in/second-factor", "GET", sign_in.enrol_page, half_signed_in),
    Line("/sign-in/second-factor", "POST", sign_in.enrol_app, half_signed_in),
    Line("/sign-in/second-factor.svg", "GET", sign_in.enrol_picture, half_signed_in),
    Line("/sign-out", "POST", sign_in.sign_out, LEAVING),
    Line("/locked", "GET", sign_in.locked_page, at_lock),
    Line("/locked", "POST", sign_in.unlock, at_lock),
    Line("/session/seen", "POST", sessions.seen, signed_in),
    Line("/session/lock", "POST", sessions.lock, signed_in),
    Line("/people/me", "GET", sessions.me_page, signed_in),
    Line("/people/me/password", "POST", sessions.change_my_password, signed_in),
    Line("/people/me/recovery-codes", "POST", sessions.new_codes, signed_in),
    Line("/people/me/sessions/end", "POST", sessions.end_others_of_mine, signed_in),
    Line("/people/me/sessions/{session:uuid}/end", "POST", sessions.end_mine, signed_in),
    Line("/people/me/reach", "GET", reach.my_reach, signed_in),
    Line("/people/me/reach", "POST", reach.keep_my_reach, signed_in),
    Line("/to/{token}", "GET", reach.follow, signed_in),
    Line("/callbacks/notify", "POST", reach.notify_told, notify),
    Line("/hubs/{hub}/deliveries", "GET", reach.deliveries_page, seated(Action.KEEP_DIRECTORY)),
    Line(THEIR_REACH, "GET", reach.their_reach, seated(Action.KEEP_DIRECTORY)),
    Line(THEIR_REACH, "POST", reach.keep_their_reach, seated(Action.KEEP_DIRECTORY)),
    Line(
        "/hubs/{hub}/people/{person:int}/home",
        "POST",
        reach.hand_their_home_on,
        seated(Action.KEEP_DIRECTORY),
    ),
    Line("/people/me/introduction/end", "POST", sessions.end_my_introduction, signed_in),
    Line(
        "/hubs/{hub}/people/{person:int}/end-sessions",
        "POST",
        sessions.end_theirs,
        seated(Action.END_SESSIONS),
    ),
    Line("/wall/pairing", "GET", screens.pairing_page, pairing),
    Line("/wall/pairing", "POST", screens.start_pairing, pairing),
    Line("/wall/drawn", "POST", screens.drawn, screen),
    Line("/wall/visit", "POST", wall.visit, screen),
    Line("/wall/screen.css", "GET", wall.stylesheet, screen),
    Line("/hubs/{hub}/visit", "POST", visits.begin, seated(Action.KEEP_VISIT)),
    Line("/hubs/{hub}/visit/extend", "POST", visits.extend, seated(Action.KEEP_VISIT)),
    Line("/hubs/{hub}/visit/end", "POST", visits.end, seated(Action.KEEP_VISIT)),
    Line("/hubs/{hub}/screens", "GET", screens.screens_page, seated(Action.PAIR_SCREEN)),
    Line("/hubs/{hub}/screens", "POST", screens.pair, seated(Action.PAIR_SCREEN)),
    Line(SCREEN, "POST", screens.amend, seated(Action.PAIR_SCREEN)),
    Line(SCREEN + "/reload", "POST", screens.reload, seated(Action.PAIR_SCREEN)),
    Line(SCREEN + "/see-to", "POST", screens.see_to, seated(Action.PAIR_SCREEN)),
    Line("/hubs/{hub}/screens/{screen:int}/revoke", "POST", screens.revoke, seated(Action.PAIR_SCREEN)),
)
