"""The form's fields in words, for the summary of what is wrong with it."""

from __future__ import annotations

import re
from typing import Final

from board.intake.typed import Typed
from board.views.intake import ProblemLine

_WORDS: Final = {
    "incident_on": "date of incident", "received_on": "day it arrived",
    "received_time": "time it arrived", "source": "who approached us", "concern": "what it is about",
    "summary": "what was reported",
    "harm_detail": "the harm in detail", "source_reference": "their reference", "rag": "their colour", "notice_type": "kind of notice",
    "referrer": "who told us", "grading_tool": "grading tool", "grading_score": "score", "grading": "their grading",
    "children_unknown": "children", "given_name": "given name", "family_name": "family name", "born_on": "birth date",
    "expected_on": "expected date", "school": "school or nursery", "address": "address", "role": "part in this", "sex": "sex",
    "ethnicity": "ethnicity", "safe-channel": "how to reach safely", "safe-times": "when it is safe", "safe-never_use": "never use",
    "safe-code_word": "code word", "safe-address": "safe address", "out": "who must never know", "people": "who may know of it",
    "log-it": "your answer",
}  # fmt: skip
_DATES: Final = ("received_on", "incident_on", "born_on", "expected_on")
_PERSON: Final = re.compile(r"(children|adults)-(\d+)-(.+)")


def summary(form: Typed) -> list[ProblemLine]:
    """What is wrong, in the order of the page."""
    lines = [_line(form, name, sentence) for name, sentence in form.errors.items()]
    return sorted(
        lines, key=lambda line: (line.anchor.startswith("adults"), line.anchor.startswith("children-"))
    )


def _line(form: Typed, name: str, sentence: str) -> ProblemLine:
    person = _PERSON.fullmatch(name)
    if not person:
        return ProblemLine(_anchor(name), _WORDS.get(name, name).capitalize(), sentence)
    rows = form.children if person[1] == "children" else form.adults
    who = "Child" if person[1] == "children" else "Adult"
    place = rows.index(int(person[2])) + 1 if int(person[2]) in rows else 1
    return ProblemLine(_anchor(name), f"{who} {place}, {_WORDS.get(person[3], person[3])}", sentence)


def _anchor(name: str) -> str:
    return f"{name}-day" if name.rpartition("-")[2] in _DATES else name
