"""Any file is read or refused for the real reason, within ten seconds of processor time."""

from __future__ import annotations

import io
import resource
import subprocess
import zipfile
from collections.abc import Callable
from typing import Any

import pytest

from board.intake.lists.sheets import read
from board.intake.lists.table import EncodingUnknown, UnreadableList
from tests.intake.lists.making import COLUMNS, QUILL, ROOK, book_of, csv_of, edited, taken

BOOK = book_of({"List": [COLUMNS, QUILL, ROOK]})
EXPECTED = taken(csv_of(COLUMNS, QUILL, ROOK))


def strict(name: str, part: bytes) -> tuple[str, bytes]:
    part = part.replace(
        b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
        b"http://purl.oclc.org/ooxml/spreadsheetml/main",
    )
    return name, part.replace(
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
        b"http://purl.oclc.org/ooxml/officeDocument/relationships",
    )


def backslashes(name: str, part: bytes) -> tuple[str, bytes]:
    return name.replace("/", "\\"), part


def bad_style(name: str, part: bytes) -> tuple[str, bytes]:
    return name, part.replace(b'patternType="gray125"', b'patternType="plaid"') if name.endswith(
        "styles.xml"
    ) else part


def bad_properties(name: str, part: bytes) -> tuple[str, bytes]:
    return name, b"<broken" if name.startswith("docProps/") else part


def bad_theme(name: str, part: bytes) -> tuple[str, bytes]:
    return name, b"<broken" if "theme" in name else part


def capitals(name: str, part: bytes) -> tuple[str, bytes]:
    return name.replace("xl/worksheets/sheet1", "xl/worksheets/Sheet1"), part.replace(
        b"sheet1.xml", b"Sheet1.xml"
    )


def no_types(name: str, part: bytes) -> tuple[str, bytes]:
    return name, b"" if name == "[Content_Types].xml" else part


@pytest.mark.parametrize(
    "fault", [strict, backslashes, bad_style, bad_properties, bad_theme, capitals, no_types]
)
def test_fault_in_a_part_that_a_list_does_not_need_is_no_reason_to_refuse_it(
    fault: Callable[[str, bytes], tuple[str, bytes]],
) -> None:
    assert taken(edited(BOOK, fault)) == EXPECTED


def test_list_as_csv_as_workbook_and_as_web_page_gives_the_same_contacts() -> None:
    cells = "".join(
        "<tr>" + "".join(f"<td>{c}</td>" for c in row) + "</tr>" for row in (COLUMNS, QUILL, ROOK)
    )
    page = f"<html><body><table>{cells}</table></body></html>"
    assert taken(BOOK) == EXPECTED == taken(page.encode())


def test_merged_cells_and_breaks_of_a_web_page_are_read() -> None:
    head = "".join(f"<th>{c}</th>" for c in COLUMNS)
    first = "".join(f"<td rowspan=2>{c}</td>" for c in QUILL[:5]) + "".join(
        f"<td>{c}</td>" for c in QUILL[5:]
    )
    page = f"<!DOCTYPE html><table><tr>{head}</tr><tr>{first}</tr><tr><td>Quill</td><td>Ada</td><td></td></tr></table>"
    [one] = taken(page.encode())
    assert [child["given_name"] for child in one["children"]] == ["Tamsin", "Ada"]


