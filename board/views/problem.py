"""The page that says that the board refused, or could not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from board.views import labels as of


@dataclass(frozen=True, slots=True)
class ProblemPage:
    """errors: a sentence by field, in words. back: address and words of the way on. request_id: where the fault is the board's."""

    template: ClassVar[str] = "problem.html"
    heading: of.Plain[str]
    sentence: of.Plain[str]
    errors: of.Plain[Mapping[str, str]]
    back: of.Plain[tuple[str, str]]
    request_id: of.Plain[str | None]
