"""Labels on the fields of views and API answers: each says whose the field is to see. One function empties the fields a reader lacks.

A label names a line of FIELDS in board/domain/permissions.py, which says who sees it. A Plain field says nothing about a family beyond the
fact that the contact is there. A class whose rows stand or fall whole has an attribute `needs`, the label of the whole row: the same for
every row, or a field of each.
"""

from __future__ import annotations

import types
from collections.abc import Callable, Iterator, Mapping
from dataclasses import MISSING, fields, is_dataclass
from functools import cache
from operator import attrgetter, is_
from typing import Annotated, Any, NamedTuple, TypeVar, Union, cast, get_args, get_origin, get_type_hints

T = TypeVar("T")
See = Callable[[str, str], bool]
"""Whether a reader sees a field: record and name, as in FIELDS. A lens is one; a row of another matrix can be."""


class Shows(NamedTuple):
    """A line of FIELDS; without a record: Plain."""

    record: str = ""
    field: str = ""


PLAIN = Shows()
Plain = Annotated[T, PLAIN]
# Shown once to the person who asked for it, and logged each time: a safe contact, the harm in detail.
Asked = Annotated[T, PLAIN]
Ref = Annotated[T, Shows("contact", "ref")]
Colour = Annotated[T, Shows("contact", "rag")]
Times = Annotated[T, Shows("contact", "times")]
Holder = Annotated[T, Shows("contact", "holder")]
Family = Annotated[T, Shows("contact", "family")]
Source = Annotated[T, Shows("contact", "source")]
Concern = Annotated[T, Shows("contact", "concern")]
Flags = Annotated[T, Shows("contact", "flags")]
Summary = Annotated[T, Shows("contact", "summary")]
Referrer = Annotated[T, Shows("contact", "referrer")]
Grading = Annotated[T, Shows("contact", "grading")]
ReleaseReason = Annotated[T, Shows("contact", "release_reason")]
HandOver = Annotated[T, Shows("contact", "hand_over")]
Protection = Annotated[T, Shows("contact", "protection")]
LateInformation = Annotated[T, Shows("contact", "late_information")]
Consent = Annotated[T, Shows("contact", "consent")]
Facts = Annotated[T, Shows("contact", "facts")]
Requests = Annotated[T, Shows("contact", "requests")]
Notes = Annotated[T, Shows("contact", "notes")]
SafeNow = Annotated[T, Shows("contact", "safe_now")]
Strategy = Annotated[T, Shows("contact", "strategy")]
Matches = Annotated[T, Shows("contact", "matches")]
ChildSafeNow = Annotated[T, Shows("child", "safe_now")]
ChildName = Annotated[T, Shows("child", "name")]
ChildAge = Annotated[T, Shows("child", "age")]
ChildBorn = Annotated[T, Shows("child", "born_on")]
ChildSchool = Annotated[T, Shows("child", "school")]
ChildAddress = Annotated[T, Shows("child", "address")]
RatingReason = Annotated[T, Shows("child", "rating_reason")]
AdultName = Annotated[T, Shows("adult", "name")]
AdultRole = Annotated[T, Shows("adult", "role")]
AdultAddress = Annotated[T, Shows("adult", "address")]


def nothing(_record: str, _field: str) -> bool:
    """The reader who sees no labelled field."""
    return False


def emptied(value: T, see: See) -> T:
    """The same without what this reader lacks: a field is None, "", (), 0 or False then, and a row that stands or falls whole is gone."""
    return cast(T, _emptied(value, see, {}))


def shown(view: Any, see: See) -> frozenset[str]:
    """Names of the fields of this view that a reader sees."""
    return frozenset(name for name, label in labels_of(view).items() if label and _sees(see, label))


@cache
def labels_of(view: Any) -> Mapping[str, Shows | None]:
    """The label of each field by name; none where its parts have labels of their own."""
    hints = get_type_hints(view, include_extras=True)
    return {one.name: label_in(getattr(hints[one.name], "__metadata__", ())) for one in fields(view)}


def label_in(metadata: Any) -> Shows | None:
    """The label among a field's metadata."""
    return next((one for one in metadata if isinstance(one, Shows)), None)


