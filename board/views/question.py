"""A question before something is done that can do harm: asked once, answered in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from board.views import labels as of


@dataclass(frozen=True, slots=True)
class AnywayPage:
    """The question. act: last part of the form's address. asked: everything that speaks against it. do: words of the button that goes on.

    kept: the fields of the form as they were typed. sentences: of the question, one by one. typed: an answer to less than this.
    """

    template: ClassVar[str] = "contact/anyway.html"
    hub_key: of.Plain[str]
    ref: of.Ref[str]
    act: of.Plain[str]
    asked: of.Holder[str]
    do: of.Plain[str]
    kept: of.Plain[tuple[tuple[str, str], ...]]
    sentences: of.Holder[tuple[str, ...]] = ()
    typed: of.Plain[str] = ""
