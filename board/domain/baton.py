"""A baton is something that one person has at a time, such as the claim of a contact. These rules say how it passes to the next.

An act refuses, or answers the Move that commands/baton.py writes. One person's time with a baton is a term.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final, Literal

from board.domain.contacts import Contact, clock_time
from board.domain.refusals import (
    AlreadyClaimed,
    AlreadyOffered,
    DecidedByAnother,
    HolderChanged,
    LinkHeld,
    NobodyHoldsIt,
    NothingOffered,
    NotTheHolder,
    OfferOver,
    OwnerChanged,
    Refusal,
)

EndedAs = Literal["accepted", "declined", "withdrawn", "undone", "overtaken"]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of baton, by its refusals. taken: somebody has it. changed: another person has it than was seen. unheld: nobody has it.
    not_yours: only its holder may offer it; `taken` where none is given. who: the fact that names the holder, beside ref and at.
    """

    name: str
    taken: type[Refusal]
    changed: type[Refusal]
    unheld: type[Refusal] = NobodyHoldsIt
    not_yours: type[Refusal] | None = None
    who: str = "holder"


CLAIM: Final = Kind("claim", AlreadyClaimed, HolderChanged, not_yours=NotTheHolder)
OWNER: Final = Kind("owner", DecidedByAnother, OwnerChanged, who="manager")
LINK: Final = Kind("link", LinkHeld, LinkHeld)


@dataclass(frozen=True, slots=True)
class Since:
    """The person who has it, or whom its holder asked to take it over. note: the holder's words to that person."""

    person_id: int
    name: str
    at: datetime
    note: str = ""


@dataclass(frozen=True, slots=True)
class Move:
    """Changes that are written together. A field that is none changes nothing.

    ends: why the holder's term ends; undone: as if it had not been. to, how, given_by: whose term begins, and how it came to them.
    offer_ends, declined: how the offer ends, and why it was declined. offered_to, note: a new offer.
    """

    ends: str | None = None
    undone: bool = False
    to: int | None = None
    how: str | None = None
    given_by: int | None = None
    offer_ends: EndedAs | None = None
    declined: str | None = None
    offered_to: int | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Baton:
    """A baton as it stands while the row of its thing is locked. key, ref: of that thing, for statements and for people.

    offer, taken_back_at: the offer that stands, and when the last one to the person who asks was taken back, where these were read.
    """

    kind: Kind
    key: Mapping[str, Any]
    ref: str
    holder: Since | None = None
    offered_to: int | None = None
    offer: Since | None = None
    taken_back_at: datetime | None = None

    def has(self, person_id: int) -> bool:
        """Whether this person has it."""
        return self.holder is not None and self.holder.person_id == person_id

    def must_be_free(self) -> None:
        """Raises `taken`."""
        if self.holder is not None:
            raise self._held(self.holder, self.kind.taken)

    def must_be_as_seen(self, seen: str | None) -> None:
        """Raises `changed`. seen: number or name of the holder whom the person saw, none when they did not look."""
        if self.holder and seen is not None and seen not in (str(self.holder.person_id), self.holder.name):
            raise self._held(self.holder, self.kind.changed)

    def must_be_held(self, by: int | None = None, *, refusal: type[Refusal] | None = None) -> Since:
        """Its holder. Raises `unheld`, and this refusal, or `not_yours`, when another person than `by` has it."""
        if self.holder is None:
            raise self.kind.unheld(ref=self.ref)
        if by is not None and self.holder.person_id != by:
            raise self._held(self.holder, refusal or self.kind.not_yours or self.kind.taken)
        return self.holder

    def take(self, person_id: int, *, how: str | None = None, given_by: int | None = None) -> Move | None:
        """A person takes it or is given it, when nobody has it; none when they have it already. Raises `taken`."""
        if self.has(person_id):
            return None
        self.must_be_free()
        return Move(to=person_id, how=how, given_by=given_by)

    def take_over(self, person_id: int, reason: str, *, how: str, given_by: int) -> Move:
        """It moves from its holder to another person, with a reason. Raises `unheld`."""
        self.must_be_held()
        return replace(self.end(reason), to=person_id, how=how, given_by=given_by)

    def end(self, reason: str, *, undone: bool = False) -> Move:
        """Nobody has it any longer, and an offer of it ends too."""
        if not reason.strip():
            raise ValueError("a term ends with a reason")
        return Move(ends=reason if self.holder else None, undone=undone, offer_ends="overtaken")

    def can_be_offered(self, to: int) -> bool:
        """False when it is offered to this person already. Raises AlreadyOffered."""
        if self.offer is not None and self.offer.person_id != to:
            raise AlreadyOffered(ref=self.ref, person=self.offer.name, at=clock_time(self.offer.at))
        return self.offer is None

    def offer_to(self, to: int, by: int, note: str) -> Move:
        """Its holder asks another person to take it over, and keeps it until they do. Raises `unheld` and `not_yours`."""
        self.must_be_held(by)
        if to == by or self.offered_to is not None:
            raise ValueError("a holder offers it to one other person")
        return Move(offered_to=to, note=note)

    def must_be_offered(self, to: int) -> Since:
        """The offer to this person. Raises OfferOver."""
        if self.offer is not None and self.offer.person_id == to:
            return self.offer
        holder = self.holder and self.holder.name
        now = f"{holder or 'nobody'} holds it"
        if self.taken_back_at is not None:
            now = f"the offer was taken back at {clock_time(self.taken_back_at)}, and {now}"
        raise OfferOver(ref=self.ref, standing=now, holder=holder)

    def accept(self, by: int) -> Move | None:
        """The person asked has it now; none when they have it already. Raises OfferOver."""
        if self.has(by):
            return None
        note, before = self.must_be_offered(by).note, self.must_be_held().person_id
        move = self.take_over(by, note, how="handed_over", given_by=before)
        return replace(move, offer_ends="accepted")

    def decline(self, by: int, reason: str) -> Move:
        """The person asked says no, with a reason, and the holder keeps it. Raises OfferOver."""
        self.must_be_offered(by)
        return Move(offer_ends="declined", declined=reason)

    def withdraw(self, by: int) -> Move:
        """Its holder takes the offer back. Raises NothingOffered, `unheld` and `not_yours`."""
        self.must_be_held(by)
        if self.offered_to is None:
            raise NothingOffered(ref=self.ref)
        return Move(offer_ends="withdrawn")

    def _held(self, holder: Since, refusal: type[Refusal]) -> Refusal:
        return refusal(ref=self.ref, at=clock_time(holder.at), **{self.kind.who: holder.name})


def claim_of(contact: Contact) -> Baton:
    """The claim of a contact that is locked."""
    who, name, at = contact.holder_id, contact.holder, contact.claimed_at
    holder = Since(who, name, at) if who is not None and name is not None and at is not None else None
    return Baton(CLAIM, contact.key, contact.ref, holder, contact.offered_to)
