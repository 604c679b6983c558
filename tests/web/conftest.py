"""A door and the hub behind it."""

from __future__ import annotations

import pytest

from board.store.engine import Database
from tests import make
from tests.web.door import Door


@pytest.fixture
def door(database: Database) -> Door:
    """The board's door, in plain HTTP."""
    return Door(database)


@pytest.fixture
async def hub(database: Database) -> make.Hub:
    """An open hub."""
    return await make.hub(database)
