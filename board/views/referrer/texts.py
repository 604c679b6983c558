"""The texts of a contact for a person who redacts them, and changes of whether the referrer may be named."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from board.domain.referrer.describing import MARK
from board.views import labels as of


@dataclass(frozen=True, slots=True)
class ReferrerChange:
    """A change after the contact was logged. changed_by: none where the sender said so. reason: why a manager lifted it."""

    changed_at: of.Flags[datetime]
    changed_by: of.Holder[str | None]
    hidden: of.Flags[bool]
    reason: of.Referrer[str | None]


@dataclass(frozen=True, slots=True)
class TextRow:
    """One text. name, number: how a redaction names it. parts: its pieces, each with whether it may describe the referrer.

    checked: the person who redacted or passed these words, and when. can_pass: a person may pass it; a code goes whole.
    """

    name: of.Asked[str]
    number: of.Asked[int]
    words: of.Asked[str]
    parts: of.Asked[tuple[tuple[str, bool], ...]]
    typed: of.Asked[str | None] = None
    checked: of.Asked[tuple[str, datetime] | None] = None
    can_pass: of.Asked[bool] = True

    @property
    def id(self) -> str:
        return f"{self.name.replace('.', '-')}-{self.number}"

    @property
    def found(self) -> tuple[str, ...]:
        """The words that may describe the referrer, each once."""
        return tuple(dict.fromkeys(piece for piece, describes in self.parts if describes))

    @property
    def text(self) -> str:
        """The text as it stands."""
        return "".join(piece for piece, _ in self.parts)

    @property
    def proposed(self) -> str:
        """The text for the form: as it was typed, else with the mark in place of each of these words."""
        redacted = "".join(MARK if describes else piece for piece, describes in self.parts)
        return redacted if self.typed is None else self.typed


@dataclass(frozen=True, slots=True)
class TextsPage:
    """Every text of a contact. describing: those with words that may describe the referrer. hidden: the referrer is not to be named.

    error: why a redaction was refused. held: the contact is under a legal hold.
    """

    template: ClassVar[str] = "referrer/texts.html"
    hub_key: of.Plain[str]
    ref: of.Ref[str]
    hidden: of.Plain[bool]
    describing: of.Asked[tuple[TextRow, ...]]
    others: of.Asked[tuple[TextRow, ...]]
    error: of.Plain[str | None] = None
    held: of.Plain[bool] = False
