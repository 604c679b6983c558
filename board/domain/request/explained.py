"""Requests to agencies as the policy page explains them."""

from __future__ import annotations

from board.domain.policy import Policy


def request_sentences(policy: Policy) -> tuple[str, ...]:
    """How long agencies have, why they may be asked, and what each is always asked."""
    rules = policy.requests
    labels = {level.code: level.label for level in policy.levels}
    limits = [f"{labels[one.rag]}, {one.limit.words}" for one in rules.limits if one.rag in labels]
    reasons = [
        f"{one.label}{' (once significant harm is recorded)' if one.needs_harm else ''}"
        f"{' (while everybody who decides agreed)' if one.needs_agreement else ''}"
        for one in rules.reasons
    ]
    baselines = [
        f"{one.agency.replace('_', ' ').capitalize()}: {_listed(one.questions)}" for one in rules.baselines
    ]
    return (
        f"Agencies answer within, in their own hours: {'; '.join([*limits, f'any other colour, {rules.other_limit.words}'])}.",
        f"A red may be asked at once without agreement; a manager confirms or withdraws it within {rules.confirm_minutes} minutes.",
        f"Lawful reasons: {'; '.join(reasons)}.",
        *baselines,
        f"Every other agency: {_listed(rules.general)}",
    )


def request_clock(policy: Policy) -> str:
    """The clock of a request."""
    return "an agency answers what it was asked, within the time of the contact's colour and in its own hours. It moves no card."


def confirm_clock(policy: Policy) -> str:
    """The clock of what was asked at once."""
    return f"a manager confirms or withdraws, within {policy.requests.confirm_minutes} minutes, what was asked at once without agreement."


def _listed(questions: tuple[str, ...]) -> str:
    return " ".join(one if one.endswith("?") else f"{one}." for one in questions) or "no questions."
