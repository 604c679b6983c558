"""Invented families: as many as wanted, the same for the same seed, in the words of the field."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import islice
from random import Random

import pytest

from board.domain.contacts import ADULT_ROLES, NewContact
from board.domain.policy import Policy
from board.rehearsal import morning, words
from board.rehearsal.family import families, more_from_sender
from board.rehearsal.telling import Turn
from tests.rehearsal.glossary import texts, unfit

AT = datetime(2026, 11, 24, 10, 15, tzinfo=UTC)


@pytest.fixture(scope="module")
def thousand() -> list[NewContact]:
    return list(islice(families(7, AT), 1000))


def test_same_seed_gives_the_same_families(thousand: list[NewContact]) -> None:
    assert list(islice(families(7, AT), 1000)) == thousand
    assert list(islice(families(8, AT), 5)) != thousand[:5]


def test_caller_says_when_each_was_received() -> None:
    times = [AT + timedelta(minutes=number) for number in range(3)]

    assert [new.received_at for new in families(7, times)] == times


def test_tag_makes_them_other_contacts_of_the_same_families() -> None:
    one, other = (list(islice(families(7, AT, tag=tag), 50)) for tag in ("A", "B"))

    assert {new.source_reference for new in one}.isdisjoint({new.source_reference for new in other})
    assert [replace(new, source_reference=None) for new in one] == [
        replace(new, source_reference=None) for new in other
    ]


def test_default_policy_knows_every_code(thousand: list[NewContact]) -> None:
    policy = Policy.default()

    assert {new.source for new in thousand} <= set(policy.source_codes())
    assert {new.concern for new in thousand} <= set(policy.concern_codes())
    assert {new.rag for new in thousand} <= {None, *policy.rag_codes()}
    assert {adult.role for new in thousand for adult in new.adults} <= set(ADULT_ROLES)
    assert {outcome for outcome, _ in words.CLOSE_REASONS} <= {o.code for o in policy.outcomes}
    assert len({new.source_reference for new in thousand}) == 1000


def test_families_are_as_various_as_real_ones(thousand: list[NewContact]) -> None:
    sizes = {len(new.children) for new in thousand}
    police = sum(new.source == "police" for new in thousand)

    assert {0, 1, 2, 3, 6} <= sizes
    assert any(child.unborn for new in thousand for child in new.children)
    assert any(new.anonymous_referrer for new in thousand)
    assert any(new.confidential_enquiry for new in thousand)
    assert any(adult.safe_contact for new in thousand for adult in new.adults)
    assert 300 < police < 500, "police are the largest sender"
    for new in thousand:
        for child in new.children:
            assert child.born_on is None or AT.date() - timedelta(days=18 * 366) < child.born_on < AT.date()
            assert child.unborn == (child.expected_on is not None)


def test_nothing_is_said_in_words_the_field_avoids(thousand: list[NewContact]) -> None:
    late = [more_from_sender(Random(1), new) for new in thousand[:50]]
    reasons = [getattr(words, name) for name in dir(words) if name.isupper() and not name.startswith("_")]

    for text in texts([thousand, late, reasons]):
        assert unfit(text) == [], text


def test_the_morning_so_far_is_told_in_the_words_of_the_field() -> None:
    stories = (*morning.NORTHBOROUGH, *morning.EASTMARSH)
    told = [turn.make.__closure__ for story in stories for turn in story.turns if isinstance(turn, Turn)]
    reasons = [cell.cell_contents for closure in told for cell in closure or ()]

    for text in texts([[story.told for story in stories], [story.more for story in stories], reasons]):
        assert unfit(text) == [], text
