"""One board a file; what was open in the browser is closed after each test."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import datetime

import pytest

from tests import servers
from tests.browser.real.honest import patience
from tests.browser.real.stage import Stage, stage
from tests.invented import invented_database


@pytest.fixture(scope="module")
def house(request: pytest.FixtureRequest) -> Iterator[Stage]:
    """The file's board, with as many web processes as its PROCESSES says, and the invented morning where it says SEEDED."""
    processes, seeded = getattr(request.module, "PROCESSES", 1), getattr(request.module, "SEEDED", False)
    with ExitStack() as opened:
        url: str
        seeded_at: datetime | None
        if seeded:
            url, seeded_at = opened.enter_context(invented_database())
        else:
            url, seeded_at = opened.enter_context(servers.fresh_database(f"t_{uuid.uuid4().hex[:12]}")), None
        yield opened.enter_context(stage(url, servers.new_folder(), processes, seeded_at=seeded_at))


@pytest.fixture
def board(house: Stage) -> Iterator[Stage]:
    """The board, and whatever a test opens on it."""
    with patience():
        yield house
        house.leave()


@pytest.fixture
def strict(board: Stage) -> Stage:
    """The board, where nothing at all may stand in the console."""
    board.strict = True
    return board
