"""Meanings of a column, in the words of the page that asks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from board.intake.headers import MEANINGS

_OF: Final[Mapping[str, str]] = {
    "contact": "The contact",
    "child": "A child",
    "victim": "The victim",
    "alleged_perpetrator": "The alleged perpetrator",
    "person": "A person, as the Role column says",
}
_FIELDS: Final[Mapping[str, str]] = {
    "source_reference": "The sender's reference",
    "notice_type": "Type of notification",
    "received_on": "Date received",
    "received_time": "Time received",
    "incident_on": "Date of incident",
    "concern": "Concern",
    "summary": "Summary of the report",
    "harm_detail": "Harm in graphic detail",
    "rag": "The sender's RAG rating",
    "grading_tool": "Grading tool",
    "grading_score": "Grading score",
    "grading": "The sender's grading",
    "referrer": "Referrer's name and role",
    "confidential_enquiry": "Parents are not aware (yes or no)",
    "anonymous_referrer": "The referrer is not to be named (yes or no)",
    "restricted": "Restricted (yes or no)",
    "role": "Their role",
    "given_name": "Given name",
    "family_name": "Family name",
    "name": "Whole name",
    "born_on": "Date of birth",
    "address": "Address",
    "unborn": "Not yet born (yes or no)",
    "expected_on": "Expected date",
    "sex": "Sex",
    "ethnicity": "Ethnicity",
    "school": "School or nursery",
    "safe_contact.channel": "Safe contact",
    "safe_contact.times": "Safe times",
    "safe_contact.never_use": "Never use",
    "safe_contact.code_word": "Code word",
    "safe_contact.address": "Safe address",
    "safe_contact.message_ok": "Leaving a message is safe (yes or no)",
}


def meaning_words(meaning: str) -> str:
    """A meaning as people read it: "A child: date of birth"."""
    of, _, field = meaning.partition(".")
    words = _FIELDS[field]
    return words if of == "contact" else f"{_OF[of]}: {words[:1].lower()}{words[1:]}"


def meaning_groups() -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    """Every meaning with its words, in the groups of the select."""
    groups: dict[str, list[tuple[str, str]]] = {of: [] for of in _OF}
    for meaning in sorted(MEANINGS, key=lambda one: list(_FIELDS).index(one.partition(".")[2])):
        of, _, field = meaning.partition(".")
        groups[of].append((meaning, _FIELDS[field]))
    return tuple((_OF[of], tuple(inside)) for of, inside in groups.items())
