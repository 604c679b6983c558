"""What can happen. An event holds ids and codes and a salted digest of any text, never the text.

One table, and therefore long: a new kind is one line here, and all that follows from it is read off that line.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, TypeAlias

from board.domain.redraws import (
    CAME,
    CLOSED,
    EVERYTHING,
    HANDED,
    INTEREST,
    LIST,
    LIST_TOLD,
    NOTHING,
    PARTED,
    PUT_BACK,
    ROTA,
    SEATS,
    SHIFT,
    UNANSWERED,
    UNDONE,
    Access,
    P,
    Redraw,
    card,
    message,
    moved,
    noticed,
    opened,
    redraw,
    restricted,
    walls,
)

Body: TypeAlias = Mapping[str, int | str | bool | None]
"""An event's own facts: ids, codes and digests."""


Field: TypeAlias = tuple[str, str]
"""A field of the table of permissions: record and name."""


@dataclass(frozen=True, slots=True)
class EventKind:
    """A kind of event, and everything that lists beside it say of it.

    words: the timeline's sentence, with {who} and facts of the body. redraws: what live pages draw for it. open: in the history of its
    contact and to every entitled reader of the feed; others (sign-ins, policy, seals) are withheld in the feed. told: the field
    that a lens must see to be told it on the shift handover; none is told to nobody. undo: the act in words where it can be undone.
    settles: what came before it stays as it is, so that nothing before it can be undone.
    """

    name: str
    words: str
    redraws: Redraw
    open: bool
    told: Field | None = None
    undo: str | None = None
    settles: bool = False


def _open(
    name: str,
    words: str,
    redraws: Redraw,
    told: Field | None,
    *,
    undo: str | None = None,
    settles: bool = False,
) -> EventKind:
    """What happened to a contact. told: none for a reminder or a reading, which changes nothing of the work."""
    return EventKind(name, words, redraws.with_timeline(), True, told, undo, settles or undo is not None)


def _kept(name: str, words: str, redraws: Redraw) -> EventKind:
    """What stands in no contact's history."""
    return EventKind(name, words, redraws, open=False)


def _kinds(*kinds: EventKind) -> dict[str, EventKind]:
    return {k.name: k for k in kinds}


HOLDER: Final = ("contact", "holder")
RAG: Final = ("contact", "rag")
TIMES: Final = ("contact", "times")
LATE: Final = ("contact", "late_information")
SUMMARY: Final = ("contact", "summary")
FLAGS: Final = ("contact", "flags")
MATCHES: Final = ("contact", "matches")
PROTECTION: Final = ("contact", "protection")
SAFE_NOW: Final = ("contact", "safe_now")
STRATEGY: Final = ("contact", "strategy")
NOTES: Final = ("contact", "notes")
CONSENT: Final = ("contact", "consent")
GRADING: Final = ("contact", "grading")
FACTS: Final = ("contact", "facts")
REQUESTS: Final = ("contact", "requests")
CHILD: Final = ("child", "age")

