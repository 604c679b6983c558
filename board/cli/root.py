"""What every command shares: the group, the settings, and a database that answers."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from board.settings import Settings

if TYPE_CHECKING:
    from board.store.engine import Database


NUMBER = click.IntRange(1, 2**63 - 1)
"""The number of something, as the database keeps it."""


@click.group()
@click.version_option(package_name="board")
def board() -> None:
    """The live board of a safeguarding hub. Settings come from the environment: docs/running.md lists them."""


@contextmanager
def data(*, prepared: bool = True) -> Iterator[Settings]:
    """The settings with a database that answers: the one named, the one `board up` keeps, or ours for this call.

    prepared: its schema is laid or brought up to date first. Raises CannotStart, NewerDatabase, DatabaseAway.
    """
    from board.embedded import Postgres, Redis, places
    from board.store.migrate import prepare

    settings = Settings.from_env()
    place = places.find(settings.data)
    if not settings.redis_url and Redis.running(settings.data):
        settings = replace(settings, redis_url=Redis.url(place))
    server = None
    url = settings.database_url or Postgres.url(place)
    if not settings.database_url and not Postgres.running(settings.data):
        server = Postgres(settings.data)
        url = server.start()
    try:
        if prepared:
            asyncio.run(prepare(url))
        yield replace(settings, database_url=url)
    finally:
        if server:
            server.stop()


def do(work: Callable[[Database], Awaitable[str]]) -> None:
    """Hand the database to this work and print what it answers."""
    with data() as settings:
        click.echo(asyncio.run(_with_database(settings.database_url or "", work)))


async def _with_database(url: str, work: Callable[[Database], Awaitable[str]]) -> str:
    from board.store.engine import Database

    database = Database(url, pool_size=1)
    try:
        return await work(database)
    finally:
        await database.close()
