"""Changes that a worker writes of a list: one worker at a time has it, and another goes on where the first stopped."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import text

from board.commands.lists.notices import touched
from board.commands.record import note
from board.domain.lists.stages import KEPT, Stage
from board.store.engine import Tx
from board.store.lists.doors import ListDraft, list_of

LEASE: Final = timedelta(seconds=30)
READING: Final = timedelta(seconds=180)  # a file is read in one go, on a busy machine slowly
_TO_DO = text(
    "select draft_id from lists where hub_id = :hub_id and stage in ('reading', 'keeping') "
    "and (leased_until is null or leased_until <= :now)"
)
_TAKE = text(
    "update lists set leased_until = :until where hub_id = :hub_id and draft_id = :draft_id and stage in ('reading', 'keeping') "
    "and (leased_until is null or leased_until <= :now) returning draft_id"
)
_WORDS = text("select words, found from drafts where hub_id = :hub_id and draft_id = :draft_id")
_RENEW = text(
    "update lists set leased_until = :until, stage = :stage, lines = :lines, done = :done, held = :held, kept_at = :kept_at "
    "where hub_id = :hub_id and draft_id = :draft_id and leased_until = :leased and stage in ('reading', 'keeping') returning draft_id"
)
_FOUND = text("update drafts set found = :found where hub_id = :hub_id and draft_id = :draft_id")
_EMPTY = text("update drafts set words = null where hub_id = :hub_id and draft_id = :draft_id")
_END = text(
    "update drafts set ended_at = :now, ended_by = :ended_by, ended_as = :ended_as, words = null "
    "where hub_id = :hub_id and draft_id = :draft_id"
)


class Lost(Exception):
    """Another worker has the list, or it is over: nothing of this transaction may stand."""


@dataclass(frozen=True, slots=True)
class Work:
    """A list that this worker has until `leased`. words, found: sealed."""

    draft: ListDraft
    leased: datetime
    words: bytes | None
    found: bytes | None


async def lists_to_do(tx: Tx, hub_id: int, *, now: datetime) -> list[UUID]:
    """Lists that wait for a worker. No locks."""
    return list((await tx.conn.execute(_TO_DO, {"hub_id": hub_id, "now": now})).scalars())


async def take(tx: Tx, hub_id: int, draft_id: UUID, *, now: datetime) -> Work | None:
    """Have this list alone for a while; none where another worker has it. Writes lists."""
    facts = {"hub_id": hub_id, "draft_id": draft_id, "now": now, "until": now + READING}
    if (await tx.conn.execute(_TAKE, facts)).first() is None:
        return None
    draft = await list_of(tx.conn, hub_id, draft_id)
    assert draft is not None, "its row was just written"
    row = (await tx.conn.execute(_WORDS, draft.key)).one()
    return Work(draft, now + READING, row.words, row.found)


async def advance(
    tx: Tx, work: Work, *, lines: int, done: int, held: int = 0, found: bytes | None = None, now: datetime
) -> Work:
    """Some lines more are checked, or kept. Raises Lost. Locks: the list. Writes lists, drafts; event list_advanced."""
    next_one = await _renew(tx, work, work.draft.stage, lines, done, held, None, found, now)
    note(tx, work.draft.hub_id, "list_advanced", None, _body(work) | {"done": done, "lines": lines}, now=now)
    return next_one


async def have_read(
    tx: Tx, work: Work, stage: Stage, found: bytes, *, lines: int = 0, held: int = 0, now: datetime
) -> None:
    """The list is read: a person must say more of it (stage asking), or can keep it (checked). Raises Lost. Event list_read."""
    await _renew(tx, work, stage, lines, lines, held, None, found, now)
    body = _body(work) | {"stage": stage.value, "lines": lines, "held": held}
    note(tx, work.draft.hub_id, "list_read", None, body, told={work.draft.owner_id}, now=now)


async def have_kept(tx: Tx, work: Work, found: bytes, *, lines: int, held: int, now: datetime) -> None:
    """Every line is kept or held back. Its words go; the lines held back stay for its owner to see to, if there are any.

    Raises Lost. Writes lists, drafts, deliveries; event list_kept.
    """
    stage = Stage.KEPT if held else Stage.ENDED
    await _renew(tx, work, stage, lines, lines, held, now, found, now)
    await tx.conn.execute(_EMPTY, work.draft.key)
    gone = await touched(tx, work.draft, now=now)
    if not held:
        await tx.conn.execute(
            _END, work.draft.key | {"now": now, "ended_by": work.draft.owner_id, "ended_as": KEPT}
        )
    told = gone | {work.draft.owner_id}
    note(
        tx,
        work.draft.hub_id,
        "list_kept",
        None,
        _body(work) | {"lines": lines, "held": held},
        told=told,
        now=now,
    )


async def let_go(tx: Tx, work: Work, *, now: datetime) -> None:
    """Another worker may have it at once. Silence where another has it already."""
    draft = work.draft
    facts = {"stage": draft.stage, "lines": draft.lines, "done": draft.done, "held": draft.held}
    renewed = draft.key | facts | {"kept_at": None, "leased": work.leased, "until": now}
    await tx.conn.execute(_RENEW, renewed)


async def _renew(
    tx: Tx,
    work: Work,
    stage: Stage,
    lines: int,
    done: int,
    held: int,
    kept_at: datetime | None,
    found: bytes | None,
    now: datetime,
) -> Work:
    resting = stage is not work.draft.stage
    until = None if resting else now + LEASE
    facts = {"stage": stage, "lines": lines, "done": done, "held": held, "kept_at": kept_at}
    facts |= {"leased": work.leased, "until": until}
    if (await tx.conn.execute(_RENEW, work.draft.key | facts)).first() is None:
        raise Lost
    if found is not None:
        await tx.conn.execute(_FOUND, work.draft.key | {"found": found})
    draft = replace(work.draft, stage=stage, lines=lines, done=done, held=held)
    return replace(work, draft=draft, leased=until or work.leased, found=found or work.found)


def _body(work: Work) -> dict[str, int | str | bool | None]:
    return {"list": str(work.draft.draft_id)}
