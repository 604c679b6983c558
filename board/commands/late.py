"""The same approach sent again: silence when the words are the same, late information beside the contact when they are not."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import text
from sqlalchemy.dialects.postgresql import insert

from board.commands.deliveries import queue
from board.domain.contacts import Contact
from board.domain.events import Event
from board.domain.people import Actor
from board.store import tables
from board.store.engine import Tx
from board.store.named import concerned_by

_SAME = text(
    "select c.hub_id, c.contact_id, c.ref, c.received_at, c.clock_start_at, c.restricted, c.deciding_manager, c.closed_at, "
    "  (select person_id from claims cl where cl.hub_id = c.hub_id and cl.contact_id = c.contact_id and cl.released_at is null) "
    "  as holder_id, null as holder, null as claimed_at, 0 as policy_version, c.intake_digest "
    "from contacts c where c.hub_id = :hub_id and c.source = :source and c.source_reference = :reference for no key update of c"
)


async def is_here(tx: Tx, hub_id: int, source: str, reference: str) -> bool:
    """Whether this source has sent something under this reference before. Locks: the contact, when it is here."""
    facts = {"hub_id": hub_id, "source": source, "reference": reference}
    return (await tx.conn.execute(_SAME, facts)).one_or_none() is not None


async def keep_again(
    tx: Tx,
    actor: Actor,
    source: str,
    reference: str,
    fingerprint: bytes,
    body: dict[str, object],
    *,
    now: datetime,
) -> tuple[str, bool]:
    """Keep what came again, if it differs from what came first; returns the contact's reference and whether it differs.

    The caller knows that it is here. Locks: the contact. Writes late_information, deliveries to holder and deciding manager, event
    late_information_received; nothing when these very words came before.
    """
    facts = {"hub_id": actor.hub_id, "source": source, "reference": reference}
    row = (await tx.conn.execute(_SAME, facts)).one()
    contact = Contact(*row[:-1])
    if bytes(row.intake_digest) == fingerprint:
        return contact.ref, False
    late = await tx.conn.execute(
        insert(tables.late_information)
        .values(
            hub_id=actor.hub_id,
            contact_id=contact.contact_id,
            received_at=now,
            received_from=actor.person_id,
            digest=fingerprint,
            body=body,
        )
        .on_conflict_do_nothing()
        .returning(tables.late_information.c.late_id)
    )
    late_id = late.scalar_one_or_none()
    if late_id is not None:
        concerned = await concerned_by(tx.conn, contact)
        alarmed = {p for p in (contact.holder_id, contact.deciding_manager) if p is not None}
        if contact.restricted:
            alarmed &= (
                concerned  # for a manager who is not named it does not exist, and no frame may tell of it
            )
        await queue(tx, contact.hub_id, "late_information", alarmed, contact.contact_id, now=now)
        tx.record(
            actor.hub_id,
            Event(
                "late_information_received",
                now,
                actor.person_id,
                contact.contact_id,
                concerned | frozenset(alarmed),
                {"late": late_id, "body": fingerprint.hex()},
            ),
        )
    return contact.ref, True