def parts_of(kind: Any) -> Iterator[Any]:
    """The dataclasses within a field's type that say more than Plain."""
    if _is_view(kind):
        if labelled(kind):
            yield kind
    else:
        for inside in get_args(kind):
            yield from parts_of(inside)


@cache
def labelled(kind: Any) -> bool:
    """Whether something of it may be missing for a reader."""
    if not _is_view(kind):
        return False
    if _needs(kind):
        return True
    hints = get_type_hints(kind)
    return any(
        label != PLAIN if label else any(parts_of(hints[name])) for name, label in labels_of(kind).items()
    )


class _Shape(NamedTuple):
    """How a class is emptied. needs: it has a label for all of it. lacking: each label with its fields and what they are without it.
    parts: fields to look into.
    """

    needs: bool
    lacking: tuple[tuple[Shows, dict[str, Any]], ...]
    parts: tuple[str, ...]


def _is_view(kind: Any) -> bool:
    return isinstance(kind, type) and is_dataclass(kind)


def _needs(kind: Any) -> bool:
    return hasattr(kind, "needs") or any(one.name == "needs" for one in fields(kind))


@cache
def _shape(kind: Any) -> _Shape | None:
    if not labelled(kind):
        return None
    hints = get_type_hints(kind)
    lacking: dict[Shows, dict[str, Any]] = {}
    for name, label in labels_of(kind).items():
        if label and label != PLAIN:
            lacking.setdefault(label, {})[name] = empty_of(hints[name])
    parts = tuple(name for name in labels_of(kind) if any(parts_of(hints[name])))
    return _Shape(_needs(kind), tuple(lacking.items()), parts)


def empty_of(kind: Any) -> Any:
    """A value of this type that says nothing; None where the type has none."""
    origin = get_origin(kind) or kind
    if origin in (Union, types.UnionType):
        return None if type(None) in get_args(kind) else empty_of(get_args(kind)[0])
    if origin in (str, int, bool, tuple, dict, list, frozenset):
        return origin()
    if _is_view(origin):
        hints = get_type_hints(origin)
        return origin(**{f.name: empty_of(hints[f.name]) for f in fields(origin) if f.default is MISSING})
    return None


def _sees(see: See, label: Shows) -> bool:
    return label == PLAIN or see(*label)


def _emptied(value: Any, see: See, known: dict[Any, Any]) -> Any:
    """known: by class, what this reader's fields are emptied to and which to look into; none where there is nothing to do."""
    kind: Any = type(value)
    if kind is tuple or kind is list:
        now = [_emptied(one, see, known) for one in value]
        if all(map(is_, now, value)):
            return value
        return kind(one for one, before in zip(now, value, strict=True) if one is not None or before is None)
    if kind is dict:
        return {name: _emptied(one, see, known) for name, one in value.items()}
    try:
        work = known[kind]
    except KeyError:
        work = known[kind] = _work(kind, see)
    if work is None:
        return value
    needs, without, parts = work
    if needs and not _sees(see, value.needs):
        return None
    changes = None
    for name in parts:
        before = getattr(value, name)
        left = _emptied(before, see, known)
        if left is not before:
            changes = changes or dict(without)
            changes[name] = left
    changes = changes or without
    if not changes:
        return value
    names, held = _held(kind)
    return kind(**dict(zip(names, held(value), strict=True)) | changes)


@cache
def _held(kind: Any) -> tuple[tuple[str, ...], Callable[[Any], tuple[Any, ...]]]:
    """Names of a class's fields, and what reads them all at once; faster than dataclasses.replace."""
    names = tuple(one.name for one in fields(kind))
    return names, attrgetter(*names) if len(names) > 1 else lambda value: (getattr(value, names[0]),)


def _work(kind: Any, see: See) -> tuple[bool, dict[str, Any], tuple[str, ...]] | None:
    shape = _shape(kind)
    if shape is None:
        return None
    without = {
        name: empty
        for label, fields_of in shape.lacking
        if not see(*label)
        for name, empty in fields_of.items()
    }
    parts = tuple(name for name in shape.parts if name not in without)
    return (shape.needs, without, parts) if shape.needs or without or parts else None
