"""Rows are written by the names of their columns, with the values of the schema's types, or not at all."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, ProgrammingError

from board.store.engine import Database
from board.store.rows import insert, insert_one
from tests import make

AT = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)


async def kept(db: Database, statement: str, **facts: Any) -> list[tuple[Any, ...]]:
    async with db.connection() as conn:
        return [tuple(row) for row in await conn.execute(text(statement), facts)]


async def test_rows_are_written_with_numbers_of_their_own_and_defaults(database: Database) -> None:
    hub = await make.hub(database)
    person = await make.person(database, hub)
    row = {"hub_id": hub.hub_id, "person_id": person.person_id, "words": "rag:red", "saved_at": AT}

    async with database.transaction() as tx:
        first = await insert_one(tx.conn, "saved_filters", {**row, "name": "Reds"}, "filter_id")
        await insert(tx.conn, "saved_filters", [{**row, "name": "Mine"}, {**row, "name": "Ours"}])

    found = await kept(
        database, "select filter_id, name, words, saved_at, removed_at from saved_filters order by 1"
    )
    assert [(name, words, at, gone) for _, name, words, at, gone in found] == [
        (name, "rag:red", AT, None) for name in ("Reds", "Mine", "Ours")
    ]
    assert found[0][0] == first and len({number for number, *_ in found}) == 3


async def test_no_rows_are_no_statement(database: Database) -> None:
    async with database.transaction() as tx:
        await insert(tx.conn, "no_such_table", [])

    assert await kept(database, "select 1") == [(1,)]


async def test_a_name_the_schema_lacks_is_refused_and_nothing_written(database: Database) -> None:
    hub = await make.hub(database)
    with pytest.raises(ProgrammingError, match="nosuchcolumn"):
        async with database.transaction() as tx:
            await insert(tx.conn, "handover_marks", [{"hub_id": hub.hub_id, "nosuchcolumn": 1}])

    assert await kept(database, "select * from handover_marks") == []


async def test_a_row_that_is_there_is_none_where_once_is_enough_and_refused_elsewhere(
    database: Database,
) -> None:
    hub = await make.hub(database)
    person = await make.person(database, hub)
    ref = await make.contact_waiting(database, person)
    ((contact_id,),) = await kept(database, "select contact_id from contacts where ref = :ref", ref=ref)
    row = {
        "hub_id": hub.hub_id, "contact_id": contact_id, "received_at": AT, "received_from": person.person_id, "digest": b"d",
        "body": json.dumps({"summary": "again"}),
    }  # fmt: skip

    async with database.transaction() as tx:
        first = await insert_one(tx.conn, "late_information", row, "late_id", once=True)
        again = await insert_one(
            tx.conn, "late_information", {**row, "received_at": AT + timedelta(1)}, "late_id", once=True
        )

    assert first is not None and again is None
    assert await kept(database, "select received_at, body from late_information") == [
        (AT, {"summary": "again"})
    ]
    with pytest.raises(IntegrityError, match="late_information_once"):
        async with database.transaction() as tx:
            await insert_one(tx.conn, "late_information", row, "late_id")
