"""Uploaded lists as pages show them: what waits, how far one is, and its sealed words for a caller who may unseal them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from board.domain.lists.stages import KEPT, RAN_OUT, REASONS, Stage
from board.domain.people import Actor
from board.domain.permissions import Action
from board.store.lists.doors import ListDraft
from board.views.fragment import Fragment
from board.views.lists.pages import ListRow, ListState

_OPEN = text(
    "select d.draft_id, d.begun_at, d.owner_id, p.name as owner, s.name as sender, l.stage, l.lines, l.done, l.held, l.kept_at, "
    "d.ended_as, d.ended_at from drafts d join lists l on l.hub_id = d.hub_id and l.draft_id = d.draft_id "
    "join senders s on s.hub_id = l.hub_id and s.sender_id = l.sender_id join people p on p.person_id = d.owner_id "
    "where d.hub_id = :hub_id and (d.ended_at is null or d.ended_at > :since) and (d.owner_id = :person_id or :all) "
    "order by d.begun_at desc, d.draft_id limit 200"
)
_STATE = text(
    "select stage, kept_at is not null as kept, lines, done, held from lists where hub_id = :hub_id and draft_id = cast(:number as uuid)"
)
_FOUND = text("select found from drafts where hub_id = :hub_id and draft_id = :draft_id")
LATELY: Final = timedelta(days=2)


async def list_rows(
    conn: AsyncConnection, actor: Actor, now: datetime
) -> tuple[tuple[ListRow, ...], tuple[ListRow, ...], tuple[ListRow, ...]]:
    """Lists of this person that wait, lists of others that they may take over, and what ended in the last two days, the newest first."""
    manages = actor.may(Action.TAKE_OVER_LIST)
    facts = actor.key | {"since": now - LATELY, "all": manages}
    rows = (await conn.execute(_OPEN, facts)).all()
    made = [(row, _row(row, actor, manages)) for row in rows]
    waiting = [(row, one) for row, one in made if row.ended_at is None]
    return (
        tuple(one for row, one in waiting if row.owner_id == actor.person_id),
        tuple(one for row, one in waiting if row.owner_id != actor.person_id),
        tuple(one for row, one in made if row.ended_at is not None),
    )


def _row(row: Any, actor: Actor, manages: bool) -> ListRow:
    mine = row.owner_id == actor.person_id
    takeable = (
        manages and not mine and row.ended_at is None and row.stage not in (Stage.READING, Stage.KEEPING)
    )
    whose = None if mine else row.owner
    return ListRow(str(row.draft_id), row.sender, row.begun_at, state_words(row), whose, mine, takeable)


def state_words(row: Any) -> str:
    """How far a list is, in words."""
    if row.ended_as == KEPT:
        return f"kept, {_lines(row.lines)}"
    if row.ended_as == RAN_OUT:
        return f"ended unfinished at the hub's limit, {_held(row)}"
    if row.ended_as:
        return f"thrown away, {_held(row)}: {REASONS.get(row.ended_as, row.ended_as).lower()}"
    match Stage(row.stage):
        case Stage.READING:
            return "being read"
        case Stage.ASKING:
            return "cannot be read before a question is answered"
        case Stage.CHECKED:
            return f"checked, not kept: {_lines(row.lines)}"
        case Stage.KEEPING:
            return f"being kept: {row.done:,} of {_lines(row.lines)}"
        case _:
            return f"kept, but {_lines(row.held)} held back"


def _held(row: Any) -> str:
    return f"{_lines(row.held)} held back" if row.kept_at else f"{_lines(row.lines)} not kept"


def _lines(count: int) -> str:
    return f"{count:,} line{'' if count == 1 else 's'}"


async def list_state(conn: AsyncConnection, hub_id: int, hub_key: str, number: str) -> list[Fragment]:
    """How far this list is."""
    row = (await conn.execute(_STATE, {"hub_id": hub_id, "number": number})).one_or_none()
    if row is None:
        return []
    return [ListState(hub_key, number, row.stage, row.kept, row.lines, row.done, row.held)]


async def sealed_found(conn: AsyncConnection, draft: ListDraft) -> bytes | None:
    """The findings of the board about this list, sealed; none once they were removed."""
    key: dict[str, int | UUID] = {"hub_id": draft.hub_id, "draft_id": draft.draft_id}
    found = (await conn.execute(_FOUND, key)).scalar_one_or_none()
    return None if found is None else bytes(found)
