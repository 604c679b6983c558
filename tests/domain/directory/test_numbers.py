"""Telephone numbers are validated and kept in one form."""

from __future__ import annotations

import pytest

from board.domain.directory.numbers import is_number, number_of, shown, takes_text
from board.domain.refusals import NumberUnreadable

ONE = "+441134960737"


@pytest.mark.parametrize(
    "typed",
    [
        "0113 496 0737",
        "(0113) 4960737",
        "0113-496-0737",
        "+44 113 496 0737",
        "+44 (0)113 496 0737",
        "0044 113 496 0737",
        "  0113 496 0737  ",
        "0113\u00a0496\u20090737",
        ONE,
    ],
)
def test_a_number_is_kept_in_one_form_however_it_is_typed(typed: str) -> None:
    assert number_of(typed, "address") == ONE


@pytest.mark.parametrize(
    "typed", ["01632 960001 ext 12", "01632960001x12", "01632 960001 Ext. 12", "+441632960001;ext=12"]
)
def test_an_extension_is_kept_in_one_form(typed: str) -> None:
    assert number_of(typed, "address") == "+441632960001;ext=12"
    with pytest.raises(NumberUnreadable):
        number_of(typed, "mobile", extension=False)


@pytest.mark.parametrize(
    "typed",
    [
        "ring me",
        "0770",
        "0113 49607",
        "0113 496 07371",
        "0113 FLOWERS",
        "999",
        "101",
        "116 123",
        "118 118",
        "0909 879 0123",
        "070 1234 5678",
        "0113 496 0737 or 0113 496 0738",
        "0113 496 0737 / 38",
        "01632 960001 option 2",
        "１１３ ４９６ ０７３７",
        "+44 1",
        "+999 113 496 0737",
        "tel:0113 496 0737",
        "0113 496 0737\u202e",
    ],
)
def test_a_text_that_is_no_number_to_call_is_refused_with_its_field(typed: str) -> None:
    with pytest.raises(NumberUnreadable) as caught:
        number_of(typed, "address")
    assert caught.value.errors == {"address": caught.value.sentence}
    assert not is_number(typed) and shown(typed) == typed and not takes_text(typed)


@pytest.mark.parametrize(
    ("kept", "people_write"),
    [
        (ONE, "0113 496 0737"),
        ("+441632960001;ext=12", "01632 960001 ext 12"),
        ("+447700900123", "07700 900123"),
        ("+35312345678", "+353 1 234 5678"),
    ],
)
def test_a_number_is_shown_as_people_write_it_and_typed_again_is_the_same(
    kept: str, people_write: str
) -> None:
    assert shown(kept) == people_write and number_of(people_write, "address") == kept and is_number(kept)


def test_nothing_typed_is_no_number() -> None:
    assert number_of("  ", "address") is None


def test_text_messages_go_to_mobiles_alone() -> None:
    assert takes_text("+447700900123") and takes_text("+447911123456")
    assert not any(takes_text(one) for one in (ONE, "+441632960001;ext=12", "+35312345678"))
