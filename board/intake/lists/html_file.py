"""A list sent as a web page with a table, as some police systems name .xls."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Final

from board.intake.lists.table import COLUMN_LIMIT, LINE_LIMIT, Line, Table, UnreadableList, bounded

MERGED_LINES: Final = 200  # more than any family has
_BREAKS: Final = ("br", "p", "div", "li")


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[tuple[list[list[str]], set[int]]] = []
        self.depth = 0
        self.cell: list[str] | None = None
        self.span = (1, 1)
        self.carried: dict[int, tuple[int, str]] = {}  # column -> lines that its merged cell still counts in
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag in ("script", "style"):
            self.silent += 1
        elif tag == "table":
            self.depth += 1
            if self.depth > 1:
                raise UnreadableList(
                    "This is a web page with a table inside a table. Copy the list into a spreadsheet and save it as .xlsx."
                )
            self.tables.append(([], set()))
        elif tag == "tr" and self.tables:
            self._end_row()
            rows, hidden = self.tables[-1]
            rows.append([])
            if len(rows) > 20 * LINE_LIMIT:
                raise UnreadableList(f"The file has more than {LINE_LIMIT:,} lines. Send it in parts.")
            if "hidden" in given or "display:none" in given.get("style", "").replace(" ", "").lower():
                hidden.add(len(rows))
            self._carry()
        elif tag in ("td", "th") and self.tables and self.tables[-1][0]:
            self._end_cell()
            self.cell = []
            self.span = (_number(given.get("colspan")), _number(given.get("rowspan")))
        elif tag in _BREAKS and self.cell:
            self.cell.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("script", "style"):
            self.silent = max(0, self.silent - 1)
        elif tag in ("td", "th"):
            self._end_cell()
        elif tag == "tr":
            self._end_row()
        elif tag == "table":
            self._end_row()
            self.depth = max(0, self.depth - 1)
            self.carried.clear()

    def handle_data(self, data: str) -> None:
        if self.cell is not None and not self.silent:
            self.cell.append(" ".join(data.split()) if data.strip() else " ")

    def _carry(self) -> None:
        """Fill the places in this row that a cell of a row above still covers."""
        row = self.tables[-1][0][-1]
        while len(row) in self.carried:
            left, text = self.carried.pop(len(row))
            if left > 1:
                self.carried[len(row)] = (left - 1, text)
            row.append(text)

    def _end_cell(self) -> None:
        if self.cell is None or not self.tables or not self.tables[-1][0]:
            return
        row = self.tables[-1][0][-1]
        text = "".join(self.cell).strip()
        wide, tall = self.span
        if tall > 1:
            self.carried[len(row)] = (min(tall, MERGED_LINES) - 1, text)
        row += [text] + [""] * (wide - 1)
        self.cell = None
        self._carry()

    def _end_row(self) -> None:
        self._end_cell()


def _number(written: str | None) -> int:
    return min(max(int(written), 1), COLUMN_LIMIT + 1) if written and written.isdecimal() else 1


def tables_of(text: str) -> tuple[Table, ...]:
    """The tables of this page that hold something, each with its lines numbered. Raises UnreadableList."""
    reader = _Reader()
    reader.feed(text)
    reader.close()
    many = len(reader.tables) > 1
    found = [
        Table(
            f"Table {place}" if many else "",
            tuple(bounded(Line(n, tuple(row)) for n, row in enumerate(rows, start=1))),
            hidden_lines=frozenset(hidden),
            remarks=("It is a web page with a table; its lines are counted from the top of the table.",),
        )
        for place, (rows, hidden) in enumerate(reader.tables, start=1)
    ]
    return tuple(table for table in found if table.lines)
