"""Whether one given name is a short form or another spelling of another."""

from __future__ import annotations

from collections import defaultdict
from functools import lru_cache
from typing import Final

from nicknames import name_triplets

from board.domain.nicknames import GROUPS

_MANY: Final = 2
# Full names that twins and sisters bear side by side, though one is listed as a form of the other.
_TWO_NAMES: Final = frozenset(
    frozenset(pair.split())
    for pair in ("anna hannah", "ella helen", "emily amelia", "amy amelia", "jamie benjamin", "jack jake", "kayla makayla", "louise eloise")
)  # fmt: skip


def _listed() -> dict[str, frozenset[str]]:
    found: defaultdict[str, set[str]] = defaultdict(set)
    for long, _, short in name_triplets():
        found[long].add(short)
    return {long: frozenset(short) for long, short in found.items()}


_SHORT: Final = _listed()
_LONG: Final = {
    short: frozenset(long for long, forms in _SHORT.items() if short in forms)
    for short in frozenset[str]().union(*_SHORT.values())
}
_NOBODY: Final = frozenset[str]()


def known(name: str) -> bool:
    """Whether this is a given name of the tables, so that another name of the tables is no slip of the keys."""
    return name in GROUPS or name in _SHORT or name in _LONG


@lru_cache(maxsize=50_000)
def forms_alike(one: str, other: str) -> bool:
    """Whether one is a form of the other, or both are short forms of one name.

    The library lists short forms in use over two centuries. Where both names have several short forms of their own, they are two names,
    unless our own lines say otherwise.
    """
    if frozenset((one, other)) in _TWO_NAMES:
        return False
    if GROUPS.get(one, _NOBODY) & GROUPS.get(other, _NOBODY):
        return True
    fewer, more = sorted((len(_SHORT.get(one, ())), len(_SHORT.get(other, ()))))
    if fewer >= _MANY:
        return False
    if other in _SHORT.get(one, ()) or one in _SHORT.get(other, ()):
        return True
    return more < _MANY and bool(_LONG.get(one, _NOBODY) & _LONG.get(other, _NOBODY))


@lru_cache(maxsize=50_000)
def form_keys(name: str) -> frozenset[str]:
    """Keys that a name shares with each of its forms."""
    return GROUPS.get(name, _NOBODY) | {f"~{long}" for long in (name, *_LONG.get(name, ())) if long in _SHORT}
