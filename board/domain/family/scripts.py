"""Names in other scripts, in Latin letters; and scripts that leave vowels out, compared with Latin spellings by their consonants."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

from anyascii import anyascii

# Hebrew, Arabic and their sisters, the scripts of India, Thai and Lao: short vowels are not written, or are part of the letter.
_SPARSE: Final = re.compile(r"[\u0590-\u08ff\u0900-\u0eff]")
_POINTS: Final = re.compile(r"[\u0591-\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed\u200c\u200d]")
_IDEOGRAPHS: Final = re.compile(r"([\u3400-\u9fff\uac00-\ud7a3])")  # a syllable each
_ONE_LETTER: Final = str.maketrans("أإآٱىةؤئکیہھ", "اااايهويكيهه", "ء")
_GREEK: Final = (("ου", "ou"), ("μπ", "b"), ("αυ", "av"), ("ευ", "ev"), ("γγ", "ng"))
_SOUNDS: Final = {
    "b": "[bpv]+h?", "p": "(?:ph|[pbf])+", "v": "[vbw]", "f": "(?:ph|[fp])+", "t": "[td]+h?", "th": "(?:th|[ts])+", "d": "[dtz]+h?",
    "dh": "(?:dh|th|[dzs])+", "z": "(?:dh|[zsd])+", "s": "[scz]+h?", "sh": "(?:sch|sh|ch|[scx])+", "c": "(?:ch|[csk])+h?",
    "ch": "(?:tch|ch|c|j)+", "j": "(?:dzh|dj|[jgz])+", "g": "[gjk]+h?", "gh": "gh?", "q": "[qkcg]+h?", "k": "(?:kh|ch|[kcqxg])+",
    "kh": "(?:kh|ch|[khxc])+", "h": "(?:kh|h)", "l": "l+", "m": "[mn]+g?", "n": "n+g?", "r": "r+", "w": "(?:[ouwv]+|a[uw])",
    "y": "[iyej]+", "i": "[iye]+", "u": "[uow]+", "e": "[eaiy]+", "o": "[ouw]+", "a": "a+", "ai": "[aeiy]+", "au": "[aouw]+",
    "ii": "[iye]+", "uu": "[uow]+", "aa": "a+", "zh": "(?:zh|[zj])+", "ng": "ng?", "ny": "n[yi]?", "gy": "g+[yi]?",
}  # fmt: skip
_LAST: Final = {"h": "(?:kh|h|t)?", "y": "[iyeja]+"}  # a last letter may stand for an "a" alone
_BARE: Final = (
    ("ph", "p"),
    ("[bfv]", "p"),
    ("[td]h?", "t"),
    ("ck|kh|ch|gh|[cgqx]", "k"),
    ("sh|[jz]", "s"),
    ("[aeiouwyh]", ""),
)


def sparse(word: str) -> bool:
    """Whether this word is of a script that leaves vowels out."""
    return _SPARSE.search(word) is not None


@lru_cache(maxsize=50_000)
def latin(name: str) -> str:
    """The name in plain lower-case Latin letters; words of scripts that leave vowels out stay, each letter in its plainest shape."""
    plain = unicodedata.normalize("NFKC", name).casefold()
    plain = _POINTS.sub("", plain).translate(_ONE_LETTER)
    plain = plain.replace("ß", "ss").replace("ı", "i").replace("ə", "a")
    bare = "".join(
        c for c in unicodedata.normalize("NFD", plain) if not unicodedata.combining(c) or sparse(c)
    )
    for pair, letters in _GREEK:
        bare = bare.replace(pair, letters)
    spaced = _IDEOGRAPHS.sub(r" \1 ", unicodedata.normalize("NFC", bare))
    return "".join(c if c.isascii() or sparse(c) else _plain(c) for c in spaced)


@lru_cache(maxsize=10_000)
def _plain(letter: str) -> str:
    """One letter in Latin; marks, dashes and blanks part words, apostrophes do not."""
    kind = unicodedata.category(letter)
    if kind[0] in "LM":
        return re.sub(r"[^a-z]", "", anyascii(letter).casefold())
    return "" if letter in "‘’ʼ′＇" else " "


def sounds_like(word: str, other: str) -> bool:
    """Whether two words, one or both of a script that leaves vowels out, may be one name."""
    if sparse(word) and sparse(other):
        return _units(word) == _units(other)
    letters, said = (word, other) if sparse(word) else (other, word)
    return _pattern(letters).fullmatch(said) is not None


def begins_like(word: str, start: str) -> bool:
    """Whether a word begins with these letters, where one of both is of such a script."""
    if sparse(word) and sparse(start):
        return word.startswith(start)
    if sparse(start):
        return _pattern(start).match(word) is not None
    return any(_pattern(word[:end]).fullmatch(start) is not None for end in range(2, len(word)))


@lru_cache(maxsize=50_000)
def consonants(word: str) -> str:
    """The consonants that spellings of a name share in every script."""
    bare = word if not sparse(word) else "".join(_units(word))
    for sound, one in _BARE:
        bare = re.sub(sound, one, bare)
    return re.sub(r"(.)\1+", r"\1", bare)


@lru_cache(maxsize=10_000)
def _units(word: str) -> tuple[str, ...]:
    """Each letter's sound in Latin; empty for a letter that only carries a vowel."""
    sounds = [re.sub(r"[^a-z]", "", anyascii(c).casefold()) for c in word]
    return tuple(s for place, s in enumerate(sounds) if not s or place == 0 or s != sounds[place - 1])


@lru_cache(maxsize=10_000)
def _pattern(word: str) -> re.Pattern[str]:
    """Latin spellings of a word without vowels: one short vowel between two letters, more where a letter carries one."""
    units = _units(word)
    said = [_SOUNDS.get(unit, re.escape(unit)) if unit else "[aeiou]{0,2}" for unit in units]
    if len(units) > 1 and units[-1] in _LAST:
        said[-1] = _LAST[units[-1]]
    return re.compile("[aeiou]?" + "[aeiou]?".join(said) + "[aeiou]?h?")
