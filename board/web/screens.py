"""A wall's own few routes, and the desk's page where managers pair and withdraw walls."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from board import render
from board.commands.screens import (
    begin_pairing,
    note_drawn,
    pair_screen,
    pairing_code,
    revoke_screen,
    screen_key,
)
from board.domain.people import Actor
from board.domain.refusals import BadInput, PairingUnknown, Refusal, ScreenNameTaken
from board.domain.screens import CODE_LASTS, Screen
from board.guards import PAIRING, WALL, cookie, database, now
from board.queries.screens import Pairing, pairing_of, screens_of
from board.views.access import PairingPage, ScreensPage
from board.web.cookies import drop, give
from board.web.forms import fields
from board.web.proving import secrets_of
from board.web.shell import shell_of

KEY_LASTS = timedelta(days=3650)
LARGEST = 2**63 - 1


async def pairing_page(request: Request) -> Response:
    """GET /wall/pairing: the code of this screen, or a button that shows one; once paired, its key and the wall."""
    pairing = await _pairing(request)
    if pairing and pairing.paired:
        key = screen_key(secrets_of(request), pairing.pairing_id)
        response = give(request, RedirectResponse("/wall", 303), WALL, key, KEY_LASTS)
        return drop(request, response, PAIRING)
    view = PairingPage(None, None)
    if pairing and pairing.waits(now(request)):
        view = PairingPage(pairing_code(secrets_of(request), pairing.pairing_id), pairing.expires_at)
    return HTMLResponse(
        render.page("screens/pairing.html", shell=shell_of(request, "Pair this screen"), view=view)
    )


async def start_pairing(request: Request) -> Response:
    """POST /wall/pairing: a code for ten minutes; the one this screen shows already, while it works."""
    response = RedirectResponse("/wall/pairing", 303)
    pairing = await _pairing(request)
    if pairing and (pairing.paired or pairing.waits(now(request))):
        return response
    async with database(request).transaction() as tx:
        waiting = await begin_pairing(tx, secrets_of(request), now=now(request))
    return give(request, response, PAIRING, f"{waiting.pairing_id}.{waiting.secret}", CODE_LASTS * 2)


async def drawn(request: Request, screen: Screen) -> Response:
    """POST /wall/drawn {"seq": n}: what the wall has drawn, so that a dark one is noticed."""
    try:
        seq = (await request.json())["seq"]
    except (ValueError, TypeError, KeyError, RecursionError):
        raise BadInput({"seq": "Send a number of an event."}) from None
    if type(seq) is not int or not 0 <= seq <= LARGEST:
        raise BadInput({"seq": "Send a number of an event."})
    async with database(request).transaction() as tx:
        await note_drawn(tx, screen, seq, now=now(request))
    return Response(status_code=204)


async def screens_page(request: Request, actor: Actor) -> Response:
    """GET /hubs/{hub}/screens"""
    return await _screens(request, actor)


async def pair(request: Request, actor: Actor) -> Response:
    """POST /hubs/{hub}/screens: enrol the screen that shows this code."""
    form = await fields(request, "code", "name", longest=200)
    try:
        async with database(request).transaction() as tx:
            await pair_screen(tx, actor, secrets_of(request), form["code"], form["name"], now=now(request))
    except (BadInput, PairingUnknown, ScreenNameTaken) as refusal:
        return await _screens(request, actor, form, refusal)
    return RedirectResponse(f"/hubs/{actor.hub_key}/screens", 303)


async def revoke(request: Request, actor: Actor) -> Response:
    """POST /hubs/{hub}/screens/{screen}/revoke: the wall empties within a second."""
    async with database(request).transaction() as tx:
        await revoke_screen(tx, actor, request.path_params["screen"], now=now(request))
    return RedirectResponse(f"/hubs/{actor.hub_key}/screens", 303)


async def _pairing(request: Request) -> Pairing | None:
    number, _, secret = (cookie(request, PAIRING) or "").partition(".")
    try:
        pairing_id = UUID(number)
    except ValueError:
        return None
    async with database(request).connection() as conn:
        return await pairing_of(conn, pairing_id, secret)


async def _screens(
    request: Request, actor: Actor, typed: dict[str, str] | None = None, refusal: Refusal | None = None
) -> Response:
    async with database(request).connection() as conn:
        screens = await screens_of(conn, actor.hub_id)
    typed = typed or {"code": "", "name": ""}
    errors = (refusal.errors or {"name": refusal.sentence}) if refusal else {}
    view = ScreensPage(actor.hub_key, screens, typed["code"], typed["name"], errors)
    html = render.page("screens/screens.html", shell=shell_of(request, "Screens", here="screens"), view=view)
    return HTMLResponse(html, refusal.status if refusal else 200)
