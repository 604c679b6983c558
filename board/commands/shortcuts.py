"""Whether single keys do things on somebody's pages. Who speaks to their computer, or whose hand shakes, switches them off."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import text

from board.commands.record import note
from board.domain.sessions import Session
from board.store.engine import Tx

HOUSE = 0
_SET = text(
    "update people set shortcuts = :wanted where person_id = :person_id and shortcuts <> :wanted returning person_id"
)


async def set_shortcuts(tx: Tx, session: Session, wanted: bool, *, now: datetime) -> None:
    """Let single keys act on this person's pages, or not. What is so already stays so.

    Writes people, event shortcuts_set of the house.
    """
    facts = {"person_id": session.person_id, "wanted": wanted}
    if (await tx.conn.execute(_SET, facts)).scalar_one_or_none() is not None:
        body = {"person": session.person_id, "on": wanted}
        note(tx, HOUSE, "shortcuts_set", session.person_id, body, now=now)
