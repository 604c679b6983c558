"""Its owner says how a list is read, and that it is to be kept; a worker does both."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import text

from board.commands.lists.notices import touched
from board.commands.lists.senders import save_sender
from board.commands.record import note
from board.domain.events import Body
from board.domain.lists.senders import Answers
from board.domain.lists.stages import Stage
from board.domain.people import Actor
from board.domain.refusals import ListMovedOn
from board.store.engine import Tx
from board.store.lists.doors import access_list

_STAGE = text(
    "update lists set stage = :stage, same = cast(:same as jsonb), done = 0, held = 0, leased_until = null "
    "where hub_id = :hub_id and draft_id = :draft_id"
)


async def answer_list(tx: Tx, actor: Actor, draft_id: UUID, said: Answers, *, now: datetime) -> None:
    """Say how the lists of its sender are read. The list is read again.

    Raises NotHere, NotAllowed, ListAtWork, ListMovedOn, UnknownCode. Locks: the list. Writes senders, lists, drafts, deliveries;
    event sender_saved.
    """
    draft = await access_list(tx.conn, actor, draft_id, lock=True)
    draft.must_rest()
    if draft.stage not in (Stage.ASKING, Stage.CHECKED):
        raise ListMovedOn
    await save_sender(tx, actor, draft.sender, said, now=now)
    await tx.conn.execute(_STAGE, draft.key | {"stage": Stage.READING, "same": "{}"})
    gone = await touched(tx, draft, now=now)
    note(
        tx, actor.hub_id, "list_read", actor, {"list": str(draft_id), "stage": "reading"}, told=gone, now=now
    )


async def keep_list(tx: Tx, actor: Actor, draft_id: UUID, same: Mapping[str, str], *, now: datetime) -> bool:
    """Keep every line that is not held back, as the page showed it. Twice is silence.

    same: the lines that are more of a contact, as their owner answered; any other is a contact of its own.
    Returns whether this was the first time. Raises NotHere, NotAllowed, ListMovedOn. Locks: the list. Writes lists, drafts, deliveries;
    event list_keeping_begun.
    """
    draft = await access_list(tx.conn, actor, draft_id, lock=True)
    if draft.stage in (Stage.KEEPING, Stage.KEPT) or draft.kept_at:
        return False
    if draft.stage is not Stage.CHECKED:
        raise ListMovedOn
    await tx.conn.execute(_STAGE, draft.key | {"stage": Stage.KEEPING, "same": json.dumps(dict(same))})
    gone = await touched(tx, draft, now=now)
    body: Body = {"list": str(draft_id), "lines": draft.lines}
    note(tx, actor.hub_id, "list_keeping_begun", actor, body, told=gone, now=now)
    return True
