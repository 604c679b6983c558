"""A database that cannot be reached is told from one that said no."""

from __future__ import annotations

import pytest
from sqlalchemy.exc import DBAPIError

from board.store.engine import is_away


class Said(Exception):
    """What the driver raises, by PostgreSQL's code for it."""

    def __init__(self, sqlstate: str | None) -> None:
        super().__init__("in PostgreSQL's words")
        self.sqlstate = sqlstate


@pytest.mark.parametrize("sqlstate", ["57P01", "57P02", "57P03", "53300"])
def test_database_that_stops_starts_or_is_full_is_away(sqlstate: str) -> None:
    assert is_away(DBAPIError("select 1", None, Said(sqlstate)))


@pytest.mark.parametrize("sqlstate", ["40P01", "42P01", None])
def test_database_that_said_no_is_not_away(sqlstate: str | None) -> None:
    assert not is_away(DBAPIError("select 1", None, Said(sqlstate)))
