"""Tables of Markdown that pages written by hand have of the code."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from board.api.endpoints import guards_of
from board.intake.columns import CHILD_PARTS, CONTACT, PERSON_PARTS, SAFE_PARTS, WHO
from board.settings import Settings

ROOT = Path(__file__).resolve().parent.parent
WHOSE = {
    "child": "a child",
    "victim": "the victim",
    "alleged_perpetrator": "the alleged perpetrator",
    "person": "as the Role column says",
}


def table(heads: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """Rows as Markdown."""
    heads = list(heads)
    lines = [heads, ["---"] * len(heads), *rows]
    return "".join(f"| {' | '.join(_cell(cell) for cell in line)} |\n" for line in lines) + "\n"


def _cell(cell: object) -> str:
    return str(cell).replace("\n", " ").replace("|", "\\|")


def code(name: object) -> str:
    return f"`{name}`"


def settings_table() -> str:
    """The settings as docs/running.md has them too."""
    rows = [
        (code(one.metadata["env"]), one.metadata["says"], _default(one.default))
        for one in Settings.__dataclass_fields__.values()
    ]
    return table(["name", "what it is", "when not set"], rows)


def _default(value: object) -> str:
    return "" if value is None or value == () else code(value)


def endpoints() -> str:
    """The endpoints as docs/api.md has them."""
    return table(
        ["method", "path", "who may"],
        [(method, path, sentence) for method, path, _, sentence in guards_of()],
    )


def columns() -> list[str]:
    """The columns of a list as docs/import.md has them, in four tables."""
    tables = {
        "field of the contact": [(column.field, column.names) for column in CONTACT],
        "whose": [(WHOSE[of], tuple(word or "(nothing)" for word in words)) for of, words in WHO.items()],
        "field of a person": [(name, names) for name, _, names in (*PERSON_PARTS, *CHILD_PARTS)],
        "of the victim alone": [(name, names) for name, _, names in SAFE_PARTS],
    }
    return [
        table([title, "names"], [(name, ", ".join(names)) for name, names in rows])
        for title, rows in tables.items()
    ]


def tables_of() -> dict[Path, list[str]]:
    """The tables that pages written by hand have of the code."""
    docs = ROOT / "docs"
    return {
        docs / "api.md": [endpoints()],
        docs / "import.md": columns(),
        docs / "running.md": [settings_table()],
    }


def with_tables(page: Path, tables: Iterable[str]) -> str:
    """This page with each table as the code has it, where a table with the same head stands."""
    text = page.read_text(encoding="utf-8")
    for made in tables:
        head = made.partition("\n")[0]
        assert text.count(f"{head}\n") == 1, f"{page} has not one table with the head {head}"
        before, _, after = text.partition(f"{head}\n")
        text = before + made.rstrip("\n") + "\n" + re.sub(r"\A(\|.*\n)*", "", after)
    return text
