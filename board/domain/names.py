"""Names as clerks type them: folded to what two spellings of one name have in common, and compared."""

from __future__ import annotations

import re
from collections import Counter
from enum import IntEnum
from functools import lru_cache
from itertools import permutations
from typing import Final

from rapidfuzz.distance import OSA

from board.domain.family.scripts import latin, sounds_like, sparse
from board.domain.family.short_forms import forms_alike, known
from board.domain.family.spellings import SPELT


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
     "unborn", "male", "female", "mother", "father", "mum", "dad", "sibling", "x", "xx", "xxx", "anon", "anonymous", "refused", "given",
     "fnu", "lnu", "nfn", "nln", "nmn", "twin", "no", "name", "surname", "forename")
)  # fmt: skip
# Words that tell children without a name apart.
_WHICH: Final = {
    "1": "1", "one": "1", "i": "1", "first": "1", "2": "2", "two": "2", "ii": "2", "second": "2", "3": "3", "three": "3", "iii": "3",
    "third": "3", "boy": "boy", "male": "boy", "girl": "girl", "female": "girl",
}  # fmt: skip
_TITLES: Final = frozenset(("mr", "mrs", "ms", "miss", "mx", "dr", "master", "sir", "the", "aka", "nee"))
_SPELLINGS: Final = (
    ("sch", "sh"), ("tch", "c"), ("ph", "f"), ("ck", "k"), ("kh", "k"), ("ch", "c"), ("th", "t"), ("c", "k"), ("q", "k"), ("x", "ks"),
    ("z", "s"), ("w", "v"), ("y", "i"), ("oo", "u"), ("ou", "u"), ("ee", "i"), ("ea", "i"), ("ie", "i"), ("ei", "i"), ("ae", "a"),
    ("oe", "o"), ("ue", "u"),
)  # fmt: skip
_SILENT: Final = re.compile(r"^w(?=r)|^k(?=n)|(?<=[aeiou])gh")  # Wright, Knight, Leigh
# Endings that make another name of a given name: Amir and Amira, Daniel and Danielle, Mario and Maria.
_HERS: Final = frozenset(("a", "ah", "e", "ia", "ina", "ine", "la", "le", "ette", "ietta"))
# Endings of a family name as a man and as a woman write it: Novák and Nováková, Papadopoulos and Papadopoulou.
_HIS_AND_HERS: Final = (
    ("ski", "ska"), ("sky", "ska"), ("cki", "cka"), ("cky", "cka"), ("zki", "zka"), ("ov", "ova"), ("ev", "eva"), ("in", "ina"),
    ("", "ova"), ("a", "ova"), ("ek", "kova"), ("y", "a"), ("os", "ou"), ("is", "i"), ("as", "a"), ("as", "aite"), ("as", "iene"),
    ("ius", "iute"), ("ys", "yte"), ("is", "yte"), ("us", "iene"),
)  # fmt: skip
_PARTICLES: Final = frozenset(
    ("al", "el", "ul", "bin", "ibn", "bint", "abu", "de", "da", "do", "dos", "del", "della", "di", "du", "la", "le", "van", "von", "der",
     "den", "o", "mc", "mac", "st", "saint", "ni", "nic", "ap", "ait", "ben")
)  # fmt: skip
_MOST_WORDS: Final = 4  # of a name whose words are tried in every order


@lru_cache(maxsize=50_000)
def tokens(name: str | None) -> tuple[str, ...]:
    """A name's words in plain letters: without accents, apostrophes, titles and what stands for "not known"; a double name is two."""
    if not name:
        return ()
    plain = latin(re.sub(r"['’‘`´ʼʻʹ′＇]", "", name))
    words = [w for w in re.split(r"[^\w\u0590-\u0eff]+|\d+|_", plain) if w]
    kept = tuple(w for w in words if w not in _TITLES)
    return () if all(w in _NOT_A_NAME for w in kept) else kept


