"""The one way to get hold of an uploaded list: only its owner does, and a missing list and that of another person answer alike."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from board.domain.lists.senders import Sender
from board.domain.lists.stages import BUSY, Same, Stage
from board.domain.people import Actor
from board.domain.permissions import Action
from board.domain.refusals import ListAtWork, NotHere
from board.store.doors import must

_LIST = (
    "select d.hub_id, d.draft_id, d.begun_at, d.begun_by, d.owner_id, d.touched_at, d.owner_told_at, d.managers_told_at, d.ended_at, "
    "d.ended_as, l.stage, l.lines, l.done, l.held, l.same, l.kept_at, s.sender_id, "
    "s.name, s.source, s.concern, s.encoding, s.hidden, s.columns "
    "from drafts d join lists l on l.hub_id = d.hub_id and l.draft_id = d.draft_id "
    "join senders s on s.hub_id = l.hub_id and s.sender_id = l.sender_id where d.hub_id = :hub_id and d.draft_id = :draft_id"
)
_LOOK, _LOCK = text(_LIST), text(f"{_LIST} for no key update of d, l")


@dataclass(frozen=True, slots=True)
class ListDraft:
    """An uploaded list, without its words. owner_id: who has it now; begun_by: who uploaded it."""

    hub_id: int
    draft_id: UUID
    begun_at: datetime
    begun_by: int
    owner_id: int
    touched_at: datetime
    owner_told_at: datetime | None
    managers_told_at: datetime | None
    ended_at: datetime | None
    ended_as: str | None
    stage: Stage
    lines: int
    done: int
    held: int
    same: Same
    kept_at: datetime | None
    sender: Sender

    @property
    def key(self) -> dict[str, Any]:
        """Its number, as statements name it."""
        return {"hub_id": self.hub_id, "draft_id": self.draft_id}

    def must_rest(self) -> None:
        """Raises ListAtWork while a worker has it."""
        if self.stage in BUSY:
            raise ListAtWork


async def access_list(
    conn: AsyncConnection,
    actor: Actor,
    draft_id: UUID,
    action: Action = Action.KEEP_LIST,
    *,
    lock: bool = False,
) -> ListDraft:
    """The list with this number, if it is this actor's. To take it over: anybody's of the hub.

    Raises NotAllowed, NotHere. lock: its rows for no key update.
    """
    must(actor, action)
    found = await list_of(conn, actor.hub_id, draft_id, lock=lock)
    if found is None or (action is not Action.TAKE_OVER_LIST and found.owner_id != actor.person_id):
        raise NotHere
    return found


async def list_of(
    conn: AsyncConnection, hub_id: int, draft_id: UUID, *, lock: bool = False
) -> ListDraft | None:
    """The list with this number, for the board itself: nobody's leave is asked."""
    row = (
        await conn.execute(_LOCK if lock else _LOOK, {"hub_id": hub_id, "draft_id": draft_id})
    ).one_or_none()
    return None if row is None else list_draft(row)


def list_draft(row: Any) -> ListDraft:
    """The list of a row."""
    facts = dict(row._mapping)
    names = ("sender_id", "name", "source", "concern", "encoding", "hidden", "columns")
    sender = Sender(**{name: facts.pop(name) for name in names})
    return ListDraft(**facts | {"stage": Stage(facts["stage"])}, sender=sender)
