"""The application behind a door with a moved clock."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from board.store.engine import Database
from tests.web.link.door import Door, door


@pytest.fixture
async def at(database: Database, tmp_path: Path) -> AsyncIterator[Door]:
    async with door(database, tmp_path) as found:
        yield found
