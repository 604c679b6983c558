"""The answers of the form about a list's columns, letters and hidden rows."""

from __future__ import annotations

from typing import Final, cast

from starlette.requests import Request

from board.domain.lists.found import Found
from board.domain.lists.senders import Answers, Hidden
from board.domain.lists.stages import Same
from board.domain.refusals import BadInput, ListMovedOn
from board.intake.lists.encodings import ENCODINGS
from board.intake.lists.reading import known_meaning
from board.store.lists.doors import ListDraft
from board.web.forms import form_of

MOST = 500
AS_READ: Final = "as-read"


async def answers_of(request: Request, draft: ListDraft, found: Found) -> Answers:
    """The answers to what is asked of this list. Raises BadInput for one that is missing, ListMovedOn where another thing is asked now."""
    form = await form_of(request, most=MOST)
    said = {name: value for name, value in form.items() if isinstance(value, str)}
    errors: dict[str, str] = {}
    encoding = hidden = concern = None
    if found.samples:
        encoding = said.get("encoding") or None
        if encoding not in ENCODINGS:
            errors["encoding"] = "Choose the lines whose letters are right."
    if found.hidden:
        hidden = said.get("hidden") or None
        if hidden not in ("read", "leave"):
            errors["hidden"] = "Choose whether hidden rows and columns are read."
    if found.concern:
        concern = said.get("concern") or None
        if concern is None and not any(
            said.get(f"column-{n}") == "contact.concern" for n in range(len(found.columns))
        ):
            errors["concern"] = "Choose what its contacts are about, or which column says it."
    columns = _columns(found, draft, said, errors)
    if errors:
        raise BadInput(errors)
    return Answers(concern, encoding, cast(Hidden | None, hidden), columns)


async def same_of(request: Request, found: Found) -> Same:
    """The lines of which it was answered that they are more of a contact. Raises ListMovedOn for what the board did not ask."""
    form = await form_of(request, most=MOST)
    asked = {
        f"same-{line.number}": (line.number, {ref for ref, _ in line.asks})
        for line in found.lines
        if line.asks
    }
    same: Same = {}
    for name, ref in form.items():
        if not ref or not name.startswith("same-"):
            continue
        number, refs = asked.get(name, (0, set[str]()))
        if ref not in refs:
            raise ListMovedOn
        same[str(number)] = str(ref)
    return same


def _columns(
    found: Found, draft: ListDraft, said: dict[str, str], errors: dict[str, str]
) -> dict[str, str] | None:
    """Every header of the list with its meaning: as said now, else as it was said before. None where no header is known yet."""
    if not found.tables:
        return None
    before = draft.sender.columns
    columns = {header: before.get(header, "") for header in found.headers}
    for place, asked in enumerate(found.columns):
        if said.get(f"header-{place}") not in (None, asked.header):
            raise ListMovedOn
        meaning = said.get(f"column-{place}", "")
        if not asked.why and f"column-{place}" not in said:
            continue
        if meaning == AS_READ and asked.means:
            columns[asked.header] = ""
        elif known_meaning(meaning):
            columns[asked.header] = meaning
        else:
            errors[f"column-{place}"] = f"Choose what the column “{asked.header}” means, or leave it out."
    return columns