def which_unnamed(name: str | None) -> str | None:
    """The word that tells this child without a name from others, as in "Twin 2" or "Baby girl"; none where there is a name."""
    if not name or tokens(name):
        return None
    return next((_WHICH[word] for word in re.findall(r"[a-z]+|\d+", latin(name)) if word in _WHICH), None)


@lru_cache(maxsize=50_000)
def folded(word: str) -> str:
    """A word as its spellings share it: doubled letters single, ph as f, c as k, y as i, and no silent end."""
    return folded_start(word).rstrip("eh") or word


@lru_cache(maxsize=50_000)
def folded_start(word: str) -> str:
    """The same of the first letters of a word, whose last one is no end."""
    word = _SILENT.sub("", word)
    for long, short in _SPELLINGS:
        word = word.replace(long, short)
    return re.sub(r"(.)\1+", r"\1", word)


@lru_cache(maxsize=100_000)
def word_alike(one: str, other: str, *, given: bool) -> Alike:
    """How alike two words of a name are. given: of given names, where short forms count, and where a near one begins alike: twins rhyme.

    Two given names of the tables are near where the tables say so, and never by a slip of the keys: Mary and Mark are two children.
    """
    if one == other:
        return Alike.SAME
    if sparse(one) or sparse(other):
        return Alike.NEAR if sounds_like(one, other) else Alike.OTHER
    if given:
        return _given_word(one, other)
    spelt = SPELT.get(one, frozenset()) & SPELT.get(other, frozenset())
    near = spelt or folded(one) == folded(other) or _slipped(one, other) or _her_family(one, other)
    return Alike.NEAR if near else Alike.OTHER


def _given_word(one: str, other: str) -> Alike:
    if forms_alike(one, other):
        return Alike.NEAR
    both_known = known(one) and known(other)
    if _hers(one, other, both_known=both_known):
        return Alike.OTHER
    if both_known or min(len(one), len(other)) < 4:
        return Alike.NEAR if _respelt(one) == _respelt(other) else Alike.OTHER
    if folded(one) == folded(other):
        return Alike.NEAR
    return Alike.NEAR if folded(one)[0] == folded(other)[0] and _slipped(one, other) else Alike.OTHER


@lru_cache(maxsize=50_000)
def _respelt(word: str) -> str:
    """A name of the tables without the differences of its spellings: stricter than `folded`, since Jack and Jake are two."""
    for long, short in (("ph", "f"), ("ck", "k"), ("c", "k"), ("y", "i"), ("z", "s")):
        word = word.replace(long, short)
    return re.sub(r"(.)\1+", r"\1", word).rstrip("h") or word


def _slipped(one: str, other: str) -> bool:
    """Whether two words differ by a slip of the keys, by two where they are long, or by one and a doubled letter."""
    shorter = min(len(one), len(other))
    slips = 0 if shorter < 4 else 1 if shorter < 8 else 2
    if not slips:
        return False
    if OSA.distance(one, other, score_cutoff=slips) <= slips:
        return True
    return OSA.distance(_respelt(one), _respelt(other), score_cutoff=1) <= 1


def _hers(one: str, other: str, *, both_known: bool) -> bool:
    """Whether one is the other's form for a girl."""
    shorter, longer = sorted((one, other), key=len)
    if len(shorter) < 4:
        return False
    if longer.startswith(shorter):
        more = longer[len(shorter) :]
        return more in _HERS and (both_known or more != "e")
    return len(one) == len(other) and one[:-1] == other[:-1] and {one[-1], other[-1]} == {"o", "a"}


def _her_family(one: str, other: str) -> bool:
    """Whether two family names are one as a man and as a woman write it."""
    if one[:3] != other[:3]:  # they differ in their ends alone, and most names in their beginnings
        return False
    return any(
        len(his) - len(end) > 2 and his.endswith(end) and hers == his[: len(his) - len(end)] + other_end
        for end, other_end in _HIS_AND_HERS
        for his, hers in ((one, other), (other, one))
    )


