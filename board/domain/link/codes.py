"""Codes of six digits, which come by another route than the link that they open."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Final

DIGITS: Final = 6
MOST_WRONG: Final = 5
"""The fifth wrong code voids the code; the link stays, and the hub can send another."""
_TYPED: Final = re.compile(rf"\d{{{DIGITS}}}", re.ASCII)


class Route(StrEnum):
    """How a code goes to the person."""

    TEXT = "text"  # a text message
    CALL = "call"  # read out in a call that the hub makes


def typed_digits(typed: str) -> str | None:
    """The code in what a person typed, with or without spaces and hyphens; none where that is no code."""
    digits = re.sub(r"[\s\-\u2010-\u2013]", "", typed)
    return digits if _TYPED.fullmatch(digits) else None


def shown_digits(code: str) -> str:
    """The code as it is read out: two groups of three."""
    return f"{code[:3]} {code[3:]}"
