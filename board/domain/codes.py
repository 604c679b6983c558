"""Lists of codes with labels, as a hub sets them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated, Protocol, TypeVar

_CODE = re.compile("[A-Za-z][A-Za-z0-9_]{0,39}")


@dataclass(frozen=True, slots=True)
class Coded:
    """A code and what people read for it."""

    code: Annotated[str, "The word in lists and in the API."]
    label: Annotated[str, "What people read."]


class HasCode(Protocol):
    """Anything that is found by a code."""

    @property
    def code(self) -> str:
        """The code."""
        ...


C = TypeVar("C", bound=HasCode)


def find(coded: Iterable[C], code: str) -> C:
    """The one with this code. Raises KeyError."""
    for one in coded:
        if one.code == code:
            return one
    raise KeyError(code)


def check(name: str, coded: Iterable[HasCode]) -> None:
    """Raises ValueError unless there is at least one, none twice, and every code is a word."""
    codes = [one.code for one in coded]
    if not codes:
        raise ValueError(f"{name}: at least one is needed")
    if len(set(codes)) < len(codes):
        raise ValueError(f"{name}: a code stands there twice")
    if not all(_CODE.fullmatch(code) for code in codes):
        raise ValueError(f"{name}: a code is letters, digits and underscores, beginning with a letter")
