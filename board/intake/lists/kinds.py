"""The kind of a file by its content, not by its name, and the tables it holds."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from board.intake.lists import csv_file, html_file, workbook
from board.intake.lists.encodings import decoded
from board.intake.lists.table import FILE_LIMIT, Table, UnreadableList

_OTHERS: Final = (
    (b"%PDF", "This is a PDF. The board reads CSV and XLSX: ask the sender for the list itself."),
    (b"{\\rtf", "This is a Word document (RTF). Save the list as .xlsx or as CSV."),
    (b"\x1f\x8b", "This is a packed file (gzip). Take the list out of it and send that."),
    (b"7z\xbc\xaf", "This is a packed file (7z). Take the list out of it and send that."),
    (b"Rar!", "This is a packed file (RAR). Take the list out of it and send that."),
    (b"PK\x05\x06", "This is an empty zip archive."),
    (b"\x89PNG", "This is a picture. The board reads CSV and XLSX: ask the sender for the list itself."),
    (b"\xff\xd8\xff", "This is a picture. The board reads CSV and XLSX: ask the sender for the list itself."),
    (b"MIME-Version:", "This is a web archive or a mail. Open it in a spreadsheet and save it as .xlsx."),
)
_HTML: Final = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype html|html|head|body|table|meta|style)\b",
    re.IGNORECASE | re.DOTALL,
)


def tables_of(content: bytes, encoding: str | None, columns: Mapping[str, str]) -> tuple[Table, ...]:
    """The tables of this file that hold something. Raises UnreadableList."""
    if not content.strip():
        raise UnreadableList("The file is empty.")
    if len(content) > FILE_LIMIT:
        raise UnreadableList(f"The file is larger than {FILE_LIMIT // 1024**2} MB. Send it in parts.")
    if content.startswith(b"PK\x03\x04"):
        return workbook.tables_of(content)
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise UnreadableList(_old_office(content))
    for start, says in _OTHERS:
        if content.startswith(start):
            raise UnreadableList(says)
    text = decoded(content, encoding)
    if "urn:schemas-microsoft-com:office:spreadsheet" in text[:2_000]:
        raise UnreadableList(
            "This is a spreadsheet written as XML. Open it in the spreadsheet and save it as .xlsx."
        )
    if _HTML.match(text[:5_000]):
        found = html_file.tables_of(text)
        if not found:
            raise UnreadableList("This is a web page, and no table in it holds anything.")
        return found
    if text.lstrip()[:1] == "<":
        raise UnreadableList(
            "This is XML. The board reads CSV and XLSX: ask the sender for the list as one of them."
        )
    if text.lstrip()[:2] in ("[{", "{\n", '{"', "{ ", "[ ", "[\n", "{\r"):
        raise UnreadableList("This is JSON. A list is CSV or XLSX; systems send contacts as JSON to the API.")
    return (csv_file.table_of(text, columns),)


def _old_office(content: bytes) -> str:
    def holds(name: str) -> bool:
        return name.encode("utf-16-le") in content

    if holds("EncryptedPackage"):
        return "The workbook has a password. Save it as .xlsx without a password."
    if holds("WordDocument"):
        return "This is an old Word document (.doc). Save the list as .xlsx or as CSV."
    if holds("__substg1.0_"):
        return "This is an Outlook message (.msg). Save the list that is attached to it and send that."
    return "This is an old Excel file (.xls). Save it as .xlsx, or as CSV."
