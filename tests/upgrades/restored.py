"""Databases of earlier versions, restored and brought to ours.

Each folder beside this file is one version's, made by tests/upgrades/make.py with that version's own code.
"""

from __future__ import annotations

import asyncio
import json
import lzma
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import asyncpg
import pytest

from tests import long, servers
from tests.upgrades.answers import Said, answers
from tests.upgrades.lived import NOW

HERE = Path(__file__).parent
FOLDERS = sorted(file.parent for file in HERE.glob("*/database.sql.xz"))
ANSWERING = FOLDERS[-long.of(len(FOLDERS), 1) :]
"""Versions whose answers are compared. The databases of all versions upgrade."""
_LABELLED = (
    "select c.relname, a.attname from pg_class c join pg_attribute a on a.attrelid = c.oid "
    "where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and a.atttypid in ('text'::regtype, 'date'::regtype) "
    "and col_description(c.oid, a.attnum) ~ '^(subject|staff)'"
)


@dataclass
class Upgraded:
    """A database of this folder's version, brought to ours."""

    folder: Path
    url: str
    data: Path

    @cached_property
    def old(self) -> dict[str, Said]:
        """Answers of its own code."""
        said: dict[str, Said] = json.loads(kept(self.folder / "answers.json.xz"))
        return said

    @cached_property
    def new(self) -> dict[str, Said]:
        """Answers of ours."""
        assert self.labelled  # read before anybody signs in
        said: dict[str, Said] = json.loads(json.dumps(asyncio.run(answers(self.url, self.data, NOW))))
        return said

    @cached_property
    def labelled(self) -> frozenset[str]:
        return asyncio.run(labelled_values(self.url))


def kept(file: Path) -> str:
    return lzma.decompress(file.read_bytes()).decode()


def empty() -> Iterator[str]:
    """The address of a database in which nothing lies."""
    name = f"t_{uuid.uuid4().hex[:12]}"
    servers.psql(f"create database {name} owner board")
    yield servers.at(servers.shared().database_url.replace("//postgres@", "//board@"), name)
    servers.psql(f"drop database {name} with (force)")


of_each_version = pytest.mark.parametrize("upgraded", FOLDERS, indirect=True, ids=lambda folder: folder.name)
of_recent_versions = pytest.mark.parametrize(
    "upgraded", ANSWERING, indirect=True, ids=lambda folder: folder.name
)


async def labelled_values(url: str) -> frozenset[str]:
    """Everything that this database holds about families and professionals in words and dates, as it is stored."""
    conn = await asyncpg.connect(url)
    found: set[str] = set()
    for table, column in await conn.fetch(_LABELLED):
        rows = await conn.fetch(
            f'select distinct "{column}"::text from "{table}" where "{column}" is not null'
        )
        found.update(row[0] for row in rows)
    await conn.close()
    return frozenset(value for value in found if len(value) > 3)
