"""Work that somebody has in a hub: what must go to somebody else when they are absent or leave."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Work:
    """References of contacts, by how the person has them, and counts. lists: uploaded lists that wait for them. duties: still to come.

    Contacts that are restricted to others than the reader are missing here; the people named on those are told of them.
    """

    holds: tuple[str, ...] = ()
    decides: tuple[str, ...] = ()
    offered: tuple[str, ...] = ()
    lists: int = 0
    duties: int = 0

    def __bool__(self) -> bool:
        return bool(self.holds or self.decides or self.offered or self.lists or self.duties)
