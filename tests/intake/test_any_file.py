"""Whatever file is handed over, it is read or refused in a sentence, and no line breaks the import."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Iterator

from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from board.domain.policy import Policy
from board.domain.refusals import BadInput
from board.intake.columns import COLUMNS
from board.intake.gathering import Gathered, check, gathered
from board.intake.importing import vocabulary
from board.intake.lists.table import UnreadableList
from board.intake.model import to_new_contact
from tests.intake.making import NOW, read_here

WORDS = vocabulary(Policy.default(), "police")
HEADERS = st.sampled_from([name for column in COLUMNS for name in column.names[:2]])
NEEDED = ["Reference", "Date received", "Concern", "Summary"]
CELLS = st.one_of(
    st.text(max_size=20),
    st.sampled_from(
        ["", "-", "=1+1", "+1", "24/11/2026", "24/11/2026 07:52", "99999", "46350.5", "0", "1e400", "nan", "inf", "Unborn", "yes",
         "unborn Quill", "victim", "child", "9" * 400, "31/12/9999", "0001-01-01", "9999-12-31T23:59:59-14:00", "24:00", "neglect",
         "2026-11-24T07:52+99:00", "٢٤/١١/٢٠٢٦", "²"]
    ),
)  # fmt: skip
VALUES = (
    CELLS.map(lambda text: "".join(c for c in text if c.isprintable()))
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
)
TABLES = st.lists(HEADERS, max_size=6, unique=True).flatmap(
    lambda more: st.tuples(
        st.just(NEEDED + more),
        st.lists(st.lists(CELLS, min_size=len(more) + 4, max_size=len(more) + 4), min_size=1, max_size=5),
    )
)


def contacts(content: bytes) -> Iterator[Gathered]:
    """What the list holds; nothing when it is refused in a sentence."""
    try:
        sheet = read_here(content)
        check(sheet, WORDS)
    except UnreadableList as refused:
        refusal = str(refused)
    else:
        yield from gathered(sheet, WORDS)
        return
    assert refusal.endswith((".", "?"))


def all_told(content: bytes) -> None:
    for one in contacts(content):
        if not one.problems:
            with contextlib.suppress(BadInput):
                to_new_contact(one.data, now=NOW)


@settings(max_examples=120, deadline=None)
@given(
    st.binary(max_size=400)
    | st.sampled_from([b"PK\x03\x04", b"\xef\xbb\xbf", b"\xff\xfe", b"sep=,\n"]).flatmap(
        lambda s: st.binary(max_size=200).map(lambda b: s + b)
    )
)
def test_any_bytes_are_a_list_or_refused_in_a_sentence(content: bytes) -> None:
    all_told(content)


@settings(max_examples=120, deadline=None)
@given(TABLES, st.sampled_from([",", ";", "\t"]))
def test_any_cells_of_a_csv_are_taken_or_refused_in_words(
    table: tuple[list[str], list[list[str]]], separator: str
) -> None:
    header, rows = table
    quoted = [separator.join('"' + cell.replace('"', '""') + '"' for cell in row) for row in rows]
    all_told("\r\n".join([separator.join(header), *quoted]).encode("utf-8", "replace"))


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.lists(VALUES, min_size=7, max_size=7), min_size=1, max_size=4),
    st.lists(HEADERS, min_size=3, max_size=3, unique=True),
)
def test_any_cells_of_a_workbook_are_taken_or_refused_in_words(
    rows: list[list[object]], more: list[str]
) -> None:
    made = Workbook()
    sheet = made.active
    assert sheet is not None
    for row in [NEEDED + more, *rows]:
        sheet.append(row)
    stream = io.BytesIO()
    made.save(stream)
    all_told(stream.getvalue())


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 255)), min_size=1, max_size=8))
def test_damaged_workbook_is_read_or_refused_in_a_sentence(damage: list[tuple[int, int]]) -> None:
    content = bytearray(WHOLE)
    for place, byte in damage:
        content[place % len(content)] = byte
    all_told(bytes(content))


def _workbook() -> bytes:
    made = Workbook()
    sheet = made.active
    assert sheet is not None
    sheet.append(NEEDED)
    sheet.append(["P-1", "24/11/2026", "neglect", "Seen."])
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


WHOLE = _workbook()
