"""How people are reached: one's own page, a colleague's for whoever looks after it; what did not arrive; where a message leads."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from board.commands.contact_details import Reach, keep_for, keep_own
from board.commands.home_hubs import hand_on_home
from board.commands.receipts import bounce, confirm, hub_of
from board.domain.deliveries import Answered, Channel, answer_of
from board.domain.directory.numbers import shown
from board.domain.people import Actor
from board.domain.refusals import BadInput, KeptByHomeHub, NotHere, Refusal
from board.domain.sessions import Session
from board.guards import database, now, transact
from board.queries.contact_details import entry_of, home_of, leads_to
from board.queries.grant.pages import people_of_hub
from board.queries.outbox import open_failures, outbox
from board.store.engine import Tx
from board.views.reach import DeliveriesPage, FailureRow, ReachEntry, ReachPage, WayRow
from board.web.forms import fields
from board.web.proving import secrets_of
from board.web.shell import drawn

FIELDS = ("telephone", "email", "mobile", "channels", "quiet_from", "quiet_until")
MOST = 299


async def my_reach(request: Request, session: Session) -> Response:
    """GET /people/me/reach"""
    return await _page(request, session.person_id, None)


async def keep_my_reach(request: Request, session: Session) -> Response:
    """POST /people/me/reach"""
    form = await fields(request, *FIELDS, longest=300)
    try:
        await transact(request, keep_own, session.person_id, _typed(form), now=now(request))
    except Refusal as refusal:
        return await _page(request, session.person_id, None, form, refusal)
    return RedirectResponse("/people/me/reach?saved=1", 303)


async def their_reach(request: Request, actor: Actor) -> Response:
    """GET /hubs/{hub}/people/{person}/reach"""
    return await _page(request, request.path_params["person"], actor)


async def keep_their_reach(request: Request, actor: Actor) -> Response:
    """POST /hubs/{hub}/people/{person}/reach"""
    form, person_id = await fields(request, *FIELDS, longest=300), request.path_params["person"]
    try:
        await transact(request, keep_for, actor, person_id, _typed(form), now=now(request))
    except (NotHere, KeptByHomeHub):
        raise
    except Refusal as refusal:
        return await _page(request, person_id, actor, form, refusal)
    return RedirectResponse(f"{_address(person_id, actor)}?saved=1", 303)


async def hand_their_home_on(request: Request, actor: Actor) -> Response:
    """POST /hubs/{hub}/people/{person}/home"""
    form, person_id = await fields(request, "hub", longest=50), request.path_params["person"]
    try:
        await transact(request, hand_on_home, actor, person_id, form["hub"], now=now(request))
    except BadInput as refusal:
        return await _page(request, person_id, actor, refusal=refusal)
    return RedirectResponse(_address(person_id, actor), 303)


async def deliveries_page(request: Request, actor: Actor) -> Response:
    """GET /hubs/{hub}/deliveries"""
    async with database(request).connection() as conn:
        ways = await outbox(conn, actor.hub_id, actor.person_id, now(request) - timedelta(days=1))
        open_ones = await open_failures(conn, actor.hub_id, actor.person_id)
        people = tuple((p.person_id, p.name) for p in await people_of_hub(conn, actor.hub_id))
    failures = tuple(
        FailureRow(r.ref, r.owner, r.ring, r.number and shown(r.number), r.created_at, r.urgent)
        for r in open_ones[:MOST]
    )
    rows = tuple(WayRow(w.channel, w.state, w.number, w.oldest) for w in ways)
    view = DeliveriesPage(actor.hub_key, rows, failures, len(open_ones) > MOST, people)
    return drawn(request, view, "Messages", here="deliveries")


async def follow(request: Request, session: Session) -> Response:
    """GET /to/{token}: a message's link leads its own person to what it is about, and changes nothing."""
    delivery_id = secrets_of(request).number_in("link", request.path_params["token"])
    if delivery_id is None:
        raise NotHere
    async with database(request).connection() as conn:
        there = await leads_to(conn, delivery_id, session.person_id)
    if there is None:
        raise NotHere
    return RedirectResponse(there, 303)


async def notify_told(request: Request, admitted: None) -> Response:
    """POST /callbacks/notify: GOV.UK Notify says what became of a message. What it does not know of is answered alike."""
    await transact(request, _receipt, *_told(await request.body()), now=now(request))
    return Response(status_code=204)


async def _receipt(tx: Tx, message_id: UUID, status: str, *, now: datetime) -> None:
    answer, hub_id = answer_of(status, None), await hub_of(tx, message_id)
    if hub_id is not None and answer.answered is Answered.ARRIVED:
        await confirm(tx, hub_id, message_id, now=now)
    elif hub_id is not None and answer.answered is Answered.REFUSED:
        await bounce(tx, hub_id, message_id, answer.problem or "came_back", now=now)


def _told(body: bytes) -> tuple[UUID, str]:
    try:
        said = json.loads(body)
        return UUID(said["reference"]), str(said["status"])
    except (ValueError, KeyError, TypeError, AttributeError):
        raise BadInput({"reference": "A receipt names our reference and a status."}) from None


def _typed(form: dict[str, str]) -> Reach:
    try:
        channels = tuple(Channel(one) for one in form["channels"].split(",") if one not in ("", "none"))
    except ValueError:
        raise BadInput({"channels": "Choose one of the ways listed."}) from None
    rest = {name: form[name] for name in FIELDS if name != "channels"}
    return Reach(channels=tuple(c for c in channels if c is not Channel.PAGE), **rest)


def _address(person_id: int, actor: Actor | None) -> str:
    return f"/hubs/{actor.hub_key}/people/{person_id}/reach" if actor else "/people/me/reach"


async def _page(
    request: Request,
    person_id: int,
    actor: Actor | None,
    form: dict[str, str] | None = None,
    refusal: Refusal | None = None,
) -> Response:
    async with database(request).connection() as conn:
        entry: ReachEntry | None = await entry_of(conn, person_id, actor.hub_id if actor else None)
        if entry is None:
            raise NotHere
        home = await home_of(conn, person_id, actor.hub_id) if actor else None
    view = ReachPage(
        replace(entry, domains=entry.domains, **form) if form else entry,
        own=actor is None,
        address=_address(person_id, actor),
        back=f"/hubs/{actor.hub_key}/deliveries" if actor else "/people/me",
        home=home,
        saved=request.query_params.get("saved") == "1",
        errors=(refusal.errors or {"telephone": refusal.sentence}) if refusal else {},
    )
    title = "How you are reached" if actor is None else "How somebody is reached"
    here = "deliveries" if actor else "me"
    return drawn(request, view, f"Error: {title}" if refusal else title, here=here, refusal=refusal)
