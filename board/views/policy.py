"""What the pages of a hub's policy show: it in sentences, the form to change it, and what a change comes to before it counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class VersionRow:
    """A version of how the hub works. standing: in force, to begin, before, or that it never begins."""

    version: int
    effective_from: datetime
    recorded_at: datetime
    recorded_by: str | None
    standing: str


@dataclass(frozen=True, slots=True)
class PolicyPage:
    """How the hub works, in sections of (title, sentences)."""

    template: ClassVar[str] = "policy/policy.html"
    hub_key: str
    sections: tuple[tuple[str, tuple[str, ...]], ...]
    versions: tuple[VersionRow, ...]
    may_amend: bool


@dataclass(frozen=True, slots=True)
class LevelFields:
    """A colour in the form: where its fields are, and its label."""

    path: str
    label: str


@dataclass(frozen=True, slots=True)
class PolicyForm:
    """The common settings as fields, and the whole as a document. errors: a sentence by field, or by words where there is no field."""

    template: ClassVar[str] = "policy/amend.html"
    hub_key: str
    levels: tuple[LevelFields, ...]
    days: tuple[str, ...]
    counted: tuple[tuple[str, str], ...]
    values: Mapping[str, str]
    document: str
    errors: Mapping[str, str] = field(default_factory=dict)

    def value(self, name: str) -> str:
        """What stands in a field."""
        return self.values.get(name, "")


@dataclass(frozen=True, slots=True)
class PolicyCheck:
    """What a change comes to, before it counts. differences: (where, before, after). overtaken: versions that would then never begin."""

    template: ClassVar[str] = "policy/check.html"
    hub_key: str
    newest: int
    document: str
    from_on: str
    from_time: str
    begins_at: datetime | None
    differences: tuple[tuple[str, str, str], ...]
    live: int
    overtaken: tuple[VersionRow, ...]
