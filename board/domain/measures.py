"""Protective measures: what stands between a child and harm for a time that the law or a court has set."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Final

from board.domain import law
from board.domain.working_time import LONDON, bank_holidays, london_date, london_time

_DAY: Final = timedelta(days=1)
_SUNDAY: Final = 6
_NOON: Final = time(12)


class MeasureKind(StrEnum):
    """What protects somebody for a time. Each has a clock of its own name."""

    POLICE_PROTECTION = "police_protection"
    EMERGENCY_PROTECTION_ORDER = "emergency_protection_order"
    PROTECTION_NOTICE = "protection_notice"  # DVPN or DAPN: until a court has heard the application
    BAIL = "bail"  # until its conditions end


LABELS: Final = {
    MeasureKind.POLICE_PROTECTION: "Police protection (s46)",
    MeasureKind.EMERGENCY_PROTECTION_ORDER: "Emergency protection order",
    MeasureKind.PROTECTION_NOTICE: "Protection notice (DVPN or DAPN)",
    MeasureKind.BAIL: "Bail conditions",
}
OF_A_CHILD: Final = frozenset({MeasureKind.POLICE_PROTECTION, MeasureKind.EMERGENCY_PROTECTION_ORDER})
"""Kinds that stand for one child, which must be named."""


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure that stands. ends_at: when it ends unless something follows it."""

    measure_id: int
    kind: MeasureKind
    began_at: datetime
    ends_at: datetime


def latest_end(kind: MeasureKind, began_at: datetime) -> datetime | None:
    """When the law ends it at the latest; none where only a court or custody officer's own words say it."""
    match kind:
        case MeasureKind.POLICE_PROTECTION:
            return began_at + timedelta(hours=law.POLICE_PROTECTION.hours)
        case MeasureKind.PROTECTION_NOTICE:
            return _without_holidays(began_at, timedelta(hours=law.PROTECTION_NOTICE.hours))
        case MeasureKind.EMERGENCY_PROTECTION_ORDER:
            return _order_ends(began_at)
        case MeasureKind.BAIL:
            return None


def _is_public_holiday(day: date) -> bool:
    """Sundays, Christmas Day, Good Friday and bank holidays, as those sections count them; Saturdays are not among them."""
    return day.weekday() == _SUNDAY or day in bank_holidays(day.year)


def _without_holidays(start: datetime, length: timedelta) -> datetime:
    """The end of so many hours of which those on public holidays do not count."""
    at = start
    while True:
        day = london_date(at)
        ends = london_time(day + _DAY, time())
        if not _is_public_holiday(day):
            if length <= ends - at:
                return at + length
            length -= ends - at
        at = ends


def _order_ends(began_at: datetime) -> datetime:
    """Eight days later; when that is a public holiday, noon of the first later day that is none, to which a court may lengthen it."""
    day = london_date(began_at) + _DAY * law.EMERGENCY_PROTECTION_ORDER.days
    if not _is_public_holiday(day):
        return london_time(day, began_at.astimezone(LONDON).time())
    while _is_public_holiday(day):
        day += _DAY
    return london_time(day, _NOON)
