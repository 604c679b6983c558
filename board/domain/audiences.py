"""People who see the same bytes. An audience is derived from the session, never named by the request."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from board.domain.permissions import Lens

Kind = Literal["board", "person", "contact", "wall", "rota", "waits", "list"]
_LENS_AT = {"board": 0, "rota": 0, "contact": 1}
"""The place of the lens in the key."""


@dataclass(frozen=True, slots=True, order=True)
class Audience:
    """One set of people and the region of a page they share.

    key: for board and rota the lens, for person and waits the person's number, for contact `ref:lens`, for a list its number,
    for wall empty. A board, rota or contact that is drawn for one reader alone ends in
    `:person`. Every audience belongs to one hub, because its cursor counts that hub's events.
    """

    kind: Kind
    hub_id: int
    key: str

    def __str__(self) -> str:
        return f"{self.kind}:{self.hub_id}:{self.key}"

    @property
    def person_id(self) -> int:
        """Whose strip or counts this is (person and waits audiences)."""
        return int(self.key)

    @property
    def ref(self) -> str:
        """Which contact this is about (contact audiences)."""
        return self.key.partition(":")[0]

    @property
    def lens(self) -> Lens:
        """The lens that says which fields it sees (board, rota and contact audiences)."""
        return Lens(self.key.split(":")[_LENS_AT[self.kind]])

    @property
    def reader(self) -> int | None:
        """The one person it is drawn for, without contacts that are kept from them; none where it is many people's."""
        if self.kind in ("person", "waits"):
            return self.person_id
        own = self.key.split(":")[_LENS_AT[self.kind] + 1 :] if self.kind in _LENS_AT else []
        return int(own[0]) if own else None

    def alone(self, person_id: int) -> Audience:
        """The same for one reader alone: a board, rota or contact without what is kept from them."""
        if self.kind not in _LENS_AT or self.reader is not None:
            return self
        return Audience(self.kind, self.hub_id, f"{self.key}:{person_id}")


def board(hub_id: int, lens: Lens) -> Audience:
    """Everybody at a desk of this hub with this lens."""
    return Audience("board", hub_id, lens.value)


def person(hub_id: int, person_id: int) -> Audience:
    """One person: their work, and what is restricted to them."""
    return Audience("person", hub_id, str(person_id))


def contact(hub_id: int, ref: str, lens: Lens) -> Audience:
    """Everybody with this contact open and this lens."""
    return Audience("contact", hub_id, f"{ref}:{lens.value}")


def rota(hub_id: int, lens: Lens) -> Audience:
    """Everybody with this hub's rota open and this lens."""
    return Audience("rota", hub_id, lens.value)


def wall(hub_id: int) -> Audience:
    """The screens in the room of this hub."""
    return Audience("wall", hub_id, "")


def waits(hub_id: int, person_id: int) -> Audience:
    """One person who looks at what waits for them in each of their hubs: the counts of this one."""
    return Audience("waits", hub_id, str(person_id))


def draft(hub_id: int, draft_id: str) -> Audience:
    """Everybody with the page of this uploaded list open: how far it is, in numbers alone."""
    return Audience("list", hub_id, draft_id)
