"""A wall: a screen that was enrolled at a desk and may read, and say that there are visitors; nothing else."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import ip_address, ip_network
from math import ceil, radians, tan
from typing import Final

from board.domain.working_time import Calendar

CODE_LETTERS = 8
CODE_LASTS = timedelta(minutes=10)
DARK_AFTER = timedelta(seconds=90)
"""A wall says every 30 seconds what it has drawn: three silences in a row are no accident."""
ASK_BEFORE = timedelta(minutes=2)
"""How long before visitors are taken to have left the desks are asked whether they have."""

ARC_MINUTES: Final = 16
"""The least height of a capital as the eye sees it (ISO 9241-303: 16 minutes of arc at least, 20 to 22 preferred)."""
CAPITAL: Final = 0.68
"""Height of a capital in an em, of the lowest of the typefaces a wall may be drawn in (Liberation Sans 0.688, Segoe UI 0.700)."""
MOST_OF_WIDTH: Final = 0.055
"""An em may take this much of the picture's width: with larger letters not even one contact and its time would stand in a line."""
WIDTH_OF_DIAGONAL: Final = 2.54 * 16 / (16**2 + 9**2) ** 0.5
"""Centimetres of width that an inch of diagonal gives a panel of 16 to 9."""


@dataclass(frozen=True, slots=True)
class Screen:
    """An enrolled wall of one hub. distance_cm, panel_cm: where they differ from the policy. networks: it may be used from; none: any."""

    hub_id: int
    hub_key: str
    hub_name: str
    screen_id: int
    name: str
    distance_cm: int | None = None
    panel_cm: int | None = None
    networks: tuple[str, ...] = ()

    def may_be_at(self, address: str | None) -> bool:
        """Whether it may be used from this network address."""
        if not self.networks:
            return True
        try:
            here = ip_address((address or "").partition("%")[0])
        except ValueError:
            return False
        here = getattr(here, "ipv4_mapped", None) or here
        return any(here in ip_network(one) for one in self.networks)


def em(distance_cm: int, panel_cm: int) -> float:
    """The least font size as a share of the picture's width, so that a capital is seen under 16 minutes of arc from there."""
    capital = 2 * distance_cm * tan(radians(ARC_MINUTES / 60) / 2)
    return capital / CAPITAL / panel_cm


def readable(distance_cm: int, panel_cm: int) -> bool:
    """Whether a picture this wide can say anything to somebody this far away."""
    return em(distance_cm, panel_cm) <= MOST_OF_WIDTH


def farthest_m(panel_cm: int) -> str:
    """From how far a picture this wide can be read, in metres as people write them."""
    return f"{int(MOST_OF_WIDTH / em(100, panel_cm) * 10) / 10:g}"


def em_vw(distance_cm: int, panel_cm: int) -> str:
    """The same as a stylesheet says it, rounded up."""
    return f"{ceil(em(distance_cm, panel_cm) * 1e5) / 1e3:g}"


def read_distance(words: str) -> int | None:
    """Centimetres from "5", "4.5 m" or "450 cm"; none for nothing. Raises ValueError."""
    return _length(words, {"": 100, "m": 100, "metres": 100, "cm": 1}, 50, 3000)


def read_panel(words: str) -> int | None:
    """Centimetres of width from "144 cm", "1.44 m" or, as panels are sold, "65 inches" across; none for nothing. Raises ValueError."""
    inches = dict.fromkeys(('"', "in", "inch", "inches"), WIDTH_OF_DIAGONAL)
    return _length(words, {"": 1, "cm": 1, "m": 100} | inches, 20, 2000)


def read_networks(words: str) -> tuple[str, ...]:
    """Networks from lines or commas: "10.1.2.0/24, 2001:db8::/32"; a lone address is a network of one. Raises ValueError."""
    parts = [part for part in re.split(r"[\s,;]+", words) if part]
    if len(parts) > 20:
        raise ValueError("at most 20 networks")
    return tuple(dict.fromkeys(str(ip_network(part, strict=False)) for part in parts))


def lights_at(calendar: Calendar, before: timedelta, after: timedelta, now: datetime) -> datetime | None:
    """When the walls of a hub that is closed now are lit again; none while they are lit.

    before, after: how long before opening and after close they are lit.
    """
    period = calendar.period_after(now - after)
    return None if period.opens - before <= now else period.opens - before


def _length(words: str, units: dict[str, float], least: int, most: int) -> int | None:
    said = words.strip().lower().replace(",", ".")
    if not said:
        return None
    match = re.fullmatch(r"([0-9]{1,5}(?:\.[0-9]{1,3})?)\s*([a-z\"]*)", said)
    if match is None or match[2] not in units:
        raise ValueError("no length")
    found = round(float(match[1]) * units[match[2]])
    if not least <= found <= most:
        raise ValueError("out of range")
    return found
