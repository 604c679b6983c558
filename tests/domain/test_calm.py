"""The rule of calm: each condition of its sentence, one at a time."""

from __future__ import annotations

from dataclasses import fields, replace

import pytest

from board.domain.calm import Attended, counts_as_on_duty, is_calm

QUIET = Attended(late=False, red=False, unrated=False, offered=False, not_located=False, attended=True)


@pytest.mark.parametrize("why", ["red", "unrated", "offered", "not_located"])
def test_a_grave_contact_needs_somebody_until_its_holder_is_on_duty(why: str) -> None:
    grave = replace(QUIET, **{why: True})
    assert not grave.needs_somebody
    assert replace(grave, attended=False).needs_somebody


def test_a_late_contact_needs_somebody_even_if_somebody_on_duty_holds_it() -> None:
    assert replace(QUIET, late=True).needs_somebody
    assert not replace(QUIET, attended=False).needs_somebody, "an amber one within its time may wait"


def test_while_the_hub_is_closed_only_the_emergency_duty_team_is_on_duty() -> None:
    assert counts_as_on_duty(["social_worker"], closed=False) and counts_as_on_duty(["edt"], closed=False)
    assert not counts_as_on_duty(["social_worker", "manager"], closed=True)
    assert counts_as_on_duty(["social_worker", "edt"], closed=True)
    assert not counts_as_on_duty([], closed=False)


WHYS = ("late", "red", "unrated", "offered", "not_located", "to_answer")


def test_of_every_combination_one_reason_that_holds_alone_is_enough_and_no_other_takes_it_away() -> None:
    for number in range(2 ** len(WHYS)):
        chosen = [why for n, why in enumerate(WHYS) if number >> n & 1]
        for here in (True, False):
            alone = [replace(QUIET, attended=here, **{why: True}).needs_somebody for why in chosen]
            together = replace(QUIET, attended=here, **dict.fromkeys(chosen, True))
            assert together.needs_somebody is any(alone), (chosen, here)
    assert {one.name for one in fields(Attended)} == {*WHYS, "attended"}, "a new reason is tried here too"


def test_one_condition_that_fails_is_enough() -> None:
    assert is_calm(0, 0, running=True)
    assert not is_calm(1, 0, running=True)
    assert not is_calm(0, 1, running=True)
    assert not is_calm(0, 0, running=False)
