"""The help page of a hub, from its policy and the board's own words."""

from __future__ import annotations

from board.domain import forecast
from board.domain.clocks import WORDS, ClockKind
from board.domain.events import KINDS
from board.domain.glossary import (
    ACTS,
    COLUMNS,
    CONTACT,
    LISTS,
    ORDER,
    POLICY,
    PROTECTION,
    REMINDERS,
    ROTA,
    SCREEN,
    WALL,
    Term,
)
from board.domain.policy import Policy
from board.domain.policy_words import clock_words, hours_words, level_words
from board.queries.cards import rag_of
from board.views.fragment import UNRATED
from board.views.help import HelpPage

_UNRATED = (
    "Not yet rated, a question mark: nobody qualified has looked at every child. "
    "It stands among the most urgent, because it may be one."
)
_NEUTRAL = {
    "who": "Somebody",
    "clock": "do what the clock is for",
    "rag": "a colour",
    "child": "1",
    "outcome": "an outcome",
    "person": "a colleague",
    "why": "A reason is given",
    "act": "what they did",
    "role": "manager",
    "notice": "a message about it",
    "dated": "",
    "whom": "an adult",
    "what": "the GP",
    "agency": "an agency",
}


class _Facts(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return f"({key.replace('_', ' ')})"


def help_page(hub_key: str, policy: Policy) -> HelpPage:
    """What everything means here. Says nothing of any contact."""
    colours = [(rag_of(level.code, policy), level_words(level)) for level in policy.levels]
    facts = _Facts(_NEUTRAL)
    return HelpPage(
        hub_key=hub_key,
        order=ORDER,
        colours=(*colours, (UNRATED, _UNRATED)),
        clocks=tuple((WORDS[kind].by, clock_words(kind, policy), WORDS[kind].late) for kind in ClockKind),
        hours=hours_words(policy),
        terms=(
            ("columns", "The columns of the desk", _pairs((*COLUMNS, *LISTS))),
            ("contact", "A contact and its people", _pairs(CONTACT)),
            ("acts", "What you can do with it", _pairs(ACTS)),
            ("protection", "Protective measures and reviews", _pairs(PROTECTION)),
            ("rota", "Who is here", _pairs(ROTA)),
            ("reminders", "Reminders and messages", (*_pairs(REMINDERS), _why_late())),
            ("wall", "The wall and visitors", _pairs(WALL)),
            ("policy", "How the hub works", _pairs(POLICY)),
            ("screen", "The screen", _pairs(SCREEN)),
        ),
        events=tuple(kind.words.format_map(facts) for kind in KINDS.values() if kind.open),
    )


def _why_late() -> tuple[str, str]:
    return "Why it will be late", "; ".join(forecast.WORDS.values()) + "."


def _pairs(terms: tuple[Term, ...]) -> tuple[tuple[str, str], ...]:
    return tuple((term.word, term.meaning) for term in terms)
