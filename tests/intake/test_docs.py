"""docs/import.md and docs/api.md say what the code does: their tables are compared with it."""

from __future__ import annotations

import json
import re
from pathlib import Path

from board.domain.policy import Policy
from board.intake.gathering import check, gathered
from board.intake.importing import vocabulary
from board.intake.model import SentContact, to_new_contact
from tests.doc_tables import columns, endpoints, with_tables
from tests.intake.making import NOW, read_here
from tests.reference import COMMAND

DOCS = Path(__file__).parents[2] / "docs"


def test_import_docs_list_every_column_and_name() -> None:
    page = DOCS / "import.md"
    assert page.read_text() == with_tables(page, columns()), f"docs/import.md is old. Run: {COMMAND}"


def test_api_docs_list_every_endpoint() -> None:
    page = DOCS / "api.md"
    assert page.read_text() == with_tables(page, [endpoints()]), f"docs/api.md is old. Run: {COMMAND}"


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
    sheet, words = read_here(shown[1].encode()), vocabulary(Policy.default(), "police")
    check(sheet, words)
    found = list(gathered(sheet, words))
    assert [one.problems for one in found] == [[], []] and not sheet.unused
    assert [len(to_new_contact(one.data, now=NOW).children) for one in found] == [2, 0]
