"""Insert rows by the names of their columns. schema.sql alone says which tables there are, and PostgreSQL refuses a name it lacks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import TextClause, text
from sqlalchemy.ext.asyncio import AsyncConnection


async def insert(conn: AsyncConnection, table: str, rows: Sequence[Mapping[str, object]]) -> None:
    """Write these rows, all with the columns of the first."""
    if rows:
        await conn.execute(_statement(table, tuple(rows[0])), [dict(row) for row in rows])


async def insert_one(
    conn: AsyncConnection, table: str, row: Mapping[str, object], returning: str, *, once: bool = False
) -> Any:
    """Write one row; returns this column of it. once: write nothing and return none where a constraint keeps one alone and it is there."""
    end = f"{' on conflict do nothing' if once else ''} returning {returning}"
    return (await conn.execute(_statement(table, tuple(row), end), dict(row))).scalar_one_or_none()


@cache
def _statement(table: str, columns: tuple[str, ...], end: str = "") -> TextClause:
    places = ", ".join(f":{column}" for column in columns)
    return text(f"insert into {table} ({', '.join(columns)}) values ({places}){end}")  # noqa: S608 - names from the code
