"""Find the words of a text that name or describe a referrer, and hold a redaction to taking words out."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Final

from board.domain.nicknames import GROUPS

MARK: Final = "[redacted]"
_ROLES: Final = (
    "aunt aunts auntie aunty uncle uncles cousin cousins niece nephew godmother godfather stepmother stepfather stepmum stepdad "
    "grandmother grandma grandmum granny gran nan nana nanny nanna grandfather grandad granddad grandpa gramps grandparent grandparents "
    "neighbour neighbours neighbor neighbors friend friends landlord landlady lodger flatmate housemate babysitter childminder "
    "caller informant referrer reporter whistleblower witness volunteer colleague manager employer "
    "teacher teachers headteacher head tutor lecturer lunchtime ta senco dsl governor caretaker coach instructor "
    "nurse midwife doctor gp dentist paediatrician consultant pharmacist paramedic therapist psychologist counsellor carer "
    "officer constable sergeant pc dc wpc social worker practitioner mentor keyworker "
    "vicar priest imam pastor rabbi minister chaplain elder"
)
_ROLE: Final = frozenset(_ROLES.split())
_COMMON: Final = (
    "the and for from with who that this her his their our your asked not known said about per via aka nee at in on by to is was "
    "primary junior infant school academy college nursery hospital surgery practice road street lane avenue close drive house flat team "
    "mr mrs ms miss mx dr prof sir or we she he they service services council police health children childrens contact contacts"
)
_EMPTY: Final = frozenset((*_COMMON.split(), "of"))
"""Words of a referrer's line that stand in every other text too."""
# Vowel signs and accents belong to their letters, and so do soft hyphens and joiners, which a text brings along and nobody sees.
_WITHIN: Final = (
    "".join(c for c in map(chr, range(0x300, 0x10000)) if unicodedata.category(c)[0] == "M")
    + "\u00ad\u200b-\u200d\u2060\ufeff"
)
_WORD: Final = re.compile(rf"(?:[^\W\d_][{_WITHIN}]*)+(?:['’`´ʼ](?:[^\W\d_][{_WITHIN}]*)+)*")
_NUMBER: Final = re.compile(r"(?<![\w+])\+?\d(?:[\s().-]{0,2}\d){5,14}(?!\w)")
_POSTCODE: Final = re.compile(r"\b[a-z]{1,2}\d[a-z\d]?\s*\d[a-z]{2}\b", re.IGNORECASE)
_ADDRESS: Final = re.compile(r"[\w.+-]+@[\w.-]+\w")
_DIGITS: Final = 9
"""Telephone numbers are compared by their last digits, so that 0 and +44 are the same."""


def described(text: str, referrers: Iterable[str | None], *, also: Iterable[str] = ()) -> tuple[str, ...]:
    """The words of this text that name or describe a referrer, as they stand there, each once.

    referrers: everything that was sent as the referrer. also: words of their source. Found are the names with short forms and possessives,
    telephone numbers and postcodes however they are spaced, mail addresses, and words for a role, such as "her teacher".
    """
    told = [one for one in referrers if one]
    plain = [_POSTCODE.sub(" ", _ADDRESS.sub(" ", one)) for one in told]
    words = {
        word
        for one in (*plain, *also)
        for word in map(_plain, _WORD.findall(one))
        if len(word) > 1 and word not in _EMPTY
    }
    long = tuple(word for word in words if len(word) > 4)
    groups = frozenset[str]().union(*(GROUPS.get(word, frozenset()) for word in words))
    codes = {code for one in told for _, code in _codes(one)}
    found = [seen for seen, code in _codes(text) if code in codes]
    found += [
        match[0]
        for match in _WORD.finditer(text)
        for word in [_plain(match[0])]
        if {word, word.removesuffix("s")} & words
        or word in _ROLE
        or GROUPS.get(word, frozenset()) & groups
        or word.endswith(long)  # rbellamy, as she signs in
    ]
    return tuple(dict.fromkeys(found))


def _plain(word: str) -> str:
    """A word without accents, capitals and a possessive ending."""
    word = re.sub(r"['’`´ʼ]s?$", "", word, flags=re.IGNORECASE)
    letters = (c for c in unicodedata.normalize("NFKD", word) if c.isalpha() and not unicodedata.combining(c))
    return "".join(letters).casefold()


def _codes(text: str) -> Iterator[tuple[str, str]]:
    """Telephone numbers, postcodes and mail addresses of a text: as they stand there, and as they are compared."""
    for pattern in (_NUMBER, _POSTCODE, _ADDRESS):
        for match in pattern.finditer(text):
            code = re.sub(r"[\s().+-]", "", match[0]).casefold()
            yield match[0], code[-_DIGITS:] if pattern is _NUMBER else code


def same_codes(text: str, other: str) -> bool:
    """Whether two texts hold the same telephone number, postcode or mail address."""
    return not {code for _, code in _codes(text)}.isdisjoint(code for _, code in _codes(other))


def parts(text: str, found: Iterable[str]) -> tuple[tuple[str, bool], ...]:
    """The text in pieces, each with whether it is one of the words found."""
    longest_first = sorted(found, key=len, reverse=True)
    if not longest_first:
        return ((text, False),)
    pattern = rf"(?<![^\W_])({'|'.join(map(re.escape, longest_first))})(?![^\W_])"
    pieces = re.split(pattern, text)
    return tuple((piece, n % 2 == 1) for n, piece in enumerate(pieces) if piece)


def lines(text: str) -> str:
    """The text with the line ends that are stored; forms send others."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def only_takes_out(before: str, after: str) -> bool:
    """Whether `after` is `before` with parts replaced by the mark and nothing else changed."""
    first, *rest = after.split(MARK)
    if not rest:
        return before == after
    if not before.startswith(first):
        return False
    at = len(first)
    for piece in rest[:-1]:
        found = before.find(piece, at)
        if found < 0:
            return False
        at = found + len(piece)
    return before.endswith(rest[-1]) and len(before) - len(rest[-1]) >= at
