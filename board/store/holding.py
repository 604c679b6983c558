"""The rows of who has a contact: claims begun and ended, and the offer that stands. Commands decide; this writes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from board.domain.contacts import Contact

GivenAs = Literal["handed_over", "allocated", "reassigned"]
EndedAs = Literal["accepted", "declined", "withdrawn", "undone", "overtaken"]

_BEGIN = text(
    "insert into claims (hub_id, contact_id, person_id, claimed_at, given_as, given_by) "
    "values (:hub_id, :contact_id, :person_id, :now, :given_as, :given_by)"
)
_END = text(
    "update claims set released_at = :now, released_by = :by, release_reason = :reason, undone = :undone "
    "where hub_id = :hub_id and contact_id = :contact_id and released_at is null"
)
_OFFER = text(
    "insert into hand_overs (hub_id, contact_id, claim_id, person_id, note, offered_at) "
    "select hub_id, contact_id, claim_id, :person_id, :note, :at from claims "
    "where hub_id = :hub_id and contact_id = :contact_id and released_at is null"
)
_STANDING = text(
    "select h.hand_over_id, h.person_id, p.name, h.note, h.offered_at from hand_overs h join people p using (person_id) "
    "where h.hub_id = :hub_id and h.contact_id = :contact_id and h.ended_at is null"
)
_OVER = text(
    "update hand_overs set ended_at = :now, ended_by = :by, ended_as = :ended_as, ended_reason = :reason "
    "where hub_id = :hub_id and contact_id = :contact_id and ended_at is null returning person_id"
)


@dataclass(frozen=True, slots=True)
class Offer:
    """A hand-over that waits for its answer. person_id, name: to whom."""

    hand_over_id: int
    person_id: int
    name: str
    note: str
    offered_at: datetime


async def begin_claim(
    conn: AsyncConnection,
    contact: Contact,
    person_id: int,
    *,
    given_as: GivenAs | None = None,
    given_by: int | None = None,
    now: datetime,
) -> None:
    """Somebody has this contact from now on. Nobody may have it before."""
    facts = {"person_id": person_id, "given_as": given_as, "given_by": given_by, "now": now}
    await conn.execute(_BEGIN, contact.key | facts)


async def end_claim(
    conn: AsyncConnection, contact: Contact, by: int, reason: str, *, undone: bool = False, now: datetime
) -> None:
    """Whoever has this contact has it no more."""
    await conn.execute(_END, contact.key | {"by": by, "reason": reason, "undone": undone, "now": now})


async def offer(conn: AsyncConnection, contact: Contact, person_id: int, note: str, *, at: datetime) -> None:
    """The holder's claim stands offered to this person since then. No other offer may stand."""
    await conn.execute(_OFFER, contact.key | {"person_id": person_id, "note": note, "at": at})


async def standing_offer(conn: AsyncConnection, contact: Contact) -> Offer | None:
    """The offer that waits for its answer."""
    row = (await conn.execute(_STANDING, contact.key)).one_or_none()
    return None if row is None else Offer(*row)


async def end_offer(
    conn: AsyncConnection,
    contact: Contact,
    by: int | None,
    ended_as: EndedAs,
    *,
    reason: str | None = None,
    now: datetime,
) -> frozenset[int]:
    """The offer that stands, if any, stands no more. Returns to whom it was made, whose strip that changes."""
    facts = {"by": by, "ended_as": ended_as, "reason": reason, "now": now}
    return frozenset((await conn.execute(_OVER, contact.key | facts)).scalars())
