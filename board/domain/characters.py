"""Characters of what people type: those that nobody can read as they stand, and whether a name can be seen at all."""

from __future__ import annotations

import unicodedata
from typing import Final

# Marks, embeddings, overrides and isolates of direction, swaps of shape, annotations and tags: text that holds them reads other than it
# is stored.
_TURNING: Final = frozenset(
    map(chr, (0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x2070), *range(0xFFF9, 0xFFFC), *range(0xE0000, 0xE0080)))
)  # fmt: skip
_BLANK: Final = frozenset("\u115f\u1160\u2800\u3164\uffa0\U0001d159")
"""Letters and symbols by their category, and empty space by their look."""
_MOST_MARKS: Final = 8
"""Marks over one letter: more than any script needs, and they are drawn over the lines around it."""


def unshowable(text: str, allowed: str = "") -> str | None:
    """Sentence for a person whose text holds a character that cannot be shown or that reorders the text around it, or nothing that can
    be seen; none otherwise.

    allowed: control characters that may stand in it, such as a line break.
    """
    if text.isascii() and text.isprintable():
        return None
    marks = 0
    for c in text:
        if c in _TURNING:
            return f"This holds a character that changes the order in which text is read (U+{ord(c):04X}): take it out, or type it again."
        if c not in allowed and unicodedata.category(c) in ("Cc", "Cs"):
            return "This holds characters that cannot be shown (such as NUL or a control character): take them out."
        marks = marks + 1 if unicodedata.category(c)[0] == "M" else 0
        if marks > _MOST_MARKS:
            return f"This holds more than {_MOST_MARKS} marks over one letter: take them out."
    if text.strip() and not any(map(_seen, text)):
        return "This holds nothing that can be seen: type it again, or leave it empty."
    return None


def without_letter(name: str) -> bool:
    """Whether a name holds no letter that can be seen, so that nobody could read it or say it."""
    return not any(unicodedata.category(c) in ("Lu", "Ll", "Lt", "Lo") and _seen(c) for c in name)


def _seen(c: str) -> bool:
    return unicodedata.category(c)[0] in "LNPS" and c not in _BLANK
