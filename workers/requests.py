"""The form of each request is drawn here, so that asking takes no time, and goes to its agency; one that cannot go is said loudly.

Everything that happens to one request is one transaction: a worker that dies leaves it as it was, and the next one does it.
"""

from __future__ import annotations

import asyncio
from datetime import datetime
from uuid import UUID

import structlog

from board.commands.request.sending import Prepared, fail_form, prepare_form, requests_to_send, send_form
from board.documents.request_form import CannotDraw, draw
from board.domain.refusals import DatabaseAway
from board.domain.request.sending import Problem
from board.store.engine import Database, collided, is_away
from workers.duties import Work

log = structlog.get_logger("board.worker")
MOST = 100


def sending_requests(raised: asyncio.Event) -> Work:
    """The duty; raised: set when somebody may have been told, so that the outbox sends it at once."""

    async def work(database: Database, now: datetime) -> None:
        if await send_requests(database, now):
            raised.set()

    return work


async def send_requests(database: Database, now: datetime) -> int:
    """Draw and send every form that waits, each in a transaction of its own; returns how many went or were said not to have gone."""
    done, tried = 0, set[tuple[int, UUID]]()
    while True:
        async with database.transaction() as tx:
            waiting = [one for one in await requests_to_send(tx, most=MOST + len(tried)) if one not in tried]
        if not waiting:
            return done
        for hub_id, request_id in waiting:
            try:
                done += await send_request(database, hub_id, request_id, now)
            except DatabaseAway:
                raise
            except Exception as error:
                # The type alone: its words may hold a text of the form. It is tried again with the next turn.
                log.warning("request not sent", hub=hub_id, error=type(error).__name__)
        tried |= set(waiting)


async def send_request(database: Database, hub_id: int, request_id: UUID, now: datetime) -> bool:
    """Draw the form of one request and send it; false when another worker did, or it was withdrawn."""
    async with database.transaction() as tx:
        prepared = await prepare_form(tx, hub_id, request_id, now=now)
        if prepared is None:
            return False
        drawn = await drawn_or_problem(prepared)
        if isinstance(drawn, Problem):
            await fail_form(tx, prepared, drawn, now=now)
        else:
            await send_form(tx, prepared, drawn, now=now)
    return True


async def drawn_or_problem(prepared: Prepared) -> bytes | Problem:
    """The form's bytes, or why it cannot go."""
    if not prepared.told:
        return Problem.NOBODY
    try:
        return await asyncio.to_thread(draw, prepared.form)
    except CannotDraw:
        return Problem.LETTERS
    except Exception as error:
        if is_away(error) or collided(error):
            raise
        log.error("a form could not be drawn", hub=prepared.contact.hub_id, error=type(error).__name__)
        return Problem.DRAWING
