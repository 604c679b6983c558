"""Names as clerks type them: folded to what two spellings of one name have in common, and compared."""

from __future__ import annotations

import re
import unicodedata
from enum import IntEnum
from functools import lru_cache
from typing import Final

from rapidfuzz.distance import OSA

from board.domain.nicknames import GROUPS


class Alike(IntEnum):
    """How alike two names are. UNKNOWN: one of them is missing, which says nothing either way."""

    OTHER = 0
    UNKNOWN = 1
    NEAR = 2  # a slip of the keys, a short form, another spelling
    PART = 3  # one of a double name
    SAME = 4


# What is typed where a name is not known.
_NOT_A_NAME: Final = frozenset(
    ("unknown", "unnamed", "known", "not", "n", "k", "nk", "na", "none", "nil", "tbc", "tbd", "child", "baby", "infant", "boy", "girl",
     "unborn", "male", "female", "mother", "father", "mum", "dad", "sibling", "x", "xx", "xxx", "anon", "anonymous", "refused", "given")
)  # fmt: skip
_TITLES: Final = frozenset(("mr", "mrs", "ms", "miss", "mx", "dr", "master", "sir", "the", "aka", "nee"))
_SPELLINGS: Final = (
    ("ph", "f"),
    ("ck", "k"),
    ("ch", "c"),
    ("c", "k"),
    ("q", "k"),
    ("z", "s"),
    ("y", "i"),
    ("ee", "i"),
    ("ea", "i"),
    ("ie", "i"),
    ("ei", "i"),
)


@lru_cache(maxsize=50_000)
def tokens(name: str | None) -> tuple[str, ...]:
    """A name's words: without accents, apostrophes, titles and what stands for "not known"; a double name is two."""
    if not name:
        return ()
    plain = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c)).casefold()
    plain = plain.replace("ß", "ss").replace("ø", "o").replace("ł", "l").replace("đ", "d").replace("ı", "i")
    words = [w for w in re.split(r"[^\w]+|\d+|_", re.sub(r"['’`´ʼ]", "", plain)) if w]
    kept = tuple(w for w in words if w not in _TITLES)
    return () if all(w in _NOT_A_NAME for w in kept) else kept


@lru_cache(maxsize=50_000)
def folded(word: str) -> str:
    """What spellings of one name share: doubled letters single, ph as f, c as k, y as i."""
    for long, short in _SPELLINGS:
        word = word.replace(long, short)
    return re.sub(r"(.)\1+", r"\1", word).rstrip("e") or word


@lru_cache(maxsize=50_000)
def keys(word: str) -> frozenset[str]:
    """By what a word can be looked up: its folded form and the names it is short for."""
    return frozenset({folded(word)}) | GROUPS.get(word, frozenset())


@lru_cache(maxsize=100_000)
def word_alike(one: str, other: str, *, given: bool) -> Alike:
    """How alike two words of a name are. given: of given names, where short forms count, and where a near one begins alike: twins rhyme."""
    if one == other:
        return Alike.SAME
    if given and GROUPS.get(one, frozenset()) & GROUPS.get(other, frozenset()):
        return Alike.NEAR
    if folded(one) == folded(other):
        return Alike.NEAR
    shorter = min(len(one), len(other))
    slips = 0 if shorter < 4 else 1 if shorter < 8 else 2
    if given and one[0] != other[0]:
        return Alike.OTHER
    return Alike.NEAR if slips and OSA.distance(one, other, score_cutoff=slips) <= slips else Alike.OTHER


def given_alike(one: str | None, other: str | None) -> Alike:
    """How alike two given names are. A middle name on one side alone says nothing; an initial is part of a name."""
    ours, theirs = tokens(one), tokens(other)
    if not ours or not theirs:
        return Alike.UNKNOWN
    if ours == theirs or "".join(ours) == "".join(theirs):
        return Alike.SAME
    first = word_alike(ours[0], theirs[0], given=True)
    if first is Alike.SAME:
        # Anna Maria and Anna Louise are two, Anna and Anna Louise may be one.
        apart = len(ours) > 1 and len(theirs) > 1 and not _any_alike(ours[1:], theirs[1:])
        return Alike.NEAR if apart else Alike.SAME
    if first is Alike.NEAR:
        return Alike.NEAR
    if 1 in (len(ours[0]), len(theirs[0])) and ours[0][0] == theirs[0][0]:
        return Alike.NEAR
    joined = word_alike("".join(ours), "".join(theirs), given=True)
    # Known by the middle name: "Grace" and "Emily Grace".
    middle = ours[0] in theirs[1:] or theirs[0] in ours[1:]
    return Alike.NEAR if joined is not Alike.OTHER or middle else Alike.OTHER


def _any_alike(ours: tuple[str, ...], theirs: tuple[str, ...]) -> bool:
    return any(
        a[0] == b[0] if 1 in (len(a), len(b)) else word_alike(a, b, given=True) for a in ours for b in theirs
    )


def family_alike(one: str | None, other: str | None) -> Alike:
    """How alike two family names are. Smith-Jones, Smith Jones and Smithjones are one; Smith is part of them."""
    ours, theirs = tokens(one), tokens(other)
    if not ours or not theirs:
        return Alike.UNKNOWN
    if "".join(ours) == "".join(theirs) or sorted(ours) == sorted(theirs):
        return Alike.SAME
    if len(ours) != len(theirs) and {w for w in ours if len(w) > 2} & {w for w in theirs if len(w) > 2}:
        return Alike.PART
    if word_alike("".join(ours), "".join(theirs), given=False) is not Alike.OTHER:
        return Alike.NEAR
    if len(ours) != len(theirs):
        near = any(word_alike(a, b, given=False) for a in ours for b in theirs if min(len(a), len(b)) > 3)
        return Alike.NEAR if near else Alike.OTHER
    return Alike.OTHER
