"""The desk: the board with one person's strip, alone or with a contact open beside it."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from board.domain.contacts import Contact
from board.domain.people import Actor
from board.guards import database, now, template
from board.live.pages import listeners_of, page_of
from board.queries.choices import panel_of
from board.queries.consent import not_told, position_of
from board.queries.contact import harm_detail, safe_contact
from board.queries.families import likely_apart
from board.queries.history import contact_timeline, why_restricted
from board.queries.welcome import welcome_of
from board.store.policies import policy, policy_of
from board.store.readings import log_reading
from board.views.asked import HarmDetailPage, SafeContactPage
from board.views.contact import HistoryPage
from board.views.desk import DeskPage
from board.views.panel import AlonePage, Refused
from board.web.filters import remember, tools_of
from board.web.forms import fields, number
from board.web.live import live_frames, pages
from board.web.shell import drawn


async def desk(request: Request, actor: Actor) -> Response:
    """GET /hubs/{hub}/desk"""
    page = page_of("desk", actor)
    board, own = await live_frames(request).regions(listeners_of(page, actor), now(request))
    async with database(request).connection() as conn:
        welcome = await welcome_of(conn, actor)
        rules = await policy(conn, actor.hub_id, now(request))
    tools = await tools_of(request, actor, board, rules)
    view = DeskPage(actor.hub_key, tools, board, own, welcome)
    response = drawn(request, view, "Board", here="desk", token=pages(request).token(page))
    return remember(request, response, actor, tools.chosen)


async def contact(request: Request, actor: Actor) -> Response:
    """GET /hubs/{hub}/contacts/{ref}: the guard has passed the door and logged the reading."""
    return await contact_page(request, actor, request.state.contact)


async def contact_page(
    request: Request, actor: Actor, found: Contact, refused: Refused | None = None
) -> Response:
    """The desk with this contact open; refused: a form of it that was sent and not taken."""
    page = page_of("contact", actor, found.ref)
    board, own, opened = await live_frames(request).regions(listeners_of(page, actor), now(request))
    async with database(request).connection() as conn:
        alike = await likely_apart(conn, actor, found)
        why = await why_restricted(conn, actor, found)
        panel = await panel_of(conn, actor, found, now(request))
        rules = await policy_of(conn, actor.hub_id, found.policy_version)
    title = f"Error: {found.ref}" if refused else found.ref
    tools, token = await tools_of(request, actor, board, rules), pages(request).token(page)
    view = DeskPage(actor.hub_key, tools, board, own, None, opened, panel, alike, refused, why)
    return drawn(request, view, title, here="desk", refusal=refused, token=token)


async def contact_alone(request: Request, actor: Actor) -> Response:
    """GET /hubs/{hub}/contacts/{ref}/alone: one contact at full width, laid out whole."""
    found = request.state.contact
    page = page_of("alone", actor, found.ref)
    (opened,) = await live_frames(request).regions(listeners_of(page, actor), now(request))
    async with database(request).connection() as conn:
        alike = await likely_apart(conn, actor, found)
        why = await why_restricted(conn, actor, found)
        panel = await panel_of(conn, actor, found, now(request))
    view = AlonePage(actor.hub_key, opened, panel, alike, restricting=why)
    return drawn(request, view, found.ref, here="desk", token=pages(request).token(page))


async def history(request: Request, actor: Actor) -> Response:
    """GET /hubs/{hub}/contacts/{ref}/history/{before}: what happened, two hundred entries a page."""
    found, before = request.state.contact, request.path_params["before"]
    async with database(request).connection() as conn:
        rules = await policy(conn, actor.hub_id, now(request))
        timeline = await contact_timeline(
            conn, found, actor.hub_key, actor.lens, rules, before=before, reader=actor.reader
        )
    return drawn(request, HistoryPage(timeline), f"History of {found.ref}", here="desk")


async def show_safe_contact(request: Request, actor: Actor) -> Response:
    """POST /hubs/{hub}/contacts/{ref}/safe-contact: on a page of its own, logged before the first byte."""
    found, adult = request.state.contact, await fields(request, "adult", longest=20)
    async with database(request).transaction() as tx:
        await log_reading(
            tx.conn, actor, found.contact_id, template(request), "safe_contact_shown", now(request)
        )
        key = actor.hub_id, found.contact_id, number(adult["adult"])
        safe, told = await safe_contact(tx.conn, *key), await not_told(tx.conn, *key)
    banner = told.unaware, told.this_one, tuple(told.names), position_of(told)
    view = SafeContactPage(actor.hub_key, found.ref, safe, *banner)
    return drawn(request, view, "Safe contact", here="desk")


async def show_harm_detail(request: Request, actor: Actor) -> Response:
    """POST /hubs/{hub}/contacts/{ref}/harm-detail: on a page of its own, logged before the first byte."""
    found = request.state.contact
    async with database(request).transaction() as tx:
        await log_reading(
            tx.conn, actor, found.contact_id, template(request), "harm_detail_shown", now(request)
        )
        told = await harm_detail(tx.conn, actor.hub_id, found.contact_id)
    return drawn(request, HarmDetailPage(actor.hub_key, found.ref, told), "The harm in detail", here="desk")
