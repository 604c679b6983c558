"""Contacts under one reference that are not one incident: a person is asked whether they are.

A sender may count statements and events. So looking takes the same statements whatever is under the reference, and writes no event: the
worker draws the card of the contact that was there before, with the event that follows each sending.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import text

from board.domain.contacts import Contact
from board.domain.family.reasons import REFERENCE
from board.domain.incident.same import ASKED_DAYS
from board.domain.matching import likeness
from board.store.engine import Tx
from board.store.families import grouped, under_one_reference
from board.store.visibility import on_the_board

_KEEP = text(
    "insert into matches (hub_id, contact_id, other_id, strong, reasons, found_at) "
    f"select :hub_id, :one, :other, false, array['{REFERENCE}'], :now where cast(:other as bigint) is not null "
    f"on conflict (hub_id, contact_id, other_id) do update set reasons = array_append(matches.reasons, '{REFERENCE}') "
    f"where matches.verdict is null and not '{REFERENCE}' = any(matches.reasons)"
)
_BEFORE = text(
    "select o.contact_id from matches m join contacts o on o.hub_id = m.hub_id and o.contact_id = m.contact_id "  # noqa: S608
    f"where m.hub_id = :hub_id and m.other_id = :contact_id and m.reasons = array['{REFERENCE}'] and {on_the_board('o')} "
    "order by o.contact_id limit 1"
)
_RESTRICTED = text(
    "insert into matches (hub_id, contact_id, other_id, strong, reasons, found_at) "  # noqa: S608
    f"select o.hub_id, o.contact_id, c.contact_id, false, array['{REFERENCE}'], :now from contacts c "
    "join contacts o on o.hub_id = c.hub_id and o.source = c.source and o.reference_key = c.reference_key and o.contact_id < c.contact_id "
    f"where c.hub_id = :hub_id and not ({on_the_board('c')} and {on_the_board('o')}) and c.closed_at is null "
    "and (o.closed_at is null or o.closed_at >= :since) on conflict (hub_id, contact_id, other_id) do nothing"
)


async def ask_under_one_reference(tx: Tx, contact: Contact, *, now: datetime) -> None:
    """Keep the question whether this new contact is one incident with one under its reference; with at most one, the likeliest.

    Restricted contacts are compared apart, by `ask_restricted`. The caller has called find_matches. Writes matches.
    """
    if contact.restricted:
        return
    since = now - timedelta(days=ASKED_DAYS)
    rows = await under_one_reference(tx.conn, contact, since)
    facts = {"hub_id": contact.hub_id, "one": _likeliest(contact, rows), "other": contact.contact_id}
    if facts["one"] is None:
        facts["other"] = None
    await tx.conn.execute(_KEEP, {**facts, "now": now})


async def asked_beside(tx: Tx, hub_id: int, contact_id: int) -> int | None:
    """The contact whose card asks since this one came, apart from any likeness of the families."""
    facts = {"hub_id": hub_id, "contact_id": contact_id}
    found: int | None = (await tx.conn.execute(_BEFORE, facts)).scalar_one_or_none()
    return found


async def ask_restricted(tx: Tx, hub_id: int, *, now: datetime) -> None:
    """Keep the question for those under one reference of which one is restricted. Only people named on both are shown it.

    The people named were told of each sending, so nobody is told and no event is written. Writes matches.
    """
    since = now - timedelta(days=ASKED_DAYS)
    await tx.conn.execute(_RESTRICTED, {"hub_id": hub_id, "now": now, "since": since})


def _likeliest(contact: Contact, rows: Sequence[Any]) -> int | None:
    """With people alike, else of the same day, else the one before this contact."""
    people = {other: [one for one, row in those if row.part] for other, those in grouped(rows).items()}
    ours = people.get(contact.contact_id, [])
    others: dict[int, bool] = {
        row.contact_id: row.same_day for row in rows if row.contact_id != contact.contact_id
    }
    if not others:
        return None
    return max(others, key=lambda one: (likeness(ours, people[one]) is not None, others[one], one))
