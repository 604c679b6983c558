"""One cell of a list into what the field wants. Every refusal is a sentence; none repeats what stood in the cell."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Final

from board.intake.columns import Kind
from board.intake.days import BadCell, a_day, a_time

Value = str | int | bool | date | time | None


@dataclass(frozen=True, slots=True)
class Unusable:
    """A cell whose value cannot be known, and why: a formula of a workbook, an error value."""

    why: str


Cell = str | int | float | bool | datetime | date | time | Unusable | None

FORMULA: Final = "it holds a formula, and a list may only hold values: in the spreadsheet copy the column and paste it as values"
_BLANKS: Final = frozenset(
    ("", "-", "--", "---", "–", "—", "?", "n/a", "n/k", "nk", "unknown", "not known", "tbc")
)  # never "na", "none" or "null": people are called so
_HARMLESS_SIGN: Final = re.compile(r"[+-]{1,2}[\d\s().,/:-]*")
_ERRORS: Final = frozenset(("#ref!", "#n/a", "#name?", "#value!", "#div/0!", "#null!", "#num!", "#spill!"))
_SHORTENED: Final = re.compile(r"\d(?:\.\d+)?[eE]\+\d+")
_WHOLE: Final = re.compile(r"(\d+)\.0+")
_YES: Final = frozenset(("yes", "y", "true", "1", "x", "✓", "✔"))
_NO: Final = frozenset(("no", "n", "false", "0"))
_ROLES: Final[Mapping[str, str]] = {
    **dict.fromkeys(("child", "young person", "children", "subject child", "sibling"), "child"),
    **dict.fromkeys(("unborn", "unborn child", "unborn baby"), "unborn"),
    **dict.fromkeys(("victim", "survivor", "injured party", "ip", "aggrieved", "complainant"), "victim"),
    **dict.fromkeys(
        ("suspect", "alleged perpetrator", "perpetrator", "offender", "accused", "person causing harm"), "alleged_perpetrator"
    ),
    **dict.fromkeys(("parent", "mother", "father", "stepmother", "stepfather", "step parent"), "parent"),
    **dict.fromkeys(("carer", "guardian", "foster carer"), "carer"),
    **dict.fromkeys(("household", "household member", "occupant", "other occupant", "resident"), "household"),
    **dict.fromkeys(("other", "witness", "informant", "third party"), "other"),
}  # fmt: skip


def text_of(cell: Cell) -> str:
    """The cell as text, empty when it says nothing. Raises BadCell for formulas, error values and shortened numbers."""
    if isinstance(cell, Unusable):
        raise BadCell(cell.why)
    if cell is None:
        return ""
    if isinstance(cell, float):
        if cell >= 1e15:
            raise BadCell(
                "the spreadsheet has rounded this number: format the column as text and enter it again"
            )
        return str(int(cell)) if cell.is_integer() else str(cell)
    text = cell.isoformat() if isinstance(cell, date | time) else str(cell)
    text = text.strip()
    if text.casefold() in _BLANKS:
        return ""
    if text[0] in "=＝":
        raise BadCell(FORMULA)
    if text.casefold() in _ERRORS:
        raise BadCell("it holds a spreadsheet's error value: mend the cell")
    return text


def without_sign(text: str) -> tuple[str, bool]:
    """Free text that begins with +, - or @ without being a number: the mark is left out, so that no spreadsheet runs it later."""
    if text[0:1] and text[0] in "+-@＠＋－" and not _HARMLESS_SIGN.fullmatch(text):
        return text.lstrip("+-@=＝＠＋－ \t"), True
    return text, False


def _line(text: str) -> Value:
    if _SHORTENED.fullmatch(text):
        raise BadCell(
            "the spreadsheet has shortened this number: format the column as text and enter it again"
        )
    return " ".join(text.split())


def reference_of(text: str) -> str:
    """A reference without the decimal zeros that a cell's format adds: 41.0 is 41."""
    return _WHOLE.sub(r"\1", text) if _WHOLE.fullmatch(text) else text


def _name(text: str) -> Value:
    """A name with its line breaks, which may part several people; one after a comma parts nothing."""
    _line(text)
    lines = (" ".join(line.split()) for line in re.sub(r",\s*\n", ", ", text).splitlines())
    return "\n".join(line for line in lines if line)


def _flag(text: str) -> Value:
    word = text.casefold()
    if word in _YES or word in _NO:
        return word in _YES
    raise BadCell("it says neither yes nor no")


def _number(text: str) -> Value:
    match = re.fullmatch(r"(\d{1,4})(?:\s*(?:/|out of)\s*\d{1,3})?", text)
    if not match:
        raise BadCell("it is no whole number")
    return int(match[1])


def _role(text: str) -> Value:
    role = _ROLES.get(re.sub(r"[^a-z]+", " ", text.casefold()).strip())
    if role is None:
        raise BadCell(f"it names no role the board knows ({', '.join(sorted(set(_ROLES.values())))})")
    return role


def slug(text: str) -> str:
    """Words as a code: lower case, underscores."""
    return re.sub(r"[^a-z0-9]+", "_", text.casefold()).strip("_")


_READ: Final[Mapping[Kind, Callable[[str], Value]]] = {
    "line": _line,
    "name": _name,
    "reference": lambda text: reference_of(str(_line(text))),
    "story": lambda text: text,
    "code": _line,
    "rag": _line,
    "flag": _flag,
    "number": _number,
    "role": _role,
}


def value_of(kind: Kind, cell: Cell, *, epoch_1904: bool = False) -> tuple[Value, str | None]:
    """What the cell says for a field of this kind, and a remark where something was left out or assumed. Raises BadCell."""
    if kind in ("day", "birth", "expected", "past"):
        return a_day(
            cell if isinstance(cell, date | int | float) else text_of(cell), kind, epoch_1904=epoch_1904
        ), None
    if kind == "time":
        return a_time(cell if isinstance(cell, time | datetime) else text_of(cell)), None
    text, changed = without_sign(text_of(cell))
    if not text:
        return None, None
    remark = (
        "it began with +, - or @, which a spreadsheet would run as a formula; the mark was left out"
        if changed
        else None
    )
    return _READ[kind](text), remark
