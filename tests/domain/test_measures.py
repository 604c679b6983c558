"""When a protective measure ends by law."""

from __future__ import annotations

import pytest

from board.domain import law
from board.domain.clock_kinds import ClockKind
from board.domain.measures import LABELS, MeasureKind, latest_end
from tests.domain.moments import london


@pytest.mark.parametrize(
    ("kind", "began", "ends"),
    [
        (
            MeasureKind.POLICE_PROTECTION,
            "2026-11-27T22:40",
            "2026-11-30T22:40",
        ),  # every hour of a weekend counts
        (
            MeasureKind.POLICE_PROTECTION,
            "2026-10-24T22:00",
            "2026-10-27T21:00",
        ),  # 72 real hours, one came twice
        (MeasureKind.PROTECTION_NOTICE, "2026-11-24T15:00", "2026-11-26T15:00"),
        (
            MeasureKind.PROTECTION_NOTICE,
            "2026-11-27T15:00",
            "2026-11-30T15:00",
        ),  # Saturday counts, Sunday does not
        (
            MeasureKind.PROTECTION_NOTICE,
            "2026-11-29T10:00",
            "2026-12-02T00:00",
        ),  # given on a Sunday: from midnight
        (
            MeasureKind.PROTECTION_NOTICE,
            "2026-12-24T09:00",
            "2026-12-30T09:00",
        ),  # Christmas, Boxing Day (a bank holiday on a Saturday too), Sunday, the substitute
        (
            MeasureKind.PROTECTION_NOTICE,
            "2027-03-25T12:00",
            "2027-03-30T12:00",
        ),  # Good Friday, Easter Sunday and Monday
        (MeasureKind.EMERGENCY_PROTECTION_ORDER, "2026-11-24T11:00", "2026-12-02T11:00"),
        (
            MeasureKind.EMERGENCY_PROTECTION_ORDER,
            "2026-12-17T11:00",
            "2026-12-29T12:00",
        ),  # ends on Christmas Day: noon of the first day that is none
    ],
)
def test_the_law_counts_to_the_minute(kind: MeasureKind, began: str, ends: str) -> None:
    assert latest_end(kind, london(began)) == london(ends)


def test_bail_ends_when_its_own_paper_says() -> None:
    assert latest_end(MeasureKind.BAIL, london("2026-11-24T11:00")) is None


def test_each_measure_has_its_clock_its_label_and_its_source() -> None:
    assert {kind.value for kind in MeasureKind} <= {kind.value for kind in ClockKind}
    assert LABELS.keys() == set(MeasureKind)
    for limit in (law.POLICE_PROTECTION, law.EMERGENCY_PROTECTION_ORDER, law.PROTECTION_NOTICE):
        assert "section" in limit.source and limit.dated and limit.sentence.endswith(".")
