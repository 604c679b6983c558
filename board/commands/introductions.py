"""The introduction to the desk: shown until the person puts it away, and then not again."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import text

from board.commands.record import note
from board.store.engine import Tx

HOUSE = 0
_END = text(
    "update people set introduced_at = :now where person_id = :person_id and introduced_at is null returning person_id"
)


async def end_introduction(tx: Tx, person_id: int, *, now: datetime) -> bool:
    """This person has read it, in every hub of theirs. Twice is silence. Writes people, event introduction_ended."""
    ended = (await tx.conn.execute(_END, {"person_id": person_id, "now": now})).one_or_none()
    if ended is None:
        return False
    note(tx, HOUSE, "introduction_ended", person_id, {"person": person_id}, now=now)
    return True
