"""A tree of frozen dataclasses as a JSON document and back, strictly: what is unknown, missing or misshapen is refused by its path.

A field that came after documents were stored has a default in its dataclass, and takes it where a document has not got it: so an older
document goes on meaning what it meant.

Each field is `Annotated[type, "sentence"]`; the sentences make the settings page and the docs.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from datetime import date, time
from enum import Enum
from types import NoneType, UnionType
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin, get_type_hints

T = TypeVar("T")


@dataclasses.dataclass(frozen=True, slots=True)
class Setting:
    """One field of the tree. path: such as `levels[].claim_limit.number`; sentence: what it is for."""

    path: str
    sentence: str


def to_document(value: object) -> Any:
    """The value as what JSON knows: objects, lists, text, numbers, true, false and null."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: to_document(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, tuple):
        return [to_document(item) for item in value]
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date | time):
        return value.isoformat()
    return value


def from_document(kind: type[T], document: object, path: str) -> T:
    """The value of this dataclass that the document describes. Raises ValueError naming the path."""
    made = _read(kind, document, path)
    assert isinstance(made, kind)
    return made


def settings(kind: type[object], path: str = "") -> Iterator[Setting]:
    """Every field of the tree with its sentence, parents before children."""
    for name, hint in get_type_hints(kind, include_extras=True).items():
        inner, sentence = get_args(hint)
        here = f"{path}.{name}" if path else name
        yield Setting(here, sentence)
        below, many = _below(inner)
        if below is not None:
            yield from settings(below, here + "[]" * many)


def _below(hint: Any) -> tuple[type[object] | None, bool]:
    inside = [hint, *get_args(hint)]
    found = next((h for h in inside if dataclasses.is_dataclass(h) and isinstance(h, type)), None)
    return found, get_origin(hint) is tuple


def _read(hint: Any, value: object, path: str) -> object:
    origin = get_origin(hint)
    if origin is Annotated:
        return _read(get_args(hint)[0], value, path)
    if origin in (Union, UnionType):
        return (
            None
            if value is None
            else _read(next(h for h in get_args(hint) if h is not NoneType), value, path)
        )
    if origin is tuple:
        return _read_list(get_args(hint)[0], value, path)
    if dataclasses.is_dataclass(hint) and isinstance(hint, type):
        return _read_tree(hint, value, path)
    return _read_plain(hint, value, path)


def _read_list(hint: Any, value: object, path: str) -> tuple[object, ...]:
    if not isinstance(value, list):
        raise ValueError(f"{path}: a list is needed")
    return tuple(_read(hint, item, f"{path}[{n}]") for n, item in enumerate(value))


def _read_tree(kind: type[object], value: object, path: str) -> object:
    if not isinstance(value, dict):
        raise ValueError(f"{path}: an object is needed")
    hints = get_type_hints(kind, include_extras=True)
    for key in sorted(value.keys() - hints.keys(), key=str):
        raise ValueError(f"{path}.{key}: there is no such setting")
    for key in sorted(hints.keys() - value.keys() - _with_default(kind)):
        raise ValueError(f"{path}.{key}: this setting is missing")
    parts = {key: _read(hint, value[key], f"{path}.{key}") for key, hint in hints.items() if key in value}
    try:
        return kind(**parts)
    except ValueError as wrong:
        raise ValueError(f"{path}: {wrong}") from wrong


def _with_default(kind: Any) -> set[str]:
    missing = dataclasses.MISSING
    return {
        f.name
        for f in dataclasses.fields(kind)
        if f.default is not missing or f.default_factory is not missing
    }


_NEEDED = {
    int: "a whole number",
    str: "text",
    bool: "true or false",
    date: "a date such as 2026-12-24",
    time: "a time such as 08:45",
}


def _read_plain(hint: Any, value: object, path: str) -> object:
    if hint in (int, str, bool):
        if type(value) is not hint:
            raise ValueError(f"{path}: {_NEEDED[hint]} is needed")
        return value
    try:
        if not isinstance(value, str):
            raise ValueError
        return hint.fromisoformat(value) if hint in (date, time) else hint(value)
    except ValueError:
        needed = _NEEDED.get(hint) or "one of " + ", ".join(str(member.value) for member in hint)
        raise ValueError(f"{path}: {needed} is needed") from None
