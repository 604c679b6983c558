"""A baton has one open term and one open offer by a constraint of the database, and one module that begins and ends them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from board.commands.baton import ROWS
from board.domain.baton import Kind
from board.store.engine import Database
from tests.commands.doing import rows

ROOT = Path(__file__).parents[2]
WRITER = ROOT / "board/commands/baton.py"
TABLES = {rows.terms: rows.until for rows in ROWS.values()} | {
    rows.offers: "ended_at" for rows in ROWS.values() if rows.offers
}
UNIQUE = (
    "select array_agg(a.attname::text order by k.place), pg_get_expr(i.indpred, i.indrelid) from pg_index i "
    "cross join lateral unnest(i.indkey::int[]) with ordinality as k (attnum, place) "
    "join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.attnum "
    "where i.indrelid = cast(:table as regclass) and i.indisunique and i.indpred is not null group by i.indexrelid"
)


def longhand(source: str) -> Iterator[str]:
    """Statements that begin or end a term or an offer."""
    said = re.sub(r"\"\s*f?\"", "", source)
    for table, until in TABLES.items():
        yield from re.findall(rf"insert into {table}\b", said)
        yield from re.findall(rf"update {table}\b[^\"]*\b{until} =", said)


def test_one_module_begins_and_ends_a_term_or_an_offer() -> None:
    sources = [
        path for room in ("board", "workers") for path in (ROOT / room).rglob("*.py") if path != WRITER
    ]
    found = [f"{path.relative_to(ROOT)}: {slip}" for path in sources for slip in longhand(path.read_text())]
    assert found == [], "use write or pass_on of board/commands/baton.py"


def test_longhand_is_found() -> None:
    written = """
_END = text(
    "update claims set undone = true, "
    "released_at = :now where hub_id = :hub_id"
)
_BEGIN = text("insert into owners (hub_id) values (:hub_id)")
"""
    assert len(list(longhand(written))) == 2
    assert list(longhand('_LEFT = text("update claims set left_at = :now where released_at is null")')) == []


@pytest.mark.parametrize("kind", ROWS, ids=[kind.name for kind in ROWS])
async def test_the_database_keeps_one_open_term_and_one_open_offer(database: Database, kind: Kind) -> None:
    of = ROWS[kind]
    for table in filter(None, (of.terms, of.offers)):
        found = [tuple(row) for row in await rows(database, UNIQUE, table=table)]
        wanted = ([*of.key], f"({TABLES[table]} IS NULL)")
        assert wanted in found, f"{table} needs a unique index on {wanted[0]} where {wanted[1]}"