def given_alike(one: str | None, other: str | None) -> Alike:
    """How alike two given names are. A middle name on one side alone says nothing; an initial is part of a name."""
    ours, theirs = tokens(one), tokens(other)
    if not ours or not theirs:
        return Alike.UNKNOWN
    if ours == theirs or "".join(ours) == "".join(theirs):
        return Alike.SAME
    first = word_alike(ours[0], theirs[0], given=True)
    if first is not Alike.OTHER:
        # Anna Maria and Anna Louise are two, Anna and Anna Louise may be one.
        apart = len(ours) > 1 and len(theirs) > 1 and not _any_alike(ours[1:], theirs[1:])
        return Alike.OTHER if apart else first
    if 1 in (len(ours[0]), len(theirs[0])) and ours[0][0] == theirs[0][0]:
        return Alike.NEAR
    joined = len(ours) != len(theirs) and word_alike("".join(ours), "".join(theirs), given=True)
    # Known by the middle name: "Grace" and "Emily Grace".
    middle = ours[0] in theirs[1:] or theirs[0] in ours[1:]
    return Alike.NEAR if joined or middle else Alike.OTHER


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
    if len(ours) != len(theirs) and _words(ours) & _words(theirs):
        return Alike.PART
    if word_alike("".join(ours), "".join(theirs), given=False) is not Alike.OTHER:
        return Alike.NEAR
    if len(ours) == len(theirs) > 1:
        return Alike.NEAR if _each_alike(ours, theirs, given=False) else Alike.OTHER
    near = any(word_alike(a, b, given=False) for a in _words(ours) for b in _words(theirs))
    return Alike.NEAR if near and len(ours) != len(theirs) else Alike.OTHER


def _words(of: tuple[str, ...]) -> frozenset[str]:
    """The words of a family name that say something by themselves."""
    return frozenset(w for w in of if w not in _PARTICLES and (len(w) > 2 or sparse(w)))


def is_particle(word: str) -> bool:
    """Whether this word of a name says nothing by itself, as "al" and "van"."""
    return word in _PARTICLES or len(word) == 1


def whole_alike(ours: tuple[str, ...], theirs: tuple[str, ...]) -> Alike:
    """How alike two whole names are, whichever field and order their words stand in.

    SAME: the same words, parted or joined. NEAR: each word is like another one. PART: each word of the shorter is like one of the longer's
    others. Two words at least on either side, since one alone is a single name.
    """
    fewer, more = sorted((ours, theirs), key=len)
    if not fewer or len(more) < 2:
        return Alike.UNKNOWN
    if len(more) <= _MOST_WORDS and _joins(fewer) & _joins(more):
        return Alike.SAME
    if len(fewer) < 2 or not _each_alike(fewer, more, given=True):
        return Alike.OTHER
    return Alike.NEAR if len(fewer) == len(more) else Alike.PART


def spelt_alike(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether two names are one written in other ways, word by word: short forms and other scripts, but no slips of the keys."""
    return len(one) == len(other) > 0 and all(
        a == b or (sounds_like(a, b) if sparse(a + b) else forms_alike(a, b) or _respelt(a) == _respelt(b))
        for a, b in zip(one, other, strict=True)
    )


@lru_cache(maxsize=20_000)
def _joins(words: tuple[str, ...]) -> frozenset[str]:
    return frozenset("".join(order) for order in permutations(words))


def _each_alike(fewer: tuple[str, ...], more: tuple[str, ...], *, given: bool) -> bool:
    """Whether each word of the shorter name is like a word of the longer that no other word is like."""
    if len(more) > _MOST_WORDS + 1:
        return not Counter(fewer) - Counter(more)
    return any(
        all(
            word_alike(a, b, given=given) or (given and word_alike(a, b, given=False) and not _two(a, b))
            for a, b in zip(fewer, order, strict=True)
        )
        for order in permutations(more, len(fewer))
    )


def _two(one: str, other: str) -> bool:
    """Whether these words are two given names, however like they look."""
    return known(one) or known(other) or one[0] != other[0] or _hers(one, other, both_known=True)
