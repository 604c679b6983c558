"""Words the field does not use (any more), to be found in nothing invented here. A text is also told nothing real."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass

AVOIDED = re.compile(
    r"\b(domestic violence|DV|complainants?|offenders?|abusers?|tickets?|leads?|social services|at[- ]risk register|strategy calls?"
    r"|case conferences?|CPR|CAF|TAF|minors?|child prostitution|LAC|historic(al)?|honou?r violence|NAI|closed|contact persons?|on[- ]call"
    r"|PPO|supervisors?|NPS|CRC|YOT|CCG|LSCB|SCR)\b",
    re.IGNORECASE,
)
ADDRESS = re.compile(r"@(?![\w.-]*\.example\b)")
PHONE = re.compile(r"\b0\d{3,4}[ \d]{6,}")
NOBODYS_PHONE = re.compile(r"07700 900\d{3}$")


def unfit(text: str) -> list[str]:
    """What in this text should not be there."""
    found = [match[0] for match in AVOIDED.finditer(text)] + [match[0] for match in ADDRESS.finditer(text)]
    return found + [n[0] for n in PHONE.finditer(text) if not NOBODYS_PHONE.match(n[0].strip())]


def texts(value: object) -> Iterator[str]:
    """Every text in a value, however deep."""
    if isinstance(value, str):
        yield value
    elif is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            yield from texts(getattr(value, field.name))
    elif isinstance(value, dict):
        yield from texts(list(value.values()))
    elif isinstance(value, Iterable):
        for one in value:
            yield from texts(one)
