"""Whether somebody is whom a caller asks for: a name said over the telephone, and perhaps a birth date."""

from __future__ import annotations

from datetime import date

from board.domain.matching import Somebody, dates_alike
from board.domain.names import Alike, tokens, word_alike


def fits(name: str, born_on: date | None, who: Somebody) -> int:
    """How well somebody fits, 0 for not at all. Every word asked for must be one of theirs or nearly so, in any order."""
    asked, theirs = tokens(name), (*tokens(who.given), *tokens(who.family))
    if not asked and born_on is None:
        return 0
    score = 0
    for word in asked:
        best = max((_alike(word, other) for other in theirs), default=Alike.OTHER)
        if best is Alike.OTHER:
            return 0
        score += 2 if best is Alike.SAME else 1
    if born_on is None:
        return score
    born = dates_alike(born_on, who.born_on or who.expected_on)
    if born is Alike.OTHER or (not asked and born is not Alike.SAME):
        return 0
    return 10 * score + {Alike.SAME: 9, Alike.PART: 6, Alike.NEAR: 5, Alike.UNKNOWN: 1}[born]


def _alike(word: str, other: str) -> Alike:
    return max(word_alike(word, other, given=True), word_alike(word, other, given=False))
