"""How a contact came to whoever has it, to whom it stands offered, and who decides it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from board.views import labels as of


@dataclass(frozen=True, slots=True)
class StrategyRow:
    """A request for a strategy discussion, or its answer. what: which of these it is. waits: a manager is to answer it."""

    what: of.Strategy[str]
    said_by: of.Strategy[str]
    person_id: of.Strategy[int]
    said_at: of.Strategy[datetime]
    reason: of.Strategy[str]
    waits: of.Strategy[bool]


@dataclass(frozen=True, slots=True)
class Work:
    """given: how it came to its holder, none when they claimed it; e.g. "allocated by", and by whom. offered_to: to whom it stands offered.

    note: what is left to do, said with the offer. declined: who said no to the last offer, and why. manager: who decides it.
    Fields a lens lacks are None.
    """

    given: of.Holder[str | None] = None
    given_by: of.Holder[str | None] = None
    given_by_id: of.Holder[int | None] = None
    offered_to: of.Holder[str | None] = None
    offered_to_id: of.Holder[int | None] = None
    offered_at: of.Holder[datetime | None] = None
    note: of.HandOver[str | None] = None
    declined_by: of.Holder[str | None] = None
    declined_by_id: of.Holder[int | None] = None
    declined: of.HandOver[str | None] = None
    manager: of.Holder[str | None] = None
    manager_id: of.Holder[int | None] = None
    strategy: of.Strategy[tuple[StrategyRow, ...]] = ()


@dataclass(frozen=True, slots=True)
class Undo:
    """What was done last can be taken back by whoever did it, until a time. what: in words. seq: number of its event."""

    seq: of.Holder[int]
    what: of.Holder[str]
    person_id: of.Holder[int]
    until: of.Holder[datetime]
