"""What can happen. An event holds ids and codes and a salted digest of any text, never the text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, TypeAlias

Body: TypeAlias = Mapping[str, int | str | bool | None]
"""An event's own facts: ids, codes and digests."""


@dataclass(frozen=True, slots=True)
class EventKind:
    """A kind of event. words: the timeline's sentence, with {who} and facts of the body; open: shown in the feed to every entitled
    reader (others stand there as withheld: sign-ins, policy, seals).
    """

    name: str
    words: str
    open: bool = True


def _kinds(*kinds: EventKind) -> dict[str, EventKind]:
    return {k.name: k for k in kinds}


K = EventKind
KINDS: Final = _kinds(
    K("contact_received", "{who} logged it."),
    K("late_information_received", "More came from the sender after it was logged."),
    K("contact_claimed", "{who} claimed it."),
    K("contact_released", "{who} released it."),
    K("hand_over_offered", "{who} offered it to {person}."),
    K("hand_over_accepted", "{who} took it over from {person}."),
    K("hand_over_declined", "{who} declined what {person} offered."),
    K("hand_over_withdrawn", "{who} took back the offer to {person}."),
    K("contact_allocated", "{who} allocated it to {person}."),
    K("contact_reassigned", "{who} reassigned it to {person}."),
    K("owner_taken", "{person} decides it, start to finish."),
    K("owner_transferred", "{who} made {person} its deciding manager: {why}."),
    K("act_undone", "{who} undid {act}."),
    K("child_added", "{who} added a child."),
    K("child_rated", "{who} rated child {child}: {rag}."),
    K("safe_now_recorded", "{who} recorded where child {child} is: {where}."),
    K("match_found", "Another contact looks like the same family."),
    K("match_confirmed", "{who} said that another contact is of the same family."),
    K("match_rejected", "{who} said that another contact is not of the same family."),
    K("match_parted", "A contact that looked like the same family left the board."),
    K("contact_left_to_holder", "{who} left it to whoever holds the contact of the same family."),
    K("restricted_match_changed", "A likeness with a restricted contact changed.", open=False),
    K("contact_restricted", "{who} restricted it to named people."),
    K("named_people_changed", "{who} changed who may know of it."),
    K("contact_unrestricted", "{who} lifted the restriction."),
    K("contact_closed", "{who} closed it: {outcome}."),
    K("clock_fired", "The time to {clock} passed."),
    K("reminder_raised", "Reminded {receiver} to {clock}."),
    K(
        "reminder_unheard",
        "Nobody on duty could be reminded to {clock}: everybody who answers for it was told.",
    ),
    K(
        "reminder_acknowledged",
        "{who} has seen the reminder to {clock}. The next one waits {minutes} minutes.",
    ),
    K("reminders_cancelled", "Reminders ended {why}: to {clocks}."),
    K("measure_recorded", "{who} recorded a protective measure: {measure}."),
    K("measure_ended", "{who} recorded that a protective measure is over: {measure}."),
    K("contact_reviewed", "{who} reviewed it."),
    K("review_meeting_set", "{who} said when to meet to review it."),
    K("review_meeting_passed_on", "The meeting to review it went with it to whoever holds it."),
    K("review_meeting_called_off", "{who} called off the meeting to review it."),
    K("hold_placed", "{who} placed a legal hold."),
    K("hold_lifted", "{who} lifted the legal hold."),
    K("holder_left", "Its holder went off duty and still holds it."),
    K("holder_returned", "Its holder is on duty again."),
    K("restricted_climbed", "{why}, so the board named somebody: {role}."),
    K("restricted_uncovered", "Nobody it is restricted to is on duty, and nobody on duty could be named."),
    K("restricted_covered", "Somebody it is restricted to is on duty again."),
    K("duty_recorded", "{who} put somebody on duty.", open=False),
    K("duty_changed", "{who} changed when somebody is on duty.", open=False),
    K("duty_ended", "{who} took somebody off duty.", open=False),
    K("shift_began", "Somebody's shift began.", open=False),
    K("shift_ends_soon", "Somebody's shift ends soon.", open=False),
    K("shift_ended", "Somebody's shift ended.", open=False),
    K("cover_changed", "Roles without anybody on duty changed.", open=False),
    K("agency_hours_set", "{who} set an agency's hours.", open=False),
    K("delivery_queued", "Somebody was told.", open=False),
    K("delivery_acknowledged", "{who} read {notice}."),
    K("delivery_sent", "A message went out.", open=False),
    K("delivery_put_off", "A message could not go out yet.", open=False),
    K("delivery_confirmed", "A message arrived.", open=False),
    K("delivery_dropped", "A message was not wanted any more.", open=False),
    K("delivery_failed", "A message about it did not arrive; somebody on duty was told to telephone."),
    K(
        "delivery_climbed",
        "Nobody read an urgent message about it in time; the next person was told to telephone.",
    ),
    K("delivery_unanswered", "Nobody read an urgent message about it, and nobody is left to tell."),
    K("directory_changed", "{who} changed how somebody is reached.", open=False),
    K("mail_domains_changed", "{who} changed where an agency's mail may go.", open=False),
    K("forecast_changed", "The board's forecast for it changed.", open=False),
    K("day_turned", "A new day began.", open=False),
    K("screen_paired", "{who} paired a screen.", open=False),
    K("screen_revoked", "{who} withdrew a screen.", open=False),
    K("screen_went_dark", "A screen went dark.", open=False),
    K("screen_came_back", "A screen came back.", open=False),
    K("screen_amended", "{who} changed a screen.", open=False),
    K("screen_reloaded", "{who} had a screen load itself anew.", open=False),
    K("screen_seen_to", "{who} is seeing to a screen.", open=False),
    K("screen_turned_away", "A screen's key was tried from another network.", open=False),
    K("visit_began", "{who} sent the walls to counts for visitors.", open=False),
    K("visit_extended", "{who} said that the visitors are still here.", open=False),
    K("visit_asked", "Desks were asked whether the visitors are still here.", open=False),
    K("visit_ended", "The visitors left.", open=False),
    K("walls_darkened", "The walls went dark for the night.", open=False),
    K("walls_lit", "The walls were lit.", open=False),
    K("policy_amended", "{who} changed how the hub works.", open=False),
    K("policy_began", "A changed way of working began.", open=False),
    K("clocks_recounted", "Its clocks were counted anew, because how the hub works changed."),
    K("agency_hours_began", "An agency's hours began to count.", open=False),
    K(
        "reminders_recounted",
        "Its waiting reminders were counted anew, because whose hours they come in changed.",
    ),
    K("seat_taken", "{who} gave somebody a seat.", open=False),
    K("seat_ended", "{who} ended somebody's seat.", open=False),
    K("token_issued", "{who} issued a token.", open=False),
    K("token_ended", "{who} withdrew a token.", open=False),
    K("readings_sealed", "Readings were sealed.", open=False),
    K("agency_added", "An agency was added.", open=False),
    K("hub_opened", "The hub was opened.", open=False),
    K("person_added", "{who} added somebody.", open=False),
    K("person_ended", "{who} recorded that somebody left.", open=False),
    K("introduction_ended", "{who} put the introduction to the desk away.", open=False),
    K("password_changed", "{who} changed a password.", open=False),
    K("shortcuts_set", "{who} switched single keys on or off.", open=False),
    K("filter_saved", "{who} saved a filter.", open=False),
    K("filter_removed", "{who} removed a filter.", open=False),
    K("handover_marked", "{who} read the handover.", open=False),
    K("second_factor_set", "{who} set a second factor.", open=False),
    K("signed_in", "{who} signed in.", open=False),
    K("sign_in_refused", "A sign-in was refused.", open=False),
    K("session_locked", "A session locked.", open=False),
    K("session_unlocked", "{who} unlocked a session.", open=False),
    K("session_ended", "A session ended.", open=False),
    K("database_restored", "The board was restored from a backup.", open=False),
)


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
            raise ValueError(f"no event kind {self.kind}: add it to board/domain/events.py")


@dataclass(frozen=True, slots=True)
class Happened:
    """An event as the live room reads it, with what is true now of its contact.

    ref, restricted: of the contact now (none when there is none). session, person, screen: whom an access event is about.
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
