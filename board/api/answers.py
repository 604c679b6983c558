"""An answer as JSON: what its model declares of it, without what the token's lens lacks. Every answer passes through here."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import Enum
from functools import cache
from typing import Any, get_args

from pydantic import BaseModel

from board.views.labels import PLAIN, See, Shows, label_in


def answer(model: type[BaseModel], source: Any, see: See) -> dict[str, Any]:
    """The members of this model, from an object's attributes or a mapping. A member is absent if the source or the lens lacks it."""
    facts = source if isinstance(source, Mapping) else None
    made = {}
    for name, label, inside in _members(model):
        if label is not None and not see(*label):
            continue
        if facts is None:
            made[name] = _plain(getattr(source, name), inside, see)
        elif name in facts:
            made[name] = _plain(facts[name], inside, see)
    return made


@cache
def _members(model: type[BaseModel]) -> tuple[tuple[str, Shows | None, type[BaseModel] | None], ...]:
    """Each member with its label (none where everybody sees it, or its parts have labels) and the model within it."""
    found = (
        (name, label_in(one.metadata), model_in(one.annotation)) for name, one in model.model_fields.items()
    )
    return tuple((name, None if label == PLAIN else label, inside) for name, label, inside in found)


def model_in(kind: Any) -> type[BaseModel] | None:
    """The model within a type, if there is one."""
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return kind
    return next((found for one in get_args(kind) if (found := model_in(one))), None)


def _plain(value: Any, inside: type[BaseModel] | None, see: See) -> Any:
    match value:
        case None | str() | int():
            return value.value if isinstance(value, Enum) else value
        case date():  # an instant too
            return value.isoformat()
        case list() | tuple() if not hasattr(value, "_fields"):
            # A row of which nothing is left tells at most that it exists.
            told = [_plain(one, inside, see) for one in value]
            return [one for one in told if one != {}]
    return value if inside is None else answer(inside, value, see)
