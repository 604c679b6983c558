"""docs/import.md and docs/api.md say what the code does: their tables are compared with it."""

from __future__ import annotations

import json
import re
from pathlib import Path

from board.api.endpoints import guards_of
from board.domain.policy import Policy
from board.intake.columns import CHILD_PARTS, CONTACT, PERSON_PARTS, SAFE_PARTS, WHO
from board.intake.files import read
from board.intake.gathering import check, gathered
from board.intake.importing import vocabulary
from board.intake.model import SentContact, to_new_contact
from tests.intake.making import NOW

DOCS = Path(__file__).parents[2] / "docs"
WHOSE = {
    "child": "a child",
    "victim": "the victim",
    "alleged_perpetrator": "the alleged perpetrator",
    "person": "as the Role column says",
}


def columns() -> str:
    """The tables of columns as docs/import.md has them."""
    contact = [(column.field, column.names) for column in CONTACT]
    who = [(WHOSE[of], tuple(word or "(nothing)" for word in words)) for of, words in WHO.items()]
    parts = [(name, names) for name, _, names in (*PERSON_PARTS, *CHILD_PARTS)]
    safe = [(name, names) for name, _, names in SAFE_PARTS]
    made = (
        ("field of the contact", contact),
        ("whose", who),
        ("field of a person", parts),
        ("of the victim alone", safe),
    )
    return "\n\n".join(_table(title, rows) for title, rows in made)


def _table(title: str, rows: list[tuple[str, tuple[str, ...]]]) -> str:
    lines = [f"| {title} | names |", "|---|---|"]
    return "\n".join([*lines, *(f"| {name} | {', '.join(names)} |" for name, names in rows)])


def endpoints() -> str:
    """The table of endpoints as docs/api.md has it."""
    lines = ["| method | path | who may |", "|---|---|---|"]
    return "\n".join(
        [*lines, *(f"| {method} | {path} | {sentence} |" for method, path, _, sentence in guards_of())]
    )


def test_import_docs_list_every_column_and_name() -> None:
    assert columns() in (DOCS / "import.md").read_text(), (
        f"put this table into docs/import.md:\n\n{columns()}\n"
    )


def test_api_docs_list_every_endpoint() -> None:
    assert endpoints() in (DOCS / "api.md").read_text(), (
        f"put this table into docs/api.md:\n\n{endpoints()}\n"
    )


def test_api_docs_name_every_field_of_a_contact() -> None:
    text = (DOCS / "api.md").read_text()
    missing = [
        name for model in _models() for name in model if f"`{name}`" not in text and f'"{name}"' not in text
    ]
    assert not missing, f"docs/api.md does not name {missing}"


def _models() -> list[list[str]]:
    document = SentContact.model_json_schema()
    return [list(document["properties"]), *(list(one["properties"]) for one in document["$defs"].values())]


def test_contact_in_the_api_docs_is_taken_as_it_stands() -> None:
    shown = re.search(r"```json\n(.*?)```", (DOCS / "api.md").read_text(), re.DOTALL)
    assert shown and to_new_contact(json.loads(shown[1]), now=NOW).children


def test_list_in_the_import_docs_is_read_as_it_stands() -> None:
    shown = re.search(r"```csv\n(.*?)```", (DOCS / "import.md").read_text(), re.DOTALL)
    assert shown
    sheet, words = read(shown[1].encode()), vocabulary(Policy.default(), "police")
    check(sheet, words)
    found = list(gathered(sheet, words))
    assert [one.problems for one in found] == [[], []] and not sheet.header.unused
    assert [len(to_new_contact(one.data, now=NOW).children) for one in found] == [2, 0]
