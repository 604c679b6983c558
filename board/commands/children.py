"""The children of a contact."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from sqlalchemy import text

from board.commands.interest.keeping import keep_from_interested
from board.commands.matches import find_matches
from board.commands.record import open_contact, record
from board.commands.running import keep_clocks
from board.domain.contacts import NewChild
from board.domain.people import Actor
from board.domain.permissions import Action
from board.store.engine import Tx
from board.store.family_keys import with_keys
from board.store.rows import insert_one


async def add_child(tx: Tx, actor: Actor, ref: str, child: NewChild, *, now: datetime) -> None:
    """Add a child to a contact, for instance where the children were unknown at first.

    Raises what the door raises, ContactClosed. Locks: the contact. Writes children, clocks, event child_added.
    """
    contact = await open_contact(tx, actor, ref, Action.RATE, now=now)
    place = await tx.conn.execute(
        text(
            "select coalesce(max(place), 0) + 1 from children where hub_id = :hub_id and contact_id = :contact_id"
        ),
        contact.key,
    )
    row = with_keys({**contact.key, "place": place.scalar_one(), **asdict(child), "added_at": now})
    child_id = await insert_one(tx.conn, "children", row, "child_id")
    await keep_clocks(tx, contact, now=now)
    await find_matches(tx, contact, by=None, now=now)
    await record(tx, contact, "child_added", actor, {"child": child_id}, now=now)
    await keep_from_interested(tx, actor, contact, now=now)
