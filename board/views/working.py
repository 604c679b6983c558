"""How a contact came to whoever has it, to whom it stands offered, and who decides it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Work:
    """given: how it came to its holder, none when they claimed it; e.g. "allocated by", and by whom. offered_to: to whom it stands offered.

    note: what is left to do, said with the offer. declined: who said no to the last offer, and why. manager: who decides it.
    Fields a lens lacks are None.
    """

    given: str | None = None
    given_by: str | None = None
    given_by_id: int | None = None
    offered_to: str | None = None
    offered_to_id: int | None = None
    offered_at: datetime | None = None
    note: str | None = None
    declined_by: str | None = None
    declined_by_id: int | None = None
    declined: str | None = None
    manager: str | None = None
    manager_id: int | None = None


@dataclass(frozen=True, slots=True)
class Undo:
    """What was done last can be taken back by whoever did it, until a time. what: in words. seq: number of its event."""

    seq: int
    what: str
    person_id: int
    until: datetime
