"""Children's ages in words. today is the London date of the hub's newest day_turned or of the moment drawn."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date


def age_on(born_on: date, today: date) -> int:
    """Completed years."""
    return today.year - born_on.year - ((today.month, today.day) < (born_on.month, born_on.day))


def age_words(born_on: date | None, unborn: bool, expected_on: date | None, today: date) -> str:
    """One child's age: "6", "under 1", "unborn, expected Feb 2027", "age not known"."""
    if unborn:
        return f"unborn, expected {expected_on:%b %Y}" if expected_on else "unborn"
    if born_on is None:
        return "age not known"
    return str(age_on(born_on, today)) if age_on(born_on, today) >= 1 else "under 1"


def children_words(births: Sequence[date | None], unborns: Sequence[bool], today: date) -> str:
    """A family's children on a card: "3 children, 1 under 5", "1 child, 1 unborn"; "children unknown" is an alarm."""
    born = sum(1 for unborn in unborns if not unborn)
    unborn = len(unborns) - born
    if not unborns:
        return "children unknown"
    parts = [f"{born} {'child' if born == 1 else 'children'}"] if born else []
    small = sum(
        1
        for at, un in zip(births, unborns, strict=True)
        if at is not None and not un and age_on(at, today) < 5
    )
    if small:
        parts.append(f"{small} under 5")
    if unborn:
        parts.append(f"{unborn} unborn")
    return ", ".join(parts)
