"""Short random references: said over a phone, read from a wall, telling nothing."""

from __future__ import annotations

import re
from random import Random
from typing import Final

ALPHABET: Final = (
    "2346789BCDFGHJKMNPQRTVWXYZ"  # no vowels, no 0 O 1 I L 5 S U; schema.sql contacts_ref_shape says the same
)
SHORTEST: Final = 3
LONGEST: Final = 8

_READ_AS = str.maketrans("2346789", "ZEAGTBG")
_WORDS = re.compile("FAG|FAT|GAY|NAZ|PAK|MAD|BAD|DEAD|DED|RAP|HATE|CRAP|DAMN|TWAT|WANK|FCK|WTF|KKK|BRAT|TART")
_NUMBERS = re.compile("88|666")


def new_ref(random: Random, length: int = SHORTEST) -> str:
    """A reference of this length: at least one digit, and nothing that reads as a word on the wall. It may be taken already: then ask
    again with `longer(length)`.
    """
    while True:
        ref = "".join(random.choices(ALPHABET, k=length))
        if fit_to_show(ref):
            return ref


def like_a_ref(typed: str) -> bool:
    """Whether what was typed has the shape of a reference, so that it is surely no name."""
    ref = typed.upper()
    return SHORTEST <= len(ref) <= LONGEST and set(ref) <= set(ALPHABET) and any(c.isdigit() for c in ref)


def longer(length: int) -> int:
    """Length to try after a reference was taken already."""
    return min(length + 1, LONGEST)


def fit_to_show(ref: str) -> bool:
    """Whether it holds a digit and reads as no word, also with digits read as letters."""
    if not any(letter.isdigit() for letter in ref):
        return False
    return not (_NUMBERS.search(ref) or _WORDS.search(ref) or _WORDS.search(ref.translate(_READ_AS)))
