"""The form of a request as a tagged PDF for print and for screen readers (PDF/UA-1). The same facts make the same bytes.

Facts reach the template as JSON, never as markup, so no name or text can change how the form is built. The compiler refuses to write a
letter that the font lacks, so nothing is ever drawn as an empty box.
"""

from __future__ import annotations

import json
import re
import tempfile
import threading
import unicodedata
from dataclasses import asdict
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from board.domain.contacts import LONDON
from board.domain.request.form import MAY_TELL_PARENTS, NOT_A_VICTIM_REQUEST, NOT_AWARE, WITHHELD, RequestForm

if TYPE_CHECKING:
    import typst

_TEMPLATE: Final = Path(__file__).with_name("request_form.typ")
_FONTS: Final = ("figo", "figbo")
"""FiraGO, regular and bold: Latin of every European and West African language and of Vietnamese, Cyrillic, Greek, Arabic with the letters
of Urdu and Persian, Hebrew, Devanagari, Thai and Georgian."""
_LONG: Final = re.compile(r"\S{40}(?=\S)")
_LACKING: Final = re.compile(r'the text `"(.*)"` could not be displayed', re.DOTALL)
_DRAWING: Final = threading.Lock()


class CannotDraw(Exception):
    """The form has letters that its font lacks. letters: about a family, so for the people who may read the form and for no log."""

    def __init__(self, letters: str) -> None:
        super().__init__("the form has letters that its font lacks")
        self.letters = letters


def draw(form: RequestForm) -> bytes:
    """The PDF of this form. Raises CannotDraw."""
    import typst  # 84 MB: in the worker alone, and only once it draws

    words = json.dumps(_plain(asdict(form)) | _fixed(form), ensure_ascii=False)
    with _DRAWING:  # one compiler, which keeps what the last form taught it
        try:
            made = _compiler().compile(
                format="pdf",
                sys_inputs={"form": words},
                pdf_standards=["ua-1"],
                timestamp=form.asked_at.astimezone(UTC).replace(microsecond=0),
            )
        except typst.TypstError as error:
            found = _LACKING.search(error.message)
            if found is None:
                raise
            letters = found[1]
        else:
            assert isinstance(made, bytes)
            return made
    raise CannotDraw(letters)


@cache
def _compiler() -> typst.Compiler:
    """Kept for the life of the process, with the fonts in a folder that goes with it."""
    import pymupdf_fonts
    import typst

    folder = tempfile.TemporaryDirectory(prefix="board-fonts-")
    for name in _FONTS:
        Path(folder.name, f"{name}.ttf").write_bytes(pymupdf_fonts.myfont(name))
    fonts = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[Path(folder.name)]
    )
    _kept.append(folder)
    return typst.Compiler(input=_TEMPLATE, font_paths=fonts, ignore_system_fonts=True)


_kept: list[tempfile.TemporaryDirectory[str]] = []


def _fixed(form: RequestForm) -> dict[str, Any]:
    return {
        "first_line": NOT_A_VICTIM_REQUEST,
        "may_tell": MAY_TELL_PARENTS if form.parents_unaware else None,
        "not_aware": NOT_AWARE if form.parents_unaware else None,
        "withheld_words": WITHHELD,
        "withheld": form.withheld,
    }


def _plain(value: Any) -> Any:
    """The same as JSON can say it, each text as the form shows it."""
    match value:
        case str():
            return _text(value)
        case datetime():
            return f"{value.astimezone(LONDON):%A %-d %B %Y, %H:%M}"
        case dict():
            return {name: _plain(one) for name, one in value.items()}
        case list() | tuple():
            return [_plain(one) for one in value]
        case _:
            return value


def _text(words: str) -> str:
    """Words that can be drawn and read aloud: a picture sign is named, and a run without a space may be broken."""
    words = words.replace("\r\n", "\n").replace("\r", "\n")
    shown = "".join(map(_sign, unicodedata.normalize("NFC", words)))
    return _LONG.sub("\\g<0>\u200b", shown)


def _sign(c: str) -> str:
    if c in "\ufe0e\ufe0f":
        return ""
    if ord(c) > 0x2190 and unicodedata.category(c) in ("So", "Sk"):
        return f"[{unicodedata.name(c, f'sign U+{ord(c):X}').lower()}]"
    return c
