"""A database that cannot be reached is told from one that said no."""

from __future__ import annotations

import asyncio
import struct

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from board.domain.refusals import DatabaseAway
from board.store.engine import Database, is_away


class Said(Exception):
    """What the driver raises, by PostgreSQL's code for it."""

    def __init__(self, sqlstate: str | None) -> None:
        super().__init__("in PostgreSQL's words")
        self.sqlstate = sqlstate


@pytest.mark.parametrize("sqlstate", ["57P01", "57P02", "57P03", "53300", "08003", "08006"])
def test_database_that_stops_starts_or_is_full_is_away(sqlstate: str) -> None:
    assert is_away(DBAPIError("select 1", None, Said(sqlstate)))


@pytest.mark.parametrize("sqlstate", ["40P01", "42P01", None])
def test_database_that_said_no_is_not_away(sqlstate: str | None) -> None:
    assert not is_away(DBAPIError("select 1", None, Said(sqlstate)))


async def test_a_connection_lost_before_its_first_statement_is_a_database_that_is_away() -> None:
    """As a server does that dies while somebody connects: it lets them in, and is gone."""

    async def let_in_and_go(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1024)
        version = b"server_version\x0018.0\x00"
        let_in = struct.pack("!cII", b"R", 8, 0) + struct.pack("!cI", b"S", 4 + len(version)) + version
        writer.write(let_in + struct.pack("!cIc", b"Z", 5, b"I"))
        await writer.drain()
        writer.transport.abort()

    server = await asyncio.start_server(let_in_and_go, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    db = Database(f"postgresql://board@127.0.0.1:{port}/board?ssl=disable", pool_size=1)
    try:
        for _ in range(20):
            with pytest.raises(DatabaseAway):
                async with db.connection() as conn:
                    await conn.execute(text("select 1"))
    finally:
        await db.close()
        server.close()


def test_what_the_driver_calls_not_connected_is_away() -> None:
    lost = type("InternalClientError", (Exception,), {})("not connected")
    assert is_away(DBAPIError("select 1", None, lost))
