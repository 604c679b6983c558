"""What redraws when: the one table from kinds of event to parts of an audience's region."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from board.domain.audiences import Audience, Kind
from board.domain.events import KINDS, Happened


class Part(StrEnum):
    """A part of a region that is drawn anew as one."""

    ALL = "all"  # everything of the region
    CARD = "card"  # the card of the event's contact, in its lane
    HEADS = "heads"  # lane heads with their counts, and what is held by somebody who has left
    ROTA = "rota"  # who is on duty
    SHIFT = "shift"  # a person's own shift
    LANES = "lanes"  # all of the wall
    NOTICES = "notices"
    WALLS = "walls"  # what a desk is told of the walls: visitors, and screens that are dark
    SAFE = "safe"
    STATE = "state"
    SUMMARY = "summary"
    FAMILY = "family"
    ALIKE = "alike"  # what looks like the same family
    LATE = "late"
    PROTECTION = "protection"
    TIMELINE = "timeline"


@dataclass(frozen=True, slots=True)
class Change:
    """Parts that a kind of event redraws, by kind of audience. access: who may see what may have changed, so sockets are asked again."""

    parts: MappingProxyType[Kind, frozenset[Part]] = field(default_factory=lambda: MappingProxyType({}))
    access: bool = False


def _change(
    *,
    board: Collection[Part] = (),
    person: Collection[Part] = (),
    wall: Collection[Part] = (),
    contact: Collection[Part] = (),
    rota: Collection[Part] = (),
    access: bool = False,
) -> Change:
    parts: dict[Kind, frozenset[Part]] = {
        "board": frozenset(board),
        "person": frozenset(person),
        "wall": frozenset(wall),
        "contact": frozenset(contact),
        "rota": frozenset(rota),
    }
    return Change(MappingProxyType({k: v for k, v in parts.items() if v}), access)


P = Part


def _moved(*contact: Part, notices: bool = False, access: bool = False) -> Change:
    """The contact may have changed place or colour: its card, the heads and the wall are drawn anew."""
    person = (P.CARD, P.HEADS, P.NOTICES) if notices else (P.CARD, P.HEADS)
    board = (P.CARD, P.HEADS)
    return _change(
        board=board, person=person, wall=(P.LANES,), contact=contact, rota=(P.HEADS,), access=access
    )


_ROTA = _change(board=(P.ROTA,), person=(P.SHIFT,), wall=(P.LANES,), rota=(P.ALL,))
_EVERYTHING = _change(board=(P.ALL,), person=(P.ALL,), wall=(P.ALL,), contact=(P.ALL,), rota=(P.ALL,))
_NOTHING = _change()
_ACCESS = _change(access=True)

CHANGES: Final[dict[str, Change]] = {
    "contact_received": _moved(P.ALL),
    "late_information_received": _change(
        board=(P.CARD,), person=(P.CARD, P.NOTICES), contact=(P.LATE, P.TIMELINE)
    ),
    "contact_claimed": _moved(P.STATE, P.SUMMARY, P.TIMELINE),
    "contact_released": _moved(P.STATE, P.SUMMARY, P.TIMELINE, notices=True),
    "hand_over_offered": _moved(P.STATE, P.TIMELINE, notices=True),
    "hand_over_accepted": _moved(P.STATE, P.TIMELINE, notices=True),
    "hand_over_declined": _moved(P.STATE, P.TIMELINE, notices=True),
    "hand_over_withdrawn": _moved(P.STATE, P.TIMELINE, notices=True),
    "contact_allocated": _moved(P.STATE, P.SUMMARY, P.TIMELINE, notices=True),
    "contact_reassigned": _moved(P.STATE, P.TIMELINE, notices=True),
    "owner_taken": _change(board=(P.CARD,), person=(P.CARD, P.NOTICES), contact=(P.STATE, P.TIMELINE)),
    "owner_transferred": _change(board=(P.CARD,), person=(P.CARD, P.NOTICES), contact=(P.STATE, P.TIMELINE)),
    "act_undone": _moved(P.STATE, P.SAFE, P.SUMMARY, P.FAMILY, P.TIMELINE, notices=True),
    "child_added": _moved(P.STATE, P.SAFE, P.FAMILY, P.LATE, P.TIMELINE),
    "child_rated": _moved(P.STATE, P.SAFE, P.FAMILY, P.TIMELINE),
    "contact_restricted": _moved(P.STATE, P.SUMMARY, P.ALIKE, P.LATE, P.TIMELINE, notices=True, access=True),
    "named_people_changed": _moved(P.STATE, P.SUMMARY, P.LATE, P.TIMELINE, notices=True, access=True),
    "contact_unrestricted": _moved(P.STATE, P.ALIKE, P.LATE, P.TIMELINE, notices=True, access=True),
    "contact_closed": _moved(P.STATE, P.SAFE, P.ALIKE, P.SUMMARY, P.TIMELINE, notices=True),
    "clock_fired": _moved(P.STATE, P.SAFE, P.TIMELINE, notices=True),
    "safe_now_recorded": _change(board=(P.CARD,), person=(P.CARD,), contact=(P.STATE, P.SAFE, P.TIMELINE)),
    "match_found": _change(board=(P.CARD,), person=(P.CARD, P.NOTICES), contact=(P.ALIKE, P.TIMELINE)),
    "match_confirmed": _change(board=(P.CARD,), person=(P.CARD,), contact=(P.ALIKE, P.TIMELINE)),
    "match_rejected": _change(board=(P.CARD,), person=(P.CARD,), contact=(P.ALIKE, P.TIMELINE)),
    "match_parted": _change(board=(P.CARD,), person=(P.CARD,), contact=(P.ALIKE, P.TIMELINE)),
    "contact_left_to_holder": _change(board=(P.CARD,), person=(P.CARD, P.NOTICES), contact=(P.TIMELINE,)),
    "restricted_match_changed": _NOTHING,
    "holder_left": _moved(P.STATE, P.TIMELINE, notices=True),
    "holder_returned": _moved(P.STATE, P.TIMELINE, notices=True),
    "restricted_climbed": _moved(P.STATE, P.LATE, P.TIMELINE, notices=True),
    "restricted_uncovered": _moved(P.STATE, P.TIMELINE, notices=True),
    "restricted_covered": _moved(P.STATE, P.TIMELINE, notices=True),
    "reminder_raised": _change(person=(P.NOTICES,), contact=(P.TIMELINE,)),
    "reminder_unheard": _change(person=(P.NOTICES,), contact=(P.TIMELINE,)),
    "reminder_acknowledged": _change(person=(P.NOTICES,), contact=(P.TIMELINE,)),
    "reminders_cancelled": _change(person=(P.NOTICES,), contact=(P.TIMELINE,)),
    "measure_recorded": _moved(P.STATE, P.PROTECTION, P.TIMELINE),
    "measure_ended": _moved(P.STATE, P.PROTECTION, P.TIMELINE),
    "contact_reviewed": _moved(P.STATE, P.PROTECTION, P.TIMELINE, notices=True),
    "review_meeting_set": _change(person=(P.NOTICES,), contact=(P.PROTECTION, P.TIMELINE)),
    "review_meeting_passed_on": _change(person=(P.NOTICES,), contact=(P.PROTECTION, P.TIMELINE)),
    "review_meeting_called_off": _change(person=(P.NOTICES,), contact=(P.PROTECTION, P.TIMELINE)),
    "forecast_changed": _moved(),
    "hold_placed": _change(contact=(P.STATE, P.TIMELINE)),
    "hold_lifted": _change(contact=(P.STATE, P.TIMELINE)),
    "delivery_queued": _change(person=(P.NOTICES,)),
    "delivery_acknowledged": _change(person=(P.NOTICES,), contact=(P.TIMELINE,)),
    "duty_recorded": _ROTA,
    "duty_changed": _ROTA,
    "duty_ended": _ROTA,
    "shift_began": _ROTA,
    "shift_ends_soon": _ROTA,
    "shift_ended": _ROTA,
    "cover_changed": _ROTA,
    "agency_hours_set": _ROTA,
    "delivery_sent": _NOTHING,
    "delivery_put_off": _NOTHING,
    "delivery_confirmed": _NOTHING,
    "delivery_dropped": _change(person=(P.NOTICES,)),
    "delivery_failed": _change(person=(P.NOTICES,), contact=(P.TIMELINE,)),
    "delivery_climbed": _change(person=(P.NOTICES,), contact=(P.TIMELINE,)),
    "delivery_unanswered": _change(contact=(P.TIMELINE,)),
    "directory_changed": _NOTHING,
    "mail_domains_changed": _NOTHING,
    "day_turned": _EVERYTHING,
    "policy_amended": _EVERYTHING,
    "policy_began": _EVERYTHING,
    "clocks_recounted": _moved(P.STATE, P.TIMELINE),
    "agency_hours_began": _ROTA,
    "reminders_recounted": _change(contact=(P.TIMELINE,)),
    "screen_paired": _change(wall=(P.LANES,)),
    "screen_revoked": _change(board=(P.WALLS,), wall=(P.LANES,), access=True),
    "screen_went_dark": _change(board=(P.WALLS,), wall=(P.LANES,)),
    "screen_came_back": _change(board=(P.WALLS,), wall=(P.LANES,)),
    "screen_amended": _change(board=(P.WALLS,), access=True),
    "screen_reloaded": _change(access=True),
    "screen_seen_to": _change(board=(P.WALLS,)),
    "screen_turned_away": _change(board=(P.WALLS,)),
    "visit_began": _change(board=(P.WALLS,), wall=(P.LANES,)),
    "visit_extended": _change(board=(P.WALLS,), wall=(P.LANES,)),
    "visit_asked": _change(board=(P.WALLS,)),
    "visit_ended": _change(board=(P.WALLS,), wall=(P.LANES,)),
    "walls_darkened": _change(wall=(P.LANES,)),
    "walls_lit": _change(wall=(P.LANES,)),
    "seat_taken": _ACCESS,
    "seat_ended": _ACCESS,
    "token_issued": _NOTHING,
    "token_ended": _NOTHING,
    "readings_sealed": _NOTHING,
    "agency_added": _NOTHING,
    "hub_opened": _NOTHING,
    "person_added": _NOTHING,
    "person_ended": _ACCESS,
    "introduction_ended": _NOTHING,
    "password_changed": _NOTHING,
    "shortcuts_set": _NOTHING,
    "filter_saved": _NOTHING,
    "filter_removed": _NOTHING,
    "handover_marked": _change(person=(P.SHIFT,)),
    "second_factor_set": _NOTHING,
    "signed_in": _NOTHING,
    "sign_in_refused": _NOTHING,
    "session_locked": _ACCESS,
    "session_unlocked": _NOTHING,
    "session_ended": _ACCESS,
    "database_restored": _EVERYTHING,
}
assert CHANGES.keys() == KINDS.keys(), "every kind of event says here what it redraws"


@dataclass(slots=True)
class Wanted:
    """What an audience needs drawn anew. contacts: reference by number; emptied is what may be gone."""

    parts: set[Part] = field(default_factory=set)
    contacts: dict[int, str] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.parts)


def _parts(change: Change, kind: Kind) -> frozenset[Part]:
    """Counts of what waits follow whatever moves the board or somebody's own strip, and are drawn as one."""
    if kind != "waits":
        return change.parts.get(kind, frozenset())
    return frozenset({Part.ALL}) if change.parts.get("board") or change.parts.get("person") else frozenset()


def wanted(audience: Audience, events: Iterable[Happened]) -> Wanted:
    """Parts of this audience's region that these events redraw.

    A restricted contact redraws nothing for a board or a wall, not even a lane's head, except by the event that took it away from
    them: else the timing of frames would tell that it exists. A person's strip follows only events that concern them.
    """
    events = list(events)
    leaving = {e.contact_id for e in events if e.kind == "contact_restricted"}
    want = Wanted()
    for event in events:
        parts = _parts(CHANGES[event.kind], audience.kind)
        if not parts:
            continue
        hidden = event.restricted and event.contact_id not in leaving
        if audience.kind == "waits" and hidden and audience.person_id not in event.concerns:
            continue
        if audience.kind in ("board", "wall", "rota") and hidden:
            continue
        if audience.kind == "person" and Part.ALL not in parts and audience.person_id not in event.concerns:
            continue
        if audience.kind == "contact" and Part.ALL not in parts and event.ref != audience.ref:
            continue
        if audience.kind == "contact" and event.contact_id is not None and event.ref != audience.ref:
            continue
        want.parts |= parts
        if event.contact_id is not None and event.ref is not None:
            want.contacts[event.contact_id] = event.ref
    return want
