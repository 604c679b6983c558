"""Why the form of a request could not be sent, in words."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final


class Problem(StrEnum):
    """Why a form could not be sent."""

    LETTERS = "letters"
    DRAWING = "drawing"
    NOBODY = "nobody"


PROBLEM_WORDS: Final[Mapping[Problem, str]] = {
    Problem.LETTERS: "the form has letters that it cannot show: ask by telephone, or write them in Latin letters and send it again",
    Problem.DRAWING: "the form could not be drawn: ask by telephone, and tell the people who look after the board",
    Problem.NOBODY: "nobody of the agency can be told by the board: ask by telephone",
}
HOW_TO_ANSWER: Final = (
    "Sign in to the board to answer. Do not answer by e-mail.",
    "For each person, say what you hold, that you hold nothing, that you cannot share and why, or until when you need.",
    "If you hold nothing, say which systems you searched, under which names and numbers, and on which date.",
)


def problem_words(code: str) -> str:
    """A problem as people read it; the code of a later version stands as it is."""
    return PROBLEM_WORDS[Problem(code)] if code in set(Problem) else code
