"""The findings of the board about a list: its questions, the fate of each line, and the cells of the lines that are held back."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Literal

What = Literal["new", "same", "changed", "refused", "joined"]


@dataclass(frozen=True, slots=True)
class Sampled:
    """Lines with letters beyond ASCII as one encoding shows them: each its number and its words."""

    name: str
    says: str
    lines: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """A column and what it means. why: a person must say it; "" where it is sure. means: what the board takes it for, "" for nothing.

    said: what a person said before, which counts.
    """

    header: str
    why: str = ""
    means: str = ""
    said: str = ""


@dataclass(frozen=True, slots=True)
class FoundLine:
    """The fate of a line. number: in the whole file; says: as a person finds it. table: the place of its header.

    cells: what stands in it, of a line that is held back. asks: contacts that it may be more of, by reference, each with why.
    """

    number: int
    says: str
    what: What
    words: str
    table: int = 0
    cells: tuple[str, ...] = ()
    asks: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """problem: why the list cannot be read as it is. gone: headers of this sender's last list that this one lacks.

    hidden, concern: a person must say whether hidden lines count, or what the list is about. tables: the headers of each table.
    """

    problem: str | None = None
    samples: tuple[Sampled, ...] = ()
    columns: tuple[Asked, ...] = ()
    gone: tuple[str, ...] = ()
    hidden: bool = False
    concern: bool = False
    remarks: tuple[str, ...] = ()
    unused: tuple[tuple[str, str], ...] = ()
    tables: tuple[tuple[str, ...], ...] = ()
    lines: tuple[FoundLine, ...] = field(default=())

    @property
    def asks(self) -> bool:
        """Whether a person must say something before the list can be read."""
        return bool(self.problem or self.samples or self.asked or self.gone or self.hidden or self.concern)

    @property
    def asked(self) -> tuple[Asked, ...]:
        """The columns of which a person must say what they mean."""
        return tuple(one for one in self.columns if one.why)

    @property
    def held(self) -> tuple[FoundLine, ...]:
        """The lines that are held back."""
        return tuple(line for line in self.lines if line.what == "refused")

    @property
    def headers(self) -> tuple[str, ...]:
        """Every header of the list, once."""
        return tuple(dict.fromkeys(name for table in self.tables for name in table if name))

    def with_lines(self, lines: Iterable[FoundLine]) -> Found:
        """The same with these lines more, in the order of the file."""
        return replace(self, lines=tuple(sorted((*self.lines, *lines), key=lambda line: line.number)))

    def to_text(self) -> str:
        """As text, to be sealed."""
        return json.dumps(asdict(self), ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def from_text(cls, stored: str) -> Found:
        """Read the text that to_text made."""
        raw: dict[str, Any] = json.loads(stored)
        return cls(
            problem=raw["problem"],
            samples=tuple(Sampled(one["name"], one["says"], _pairs(one["lines"])) for one in raw["samples"]),
            columns=tuple(Asked(**one) for one in raw["columns"]),
            gone=tuple(raw["gone"]),
            hidden=raw["hidden"],
            concern=raw["concern"],
            remarks=tuple(raw["remarks"]),
            unused=_pairs(raw["unused"]),
            tables=tuple(tuple(names) for names in raw["tables"]),
            lines=tuple(
                FoundLine(**one | {"cells": tuple(one["cells"]), "asks": _pairs(one["asks"])})
                for one in raw["lines"]
            ),
        )


def _pairs(rows: Sequence[Sequence[Any]]) -> tuple[tuple[Any, Any], ...]:
    return tuple((one, other) for one, other in rows)
