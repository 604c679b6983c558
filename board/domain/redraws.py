"""Parts of an audience's region, and which of them a kind of event redraws."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Final

from board.domain.audiences import Kind


class Part(StrEnum):
    """A part of a region that is drawn as one."""

    ALL = "all"  # everything of the region
    CARD = "card"  # the card of the event's contact, in its lane
    HEADS = "heads"  # lane heads with their counts, and what is held by somebody who has left
    CALM = "calm"  # whether anything of the board needs anyone
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
    HISTORY = "history"  # other contacts of the same people
    LATE = "late"
    ATTEMPTS = "attempts"  # to find out about a restricted contact
    LINKS = "links"  # people outside who were asked about it
    PROTECTION = "protection"
    CONSENT = "consent"
    REQUESTS = "requests"
    TIMELINE = "timeline"


class Access(StrEnum):
    """The sockets that a kind of event ends, or asks again whether they may listen."""

    CONTACT = "contact"  # pages with the contact open, of people who may no longer know of it
    SCREEN = "screen"
    RELOAD = "reload"  # a wall whose page itself is another now
    SEAT = "seat"
    SESSION = "session"
    LOCKED = "locked"
    INTEREST = "interest"  # every page of one person, whose board is another now


@dataclass(frozen=True, slots=True)
class Redraw:
    """Parts that a kind of event redraws, by kind of audience, and which sockets it may end."""

    parts: Mapping[Kind, frozenset[Part]] = field(default_factory=dict)
    access: Access | None = None

    def __bool__(self) -> bool:
        return bool(self.parts or self.access)

    def with_timeline(self) -> Redraw:
        """The same, and the contact's timeline."""
        contact = self.parts.get("contact", frozenset()) | {Part.TIMELINE}
        return replace(self, parts={**self.parts, "contact": contact})


def redraw(
    access: Access | None = None,
    *,
    board: Collection[Part] = (),
    person: Collection[Part] = (),
    wall: Collection[Part] = (),
    contact: Collection[Part] = (),
    rota: Collection[Part] = (),
    lists: Collection[Part] = (),
) -> Redraw:
    """By kind of audience. Notices among the contact's parts are of the people concerned, beside their cards."""
    notices = {P.NOTICES} & {*contact}
    found: dict[Kind, Collection[Part]] = {
        "board": board,
        "person": {*person, *notices},
        "wall": wall,
        "contact": {*contact} - notices,
        "rota": rota,
        "list": lists,
    }
    return Redraw({kind: frozenset(parts) for kind, parts in found.items() if parts}, access)


P = Part


def moved(*parts: Part, access: Access | None = None) -> Redraw:
    """The contact may have changed place or colour: its card, the heads and the wall; and these parts of its page, or notices."""
    here = (P.CARD, P.HEADS)
    return redraw(access, board=(*here, P.CALM), person=here, wall=(P.LANES,), contact=parts, rota=(P.HEADS,))


def card(*parts: Part) -> Redraw:
    """The contact's card changed where it stands, and these parts of its page, or notices."""
    return redraw(board=(P.CARD, P.CALM), person=(P.CARD,), wall=(P.CALM,), contact=parts)


def restricted(*parts: Part) -> Redraw:
    """Other people may know of the contact than before."""
    return moved(P.STATE, P.NOTICES, P.ATTEMPTS, P.HISTORY, *parts, access=Access.CONTACT)


def opened(*contact: Part) -> Redraw:
    """Nothing but the page of the contact."""
    return redraw(contact=contact)


def noticed(*contact: Part) -> Redraw:
    """Notices of the people concerned, and these parts of the contact's page."""
    return redraw(person=(P.NOTICES,), contact=contact)


def message(*contact: Part) -> Redraw:
    """Notices of the people concerned, these parts of the contact's page, and whether anything of the board needs anyone."""
    return redraw(board=(P.CALM,), wall=(P.CALM,), person=(P.NOTICES,), contact=contact)


def walls(*, wall: bool, desk: bool, access: Access | None = None) -> Redraw:
    """The walls themselves, what desks are told of them, or both."""
    return redraw(access, wall=(P.LANES,) if wall else (), board=(P.WALLS,) if desk else ())


CAME: Final = moved(P.LATE, P.STATE, P.CONSENT)
CLOSED: Final = moved(P.SAFE, P.STATE, P.SUMMARY, P.ALIKE, P.HISTORY, P.LATE, P.LINKS, P.NOTICES)
UNDONE: Final = moved(P.SAFE, P.STATE, P.SUMMARY, P.FAMILY, P.ALIKE, P.HISTORY, P.LATE, P.LINKS, P.NOTICES)
PARTED: Final = moved(P.STATE, P.CONSENT, P.ALIKE, P.HISTORY, P.LATE, P.LINKS, P.NOTICES)
PUT_BACK: Final = moved(P.STATE, P.SUMMARY, P.NOTICES)
HANDED: Final = moved(P.STATE, P.NOTICES)
ROTA: Final = redraw(board=(P.ROTA,), person=(P.SHIFT,), wall=(P.LANES,), rota=(P.ALL,))
SEATS: Final = replace(ROTA, access=Access.SEAT)
SHIFT: Final = redraw(person=(P.SHIFT,))
LIST: Final = redraw(lists=(P.ALL,))
LIST_TOLD: Final = redraw(lists=(P.ALL,), person=(P.NOTICES,))
UNANSWERED: Final = redraw(board=(P.CALM,), wall=(P.CALM,))
EVERYTHING: Final = redraw(board=(P.ALL,), person=(P.ALL,), wall=(P.ALL,), contact=(P.ALL,), rota=(P.ALL,))
INTEREST: Final = redraw(Access.INTEREST)
NOTHING: Final = redraw()
