"""A list arrives: kept sealed, and once, however often and by however many people the same file is sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import text

from board.commands.lists.senders import NewSender, sender_of
from board.commands.record import note
from board.domain.lists.stages import Stage
from board.domain.people import Actor
from board.domain.permissions import Action
from board.domain.refusals import UploadedAlready
from board.store.doors import must
from board.store.engine import Tx
from board.store.rows import insert, insert_one

_SAME = text(
    "select d.draft_id, d.owner_id, p.name from lists l join drafts d on d.hub_id = l.hub_id and d.draft_id = l.draft_id "
    "join people p on p.person_id = d.owner_id where l.hub_id = :hub_id and l.stage <> 'ended' "
    "and l.digest = any(cast(:digests as bytea[]))"
)
# Two who upload one file at once: the second waits here until the first has committed, then finds it.
_ONE_AT_A_TIME = text("select pg_advisory_xact_lock(hashtextextended('uploaded list', :hub_id))")


@dataclass(frozen=True, slots=True)
class Upload:
    """A file. sealed: its content; digests: keyed ones of it under every key still accepted, the newest first."""

    sealed: bytes
    digests: Sequence[bytes]


@dataclass(frozen=True, slots=True)
class Uploaded:
    """The list. new: false when this person had uploaded the very same file already and not finished with it."""

    draft_id: UUID
    new: bool


async def upload(tx: Tx, actor: Actor, file: Upload, sender: NewSender | int, *, now: datetime) -> Uploaded:
    """Keep a list to be read. sender: by number, or a new one. The same file again is the same list.

    Raises NotAllowed, BadInput, UnknownCode, NotHere for a sender that is not there, and UploadedAlready where somebody else has the
    file. Writes senders, drafts, lists; event list_uploaded.
    """
    must(actor, Action.KEEP_LIST)
    await tx.conn.execute(_ONE_AT_A_TIME, {"hub_id": actor.hub_id})
    facts = {"hub_id": actor.hub_id, "digests": list(file.digests)}
    same = (await tx.conn.execute(_SAME, facts)).first()
    if same is not None:
        if same.owner_id != actor.person_id:
            raise UploadedAlready(person=same.name)
        return Uploaded(same.draft_id, new=False)
    sender_id = await sender_of(tx, actor, sender, now=now)
    draft_id = uuid4()
    key = {"hub_id": actor.hub_id, "draft_id": draft_id}
    whose = {"begun_by": actor.person_id, "owner_id": actor.person_id}
    draft = {"kind": "list", "begun_at": now, "touched_at": now, "words": file.sealed, "found": None}
    await insert_one(tx.conn, "drafts", key | whose | draft, "draft_id")
    made = {"sender_id": sender_id, "digest": file.digests[0], "stage": Stage.READING.value}
    await insert(tx.conn, "lists", [key | made])
    note(tx, actor.hub_id, "list_uploaded", actor, {"list": str(draft_id), "sender": sender_id}, now=now)
    return Uploaded(draft_id, new=True)
