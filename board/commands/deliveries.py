"""Messages on their way to a professional: so far on the page alone, where reading them is the receipt."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import text

from board.domain.events import Event
from board.domain.people import Actor
from board.domain.refusals import NotHere
from board.store.engine import Tx

_TAKE = text(
    "select contact_id, state from deliveries where hub_id = :hub_id and delivery_id = :delivery_id and person_id = :person_id "
    "for no key update"
)
_DELIVERED = text(
    "update deliveries set state = 'delivered', changed_at = :now where hub_id = :hub_id and delivery_id = :delivery_id"
)


async def acknowledge(tx: Tx, actor: Actor, delivery_id: UUID, *, now: datetime) -> None:
    """The person it was for has seen it. Twice is silence.

    Raises NotHere when it is somebody else's. Locks: the delivery. Writes deliveries, event delivery_acknowledged.
    """
    facts = {"hub_id": actor.hub_id, "delivery_id": delivery_id, "person_id": actor.person_id, "now": now}
    row = (await tx.conn.execute(_TAKE, facts)).one_or_none()
    if row is None:
        raise NotHere
    if row.state == "delivered":
        return
    await tx.conn.execute(_DELIVERED, facts)
    tx.record(
        actor.hub_id,
        Event(
            "delivery_acknowledged",
            now,
            actor.person_id,
            row.contact_id,
            frozenset({actor.person_id}),
            {"delivery": str(delivery_id)},
        ),
    )
