"""How the lists of a sender are read, said once by a person and used for each list that comes after."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text

from board.commands.record import note
from board.commands.words import name as checked_name
from board.commands.words import one_of
from board.domain.lists.senders import Answers, Sender
from board.domain.people import Actor
from board.domain.refusals import BadInput, NotHere
from board.store.engine import Tx
from board.store.lists.senders import sender_named, sender_numbered
from board.store.policies import policy
from board.store.rows import insert_one

_SAVE = text(
    "update senders set concern = :concern, encoding = :encoding, hidden = :hidden, columns = cast(:columns as jsonb), changed_at = :now, "
    "changed_by = :person_id where hub_id = :hub_id and sender_id = :sender_id"
)


@dataclass(frozen=True, slots=True)
class NewSender:
    """A sender whose lists come for the first time. source, concern: codes; concern: what a list is about that does not say it."""

    name: str
    source: str
    concern: str | None = None


async def sender_of(tx: Tx, actor: Actor, said: NewSender | int, *, now: datetime) -> int:
    """The number of this sender, who is added where nobody of that name is there. Raises BadInput, UnknownCode, NotHere."""
    if isinstance(said, int):
        if await sender_numbered(tx.conn, actor.hub_id, said) is None:
            raise NotHere
        return said
    words = checked_name(said.name, "Name the sender", field="sender_name")
    if "@" in words:  # on the command line an address is a person
        raise BadInput({"sender_name": "Name the sender without “@”: an organisation, not an address."})
    rules = await policy(tx.conn, actor.hub_id, now)
    one_of(rules.source_codes(), "source", said.source)
    if said.concern is not None:
        one_of(rules.concern_codes(), "concern", said.concern)
    if (known := await sender_named(tx.conn, actor.hub_id, words)) is not None:
        return known.sender_id
    facts = {"name": words, "source": said.source, "concern": said.concern}
    row = {"hub_id": actor.hub_id, **facts, "changed_at": now, "changed_by": actor.person_id}
    number = int(await insert_one(tx.conn, "senders", row, "sender_id"))
    note(tx, actor.hub_id, "sender_saved", actor, {"sender": number}, now=now)
    return number


async def save_sender(tx: Tx, actor: Actor, sender: Sender, said: Answers, *, now: datetime) -> None:
    """Save what a person said of the lists of this sender; what was not asked stays. Raises UnknownCode. Event sender_saved."""
    if said.concern is not None:
        one_of((await policy(tx.conn, actor.hub_id, now)).concern_codes(), "concern", said.concern)
    columns: Mapping[str, str] = sender.columns if said.columns is None else said.columns
    columns = {header.replace("\x00", ""): meaning for header, meaning in columns.items()}
    facts = {
        "concern": said.concern or sender.concern,
        "encoding": said.encoding or sender.encoding,
        "hidden": said.hidden or sender.hidden,
        "columns": json.dumps(columns),
    }
    await tx.conn.execute(_SAVE, actor.key | facts | {"sender_id": sender.sender_id, "now": now})
    note(tx, actor.hub_id, "sender_saved", actor, {"sender": sender.sender_id}, now=now)
