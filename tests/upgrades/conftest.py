"""Fixtures of the tests of upgrades."""

from __future__ import annotations

import asyncio
import subprocess
from collections.abc import Iterator

import pytest

from board.embedded import places
from board.embedded.postgres import programs
from board.store.migrate import prepare
from tests import servers
from tests.upgrades.restored import Upgraded, empty, kept


@pytest.fixture
def empty_url() -> Iterator[str]:
    yield from empty()


@pytest.fixture(scope="module")
def upgraded(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Upgraded]:
    """The folder's database restored as it was, and prepared by this code."""
    folder = request.param
    for url in empty():
        program = programs(places.find(servers.run_folder() / "s")) / "psql"
        command = [str(program), url, "-X", "-q", "-v", "ON_ERROR_STOP=1", "-1"]
        subprocess.run(
            command, input=kept(folder / "database.sql.xz").encode(), check=True, capture_output=True
        )
        asyncio.run(prepare(url))
        yield Upgraded(folder, url, tmp_path_factory.mktemp("data"))
