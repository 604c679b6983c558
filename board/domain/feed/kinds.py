"""The kinds of event that the feed tells, and numbers. An event that it does not tell has no number, so that nobody can count it."""

from __future__ import annotations

from typing import Final

from board.domain.events import KINDS

UNTOLD: Final = frozenset(
    {
        # A sending brings these by itself, and how many depends on whether a contact under its reference is restricted, held or closed.
        "late_information_received", "contact_left_closed", "match_found", "match_parted",
        # Messages go to the holder of one contact and to the people named on another, and are read or climb in their own time.
        "delivery_acknowledged", "delivery_failed", "delivery_climbed", "delivery_unanswered",
        # Restricted contacts are in no feed.
        "contact_restricted", "named_people_changed", "restricted_climbed", "restricted_uncovered", "restricted_covered",
        "restrict_too_answered",
    }
)  # fmt: skip
"""Kinds that stand in the history of a contact and not in the feed."""
BY_A_PERSON: Final = frozenset({"referrer_hidden"})
"""Kinds that the feed tells only of a person, since a sending can bring them too."""


def in_feed(kind: str) -> bool:
    """Whether the feed tells events of this kind."""
    return kind in KINDS and KINDS[kind].open and kind not in UNTOLD
