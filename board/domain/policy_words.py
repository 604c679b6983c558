"""How a hub works, in sentences: what its policy page and its help say, made from the policy and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, time
from typing import Final

from board.domain import document, law
from board.domain.clocks import WORDS, ClockKind
from board.domain.hours import Limit, Opening
from board.domain.measures import LABELS, MeasureKind
from board.domain.naming import rungs
from board.domain.policy import Level, Policy
from board.domain.policy_values import value_words
from board.domain.request.explained import confirm_clock, request_clock, request_sentences

# What the sections below tell; whatever else a policy holds is told by its own sentence.
_TOLD: Final = frozenset(
    (
        "levels", "screening_limit", "hours", "closed_on_bank_holidays", "closure_days", "proclaimed_holidays", "one_working_day",
        "sources", "concerns", "outcomes", "advice", "restricted_named_roles", "idle_lock_minutes", "session_hours", "sign_in", "wall",
        "requests",
    )
)  # fmt: skip
DAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what is said under it."""

    title: str
    sentences: tuple[str, ...]


def sections(policy: Policy) -> tuple[Section, ...]:
    """The whole policy as a person reads it. Lists of codes are told by their labels."""
    return (
        Section("Colours", tuple(level_words(level) for level in policy.levels)),
        Section(
            "Clocks",
            tuple(
                f"{WORDS[kind].by[:1].upper()}{WORDS[kind].by[1:]}: {clock_words(kind, policy)}"
                for kind in ClockKind
            ),
        ),
        Section("Hours", hours_words(policy)),
        Section(
            "Who is told of a restricted contact",
            (
                "On a contact that arrives restricted these are named at once: "
                f"{_and([str(role).replace('_', ' ') for role in policy.restricted_named_roles]) or 'nobody'}.",
                "While fewer than two people are named, the board adds one after the other: "
                f"{_and([str(role).replace('_', ' ') for role in rungs(policy.restricted_named_roles, policy.rota.restricted_ladder)])}; "
                "who is on duty first, and never who is kept out.",
            ),
        ),
        Section("Requests to agencies", request_sentences(policy)),
        Section("Words of this hub", _lists(policy)),
        Section("Screens and sign-in", _screens(policy)),
        *_further(policy),
    )


def level_words(level: Level) -> str:
    """A colour: its shape, what it means here, and its limits."""
    limits = [
        f"claimed within {level.claim_limit.words}" if level.claim_limit else "no limit for claiming it",
        f"decided {within(level.decision_limit)}"
        if level.decision_limit
        else "no limit for the decision but the law's",
    ]
    past = " Its clocks go on past close." if level.runs_past_close else ""
    return f"{level.label}, a {level.shape.value}: {level.meaning} {_sentence(', '.join(limits))}{past}"


def clock_words(kind: ClockKind, policy: Policy) -> str:
    """What a clock of this kind means at this hub."""
    return _CLOCKS[kind](policy)


def _screening(policy: Policy) -> str:
    return (
        f"somebody qualified rates it {within(policy.screening_limit)}, counted from when its clock starts; it stops when every "
        "child has a colour. It runs past close, because what nobody has rated may be the most urgent."
    )


def _claim(policy: Policy) -> str:
    limits = [f"{level.label} {within(level.claim_limit)}" for level in policy.levels if level.claim_limit]
    return f"somebody has it: {_and(limits) or 'no colour has a limit here'}. It starts again when the contact is released."


def _decision(policy: Policy) -> str:
    limits = [
        f"{level.label} {within(level.decision_limit)}" for level in policy.levels if level.decision_limit
    ]
    return f"a manager decides, as this hub wants it: {_and(limits) or 'no colour has a limit here'}."


def _statutory(_policy: Policy) -> str:
    return f"{_lower(law.DECISION.sentence)} Here that ends at close on the next working day. No hub can change it."


def _out_of_hours(policy: Policy) -> str:
    return (
        "something of the first colour came while the hub is closed and nobody has it: the emergency duty team, who are told at once, "
        f"take it up {within(policy.edt_limit)}."
    )


def _hand_over(policy: Policy) -> str:
    return f"the colleague it is offered to answers {within(policy.hand_over_limit)}; until then its holder has it."


def _unattended(policy: Policy) -> str:
    limits = [f"{level.label} {within(level.attend_limit)}" for level in policy.levels if level.attend_limit]
    return (
        f"whoever holds it opens it, does something with it or passes it on: {_and(limits) or 'no colour has a limit here'}. "
        "No card shows it before it is late."
    )


def _safe_now(policy: Policy) -> str:
    return (
        "on the first colour somebody says again that the children are safe, "
        f"{within(policy.safe_now_limit)} of the oldest word on it. It moves no card."
    )


def _look_again(_policy: Policy) -> str:
    return (
        "somebody decides again whether a person who is not aware can be told, on the day that was chosen when that was recorded; "
        "on the hub's next day where it is closed then."
    )


def _review(policy: Policy) -> str:
    return f"a manager looks at what is still open and says why, {within(policy.review_limit)} of its arrival or of the last review."


def _bail(_policy: Policy) -> str:
    return f"{LABELS[MeasureKind.BAIL]}: they end when the custody officer or a court says."


def _measure(kind: MeasureKind, limit: law.LegalLimit) -> Callable[[Policy], str]:
    return lambda _policy: f"{LABELS[kind]}: {_lower(limit.sentence)}"


