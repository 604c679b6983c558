"""A police list as it arrives: a file of some kind."""

from __future__ import annotations

from board.intake import csv_list, xlsx_list
from board.intake.sheet import FILE_LIMIT, Sheet, UnreadableList


def read(content: bytes) -> Sheet:
    """The list in this file, CSV or XLSX by what it is and not by its name. Raises UnreadableList."""
    if not content.strip():
        raise UnreadableList("The file is empty.")
    if len(content) > FILE_LIMIT:
        raise UnreadableList(f"The file is larger than {FILE_LIMIT // 1024**2} MB. Send it in parts.")
    if content.startswith(b"PK\x03\x04"):
        return xlsx_list.read(content)
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise UnreadableList(
            "This is an old Excel file (.xls) or one with a password. Save it as .xlsx without a password, or as CSV."
        )
    if content.startswith(b"%PDF"):
        raise UnreadableList(
            "This is a PDF. The board reads CSV and XLSX: ask the sender for the list itself."
        )
    return csv_list.read(content)