# A new kind is one line here. The history, the feed, the help page, the handover, undo and live pages follow it.
KINDS: Final = _kinds(
    _open("contact_received", "{who} logged it.", moved(P.ALL), RAG),
    _open("late_information_received", "More came from the sender after it was logged.", CAME, LATE),
    _open("contact_claimed", "{who} claimed it.", moved(P.STATE, P.SUMMARY, P.NOTICES), HOLDER, undo="the claim"),
    _open("contact_released", "{who} released it.", moved(P.STATE, P.SUMMARY, P.NOTICES), HOLDER, undo="the release"),
    _open("hand_over_offered", "{who} offered it to {person}.", HANDED, HOLDER, undo="the offer"),
    _open("hand_over_accepted", "{who} took it over from {person}.", HANDED, HOLDER, undo="taking it over"),
    _open("hand_over_declined", "{who} declined what {person} offered.", HANDED, HOLDER, undo="declining it"),
    _open("hand_over_withdrawn", "{who} took back the offer to {person}.", HANDED, HOLDER, undo="taking back the offer"),
    _open("contact_allocated", "{who} allocated it to {person}.", moved(P.STATE, P.SUMMARY, P.NOTICES), HOLDER, undo="the allocation"),
    _open("contact_reassigned", "{who} reassigned it to {person}.", HANDED, HOLDER, undo="the reassignment"),
    _open("owner_taken", "{person} decides it, start to finish.", card(P.STATE, P.NOTICES), HOLDER, settles=True),
    _open("owner_transferred", "{who} made {person} its deciding manager: {why}.", card(P.STATE, P.NOTICES), HOLDER, settles=True),
    _open("act_undone", "{who} undid {act}.", UNDONE, SUMMARY, settles=True),
    _open("child_added", "{who} added a child.", moved(P.SAFE, P.STATE, P.FAMILY, P.LATE), CHILD, settles=True),
    _open("child_rated", "{who} rated child {child}: {rag}.", moved(P.SAFE, P.STATE, P.FAMILY), CHILD, undo="the rating"),
    _open("safe_now_recorded", "{who} recorded where child {child} is: {where}.", card(P.SAFE, P.STATE), SAFE_NOW),
    _open("match_found", "Another contact may be the same family or incident.", card(P.ALIKE, P.NOTICES), MATCHES),
    _open("match_confirmed", "{who} said that another contact is of the same family.", card(P.ALIKE), MATCHES),
    _open("match_rejected", "{who} said that another contact is not of the same family.", card(P.ALIKE), MATCHES),
    _open("match_parted", "A contact that looked like the same family left the board.", card(P.ALIKE), MATCHES),
    _open("contact_left_to_holder", "{who} left it to whoever holds the contact of the same family.", card(P.NOTICES), MATCHES),
    _open("identity_joined", "{who} said that a person of another contact is the same person.", card(P.HISTORY), MATCHES),
    _open("identity_asked", "{who} asked a manager whether a person of another contact is the same person.", opened(), MATCHES),
    _open("identity_parted", "{who} said that a person of another contact is not the same person.", card(P.HISTORY), MATCHES),
    _kept("restricted_identity_changed", "Records of a person were joined or parted, one of a restricted contact.", NOTHING),
    _kept("history_changed", "What other contacts of the same people are known changed.", card(P.HISTORY, P.TIMELINE)),
    _kept("restricted_match_changed", "A likeness with a restricted contact changed.", NOTHING),
    _open("contact_restricted", "{who} restricted it to named people.", restricted(P.SUMMARY, P.ALIKE, P.LATE), FLAGS, settles=True),
    _open("named_people_changed", "{who} changed who may know of it.", restricted(P.SUMMARY, P.LATE), FLAGS, settles=True),
    _open("contact_unrestricted", "{who} lifted the restriction.", restricted(P.ALIKE, P.LATE), FLAGS, settles=True),
    _open("contact_closed", "{who} closed it: {outcome}.", CLOSED, SUMMARY, undo="the closing"),
    _open("contact_reopened", "{who} reopened it.", CLOSED, SUMMARY, settles=True),
    _open("contact_left_closed", "{who} said that late information is no reason to reopen it.", moved(P.STATE, P.LATE, P.NOTICES), LATE),
    _open("contact_joined", "{who} joined it to {first}: the same incident.", CLOSED, SUMMARY, undo="the joining"),
    _open("contact_parted", "{who} took back that it is the same incident as another contact.", CLOSED, SUMMARY, settles=True),
    _open("incident_parted", "{who} took back that a contact is the same incident. Its texts stand there.", PARTED, LATE),
    _open("clock_fired", "The time to {clock} passed.", moved(P.SAFE, P.STATE, P.NOTICES), TIMES),
    _open("reminder_raised", "Reminded {receiver} to {clock}.", noticed(), None),
    _open("reminder_unheard", "Nobody on duty could be reminded to {clock}: everybody who answers for it was told.", noticed(), SUMMARY),
    _open("reminder_acknowledged", "{who} has seen the reminder to {clock}. The next one waits {minutes} minutes.", noticed(), None),
    _open("reminders_cancelled", "Reminders ended {why}: to {clocks}.", message(), None),
    _open("measure_recorded", "{who} recorded a protective measure: {measure}.", moved(P.STATE, P.PROTECTION), PROTECTION),
    _open("measure_ended", "{who} recorded that a protective measure is over: {measure}.", moved(P.STATE, P.PROTECTION), PROTECTION),
    _open("contact_reviewed", "{who} reviewed it.", moved(P.STATE, P.PROTECTION, P.NOTICES), PROTECTION),
    _open("review_meeting_set", "{who} said when to meet to review it.", noticed(P.PROTECTION), PROTECTION),
    _open("review_meeting_passed_on", "The meeting to review it went with it to whoever holds it.", noticed(P.PROTECTION), PROTECTION),
    _open("review_meeting_called_off", "{who} called off the meeting to review it.", noticed(P.PROTECTION), PROTECTION),
    _open("strategy_asked", "{who} asked for a strategy discussion.", moved(P.STATE, P.NOTICES), STRATEGY),
    _open("strategy_answered", "{who} answered the request for a strategy discussion: {answer}.", moved(P.STATE, P.NOTICES), STRATEGY),
    _open("note_written", "{who} wrote a note{dated}.", opened(), SUMMARY),
    _open("call_noted", "{who} wrote a note of a telephone call{dated}.", opened(), SUMMARY),
    _open("call_attempted", "{who} telephoned{dated}, and nobody answered.", opened(), SUMMARY),
    _open("note_taken_back", "{who} took back a note.", opened(), SUMMARY),
    _kept("advice_given", "{who} gave advice without a contact.", NOTHING),
    _kept("advice_became_contact", "{who} recorded that advice became a contact.", NOTHING),
    _open("grading_recorded", "{who} recorded a {stage} grading: {grading}, by {tool}.", opened(P.SUMMARY), GRADING),
    _open("consent_recorded", "{who} recorded the consent of {whom}: {answer}.", opened(P.CONSENT), CONSENT),
    _open("awareness_recorded", "{who} recorded that {whom} {answer}.", moved(P.STATE, P.CONSENT), FLAGS),
    _open("decider_recorded", "{who} recorded that {whom} {answer}.", card(P.STATE, P.CONSENT), CONSENT),
    _open("facts_recorded", "{who} recorded of {whom}: {what}.", card(P.STATE, P.FAMILY, P.CONSENT), FACTS),
    _open("consent_dispensed", "{who} decided to go on without consent.", opened(P.CONSENT), CONSENT),
    _open("harm_suspected", "{who} recorded reasonable cause to suspect significant harm.", opened(P.CONSENT), CONSENT),
    _open("request_made", "{who} asked {agency} for information.", moved(P.STATE, P.REQUESTS, P.NOTICES), REQUESTS),
    _open("request_sent", "{agency} was sent what it is asked, with the form.", moved(P.STATE, P.REQUESTS, P.NOTICES), REQUESTS),
    _open("request_failed", "The request to {agency} was not sent: {problem}.", moved(P.STATE, P.REQUESTS, P.NOTICES), REQUESTS),
    _open("request_sent_again", "{who} had the request to {agency} sent again.", moved(P.STATE, P.REQUESTS, P.NOTICES), REQUESTS),
    _open("request_opened", "{who} opened the form of the request to {agency}.", opened(P.REQUESTS), REQUESTS),
    _open("request_extended", "{who} gave {agency} more time.", opened(P.REQUESTS), REQUESTS),
    _open("request_withdrawn", "{who} withdrew what {agency} was asked.", moved(P.STATE, P.REQUESTS, P.NOTICES), REQUESTS),
    _open("request_confirmed", "{who} confirmed what {agency} was asked at once.", moved(P.STATE, P.REQUESTS, P.NOTICES), REQUESTS),
    _open("referrer_hidden", "{who} recorded that the referrer is not to be named.", card(P.SUMMARY, P.LATE), FLAGS),
    _open("referrer_named", "{who} lifted that the referrer is not to be named.", card(P.SUMMARY, P.LATE), FLAGS),
    _open("text_redacted", "{who} redacted a text.", card(P.ALL, P.NOTICES), SUMMARY),
    _open("text_passed", "{who} checked a text: nothing in it describes the referrer.", opened(), SUMMARY),
    _open("contact_put_back", "It needs somebody else, so it waits again.", PUT_BACK, HOLDER, settles=True),
    _open("hold_placed", "{who} placed a legal hold.", opened(P.STATE), SUMMARY),
    _open("hold_lifted", "{who} lifted the legal hold.", opened(P.STATE), SUMMARY),
    _open("holder_left", "Its holder went off duty and still holds it.", HANDED, HOLDER),
    _open("holder_returned", "Its holder is on duty again.", HANDED, HOLDER),
    _open("restricted_climbed", "{why}, so the board named somebody: {role}.", moved(P.STATE, P.HISTORY, P.LATE, P.NOTICES), FLAGS),
    _open("restrict_too_answered", "{who} answered whether another contact must be restricted too: {answer}.", noticed(P.ATTEMPTS), FLAGS),
    _open("restricted_uncovered", "Nobody it is restricted to is on duty, and nobody on duty could be named.", HANDED, FLAGS),
    _open("restricted_covered", "Somebody it is restricted to is on duty again.", HANDED, FLAGS),
    _kept("duty_recorded", "{who} put somebody on duty.", ROTA),
    _kept("duty_changed", "{who} changed when somebody is on duty.", ROTA),
    _kept("duty_ended", "{who} took somebody off duty.", ROTA),
    _kept("shift_began", "Somebody's shift began.", ROTA),
    _kept("shift_ends_soon", "Somebody's shift ends soon.", ROTA),
    _kept("shift_ended", "Somebody's shift ended.", ROTA),
    _kept("cover_changed", "Roles without anybody on duty changed.", ROTA),
    _kept("agency_hours_set", "{who} set an agency's hours.", ROTA),
    _kept("delivery_queued", "Somebody was told.", noticed()),
    _kept("sending_told", "The board looked who is to be told of a sending.", card(P.ALIKE, P.ATTEMPTS, P.NOTICES)),
    _kept("attempts_told", "The board looked who is to be told of look-ups.", noticed(P.ATTEMPTS)),
    _open("delivery_acknowledged", "{who} read {notice}.", message(), None),
    _kept("delivery_sent", "A message went out.", NOTHING),
    _kept("delivery_put_off", "A message could not go out yet.", NOTHING),
    _kept("delivery_confirmed", "A message arrived.", NOTHING),
    _kept("delivery_dropped", "A message was not wanted any more.", noticed()),
    _open("delivery_failed", "A message about it did not arrive; somebody on duty was told to telephone.", message(P.LINKS), SUMMARY),
    _open("delivery_climbed", "Nobody read an urgent message about it in time; the next person was told to telephone.", message(), SUMMARY),
    _open("delivery_unanswered", "Nobody read an urgent message about it, and nobody is left to tell.", UNANSWERED, SUMMARY),
    _kept("directory_changed", "{who} changed how somebody is reached.", NOTHING),
    _kept("home_hub_changed", "{who} handed the care for how somebody is reached on to another hub.", NOTHING),
    _kept("agency_entry_added", "{who} added a number or mailbox to the directory.", NOTHING),
    _kept("agency_entry_confirmed", "{who} confirmed a number or mailbox of the directory.", NOTHING),
    _kept("agency_entry_changed", "{who} changed a number or mailbox of the directory.", NOTHING),
    _kept("agency_entry_ended", "{who} removed a number or mailbox from the directory.", NOTHING),
    _kept("guest_added", "{who} added a guest.", NOTHING),
    _kept("guest_confirmed", "{who} confirmed a guest.", NOTHING),
    _kept("guest_ended", "{who} removed a guest.", NOTHING),
    _open("link_sent", "{who} asked somebody outside by a link.", opened(P.LINKS), SUMMARY),
    _open("link_opened", "Somebody opened the page of a link. A code is wanted.", noticed(P.LINKS), None),
    _open("link_code_made", "{who} made the code of a link.", noticed(P.LINKS), None),
    _open("link_code_failed", "Five wrong codes were entered for a link. The code is void.", noticed(P.LINKS), SUMMARY),
    _open("link_entered", "{who} entered the code of a link.", opened(P.LINKS), None),
    _kept("link_locked", "The page of a link locked.", NOTHING),
    _open("link_answered", "{who} answered by a link.", opened(P.LINKS), LATE),
    _open("link_given", "{who} gives a link to a deputy, who needs a code.", noticed(P.LINKS), None),
    _open("link_given_back", "{who} gave a link back: it is not theirs.", noticed(P.LINKS), SUMMARY),
    _open("link_taken_away", "{who} took a link away from the person who had it.", opened(P.LINKS), SUMMARY),
    _open("link_withdrawn", "{who} withdrew a link.", noticed(P.LINKS), SUMMARY),
    _open("link_ended", "A link is over, or its page was closed.", noticed(P.LINKS), None),
    _kept("mail_domains_changed", "{who} changed where an agency's mail may go.", NOTHING),
    _kept("forecast_changed", "The board's forecast for it changed.", moved()),
    _kept("day_turned", "A new day began.", EVERYTHING),
    _kept("screen_paired", "{who} paired a screen.", walls(wall=True, desk=False)),
    _kept("screen_revoked", "{who} withdrew a screen.", walls(wall=True, desk=True, access=Access.SCREEN)),
    _kept("screen_went_dark", "A screen went dark.", walls(wall=True, desk=True)),
    _kept("screen_came_back", "A screen came back.", walls(wall=True, desk=True)),
    _kept("screen_amended", "{who} changed a screen.", walls(wall=False, desk=True, access=Access.RELOAD)),
    _kept("screen_reloaded", "{who} had a screen load itself anew.", redraw(Access.RELOAD)),
    _kept("screen_seen_to", "{who} is seeing to a screen.", walls(wall=False, desk=True)),
    _kept("screen_turned_away", "A screen's key was tried from another network.", walls(wall=False, desk=True)),
    _kept("visit_began", "{who} sent the walls to counts for visitors.", walls(wall=True, desk=True)),
    _kept("visit_extended", "{who} said that the visitors are still here.", walls(wall=True, desk=True)),
    _kept("visit_asked", "Desks were asked whether the visitors are still here.", walls(wall=False, desk=True)),
    _kept("visit_ended", "The visitors left.", walls(wall=True, desk=True)),
    _kept("walls_darkened", "The walls went dark for the night.", walls(wall=True, desk=False)),
    _kept("walls_lit", "The walls were lit.", walls(wall=True, desk=False)),
    _kept("policy_amended", "{who} changed how the hub works.", EVERYTHING),
    _kept("policy_began", "A changed way of working began.", EVERYTHING),
    _open("clocks_recounted", "Its clocks were counted anew, because how the hub works changed.", moved(P.STATE), None),
    _kept("agency_hours_began", "An agency's hours began to count.", ROTA),
    _open("reminders_recounted", "Its waiting reminders were counted anew, because whose hours they come in changed.", opened(), None),
    _kept("seat_given", "{who} gave a seat, which waits for its person.", noticed()),
    _kept("seat_confirmed", "{who} confirmed a seat that another manager gave.", noticed()),
    _kept("seat_withdrawn", "{who} took back a seat that waited for its person.", noticed()),
    _kept("seat_refused", "{who} said no to a seat.", NOTHING),
    _kept("seat_taken", "{who} gave somebody a seat.", SEATS),
    _kept("seat_ended", "{who} ended somebody's seat.", SEATS),
    _kept("token_issued", "{who} issued a token.", NOTHING),
    _kept("token_ended", "{who} withdrew a token.", NOTHING),
    _kept("word_mapped", "{who} gave a local word a code.", NOTHING),
    _kept("word_mapping_ended", "{who} ended the code of a local word.", NOTHING),
    _kept("interest_declared", "{who} declared an interest in a family.", INTEREST),
    _kept("interest_marked", "{who} marked a colleague's interest in a family.", INTEREST),
    _kept("interest_reached", "A contact turned out to be of a family in which somebody has an interest.", INTEREST),
    _kept("interest_confirmed", "{who} confirmed an interest in a family.", NOTHING),
    _kept("interest_ended", "{who} ended an interest in a family.", INTEREST),
    _kept("readings_sealed", "Readings were sealed.", NOTHING),
    _kept("agency_added", "An agency was added.", NOTHING),
    _kept("hub_opened", "The hub was opened.", NOTHING),
    _kept("person_added", "{who} added somebody.", NOTHING),
    _kept("person_ended", "{who} recorded that somebody left.", redraw(Access.SESSION)),
    _kept("introduction_ended", "{who} put the introduction to the desk away.", NOTHING),
    _kept("password_changed", "{who} changed a password.", NOTHING),
    _kept("shortcuts_set", "{who} switched single keys on or off.", NOTHING),
    _kept("sender_saved", "{who} said how the lists of a sender are read.", NOTHING),
    _kept("list_uploaded", "{who} uploaded a list.", NOTHING),
    _kept("list_read", "The board read a list.", LIST_TOLD),
    _kept("list_advanced", "Some lines more of a list were checked or kept.", LIST),
    _kept("list_keeping_begun", "{who} began to keep a list.", LIST_TOLD),
    _kept("list_kept", "A list was kept.", LIST),
    _kept("list_told_of", "An uploaded list waits; somebody was told.", NOTHING),
    _kept("list_taken_over", "{who} took over a list.", LIST_TOLD),
    _kept("list_thrown_away", "{who} threw a list away.", LIST_TOLD),
    _kept("list_ran_out", "A list that nobody finished reached the hub's limit.", LIST_TOLD),
    _kept("filter_saved", "{who} saved a filter.", NOTHING),
    _kept("filter_removed", "{who} removed a filter.", NOTHING),
    _kept("handover_marked", "{who} read the handover.", SHIFT),
    _kept("second_factor_set", "{who} set a second factor.", NOTHING),
    _kept("signed_in", "{who} signed in.", NOTHING),
    _kept("sign_in_refused", "A sign-in was refused.", NOTHING),
    _kept("session_locked", "A session locked.", redraw(Access.LOCKED)),
    _kept("session_unlocked", "{who} unlocked a session.", NOTHING),
    _kept("session_ended", "A session ended.", redraw(Access.SESSION)),
    _kept("database_restored", "The board was restored from a backup.", EVERYTHING),
)  # fmt: skip


