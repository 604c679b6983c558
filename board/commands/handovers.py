"""How far somebody has read what changed: moved by their own word, so that nothing counts as read because a page was opened."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import text

from board.commands.record import note
from board.domain.people import Actor
from board.domain.permissions import Action
from board.store.doors import must
from board.store.engine import Tx

# Never beyond what has happened, and never back: of two pages the one that knew more counts, whichever is sent last.
_MARK = text(
    "insert into handover_marks as m (hub_id, person_id, seq, marked_at) "
    "select hub_id, :person_id, least(:seq, seq), :now from heads where hub_id = :hub_id "
    "on conflict (hub_id, person_id) do update set seq = excluded.seq, marked_at = excluded.marked_at "
    "where m.seq < excluded.seq returning m.seq"
)


async def mark_handover(tx: Tx, actor: Actor, seq: int, *, now: datetime) -> bool:
    """This person has read what changed in this hub up to this event. Twice, or from an older page, is silence.

    Raises NotAllowed. Writes handover_marks, event handover_marked.
    """
    must(actor, Action.SEE_BOARD)
    marked = (await tx.conn.execute(_MARK, actor.key | {"seq": seq, "now": now})).scalar_one_or_none()
    if marked is None:
        return False
    concerned = frozenset({actor.person_id})
    note(tx, actor.hub_id, "handover_marked", actor, {"seq": marked}, told=concerned, now=now)
    return True
