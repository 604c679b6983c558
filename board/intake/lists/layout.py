"""A person's choices for the lists of one sender: encoding, hidden lines, and the meaning of columns the board does not know."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Hidden = Literal["read", "leave"]


@dataclass(frozen=True, slots=True)
class Layout:
    """columns: a header -> its meaning as headers.MEANINGS names it, or headers.LEAVE_OUT. concern: for a list without the column.

    hidden: whether hidden rows, columns and sheets are read or left out; none where nobody chose, then they are held back.
    """

    encoding: str | None = None
    hidden: Hidden | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    concern: str | None = None
