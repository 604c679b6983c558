"""A hub's rules for requests to agencies: what each agency is always asked, by when, and for which lawful reasons."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Annotated, Final

from board.domain import codes
from board.domain.hours import Basis, Limit, hours, working_days

MOST_QUESTIONS: Final = 30
LONGEST_QUESTION: Final = 500
_SECTION_47: Final = re.compile(r"\bs(?:ec(?:tion|t)?s?)?\.?\s*47\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class CheckLimit:
    """The time that agencies have while a contact is of one colour."""

    rag: Annotated[str, "The colour, by its code."]
    limit: Annotated[Limit, "The time to answer, counted in the agency's own hours."]


@dataclass(frozen=True, slots=True)
class Baseline:
    """The questions that one agency is asked each time."""

    agency: Annotated[str, "The agency, by its key."]
    questions: Annotated[tuple[str, ...], "Its questions, in their order; none: it has none of its own."]

    def __post_init__(self) -> None:
        check_questions(self.agency, self.questions)


@dataclass(frozen=True, slots=True)
class LawfulReason:
    """A lawful reason to ask, of which the person who asks selects one."""

    code: Annotated[str, "The word in lists and in the API."]
    label: Annotated[str, "The words of the law, as agencies read them."]
    needs_harm: Annotated[
        bool, "Whether it is offered only once reasonable cause to suspect significant harm is recorded."
    ] = False
    needs_agreement: Annotated[bool, "Whether it is offered only while everybody who decides agreed."] = False

    def __post_init__(self) -> None:
        cited = _SECTION_47.search(self.label) or _SECTION_47.fullmatch(self.code.replace("_", " "))
        if cited and not self.needs_harm:
            raise ValueError(f"{self.code}: a reason that cites section 47 needs recorded harm (needs_harm)")


def check_questions(name: str, questions: tuple[str, ...]) -> None:
    """Raises ValueError unless each is a question that fits a form and none stands there twice."""
    if len(questions) > MOST_QUESTIONS or any(len(one) > LONGEST_QUESTION for one in questions):
        raise ValueError(f"{name}: at most {MOST_QUESTIONS} questions of {LONGEST_QUESTION} characters each")
    if any(not one.strip() for one in questions) or len(set(questions)) < len(questions):
        raise ValueError(f"{name}: a question is empty or stands there twice")


_THREE_DAYS: Final = working_days(3)
_REASONS: Final = (
    LawfulReason(
        "s17",
        "Children Act 1989, sections 17 and 27: a child in need, and the duty of agencies to help on request",
    ),
    LawfulReason(
        "s47",
        "Children Act 1989, section 47: reasonable cause to suspect significant harm, and the duty of agencies to assist",
        needs_harm=True,
    ),
    LawfulReason(
        "s10_s11",
        "Children Act 2004, sections 10 and 11: co-operation, and the duty to safeguard and promote welfare",
    ),
    LawfulReason("agreement", "With the agreement of the family", needs_agreement=True),
)
_GENERAL: Final = (
    "Do you know this person now, and since when?",
    "Do you have worries about a child's safety or welfare?",
    "Do you know of anything that works well, and of people they trust?",
    "Do you know of a risk to people who visit them?",
)
_BASELINES: Final = (
    Baseline(
        "police",
        (
            "Incidents and call-outs at the address or between these people in the last 12 months",
            "Convictions, cautions and orders that bear on a child's safety",
            "Child protection, domestic abuse and missing markers",
            "Do you know of a risk to people who visit them, such as weapons or dogs?",
        ),
    ),
    Baseline(
        "health",
        (
            "Health services that know this person, and the last contact with each",
            "Attendances for injury, and appointments to which a child was not brought",
            "Physical or mental health, or use of alcohol or drugs, that affects care of a child",
            "Concerns recorded by the GP, health visitor, midwife or school nurse",
        ),
    ),
    Baseline(
        "education",
        (
            "School or nursery, attendance and exclusions in the last 12 months",
            "Concerns recorded by the designated safeguarding lead",
            "Things the child has said, and how they seem",
            "Special educational needs, and the adults the school is in touch with",
        ),
    ),
    Baseline(
        "idva",
        (
            "Is this person known to your service, and since when?",
            "Risk as you last assessed it, with the tool and the date",
            "Safety plan in place, and how it is safe to reach them",
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class RequestSettings:
    """How agencies are asked for information."""

    limits: Annotated[
        tuple[CheckLimit, ...],
        "The time agencies have by the contact's colour; a contact that nobody has rated counts as the most urgent colour.",
    ] = (
        CheckLimit("red", hours(4, Basis.WORKING_HOURS)),
        CheckLimit("amber", working_days(1)),
        CheckLimit("green", _THREE_DAYS),
    )
    other_limit: Annotated[Limit, "The time for any other colour."] = _THREE_DAYS
    confirm_minutes: Annotated[
        int, "Minutes within which a manager confirms or withdraws what was asked at once without agreement."
    ] = 60
    reasons: Annotated[tuple[LawfulReason, ...], "Lawful reasons to ask."] = _REASONS
    baselines: Annotated[tuple[Baseline, ...], "The questions that each agency is always asked."] = _BASELINES
    general: Annotated[tuple[str, ...], "The questions for agencies that have none of their own."] = _GENERAL

    def __post_init__(self) -> None:
        codes.check("reasons", self.reasons)
        check_questions("general", self.general)
        if len({one.agency for one in self.baselines}) < len(self.baselines):
            raise ValueError("baselines: an agency stands there twice")
        if len({one.rag for one in self.limits}) < len(self.limits):
            raise ValueError("limits: a colour stands there twice")
        if not 5 <= self.confirm_minutes <= 24 * 60:
            raise ValueError("confirm_minutes: from 5 minutes to a day")

    def questions(self, agency: str) -> tuple[str, ...]:
        """The baseline questions for the agency with this key; none where nobody has set any."""
        own = next((one.questions for one in self.baselines if one.agency == agency), ())
        return own or self.general


DEFAULT_REQUESTS: Final = RequestSettings()
