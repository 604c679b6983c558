"""A moment as a form sends it: a date and a time of day beside it, London's."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Literal, overload

from board.domain.refusals import BadInput
from board.intake.days import BadCell, a_day, a_time, moment


@overload
def moment_of(form: Mapping[str, str], name: str) -> datetime: ...
@overload
def moment_of(form: Mapping[str, str], name: str, *, optional: Literal[True]) -> datetime | None: ...
def moment_of(form: Mapping[str, str], name: str, *, optional: bool = False) -> datetime | None:
    """The fields NAME_on and NAME_time together; none when both are empty and may be. Raises BadInput naming the field."""
    on, at = form[f"{name}_on"].strip(), form[f"{name}_time"].strip()
    if optional and not on and not at:
        return None
    if not on or not at:
        missing = "on" if not on else "time"
        said = "Say on which day." if not on else "Say at what time of day."
        raise BadInput({f"{name}_{missing}": said})
    try:
        day = a_day(on, "day")
    except BadCell as wrong:
        raise BadInput({f"{name}_on": _sentence(wrong)}) from None
    try:
        time = a_time(at)
        assert day is not None
        found, _ = moment(day, time)
    except BadCell as wrong:
        raise BadInput({f"{name}_time": _sentence(wrong)}) from None
    return found.astimezone(UTC)


def _sentence(wrong: BadCell) -> str:
    said = str(wrong)
    return f"{said[:1].upper()}{said[1:]}."
