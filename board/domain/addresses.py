"""Addresses as clerks type them: whether two are one home."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

_POSTCODE: Final = re.compile(r"\b([a-z]{1,2}\d[a-z\d]?)\s*(\d[a-z]{2})\b")
_SHORT: Final = {
    "rd": "road", "st": "street", "str": "street", "ave": "avenue", "av": "avenue", "ln": "lane", "cl": "close", "dr": "drive",
    "ct": "court", "cres": "crescent", "pl": "place", "sq": "square", "gdns": "gardens", "gdn": "gardens", "gr": "grove",
    "terr": "terrace", "ter": "terrace", "hse": "house", "apartment": "flat", "apt": "flat", "pk": "park", "hts": "heights",
}  # fmt: skip
# Where many families are at once, or nobody lives: being there together says nothing.
_NOBODYS_HOME: Final = frozenset(
    ("refuge", "hostel", "hotel", "travelodge", "hospital", "prison", "hmp", "nursery", "shelter", "bnb", "custody", "homeless")
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Home:
    """An address, read. numbers: of house and flat. words: of the street and beyond."""

    numbers: frozenset[str]
    words: frozenset[str]
    postcode: str | None


@lru_cache(maxsize=50_000)
def home(address: str | None) -> Home | None:
    """What the address says; none when it names no home: no number, a hostel, a hospital, not known."""
    if not address:
        return None
    said = re.sub(r"['’.]", "", address.casefold())
    found = _POSTCODE.search(said)
    postcode = f"{found[1]} {found[2]}" if found else None
    rest = [w for w in re.split(r"[^\w]+", _POSTCODE.sub(" ", said)) if w]
    words = [_SHORT.get(w, w) for w in rest]
    street = frozenset(w for w in words if not w[0].isdigit()) - {"flat", "no", "the"}
    if street & _NOBODYS_HOME:
        return None
    numbers = frozenset(w for w in words if w[0].isdigit())
    return Home(numbers, street, postcode) if numbers and street else None


def same_home(one: Home, other: Home) -> bool:
    """Whether two addresses are one home: the same numbers, and the same postcode or a street that goes into the other."""
    if one.numbers != other.numbers:
        return False
    if one.postcode and other.postcode:
        return one.postcode == other.postcode and bool(one.words & other.words)
    fewer, more = sorted((one.words, other.words), key=lambda words: (len(words), sorted(words)))
    return len(fewer) >= 2 and fewer <= more


def same_street(one: str | None, other: str | None) -> bool:
    """Whether two addresses may be of one street, whatever the numbers. One that names no home may be of any."""
    ours, theirs = home(one), home(other)
    if ours is None or theirs is None:
        return True
    if ours.postcode and theirs.postcode and ours.postcode == theirs.postcode:
        return True
    fewer, more = sorted((ours.words, theirs.words), key=lambda words: (len(words), sorted(words)))
    return fewer <= more or len(fewer & more) >= 2
