"""The same incident sent again: silence when the words are the same, late information beside the contact when they are not."""

from __future__ import annotations

import json
from datetime import datetime

from sqlalchemy import text

from board.commands.deliveries import queue
from board.commands.record import record
from board.commands.referrer.naming import hide_referrer_of
from board.commands.telling import managers_of
from board.domain.contacts import Contact
from board.domain.events import Body
from board.domain.people import Actor
from board.store.doors import locked
from board.store.engine import Tx
from board.store.rows import insert_one

_DIGEST = text("select intake_digest from contacts where hub_id = :hub_id and contact_id = :contact_id")


async def keep_again(
    tx: Tx,
    actor: Actor,
    contact_id: int,
    fingerprint: bytes,
    body: dict[str, object],
    *,
    now: datetime,
) -> None:
    """Keep what came again, if it differs from what came first.

    The caller has asked sent_before. Locks: the contact. Writes late_information, deliveries, event late_information_received; nothing
    when these very words came before. Told are the holder and the deciding manager; urgently, of a restricted contact everybody named,
    of a closed one its deciding manager, else the managers who are told what nobody else owns.
    """
    contact = await locked(tx.conn, actor.hub_id, contact_id, now=now)
    assert contact is not None, "sent_before found it"
    if bytes((await tx.conn.execute(_DIGEST, contact.key)).scalar_one()) == fingerprint:
        return
    came = {
        **contact.key,
        "received_at": now,
        "received_from": actor.person_id,
        "digest": fingerprint,
        "body": json.dumps(body),
    }
    late_id = await insert_one(tx.conn, "late_information", came, "late_id", once=True)
    if late_id is not None:
        if body["anonymous_referrer"]:
            await hide_referrer_of(tx, contact, None, now=now)
        told = await _told(tx, contact, now)
        urgent = contact.restricted or contact.closed_at is not None
        await queue(
            tx, contact.hub_id, "late_information", sorted(told), contact.contact_id, now=now, urgent=urgent
        )
        event: Body = {"late": late_id, "body": fingerprint.hex()}
        await record(tx, contact, "late_information_received", actor, event, told=told, now=now)


async def _told(tx: Tx, contact: Contact, now: datetime) -> frozenset[int]:
    """Nobody hears of a contact that is restricted to others."""
    if contact.restricted:
        return contact.named
    told = frozenset(one for one in (contact.holder_id, contact.deciding_manager) if one is not None)
    return told or (await managers_of(tx, contact, now=now) if contact.closed_at else told)
