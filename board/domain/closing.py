"""Work that a closing would cut off. Each is a sentence of the question that is asked before a contact is closed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from board.domain.measures import LABELS, MeasureKind
from board.domain.safe_now import alarms, not_located, since_words


@dataclass(frozen=True, slots=True)
class Unfinished:
    """Facts of a contact that is about to be closed.

    top: the label of its colour, if that is the hub's first. born: of each born child whether it is known where, whether somebody says
    safe, and when. holder, offered_to: names of people other than the manager who closes it. measures: kind and end of
    each that is not over. unaware: the people of the contact who must not be contacted, such as "adult 1"; none where there is nobody, and
    empty where nobody is named. strategy: the person who asked for a strategy discussion, and when, while nobody has answered.
    """

    top: str | None
    born: tuple[tuple[bool, bool, datetime | None], ...]
    unconfirmed: bool
    holder: str | None
    offered_to: str | None
    measures: tuple[tuple[str, datetime], ...]
    strategy: tuple[str, datetime] | None
    unaware: tuple[str, ...] | None = None


def unfinished(facts: Unfinished, *, now: datetime, today: date) -> tuple[str, ...]:
    """The sentences, the gravest first; none when nothing stands in the way.

    For the first colour every alarm about the children counts. For any other colour a child counts if it was asked and is not known where.
    """
    said = []
    if facts.top:
        said.append(f"It is {facts.top.lower()}.")
    born = (
        facts.born
        if facts.top
        else [one for one in facts.born if not_located(False, one[0], one[2] is not None)]
    )
    said += [
        f"{words}." for words in alarms(born, unconfirmed=facts.unconfirmed and bool(facts.top), today=today)
    ]
    for kind, ends_at in facts.measures:
        when = f"runs until {since_words(ends_at, today)}"
        if ends_at <= now:
            when = f"was to end at {since_words(ends_at, today)}, and nobody has recorded that it is over"
        said.append(f"{LABELS[MeasureKind(kind)]} {when}.")
    if facts.strategy:
        who, at = facts.strategy
        said.append(
            f"{who} asked for a strategy discussion at {since_words(at, today)}, and nobody has answered."
        )
    if facts.unaware is not None:
        said.append(_not_told(facts.unaware))
    if facts.holder:
        said.append(f"{facts.holder} holds it.")
    if facts.offered_to:
        said.append(f"It is offered to {facts.offered_to}, who has not answered.")
    return tuple(said)


def in_one(said: Iterable[str]) -> str:
    """The sentences as one text."""
    return " ".join(said)


def _not_told(whom: tuple[str, ...]) -> str:
    said = " and ".join(filter(None, (", ".join(whom[:-1]), *whom[-1:]))) or "the parents"
    one = len(whom) == 1
    return (
        f"{said[0].upper()}{said[1:]} {'is' if one else 'are'} not aware and must not be contacted, also after it is closed: "
        f"say who decides whether {'this person is' if one else 'they are'} told, and when."
    )
