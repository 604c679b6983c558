"""Every text in which people wrote about a contact: where it stands, how it is read, and how one is written over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from board.domain.contacts import Contact
from board.domain.events import TO_THE_NAMED
from board.domain.people import Actor
from board.store.visibility import both_exist_for, named_on

_KINDS: Final = ", ".join(f"'{kind}'" for kind in TO_THE_NAMED)
_RESTRICTING: Final = (
    "exists (select from events e where e.hub_id = t.hub_id and e.contact_id = t.contact_id "
    f"and e.kind in ({_KINDS}) and e.body like '%' || t.digest || '%')"
)
_KEPT_OUT: Final = "exists (select from kept_out k where k.hub_id = t.hub_id and k.contact_id = t.contact_id and k.person_id = :person_id)"


@dataclass(frozen=True, slots=True)
class Place:
    """A column with texts. key: the number of a row. words: for people. member: of a JSON column, the member with the text."""

    table: str
    column: str
    key: str
    words: str
    member: str | None = None

    @property
    def name(self) -> str:
        """How forms, the API and events name it."""
        return f"{self.table}.{self.member or self.column}"

    @property
    def value(self) -> str:
        """The text in SQL, of the table as t."""
        return f"t.{self.column} ->> '{self.member}'" if self.member else f"t.{self.column}"

    @property
    def row(self) -> str:
        """The number of a row in SQL, of the table as t. A reason has a digest for its key."""
        if self.key != "digest":
            return f"t.{self.key}"
        return "cast(cast('x' || left(md5(t.digest), 15) as bit(60)) as bigint)"

    @property
    def whose(self) -> str:
        """The rows of one contact in SQL. A likeness is of two contacts, and is shown to people who may know of both; the reason of a
        restriction is shown to people named who were never kept out.
        """
        if self.table == "reasons":
            return f"t.hub_id = :hub_id and t.contact_id = :contact_id and (not {_RESTRICTING} or {named_on('t')} and not {_KEPT_OUT})"
        if self.table != "matches":
            return "t.hub_id = :hub_id and t.contact_id = :contact_id"
        return f"t.hub_id = :hub_id and :contact_id in (t.contact_id, t.other_id) and {both_exist_for()}"


PLACES: Final = (
    Place("contacts", "summary", "contact_id", "Summary"),
    Place("contacts", "harm_detail", "contact_id", "Harm in detail"),
    Place("contacts", "grading", "contact_id", "Sender’s grading"),
    Place("contacts", "outcome_reason", "contact_id", "Why it was closed"),
    Place("late_information", "body", "late_id", "Late information", "summary"),
    Place("late_information", "body", "late_id", "Late information: the harm in detail", "harm_detail"),
    Place("late_information", "body", "late_id", "Late information: the sender’s grading", "grading"),
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
    Place("measures", "note", "measure_id", "Note of a protective measure"),
    Place("measures", "end_reason", "measure_id", "End of a protective measure"),
    Place("reviews", "finding", "review_id", "Review"),
    Place("strategy_requests", "reason", "strategy_request_id", "Strategy discussion"),
    Place("legal_holds", "reason", "hold_id", "Why there is a legal hold"),
    Place("referrer_changes", "reason", "referrer_change_id", "Why the referrer may be named"),
    Place("reasons", "words", "digest", "Reason in the history"),
)  # fmt: skip
"""In the order in which people are shown them. A new text is a line here (tests/house/test_columns.py)."""
BY_NAME: Final = {place.name: place for place in PLACES}
_ONE: Final = (
    "select {n} as place, {row} as number, {value} as words from {table} t where {whose} and {value} <> ''"
)
_EACH: Final = [
    _ONE.format(n=n, row=one.row, value=one.value, table=one.table, whose=one.whose)
    for n, one in enumerate(PLACES)
]
_ALL = text(f"{' union all '.join(_EACH)} order by place, number")
# A safe contact is not listed: a person asks for it by itself, and how to reach somebody safely must stay whole.
_REFERRERS = text(
    "select referrer from contacts where hub_id = :hub_id and contact_id = :contact_id "
    "union select body ->> 'referrer' from late_information where hub_id = :hub_id and contact_id = :contact_id"
)


# The reason of a likeness is kept for both contacts, with the same digest.
_REASONS = text(
    "update reasons set words = :words where hub_id = :hub_id and words = :before and digest in (select r.digest from reasons r "
    "  where r.hub_id = :hub_id and r.contact_id = :contact_id and r.words = :before)"
)


@dataclass(frozen=True, slots=True)
class Text:
    """One text of a contact."""

    place: Place
    number: int
    words: str


def key_of(contact: Contact, actor: Actor) -> dict[str, Any]:
    """By which the texts of a contact are read for one person."""
    return contact.key | {"person_id": actor.person_id}


async def texts_of(conn: AsyncConnection, key: dict[str, Any]) -> Sequence[Text]:
    """Every text of the contact with this key. A reason that stands elsewhere with the same words is told once."""
    found = [Text(PLACES[row.place], row.number, row.words) for row in await conn.execute(_ALL, key)]
    known = {one.words for one in found if one.place.table != "reasons"}
    return [one for one in found if one.place.table != "reasons" or one.words not in known]


async def referrers_of(conn: AsyncConnection, key: dict[str, Any]) -> Sequence[str]:
    """Everybody who was ever sent as the referrer of the contact with this key."""
    return [one for one in (await conn.execute(_REFERRERS, key)).scalars() if one]


async def text_at(conn: AsyncConnection, key: dict[str, Any], place: Place, number: int) -> str | None:
    """One text; none where the contact has no such text."""
    there = f"{place.table} t where {place.whose} and {place.row} = :number"
    query = text(f"select {place.value} as words from {there}")  # noqa: S608 - names from the code
    found: str | None = (await conn.execute(query, key | {"number": number})).scalar_one_or_none()
    return found


async def write_over(
    conn: AsyncConnection, key: dict[str, Any], place: Place, number: int, before: str, words: str
) -> None:
    """Put these words in place of the text before, and of each reason in the history that says the same; the text before is gone."""
    value = ":words"
    if place.member:
        value = f"jsonb_set(t.{place.column}, '{{{place.member}}}', to_jsonb(cast(:words as text)))"
    there = f"where {place.whose} and {place.row} = :number"
    query = text(f"update {place.table} t set {place.column} = {value} {there}")  # noqa: S608 - names from the code
    await conn.execute(query, key | {"number": number, "words": words})
    await conn.execute(_REASONS, key | {"before": before, "words": words})
