"""Somebody who may do everything in the database, triggers or no: the one verify is for."""

from __future__ import annotations

import asyncpg


async def tamper(url: str, *statements: str) -> None:
    """Run these as the superuser, with every trigger silenced."""
    conn = await asyncpg.connect(url.replace("//board@", "//postgres@"))
    try:
        await conn.execute("set session_replication_role = replica")
        for statement in statements:
            assert await conn.execute(statement) not in ("UPDATE 0", "DELETE 0", "INSERT 0 0"), statement
    finally:
        await conn.close()
