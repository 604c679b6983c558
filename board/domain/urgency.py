"""What is on top and why: the order of a lane, in a key that sorts as text and in a sentence."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Protocol, TypeVar

from board.domain.clocks import WORDS, ClockKind
from board.domain.policy import Policy


class Due(Protocol):
    """A running clock, as far as urgency looks at it."""

    @property
    def kind(self) -> str:
        """One of ClockKind."""
        ...

    @property
    def due_at(self) -> datetime:
        """By when."""
        ...


D = TypeVar("D", bound=Due)

_NEVER = "9999"  # sorts after every time


def worst(rags: Iterable[str | None], policy: Policy) -> str | None:
    """The code that stands for a contact whose children are rated so: the most urgent one; None (not yet rated) when a child is not
    yet rated, unless another is in the top band. No child known, or a code the policy does not know, counts as not yet rated.
    """
    levels = {level.code: level for level in policy.levels}
    found = [levels.get(rag) if rag else None for rag in rags]
    top = min((level for level in found if level), key=lambda level: level.band, default=None)
    if top is None or (None in found and top.band > policy.top_band):
        return None
    return top.code


def bites(clocks: Iterable[D]) -> D | None:
    """The running clock that is due first; one that is late stays first until it is stopped."""
    kinds = list(ClockKind)
    return min(clocks, key=lambda clock: (clock.due_at, kinds.index(ClockKind(clock.kind))), default=None)


def order_key(policy: Policy, *, ref: str, rag: str | None, due_at: datetime | None) -> str:
    """Place in a lane, ascending as text: band (not yet rated stands in the top band, since it may be red), then soonest due, then the
    rated before the unrated, then ref. rag: the worst child's, None when not yet rated; due_at: of the clock that bites.
    """
    band = policy.top_band if rag is None else policy.level(rag).band
    due = _NEVER if due_at is None else due_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    return f"{band}.{due}.{int(rag is None)}.{ref}"


def why_here(policy: Policy, *, rag: str | None, bites: ClockKind | None, late: bool, held: bool) -> str:
    """Why a card stands where it stands and what would move it, from closed vocabulary: safe on a wall. bites: kind of the clock that
    is due first; late: it has passed.
    """
    return f"{_standing(policy, rag)} {_order(bites, late)} {_mover(rag, held)}"


def _standing(policy: Policy, rag: str | None) -> str:
    if rag is None:
        top = " or ".join(level.label.lower() for level in policy.levels if level.band == policy.top_band)
        below = ", ".join(level.label.lower() for level in policy.levels if level.band > policy.top_band)
        return (
            f"Not yet rated: it may be {top}, so it stands among those{f', above {below}' if below else ''}."
        )
    level = policy.level(rag)
    above = [other.label.lower() for other in policy.levels if other.band < level.band]
    return (
        f"{level.label}: after {', '.join(above)} and what is not yet rated."
        if above
        else f"{level.label}: among the first."
    )


def _order(bites: ClockKind | None, late: bool) -> str:
    if bites is None:
        return "No time limit runs, so it comes last of them."
    if late:
        return f"The time to {WORDS[bites].to} has passed, so it comes before those still in time."
    return f"The time to {WORDS[bites].to} places it, soonest first."


def _mover(rag: str | None, held: bool) -> str:
    colour = "A rating" if rag is None else "A new colour"
    return f"{colour} moves it, or closing it." if held else f"{colour} moves it, or somebody claiming it."
