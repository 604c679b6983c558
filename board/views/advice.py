"""Advice given without a contact. Nothing of a family stands here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from board.views import labels as of


@dataclass(frozen=True, slots=True)
class AdviceCount:
    """Advice to one source: today, in 7 days and in 30 days, today included."""

    source: of.Plain[str]
    advice: of.Plain[str]
    today: of.Plain[int]
    week: of.Plain[int]
    month: of.Plain[int]


@dataclass(frozen=True, slots=True)
class GivenAdvice:
    """Advice that the reader gave today. became_contact: it is counted as a contact now."""

    advice_id: of.Plain[int]
    source: of.Plain[str]
    advice: of.Plain[str]
    at: of.Plain[datetime]
    became_contact: of.Plain[bool]


@dataclass(frozen=True, slots=True)
class AdvicePage:
    """The form with two fields, the counts and the reader's own of today. error, source, advice: of a form that was refused."""

    template: ClassVar[str] = "contact/advice.html"
    hub_key: of.Plain[str]
    sources: of.Plain[tuple[tuple[str, str], ...]]
    kinds: of.Plain[tuple[tuple[str, str], ...]]
    counts: of.Plain[tuple[AdviceCount, ...]]
    own: of.Plain[tuple[GivenAdvice, ...]]
    error: of.Plain[str] = ""
    source: of.Plain[str] = ""
    advice: of.Plain[str] = ""