RELEASE: Final = ("contact", "release_reason")
PASSED_ON: Final = ("contact", "hand_over")
REASONS: Final[Mapping[str, Field]] = {
    "contact_claimed": MATCHES,
    "contact_released": RELEASE,
    "contact_reassigned": RELEASE,
    "contact_allocated": PASSED_ON,
    "hand_over_offered": PASSED_ON,
    "hand_over_accepted": PASSED_ON,
    "hand_over_declined": PASSED_ON,
    "owner_transferred": SUMMARY,
    "contact_closed": SUMMARY,
    "contact_reopened": SUMMARY,
    "contact_left_closed": LATE,
    "contact_joined": SUMMARY,
    "contact_parted": SUMMARY,
    "hold_placed": SUMMARY,
    "match_confirmed": MATCHES,
    "match_rejected": MATCHES,
    "identity_joined": MATCHES,
    "identity_asked": MATCHES,
    "identity_parted": MATCHES,
    "child_rated": ("child", "rating_reason"),
    "measure_recorded": PROTECTION,
    "measure_ended": PROTECTION,
    "contact_reviewed": PROTECTION,
    "strategy_asked": STRATEGY,
    "strategy_answered": STRATEGY,
    "referrer_named": ("contact", "referrer"),
    "note_written": NOTES,
    "call_noted": NOTES,
    "call_attempted": NOTES,
    "grading_recorded": GRADING,
    "consent_recorded": CONSENT,
    "awareness_recorded": CONSENT,
    "decider_recorded": CONSENT,
    "consent_dispensed": CONSENT,
    "harm_suspected": CONSENT,
    "request_extended": REQUESTS,
    "request_sent_again": REQUESTS,
    "request_withdrawn": REQUESTS,
    "request_confirmed": REQUESTS,
}
"""The field that a lens must see to read the reason beside an event of this kind, in the history."""
TO_THE_NAMED: Final = (
    "contact_restricted",
    "named_people_changed",
    "contact_unrestricted",
    "restrict_too_answered",
)
"""Kinds whose reason may name the person who is kept out. Only the people named read it, apart from the history that all of them share."""
HEADINGS: Final[Mapping[str, str]] = {
    "note_written": "Note",
    "call_noted": "Spoke to",
    "call_attempted": "Tried to reach",
}
"""The word before the text of these kinds, in the history, which is not a reason."""
WORDED: Final = ("spoken_to", "reason", "note", "finding", "anyway")
"""Members of a body that are digests of a text somebody had to give."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened, as a command queues it.

    concerns: people whose own strip this changes (holder before and after, those named). body: ids, codes and digests only.
    """

    kind: str
    at: datetime
    actor_id: int | None = None
    contact_id: int | None = None
    concerns: frozenset[int] = frozenset()
    body: Body = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"no kind of event {self.kind}: add its line to KINDS in board/domain/events.py")


@dataclass(frozen=True, slots=True)
class Happened:
    """An event as the live room reads it, with what is true now of its contact.

    ref, restricted: of the contact now (none when there is none). session, person, screen: whom an access event is about. apart: the people
    from whom the contact is kept now, because of an interest in its family.
    """

    seq: int
    kind: str
    contact_id: int | None
    concerns: frozenset[int]
    ref: str | None = None
    restricted: bool = False
    session: str | None = None
    person: int | None = None
    screen: int | None = None
    apart: frozenset[int] = frozenset()
