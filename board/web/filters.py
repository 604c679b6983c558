"""The filter of somebody's desk: read from the address or from where it was remembered, drawn as a style sheet, saved by name."""

from __future__ import annotations

from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from board import render
from board.commands.filters import remove_filter, save_filter
from board.commands.shortcuts import set_shortcuts
from board.domain.facets import Filter, Group, groups
from board.domain.people import Actor
from board.domain.policy import Policy
from board.domain.sessions import Session
from board.guards import cookie, database, now, transact
from board.queries.board import seen_groups
from board.queries.filters import saved_filters
from board.store.policies import policy
from board.views.desk import DeskTools, SavedFilters
from board.views.page import Region
from board.web.answers import is_click
from board.web.cookies import give
from board.web.forms import fields
from board.web.shell import PRIVACY

LANES = ("lane-waiting", "lane-in_hand")
BOTH = ":is(#lane-waiting, #lane-in_hand) > li"
EVERYTHING = "everything"


async def tools_of(request: Request, actor: Actor, board: Region, rules: Policy) -> DeskTools:
    """The line over the columns for this request. board: the region of the board as drawn for it; rules: the policy in force."""
    known = groups(rules, seen_groups(actor.lens))
    async with database(request).connection() as conn:
        saved = await saved_filters(conn, actor.hub_id, actor.person_id, known)
    chosen = _chosen(request, actor, known)
    cards = [facets for lane in LANES for facets in board.facets.get(lane, ())]
    hidden = [facets for facets in cards if not chosen.shows(facets, actor.person_id)]
    first = min(rules.levels, key=lambda level: level.band)
    return DeskTools(
        hub_key=actor.hub_key,
        groups=known,
        chosen=chosen,
        query=urlencode(chosen.pairs()),
        saved=saved,
        shown=len(cards) - len(hidden),
        total=len(cards),
        hidden_first=sum(f"rag:{first.code}" in facets for facets in hidden),
        hidden_late=sum("is:late" in facets for facets in hidden),
        first_label=first.label.lower(),
    )


def remember(request: Request, response: Response, actor: Actor, chosen: Filter) -> Response:
    """Keep what was asked for until the browser closes, so that opening a contact does not lose it. Codes alone."""
    return give(request, response, _cookie(actor), chosen.words.replace(" ", "+") or EVERYTHING)


def _cookie(actor: Actor) -> str:
    return f"filter_{actor.hub_id}"


def _chosen(request: Request, actor: Actor, known: tuple[Group, ...]) -> Filter:
    asked = request.query_params
    if EVERYTHING in asked or any(group.key in asked for group in known):
        return Filter.of(asked.multi_items(), known)
    return Filter.parse((cookie(request, _cookie(actor)) or "").replace("+", " "), known)


async def _known(request: Request, actor: Actor) -> tuple[Group, ...]:
    async with database(request).connection() as conn:
        rules: Policy = await policy(conn, actor.hub_id, now(request))
    return groups(rules, seen_groups(actor.lens))


async def sheet(request: Request, actor: Actor) -> Response:
    """GET /hubs/{hub}/filter.css: what the filter hides. Frames need not know of it: a new card obeys it as it comes."""
    chosen = _chosen(request, actor, await _known(request, actor))
    hidden = chosen.hidden(actor.person_id)
    css = f"{BOTH}:is({hidden}) {{ display: none }}\n" if hidden else "/* everything is shown */\n"
    return remember(request, Response(css, media_type="text/css"), actor, chosen)


async def save(request: Request, actor: Actor) -> Response:
    """POST /hubs/{hub}/filters: keep what is chosen under a name."""
    form = await fields(request, "name", "query", longest=2000)
    known = await _known(request, actor)
    pairs = [(key, code) for key, _, code in (part.partition("=") for part in form["query"].split("&"))]
    await transact(request, save_filter, actor, form["name"], Filter.of(pairs, known), now=now(request))
    return await _saved(request, actor, known, "The filter is saved.")


async def remove(request: Request, actor: Actor) -> Response:
    """POST /hubs/{hub}/filters/{filter}/remove"""
    await transact(request, remove_filter, actor, request.path_params["filter"], now=now(request))
    return await _saved(request, actor, await _known(request, actor), "The filter is removed.")


async def _saved(request: Request, actor: Actor, known: tuple[Group, ...], sentence: str) -> Response:
    """Our script takes the list as it is now into its page; a browser without it gets the desk."""
    if not is_click(request):
        return RedirectResponse(f"/hubs/{actor.hub_key}/desk", 303)
    async with database(request).connection() as conn:
        saved = await saved_filters(conn, actor.hub_id, actor.person_id, known)
    html = render.draw(SavedFilters(actor.hub_key, saved))
    notice = {"kind": "done", "title": "Done.", "sentence": sentence}
    return JSONResponse({"frames": [], "saved": html, "notice": notice})


async def put_names_away(request: Request, actor: Actor) -> Response:
    """POST /hubs/{hub}/privacy: names leave this browser's pages, or come back. on: "yes" or anything else."""
    form = await fields(request, "on", longest=10)
    back = RedirectResponse(f"/hubs/{actor.hub_key}/desk", 303)
    response = Response(status_code=204) if is_click(request) else back
    return give(request, response, PRIVACY, "on" if form["on"] == "yes" else "off")


async def set_keys(request: Request, session: Session) -> Response:
    """POST /people/me/shortcuts: whether single keys act on my pages. on: "yes" or anything else."""
    form = await fields(request, "on", longest=10)
    await transact(request, set_shortcuts, session, form["on"] == "yes", now=now(request))
    return Response(status_code=204) if is_click(request) else RedirectResponse("/people/me", 303)
