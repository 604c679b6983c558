"""Messages to professionals: what they can be about, the ways they go, and the states they pass through. Never to a family."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import Annotated, Final

from board.domain.clock_kinds import WORDS, ClockKind
from board.domain.contacts import LONDON
from board.domain.measures import MeasureKind


class Channel(StrEnum):
    """A way a message goes."""

    PAGE = "page"  # a notice on whatever page of the board the person has open
    EMAIL = "email"
    SMS = "sms"


class State(StrEnum):
    """Where a delivery stands. `MOVES` says where each may go; the database refuses any other move."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    DELIVERED = "delivered"
    FAILED = "failed"
    GIVEN_UP = "given_up"


S = State
MOVES: Final[Mapping[State, frozenset[State]]] = {
    S.QUEUED: frozenset({S.SENDING, S.DELIVERED, S.GIVEN_UP}),
    S.SENDING: frozenset({S.SENT, S.DELIVERED, S.FAILED, S.GIVEN_UP}),
    S.SENT: frozenset({S.DELIVERED, S.GIVEN_UP}),
    S.FAILED: frozenset({S.SENDING, S.DELIVERED, S.GIVEN_UP}),
    S.DELIVERED: frozenset(),
    S.GIVEN_UP: frozenset(),
}


@dataclass(frozen=True, slots=True)
class NoticeKind:
    """What a message is about. words: beside the reference on the notice; read: what somebody who acknowledged it has read.

    page_only: it goes by no other way, since it is itself about a way that failed. open_only: nobody wants it once the contact is closed.
    calls_off: the calendar entry it brings takes the meeting out. of_person: it is about a colleague, who is named with their number.
    no_reference: neither the notice nor a message tells the reference, and its link leads to the desk.
    page: of the hub, where its reader finds what it is about, if that is no contact.
    """

    name: str
    words: str
    read: str
    page_only: bool = False
    open_only: bool = True
    calls_off: bool = False
    of_person: bool = False
    no_reference: bool = False
    page: str = ""


def _kinds(*kinds: NoticeKind) -> dict[str, NoticeKind]:
    return {k.name: k for k in kinds}


# A measure is named on the contact's own page alone.
_ENDING: Final = "A measure ends: act by"


def _reminder(kind: ClockKind) -> NoticeKind:
    """Of a clock that runs: which it is, with the time beside it, as its card says it."""
    by = _ENDING if kind.value in {one.value for one in MeasureKind} else WORDS[kind].by
    return NoticeKind(f"reminder_{kind}", by[0].upper() + by[1:], f"the reminder to {WORDS[kind].to}")


