"""The same approach sent again: silence when the words are the same, late information beside the contact when they are not."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text

from board.commands.deliveries import queue
from board.commands.record import record
from board.domain.events import Body
from board.domain.people import Actor
from board.store.doors import locked
from board.store.engine import Tx
from board.store.rows import insert_one
from board.store.visibility import exists_for

_DIGEST = text("select intake_digest from contacts where hub_id = :hub_id and contact_id = :contact_id")
# Whoever sent it, or added to it, was given its reference then and is given it again; they learn nothing by it.
_SENT = text(
    f"select c.contact_id, c.reference_turn, {exists_for()} or c.created_by = :person_id "  # noqa: S608
    "  or exists (select from late_information l where l.hub_id = c.hub_id and l.contact_id = c.contact_id "
    "    and l.received_from = :person_id) as known "
    "from contacts c where c.hub_id = :hub_id and c.source = :source and c.source_reference = :reference order by c.reference_turn"
)


@dataclass(frozen=True, slots=True)
class Sent:
    """What is here under a reference for one sender. contact_id: none when nothing is; then turn is the one under which it would be
    written, and hidden are those of this reference that are restricted to others.
    """

    contact_id: int | None = None
    turn: int = 0
    hidden: tuple[int, ...] = ()


async def sent_before(tx: Tx, actor: Actor, source: str, reference: str | None) -> Sent:
    """The contact of this source and reference, if it exists for this sender or they sent it themselves.

    One that is restricted to others is not there: what they send then is a contact of its own, for the same people alone. One
    question whatever is there, so that the time it takes tells nothing. No locks.
    """
    if reference is None:
        return Sent()
    rows = (await tx.conn.execute(_SENT, actor.key | {"source": source, "reference": reference})).all()
    known = next((row.contact_id for row in rows if row.known), None)
    hidden = () if known is not None else tuple(row.contact_id for row in rows)
    return Sent(known, max((row.reference_turn + 1 for row in rows), default=0), hidden)


async def keep_again(
    tx: Tx,
    actor: Actor,
    contact_id: int,
    fingerprint: bytes,
    body: dict[str, object],
    *,
    now: datetime,
) -> tuple[str, bool]:
    """Keep what came again, if it differs from what came first; returns the contact's reference and whether it differs.

    The caller has asked sent_before. Locks: the contact. Writes late_information, deliveries to holder and deciding manager, event
    late_information_received; nothing when these very words came before.
    """
    contact = await locked(tx.conn, actor.hub_id, contact_id, now=now)
    assert contact is not None, "sent_before found it"
    if bytes((await tx.conn.execute(_DIGEST, contact.key)).scalar_one()) == fingerprint:
        return contact.ref, False
    came = {
        **contact.key,
        "received_at": now,
        "received_from": actor.person_id,
        "digest": fingerprint,
        "body": json.dumps(body),
    }
    late_id = await insert_one(tx.conn, "late_information", came, "late_id", once=True)
    if late_id is not None:
        alarmed = {p for p in (contact.holder_id, contact.deciding_manager) if p is not None}
        if (
            contact.restricted
        ):  # for a manager who is not named it does not exist, and no frame may tell of it
            alarmed &= contact.concerned
        await queue(tx, contact.hub_id, "late_information", alarmed, contact.contact_id, now=now)
        event: Body = {"late": late_id, "body": fingerprint.hex()}
        await record(tx, contact, "late_information_received", actor, event, told=alarmed, now=now)
    return contact.ref, True
