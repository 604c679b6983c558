"""Consent of an open contact, person by person, and what each person knows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from board.views import labels as of


@dataclass(frozen=True, slots=True)
class ConsentFact:
    """A fact as somebody recorded it. about: consent, awareness, who decides. details: a heading and a text each. overdue: the date to
    look again has come.
    """

    about: of.Consent[str]
    answer: of.Consent[str]
    said_at: of.Consent[datetime]
    details: of.Consent[tuple[tuple[str, str], ...]]
    recorded_by: of.Holder[str | None]
    overdue: of.Consent[bool] = False


@dataclass(frozen=True, slots=True)
class Barred:
    """The banner and the consent position, wherever something could go out. unaware: somebody must not be contacted. not_told: their
    names.
    """

    unaware: of.Flags[bool]
    not_told: of.AdultName[tuple[str, ...]]
    consent: of.Consent[str]


@dataclass(frozen=True, slots=True)
class ConsentPerson:
    """An adult, or a child of whom something is recorded. missing: what nobody has recorded. not_told: must not be contacted."""

    whom: of.Plain[str]
    name: of.AdultName[str | None]
    not_told: of.Consent[bool]
    facts: of.Consent[tuple[ConsentFact, ...]]
    missing: of.Consent[tuple[str, ...]]
    before: of.Consent[tuple[ConsentFact, ...]]


@dataclass(frozen=True, slots=True)
class ContactConsent:
    """Everybody of whom something is recorded, or who must not be contacted. unrecorded: the other adults, by their place. dispensed:
    decisions to go on without consent, newest first.
    """

    template: ClassVar[str] = "contact/consent.html"
    people: of.Consent[tuple[ConsentPerson, ...]]
    unrecorded: of.Consent[tuple[str, ...]]
    dispensed: of.Consent[tuple[ConsentFact, ...]]

    @property
    def id(self) -> str:
        return "contact-consent"
