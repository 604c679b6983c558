"""A legal hold keeps everything of a contact, whatever its retention class says."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import text

from board.commands.record import record
from board.commands.words import given
from board.domain.people import Actor
from board.domain.permissions import Action
from board.store.doors import access_contact
from board.store.engine import Tx

_PLACE = text(
    "insert into legal_holds (hub_id, contact_id, reason, placed_at, placed_by) values (:hub_id, :contact_id, :reason, :now, :person_id) "
    "on conflict (hub_id, contact_id) where lifted_at is null do nothing returning hold_id"
)
_LIFT = text(
    "update legal_holds set lifted_at = :now, lifted_by = :person_id "
    "where hub_id = :hub_id and contact_id = :contact_id and lifted_at is null returning hold_id"
)
_UNSEAL = text("delete from sealed_texts where hub_id = :hub_id and contact_id = :contact_id")


async def hold(tx: Tx, actor: Actor, ref: str, reason: str, *, now: datetime) -> None:
    """Place a legal hold. A contact that is held already stays as it is.

    Raises ReasonNeeded and what the door raises. Locks: the contact. Writes legal_holds, event hold_placed.
    """
    contact = await access_contact(tx.conn, actor, ref, Action.HOLD, now=now, lock=True)
    reason = given(reason)
    facts = contact.key | {"reason": reason, "now": now, "person_id": actor.person_id}
    if (await tx.conn.execute(_PLACE, facts)).scalar_one_or_none() is not None:
        await record(tx, contact, "hold_placed", actor, words={"reason": reason}, now=now)


async def lift(tx: Tx, actor: Actor, ref: str, *, now: datetime) -> None:
    """Lift the legal hold; texts that were sealed under it go. A contact that is not held stays as it is.

    Raises what the door raises. Locks: the contact. Writes legal_holds, sealed_texts, event hold_lifted.
    """
    contact = await access_contact(tx.conn, actor, ref, Action.HOLD, now=now, lock=True)
    facts = contact.key | {"now": now, "person_id": actor.person_id}
    if (await tx.conn.execute(_LIFT, facts)).scalar_one_or_none() is not None:
        await tx.conn.execute(_UNSEAL, contact.key)
        await record(tx, contact, "hold_lifted", actor, now=now)
