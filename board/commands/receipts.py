"""What providers say later: that a message arrived, or that it came back."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text

from board.commands.failures import give_up
from board.commands.record import note
from board.store.engine import Tx

_WHERE = text("select hub_id from deliveries where message_id = :message_id limit 1")
_CONFIRM = text(
    "update deliveries set state = 'delivered', next_at = null, lease_until = null, changed_at = :now "
    "where hub_id = :hub_id and message_id = :message_id and state in ('sending', 'sent', 'failed') returning channel"
)
_TO_ASK = text(
    "select distinct on (message_id) hub_id, message_id, provider_ref, changed_at from deliveries "
    "where state = 'sent' and next_at <= :now order by message_id limit :most"
)
_ASK_LATER = text(
    "update deliveries set next_at = :next_at where hub_id = :hub_id and message_id = :message_id and state = 'sent'"
)


async def hub_of(tx: Tx, message_id: UUID) -> int | None:
    """The hub this message was sent by; none when there is no such message."""
    found: int | None = (await tx.conn.execute(_WHERE, {"message_id": message_id})).scalar_one_or_none()
    return found


async def confirm(tx: Tx, hub_id: int, message_id: UUID, *, now: datetime) -> bool:
    """A receipt came: it arrived. Twice is silence; answers whether it was news. Writes deliveries, event delivery_confirmed."""
    facts = {"hub_id": hub_id, "message_id": message_id, "now": now}
    rows = (await tx.conn.execute(_CONFIRM, facts)).all()
    if rows:
        body = {"message": str(message_id), "channel": rows[0].channel, "deliveries": len(rows)}
        note(tx, hub_id, "delivery_confirmed", None, body, now=now)
    return bool(rows)


async def bounce(tx: Tx, hub_id: int, message_id: UUID, problem: str, *, now: datetime) -> bool:
    """It came back: given up, loudly, and owned. Twice is silence; answers whether it was news. Writes as give_up does."""
    return await give_up(tx, hub_id, message_id, problem, now=now)


async def unconfirmed(tx: Tx, *, now: datetime, most: int = 50) -> list[Any]:
    """Sent messages whose receipt is to be asked for now: hub_id, message_id, provider_ref, changed_at. No locks."""
    return list((await tx.conn.execute(_TO_ASK, {"now": now, "most": most})).all())


async def ask_later(tx: Tx, hub_id: int, message_id: UUID, next_at: datetime | None) -> None:
    """Ask for its receipt again at this moment; none: no more."""
    await tx.conn.execute(_ASK_LATER, {"hub_id": hub_id, "message_id": message_id, "next_at": next_at})
