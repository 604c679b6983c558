"""The columns with texts that people wrote about a contact, and the texts inside what was sent later."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from board.domain.events import TO_THE_NAMED
from board.domain.referrer.describing import MARK
from board.store.families import GIVEN_AWAY
from board.store.visibility import both_exist_for, named_on

_KINDS: Final = ", ".join(f"'{kind}'" for kind in TO_THE_NAMED)
_RESTRICTING: Final = (
    "exists (select from events e where e.hub_id = t.hub_id and e.contact_id = t.contact_id "
    f"and e.kind in ({_KINDS}) and e.body like '%' || t.digest || '%')"
)
# As in the history: a reason about two contacts is told to people who may know of both.
_APART: Final = (
    "exists (select from events e join matches m on m.hub_id = e.hub_id and :contact_id in (m.contact_id, m.other_id) "
    "  where e.hub_id = t.hub_id and e.contact_id = t.contact_id and (e.body like '%' || t.digest || '%' or t.digest = 'seq:' || e.seq) "
    f"  and (m.anyway_at = e.at and e.kind in ({GIVEN_AWAY}) "
    "    or m.match_id = any(cast(string_to_array(concat_ws(' ', cast(e.body as jsonb) -> 'body' ->> 'match', "
    f"    cast(e.body as jsonb) -> 'body' ->> 'matches'), ' ') as bigint[]))) and not {both_exist_for('m')})"
)
_JOINED_APART: Final = (
    "exists (select from events e join identity_joins j on j.hub_id = e.hub_id and :contact_id in (j.contact_id, j.other_id) "
    "  where e.hub_id = t.hub_id and e.contact_id = t.contact_id and e.body like '%' || t.digest || '%' "
    f"  and j.join_id = cast(cast(e.body as jsonb) -> 'body' ->> 'join' as bigint) and not {both_exist_for('j')})"
)
_KEPT_OUT: Final = "exists (select from kept_out k where k.hub_id = t.hub_id and k.contact_id = t.contact_id and k.person_id = :person_id)"


OF_TWO: Final = {"matches": "match_id", "identity_joins": "join_id"}
"""Tables whose rows are of two contacts, with the column of a row's number."""


@dataclass(frozen=True, slots=True)
class Place:
    """A column with texts. key: the number of a row. words: for people. member: of a JSON column, the path to the text, with dots.

    asked: shown only where it names the referrer, to people who may ask for a safe contact. whole: a code, which is hidden whole.
    """

    table: str
    column: str
    key: str
    words: str
    member: str | None = None
    asked: bool = False
    whole: bool = False

    @property
    def name(self) -> str:
        """How forms, the API and events name it."""
        return f"{self.table}.{self.member or self.column}"

    @property
    def value(self) -> str:
        """The text in SQL, of the table as t."""
        if self.whole:
            return f"case when t.{self.column}_hidden then '{MARK}' else t.{self.column} end"
        return f"t.{self.column} #>> '{self.path}'" if self.member else f"t.{self.column}"

    @property
    def path(self) -> str:
        """The path to the member in SQL."""
        return "{" + (self.member or "").replace(".", ",") + "}"

    @property
    def assignment(self) -> str:
        """The assignment of :words in an update of this table."""
        if self.whole:
            return f"{self.column}_hidden = true"
        if self.member:
            there = f"jsonb_set(t.{self.column}, '{self.path}', to_jsonb(cast(:words as text)))"
            return f"{self.column} = {there}"
        return f"{self.column} = :words"

    @property
    def row(self) -> str:
        """The number of a row in SQL, of the table as t. A reason has a digest for its key."""
        if self.key != "digest":
            return f"t.{self.key}"
        return "cast(cast('x' || left(md5(t.digest), 15) as bit(60)) as bigint)"

    @property
    def whose(self) -> str:
        """The rows of one contact in SQL. A likeness or a join is of two contacts, and is shown to people who may know of both; the
        reason of a restriction is shown to people named who were never kept out.
        """
        if self.table == "reasons":
            told = f"(not {_RESTRICTING} or {named_on('t')} and not {_KEPT_OUT}) and not {_APART} and not {_JOINED_APART}"
            return f"t.hub_id = :hub_id and t.contact_id = :contact_id and {told}"
        if self.table not in OF_TWO:
            return "t.hub_id = :hub_id and t.contact_id = :contact_id"
        return f"t.hub_id = :hub_id and :contact_id in (t.contact_id, t.other_id) and {both_exist_for()}"


