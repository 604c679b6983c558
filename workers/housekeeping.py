"""What keeps the house in order: readings sealed, sessions locked, dark walls found, heads logged, what is spent swept."""

from __future__ import annotations

from datetime import datetime

from board.commands.directory.people import follow_contact_details
from board.commands.home_hubs import tell_reach_changed
from board.commands.incident.asking import ask_restricted
from board.commands.link.opening import tidy_link_sessions
from board.commands.matches import match_restricted
from board.commands.screens import find_dark, forget_pairings
from board.commands.seals import seal
from board.commands.sessions import tidy_sessions
from board.commands.sign_in import sweep_tries
from board.commands.visits import tend_visits
from board.commands.walls import turn_walls
from board.queries.hubs import hub_names
from board.store.engine import Database
from board.store.incident.attempts import sweep_attempts
from board.store.look_ups import sweep_look_ups
from board.upkeep import verify
from workers.duties import for_each


async def seal_readings(database: Database, now: datetime) -> None:
    """Put a seal over each hub's readings since the last one. Two workers make two small seals, never one reading in both."""
    async with database.connection() as conn:
        hubs = await hub_names(conn)

    async def put(hub_id: int) -> None:
        async with database.transaction() as tx:
            await seal(tx, hub_id, now=now)

    await for_each(hubs, "seal readings", put)


async def match_restricted_contacts(database: Database, now: datetime) -> None:
    """Compare restricted contacts with the others, at a time of its own that tells nothing of when any of them came."""
    async with database.connection() as conn:
        hubs = await hub_names(conn)

    async def compare(hub_id: int) -> None:
        async with database.transaction() as tx:
            await match_restricted(tx, hub_id, now=now)
            await ask_restricted(tx, hub_id, now=now)

    await for_each(hubs, "match restricted", compare)


async def lock_idle_sessions(database: Database, now: datetime) -> None:
    """Lock sessions nobody has used for a while and end those past their time; their sockets close by the event."""
    async with database.transaction() as tx:
        await tidy_sessions(tx, now=now)


async def tidy_links(database: Database, now: datetime) -> None:
    """Lock pages of links that nobody uses, and end those of links that are over."""
    async with database.connection() as conn:
        hubs = await hub_names(conn)

    async def tidy(hub_id: int) -> None:
        async with database.transaction() as tx:
            await tidy_link_sessions(tx, hub_id, now=now)

    await for_each(hubs, "tidy links", tidy)


async def find_dark_screens(database: Database, now: datetime) -> None:
    """Tell the desk of walls that have stopped saying what they show."""
    await find_dark(database, now=now)


async def tell_of_reach(database: Database, now: datetime) -> None:
    """Tell people and hubs that how somebody is reached was changed."""
    await tell_reach_changed(database, now=now)


async def keep_numbers_of_people(database: Database, now: datetime) -> None:
    """Bring the directories of all hubs to how people are reached today."""
    await follow_contact_details(database, now=now)


async def turn_all_walls(database: Database, now: datetime) -> None:
    """Let walls go dark when their hub closed, and be lit before it opens."""
    await turn_walls(database, now=now)


async def tend_all_visits(database: Database, now: datetime) -> None:
    """Ask whether visitors are still here, and end visits whose time is over."""
    await tend_visits(database, now=now)


async def log_heads(database: Database, now: datetime) -> None:
    """Write the head of each chain into the log, outside the database, for `board verify --anchor SEQ:HASH`."""
    await verify.log_heads(database)


async def sweep(database: Database, now: datetime) -> None:
    """Forget tries to sign in and pairings of more than a day ago, failed look-ups of more than a month ago, and look-ups that met
    nothing restricted.
    """
    async with database.transaction() as tx:
        await sweep_tries(tx, now=now)
        await sweep_look_ups(tx.conn, now=now)
        await sweep_attempts(tx.conn)
        await forget_pairings(tx, now=now)
