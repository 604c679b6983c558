"""A list of codes with their words, the publication that it comes from, and the code that a sender's words offer."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

_BREAKS: Final = re.compile(r"[^0-9a-z]+")


@dataclass(frozen=True, slots=True)
class CodeList:
    """Codes and the words that people read for them.

    source: the publication and its edition. several: whether a person may have more than one of the codes. number: the shape of a
    national number that stands for a code, and number_words: what it is. also: other common spellings of a code, in plain letters.
    """

    key: str
    source: str
    codes: Mapping[str, str]
    several: bool = False
    number: re.Pattern[str] | None = None
    number_words: str = ""
    also: Mapping[str, str] = field(default_factory=dict)

    def has(self, code: str) -> bool:
        """Whether the list has this code, or it is a number of the right shape."""
        return code in self.codes or (self.number is not None and self.number.fullmatch(code) is not None)

    def words(self, code: str) -> str:
        """The words of a code; a code that a later list no longer has stands as it is."""
        return self.codes.get(code, f"{self.number_words} {code}".strip())

    def offered(self, words: str | None) -> str | None:
        """The code that a sender's words surely name; none where they may name two, or nothing of the list."""
        plain = plainly(words or "")
        if not plain:
            return None
        found = {code for code, label in self.codes.items() if plain in (plainly(code), plainly(label))}
        found |= {code for spelled, code in self.also.items() if plain == plainly(spelled)}
        if self.number is not None and self.number.fullmatch((words or "").strip()):
            found.add((words or "").strip())
        return found.pop() if len(found) == 1 else None


def plainly(words: str) -> str:
    """Words without capitals, punctuation and double spaces, as they are compared with a list."""
    return _BREAKS.sub(" ", words.casefold().replace("&", " and ")).strip()