def archive(**parts: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as made:
        for name, part in parts.items():
            made.writestr(name, part)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (archive(**{"list.csv": b"a,b"}), "zip archive and no Excel workbook"),
        (archive(**{"word/document.xml": b"<a/>"}), "a Word document"),
        (archive(**{"content.xml": b"<a/>"}), "OpenDocument"),
        (archive(**{"xl/workbook.bin": b""}), "binary workbook"),
        (BOOK[: len(BOOK) // 2], "cut short or damaged"),
        (b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "has a password"),
        (b"\xd0\xcf\x11\xe0" + "Workbook".encode("utf-16-le"), "old Excel file"),
        (b"\xd0\xcf\x11\xe0" + "WordDocument".encode("utf-16-le"), "old Word document"),
        (b'{"source": "police"}', "This is JSON"),
        (b"<?xml version='1.0'?><list/>", "This is XML"),
        (b"<html><body><p>Sign in</p></body></html>", "no table in it holds anything"),
        (b"{\\rtf1 list}", "RTF"),
        (b"\x1f\x8b\x08", "gzip"),
        ((",".join(COLUMNS) + '\nHX-1,"a" b,c\n').encode(), "words follow a closing quotation mark"),
    ],
)
def test_reason_given_is_the_real_one(content: bytes, reason: str) -> None:
    with pytest.raises(UnreadableList, match=reason):
        taken(content)


# Hostile files, in a process of its own.

ROW = b'<row r="%d"><c r="A%d"/></row>'


def sheet_of(data: bytes) -> bytes:
    def edit(name: str, part: bytes) -> tuple[str, bytes]:
        if not name.endswith("sheet1.xml"):
            return name, part
        start, end = part.index(b"<sheetData>") + 11, part.index(b"</sheetData>")
        return name, part[:start] + data + part[end:]

    return edited(BOOK, edit)


def empty_rows() -> bytes:
    return sheet_of(b"".join(ROW % (n, n) for n in range(1, 600_001)))


def far_corner() -> bytes:
    return sheet_of(
        b'<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    )


def deep() -> bytes:
    return sheet_of(b"<a>" * 1_000_000 + b"</a>" * 1_000_000)


def many_cells() -> bytes:
    row = b'<c t="inlineStr"><is><t>x</t></is></c>' * 150
    return sheet_of(b"".join(b'<row r="%d">' % n + row + b"</row>" for n in range(1, 2_500)))


def entities() -> bytes:
    bomb = (
        b'<!DOCTYPE a [<!ENTITY a "'
        + b"x" * 1_000
        + b'">'
        + b"".join(
            b'<!ENTITY %c "&%c;&%c;&%c;&%c;&%c;&%c;&%c;&%c;">' % (n, *[n - 1] * 8) for n in range(98, 110)
        )
        + b"]>"
    )
    return edited(
        BOOK,
        lambda name, part: (
            (name, bomb + b"<worksheet>&m;</worksheet>") if name.endswith("sheet1.xml") else (name, part)
        ),
    )


def bomb() -> bytes:
    return archive(**{"xl/workbook.xml": b"<workbook/>", "xl/worksheets/sheet1.xml": b"0" * 61 * 1024 * 1024})


HEADER = ",".join(COLUMNS).encode() + b"\n"
HOSTILE: dict[str, Callable[[], bytes]] = {
    "hundreds of thousands of empty rows": empty_rows,
    "a cell in the last corner": far_corner,
    "deep XML": deep,
    "many cells": many_cells,
    "entities": entities,
    "a zip bomb": bomb,
    "quotation marks": lambda: HEADER + b'"' * 2_000_000,
    "quoted commas": lambda: HEADER + b'","' * 600_000,
    "blank lines": lambda: HEADER + b"\n" * 500_000,
    "letters of no encoding": lambda: HEADER + b"\x81\xeb" * 200_000,
    "letters encoded twice": lambda: HEADER + "Ã«".encode() * 300_000,
    "rows of a web page": lambda: b"<table>" + b"<tr><td>a<td>b" * 100_000,
    "tags of a web page": lambda: b"<table><tr><td>" + b"<" * 8_000_000,  # ends at the limit of time
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_any_file_is_read_or_refused_within_ten_seconds_of_processor_time(kind: str) -> None:
    content = HOSTILE[kind]()
    assert len(content) <= 10 * 1024 * 1024
    before = _spent()
    said = outcome(content)
    assert _spent() - before < 10
    assert said.endswith((".", "?"))


def outcome(content: bytes) -> str:
    """A sentence for what became of a file."""
    try:
        lines = sum(len(sheet.lines) for sheet in read(content).sheets)
    except EncodingUnknown as asked:
        return (
            f"{len(asked.samples)} samples." if all(sample.lines for sample in asked.samples) else "no sample"
        )
    except UnreadableList as refused:
        return str(refused)
    return f"{lines} lines." if lines <= 5_001 else "too many lines"


def test_process_that_reads_knows_nothing_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[dict[str, str]] = []
    run = subprocess.run

    def seen(*words: Any, **how: Any) -> Any:
        given.append(how["env"])
        return run(*words, **how)

    monkeypatch.setattr(subprocess, "run", seen)
    assert len(read(BOOK).sheets[0].lines) == 2
    assert [env.keys() for env in given] == [{"PYTHONPATH"}]


def _spent() -> float:
    ours, theirs = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return ours.ru_utime + ours.ru_stime + theirs.ru_utime + theirs.ru_stime
