"""What every pushed view has in common."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Protocol

from board.views import labels as of


class Fragment(Protocol):
    """A view that is drawn as one element with one stable id."""

    template: ClassVar[str]

    @property
    def id(self) -> str:
        """The id of the root element, the same for as long as the thing exists."""
        ...


class Placed(Fragment, Protocol):
    """A fragment that stands in a lane, at its order key (compared as text)."""

    @property
    def lane(self) -> str:
        """Id of the lane element."""
        ...

    @property
    def order(self) -> str:
        """Order key within the lane."""
        ...


@dataclass(frozen=True, slots=True)
class Rag:
    """A colour with its shape and word, so that colour never stands alone. code: of the hub's policy, or `unrated`."""

    code: of.Plain[str]
    label: of.Plain[str]
    shape: of.Plain[str]


UNRATED = Rag("unrated", "Not yet rated", "question")


@dataclass(frozen=True, slots=True)
class Due:
    """The clock that bites first. words: what must happen, e.g. "rate by". late: the worker found it past due."""

    words: of.Plain[str]
    at: of.Plain[datetime]
    late: of.Plain[bool]
