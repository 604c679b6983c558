"""The contacts of one incident, and where else a text of one of them stands: what was joined is kept with the first contact too."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from board.store.referrer.places import LATE, PLACES, Place, late_texts

_INCIDENT = text(
    "select o.contact_id from contacts c join contacts o on o.hub_id = c.hub_id "
    "and (o.contact_id = coalesce(c.joined_to, c.contact_id) or o.joined_to = coalesce(c.joined_to, c.contact_id)) "
    "where c.hub_id = :hub_id and c.contact_id = :contact_id order by o.contact_id"
)
# Those that were withdrawn too: no page reads them, and words that were redacted are gone for good.
_BODIES = text(
    "select contact_id, late_id, body from late_information where hub_id = :hub_id and (contact_id = any(cast(:incident as bigint[])) "
    "  or joined_id = any(cast(:incident as bigint[])) or digest in (select l.digest from late_information l "
    "    where l.hub_id = :hub_id and l.joined_id = any(cast(:incident as bigint[])))) order by late_id"
)
_NO_SOURCE = text(
    "update late_information set body = body - 'source' where hub_id = :hub_id and joined_id = any(cast(:incident as bigint[])) "
    "and body ->> 'source' = :words"
)
_UNNAMED = text(
    "update late_information set body = jsonb_set(body, '{anonymous_referrer}', 'true') "
    "where hub_id = :hub_id and joined_id = any(cast(:incident as bigint[]))"
)


class Copy(NamedTuple):
    """A text that stands elsewhere in the same words."""

    contact_id: int
    place: Place
    number: int


def field_of(place: Place) -> str:
    """The field of a text as its first contact has it: a text of late information is in the field that it was sent for."""
    if place.member is None:
        return place.name
    member = re.sub(r"\.\d+", "", place.member).replace("adults.safe_contact.", "safe_contacts.")
    return member if "." in member else f"contacts.{member}"


_SENT: Final = {field_of(Place("late_information", "body", "late_id", "", member)) for member in LATE} | {
    "contacts.source"
}
_OWN: Final = {
    one.name: text(
        f"select t.contact_id, {one.row} as number from {one.table} t where t.hub_id = :hub_id "  # noqa: S608 - names from the code
        f"and t.contact_id = any(cast(:incident as bigint[])) and {one.value} = :words"
    )
    for one in PLACES
    if one.name in _SENT
}


async def incident_of(conn: AsyncConnection, hub_id: int, contact_id: int) -> Sequence[int]:
    """Every contact of the same incident, this one too, by number."""
    return (await conn.execute(_INCIDENT, {"hub_id": hub_id, "contact_id": contact_id})).scalars().all()


async def copies_of(
    conn: AsyncConnection, hub_id: int, incident: Sequence[int], place: Place, words: str
) -> list[Copy]:
    """Where these words stand in the same field of the contacts of an incident, this place too; none of a text that was not sent."""
    field = field_of(place)
    if field not in _SENT:
        return []
    key: dict[str, Any] = {"hub_id": hub_id, "incident": list(incident), "words": words}
    own = next(one for one in PLACES if one.name == field)
    found = [Copy(row.contact_id, own, row.number) for row in await conn.execute(_OWN[field], key)]
    if own.whole:
        await conn.execute(_NO_SOURCE, key)
    for contact_id, late_id, body in await conn.execute(_BODIES, key):
        here = [one for one, said in late_texts(body) if said == words and field_of(one) == field]
        found += [Copy(contact_id, one, late_id) for one in here]
    return found


async def unname_copies(conn: AsyncConnection, hub_id: int, incident: Sequence[int]) -> None:
    """Mark what was joined so that its referrer stays hidden, also where the first contact's may be named again."""
    await conn.execute(_UNNAMED, {"hub_id": hub_id, "incident": list(incident)})
