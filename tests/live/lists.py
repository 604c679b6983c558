"""Steps of a walk that change uploaded lists, by commands alone: no file is read."""

from __future__ import annotations

import os

from board.commands.lists.ending import take_list_over, throw_list_away
from board.commands.lists.keeping import answer_list, keep_list
from board.commands.lists.senders import NewSender
from board.commands.lists.uploads import Upload, upload
from board.commands.lists.waiting import tell_of_list
from board.commands.lists.work import advance, have_kept, have_read, take
from board.domain.lists.senders import Answers
from board.domain.lists.stages import REASONS, Stage
from tests.live.morning import Morning


async def upload_list(m: Morning, a: int, b: int, c: int) -> None:
    async with m.db.transaction() as tx:
        file = Upload(b"sealed", [os.urandom(32)])
        made = await upload(tx, m.who(a), file, NewSender("A <force> & its lists", "police"), now=m.now)
        m.lists.append(made.draft_id)


async def list_goes_on(m: Morning, a: int, b: int, c: int) -> None:
    """A worker reads this list, or keeps it."""
    async with m.db.transaction() as tx:
        work = await take(tx, m.hub.hub_id, m.lists[b % len(m.lists)], now=m.now)
        if work is None:
            return
        work = await advance(tx, work, lines=40, done=10 + c, now=m.now)
        if work.draft.stage is Stage.READING:
            stage = Stage.ASKING if c % 2 else Stage.CHECKED
            await have_read(tx, work, stage, b"sealed", lines=40, held=2, now=m.now)
        else:
            await have_kept(tx, work, b"sealed", lines=40, held=c % 3, now=m.now)


async def act_on_list(m: Morning, a: int, b: int, c: int) -> None:
    """Its owner explains it, has it kept or throws it away, or a manager takes it over."""
    draft_id, who = m.lists[b % len(m.lists)], m.who(a)
    async with m.db.transaction() as tx:
        match c % 4:
            case 0:
                await answer_list(tx, who, draft_id, Answers(hidden="read"), now=m.now)
            case 1:
                await keep_list(tx, who, draft_id, {}, now=m.now)
            case 2:
                await throw_list_away(tx, who, draft_id, next(iter(REASONS)), now=m.now)
            case _:
                await take_list_over(tx, who, draft_id, now=m.now)


async def tell_of_lists(m: Morning, a: int, b: int, c: int) -> None:
    for draft_id in m.lists:
        async with m.db.transaction() as tx:
            await tell_of_list(tx, m.hub.hub_id, draft_id, now=m.now)
