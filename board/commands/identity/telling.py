"""Pages that many people share are drawn again when what they may say of a person's other contacts changes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from board.commands.record import note
from board.domain.contacts import Contact
from board.store.engine import Tx
from board.store.identity.joins import contacts_with, shared_by, strips_of


async def tell_history(tx: Tx, hub_id: int, contacts: Iterable[int], *, now: datetime) -> None:
    """Have the history of these contacts drawn again. Writes event history_changed of each."""
    for contact_id, people in await strips_of(tx.conn, hub_id, contacts):
        note(tx, hub_id, "history_changed", None, about=contact_id, told=people, now=now)


@dataclass(frozen=True, slots=True)
class Shared:
    """The contacts of the people of one incident, and which of them the page of which may tell of."""

    around: frozenset[int]
    pairs: frozenset[tuple[int, int]]


async def shared_around(tx: Tx, contact: Contact) -> Shared:
    """The contacts that shared pages tell of, before somebody changes who may know of this one."""
    around = await contacts_with(tx.conn, contact.hub_id, contact.contact_id)
    return Shared(frozenset(around), frozenset(await shared_by(tx.conn, contact.hub_id, around, ever=True)))


async def tell_since(tx: Tx, contact: Contact, before: Shared, *, now: datetime) -> None:
    """Have contacts drawn again whose page counts other contacts than before. The contact itself has an event of its own.

    A contact whose page says the same as before is not drawn, since the moment itself would tell of the change. Writes what
    tell_history writes.
    """
    after = await shared_by(tx.conn, contact.hub_id, before.around, ever=True)
    changed = {one for one, _ in before.pairs ^ after} - {contact.contact_id}
    await tell_history(tx, contact.hub_id, changed, now=now)


async def tell_beside(tx: Tx, contact: Contact, *, now: datetime) -> None:
    """Have the contacts of the same people that tell of this one drawn again. Writes what tell_history writes."""
    around = await contacts_with(tx.conn, contact.hub_id, contact.contact_id)
    shared = await shared_by(tx.conn, contact.hub_id, around)
    telling = {one for one, other in shared if other == contact.contact_id}
    await tell_history(tx, contact.hub_id, telling, now=now)
