"""The same incident sent again: silence when the words are the same, late information beside the contact when they are not."""

from __future__ import annotations

import json
from datetime import datetime

from board.commands.incident.together import lock_incident
from board.commands.interest.keeping import keep_from_interested
from board.commands.record import record
from board.commands.referrer.naming import hide_referrer_of
from board.domain.events import Body
from board.domain.people import Actor
from board.store.doors import locked
from board.store.engine import Tx
from board.store.rows import insert_one


async def keep_again(
    tx: Tx, actor: Actor, contact_id: int, fingerprint: bytes, body: dict[str, object], *, now: datetime
) -> bool:
    """Keep what came again; silence when these very words came late before. Returns whether it is new.

    The caller has asked sent_before, and tells nobody: the worker does, so that every sender waits for the same statements.
    Locks: the contact. Writes late_information, what hide_referrer_of writes, event late_information_received.
    """
    if body["anonymous_referrer"]:
        await lock_incident(tx, actor.hub_id, contact_id, now=now)
    contact = await locked(tx.conn, actor.hub_id, contact_id, now=now)
    assert contact is not None, "sent_before found it"
    came = {
        **contact.key,
        "received_at": now,
        "received_from": actor.person_id,
        "digest": fingerprint,
        "body": json.dumps(body),
        "to_answer": contact.closed_at is not None,
    }
    late_id = await insert_one(tx.conn, "late_information", came, "late_id", once=True)
    if late_id is not None:
        if body["anonymous_referrer"]:
            await hide_referrer_of(tx, contact, None, now=now)
        event: Body = {"late": late_id, "body": fingerprint.hex()}
        await record(tx, contact, "late_information_received", actor, event, now=now)
        await keep_from_interested(tx, actor, contact, sent=body, now=now)
    return late_id is not None
