"""The code of a local word: by the mapping in force when it was recorded, and never otherwise than it was read before."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from board.domain.local_word.mappings import (
    CODE_LISTS,
    LABELS,
    WordCodes,
    WordMapping,
    tells_more,
    word_key,
    word_problem,
)
from board.domain.local_word.rules import begin_problem, begins_at, end_problem, moment_of_day

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
DAY = timedelta(days=1)


def mapping(
    code: str, from_at: datetime | None, until_at: datetime | None = None, word: str = "kurd"
) -> WordMapping:
    return WordMapping(1, "first_language", word, code, from_at, until_at)


def test_a_word_is_read_by_the_code_in_force_when_it_was_recorded() -> None:
    codes = WordCodes.of([mapping("kmr", None, NOW), mapping("ckb", NOW)])
    read = [
        codes.coded("first_language", " Kurd. ", at) for at in (NOW - DAY, NOW - DAY / 99, NOW, NOW + DAY)
    ]
    assert read == ["kmr", "kmr", "ckb", "ckb"]
    assert codes.coded("first_language", "Kurd", NOW, explicit="eng") == "eng", "the record says so itself"
    assert codes.coded("ethnicity", "Kurd", NOW) is None, "a mapping is of one list"
    ended = WordCodes.of([mapping("kmr", NOW - DAY, NOW)])
    assert [ended.coded("first_language", "kurd", at) for at in (NOW - 2 * DAY, NOW - DAY, NOW)] == [
        None,
        "kmr",
        None,
    ]


def test_without_a_mapping_the_list_reads_what_it_surely_names() -> None:
    none = WordCodes.of([])
    assert none.coded("sex", " FEMALE ", NOW) == "F" and none.coded("grading", "High risk", NOW) == "high"
    assert none.coded("ethnicity", "W3", NOW) is None and none.coded("sex", None, NOW) is None
    over = WordCodes.of([WordMapping(1, "ethnicity", "w1", "WOTH", NOW, None)])
    assert [over.coded("ethnicity", "W1", at) for at in (NOW - DAY, NOW)] == ["WBRI", "WOTH"]


@pytest.mark.parametrize(
    ("word", "key"),
    [
        ("  MEDIUM ", "medium"),
        ("White -  other", "white - other"),
        ("“Romani”.", "romani"),
        ("ｋｕｒｄ", "kurd"),
        ("Straße", "strasse"),
        ("română", "română"),
        ("كوردی", "كوردی"),
        ("\t\n", ""),
        ("?!", ""),
        (None, ""),
    ],
)
def test_words_are_compared_without_capitals_spaces_and_punctuation_around_them(
    word: str | None, key: str
) -> None:
    assert word_key(word) == key and word_key(word_key(word)) == key


@pytest.mark.parametrize(
    ("word", "sentence"),
    [
        ("", "letters or digits"),
        ("—", "letters or digits"),
        ("x" * 61, "under 60"),
        ("07700 900123", "telephone"),
        ("ada@mail.example", "telephone"),
        ("born 01/02/2013", "telephone"),
        ("12 Mill Lane flat", "telephone"),
    ],
)
def test_what_is_no_word_cannot_be_mapped(word: str, sentence: str) -> None:
    assert sentence in (word_problem(word_key(word), word) or "")


def test_words_and_short_codes_can_be_mapped() -> None:
    for word in ("W1", "A9", "Kurd", "كوردی", "mixed white/asian", "St Mary's CE", "x" * 60):
        assert word_problem(word_key(word), word) is None and not tells_more(word_key(word)), word


def test_every_list_has_words_and_none_is_of_doctors() -> None:
    assert (
        CODE_LISTS.keys() == LABELS.keys()
        and "gp" not in LABELS
        and all(one.codes or one.number for one in CODE_LISTS.values())
    )


def test_a_first_mapping_may_hold_for_words_of_any_day_and_a_later_one_only_from_now_on() -> None:
    old = [mapping("kmr", None, NOW - DAY)]
    assert begins_at(None, [], False, NOW) is None
    assert begins_at(None, old, False, NOW) == NOW and begins_at(None, [], True, NOW) == NOW
    assert begins_at(date(2026, 11, 24), old, False, NOW) == NOW, "today is now"
    past = date(2026, 11, 23)
    assert begin_problem(past, moment_of_day(past, NOW), [], False, NOW) is None
    assert "mapped before" in (begin_problem(past, moment_of_day(past, NOW), old, False, NOW) or "")
    assert "reads this word by itself" in (begin_problem(past, moment_of_day(past, NOW), [], True, NOW) or "")
    assert begin_problem(None, NOW, old, False, NOW) is None


def test_two_mappings_of_a_word_never_hold_at_once() -> None:
    tomorrow = date(2026, 11, 25)
    at = moment_of_day(tomorrow, NOW)
    assert "mapped to kmr. End" in (begin_problem(tomorrow, at, [mapping("kmr", None)], False, NOW) or "")
    ends = [mapping("kmr", None, at)]
    assert begin_problem(tomorrow, at, ends, False, NOW) is None
    assert "until 25 November 2026" in (begin_problem(None, NOW, ends, False, NOW) or "")
    later = [mapping("kmr", at)]
    assert "mapped to kmr" in (begin_problem(None, None, later, False, NOW) or ""), (
        "it would hold on that day too"
    )


def test_a_mapping_does_not_end_in_the_past_nor_later_than_it_ends() -> None:
    assert "This day is over" in (end_problem(date(2026, 11, 23), mapping("kmr", None), NOW) or "")
    assert end_problem(date(2026, 11, 24), mapping("kmr", None), NOW) is None
    ends = mapping("kmr", None, NOW + 2 * DAY)
    assert "already" in (end_problem(date(2026, 12, 24), ends, NOW) or "")
    assert end_problem(date(2026, 11, 25), ends, NOW) is None
