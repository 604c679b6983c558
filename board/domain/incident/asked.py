"""The question before something is kept: whether it is more of a contact that is here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Asked:
    """A contact that a new one may be the same incident or family as. why: in words, without names. Never one restricted to others."""

    ref: str
    why: str
    closed: bool


def questions(asks: Sequence[Asked]) -> str:
    """The question about one sending, in a sentence."""
    return "; ".join(
        f"may be the same incident or family as {one.ref}{' (closed)' if one.closed else ''}: {one.why}"
        for one in asks
    )
