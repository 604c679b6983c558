"""A marker in every labelled column: what each role can get of it in pages, frames, answers and files is what sentences by hand say."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import AsyncIterator, Iterator

import pytest
from sqlalchemy import text

from board.domain.permissions import Role
from board.store.engine import Database
from tests import servers
from tests.house.lens_scene import Planted, plant
from tests.house.lens_table import ASKED_FOR, NOBODY, NOT_MARKED, SHOWN, WHO, shown_to
from tests.house.lenses import CODES, House, seen_in
from tests.house.planted import MARK, secrets_in

_LABELLED = text(
    "select c.relname as table, a.attname as name, format_type(a.atttypid, a.atttypmod) as type from pg_attribute a "
    "join pg_class c on c.oid = a.attrelid where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and a.attnum > 0 "
    "and not a.attisdropped and split_part(col_description(a.attrelid, a.attnum), ':', 1) in ('subject', 'staff', 'secret')"
)


@pytest.fixture(scope="module")
def planted() -> Iterator[tuple[str, Planted]]:
    """A database with the hub that all of these read."""
    with servers.fresh_database(f"t_{uuid.uuid4().hex[:12]}") as url:
        yield url, asyncio.run(planted_in(url))


async def planted_in(url: str) -> Planted:
    database = Database(url)
    try:
        return await plant(database)
    finally:
        await database.close()


@pytest.fixture
async def house(planted: tuple[str, Planted]) -> AsyncIterator[House]:
    """The application, having drawn nothing yet."""
    database = Database(planted[0])
    yield House(database, planted[1])
    await database.close()


async def test_every_labelled_column_holds_something_that_is_recognised(house: House) -> None:
    said = {column for _, columns in SHOWN.values() for column in columns.split()}
    said |= {column for columns in NOBODY.values() for column in columns.split()}
    said |= {column for _, _, columns in ASKED_FOR.values() for column in columns.split()}
    async with house.db.connection() as conn:
        for table, name, kind in (await conn.execute(_LABELLED)).all():
            column = f"{table}.{name}"
            filled = f"select count(*) from {table} where {name} is not null"
            if column not in CODES and kind in ("text", "jsonb"):
                filled += f" and {name}::text like '%{MARK}-{column}%'"
            if column not in NOT_MARKED:
                assert (await conn.execute(text(filled))).scalar_one(), (
                    f"{column}: plant it in tests/house/lens_scene.py"
                )
            assert column in said | NOT_MARKED.keys() or kind == "bytea", (
                f"{column}: say in tests/house/lens_table.py who sees it"
            )


def test_every_role_has_its_place_in_the_sentences() -> None:
    assert {role for roles in WHO.values() for role in roles.split()} == {role.value for role in Role}
    shown = {column for columns in shown_to().values() for column in columns}
    nobody = {column for columns in NOBODY.values() for column in columns.split()}
    assert not shown & nobody and all(len(sentence) > 20 for sentence in [*SHOWN, *ASKED_FOR, *NOBODY])


@pytest.mark.parametrize("role", Role)
async def test_a_role_is_shown_what_the_sentences_say_and_nothing_else(house: House, role: Role) -> None:
    secret = {one.lower() for one in await secrets_in(house.db)}
    where: dict[str, set[str]] = {}
    async for name, said in house.everything(role):
        for column in seen_in(name, said):
            where.setdefault(column, set()).add(name)
        low = said.lower()
        assert not {one for one in secret if one in low}, f"{name} shows a secret to {role}"
    expected = shown_to()[role.value]
    more = {column: names for column, names in where.items() if column not in expected}
    assert not more, f"{role} sees what no sentence of tests/house/lens_table.py shows to it: {more}"
    assert expected <= where.keys(), f"{role} is not shown {expected - where.keys()}"
