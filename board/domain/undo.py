"""What can be undone: the last thing somebody did with a contact, for a short while, as long as nothing stands in the way."""

from __future__ import annotations

from typing import Final

UNDOABLE: Final = {
    "contact_claimed": "the claim",
    "contact_released": "the release",
    "hand_over_offered": "the offer",
    "hand_over_accepted": "taking it over",
    "hand_over_declined": "declining it",
    "hand_over_withdrawn": "taking back the offer",
    "contact_allocated": "the allocation",
    "contact_reassigned": "the reassignment",
    "child_rated": "the rating",
}
"""Kinds of event that can be undone, each with what is undone in words."""

IN_THE_WAY: Final = (
    *UNDOABLE,
    "act_undone",
    "child_added",
    "contact_closed",
    "contact_restricted",
    "contact_unrestricted",
    "named_people_changed",
    "owner_taken",
    "owner_transferred",
)
"""Kinds of event after which what came before stays as it is. Others (a clock that fired, late information that came) change nothing of
who has a contact, and stand in nobody's way."""
