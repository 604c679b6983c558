"""References as people mean them: the one place that says when two spellings are one reference."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_ZEROS: Final = re.compile(r"(?<!\d)0+(?=\d)")
_FILLERS: Final = "\u115f\u1160\u3164\uffa0\u034f"
"""Characters without ink that Unicode calls letters or marks."""
_MINUS: Final = "\u2212"
"""Typed as a dash, and none to Unicode."""


def reference_key(reference: str) -> str:
    """The common form of all spellings of one reference: no case, dashes, spaces, invisible characters or zeros that a cell's format adds.

    Strokes, dots and underscores stay: 12/3 and 1/23 are two references. A reference of dashes alone is kept as it is.
    """
    plain = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", reference).casefold())
    kept = "".join(_figure(c) for c in plain if not _passed_over(c))
    return _ZEROS.sub("", kept) or plain.strip()


def _passed_over(c: str) -> bool:
    kind = unicodedata.category(c)
    variation = "\ufe00" <= c <= "\ufe0f" or "\U000e0100" <= c <= "\U000e01ef"
    return kind in ("Pd", "Cf", "Cc", "Zs", "Zl", "Zp") or c in _FILLERS + _MINUS or variation


def _figure(c: str) -> str:
    """A digit of any script as 0 to 9."""
    figure = unicodedata.decimal(c, None)
    return c if figure is None else str(figure)
