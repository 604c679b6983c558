"""The lists of codes and the code that a sender's words offer."""

from __future__ import annotations

import pytest

from board.domain.facts.code_list import plainly
from board.domain.facts.codes import ETHNICITY, GP, LISTS, SCHOOL


def test_ethnicity_is_the_eighteen_groups_of_the_census() -> None:
    assert len(ETHNICITY.codes) == 18
    assert {len(code) for code in ETHNICITY.codes} == {4}
    assert not {"REFU", "NOBT"} & set(ETHNICITY.codes), "refused and not asked are states, not groups"


@pytest.mark.parametrize("one", LISTS.values(), ids=LISTS)
def test_each_list_names_its_source_and_each_other_spelling_leads_to_one_code(one) -> None:
    assert one.source
    for spelled, code in one.also.items():
        assert one.offered(spelled) == code, spelled
    for code, label in one.codes.items():
        assert one.has(code)
        assert one.offered(code) == code
        assert one.offered(label.upper()) == code
        assert one.words(code) == label
    assert len({plainly(label) for label in one.codes.values()}) == len(one.codes)


@pytest.mark.parametrize(
    ("key", "words", "code"),
    [
        ("ethnicity", "  white -  british ", "WBRI"),
        ("ethnicity", "W1", "WBRI"),
        ("ethnicity", "W3", None),
        ("ethnicity", "Black", None),
        ("ethnicity", "Mixed", None),
        ("sex", "f", "F"),
        ("sex", "not said", None),
        ("first_language", "Kurdish", None),
        ("first_language", "punjabi", "pan"),
        ("school", "123456", "123456"),
        ("school", "Hazel Road Primary", None),
        ("gp", "A81001", "A81001"),
        ("relationship", "Mum", "mother"),
        ("relationship", "Partner", None),
        ("relationship", "", None),
        ("disability", "\N{ZERO WIDTH SPACE}", None),
    ],
)
def test_words_offer_a_code_only_where_they_surely_name_one(key: str, words: str, code: str | None) -> None:
    assert LISTS[key].offered(words) == code


@pytest.mark.parametrize("number", ["12345", "1234567", "012345", "12345a", "١٢٣٤٥٦", " 123456", ""])
def test_a_school_number_is_six_digits(number: str) -> None:
    assert not SCHOOL.has(number)


@pytest.mark.parametrize("number", ["A8100", "a81001", "811001", "A810011", "I81001"])
def test_a_practice_code_is_a_letter_and_five_digits(number: str) -> None:
    assert not GP.has(number)
