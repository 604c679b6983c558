"""What happens next in a moving morning, decided from the board as it stands. Pure: no clock, no database.

Moments come at a steady rate, each choosing what happens by weights, nothing being one of them; so contacts arrive as a Poisson process of
one a minute, and closing speeds up as the board fills, which holds it at a natural size.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from typing import Final, TypeVar

from board.domain.contacts import NewContact
from board.domain.people import Actor
from board.domain.permissions import Action
from board.rehearsal import words
from board.rehearsal.family import another_child, family, more_from_sender
from board.rehearsal.steps import AddChild, Arrive, Close, Rate, Release, Restrict, Step, TakeNext

_QUIET, _FULL = 20, 40  # live contacts below which nobody closes any, and from which managers do little else
_HANDS_FULL = 7
_COLOURS: Final = (14, 36, 36, 14)
_MOST_RESTRICTED = 2

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Standing:
    """A contact on the board, as decisions look at it."""

    contact_id: int
    ref: str
    rag: str | None
    holder_id: int | None
    children_known: bool = True


@dataclass(frozen=True, slots=True)
class BoardNow:
    """The board's contacts in the order they came, who works here, the colours, what senders sent lately by reference, and what was
    restricted lately with somebody who knows of it.
    """

    contacts: Sequence[Standing]
    staff: Sequence[Actor]
    rags: Sequence[str]
    sent: Mapping[str, NewContact] = field(default_factory=dict)
    restricted: Sequence[tuple[str, Actor]] = ()

    def who_may(self, action: Action) -> list[Actor]:
        """Staff whose seat allows it."""
        return [actor for actor in self.staff if actor.may(action)]


class Morning:
    """One invented morning. seed: which; tag: keeps its senders' references apart from those of another run."""

    def __init__(self, seed: int, tag: str) -> None:
        # Families have a random of their own, so that who comes does not depend on what was done about those before.
        self._families = Random(f"families {seed}")  # noqa: S311 - nothing secret comes of it
        self._decisions = Random(f"decisions {seed}")  # noqa: S311
        self._tag = tag
        self._number = 0
        self._ways = (  # how often a minute, and what
            (1.0, self._arrive),
            (1.4, self._take_next),
            (1.6, self._rate),
            (0.15, self._rate_again),
            (0.12, self._release),
            (0.12, self._send_more),
            (0.15, self._add_child),
            (0.02, self._restrict),
            (2.5, self._close),  # at most: see _closing
        )

    def pause(self) -> float:
        """Seconds until the next moment, at the speed of life."""
        return self._decisions.expovariate(sum(rate for rate, _ in self._ways) / 60)

    def next(self, board: BoardNow, at: datetime) -> Step | None:
        """What happens at this moment, none when nothing does. at: when a contact that comes now was received."""
        _, way = self._decisions.choices(self._ways, [rate for rate, _ in self._ways])[0]
        return way(board, at)

    def _arrive(self, board: BoardNow, at: datetime) -> Step | None:
        self._number += 1
        new = family(self._families, at, f"{self._tag}-{self._number:05}")
        loggers = [a for a in board.who_may(Action.RECEIVE_CONTACT) if not a.may(Action.RATE)]
        return Arrive(self._pick(loggers), new) if loggers else None

    def _take_next(self, board: BoardNow, _at: datetime) -> Step | None:
        held = [c.holder_id for c in board.contacts]
        free = [a for a in board.who_may(Action.CLAIM) if held.count(a.person_id) < _HANDS_FULL]
        waits = any(c.holder_id is None for c in board.contacts)
        workers = [a for a in free if not a.may(Action.CLOSE)]  # managers only when everybody else is busy
        return TakeNext(self._pick(workers or free)) if waits and free else None

    def _rate(self, board: BoardNow, _at: datetime) -> Step | None:
        unrated = [c for c in board.contacts if c.rag is None and c.children_known]
        raters = board.who_may(Action.RATE)
        if not unrated or not raters:
            return None
        contact = unrated[0]
        by = next((a for a in raters if a.person_id == contact.holder_id), None) or self._pick(raters)
        place = self._decisions.choices(range(len(board.rags)), _COLOURS[: len(board.rags)])[0]
        return Rate(by, contact.ref, board.rags[place], self._pick(words.RATING_REASONS[place]))

    def _rate_again(self, board: BoardNow, _at: datetime) -> Step | None:
        rated = [c for c in board.contacts if c.rag is not None]
        raters = board.who_may(Action.RATE)
        if not rated or not raters:
            return None
        contact = self._pick(rated)
        other = self._pick([rag for rag in board.rags[:2] if rag != contact.rag])
        return Rate(self._pick(raters), contact.ref, other, self._pick(words.AGAIN_REASONS))

    def _release(self, board: BoardNow, _at: datetime) -> Step | None:
        pairs = self._held(board, Action.RELEASE)
        if not pairs:
            return None
        by, contact = self._pick(pairs)
        return Release(by, contact.ref, self._pick(words.RELEASE_REASONS))

    def _send_more(self, board: BoardNow, _at: datetime) -> Step | None:
        known = [c.ref for c in board.contacts if c.holder_id is not None and c.ref in board.sent]
        loggers = [a for a in board.who_may(Action.RECEIVE_CONTACT) if not a.may(Action.RATE)]
        if not known or not loggers:
            return None
        return Arrive(self._pick(loggers), more_from_sender(self._decisions, board.sent[self._pick(known)]))

    def _add_child(self, board: BoardNow, at: datetime) -> Step | None:
        unknown = [c for c in board.contacts if not c.children_known]
        raters = board.who_may(Action.RATE)
        if not unknown or not raters:
            return None
        child = another_child(self._decisions, self._pick(words.FAMILY), at.date())
        return AddChild(self._pick(raters), unknown[0].ref, child)

    def _restrict(self, board: BoardNow, _at: datetime) -> Step | None:
        if len(board.restricted) >= _MOST_RESTRICTED:
            ref, by = board.restricted[0]
            return Close(by, ref, *self._pick(words.CLOSE_REASONS))
        managers = board.who_may(Action.RESTRICT)
        free = [c for c in board.contacts if c.holder_id is None]
        if len(managers) < 2 or not free:
            return None
        by, other = self._decisions.sample(managers, 2)
        return Restrict(by, free[-1].ref, (other.person_id,), self._pick(words.RESTRICT_REASONS))

    def _close(self, board: BoardNow, _at: datetime) -> Step | None:
        managers = board.who_may(Action.CLOSE)
        ready = [c for c in board.contacts if c.rag is not None and c.holder_id is not None]
        if not ready or not managers or self._decisions.random() > _closing(len(board.contacts)):
            return None
        outcome, reason = self._pick(words.CLOSE_REASONS)
        return Close(self._pick(managers), self._pick(ready[:8]).ref, outcome, reason)

    def _held(self, board: BoardNow, action: Action) -> list[tuple[Actor, Standing]]:
        by_id = {actor.person_id: actor for actor in board.who_may(action)}
        return [(by_id[c.holder_id], c) for c in board.contacts if c.holder_id in by_id]

    def _pick(self, things: Sequence[T]) -> T:
        return self._decisions.choice(things)


def _closing(live: int) -> float:
    """Which part of the moments to close one is used: none of a quiet board, all of a full one."""
    return min(1.0, max(0.0, (live - _QUIET) / (_FULL - _QUIET)))