KINDS: Final = _kinds(
    NoticeKind("late_information", "Late information", "the late information", open_only=False),
    NoticeKind("contact_joined", "Joined to another as the same incident", "that it was joined to another", open_only=False),
    NoticeKind("sent_again", "Its reference was sent again: see by whom", "that its reference was sent again", open_only=False),
    NoticeKind("looked_for", "Somebody looked for it: see by whom", "that somebody looked for it", open_only=False),
    NoticeKind("restrict_too_asked", "Must another be restricted too? Answer here", "the question about another contact", open_only=False),
    NoticeKind("reminder", "A clock runs out soon", "the reminder"),
    NoticeKind("overdue", "A clock ran out", "that it is late"),
    NoticeKind("red_unclaimed", "Nobody has this red", "that nobody had it"),
    NoticeKind("hand_over_offered", "Offered to you", "the offer"),
    NoticeKind("hand_over_answered", "Your offer was answered", "the answer to their offer"),
    NoticeKind("hand_over_unanswered", "Offer not answered in time", "that an offer was not answered"),
    NoticeKind("owner_changed", "Its deciding manager changed", "that its deciding manager changed"),
    NoticeKind("allocated", "Allocated to you", "that it was allocated to them"),
    NoticeKind("reassigned", "Given to somebody else", "that it was given to somebody else", open_only=False),
    NoticeKind("leaving", "Its holder is going off duty", "that its holder was leaving duty"),
    NoticeKind("holder_left", "Holder off duty, still holds it", "that its holder went off duty"),
    NoticeKind("holder_seat_ended", "Waits again: its holder's seat was ended", "that its holder's seat was ended"),
    NoticeKind("owner_seat_ended", "Choose who decides: its deciding manager's seat was ended", "that somebody must decide it"),
    NoticeKind("put_back", "Waits again: it needs somebody else", "that it waits again"),
    NoticeKind("taken_back", "Waits again: it is not yours any longer", "that it waits again", open_only=False),
    NoticeKind("restricted_climbed", "A restricted contact needs you: see Restricted to you", "that they were named", no_reference=True),
    NoticeKind("restricted_uncovered", "Nobody named on it is on duty", "that nobody named is on duty"),
    NoticeKind("too_few_named", "Too few may know of it: name somebody", "that somebody must be named"),
    NoticeKind("nobody_to_name", "Nobody to name: give two people a seat", "that seats are missing", open_only=False),
    NoticeKind("match_found", "Same family as one you know of?", "that it looks like the same family"),
    NoticeKind("identity_asked", "Is it the same person? Confirm or decline", "the question whether it is one person", open_only=False),
    NoticeKind("left_to_you", "Left to you: you hold its family", "that it was left to them"),
    NoticeKind("same_family_claimed", "Another has it: you hold its family", "that somebody else has it"),
    NoticeKind("review_meeting", "You meet to review it", "when they meet to review it"),
    NoticeKind("review_meeting_off", "You do not meet to review it", "that they do not meet to review it", open_only=False, calls_off=True),
    NoticeKind("strategy_asked", "A strategy discussion is asked for", "the request for a strategy discussion"),
    NoticeKind("strategy_answered", "Your request for a strategy discussion was answered", "the answer to their request"),
    NoticeKind("request_to_confirm", "Asked at once without agreement: confirm or withdraw", "that a request waits for a manager"),
    NoticeKind("request_withdrawn", "Your request to an agency was withdrawn", "that their request was withdrawn"),
    NoticeKind("request_arrived", "Your agency is asked for information", "that their agency is asked", no_reference=True),
    NoticeKind("request_not_sent", "A request to an agency was not sent: ask by telephone", "that a request was not sent"),
    NoticeKind("telephone_now", "Telephone now: an urgent message was not read", "that somebody must be rung"),
    *(_reminder(kind) for kind in ClockKind),
    NoticeKind("reach_changed", "How somebody is reached was changed", "that how somebody is reached was changed", of_person=True),
    NoticeKind("home_changed", "Another hub looks after how somebody is reached", "which hub looks after somebody", of_person=True),
    NoticeKind("own_reach_changed", "How you are reached was changed: check it on your account", "that how they are reached was changed"),
    NoticeKind("own_home_changed", "Another hub looks after how you are reached", "which hub looks after how they are reached"),
    NoticeKind("list_waits", "Your uploaded list waits: finish it", "that their list waits", page="lists"),
    NoticeKind("list_left", "An uploaded list waits: take it over", "that a list waits", page="lists"),
    NoticeKind("list_taken_over", "Your uploaded list was taken over", "that their list was taken over", page="lists"),
    NoticeKind("list_ran_out", "An uploaded list ended unfinished: ask for it again", "that a list ended unfinished", page="lists"),
    NoticeKind("seat_to_confirm", "A seat waits for a second manager", "that a seat waits for a second manager", page="people"),
    NoticeKind("interest_to_decide", "An interest in a family waits for a manager", "that an interest waits", page="interests"),
    NoticeKind("link_opened", "Somebody outside waits for a code: call, or send it by text", "that somebody outside waits for a code"),
    NoticeKind("link_code_failed", "Five wrong codes for a link: make another", "that five wrong codes were entered"),
    NoticeKind("link_given_back", "Somebody gave a link back: find the person it is for", "that somebody gave a link back"),
    NoticeKind("delivery_failed", "A message did not arrive", "that a message did not arrive", page_only=True, open_only=False),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class DeliverySettings:
    """How messages go to people who are not looking at the board."""

    channels: Annotated[
        tuple[Channel, ...],
        "Ways beside the page by which this hub sends (email, sms), once their provider is set up; none: the page alone.",
    ] = ()
    bundle_minutes: Annotated[
        int,
        "Minutes for which what is not urgent waits, so that several become one message and what is seen on the page meanwhile needs none.",
    ] = 20
    climb_minutes: Annotated[
        int,
        "Minutes after which an urgent message nobody has acknowledged goes to the next person, who is told whom to ring.",
    ] = 10
    try_for_minutes: Annotated[
        int,
        "Minutes for which a message is tried again while its provider is away, before somebody is told to telephone.",
    ] = 120
    quiet_from: Annotated[
        time,
        "From when what is not urgent waits for the morning, for people who have not set hours of their own.",
    ] = time(20, 0)
    quiet_until: Annotated[time, "Until when it waits."] = time(7, 30)


DEFAULT_DELIVERIES: Final = DeliverySettings()


def after_quiet(moment: datetime, quiet_from: time, quiet_until: time) -> datetime:
    """This moment, or the end of the quiet hours it falls into. Equal hours: never quiet."""
    local = moment.astimezone(LONDON)
    at, over_night = local.time(), quiet_from > quiet_until
    quiet = (at >= quiet_from or at < quiet_until) if over_night else quiet_from <= at < quiet_until
    if not quiet:
        return moment
    end = datetime.combine(local.date(), quiet_until, LONDON)
    return end if end > local else datetime.combine(local.date() + timedelta(days=1), quiet_until, LONDON)


class Answered(StrEnum):
    """What became of a try to send, or of a question about an earlier one."""

    TAKEN = "taken"  # the provider has it -> sent
    ARRIVED = "arrived"  # -> delivered
    NOT_NOW = "not_now"  # it has not got it -> failed, and tried again
    LOST = "lost"  # it may have it: the answer did not come -> failed, asked or tried again
    REFUSED = "refused"  # it will never have it -> given up


@dataclass(frozen=True, slots=True)
class Answer:
    """A provider's answer. problem: a code, never the provider's own words, which quote addresses. away: nothing else will go either."""

    answered: Answered
    provider: str
    problem: str | None = None
    provider_ref: str | None = None
    away: bool = False
    receipts: bool = False


CAME_BACK: Final[Mapping[str, str]] = {
    "permanent-failure": "address_unknown",
    "temporary-failure": "mailbox_full_or_phone_off",
    "technical-failure": "provider_failed",
    "validation-failed": "refused",
}


def answer_of(status: str, provider_ref: str | None) -> Answer:
    """What one of GOV.UK Notify's statuses means for a delivery."""
    if status == "delivered":
        return Answer(Answered.ARRIVED, "notify", None, provider_ref)
    if status in CAME_BACK:
        return Answer(Answered.REFUSED, "notify", CAME_BACK[status], provider_ref)
    return Answer(Answered.TAKEN, "notify", None, provider_ref, receipts=True)


def again_after(tries: int, *, urgent: bool) -> timedelta:
    """How long until a message that could not go out is tried again."""
    longest = timedelta(minutes=1) if urgent else timedelta(minutes=15)
    return min(timedelta(seconds=15 * (1 << min(max(tries - 1, 0), 8))), longest)


def tried_for(tries: int, *, urgent: bool) -> timedelta:
    """For how long, at least, a message was tried that could not go out so often."""
    return sum((again_after(n, urgent=urgent) for n in range(1, tries)), timedelta())
