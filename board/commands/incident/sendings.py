"""Each sending leaves one row, and the worker tells the people who are to hear of it.

A sender may count statements, events and numbers of the feed. So a sending writes the same whatever it concerns, and the worker writes one
event for each, whether anybody is told or not.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import text

from board.commands.deliveries import queue
from board.commands.incident.asking import asked_beside
from board.commands.incident.restrict_too import ask_restrict_too
from board.commands.record import note
from board.commands.telling import managers_of
from board.domain.contacts import Contact
from board.domain.people import Actor
from board.store.doors import locked
from board.store.engine import Tx
from board.store.rows import insert
from board.store.visibility import on_the_board

_UNTOLD = text(
    "select hub_id, sending_id from sendings where told_at is null order by sending_id limit :most"
)
_TAKE = text(
    "select contact_id, kind, sent_by from sendings where hub_id = :hub_id and sending_id = :sending_id and told_at is null "
    "for no key update skip locked"
)
# Contacts that are restricted, under the reference of this sending or made by it.
_RESTRICTED = text(
    "select c.contact_id from contacts o join contacts c on c.hub_id = o.hub_id and (c.contact_id = o.contact_id "  # noqa: S608
    "or c.source = o.source and c.reference_key = o.reference_key) "
    f"where o.hub_id = :hub_id and o.contact_id = :contact_id and not {on_the_board()} order by c.contact_id"
)
_TOLD = text("update sendings set told_at = :now where hub_id = :hub_id and sending_id = :sending_id")


async def keep_sending(tx: Tx, actor: Actor, contact_id: int, kind: str, *, now: datetime) -> None:
    """Keep that somebody sent this, and what it was: first, other, late, repeat or retry. Writes sendings."""
    row = {"hub_id": actor.hub_id, "contact_id": contact_id, "kind": kind}
    await insert(tx.conn, "sendings", [row | {"sent_at": now, "sent_by": actor.person_id}])


async def untold(tx: Tx, *, most: int = 100) -> list[tuple[int, int]]:
    """Sendings (hub_id, sending_id) of which nobody was told yet, the oldest first. No locks."""
    return [(row.hub_id, row.sending_id) for row in await tx.conn.execute(_UNTOLD, {"most": most})]


async def tell_of_sending(tx: Tx, hub_id: int, sending_id: int, *, now: datetime) -> bool:
    """Tell the people who are to hear of this sending; false when that was done, or is being done.

    Late information is told to the holder and the deciding manager; urgently, of a closed contact to its deciding manager, else the
    managers who are told what nobody else owns, and of a restricted one to everybody named. The people named on a restricted contact hear
    of everything that others send under its reference, and are asked whether another incident must be restricted too. Locks: the sending,
    skipping it when locked; the contacts by number. Writes deliveries, sendings, what ask_restrict_too writes, event sending_told, always
    one.
    """
    facts: dict[str, Any] = {"hub_id": hub_id, "sending_id": sending_id, "now": now}
    sending = (await tx.conn.execute(_TAKE, facts)).one_or_none()
    if sending is None:
        return False
    facts["contact_id"] = sending.contact_id
    hidden = frozenset((await tx.conn.execute(_RESTRICTED, facts)).scalars())
    made = {sending.contact_id} if sending.kind in ("first", "other") else set()
    late = {sending.contact_id} if sending.kind == "late" else set()
    told = frozenset[int]()
    for contact_id in sorted((hidden - made) | late):
        contact = await locked(tx.conn, hub_id, contact_id, now=now)
        if contact is not None and contact_id in late:
            told |= await _tell_late(tx, contact, now)
        elif contact is not None and made and not made & hidden:
            told |= await ask_restrict_too(tx, contact, sending.contact_id, now=now)
        elif contact is not None:
            told |= await _tell(tx, contact, "sent_again", contact.named - {sending.sent_by}, now)
    await tx.conn.execute(_TOLD, facts)
    asked = await asked_beside(tx, hub_id, sending.contact_id) if made else None
    note(tx, hub_id, "sending_told", None, about=asked, told=told, now=now)
    return True


async def _tell_late(tx: Tx, contact: Contact, now: datetime) -> frozenset[int]:
    """Nobody hears of a contact that is restricted to others."""
    urgent = contact.restricted or contact.closed_at is not None
    owners = frozenset(one for one in (contact.holder_id, contact.deciding_manager) if one is not None)
    if contact.restricted:
        owners = contact.named
    elif contact.closed_at is not None:
        owners = owners or await managers_of(tx, contact, now=now)
    return await _tell(tx, contact, "late_information", owners, now, urgent=urgent)


async def _tell(
    tx: Tx, contact: Contact, kind: str, people: Iterable[int], now: datetime, *, urgent: bool = False
) -> frozenset[int]:
    about = (contact.hub_id, kind, sorted(people), contact.contact_id)
    return await queue(tx, *about, now=now, urgent=urgent, noted=False)
