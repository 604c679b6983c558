"""People hear of what was sent and looked for, at a time of its own that tells nothing; questions nobody answers go to the next person."""

from __future__ import annotations

import asyncio
from datetime import datetime

import structlog

from board.commands.incident.attempts import hubs_with_attempts, tell_of_attempts
from board.commands.incident.restrict_too import climb_restrict_too, unanswered
from board.commands.incident.sendings import tell_of_sending, untold
from board.domain.refusals import DatabaseAway
from board.store.engine import Database
from workers.duties import Work, for_each

log = structlog.get_logger("board.worker")
MOST = 100


def telling(raised: asyncio.Event) -> Work:
    """The duty; raised: set when somebody may have been told, so that nobody waits for a second to send it."""

    async def work(database: Database, now: datetime) -> None:
        told = await tell_of_sendings(database, now)
        if await tell_of_look_ups(database, now) or told:
            raised.set()

    return work


async def tell_of_sendings(database: Database, now: datetime) -> int:
    """Tell of every sending of which nobody was told yet, each in a transaction of its own; returns how many."""
    done, tried = 0, set[tuple[int, int]]()
    while True:
        async with database.transaction() as tx:
            waiting = [one for one in await untold(tx, most=MOST + len(tried)) if one not in tried]
        if not waiting:
            return done
        for hub_id, sending_id in waiting:
            try:
                async with database.transaction() as tx:
                    done += await tell_of_sending(tx, hub_id, sending_id, now=now)
            except DatabaseAway:
                raise
            except Exception as error:
                log.warning("sending not told", hub=hub_id, sending=sending_id, exc_info=error)
        tried |= set(waiting)


async def tell_of_look_ups(database: Database, now: datetime) -> int:
    """Tell the people named on restricted contacts who looked for them, hub by hub; returns how many look-ups there were."""
    async with database.transaction() as tx:
        hubs = await hubs_with_attempts(tx)
    done = 0

    async def tell(hub_id: int) -> None:
        nonlocal done
        async with database.transaction() as tx:
            done += await tell_of_attempts(tx, hub_id, now=now)

    await for_each(hubs, "tell of look-ups", tell)
    return done


async def climb_restrict_too_questions(database: Database, now: datetime) -> int:
    """Ask the next person of every question that nobody answered in time; returns how many were told of."""
    async with database.transaction() as tx:
        waiting = await unanswered(tx, now=now)
    told = 0
    for hub_id, question_id in waiting:
        try:
            async with database.transaction() as tx:
                told += await climb_restrict_too(tx, hub_id, question_id, now=now)
        except DatabaseAway:
            raise
        except Exception as error:
            log.warning("question did not climb", hub=hub_id, question=question_id, exc_info=error)
    return told