_CLOCKS: Final[dict[ClockKind, Callable[[Policy], str]]] = {
    ClockKind.SCREENING: _screening,
    ClockKind.CLAIM: _claim,
    ClockKind.DECISION: _decision,
    ClockKind.STATUTORY: _statutory,
    ClockKind.OUT_OF_HOURS: _out_of_hours,
    ClockKind.HAND_OVER: _hand_over,
    ClockKind.UNATTENDED: _unattended,
    ClockKind.SAFE_NOW: _safe_now,
    ClockKind.LOOK_AGAIN: _look_again,
    ClockKind.REVIEW: _review,
    ClockKind.REQUEST: request_clock,
    ClockKind.ASKED_AT_ONCE: confirm_clock,
    ClockKind.POLICE_PROTECTION: _measure(MeasureKind.POLICE_PROTECTION, law.POLICE_PROTECTION),
    ClockKind.EMERGENCY_PROTECTION_ORDER: _measure(
        MeasureKind.EMERGENCY_PROTECTION_ORDER, law.EMERGENCY_PROTECTION_ORDER
    ),
    ClockKind.PROTECTION_NOTICE: _measure(MeasureKind.PROTECTION_NOTICE, law.PROTECTION_NOTICE),
    ClockKind.BAIL: _bail,
}


def hours_words(policy: Policy) -> tuple[str, ...]:
    """When the hub is open, days alike told together."""
    told: list[tuple[list[str], Opening | None]] = []
    for number, name in enumerate(DAYS):
        opening = policy.hours.on(number)
        if told and told[-1][1] == opening:
            told[-1][0].append(name)
        else:
            told.append(([name], opening))
    said = [f"{_span(days)}: {_opening(opening)}." for days, opening in told]
    said.append(
        "Closed on bank holidays of England and Wales."
        if policy.closed_on_bank_holidays
        else "Open on bank holidays; the law counts them as no working days all the same."
    )
    if policy.closure_days:
        said.append(
            f"Closed besides on {_and([day_words(day) for day in policy.closure_days])}; the law counts these."
        )
    if policy.proclaimed_holidays:
        said.append(
            f"Proclaimed bank holidays: {_and([day_words(day) for day in policy.proclaimed_holidays])}."
        )
    said.append(
        "What comes outside these hours starts the hub's own clocks at the next opening; the law's starts at once."
    )
    return tuple(said)


def within(limit: Limit | None) -> str:
    """A limit as part of a sentence: "within 4 working hours"."""
    if limit is None:
        return "without a limit"
    return limit.words if limit.words.startswith("by ") else f"within {limit.words}"


def day_words(day: date) -> str:
    """A date with its weekday: "Thursday 24 December 2026"."""
    return f"{day:%A} {day.day} {day:%B %Y}"


def _further(policy: Policy) -> tuple[Section, ...]:
    stored = policy.to_document()
    said = tuple(
        f"{setting.sentence} Here: {value_words(stored[setting.path])}."
        for setting in document.settings(Policy)
        if setting.path in stored and setting.path not in _TOLD
    )
    return (Section("Further settings", said),) if said else ()


def _lists(policy: Policy) -> tuple[str, ...]:
    return (
        f"Who approaches us: {_and([source.label for source in policy.sources])}.",
        f"What it can be about: {_and([concern.label for concern in policy.concerns])}.",
        f"As what a contact can leave the board: {_and([outcome.label for outcome in policy.outcomes])}.",
        f"Advice without a contact: {_and([advice.label for advice in policy.advice])}.",
    )


def _screens(policy: Policy) -> tuple[str, ...]:
    limits = policy.sign_in
    return (
        f"A desk page locks after {policy.idle_lock_minutes} minutes without use.",
        f"Everybody signs in anew after {policy.session_hours} hours.",
        f"After {limits.tries_per_name} wrong passwords or codes for one name, or {limits.tries_per_address} from one network address, "
        f"within {limits.window_minutes} minutes, signing in must wait.",
        f"After {policy.look_ups.failed} look-ups of one person or system that found nothing within {policy.look_ups.window_minutes} "
        "minutes, looking up must wait as long.",
        f"A number or mailbox in the directory must be confirmed again after {policy.directory.confirm_months} months.",
        f"A link to somebody outside is valid for {policy.links.days} days at most. Its code must be entered within "
        f"{policy.links.code_minutes} minutes, and again after {policy.links.idle_minutes} minutes without use.",
        f"The wall shows {policy.wall.tiles} contacts big and lists {policy.wall.rows} in a lane before it says how many more there are.",
    )


def _opening(opening: Opening | None) -> str:
    if opening is None:
        return "closed"
    return f"open from {_time(opening.opens)} to {_time(opening.closes)}{' the next day' if opening.past_midnight else ''}"


def _time(at: time) -> str:
    return f"{at:%H:%M}"


def _span(days: list[str]) -> str:
    first, last = days[0].capitalize(), days[-1].capitalize()
    return first if len(days) == 1 else f"{first} and {last}" if len(days) == 2 else f"{first} to {last}"


def _and(words: list[str]) -> str:
    return f"{', '.join(words[:-1])} and {words[-1]}" if len(words) > 1 else "".join(words)


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}."


def _lower(words: str) -> str:
    return f"{words[:1].lower()}{words[1:]}"
