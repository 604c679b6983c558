"""A policy is told whole, and what changes between two is told setting by setting."""

from __future__ import annotations

import json
from dataclasses import fields, replace
from datetime import date

import pytest

from board.domain.clocks import ClockKind
from board.domain.hours import minutes
from board.domain.policy import Policy
from board.domain.policy_changes import amended, differences, form_values
from board.domain.policy_values import path_words
from board.domain.policy_words import _TOLD, clock_words, hours_words, sections

POLICY = Policy.default()
DOCUMENT = POLICY.to_document()


def said(policy: Policy) -> str:
    return " ".join(sentence for section in sections(policy) for sentence in section.sentences)


def test_every_setting_is_told_by_a_section_or_by_its_own_sentence() -> None:
    assert {field.name for field in fields(Policy)} >= _TOLD
    further = {field.name for field in fields(Policy)} - _TOLD
    last = sections(POLICY)[-1]
    assert len(last.sentences) == len(further) if further else last.title != "Further settings"


@pytest.mark.parametrize("kind", ClockKind)
def test_every_kind_of_clock_is_told(kind: ClockKind) -> None:
    assert clock_words(kind, POLICY).endswith(".") and len(clock_words(kind, POLICY)) > 20


def test_a_changed_setting_changes_what_is_told() -> None:
    changed = replace(POLICY, screening_limit=minutes(17), closure_days=(date(2026, 12, 29),))
    assert "17 minutes" in said(changed) and "17 minutes" not in said(POLICY)
    assert "Tuesday 29 December 2026" in " ".join(hours_words(changed))


def test_the_form_as_it_comes_changes_nothing() -> None:
    assert amended(DOCUMENT, form_values(DOCUMENT)) == DOCUMENT
    assert differences(DOCUMENT, DOCUMENT) == ()


def test_each_difference_says_where_before_and_after() -> None:
    form = form_values(DOCUMENT) | {"levels[2].claim_limit.number": "90", "hours.saturday.opens": "09:00",
                                    "hours.saturday.closes": "12:00", "closed_on_bank_holidays": ""}  # fmt: skip
    made = amended(DOCUMENT, form)
    assert Policy.problems(made) == ()
    told = {one.where: (one.before, one.after) for one in differences(DOCUMENT, made)}
    assert told["levels: Green, claim limit"] == ("240 working minutes", "90 working minutes")
    assert told["hours, saturday"][0] == "none" and "09:00" in told["hours, saturday"][1]
    assert told["closed on bank holidays"] == ("yes", "no")


def test_all_that_is_wrong_is_found_at_once_and_the_first_is_raised() -> None:
    wrong = json.loads(json.dumps(DOCUMENT))
    wrong["levels"][0]["shape"] = "star"
    wrong["wall"]["rows"] = "many"
    found = Policy.problems(wrong)
    assert [one.partition(":")[0] for one in found] == ["policy.levels[0].shape", "policy.wall.rows"]
    with pytest.raises(ValueError, match=r"^policy\.levels\[0\]\.shape"):
        Policy.from_document(wrong)
    assert path_words("policy.levels[0].shape", wrong) == "levels: Red, shape"
