"""Which fields a police list may carry and what its columns may be called: the one table of names."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal

Kind = Literal[
    "line",
    "story",
    "code",
    "rag",
    "day",
    "time",
    "birth",
    "expected",
    "past",
    "flag",
    "number",
    "role",
    "name",
    "reference",
]


@dataclass(frozen=True, slots=True)
class Column:
    """One field a list may carry. of: whose it is; names: what lists call it, the surest first."""

    of: Literal["contact", "child", "victim", "alleged_perpetrator", "person"]
    field: str
    kind: Kind
    names: tuple[str, ...]


WHO: Final[dict[str, tuple[str, ...]]] = {
    "child": ("child", "children", "childs", "young person", "baby"),
    "victim": ("victim", "survivor", "injured party", "aggrieved", "ip"),
    "alleged_perpetrator": (
        "alleged perpetrator",
        "suspect",
        "perpetrator",
        "accused",
        "person causing harm",
        "offender",
    ),
    "person": ("", "person", "individual", "nominal", "linked person", "subject", "patient"),
}
PERSON_PARTS: Final[tuple[tuple[str, Kind, tuple[str, ...]], ...]] = (
    (
        "given_name",
        "name",
        ("given name", "given names", "forename", "forenames", "first name", "first names"),
    ),
    ("family_name", "name", ("family name", "surname", "last name", "second name")),
    ("name", "name", ("name", "full name", "names")),
    ("born_on", "birth", ("date of birth", "dob", "birth date", "born on", "born")),
    ("address", "story", ("address", "home address", "full address")),
)
CHILD_PARTS: Final[tuple[tuple[str, Kind, tuple[str, ...]], ...]] = (
    ("unborn", "flag", ("unborn", "not yet born")),
    (
        "expected_on",
        "expected",
        (
            "expected date",
            "expected on",
            "edd",
            "due date",
            "expected date of delivery",
            "estimated due date",
        ),
    ),
    ("sex", "line", ("sex", "gender")),
    ("ethnicity", "line", ("ethnicity", "ethnic group", "ethnic origin", "self defined ethnicity")),
    (
        "school",
        "line",
        (
            "school",
            "school or nursery",
            "school nursery",
            "nursery",
            "school name",
            "education setting",
            "school attended",
            "setting",
        ),
    ),
)
SAFE_PARTS: Final[tuple[tuple[str, Kind, tuple[str, ...]], ...]] = (
    ("safe_contact.channel", "line", ("safe contact", "safe contact number", "safe number", "safe phone", "safe phone number",
        "safe telephone", "safe telephone number", "safe telephone contact")),
    ("safe_contact.times", "line", ("safe times", "safe time", "safe time to call", "safe contact times", "when safe to call")),
    ("safe_contact.never_use", "story", ("never use", "do not use", "do not contact on", "unsafe contact")),
    ("safe_contact.code_word", "line", ("code word", "password agreed", "pretext")),
    ("safe_contact.address", "story", ("safe address",)),
    ("safe_contact.message_ok", "flag", ("message ok", "ok to leave message", "ok to leave a message", "message may be left")),
)  # fmt: skip
CONTACT: Final = (
    Column("contact", "source_reference", "reference", (
        "source reference", "reference", "ref", "reference number", "ref no", "police reference", "police ref", "notification reference",
        "notification number", "ppn reference", "ppn ref", "ppn number", "ppn no", "ppn", "merlin reference", "merlin ref", "merlin no",
        "urn", "unique reference number", "our reference", "our ref", "occurrence number", "occurrence no", "occurrence reference",
        "occurrence ref", "occurrence", "incident number", "incident no", "incident reference", "incident ref", "log number", "log no",
        "crime reference", "crime ref", "crime number", "crime no", "case number", "case ref",
        "attendance number", "attendance no", "id",
    )),
    Column("contact", "notice_type", "line", ("notice type", "notification type", "form type", "report type", "notice", "type")),
    Column("contact", "received_on", "day", (
        "received at", "received", "received on", "date and time received", "date time received", "received date time", "received date",
        "date received", "date reported", "reported date", "reported at", "reported on", "reported", "date and time reported",
        "notification date", "date of notification", "date submitted", "submitted", "date sent", "sent", "date created", "created",
        "date of referral", "referral date", "date time report created", "report created", "ppn created date time", "ppn created",
        "date and time", "date time", "date",
    )),
    Column("contact", "incident_on", "past", (
        "date of incident", "incident date", "incident on", "date of occurrence", "occurrence date", "occurred on", "date occurred",
        "offence date", "date of offence", "event date", "date of event",
    )),
    Column("contact", "received_time", "time", (
        "time received", "received time", "time reported", "reported time", "notification time", "time submitted", "time sent",
        "time created", "time",
    )),
    Column("contact", "concern", "code", (
        "concern", "concerns", "concern type", "concern code", "main concern", "nature of concern", "category", "incident type",
        "occurrence type", "safeguarding concern",
    )),
    Column("contact", "summary", "story", (
        "summary", "summary of incident", "incident summary", "circumstances", "brief circumstances", "details", "incident details",
        "narrative", "officers narrative", "brief details of incident", "brief details",
        "reason for referral", "grounds for concern",
        "presenting complaint", "description", "what happened", "free text", "notes", "comments",
    )),
    Column("contact", "harm_detail", "story", (
        "harm detail", "harm in detail", "detail of harm", "details of harm", "injuries", "description of injuries", "graphic detail",
    )),
    Column("contact", "rag", "rag", ("rag", "rag rating", "rag status", "rag grade", "brag rating", "brag", "colour")),
    Column("contact", "grading_tool", "line", ("grading tool", "risk tool", "assessment tool", "tool")),
    Column("contact", "grading_score", "number", ("grading score", "score", "risk score", "dash score", "dara score", "dash ticks")),
    Column("contact", "grading", "line", (
        "grading", "grade", "police grading", "risk grading", "risk grade", "risk level", "police risk level", "risk assessment",
        "risk", "dash risk",
        "dash grade", "dara grade", "dash", "dara",
    )),
    Column("contact", "referrer", "line", (
        "referrer", "reporting officer", "officer in case", "oic", "attending officer", "officer", "reported by", "submitted by", "author",
        "name of person notifying", "oic collar number",
    )),
    Column("contact", "confidential_enquiry", "flag", ("confidential enquiry", "parents not aware", "parents unaware", "confidential")),
    Column("contact", "anonymous_referrer", "flag", ("anonymous referrer", "referrer anonymous", "anonymous", "anonymous informant")),
    Column("contact", "restricted", "flag", ("restricted", "restricted record", "restricted access")),
)  # fmt: skip


def _of_person(who: Literal["child", "victim", "alleged_perpetrator", "person"]) -> Iterable[Column]:
    parts = PERSON_PARTS + (CHILD_PARTS if who in ("child", "person") else ())
    for name, kind, words in parts:
        both = (
            pair
            for prefix in WHO[who]
            for word in words
            for pair in (f"{prefix} {word}", f"{word} {prefix}", f"{word} of {prefix}")
        )
        yield Column(
            who, name, kind, tuple(dict.fromkeys(pair.removesuffix(" of ").strip() for pair in both))
        )


def _safe_contact() -> Iterable[Column]:
    for name, kind, words in SAFE_PARTS:
        yield Column(
            "victim", name, kind, tuple(f"{prefix}{word}" for prefix in ("", "victim ") for word in words)
        )


COLUMNS: Final[tuple[Column, ...]] = (
    *CONTACT,
    Column(
        "person",
        "role",
        "role",
        ("role", "person role", "role in incident", "subject role", "involvement", "person type"),
    ),
    *_of_person("child"),
    Column(
        "child",
        "name",
        "name",
        ("child", "child name", "children", "child names", "young person", "unborn child", "unborn baby"),
    ),
    *_of_person("victim"),
    Column("victim", "name", "name", ("victim",)),
    *_safe_contact(),
    *_of_person("alleged_perpetrator"),
    Column("alleged_perpetrator", "name", "name", ("suspect", "alleged perpetrator", "perpetrator")),
    *_of_person("person"),
)
