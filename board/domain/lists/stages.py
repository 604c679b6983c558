"""How far an uploaded list is, how it can end, and when people are told that it waits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Final


class Stage(StrEnum):
    """How far an uploaded list is."""

    READING = "reading"  # a worker reads it
    ASKING = "asking"  # a person must say how it is read
    CHECKED = "checked"  # as the board reads it stands on the page; nothing is kept yet
    KEEPING = "keeping"  # a worker keeps it
    KEPT = "kept"  # all of it but the held-back lines
    ENDED = "ended"


BUSY: Final = frozenset({Stage.READING, Stage.KEEPING})
Same = dict[str, str]
"""The number of a line in the whole file, and the reference of the contact of which it is more. Any other line is a contact of its own."""
KEPT: Final = "kept"
RAN_OUT: Final = "ran_out"
REASONS: Final[Mapping[str, str]] = {
    "sent_again": "It was sent again, corrected",
    "by_hand": "Its contacts were logged by hand",
    "twice": "It is here twice",
    "wrong_file": "It is the wrong file",
    "not_ours": "It is for another hub",
}
"""Why a list, or what was held back of it, is thrown away. Codes, because a reason in words would describe families."""


@dataclass(frozen=True, slots=True)
class ListSettings:
    """When people are told of an uploaded list that is neither kept nor thrown away."""

    owner_told_minutes: Annotated[
        int,
        "Minutes after which the owner of an uploaded list is told that it is neither kept nor thrown away.",
    ] = 60
    managers_told_minutes: Annotated[
        int, "Minutes after that until the duty manager is told, who can take it over."
    ] = 30
    ends_after_hours: Annotated[
        int,
        "Hours after which such a list ends by itself; managers are told, and its words are removed.",
    ] = 72

    def __post_init__(self) -> None:
        if min(self.owner_told_minutes, self.managers_told_minutes) < 1:
            raise ValueError("minutes are at least 1")
        if not 1 <= self.ends_after_hours <= 14 * 24:
            raise ValueError("ends_after_hours: from 1 hour to 14 days")
        if self.owner_told_minutes + self.managers_told_minutes >= 60 * self.ends_after_hours:
            raise ValueError("ends_after_hours: managers are told before a list ends")


DEFAULT_LISTS: Final = ListSettings()
