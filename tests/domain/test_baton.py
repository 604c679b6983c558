"""Rules of a baton by themselves: acts in any order leave one holder, an offer of theirs at most, and a reason for each move."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from board.domain.baton import CLAIM, OWNER, Baton, EndedAs, Kind, Move, Since
from board.domain.refusals import AlreadyOffered, NothingOffered, OfferOver, Refusal

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
NAMES = ("Asha", "Ben", "Carys")
PERSON = st.integers(0, len(NAMES) - 1)
WORDS = st.sampled_from(["Ring the school.", "She is ill."])


@dataclass
class Term:
    """A term as a table would keep it. given: it came to the person from another holder. ended: why it is over."""

    person: int
    given: bool
    ended: str | None = None


class Passing(RuleBasedStateMachine):
    """People act on one baton. Each move is written to a list of terms and a list of offers, as it says."""

    @initialize(kind=st.sampled_from([CLAIM, OWNER]))
    def begin(self, kind: Kind) -> None:
        self.baton = Baton(kind, {}, "NB-1")
        self.terms: list[Term] = []
        self.offers: list[tuple[Term, int, EndedAs | None]] = []

    def write(self, move: Move | None) -> None:
        if move is None:
            return
        running = [term for term in self.terms if term.ended is None]
        if move.offer_ends:
            self.offers = [(term, to, ended or move.offer_ends) for term, to, ended in self.offers]
            self.baton = replace(self.baton, offer=None, offered_to=None)
        if move.ends:
            [term] = running
            term.ended = move.ends
            self.baton = replace(self.baton, holder=None)
        if move.to is not None:
            self.terms.append(Term(move.to, given=move.ends is not None))
            self.baton = replace(self.baton, holder=Since(move.to, NAMES[move.to], NOW))
        if move.offered_to is not None:
            self.offers.append((running[0], move.offered_to, None))
            offer = Since(move.offered_to, NAMES[move.offered_to], NOW, move.note or "")
            self.baton = replace(self.baton, offer=offer, offered_to=offer.person_id)

    def tried(self, act: str, *given: object, **more: object) -> None:
        """The act, or a refusal that is true of what stands."""
        try:
            self.write(getattr(self.baton, act)(*given, **more))
        except Refusal as refusal:
            self.is_true(refusal)

    def is_true(self, refusal: Refusal) -> None:
        assert "{" not in refusal.sentence
        name = refusal.facts.get(self.baton.kind.who)
        assert name in ((self.baton.holder and self.baton.holder.name), None)
        if isinstance(refusal, AlreadyOffered):
            assert self.baton.offer is not None and refusal.facts["person"] == self.baton.offer.name

    @rule(who=PERSON)
    def take(self, who: int) -> None:
        self.tried("take", who, how="first")

    @rule(who=PERSON, by=PERSON, seen=st.none() | st.sampled_from(NAMES), reason=WORDS)
    def take_over(self, who: int, by: int, seen: str | None, reason: str) -> None:
        try:
            self.baton.must_be_as_seen(seen)
        except Refusal as refusal:
            self.is_true(refusal)
            assert seen != (self.baton.holder and self.baton.holder.name)
        else:
            self.tried("take_over", who, reason, how="other", given_by=by)

    @rule(who=PERSON, to=PERSON, note=WORDS)
    def offer(self, who: int, to: int, note: str) -> None:
        try:
            self.baton.must_be_held(who)
            if who != to and self.baton.can_be_offered(to):
                self.write(self.baton.offer_to(to, who, note))
        except Refusal as refusal:
            self.is_true(refusal)

    @rule(who=PERSON)
    def accept(self, who: int) -> None:
        self.tried("accept", who)

    @rule(who=PERSON, reason=WORDS)
    def decline(self, who: int, reason: str) -> None:
        self.tried("decline", who, reason)

    @rule(who=PERSON)
    def withdraw(self, who: int) -> None:
        self.tried("withdraw", who)

    @rule(reason=WORDS)
    def end(self, reason: str) -> None:
        self.tried("end", reason)

    @invariant()
    def one_holder_an_offer_of_theirs_and_a_reason_for_each_move(self) -> None:
        running = [term for term in self.terms if term.ended is None]
        assert len(running) <= 1
        assert [term.person for term in running] == (
            [self.baton.holder.person_id] if self.baton.holder else []
        )
        standing = [(term, to) for term, to, ended in self.offers if ended is None]
        assert len(standing) <= 1
        assert all(term is running[0] and to != term.person for term, to in standing)
        for before, term in zip([None, *self.terms], self.terms, strict=False):
            assert not term.given or (before is not None and before.ended)


TestPassing = Passing.TestCase
TestPassing.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)


@given(st.sampled_from(["", " ", "\n\t"]))
def test_a_term_ends_with_a_reason(blank: str) -> None:
    held = Baton(CLAIM, {}, "NB-1", Since(1, "Asha", NOW))
    for act in (lambda: held.end(blank), lambda: held.take_over(2, blank, how="reassigned", given_by=3)):
        with pytest.raises(ValueError, match="ends with a reason"):
            act()


def test_an_offer_ends_in_one_of_the_ways_that_the_table_names() -> None:
    held = Baton(CLAIM, {}, "NB-1", Since(1, "Asha", NOW), 2, Since(2, "Ben", NOW, "Ring the school."))
    moves = [held.accept(2), held.decline(2, "In court."), held.withdraw(1), held.end("Going home.")]
    ways = {move.offer_ends for move in moves if move}
    assert ways == set(get_args(EndedAs)) - {"undone"}
    assert held.accept(1) is None, "accepting it twice is silence"
    with pytest.raises(ValueError, match="one other person"):
        held.offer_to(3, 1, "Ring the school.")


def test_each_refusal_says_what_is_true_instead() -> None:
    free = Baton(CLAIM, {}, "NB-1", taken_back_at=NOW)
    with pytest.raises(OfferOver, match=r"taken back at 09:30, and nobody "):
        free.accept(2)
    held = Baton(OWNER, {}, "NB-1", Since(1, "Asha", NOW))
    with pytest.raises(OWNER.taken, match="Asha decides NB-1"):
        held.take(2, how="first")
    with pytest.raises(OWNER.changed, match="Asha has decided NB-1 since 09:30"):
        held.must_be_as_seen("2")
    held.must_be_as_seen("1")
    with pytest.raises(NothingOffered):
        Baton(CLAIM, {}, "NB-1", Since(1, "Asha", NOW)).withdraw(1)
