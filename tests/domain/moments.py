"""Moments for rules of time to be tried at."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from board.domain.working_time import LONDON

FIRST = datetime(2022, 1, 1, tzinfo=UTC)
LAST = datetime(2029, 12, 1, tzinfo=UTC)

MOMENTS = st.integers(0, int((LAST - FIRST).total_seconds())).map(
    lambda seconds: FIRST + timedelta(seconds=seconds)
)


def london(text: str) -> datetime:
    """The instant at which London's clocks show this, such as 2026-11-24T07:52."""
    return datetime.fromisoformat(text).replace(tzinfo=LONDON).astimezone(UTC)
