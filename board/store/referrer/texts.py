"""Every text in which people wrote about a contact: how it is read, and how one is written over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from board.domain.contacts import Contact
from board.domain.people import Actor
from board.store.referrer.places import PLACES, Place, late_texts

_ONE: Final = (
    "select {n} as place, {row} as number, {value} as words from {table} t where {whose} and {value} <> ''"
)
_EACH: Final = [
    _ONE.format(n=n, row=one.row, value=one.value, table=one.table, whose=one.whose)
    for n, one in enumerate(PLACES)
]
_ALL = text(f"{' union all '.join(_EACH)} order by place, number")
_BODIES = text(
    "select late_id, body from late_information t where hub_id = :hub_id and contact_id = :contact_id and withdrawn_at is null "
    "order by late_id"
)
_REFERRERS = text(
    "select referrer from contacts where hub_id = :hub_id and contact_id = :contact_id "
    "union select body ->> 'referrer' from late_information where hub_id = :hub_id and contact_id = :contact_id and withdrawn_at is null"
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
    for late_id, body in await conn.execute(_BODIES, key):
        found += [Text(place, late_id, words) for place, words in late_texts(body)]
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
    there = f"where {place.whose} and {place.row} = :number"
    query = text(f"update {place.table} t set {place.assignment} {there}")  # noqa: S608 - names from the code
    await conn.execute(query, key | {"number": number} | ({} if place.whole else {"words": words}))
    await conn.execute(_REASONS, key | {"before": before, "words": words})
