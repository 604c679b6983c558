"""The earlier contacts that a hub counts when it says how often somebody came before."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Final


class Counted(StrEnum):
    """The people whose earlier contacts count."""

    CHILDREN = "children"  # contacts on which a child of this one is a child too
    EVERYBODY = "everybody"  # and those that share an adult


@dataclass(frozen=True, slots=True)
class RepeatSettings:
    """The earlier contacts that count. The contact itself never does."""

    months: Annotated[int, "Months before a contact in which earlier ones count."] = 12
    counts: Annotated[
        Counted,
        "Earlier contacts of the children of a contact count, or those of its adults too (everybody).",
    ] = Counted.CHILDREN
    outcomes_left_out: Annotated[
        tuple[str, ...], "Outcomes that do not count, such as that of a contact sent in error."
    ] = ()

    def __post_init__(self) -> None:
        if not 1 <= self.months <= 120:
            raise ValueError("repeats: from 1 to 120 months")

    @property
    def parts(self) -> list[str]:
        """Parts of a contact whose people count."""
        return ["child", "adult"] if self.counts is Counted.EVERYBODY else ["child"]


DEFAULT_REPEATS: Final = RepeatSettings()
