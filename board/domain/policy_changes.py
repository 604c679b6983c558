"""From one policy document to another: what differs, and the common settings as fields of a form named by their paths."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from board.domain.hours import Basis, Unit
from board.domain.policy_values import path_words, value_words
from board.domain.policy_words import DAYS

Document = dict[str, Any]

# A limit's unit and basis in one choice: only pairs that go together.
COUNTED: Final = {
    "": "no limit",
    f"{Unit.MINUTES}:{Basis.CLOCK_HOURS}": "minutes, day and night",
    f"{Unit.HOURS}:{Basis.CLOCK_HOURS}": "hours, day and night",
    f"{Unit.MINUTES}:{Basis.WORKING_HOURS}": "working minutes",
    f"{Unit.HOURS}:{Basis.WORKING_HOURS}": "working hours",
    f"{Unit.DAYS}:{Basis.WORKING_DAYS}": "working days",
    f"{Unit.DAYS}:{Basis.END_OF_WORKING_DAY}": "by close of the same working day (0)",
}
NUMBERS: Final = ("wall.tiles", "wall.rows", "idle_lock_minutes", "session_hours")
LISTS: Final = ("closure_days", "proclaimed_holidays")


@dataclass(frozen=True, slots=True)
class Difference:
    """A setting that changes. where: in plain words."""

    where: str
    before: str
    after: str


def differences(before: Document, after: Document) -> tuple[Difference, ...]:
    """Every setting that differs, in the order of the document."""
    return tuple(_differ("", before, after, before, after))


def _differ(path: str, old: Any, new: Any, before: Document, after: Document) -> Iterator[Difference]:
    if old == new:
        return
    if _is_limit(old) or _is_limit(new) or not (isinstance(old, dict) and isinstance(new, dict)):
        if (
            isinstance(old, list)
            and isinstance(new, list)
            and len(old) == len(new)
            and any(isinstance(x, dict) for x in old)
        ):
            for n, (one, other) in enumerate(zip(old, new, strict=True)):
                yield from _differ(f"{path}[{n}]", one, other, before, after)
            return
        yield Difference(path_words(path, after), _words(old), _words(new))
        return
    for key in {**old, **new}:
        yield from _differ(f"{path}.{key}" if path else key, old.get(key), new.get(key), before, after)


def form_values(document: Document) -> dict[str, str]:
    """The common settings of a policy as fields of a form."""
    made = _limit_fields("screening_limit", document["screening_limit"])
    for n, level in enumerate(document["levels"]):
        made |= _limit_fields(f"levels[{n}].claim_limit", level["claim_limit"])
        made |= _limit_fields(f"levels[{n}].decision_limit", level["decision_limit"])
        made[f"levels[{n}].meaning"] = level["meaning"]
        made[f"levels[{n}].runs_past_close"] = "yes" if level["runs_past_close"] else ""
    for day in DAYS:
        opening = document["hours"].get(day) or {"opens": "", "closes": ""}
        made |= {f"hours.{day}.{end}": opening[end][:5] for end in ("opens", "closes")}
    made["closed_on_bank_holidays"] = "yes" if document["closed_on_bank_holidays"] else ""
    made |= {name: "\n".join(document[name]) for name in LISTS}
    return made | {name: str(_at(document, name)) for name in NUMBERS}


def amended(document: Document, form: Mapping[str, str]) -> Document:
    """The document with what was typed. Text that is no number or time is put in as it is, for the check to name."""
    made = copy.deepcopy(document)
    made["screening_limit"] = _limit(form, "screening_limit")
    for n, level in enumerate(made["levels"]):
        for name in ("claim_limit", "decision_limit"):
            level[name] = _limit(form, f"levels[{n}].{name}")
        level["meaning"] = form.get(f"levels[{n}].meaning", "").strip()
        level["runs_past_close"] = bool(form.get(f"levels[{n}].runs_past_close"))
    for day in DAYS:
        ends = {end: form.get(f"hours.{day}.{end}", "").strip() for end in ("opens", "closes")}
        # As the document writes times; what is no time stays as typed.
        ends = {end: f"{said}:00" if re.fullmatch(r"\d\d:\d\d", said) else said for end, said in ends.items()}
        made["hours"][day] = ends if any(ends.values()) else None
    made["closed_on_bank_holidays"] = bool(form.get("closed_on_bank_holidays"))
    for name in LISTS:
        made[name] = [line.strip() for line in form.get(name, "").splitlines() if line.strip()]
    for name in NUMBERS:
        *above, last = name.split(".")
        (_at(made, ".".join(above)) if above else made)[last] = _number(form.get(name, ""))
    return made


def _limit_fields(name: str, limit: Document | None) -> dict[str, str]:
    if limit is None:
        return {f"{name}.number": "", f"{name}.counted": ""}
    return {f"{name}.number": str(limit["number"]), f"{name}.counted": f"{limit['unit']}:{limit['basis']}"}


def _limit(form: Mapping[str, str], name: str) -> Document | None:
    unit, colon, basis = form.get(f"{name}.counted", "").partition(":")
    if not colon:
        return None
    return {"number": _number(form.get(f"{name}.number", "")), "unit": unit, "basis": basis}


def _number(text: str) -> int | str:
    text = text.strip()
    return int(text) if re.fullmatch(r"[0-9]{1,6}", text) else text


def _at(document: Any, path: str) -> Any:
    for name in path.split("."):
        document = document[name]
    return document


def _is_limit(value: Any) -> bool:
    return isinstance(value, dict) and value.keys() == {"number", "unit", "basis"}


def _words(value: Any) -> str:
    if not _is_limit(value):
        return value_words(value)
    counted = f"{value['unit']}:{value['basis']}"
    return f"{value['number']} {COUNTED.get(counted, value['unit'])}"
