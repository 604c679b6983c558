"""Before a contact goes to somebody who is off duty, the board asks."""

from __future__ import annotations

from datetime import datetime

from board.commands.words import given
from board.domain.contacts import LONDON, Contact
from board.domain.people import Actor
from board.domain.refusals import OffDuty
from board.store.engine import Tx
from board.store.on_duty import next_duty, off_duty


async def must_be_on_duty(
    tx: Tx, actor: Actor, contact: Contact, to: int, anyway: str | None, *, now: datetime
) -> dict[str, str]:
    """The answer to the question, for the record; empty when nothing is asked. anyway: why it goes to somebody off duty all the same.

    Nobody is asked about themselves. Raises OffDuty, ReasonNeeded.
    """
    name = None if to == actor.person_id else await off_duty(tx.conn, contact.hub_id, to, now)
    if name is None:
        return {}
    if anyway is not None:
        return {"anyway": given(anyway, "anyway")}
    back = await next_duty(tx.conn, contact.hub_id, to, now)
    until = f" until {back.astimezone(LONDON):%a %-d %b %H:%M}" if back else ", and no later duty is planned"
    raise OffDuty(ref=contact.ref, person=name, until=until)
