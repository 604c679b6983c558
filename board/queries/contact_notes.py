"""Notes of a contact, for the API. The page tells them in the history."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

_NOTES = text(
    "select n.note_id, n.kind, n.spoken_at, n.spoken_to, n.note, n.written_at, p.name as written_by, n.taken_back_at from notes n "
    "join people p on p.person_id = n.written_by where n.hub_id = :hub_id and n.contact_id = :contact_id order by n.note_id desc"
)


async def notes_document(conn: AsyncConnection, key: Mapping[str, int]) -> list[dict[str, Any]]:
    """Every note of the contact with this key, the newest first."""
    return [dict(row._mapping) for row in await conn.execute(_NOTES, key)]
