"""A contact as it is sent, checked for form: the one model behind the JSON API, the form and the lists."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator
from pydantic_core import InitErrorDetails

from board.domain.contacts import NewAdult, NewChild, NewContact, SafeContact
from board.domain.refusals import BadInput
from board.intake.complaints import complaints
from board.intake.texts import (
    BirthDate,
    Code,
    ExpectedDate,
    IncidentDate,
    Line,
    LongName,
    Name,
    Note,
    ReceivedAt,
    Reference,
    Story,
    sentence,
)

PEOPLE_LIMIT = 40  # of a kind in one contact; more than any family, fewer than an attack

AdultRole = Literal["victim", "alleged_perpetrator", "parent", "carer", "household", "other"]


class Sent(BaseModel):
    """Something sent: fields we do not know are refused; null and empty text mean not sent."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    @model_validator(mode="before")
    @classmethod
    def without_blanks(cls, data: Any) -> Any:
        """Leave out what is null or empty, so that a needed field says it is needed."""
        if not isinstance(data, dict):
            return data
        return {
            k: v
            for k, v in data.items()
            if k not in cls.model_fields or not (v is None or (isinstance(v, str) and not v.strip()))
        }


class SentFlags(Sent):
    """Three separate flags; none of them implies another."""

    confidential_enquiry: bool = Field(
        default=False, strict=True, description="Parents are not aware; nobody contacts the family."
    )
    anonymous_referrer: bool = Field(
        default=False, strict=True, description="Whoever told us asked not to be known."
    )
    restricted: bool = Field(
        default=False, strict=True, description="Exists only for the people the hub names."
    )


class SentChild(Sent):
    """A child, born or not yet born."""

    unborn: bool = Field(
        default=False,
        strict=True,
        description="Not yet born: then no birth date, and an expected date if known.",
    )
    given_name: Name | None = None
    family_name: Name | None = None
    born_on: BirthDate | None = Field(default=None, description="Birth date.")
    expected_on: ExpectedDate | None = Field(default=None, description="Expected date of an unborn child.")
    sex: Code | None = Field(default=None, description="As the sender records it.")
    ethnicity: Line | None = Field(default=None, description="As the sender records it.")
    school: Line | None = Field(default=None, description="School or nursery.")
    address: Note | None = Field(
        default=None, description="Where this child lives; never copied to a sibling."
    )

    @model_validator(mode="after")
    def born_or_unborn(self) -> Self:
        """An unborn child has no birth date, a born child no expected one."""
        if self.unborn and self.born_on:
            raise _at(
                "born_on", "An unborn child has no birth date. Send expected_on, or say unborn is false."
            )
        if self.expected_on and not self.unborn:
            raise _at(
                "expected_on",
                "Only an unborn child has an expected date. Say unborn is true, or send born_on.",
            )
        return self

    def to_domain(self) -> NewChild:
        """The same, for the commands."""
        return NewChild(**self.model_dump())


class SentSafeContact(Sent):
    """How this adult can be reached without harm. Kept apart; shown only when asked for, and every showing is logged."""

    channel: Line | None = Field(default=None, description="How to reach: a number, a person, a place.")
    times: Line | None = Field(default=None, description="When it is safe.")
    never_use: Note | None = Field(default=None, description="What must never be used.")
    code_word: Line | None = Field(default=None, description="An agreed word or pretext.")
    address: Note | None = Field(default=None, description="Safe address.")
    message_ok: bool = Field(default=False, strict=True, description="Whether a message may be left.")

    def to_domain(self) -> SafeContact | None:
        """The same, for the commands; none when nothing was said."""
        safe = SafeContact(**self.model_dump())
        return None if safe == SafeContact() else safe


class SentAdult(Sent):
    """An adult and their part in this contact."""

    role: AdultRole
    given_name: Name | None = None
    family_name: Name | None = None
    born_on: BirthDate | None = None
    address: Note | None = Field(default=None, description="Of this adult alone.")
    safe_contact: SentSafeContact | None = None

    def to_domain(self) -> NewAdult:
        """The same, for the commands."""
        plain = self.model_dump(exclude={"safe_contact"})
        return NewAdult(**plain, safe_contact=self.safe_contact.to_domain() if self.safe_contact else None)


class SentContact(Sent):
    """One approach to the front door: a family, one or more children, adults, a source."""

    source: Code = Field(description="The hub's own label of who approached, e.g. police.")
    source_reference: Reference | None = Field(
        default=None,
        description="The sender's reference; the same incident under it again is late information.",
    )
    incident_on: IncidentDate | None = Field(
        default=None, description="Date of incident; not sent: the London day of received_at."
    )
    notice_type: Line | None = Field(
        default=None, description="PPN, MERLIN, MARF ... as the sender calls it."
    )
    received_at: ReceivedAt = Field(description="When it really arrived, with its offset from UTC.")
    concern: Code = Field(description="Coded worry, e.g. domestic_abuse.")
    summary: Story = Field(description="What was reported, as plain text.")
    harm_detail: Story | None = Field(
        default=None,
        description="The harm in graphic detail, where it is needed: in no list, shown when asked for.",
    )
    referrer: LongName | None = Field(default=None, description="Who told us, when that may be known.")
    rag: Code | None = Field(
        default=None,
        description="A level of the hub; a rating only from a role that may rate, else the sender's view.",
    )
    grading_tool: Line | None = Field(default=None, description="DASH, DARA ... with its version.")
    grading_score: Annotated[int, Field(strict=True, ge=0, le=1_000)] | None = Field(
        default=None, description="The sender's score."
    )
    grading: Line | None = Field(default=None, description="The sender's grading in the sender's words.")
    flags: SentFlags = Field(default_factory=SentFlags, description="Three separate flags.")
    children: list[SentChild] = Field(
        default_factory=list,
        max_length=PEOPLE_LIMIT,
        description="None sent means children unknown, which is an alarm.",
    )
    adults: list[SentAdult] = Field(default_factory=list, max_length=PEOPLE_LIMIT)

    def to_domain(self) -> NewContact:
        """The same, for the commands."""
        plain = self.model_dump(exclude={"flags", "children", "adults"})
        return NewContact(
            **plain,
            **self.flags.model_dump(),
            children=tuple(child.to_domain() for child in self.children),
            adults=tuple(adult.to_domain() for adult in self.adults),
        )


def _at(field: str, words: str) -> ValidationError:
    detail = InitErrorDetails(type=sentence(words), loc=(field,), input=None)
    return ValidationError.from_exception_data("contact", [detail])


def to_new_contact(data: Mapping[str, object], *, now: datetime) -> NewContact:
    """The contact that was sent. Raises BadInput with a sentence for every field that cannot be taken, by its path."""
    try:
        return SentContact.model_validate(data, context={"now": now}).to_domain()
    except ValidationError as error:
        raise BadInput(complaints(error)) from None


def to_new_child(data: Mapping[str, object], *, now: datetime) -> NewChild:
    """A child added later. Raises BadInput, as `to_new_contact`."""
    try:
        return SentChild.model_validate(data, context={"now": now}).to_domain()
    except ValidationError as error:
        raise BadInput(complaints(error)) from None
