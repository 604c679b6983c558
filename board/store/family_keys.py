"""The keys kept with each person. Preparing a database fills those that are missing, of closed contacts too."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, TypeAlias

import asyncpg

from board.domain.family.keys import kept_keys
from board.domain.matching import Somebody
from board.domain.referrer.describing import MARK

Connection: TypeAlias = "asyncpg.Connection[Any]"
_AT_ONCE: Final = 2_000
_READ: Final = {
    "children": "select hub_id, child_id as id, given_name, family_name, born_on, address from children "
    "where look_up_keys is null limit $1",
    "adults": "select hub_id, adult_id as id, given_name, family_name, born_on, address from adults "
    "where look_up_keys is null limit $1",
}
_WRITE: Final = {
    "children": "update children set look_up_keys = $3 where hub_id = $1 and child_id = $2",
    "adults": "update adults set look_up_keys = $3 where hub_id = $1 and adult_id = $2",
}


async def fill_keys(conn: Connection) -> None:
    """Give everybody who has no keys theirs, some thousands in a transaction. An interrupted run goes on where it ended."""
    for table, read in _READ.items():
        while rows := await conn.fetch(read, _AT_ONCE):
            made = [(row["hub_id"], row["id"], kept_keys(_somebody(row))) for row in rows]
            async with conn.transaction():
                await conn.executemany(_WRITE[table], made)


def with_keys(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row of children or adults that is about to be written, with its keys."""
    return {**row, "look_up_keys": kept_keys(_somebody(row))}


def unredacted(words: str | None) -> str | None:
    """A name or address, unless it was redacted."""
    return None if words and MARK in words else words


def _somebody(row: Mapping[str, Any]) -> Somebody:
    """As much of the person as the keys are made of."""
    names = unredacted(row["given_name"]), unredacted(row["family_name"])
    return Somebody("child", *names, row["born_on"], None, unredacted(row["address"]))