PLACES: Final = (
    Place("contacts", "summary", "contact_id", "Summary"),
    Place("contacts", "harm_detail", "contact_id", "Harm in detail"),
    Place("contacts", "grading", "contact_id", "Sender’s grading"),
    Place("contacts", "source", "contact_id", "Source", whole=True),
    Place("contacts", "source_reference", "contact_id", "Sender’s reference"),
    Place("contacts", "notice_type", "contact_id", "Type of notice"),
    Place("contacts", "grading_tool", "contact_id", "Sender’s grading tool"),
    Place("contacts", "outcome_reason", "contact_id", "Why it was closed"),
    Place("late_information", "answer_reason", "late_id", "Why late information left it closed"),
    Place("safe_now", "whereabouts", "safe_now_id", "Where a child is"),
    Place("safe_now", "with_whom", "safe_now_id", "Company of a child"),
    Place("safe_now", "said_by", "safe_now_id", "Person who says that a child is safe"),
    Place("ratings", "reason", "rating_id", "Why a child was rated"),
    Place("claims", "release_reason", "claim_id", "Why it was released"),
    Place("hand_overs", "note", "hand_over_id", "Work left to do"),
    Place("hand_overs", "ended_reason", "hand_over_id", "Why an offer was declined"),
    Place("owners", "reason", "owner_id", "Why the deciding manager changed"),
    Place("matches", "verdict_reason", "match_id", "Why it is the same family or not"),
    Place("matches", "anyway_reason", "match_id", "Why somebody went on although another holds the family"),
    Place("identity_joins", "reason", "join_id", "Why it is the same person"),
    Place("identity_joins", "part_reason", "join_id", "Why it is not the same person"),
    Place("measures", "note", "measure_id", "Note of a protective measure"),
    Place("measures", "end_reason", "measure_id", "End of a protective measure"),
    Place("reviews", "finding", "review_id", "Review"),
    Place("notes", "spoken_to", "note_id", "Person in a note"),
    Place("notes", "note", "note_id", "Note"),
    Place("gradings", "graded_by", "grading_id", "Person who graded"),
    Place("gradings", "words", "grading_id", "Sender’s word for a grading"),
    Place("gradings", "version", "grading_id", "Version of a grading tool"),
    Place("gradings", "reason", "grading_id", "Why a grading is lower"),
    Place("consent_facts", "spoken_with", "consent_fact_id", "Person who asked or told"),
    Place("consent_facts", "words", "consent_fact_id", "Words of consent"),
    Place("consent_facts", "limits", "consent_fact_id", "Limits of consent"),
    Place("person_facts", "words", "person_fact_id", "Words of a fact"),
    Place("person_facts", "said_by", "person_fact_id", "Person who said a fact"),
    Place("consent_facts", "reason", "consent_fact_id", "Reason beside consent"),
    Place("strategy_requests", "reason", "strategy_request_id", "Strategy discussion"),
    Place("links", "question", "number", "Question to somebody outside"),
    Place("requests", "necessary", "number", "Why an agency was asked"),
    Place("requests", "question", "number", "Question to an agency"),
    Place("requests", "due_because", "number", "Why an agency got more time"),
    Place("requests", "confirmed_because", "number", "Why it was right to ask at once"),
    Place("requests", "withdrawn_because", "number", "Why a request was withdrawn"),
    Place("request_people", "former_names", "request_person_id", "Former names"),
    Place("request_people", "gp", "request_person_id", "GP practice"),
    Place("request_people", "earlier_addresses", "request_person_id", "Earlier addresses"),
    Place("request_parts", "words", "part_id", "Answer of an agency"),
    Place("request_parts", "systems", "part_id", "Systems searched"),
    Place("request_parts", "found_under", "part_id", "Identifiers searched under"),
    Place("request_parts", "found_as", "part_id", "Name a person was found under"),
    Place("request_parts", "said_by", "part_id", "Person who answered by telephone"),
    Place("legal_holds", "reason", "hold_id", "Why there is a legal hold"),
    Place("referrer_changes", "reason", "referrer_change_id", "Why the referrer may be named"),
    Place("children", "school", "child_id", "School of a child"),
    Place("children", "address", "child_id", "Address of a child"),
    Place("adults", "given_name", "adult_id", "Given name of an adult"),
    Place("adults", "family_name", "adult_id", "Family name of an adult"),
    Place("adults", "address", "adult_id", "Address of an adult"),
    Place("safe_contacts", "channel", "adult_id", "Safe contact: how to reach", asked=True),
    Place("safe_contacts", "times", "adult_id", "Safe contact: times", asked=True),
    Place("safe_contacts", "never_use", "adult_id", "Safe contact: never use", asked=True),
    Place("safe_contacts", "code_word", "adult_id", "Safe contact: word or pretext", asked=True),
    Place("safe_contacts", "address", "adult_id", "Safe contact: address", asked=True),
    Place("reasons", "words", "digest", "Reason in the history"),
)  # fmt: skip
"""In the order in which people are shown them. A new text is a line here (tests/house/test_columns.py)."""
BY_NAME: Final = {place.name: place for place in PLACES}
LATE: Final[Mapping[str, str]] = {
    "summary": "the summary",
    "harm_detail": "the harm in detail",
    "source_reference": "the sender’s reference",
    "notice_type": "the type of notice",
    "grading": "the sender’s grading",
    "grading_tool": "the sender’s grading tool",
    "children.school": "school of a child",
    "children.address": "address of a child",
    "adults.given_name": "given name of an adult",
    "adults.family_name": "family name of an adult",
    "adults.address": "address of an adult",
    "adults.safe_contact.channel": "safe contact, how to reach",
    "adults.safe_contact.times": "safe contact, times",
    "adults.safe_contact.never_use": "safe contact, never use",
    "adults.safe_contact.code_word": "safe contact, word or pretext",
    "adults.safe_contact.address": "safe contact, address",
}
"""Members of late information with texts: the path without the numbers of a list. A new one is a line here."""
_LATE: Final = re.compile(r"late_information\.((?:[a-z_]+)(?:\.\d{1,2}(?:\.[a-z_]+)+)?)")


def place_named(name: str) -> Place | None:
    """The place of this name; none where there is none."""
    found = _LATE.fullmatch(name)
    return BY_NAME.get(name) or (late_place(found[1]) if found else None)


def late_place(member: str) -> Place | None:
    """The place of one member of late information; none where it is no text."""
    known = re.sub(r"\.\d+", "", member)
    if known not in LATE:
        return None
    words = f"Late information: {LATE[known]}"
    return Place("late_information", "body", "late_id", words, member, asked="safe_contact" in member)


def late_texts(body: Mapping[str, Any]) -> Iterator[tuple[Place, str]]:
    """Every text of one body, with its place."""
    for member, words in _leaves(body, ""):
        place = late_place(member)
        if place is not None:
            yield place, words


def _leaves(value: Any, at: str) -> Iterator[tuple[str, str]]:
    match value:
        case str() if value:
            yield at, value
        case dict():
            for name, inner in value.items():
                yield from _leaves(inner, f"{at}.{name}" if at else name)
        case list():
            for n, inner in enumerate(value):
                yield from _leaves(inner, f"{at}.{n}")
