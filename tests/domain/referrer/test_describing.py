"""Words that name or describe a referrer are found as people write them, and a redaction only takes words out."""

from __future__ import annotations

import pytest

from board.domain.referrer.describing import described, only_takes_out, parts

SENT = (
    "Mrs Elizabeth Bell-Okoro, teacher at St Anne’s, 07700 900123, 4 Mill Rd NB1 2AB, e.bell@school.example"
)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Bell rang twice.", ["Bell"]),
        ("MRS BELL'S note", ["BELL'S"]),
        ("Lizzie was worried.", ["Lizzie"]),
        ("the Bells know", ["Bells"]),
        ("Okoro says so", ["Okoro"]),
        ("Ring +44 7700 900 123 after six.", ["+44 7700 900 123"]),
        ("Ring 07700-900123.", ["07700-900123"]),
        ("lives at nb12ab", ["nb12ab"]),
        ("from E.Bell@School.example", ["E.Bell@School.example", "Bell"]),
        ("her teacher saw it", ["teacher"]),
        ("A neighbour, and Grandma, rang.", ["neighbour", "Grandma"]),
        ("the Headteacher’s note", ["Headteacher’s"]),
        ("Seen by the health visitor", []),
        ("Start of the bellows.", []),
        ("Call 07700 900999", []),
    ],
)
def test_words_that_describe_the_referrer_are_found(text: str, found: list[str]) -> None:
    assert [one for one in described(text, [SENT]) if one.casefold() != "school"] == found


def test_words_of_the_source_describe_the_referrer_too() -> None:
    assert described("Her father rang.", [None], also=["Parent or father"]) == ("father",)
    assert described("Her father rang.", [None]) == ()


def test_an_accent_makes_no_difference() -> None:
    assert described("Zoe Muller rang.", ["Zoë Müller"]) == ("Zoe", "Muller")


@pytest.mark.parametrize(
    ("text", "sent", "marked"),
    [
        ("Oko\u00adro rang.", SENT, ["Oko\u00adro"]),
        ("O\u200bkoro’s call", SENT, ["O\u200bkoro’s"]),
        ("ebokoro on Teams", SENT, ["ebokoro"]),
        ("elizabeth_okoro wrote", SENT, ["elizabeth", "okoro"]),
        (
            "\u0a39\u0a30\u0a2a\u0a4d\u0a30\u0a40\u0a24 rang",
            "\u0a39\u0a30\u0a2a\u0a4d\u0a30\u0a40\u0a24 \u0a15\u0a4c\u0a30",
            ["\u0a39\u0a30\u0a2a\u0a4d\u0a30\u0a40\u0a24"],
        ),
    ],
    ids=["soft hyphen", "blank of no width", "user name", "underscore", "Gurmukhi"],
)
def test_a_name_is_marked_whole_whatever_stands_within_it(text: str, sent: str, marked: list[str]) -> None:
    assert [piece for piece, describes in parts(text, described(text, [sent])) if describes] == marked


def test_pieces_are_the_text() -> None:
    text = "Gran said that Granny's gran rang."
    pieces = parts(text, described(text, []))
    assert "".join(piece for piece, _ in pieces) == text
    assert [piece for piece, describes in pieces if describes] == ["Gran", "Granny's", "gran"]


@pytest.mark.parametrize(
    ("before", "after", "whole"),
    [
        ("Her teacher rang.", "Her [redacted] rang.", True),
        ("Her teacher rang.", "[redacted]", True),
        ("Her [redacted] rang Jo.", "Her [redacted] rang [redacted].", True),
        ("Her teacher rang.", "Her [redacted] rang twice.", False),
        ("Her teacher rang.", "Her aunt rang.", False),
        ("Her teacher rang.", "", False),
        ("one two three", "three[redacted]", False),
        ("aba", "aba[redacted]aba", False),
        ("a b c", "a [redacted] c [redacted] b", False),
    ],
)
def test_a_redaction_takes_words_out_and_changes_nothing_else(before: str, after: str, whole: bool) -> None:
    assert only_takes_out(before, after) is whole
