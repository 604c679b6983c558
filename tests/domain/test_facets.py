"""A filter shows what was asked for, in the page's own style sheet as on the server, and asks for nothing it does not know."""

from __future__ import annotations

from datetime import date

import pytest

from board.domain.facets import AGES, Filter, age_code, groups
from board.domain.policy import Policy

ALL = groups(Policy.default(), {"held", "age", "flag", "source"})
ME = 7
TODAY = date(2026, 11, 24)
RED_MINE = ("rag:red", "is:late", f"held:{ME}", "source:police", "age:under_1", "age:unborn")
AMBER_FREE = ("rag:amber", "held:nobody", "flag:confidential_enquiry", "source:school")
THEIRS = ("rag:green", "held:9", "source:school")


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("", (True, True, True)),
        ("rag:red", (True, False, False)),
        ("rag:red rag:amber", (True, True, False)),
        ("rag:amber source:school", (False, True, False)),
        ("held:me", (True, False, False)),
        ("held:nobody", (False, True, False)),
        ("held:team", (False, False, True)),
        ("is:late", (True, False, False)),
        ("age:unborn", (True, False, False)),
        ("flag:confidential_enquiry", (False, True, False)),
        ("rag:mauve", (True, True, True)),
    ],
)
def test_a_card_is_shown_when_every_group_has_one_of_what_was_chosen(
    words: str, shown: tuple[bool, ...]
) -> None:
    chosen = Filter.parse(words, ALL)
    assert tuple(chosen.shows(card, ME) for card in (RED_MINE, AMBER_FREE, THEIRS)) == shown


def test_what_is_kept_is_what_was_chosen_and_only_what_the_hub_knows() -> None:
    chosen = Filter.parse("source:school rag:amber rag:red rag:red x:y held:9 nonsense", ALL)
    assert chosen.words == "rag:red rag:amber source:school"
    assert Filter.parse(chosen.words, ALL) == chosen
    assert Filter.of(chosen.pairs(), ALL) == chosen
    assert not Filter.parse("rag:mauve", ALL)


def test_who_does_not_see_a_field_cannot_ask_for_it() -> None:
    few = groups(Policy.default(), {"held"})
    assert [group.key for group in few] == ["rag", "is", "held"]
    assert not Filter.parse("source:police age:under_1 flag:anonymous_referrer", few)


def test_a_style_sheet_is_made_of_codes_alone() -> None:
    hidden = Filter.parse("rag:red held:team", ALL).hidden(ME)
    assert hidden == (
        ':not(:is([data-facets~="rag:red"])), '
        ':not(:is(:not([data-facets~="held:nobody"], [data-facets~="held:7"])))'
    )
    assert Filter().hidden(ME) == ""
    nasty = Filter.of([("rag", 'red"] {} body { display: none } ['), ("rag", "red")], ALL)
    assert nasty.words == "rag:red"


@pytest.mark.parametrize(
    ("born", "code"),
    [
        (date(2026, 11, 23), "under_1"),
        (date(2025, 11, 25), "under_1"),
        (date(2025, 11, 24), "under_5"),
        (date(2021, 11, 25), "under_5"),
        (date(2021, 11, 24), "under_12"),
        (date(2014, 11, 24), "under_18"),
        (None, "not_known"),
    ],
)
def test_a_child_is_of_one_age(born: date | None, code: str) -> None:
    assert age_code(born, False, TODAY) == code
    assert code in dict(AGES)
    assert age_code(born, True, TODAY) == "unborn"
