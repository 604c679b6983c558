from __future__ import annotations

import pytest

from board.store.engine import Database
from tests.intake.making import Hub, a_hub


@pytest.fixture
async def hub(database: Database) -> Hub:
    return await a_hub(database)
