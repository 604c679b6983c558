"""A list sent as CSV: its encoding, its separator, its lines."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator
from typing import Final

from board.intake.sheet import Line, Sheet, UnreadableList, bounded, under_header

_SEPARATORS: Final = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "upright bars"}
_UTF8_PAIR: Final = re.compile(rb"[\xc3-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
SAVE_AS: Final = "In the spreadsheet save it as “CSV UTF-8” or as .xlsx and send it again."
csv.field_size_limit(
    1_000_000
)  # bounded() says the sentence; this only keeps the reader from failing before it


def decoded(content: bytes) -> tuple[str, str | None]:
    """The text of the file and a remark when its encoding was guessed. Raises UnreadableList."""
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if content.startswith(mark):
            try:
                return content.decode(encoding), None
            except UnicodeDecodeError:
                raise UnreadableList(
                    f"The file says it is {encoding[:6].upper()} text and is not, throughout. {SAVE_AS}"
                ) from None
    if b"\x00" in content:
        raise UnreadableList(
            f"This is no text the board can read (it holds NUL bytes; perhaps UTF-16 without its mark). {SAVE_AS}"
        )
    try:
        return content.decode("utf-8"), None
    except UnicodeDecodeError:
        pass
    if _UTF8_PAIR.search(content):
        raise UnreadableList(f"The file mixes two encodings, so names would come out wrong. {SAVE_AS}")
    try:
        text = content.decode("cp1252")
    except UnicodeDecodeError:
        raise UnreadableList(
            f"The file is neither UTF-8 nor Windows text, so names would come out wrong. {SAVE_AS}"
        ) from None
    return (
        text,
        "The file does not say its encoding; Windows (cp1252) was guessed. Check that accents in names look right.",
    )


def _lines(text: str, separator: str) -> Iterator[Line]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    first = 1
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            raise UnreadableList(
                f"From line {first} on the quotation marks do not pair, so where a cell ends is not known. "
                "Nothing was taken. Mend the line in the spreadsheet and save it again."
            ) from None
        yield Line(first, tuple(cells))
        first = reader.line_num + 1


def read(content: bytes) -> Sheet:
    """The list in this CSV file. Raises UnreadableList."""
    text, guessed = decoded(content)
    declared = re.match(r"sep=(.)\r?\n", text)
    if declared:
        text = "\r\n" + text[declared.end() :]  # the line stays, so that numbers stay true
    best: tuple[int, str] = (0, ",")
    for separator in [declared[1]] if declared else _SEPARATORS:
        try:
            found = under_header([line for _, line in zip(range(20), _lines(text, separator), strict=False)])
        except UnreadableList:
            continue
        if found and len(found[0].taken) > best[0]:
            best = (len(found[0].taken), separator)
    lines = list(bounded(_lines(text, best[1])))
    found = under_header(lines)
    if not found:
        raise UnreadableList(
            "No line near the top names columns the board knows, such as Reference, Date received, Summary, Child surname."
        )
    remarks = [guessed] if guessed else []
    if best[1] != ",":
        remarks.append(f"Its cells are parted by {_SEPARATORS.get(best[1], 'the mark it declares')}.")
    return Sheet(found[0], found[1], (*remarks, *found[2]))
