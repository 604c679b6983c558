"""The page of local words: those without a code, a word mapped, a mapping ended."""

from __future__ import annotations

from datetime import date

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from board.commands.local_word.mapping import end_word_mapping, map_word
from board.domain.local_word.mappings import CODE_LISTS, LABELS
from board.domain.people import Actor
from board.domain.permissions import Action
from board.domain.refusals import BadInput, NotHere, Refusal
from board.guards import database, now, seated, transact
from board.intake.days import BadCell, a_day
from board.queries.local_word.words import mapped_words, unmapped_words
from board.views.local_word.page import Codes, LocalWordsPage
from board.web.forms import fields
from board.web.shell import drawn
from board.web.table import Line

PAGE = "/hubs/{hub}/local-words"
FIELDS = ("word", "chosen", "number", "reason", "from_on", "row")
SAID = {
    "mapped": "Mapped.",
    "same": "This word is mapped so already.",
    "ended": "Ended. Words recorded before stay as they were read.",
}
_LISTS = tuple(
    Codes(key, LABELS[key], tuple(one.codes.items()), one.number_words) for key, one in CODE_LISTS.items()
)


async def local_words(request: Request, actor: Actor) -> Response:
    """GET /hubs/{hub}/local-words"""
    return await _page(request, actor)


async def add(request: Request, actor: Actor) -> Response:
    """POST /hubs/{hub}/local-words: chosen: list and code with a colon between. number: a national number, where chosen names none."""
    form = await fields(request, *FIELDS)
    number = form["number"].strip()
    chosen = form["chosen"] or (
        form["row"] if number else ""
    )  # a national number beside a word is of its list
    list_key, code = chosen.partition(":")[0], form["chosen"].partition(":")[2]
    try:
        if not list_key:
            raise BadInput({"chosen": "Choose what the word means."})
        on = _day(form["from_on"], "from_on")
        said = form["word"], code or number, form["reason"], on
        done, _ = await transact(request, map_word, actor, list_key, *said, now=now(request))
    except Refusal as refusal:
        return await _page(request, actor, form, refusal)
    return _back(actor, "mapped" if done.changed else "same")


async def end(request: Request, actor: Actor) -> Response:
    """POST /hubs/{hub}/local-words/{mapping}/end"""
    form, number = await fields(request, "reason", "until_on"), int(request.path_params["mapping"])
    try:
        on = _day(form["until_on"], "until_on")
        await transact(request, end_word_mapping, actor, number, form["reason"], on, now=now(request))
    except NotHere:
        raise
    except Refusal as refusal:
        return await _page(request, actor, form | {"row": str(number)}, refusal)
    return _back(actor, "ended")


LOCAL_WORDS = (
    Line(PAGE, "GET", local_words, seated(Action.MAP_WORDS, reading="local_words")),
    Line(PAGE, "POST", add, seated(Action.MAP_WORDS)),
    Line(PAGE + "/{mapping:int}/end", "POST", end, seated(Action.MAP_WORDS)),
)


def _back(actor: Actor, done: str) -> Response:
    return RedirectResponse(f"/hubs/{actor.hub_key}/local-words?done={done}", 303)


def _day(typed: str, name: str) -> date | None:
    """A day as a form sends it. Raises BadInput."""
    try:
        return a_day(typed.strip(), "day")
    except BadCell as wrong:
        raise BadInput({name: f"{str(wrong)[:1].upper()}{str(wrong)[1:]}."}) from None


async def _page(
    request: Request, actor: Actor, typed: dict[str, str] | None = None, refusal: Refusal | None = None
) -> Response:
    async with database(request).snapshot() as conn:
        unmapped, more = await unmapped_words(conn, actor, now(request))
        mapped = await mapped_words(conn, actor, now(request))
    view = LocalWordsPage(
        hub_key=actor.hub_key,
        unmapped=unmapped,
        more=more,
        mapped=mapped,
        lists=_LISTS,
        typed=dict.fromkeys((*FIELDS, "until_on"), "") | (typed or {}),
        errors=(refusal.errors or {"word": refusal.sentence}) if refusal else {},
        said="" if refusal else SAID.get(request.query_params.get("done", ""), ""),
        row=(typed or {}).get("row", ""),
    )
    title = "Error: Local words" if refusal else "Local words"
    return drawn(request, view, title, here="local-words", refusal=refusal)
