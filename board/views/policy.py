"""What the pages of a hub's policy show: it in sentences, the form to change it, and what a change comes to before it counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar

from board.views import labels as of


@dataclass(frozen=True, slots=True)
class VersionRow:
    """A version of how the hub works. standing: in force, to begin, before, or that it never begins."""

    version: of.Plain[int]
    effective_from: of.Plain[datetime]
    recorded_at: of.Plain[datetime]
    recorded_by: of.Plain[str | None]
    standing: of.Plain[str]


@dataclass(frozen=True, slots=True)
class PolicyPage:
    """How the hub works, in sections of (title, sentences)."""

    template: ClassVar[str] = "policy/policy.html"
    hub_key: of.Plain[str]
    sections: of.Plain[tuple[tuple[str, tuple[str, ...]], ...]]
    versions: of.Plain[tuple[VersionRow, ...]]
    may_amend: of.Plain[bool]


@dataclass(frozen=True, slots=True)
class LevelFields:
    """A colour in the form: where its fields are, and its label."""

    path: of.Plain[str]
    label: of.Plain[str]


@dataclass(frozen=True, slots=True)
class PolicyForm:
    """The common settings as fields, and the whole as a document. errors: a sentence by field, or by words where there is no field."""

    template: ClassVar[str] = "policy/amend.html"
    hub_key: of.Plain[str]
    levels: of.Plain[tuple[LevelFields, ...]]
    days: of.Plain[tuple[str, ...]]
    counted: of.Plain[tuple[tuple[str, str], ...]]
    values: of.Plain[Mapping[str, str]]
    document: of.Plain[str]
    errors: of.Plain[Mapping[str, str]] = field(default_factory=dict)

    def value(self, name: str) -> str:
        """What stands in a field."""
        return self.values.get(name, "")


@dataclass(frozen=True, slots=True)
class PolicyCheck:
    """What a change comes to, before it counts. differences: (where, before, after). overtaken: versions that would then never begin."""

    template: ClassVar[str] = "policy/check.html"
    hub_key: of.Plain[str]
    newest: of.Plain[int]
    document: of.Plain[str]
    from_on: of.Plain[str]
    from_time: of.Plain[str]
    begins_at: of.Plain[datetime | None]
    differences: of.Plain[tuple[tuple[str, str, str], ...]]
    live: of.Plain[int]
    overtaken: of.Plain[tuple[VersionRow, ...]]
