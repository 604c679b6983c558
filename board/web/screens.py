"""A wall's own few routes, and the desk's page where managers pair and withdraw walls."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from starlette.requests import HTTPConnection, Request
from starlette.responses import RedirectResponse, Response

from board.commands.screens import (
    begin_pairing,
    note_drawn,
    pair_screen,
    pairing_code,
    revoke_screen,
    screen_key,
)
from board.commands.walls import (
    ScreenCare,
    amend_screen,
    note_elsewhere,
    reload_screen,
    see_to_screen,
)
from board.domain.people import Actor
from board.domain.refusals import BadInput, PairingUnknown, Refusal, ScreenNameTaken
from board.domain.screens import CODE_LASTS, Screen
from board.guards import PAIRING, WALL, cookie, database, now, transact
from board.queries.screens import Pairing, pairing_of, screens_of
from board.queries.walls import visit_until
from board.store.policies import policy
from board.views.access import PairingPage, ScreenRow, ScreensPage
from board.web import shell
from board.web.answers import is_click
from board.web.cookies import drop, give
from board.web.forms import fields
from board.web.live import clicked
from board.web.proving import secrets_of

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
    return shell.drawn(request, view, "Pair this screen")


async def start_pairing(request: Request) -> Response:
    """POST /wall/pairing: a code for ten minutes; the one this screen shows already, while it works."""
    response = RedirectResponse("/wall/pairing", 303)
    pairing = await _pairing(request)
    if pairing and (pairing.paired or pairing.waits(now(request))):
        return response
    waiting, _ = await transact(request, begin_pairing, secrets_of(request), now=now(request))
    return give(request, response, PAIRING, f"{waiting.pairing_id}.{waiting.secret}", CODE_LASTS * 2)


async def drawn(request: Request, screen: Screen) -> Response:
    """POST /wall/drawn {"seq": n}: what the wall has drawn, so that a dark one is noticed."""
    try:
        seq = (await request.json())["seq"]
    except (ValueError, TypeError, KeyError, RecursionError):
        raise BadInput({"seq": "Send a number of an event."}) from None
    if type(seq) is not int or not 0 <= seq <= LARGEST:
        raise BadInput({"seq": "Send a number of an event."})
    await transact(request, note_drawn, screen, seq, now=now(request))
    return Response(status_code=204)


async def screens_page(request: Request, actor: Actor) -> Response:
    """GET /hubs/{hub}/screens"""
    return await _screens(request, actor)


async def pair(request: Request, actor: Actor) -> Response:
    """POST /hubs/{hub}/screens: enrol the screen that shows this code."""
    form = await fields(request, "code", "name", longest=200)
    try:
        typed = secrets_of(request), form["code"], form["name"]
        await transact(request, pair_screen, actor, *typed, now=now(request))
    except (BadInput, PairingUnknown, ScreenNameTaken) as refusal:
        return await _screens(request, actor, form, refusal)
    return RedirectResponse(f"/hubs/{actor.hub_key}/screens", 303)


async def revoke(request: Request, actor: Actor) -> Response:
    """POST /hubs/{hub}/screens/{screen}/revoke: the wall empties within a second."""
    await transact(request, revoke_screen, actor, request.path_params["screen"], now=now(request))
    return RedirectResponse(f"/hubs/{actor.hub_key}/screens", 303)


async def amend(request: Request, actor: Actor) -> Response:
    """POST /hubs/{hub}/screens/{screen}: its name, how large its letters must be, where it may be used."""
    number = request.path_params["screen"]
    form = await fields(request, "name", "distance", "panel", "networks", longest=2000)
    try:
        await transact(request, amend_screen, actor, number, ScreenCare(**form), now=now(request))
    except (BadInput, ScreenNameTaken) as refusal:
        return await _screens(request, actor, form, refusal, changing=number)
    return RedirectResponse(f"/hubs/{actor.hub_key}/screens", 303)


async def reload(request: Request, actor: Actor) -> Response:
    """POST /hubs/{hub}/screens/{screen}/reload: the wall loads itself anew within a second."""
    await transact(request, reload_screen, actor, request.path_params["screen"], now=now(request))
    return RedirectResponse(f"/hubs/{actor.hub_key}/screens", 303)


async def see_to(request: Request, actor: Actor) -> Response:
    """POST /hubs/{hub}/screens/{screen}/see-to: this person sees to a dark wall."""
    await transact(request, see_to_screen, actor, request.path_params["screen"], now=now(request))
    if not is_click(request):
        return RedirectResponse(f"/hubs/{actor.hub_key}/screens", 303)
    return await clicked(
        request, {"kind": "done", "title": "Noted.", "sentence": "Everybody sees that it is yours."}
    )


async def turned_away(conn: HTTPConnection, screen: Screen) -> None:
    """Tell the desks that this wall's key was tried from elsewhere; the guard calls it before it refuses."""
    await transact(conn, note_elsewhere, screen, now=now(conn))


async def _pairing(request: Request) -> Pairing | None:
    number, _, secret = (cookie(request, PAIRING) or "").partition(".")
    try:
        pairing_id = UUID(number)
    except ValueError:
        return None
    async with database(request).connection() as conn:
        return await pairing_of(conn, pairing_id, secret)


async def _screens(
    request: Request,
    actor: Actor,
    typed: dict[str, str] | None = None,
    refusal: Refusal | None = None,
    changing: int | None = None,
) -> Response:
    async with database(request).connection() as conn:
        screens = await screens_of(conn, actor.hub_id)
        wall = (await policy(conn, actor.hub_id, now(request))).wall
        until = await visit_until(conn, actor.hub_id)
    errors = (refusal.errors or {"name": refusal.sentence}) if refusal else {}
    ours = next((row for row in screens if row.screen_id == changing), None)
    view = ScreensPage(actor.hub_key, screens, errors=errors, visit_until=until)
    view = replace(view, usual=(f"{wall.distance_cm / 100:g} m", f"{wall.panel_cm} cm"))
    if typed and ours:
        marked = {f"{name}-{ours.screen_id}": sentence for name, sentence in errors.items()}
        view = replace(view, changing=typed_row(ours, typed), errors=marked)
    elif typed:
        view = replace(view, code=typed["code"], name=typed["name"])
    return shell.drawn(request, view, "Screens", here="screens", refusal=refusal)


def typed_row(row: ScreenRow, typed: dict[str, str]) -> ScreenRow:
    """The row with what was typed over it, so that nothing typed is lost."""
    return replace(
        row,
        name=typed["name"],
        distance=typed["distance"],
        panel=typed["panel"],
        networks=typed["networks"],
    )
