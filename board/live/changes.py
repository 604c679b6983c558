"""Which parts of an audience's region some events redraw: what each kind says in board/domain/events.py, and whom it may reach."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from board.domain.audiences import Audience, Kind
from board.domain.events import KINDS, Happened
from board.domain.redraws import Access, Part, Redraw


@dataclass(slots=True)
class Wanted:
    """What an audience needs drawn anew. contacts: reference by number; emptied is what may be gone."""

    parts: set[Part] = field(default_factory=set)
    contacts: dict[int, str] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.parts)


BESIDE = frozenset({"sending_told", "attempts_told", "contact_restricted", "contact_unrestricted"})
"""Kinds that redraw the attempts on each open page of a contact, since they may be about one that the event does not name. Everybody sees
when these happen, so a frame tells nothing by coming."""


def _parts(redraw: Redraw, kind: Kind) -> frozenset[Part]:
    """Counts of what waits follow whatever moves the board or somebody's own strip, and are drawn as one."""
    if kind != "waits":
        return redraw.parts.get(kind, frozenset())
    return frozenset({Part.ALL}) if redraw.parts.get("board") or redraw.parts.get("person") else frozenset()


def _beside(kind: str) -> set[Part]:
    return {Part.ATTEMPTS} if kind in BESIDE else set()


def wanted(audience: Audience, events: Iterable[Happened]) -> Wanted:
    """Parts of this audience's region that these events redraw.

    A restricted contact redraws nothing for a board or a wall, not even a lane's head, except by the event that took it away from
    them: else the timing of frames would tell that it exists. A person's strip follows only events that concern them.
    """
    events = list(events)
    leaving = {e.contact_id for e in events if e.kind == "contact_restricted"}
    want = Wanted()
    for event in events:
        if KINDS[event.kind].redraws.access is Access.INTEREST and audience.reader == event.person:
            want.parts.add(Part.ALL)
        parts = _parts(KINDS[event.kind].redraws, audience.kind)
        if not parts:
            continue
        hidden = event.restricted and event.contact_id not in leaving
        if audience.kind == "waits" and hidden and audience.person_id not in event.concerns:
            continue
        if audience.kind in ("board", "wall", "rota") and hidden:
            continue
        if audience.reader in event.apart:  # not even the time of a frame tells of it
            continue
        if audience.kind in ("board", "wall") and parts == {Part.CALM} and event.contact_id is None:
            continue  # a message about nothing on the board, which may be about a restricted contact
        if audience.kind == "person" and Part.ALL not in parts and audience.person_id not in event.concerns:
            continue
        if audience.kind == "contact" and event.ref != audience.ref:
            parts = parts if Part.ALL in parts and event.contact_id is None else parts & _beside(event.kind)
            want.parts |= parts
            continue
        want.parts |= parts
        if event.contact_id is not None and event.ref is not None:
            want.contacts[event.contact_id] = event.ref
    return want
