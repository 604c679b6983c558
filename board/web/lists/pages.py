"""Uploaded lists: taken by a form, shown as the board reads them, kept, thrown away, taken over; held-back lines as a file."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from board.commands.lists import ending, keeping, uploads
from board.commands.lists.senders import NewSender
from board.domain.lists.found import Found
from board.domain.people import Actor
from board.domain.refusals import BadInput, NotHere, Refusal
from board.guards import database, now, transact
from board.intake.lists.table import FILE_LIMIT
from board.live.pages import listeners_of, page_of
from board.queries.lists.pages import list_rows, sealed_found
from board.store.lists.doors import ListDraft
from board.store.lists.senders import senders
from board.store.policies import policy
from board.views.lists.pages import ListsPage
from board.web.forms import fields, file_and_fields, form_of, number
from board.web.lists.answers import MOST, answers_of, same_of
from board.web.lists.drawing import list_page
from board.web.lists.held_file import held_file
from board.web.live import live_frames, pages
from board.web.proving import secrets_of
from board.web.shell import drawn

FIELDS = ("sender", "sender_name", "source", "concern")


async def lists(request: Request, actor: Actor) -> Response:
    """GET /hubs/{hub}/lists"""
    return await _lists(request, actor)


async def upload(request: Request, actor: Actor) -> Response:
    """POST /hubs/{hub}/lists: a file of a sender. The same file again leads to the list it is."""
    typed: dict[str, str] = {}
    try:
        content, typed = await file_and_fields(request, *FIELDS, largest=FILE_LIMIT)
        if not content:
            raise BadInput({"file": "Choose a file that holds a list."})
        secrets = secrets_of(request)
        sealed = await asyncio.to_thread(secrets.seal_bytes, content)
        # A digest of the text of the bytes: Secrets digests text, and latin-1 gives each byte one letter.
        digests = await asyncio.to_thread(secrets.digests, f"list {actor.hub_id}", content.decode("latin-1"))
        file = uploads.Upload(sealed, digests)
        done, _ = await transact(request, uploads.upload, actor, file, _sender(typed), now=now(request))
    except Refusal as refusal:
        if refusal.status not in (409, 422):
            raise
        return await _lists(request, actor, typed, refusal)
    return _to(actor, f"/{done.draft_id}")


async def one(request: Request, actor: Actor) -> Response:
    """GET /hubs/{hub}/lists/{list}"""
    return await _one(request, actor)


async def answer(request: Request, actor: Actor) -> Response:
    """POST /hubs/{hub}/lists/{list}/answers: how the lists of its sender are read."""
    draft = _draft(request)
    found = await _found(request, draft)
    try:
        said = await answers_of(request, draft, found or Found())
        await transact(request, keeping.answer_list, actor, draft.draft_id, said, now=now(request))
    except Refusal as refusal:
        if refusal.status not in (409, 422):
            raise
        return await _one(request, actor, refusal)
    return _to(actor, f"/{draft.draft_id}")


async def keep(request: Request, actor: Actor) -> Response:
    """POST /hubs/{hub}/lists/{list}/keep"""
    draft = _draft(request)
    same = await same_of(request, await _found(request, draft) or Found())
    await transact(request, keeping.keep_list, actor, draft.draft_id, same, now=now(request))
    return _to(actor, f"/{draft.draft_id}")


async def throw_away(request: Request, actor: Actor) -> Response:
    """POST /hubs/{hub}/lists/{list}/throw-away"""
    draft, form = _draft(request), await fields(request, "reason", longest=100)
    try:
        if not form["reason"]:
            raise BadInput({"reason": "Choose a reason."})
        await transact(
            request, ending.throw_list_away, actor, draft.draft_id, form["reason"], now=now(request)
        )
    except Refusal as refusal:
        if refusal.status not in (409, 422):
            raise
        return await _one(request, actor, refusal)
    return _to(actor)


async def take_over(request: Request, actor: Actor) -> Response:
    """POST /hubs/{hub}/lists/{list}/take-over"""
    draft = _draft(request)
    await transact(request, ending.take_list_over, actor, draft.draft_id, now=now(request))
    return _to(actor, f"/{draft.draft_id}")


async def held_back(request: Request, actor: Actor) -> Response:
    """GET /hubs/{hub}/lists/{list}/held-back/{table}: the held-back lines of one table, to fix and send again."""
    found = await _found(request, _draft(request))
    if found is None:
        raise NotHere
    content = held_file(found, request.path_params["table"])
    # The name of the file the list came as is not kept: it may name a family.
    headers = {"Content-Disposition": 'attachment; filename="held-back-lines.csv"'}
    return Response(content, media_type="text/csv; charset=utf-8", headers=headers)


def _draft(request: Request) -> ListDraft:
    found = request.state.list
    assert isinstance(found, ListDraft)
    return found


def _to(actor: Actor, place: str = "") -> Response:
    return RedirectResponse(f"/hubs/{actor.hub_key}/lists{place}", 303)


def _sender(typed: Mapping[str, str]) -> NewSender | int:
    if typed["sender"] not in ("", "new"):
        return number(typed["sender"])
    errors = {}
    if not typed["sender_name"].strip():
        errors["sender_name"] = "Choose who sent the list, or name a new sender."
    if not typed["source"]:
        errors["source"] = "Choose the source of its contacts."
    if errors:
        raise BadInput(errors)
    return NewSender(typed["sender_name"], typed["source"], typed["concern"] or None)


async def _found(request: Request, draft: ListDraft) -> Found | None:
    """The findings of the board about the list; none where they were removed, or their key is gone."""
    async with database(request).connection() as conn:
        sealed = await sealed_found(conn, draft)
    text = secrets_of(request).unseal_bytes(sealed) if sealed else None
    return None if text is None else await asyncio.to_thread(Found.from_text, text.decode())


async def _one(request: Request, actor: Actor, refusal: Refusal | None = None) -> Response:
    draft, page = _draft(request), page_of("list", actor, str(_draft(request).draft_id))
    (region,) = await live_frames(request).regions(listeners_of(page, actor), now(request))
    async with database(request).connection() as conn:
        rules = await policy(conn, actor.hub_id, now(request))
    found = await _found(request, draft)
    typed = await _typed(request) if refusal else {}
    view = list_page(actor.hub_key, draft, found, region, rules, request.query_params, typed, refusal)
    title = ("Error: " if refusal else "") + "Uploaded list"
    return drawn(request, view, title, here="lists", refusal=refusal, token=pages(request).token(page))


async def _typed(request: Request) -> dict[str, str]:
    form = await form_of(request, most=MOST)
    return {name: value for name, value in form.items() if isinstance(value, str)}


async def _lists(
    request: Request, actor: Actor, typed: Mapping[str, str] | None = None, refusal: Refusal | None = None
) -> Response:
    async with database(request).connection() as conn:
        mine, others, over = await list_rows(conn, actor, now(request))
        known = await senders(conn, actor.hub_id)
        rules = await policy(conn, actor.hub_id, now(request))
    errors: Mapping[str, str] = {}
    if refusal is not None:
        errors = refusal.errors or {"file": refusal.sentence}
    view = ListsPage(
        actor.hub_key,
        tuple((one.sender_id, one.name) for one in known),
        tuple(sorted(((s.code, s.label) for s in rules.sources), key=lambda pair: pair[1].casefold())),
        tuple((one.code, one.label) for one in rules.concerns),
        mine,
        others,
        over,
        dict.fromkeys(FIELDS, "") | dict(typed or {}),
        errors,
    )
    return drawn(request, view, ("Error: " if errors else "") + "Lists", here="lists", refusal=refusal)
