"""A link that went to a mailbox: nobody's until somebody of the agency takes it with a code, and then theirs alone."""

from __future__ import annotations

from typing import Final

TAKEN_WORDS: Final = {
    "wrong_person": "They are not the person it is for",
    "not_reached": "They cannot be reached",
    "another_browser": "They need it in another browser",
}
"""Why the hub takes such a link away from the person who has it."""
GIVEN: Final = "given"
NOT_MINE: Final = "not_mine"
LEFT: Final = "left"
"""Other reasons for which the time of a person with such a link ends: given to a deputy, given back, or the person left the agency."""
