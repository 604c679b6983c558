"""The directory over HTTP: the page, the list to confirm, and an entry added, confirmed, changed and removed."""

from __future__ import annotations

from dataclasses import replace

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from board.commands.directory.entries import add_entry, change_entry, confirm_entry, end_entry
from board.domain.directory.entries import ANSWERED_WORDS, HOW_WORDS, Standing
from board.domain.directory.given import LONGEST, MOST_DEPUTIES, fields_of
from board.domain.people import Actor
from board.domain.refusals import EntryEnded, NotHere, Refusal
from board.guards import database, now, transact
from board.queries.directory.entries import agency_names, directory, listed_entries, one_entry
from board.store.policies import policy
from board.views.directory.pages import EntryPage, ToConfirmPage
from board.web.forms import fields
from board.web.shell import drawn

FIELDS = ("agency", "kind", "address", "name", "deputies", "answered")
EMPTY = dict.fromkeys(FIELDS, "") | {"kind": "telephone", "answered": "always"}
MOST = LONGEST * (MOST_DEPUTIES + 2) * 2
_HOWS = tuple((code.value, words) for code, words in HOW_WORDS.items())
_ANSWERS = tuple((code.value, words) for code, words in ANSWERED_WORDS.items())
SAID = {
    "added": "Added. A colleague must confirm it.",
    "changed": "Saved. A colleague must confirm it.",
    "removed": "Removed.",
}
"""The page's sentence after an act, by the word in its address."""


async def directory_page(request: Request, actor: Actor) -> Response:
    """GET /hubs/{hub}/directory"""
    async with database(request).snapshot() as conn:
        view = await directory(conn, actor, now(request))
    said = SAID.get(request.query_params.get("done", ""), "")
    return drawn(request, replace(view, said=said), "Directory", here="directory")


async def to_confirm(request: Request, actor: Actor) -> Response:
    """GET /hubs/{hub}/directory/to-confirm"""
    return await _to_confirm(request, actor)


async def confirm(request: Request, actor: Actor) -> Response:
    """POST /hubs/{hub}/directory/{entry}/confirm: from the list, which goes on with the next, or from the entry's own page."""
    form, entry_id = await fields(request, "how", "then", longest=50), request.path_params["entry"]
    try:
        await transact(request, confirm_entry, actor, entry_id, form["how"], now=now(request))
    except NotHere:
        raise
    except Refusal as refusal:
        if form["then"] == "":
            return await _entry(request, actor, entry_id, refusal=refusal)
        return await _to_confirm(request, actor, focus=entry_id, refusal=refusal)
    if form["then"] == "":
        return RedirectResponse(_address(actor, str(entry_id)), 303)
    following = f"&next={form['then']}" if form["then"].isdigit() else ""
    return RedirectResponse(_address(actor, f"to-confirm?done=1{following}"), 303)


async def add_page(request: Request, actor: Actor) -> Response:
    """GET /hubs/{hub}/directory/new"""
    return await _entry(request, actor, None, EMPTY | {"agency": request.query_params.get("agency", "")})


async def add(request: Request, actor: Actor) -> Response:
    """POST /hubs/{hub}/directory"""
    form = await fields(request, *FIELDS, longest=MOST)
    try:
        await transact(request, add_entry, actor, form["agency"], fields_of(form), now=now(request))
    except Refusal as refusal:
        return await _entry(request, actor, None, form, refusal)
    return RedirectResponse(_address(actor, "?done=added"), 303)


async def entry_page(request: Request, actor: Actor) -> Response:
    """GET /hubs/{hub}/directory/{entry}"""
    return await _entry(request, actor, request.path_params["entry"])


async def change(request: Request, actor: Actor) -> Response:
    """POST /hubs/{hub}/directory/{entry}/change"""
    form, entry_id = await fields(request, *FIELDS, longest=MOST), request.path_params["entry"]
    try:
        await transact(request, change_entry, actor, entry_id, fields_of(form), now=now(request))
    except NotHere:
        raise
    except Refusal as refusal:
        return await _entry(request, actor, entry_id, form, refusal)
    return RedirectResponse(_address(actor, "?done=changed"), 303)


async def end(request: Request, actor: Actor) -> Response:
    """POST /hubs/{hub}/directory/{entry}/end"""
    await transact(request, end_entry, actor, request.path_params["entry"], now=now(request))
    return RedirectResponse(_address(actor, "?done=removed"), 303)


async def _to_confirm(
    request: Request, actor: Actor, *, focus: int | None = None, refusal: Refusal | None = None
) -> Response:
    following = request.query_params.get("next", "")
    async with database(request).snapshot() as conn:
        entries = await listed_entries(conn, actor, now(request))
        months = (await policy(conn, actor.hub_id, now(request))).directory.confirm_months
    waiting = [one for one in entries if one.standing != Standing.CONFIRMED]
    view = ToConfirmPage(
        hub_key=actor.hub_key,
        entries=tuple(one for one in waiting if one.confirms),
        others=tuple(one for one in waiting if not one.confirms),
        hows=_HOWS,
        focus=focus or (int(following) if following.isascii() and following.isdigit() else None),
        months=months,
        said="Confirmed." if request.query_params.get("done") and refusal is None else "",
        errors=_errors(refusal, "how"),
    )
    return drawn(request, view, _title("Numbers to confirm", refusal), here="directory", refusal=refusal)


async def _entry(
    request: Request,
    actor: Actor,
    entry_id: int | None,
    typed: dict[str, str] | None = None,
    refusal: Refusal | None = None,
) -> Response:
    """The page of one entry. One that was changed or removed meanwhile leaves the form to add one, with what was typed."""
    async with database(request).snapshot() as conn:
        try:
            entry = await one_entry(conn, actor, entry_id, now(request)) if entry_id is not None else None
        except NotHere:
            if not isinstance(refusal, EntryEnded):
                raise
            entry = None
        agencies = await agency_names(conn, actor.hub_id, now(request))
    kept = (
        EMPTY
        if entry is None
        else {
            "agency": "",
            "kind": entry.kind,
            "address": entry.shown,
            "name": entry.name,
            "deputies": "\n".join(entry.deputies),
            "answered": entry.answered_code,
        }
    )
    view = EntryPage(
        hub_key=actor.hub_key,
        entry=entry,
        agencies=agencies,
        hows=_HOWS,
        answers=_ANSWERS,
        typed=kept | (typed or {}) | ({"kind": entry.kind} if entry else {}),
        errors=_errors(refusal, "address" if typed else "how"),
    )
    title = "Add a number or mailbox" if entry is None else "Number or mailbox"
    return drawn(request, view, _title(title, refusal), here="directory", refusal=refusal)


def _errors(refusal: Refusal | None, field: str) -> dict[str, str]:
    return (refusal.errors or {field: refusal.sentence}) if refusal else {}


def _title(title: str, refusal: Refusal | None) -> str:
    return f"Error: {title}" if refusal else title


def _address(actor: Actor, path: str) -> str:
    return f"/hubs/{actor.hub_key}/directory{'' if path.startswith('?') else '/'}{path}"
