"""Who is doing this: a person in one hub, by their seats there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from board.domain.permissions import Action, Lens, Role, lens_of, may, sees


@dataclass(frozen=True, slots=True)
class Actor:
    """A person acting in one hub.

    roles: all open seats of the person in this hub; never empty. session_id: none for a service person and for the board itself.
    """

    person_id: int
    name: str
    hub_id: int
    hub_key: str
    hub_name: str
    roles: frozenset[Role]
    agency: str
    session_id: UUID | None = None

    @property
    def key(self) -> dict[str, Any]:
        """Their hub and number, as statements name them."""
        return {"hub_id": self.hub_id, "person_id": self.person_id}

    @property
    def lens(self) -> Lens:
        """Which labelled fields this person sees: the widest of their seats."""
        return lens_of(self.roles)

    @property
    def reader(self) -> int | None:
        """This person, from whom contacts may be kept; none where their lens shows no names: there a contact that is missing would tell
        which family it is of.
        """
        return self.person_id if sees(self.lens, "contact", "family") else None

    def may(self, action: Action) -> bool:
        """Whether any of their seats here allows this."""
        return may(self.roles, action)
