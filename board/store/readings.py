"""Who saw whose subject data: written by the guard before the first byte goes out. Never an event."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from board.domain.people import Actor

_LOG = text(
    "insert into readings (hub_id, epoch, at, person_id, contact_id, page, why) "
    "select hub_id, epoch, :at, :person_id, :contact_id, :page, :why from heads where hub_id = :hub_id"
)


async def log_reading(
    conn: AsyncConnection, actor: Actor, contact_id: int | None, page: str, why: str, now: datetime
) -> None:
    """Log that this actor is about to see this contact, or a whole board (contact_id none).

    page: the route template, never the address itself. why: a code such as `worked`, `board`, `safe_contact_shown`, `api`.
    """
    await conn.execute(
        _LOG,
        {
            "hub_id": actor.hub_id,
            "at": now,
            "person_id": actor.person_id,
            "contact_id": contact_id,
            "page": page,
            "why": why,
        },
    )
