"""A tree of frozen dataclasses as a JSON document and back, strictly: what is unknown, missing or misshapen is refused by its path.

A field that came after documents were stored has a default in its dataclass, and takes it where a document has not got it: so an older
document goes on meaning what it meant. A field that was removed stands in its dataclass's `retired`, and is passed over.

Each field is `Annotated[type, "sentence"]`; the sentences make the settings page and the docs.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from datetime import date, time
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin, get_type_hints

from board.domain.characters import unshowable

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
    """The value of this dataclass that the document describes. Raises ValueError naming the path of what is wrong first."""
    found: list[str] = []
    made = _read(kind, document, path, found)
    if found:
        raise ValueError(found[0])
    assert isinstance(made, kind)
    return made


def problems(kind: type[object], document: object, path: str) -> tuple[str, ...]:
    """Everything that is wrong with the document, each as its path and a sentence; none when it can be read."""
    found: list[str] = []
    _read(kind, document, path, found)
    return tuple(found)


def settings(kind: Any, path: str = "") -> Iterator[Setting]:
    """Every field of the tree with its sentence, parents before children."""
    for name, hint in _hints(kind).items():
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


def _read(hint: Any, value: object, path: str, found: list[str]) -> object:
    """The value as this type; what is wrong goes into found, and then the answer is not to be used."""
    origin = get_origin(hint)
    if origin is Annotated:
        return _read(get_args(hint)[0], value, path, found)
    if origin in (Union, UnionType):
        inner = next(h for h in get_args(hint) if h is not NoneType)
        return None if value is None else _read(inner, value, path, found)
    if origin is tuple:
        return _read_list(get_args(hint)[0], value, path, found)
    if dataclasses.is_dataclass(hint) and isinstance(hint, type):
        return _read_tree(hint, value, path, found)
    return _read_plain(hint, value, path, found)


def _read_list(hint: Any, value: object, path: str, found: list[str]) -> tuple[object, ...]:
    if not isinstance(value, list):
        found.append(f"{path}: a list is needed")
        return ()
    return tuple(_read(hint, item, f"{path}[{n}]", found) for n, item in enumerate(value))


def _read_tree(kind: Any, value: object, path: str, found: list[str]) -> object:
    if not isinstance(value, dict):
        found.append(f"{path}: an object is needed")
        return None
    before = len(found)
    hints = _hints(kind)
    unknown = value.keys() - hints.keys() - getattr(kind, "retired", frozenset())
    found += [f"{path}.{key}: there is no such setting" for key in sorted(unknown, key=str)]
    missing = sorted(hints.keys() - value.keys() - _with_default(kind))
    found += [f"{path}.{key}: this setting is missing" for key in missing]
    parts = {
        key: _read(hint, value[key], f"{path}.{key}", found) for key, hint in hints.items() if key in value
    }
    if len(found) > before:
        return None  # what does not go together is said when each part can be read
    try:
        return kind(**parts)
    except ValueError as wrong:
        found.append(f"{path}: {wrong}")
        return None


@cache
def _hints(kind: Any) -> Mapping[str, Any]:
    """The fields' types with their sentences; class variables are no fields. Kept: every document read asks for each class."""
    hints = get_type_hints(kind, include_extras=True)
    return {f.name: hints[f.name] for f in dataclasses.fields(kind)}


@cache
def _with_default(kind: Any) -> frozenset[str]:
    missing = dataclasses.MISSING
    return frozenset(
        f.name
        for f in dataclasses.fields(kind)
        if f.default is not missing or f.default_factory is not missing
    )


_NEEDED = {
    int: "a whole number",
    str: "text",
    bool: "true or false",
    date: "a date such as 2026-12-24",
    time: "a time such as 08:45",
}


def _read_plain(hint: Any, value: object, path: str, found: list[str]) -> object:
    if hint in (int, str, bool):
        if type(value) is not hint:
            found.append(f"{path}: {_NEEDED[hint]} is needed")
        elif isinstance(value, str) and (why := unshowable(value, "\n")):
            found.append(f"{path}: {why}")
        return value
    try:
        if not isinstance(value, str):
            raise ValueError
        return hint.fromisoformat(value) if hint in (date, time) else hint(value)
    except ValueError:
        needed = _NEEDED.get(hint) or "one of " + ", ".join(str(member.value) for member in hint)
        found.append(f"{path}: {needed} is needed")
        return None
