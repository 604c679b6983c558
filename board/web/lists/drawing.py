"""The page of one list, from what the board found in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Final

from board.domain.lists.found import Found, FoundLine, What
from board.domain.lists.stages import REASONS, Stage
from board.domain.policy import Policy
from board.domain.refusals import Refusal
from board.intake.lists.meanings import meaning_groups, meaning_words
from board.store.lists.doors import ListDraft
from board.views.lists.pages import (
    AskedLine,
    ColumnView,
    LinesView,
    LineView,
    ListPage,
    QuestionsView,
    SampleView,
)
from board.views.page import Region
from board.web.lists.answers import AS_READ

A_PAGE: Final = 100
MOST_ASKED: Final = 400  # fewer than a form may have fields; the cards ask about the others
_KINDS: Final[Mapping[What, str]] = {
    "refused": "Held back",
    "changed": "Late information",
    "new": "New contacts",
    "same": "Here already",
    "joined": "More lines of these contacts",
}


def list_page(
    hub_key: str,
    draft: ListDraft,
    found: Found | None,
    region: Region,
    rules: Policy,
    asked: Mapping[str, str],
    typed: Mapping[str, str],
    refusal: Refusal | None,
) -> ListPage:
    """The page. asked: which kind of line, and which page of them. typed: answers that were sent and refused."""
    shown = found if draft.stage not in (Stage.READING, Stage.KEEPING) else None
    errors = {} if refusal is None else refusal.errors or {"reason": refusal.sentence}
    return ListPage(
        hub_key,
        str(draft.draft_id),
        draft.sender.name,
        draft.begun_at,
        draft.stage.value,
        draft.kept_at is not None,
        region,
        tuple(REASONS.items()),
        _questions(shown, rules, typed) if shown and draft.stage in (Stage.ASKING, Stage.CHECKED) else None,
        _lines(shown, asked) if shown and draft.stage is not Stage.ASKING else None,
        typed,
        errors,
    )


def _questions(found: Found, rules: Policy, typed: Mapping[str, str]) -> QuestionsView:
    columns = tuple(
        ColumnView(
            place,
            one.header,
            one.why,
            meaning_words(one.means) if one.means else "",
            typed.get(f"column-{place}", one.said or (AS_READ if one.means else "")),
        )
        for place, one in enumerate(found.columns)
    )
    return QuestionsView(
        found.problem,
        tuple(SampleView(one.name, one.says, one.lines) for one in found.samples),
        tuple(one for one in columns if one.why),
        tuple(one for one in columns if not one.why),
        found.gone,
        found.hidden,
        found.concern,
        meaning_groups(),
        tuple((one.code, one.label) for one in rules.concerns),
    )


def _lines(found: Found, asked: Mapping[str, str]) -> LinesView:
    count = Counter(line.what for line in found.lines)
    kinds = tuple((str(code), words, count[code]) for code, words in _KINDS.items() if count[code])
    wanted = asked.get("show", "")
    shown = wanted if wanted in count else kinds[0][0] if kinds else ""
    lines = [line for line in found.lines if line.what == shown]
    pages = max(1, -(-len(lines) // A_PAGE))
    said = asked.get("page", "")
    page = min(max(int(said) if said.isascii() and said.isdigit() and len(said) < 6 else 1, 1), pages)
    here = lines[(page - 1) * A_PAGE : page * A_PAGE]
    return LinesView(
        kinds,
        shown,
        tuple(_line(found, line) for line in here),
        page,
        pages,
        found.remarks,
        found.unused,
        tuple(sorted({line.table for line in found.held})),
        len(found.lines),
        count["refused"],
        tuple(AskedLine(line.number, line.says, line.asks) for line in found.lines if line.asks)[:MOST_ASKED],
    )


def _line(found: Found, line: FoundLine) -> LineView:
    names = found.tables[line.table] if line.table < len(found.tables) else ()
    cells = tuple(
        ((names[place] if place < len(names) else "") or f"Column {place + 1}", cell)
        for place, cell in enumerate(line.cells)
        if cell.strip()
    )
    return LineView(line.says, line.what, line.words, cells)
