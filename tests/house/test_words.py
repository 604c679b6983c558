"""Every word that stands on a screen is said in docs/words.md and on the help page."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from board.domain import forecast
from board.domain.clock_kinds import WORDS
from board.domain.deliveries import KINDS
from board.domain.measures import LABELS
from board.domain.policy import Policy
from board.domain.rota import POST_WORDS
from board.queries.help import help_page
from board.render import TEMPLATES

PAGE = help_page("northborough", Policy.default())
HELP = " ".join(
    [*(word + " " + meaning for _, _, terms in PAGE.terms for word, meaning in terms),
     *(by + " " + words + " " + late for by, words, late in PAGE.clocks)]
).lower()  # fmt: skip
DOCS = re.sub(r"[*`\s]+", " ", (Path(__file__).parents[2] / "docs" / "words.md").read_text()).lower()
# What stands on desk, wall, rota and the pages about them, as people read it there; (its template, the word).
SEEN = (
    ("desk/notices_head.html", "For your eyes"), ("desk/forecast.html", "Will be late"), ("desk/unclaimed.html", "unclaimed too long"),
    ("desk/still.html", "Hold still"), ("desk/still.html", "Keys"), ("desk/tools.html", "Filter"), ("page.html", "Names away"),
    ("page.html", "Visitors"), ("engine/strip.html", "Reminders have stopped"), ("engine/strip.html", "Reminders are late"),
    ("rota/leavers.html", "Held by somebody who has left"), ("rota/now.html", "On duty"), ("rota/rota.html", "hub hours"),
    ("policy/policy.html", "How this hub works"), ("policy/amend.html", "Show what changes"), ("wall/now.html", "Needs somebody now"),
)  # fmt: skip


def plain(words: str) -> str:
    return words.replace("’", "'").lower()


@pytest.mark.parametrize("word", [word for _, _, terms in PAGE.terms for word, _ in terms])
def test_what_the_help_page_explains_is_explained_in_the_docs(word: str) -> None:
    assert plain(word) in DOCS or word == "Why it will be late"


@pytest.mark.parametrize(("template", "word"), SEEN)
def test_what_stands_on_a_screen_is_explained_on_both(template: str, word: str) -> None:
    assert word in (TEMPLATES / template).read_text(), "say here where it stands now"
    assert plain(word) in DOCS and plain(word) in plain(HELP)


def test_every_clock_notice_measure_post_and_reason_is_said() -> None:
    missing = [words.by for words in WORDS.values() if plain(words.by) not in DOCS]
    missing += [
        kind.words
        for name, kind in KINDS.items()
        if not name.startswith("reminder_") and plain(kind.words) not in DOCS
    ]
    missing += [
        label for label in LABELS.values() if plain(label) not in DOCS or plain(label) not in plain(HELP)
    ]
    missing += [
        post for post in POST_WORDS.values() if post != "in their own role" and post not in plain(HELP)
    ]
    missing += [why for why in forecast.WORDS.values() if why not in HELP]
    assert not missing
