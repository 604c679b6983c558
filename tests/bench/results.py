"""Figures: a value with its unit and, where something was promised, the target and whether it was met."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from statistics import median
from typing import TypeAlias

Figure: TypeAlias = "dict[str, float | str | bool]"
Figures: TypeAlias = "dict[str, Figure]"
FINE = 10  # buckets a millisecond


def plain(value: float, unit: str) -> Figure:
    """A figure nothing was promised about."""
    return {"value": _short(value), "unit": unit}


def at_most(value: float, limit: float, unit: str) -> Figure:
    """A figure that may not be larger than the limit."""
    return {**plain(value, unit), "target": f"<= {limit:g}", "met": value <= limit}


def at_least(value: float, limit: float, unit: str) -> Figure:
    """A figure that may not be smaller than the limit."""
    return {**plain(value, unit), "target": f">= {limit:g}", "met": value >= limit}


def _short(value: float) -> float:
    return round(value, 1) if abs(value) >= 100 else round(value, 3)


class Spread:
    """Durations in tenths of a millisecond: small enough to send between processes, and to put together."""

    def __init__(self, buckets: Mapping[int, int] | None = None) -> None:
        self.buckets: Counter[int] = Counter(buckets or {})

    @classmethod
    def of(cls, plain: Mapping[str, int]) -> Spread:
        """As `plain()` gave it, after a way through JSON."""
        return cls({int(bucket): count for bucket, count in plain.items()})

    @classmethod
    def together(cls, spreads: Iterable[Spread]) -> Spread:
        """All of these as one."""
        whole = cls()
        for spread in spreads:
            whole.buckets.update(spread.buckets)
        return whole

    def add(self, seconds: float, times: int = 1) -> None:
        """Count a duration."""
        self.buckets[round(seconds * 1000 * FINE)] += times

    def plain(self) -> dict[str, int]:
        """As JSON values."""
        return {str(bucket): count for bucket, count in self.buckets.items()}

    @property
    def count(self) -> int:
        """How many durations."""
        return self.buckets.total()

    def at(self, percent: float) -> float:
        """The duration, in milliseconds, that this share of them does not exceed. Raises ValueError when there are none."""
        if not self.buckets:
            raise ValueError("nothing was measured")
        left = self.count * percent / 100
        for bucket in sorted(self.buckets):
            left -= self.buckets[bucket]
            if left <= 0:
                break
        return bucket / FINE


def middle(values: Iterable[float]) -> float:
    """The median: what is reported of repeated runs."""
    return median(values)
