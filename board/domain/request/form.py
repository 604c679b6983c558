"""The form that goes with a request to one agency: exactly the facts that may stand on it, and no others.

The type has no field for a safe contact, for harm in detail or for a member of staff's address. A text that nobody has checked is None.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from board.domain.referrer.describing import same_codes

NOT_A_VICTIM_REQUEST: Final = (
    "This is a check by a safeguarding hub. It is not a victim information request (Police, Crime, Sentencing and Courts Act 2022, "
    "sections 44A to 44E) and must never be used as one."
)
"""The first line of every form, and of the page on which the police answer."""
MAY_TELL_PARENTS: Final = (
    "The parents are not aware of this enquiry. An evidential request, made outside the board, may tell them: the law has a request "
    "about a child sent to a parent or guardian. Speak to the hub first."
)
"""Follows the first line where the parents are not aware."""
NOT_AWARE: Final = "Parents not aware: do not contact the family."
WITHHELD: Final = "Text withheld until checked."
PUBLIC: Final = "Member of the public"
NOT_NAMED: Final = "A person who is not to be named"
_PRIVATE: Final = frozenset(("1A", "1B", "1C", "1D", "9", "10"))
"""National source codes of individuals, and of sources that nobody knows: their words may always describe a private person."""
_FINDS: Final = {
    "health": ("nhs_number", "gp"),
    "gp": ("nhs_number", "gp"),
    "camhs": ("nhs_number", "gp"),
    "midwi": ("nhs_number", "gp"),
    "hospital": ("nhs_number", "gp"),
    "education": ("school",),
    "school": ("school",),
    "nursery": ("school",),
}
"""By a part of an agency's key. An agency that is none of these gets no number of a person."""


@dataclass(frozen=True, slots=True)
class Line:
    """A fact with its label. words: none while nobody has checked a text that may describe the referrer."""

    label: str
    words: str | None


@dataclass(frozen=True, slots=True)
class PersonAsked:
    """A person asked about. title: "Child 1"; lines: the identifiers by which this agency finds them."""

    title: str
    name: str | None
    lines: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class AsItCame:
    """The sender's own fields and words. The form has them only once a person has checked all of them, whose name stands with them."""

    lines: tuple[Line, ...]
    checked_by: str
    checked_at: datetime


@dataclass(frozen=True, slots=True)
class RequestForm:
    """Everything on the form of one request to one agency.

    colour: in words. why: the law's words; necessary: why it is needed and in proportion. not_told: names of people who must not be
    contacted. questions: the agency's baseline questions; question: the asker's own, empty where there is none. answer_by: lines about
    how to answer. referrer: as the agency may know them.
    """

    ref: str
    version: int
    hub: str
    agency: str
    asked_at: datetime
    due_at: datetime | None
    asked_by: str
    asked_by_role: str
    colour: str
    red_at_once: bool
    parents_unaware: bool
    not_told: tuple[str, ...]
    why: str
    necessary: str | None
    consent: tuple[Line, ...]
    questions: tuple[str, ...]
    question: str | None
    people: tuple[PersonAsked, ...]
    worry: str
    summary: str | None
    referrer: str
    referrer_hidden: bool
    as_it_came: AsItCame | None
    answer_by: tuple[str, ...]

    @property
    def withheld(self) -> int:
        """How many texts are left out until a person has checked them."""
        texts = [self.necessary, self.question, self.summary]
        texts += [line.words for line in self.consent]
        for person in self.people:
            texts += [person.name, *(line.words for line in person.lines)]
        return sum(words is None for words in texts)


def referrer_hidden(dfe_code: str, *, anonymous: bool) -> bool:
    """Whether an agency may not know the referrer: they asked for it, or they are a private person, a relative of the family above all."""
    return anonymous or dfe_code in _PRIVATE


def referrer_words(dfe_code: str, source: str | None, referrer: str | None, *, anonymous: bool) -> str:
    """The referrer as the form names them. source: the label; none while it is hidden."""
    if dfe_code in _PRIVATE:
        return PUBLIC
    if anonymous or source is None:
        return NOT_NAMED
    return f"{referrer} ({source})" if referrer else source


def identifiers(agency: str) -> frozenset[str]:
    """The agency with this key finds a person by these besides names, birth date and addresses: nhs_number, gp, school."""
    found = {word for word, needed in _FINDS.items() if word in agency for word in needed}
    return frozenset(found)


def tells(text: str, secrets: Iterable[str | None], codes: Iterable[str | None] = ()) -> bool:
    """Whether a text holds one of these secrets, however it is spaced, or a telephone number, postcode or mail address of it.

    codes: texts of which numbers, postcodes and mail addresses alone are secret. A text that tells a safe contact goes on no form, whether
    somebody has passed it or not.
    """
    known = [one for one in secrets if one]
    if any(same_codes(text, one) for one in (*known, *codes) if one):
        return True
    plain, words = _letters(text), f" {_words(text)} "
    for secret in known:
        if (said := _words(secret)) and f" {said} " in words:
            return True
        # An address is written in one line or in several, and often without its town.
        first = _letters(secret.replace("\n", ",").split(",")[0])
        if len(first) > 6 and any(c.isdigit() for c in first) and first in plain:
            return True
    return False


def _words(text: str) -> str:
    return " ".join("".join(c if c.isalnum() else " " for c in text.casefold()).split())


def _letters(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())
