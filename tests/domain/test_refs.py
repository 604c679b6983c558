"""References: short, random, said over a phone, read from a wall."""

from __future__ import annotations

import re
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from board.domain.refs import ALPHABET, LONGEST, SHORTEST, fit_to_show, longer, new_ref

SCHEMA = Path(__file__).parents[2] / "schema.sql"


@given(st.randoms(use_true_random=False), st.integers(SHORTEST, LONGEST))
def test_a_reference_is_what_the_schema_takes(random: Random, length: int) -> None:
    shape = re.search(r"contacts_ref_shape check \(ref ~ '([^']+)'\)", SCHEMA.read_text())
    assert shape
    ref = new_ref(random, length)
    assert re.fullmatch(shape[1].strip("^$"), ref)
    assert len(ref) == length
    assert any(letter.isdigit() for letter in ref)


def test_no_letter_looks_like_another() -> None:
    assert not set("01OILSU5AE") & set(ALPHABET)


@pytest.mark.parametrize("ref", ["F4G", "R4P3", "D34D", "TW4T", "88K", "B4D", "M4D3", "666", "BCD"])
def test_what_reads_as_a_word_is_not_shown(ref: str) -> None:
    assert not fit_to_show(ref)


@pytest.mark.parametrize("ref", ["T4W", "C6H", "M9K", "X3P", "K2M"])
def test_an_ordinary_reference_is_fit_to_show(ref: str) -> None:
    assert fit_to_show(ref)


def test_a_taken_reference_is_tried_again_one_longer_up_to_what_the_schema_takes() -> None:
    assert longer(SHORTEST) == 4
    assert longer(LONGEST) == LONGEST


def test_ten_thousand_contacts_find_a_reference_each() -> None:
    random, taken = Random(7), set[str]()
    for _ in range(10_000):
        length = SHORTEST
        while (ref := new_ref(random, length)) in taken:
            length = longer(length)
        taken.add(ref)
    assert max(map(len, taken)) <= 6
