"""The keys of a person by which other contacts of the family are looked up, before names are compared one by one.

They are kept with the person. Where the rule of a key changes, a migration empties the column and `store.family_keys` fills it again;
tests/domain/test_family_keys.py notices.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from hashlib import blake2b

from board.domain.addresses import home
from board.domain.family.scripts import consonants, sparse
from board.domain.family.short_forms import form_keys
from board.domain.matching import Somebody
from board.domain.names import folded, is_particle, tokens


def kept_keys(one: Somebody) -> list[int]:
    """The keys by which this person is found."""
    words = _words(one)
    return sorted({*_common(one, words), *(_number(f"consonants {consonants(w)}") for w in words)})


def asked_keys(people: Iterable[Somebody]) -> list[int]:
    """The keys of everybody who is worth comparing with these people.

    Consonants are compared only where a word of a script without vowels is among the two: between Latin names they say too little.
    """
    found: set[int] = set()
    for one in people:
        words = _words(one)
        found.update(_common(one, words))
        found.update(_number(f"consonants {consonants(w)}") for w in words if sparse(w))
        found.update(_number(f"sparse {consonants(w)}") for w in words)
    return sorted(found)


def past_keys(people: Iterable[Somebody]) -> list[int]:
    """The keys by which the past is looked through for these people: a birth date or a home in common. A name alone is on too many."""
    return sorted({key for one in people for key in _common(one, frozenset())})


def _words(one: Somebody) -> frozenset[str]:
    """The words of the name, and each field as one word."""
    given, family = tokens(one.given), tokens(one.family)
    alone = [word for word in (*given, *family) if not is_particle(word)]
    return frozenset((*alone, "".join(given), "".join(family), *((*given, *family) if not alone else ()))) - {
        ""
    }


def _common(one: Somebody, words: frozenset[str]) -> Iterator[int]:
    for word in words:
        if sparse(word):
            yield _number(f"sparse {consonants(word)}")
        else:
            yield _number(f"word {folded(word)}")
            yield from (_number(f"form {form}") for form in form_keys(word))
    if one.born_on:
        day, month = sorted((one.born_on.day, one.born_on.month))
        yield _number(f"born {one.born_on.year} {day} {month}")
    if here := home(one.address):
        numbers = " ".join(sorted(here.numbers))
        yield from (_number(f"home {numbers} {word}") for word in here.words)


@lru_cache(maxsize=50_000)
def _number(key: str) -> int:
    return int.from_bytes(blake2b(key.encode(), digest_size=8).digest(), signed=True)
