"""A legal hold keeps everything of a contact, whatever its retention class says."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import text

from board.commands.words import given, salted
from board.domain.events import Event
from board.domain.people import Actor
from board.domain.permissions import Action
from board.store.doors import access_contact
from board.store.engine import Tx
from board.store.named import concerned_by

_PLACE = text(
    "insert into legal_holds (hub_id, contact_id, reason, placed_at, placed_by) values (:hub_id, :contact_id, :reason, :now, :person_id) "
    "on conflict (hub_id, contact_id) where lifted_at is null do nothing returning hold_id"
)
_LIFT = text(
    "update legal_holds set lifted_at = :now, lifted_by = :person_id "
    "where hub_id = :hub_id and contact_id = :contact_id and lifted_at is null returning hold_id"
)


async def hold(tx: Tx, actor: Actor, ref: str, reason: str, *, now: datetime) -> None:
    """Place a legal hold. A contact that is held already stays as it is.

    Raises ReasonNeeded and what the door raises. Locks: the contact. Writes legal_holds, event hold_placed.
    """
    contact = await access_contact(tx.conn, actor, ref, Action.HOLD, now=now, lock=True)
    reason = given(reason)
    facts = {
        "hub_id": contact.hub_id,
        "contact_id": contact.contact_id,
        "now": now,
        "person_id": actor.person_id,
    }
    if (await tx.conn.execute(_PLACE, {**facts, "reason": reason})).scalar_one_or_none() is not None:
        body = {"reason": await salted(tx, contact.hub_id, reason, now)}
        concerned = await concerned_by(tx.conn, contact)
        tx.record(
            contact.hub_id, Event("hold_placed", now, actor.person_id, contact.contact_id, concerned, body)
        )


async def lift(tx: Tx, actor: Actor, ref: str, *, now: datetime) -> None:
    """Lift the legal hold. A contact that is not held stays as it is.

    Raises what the door raises. Locks: the contact. Writes legal_holds, event hold_lifted.
    """
    contact = await access_contact(tx.conn, actor, ref, Action.HOLD, now=now, lock=True)
    facts = {
        "hub_id": contact.hub_id,
        "contact_id": contact.contact_id,
        "now": now,
        "person_id": actor.person_id,
    }
    if (await tx.conn.execute(_LIFT, facts)).scalar_one_or_none() is not None:
        concerned = await concerned_by(tx.conn, contact)
        tx.record(contact.hub_id, Event("hold_lifted", now, actor.person_id, contact.contact_id, concerned))
