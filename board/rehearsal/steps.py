"""What somebody does in an invented morning, and the command each step is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from board.commands.allocations import allocate
from board.commands.children import add_child
from board.commands.claims import claim, release, take_next
from board.commands.closures import close
from board.commands.contacts import receive
from board.commands.hand_overs import hand_over
from board.commands.ratings import rate
from board.commands.restrictions import restrict
from board.commands.safe_now import record_safe_now
from board.domain.contacts import NewChild, NewContact
from board.domain.people import Actor
from board.domain.safe_now import SafeNow
from board.store.engine import Tx


@dataclass(frozen=True, slots=True)
class Arrive:
    """A contact comes in; one that came before, with other words, is late information."""

    by: Actor
    new: NewContact


@dataclass(frozen=True, slots=True)
class TakeNext:
    """Somebody presses the one big button."""

    by: Actor


@dataclass(frozen=True, slots=True)
class Claim:
    """Somebody claims this one."""

    by: Actor
    ref: str


@dataclass(frozen=True, slots=True)
class Rate:
    """Every child of the contact gets this colour."""

    by: Actor
    ref: str
    rag: str
    reason: str


@dataclass(frozen=True, slots=True)
class Release:
    """The holder lets go."""

    by: Actor
    ref: str
    reason: str


@dataclass(frozen=True, slots=True)
class AddChild:
    """A child becomes known."""

    by: Actor
    ref: str
    child: NewChild


@dataclass(frozen=True, slots=True)
class Restrict:
    """From now on it exists for `by` and these people alone."""

    by: Actor
    ref: str
    named: tuple[int, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class SayWhere:
    """Where every child of the contact is now, as somebody says just then."""

    by: Actor
    ref: str
    whereabouts: str
    with_whom: str
    said_by: str


@dataclass(frozen=True, slots=True)
class Close:
    """A manager takes it off the board."""

    by: Actor
    ref: str
    outcome: str
    reason: str


@dataclass(frozen=True, slots=True)
class Allocate:
    """A manager gives it to somebody."""

    by: Actor
    ref: str
    to: int


@dataclass(frozen=True, slots=True)
class HandOver:
    """The holder offers it to a colleague."""

    by: Actor
    ref: str
    to: int
    note: str


Step = (
    Arrive | TakeNext | Claim | Rate | Release | AddChild | Restrict | Close | Allocate | HandOver | SayWhere
)


async def perform(tx: Tx, step: Step, *, now: datetime) -> str:
    """Do it by its command. Returns the contact's reference; raises what the command raises."""
    match step:
        case Arrive(by, new):
            return (await receive(tx, by, new, now=now)).ref or ""
        case TakeNext(by):
            return (await take_next(tx, by, now=now)).ref
        case Claim(by, ref):
            await claim(tx, by, ref, anyway="The families do not know each other.", now=now)
        case Rate(by, ref, rag, reason):
            await rate(tx, by, ref, None, rag, reason, now=now)
        case Release(by, ref, reason):
            await release(tx, by, ref, reason, now=now)
        case AddChild(by, ref, child):
            await add_child(tx, by, ref, child, now=now)
        case Restrict(by, ref, named, reason):
            await restrict(tx, by, ref, named, reason, now=now)
        case SayWhere(by, ref, whereabouts, with_whom, said_by):
            fact = SafeNow(whereabouts, with_whom, said_by, now)
            await record_safe_now(tx, by, ref, None, fact, now=now)
        case Close(by, ref, outcome, reason):
            await close(tx, by, ref, outcome, reason, anyway="All of it was weighed.", now=now)
        case Allocate(by, ref, to):
            await allocate(tx, by, ref, to, anyway="They come in soon.", now=now)
        case HandOver(by, ref, to, note):
            await hand_over(tx, by, ref, to, note, anyway="They come in soon.", now=now)
    return step.ref
