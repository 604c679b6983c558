"""Whether somebody is whom a caller asks for: a name said over the telephone, and perhaps a birth date."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import Final

from board.domain.family.scripts import begins_like, sparse
from board.domain.family.spellings import spellings
from board.domain.matching import Somebody, dates_alike
from board.domain.names import Alike, folded_start, tokens, word_alike

_JOINED: Final = 4  # words of a name that may be written as one
_SAME, _NEAR, _BEGINS = 4, 2, 3


def fits(name: str, born_on: date | None, who: Somebody) -> int:
    """How well somebody fits, 0 for not at all. Each word asked for must be one of theirs, nearly one, or its first letters.

    The order makes no difference, nor does parting one name into two or writing two as one.
    """
    asked = tokens(name)
    if not asked and born_on is None:
        return 0
    score = _words_fit(asked, _names(who.given, who.family)) if asked else 0
    if asked and not score:
        return 0
    if born_on is None:
        return score
    born = dates_alike(born_on, who.born_on or who.expected_on)
    if born is Alike.OTHER or (not asked and born is not Alike.SAME):
        return 0
    return 10 * score + {Alike.SAME: 9, Alike.PART: 6, Alike.NEAR: 5, Alike.UNKNOWN: 1}[born]


@lru_cache(maxsize=50_000)
def _names(given: str | None, family: str | None) -> tuple[str, ...]:
    """The words of a name, and those that stand beside each other as one word."""
    fields = (tokens(given), tokens(family))
    joined = {
        "".join(words[start:end])
        for words in (*fields, (*fields[0], *fields[1]))
        for start in range(len(words))
        for end in range(start + 2, min(start + _JOINED, len(words)) + 1)
    }
    return (*fields[0], *fields[1], *sorted(joined))


def _words_fit(asked: Sequence[str], theirs: tuple[str, ...]) -> int:
    """The best score of these words, one by one or the first few of them as one; 0 where one of them does not fit."""
    if not asked:
        return 0
    best = 0
    for end in range(1, min(_JOINED, len(asked)) + 1):
        found = _word_fits("".join(asked[:end]), theirs)
        rest = _words_fit(asked[end:], theirs) if found and end < len(asked) else 0
        if found and (rest or end == len(asked)):
            best = max(best, found * end + rest)
    return best


@lru_cache(maxsize=100_000)
def _word_fits(word: str, theirs: tuple[str, ...]) -> int:
    return max((_one_fits(word, other) for other in theirs), default=0)


@lru_cache(maxsize=200_000)
def _one_fits(word: str, other: str) -> int:
    if word == other:
        return _SAME
    if begins_like(other, word) if sparse(word) or sparse(other) else other.startswith(word):
        return _BEGINS
    if word_alike(word, other, given=True) or word_alike(word, other, given=False):
        return _NEAR
    if len(word) > 1 and not sparse(word + other) and folded_start(other).startswith(folded_start(word)):
        return 1
    return int(len(word) > 2 and any(form.startswith(word) for form in spellings(other)))
