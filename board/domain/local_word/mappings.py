"""The code of a sender's word: an explicit code, else the mapping in force when the word was recorded, else what the list itself reads."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from board.domain.contact.gradings import GRADING
from board.domain.facts.code_list import CodeList
from board.domain.facts.codes import LISTS

LABELS: Final[Mapping[str, str]] = {
    "sex": "Sex",
    "ethnicity": "Ethnicity",
    "disability": "Disability",
    "first_language": "First language",
    "interpreter": "Interpreter",
    "school": "School",
    "relationship": "Relationship of an adult to a child",
    "care": "Part of an adult in the care of a child",
    "parental_responsibility": "Parental responsibility",
    "grading": "Grading of a domestic abuse incident",
}
"""Lists of which words can be mapped. Not GPs: words for a practice are mostly a doctor's name."""
CODE_LISTS: Final[Mapping[str, CodeList]] = {name: {**LISTS, "grading": GRADING}[name] for name in LABELS}
WORD_MOST: Final = 60
"""A longer text is a sentence, which may tell of a family."""
_AROUND: Final = " .,;:!?\"'’“”()[]-–/"


@dataclass(frozen=True, slots=True)
class WordMapping:
    """A word of one list and its code, for words recorded from from_at (none: ever) until before until_at (none: until it is ended)."""

    word_mapping_id: int
    list_key: str
    word: str
    code: str
    from_at: datetime | None
    until_at: datetime | None

    @property
    def never(self) -> bool:
        """Whether it ended before it began."""
        return self.from_at is not None and self.until_at is not None and self.until_at <= self.from_at

    def holds(self, at: datetime) -> bool:
        """Whether it was in force at this moment."""
        return (self.from_at is None or self.from_at <= at) and (self.until_at is None or at < self.until_at)


@dataclass(frozen=True, slots=True)
class WordCodes:
    """Every mapping of a hub. A return reads the code of each word here."""

    by_word: Mapping[tuple[str, str], tuple[WordMapping, ...]]

    @classmethod
    def of(cls, mappings: Iterable[WordMapping]) -> WordCodes:
        """The mappings, by list and word."""
        found: dict[tuple[str, str], tuple[WordMapping, ...]] = {}
        for one in mappings:
            key = one.list_key, one.word
            found[key] = (*found.get(key, ()), one)
        return cls(found)

    def coded(
        self, list_key: str, word: str | None, at: datetime, *, explicit: str | None = None
    ) -> str | None:
        """The code of this word, recorded at this moment; none where nobody mapped it and the list does not read it.

        explicit: the code that the record itself carries, which no mapping changes.
        """
        if explicit is not None:
            return explicit
        key = word_key(word)
        mapped = next((one for one in self.by_word.get((list_key, key), ()) if one.holds(at)), None)
        return mapped.code if mapped else CODE_LISTS[list_key].offered(word)


def word_key(word: str | None) -> str:
    """A word as it is compared: without capitals, double spaces and punctuation around it."""
    return " ".join(unicodedata.normalize("NFKC", word or "").casefold().split()).strip(_AROUND)


def word_problem(key: str, typed: str) -> str | None:
    """The sentence that is wrong with a word to be mapped; none when it can be."""
    if not any(one.isalnum() for one in key):
        return "Enter the sender's word, with letters or digits."
    if len(typed) > WORD_MOST:
        return f"Keep it under {WORD_MOST} characters; this has {len(typed)}. A sentence is no word: record the code on the contact."
    if tells_more(key):
        return "This looks like a telephone number or an address. Record the code on the contact instead."
    return None


def tells_more(key: str) -> bool:
    """Whether a text holds more than a word or a short code, such as a telephone number, an address or a date."""
    digits = sum(one.isdigit() for one in key)
    return len(key) > WORD_MOST or "@" in key or digits > 3 or (digits > 0 and len(key) > 12)
