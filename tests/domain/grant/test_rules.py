"""The table of who gives which seat: each role stands in one rule, as the sentences here say it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from board.domain.grant.rules import ASKED_FOR, DECIDES, MANAGERS, RULE_OF, RULES, Grant, Standing, given_by
from board.domain.permissions import Action, Role, may
from tests.make import NOW

WRITTEN = {
    "The service manager gives, and a second manager confirms": (
        "practice_manager manager service_manager edt",
        "service_manager",
        "practice_manager manager service_manager",
    ),
    "Any manager gives the seat of a social worker": (
        "social_worker lead_child_protection_practitioner",
        "practice_manager manager service_manager",
        "",
    ),
    "MASH admin gives MASH admin's seat, and so does a manager: a new hub has nobody else": (
        "admin",
        "admin practice_manager manager service_manager",
        "",
    ),
    "MASH admin gives the others": (
        "screening_officer head_of_service police health education idva early_help partner lado qa data_officer executive",
        "admin",
        "",
    ),
}


@pytest.mark.parametrize("sentence", WRITTEN)
def test_seats_are_given_as_the_sentence_says(sentence: str) -> None:
    seats, givers, confirmers = ({Role(one) for one in words.split()} for words in WRITTEN[sentence])
    for role in Role:
        gives = {seat for seat in given_by([role]) if seat in seats}
        assert gives == (seats if role in givers else set()), role
    assert all(RULE_OF[seat].confirmers == confirmers for seat in seats)


def test_each_role_of_a_person_stands_in_one_rule_and_a_systems_in_none() -> None:
    listed = [role for rule in RULES for role in rule.seats]
    assert len(listed) == len(set(listed)) and set(Role) - set(listed) == {Role.FEED}
    written = [Role(one) for seats, *_ in WRITTEN.values() for one in seats.split()]
    assert sorted(written) == sorted(listed)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.FEED])
def test_a_role_that_decides_restricts_or_keeps_the_policy_needs_a_second_manager(role: Role) -> None:
    """Also a role that gets such a permission later."""
    assert bool(RULE_OF[role].confirmers) == any(may([role], action) for action in DECIDES)


def test_anyone_who_gives_or_confirms_by_a_rule_sees_the_page_for_it() -> None:
    for rule in RULES:
        assert all(may([role], Action.GIVE_SEAT) for role in rule.givers)
        assert all(may([role], Action.CONFIRM_SEAT) for role in rule.confirmers)
    assert {role for role in Role if may([role], Action.CONFIRM_SEAT)} == MANAGERS


def test_a_grant_stands_as_its_hub_sees_it() -> None:
    day = timedelta(days=1)
    plain = Grant(NOW, needs_second=False)
    assert plain.standing(NOW) is Standing.ASKED
    assert plain.standing(NOW + ASKED_FOR - day) is Standing.ASKED
    assert plain.standing(NOW + ASKED_FOR) is Standing.LAPSED
    second = Grant(NOW, needs_second=True)
    assert second.standing(NOW) is Standing.TO_CONFIRM and second.standing(NOW + ASKED_FOR) is Standing.LAPSED
    confirmed = Grant(NOW, True, confirmed_at=NOW + day)
    assert confirmed.standing(NOW + ASKED_FOR) is Standing.ASKED, "it is asked from when it was confirmed"
    assert confirmed.standing(NOW + ASKED_FOR + day) is Standing.LAPSED
    assert Grant(NOW, False, withdrawn_at=NOW).standing(NOW) is Standing.WITHDRAWN
    assert Grant(NOW, False, accepted_at=NOW).standing(NOW + ASKED_FOR) is Standing.TAKEN
