"""The rota's page: the live days, and the forms that put people on duty, change a duty, copy days and set an agency's hours."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from board.commands import duties
from board.commands.agency_hours import set_agency_hours
from board.domain.people import Actor
from board.domain.permissions import Action
from board.domain.refusals import Refusal
from board.domain.working_time import LONDON, london_date
from board.guards import database, now, transact
from board.live.pages import listeners_of, page_of
from board.queries.rota_page import agency_rows, one_agency, one_duty, seat_choices
from board.store.policies import policy
from board.views.rota import DutyPage, HoursPage, RotaPage
from board.web import rota_forms as forms
from board.web.forms import fields, number
from board.web.live import live_frames, pages
from board.web.shell import drawn

RETAKEN = (409, 422)  # what is answered on the page itself, with what was typed


async def rota(request: Request, actor: Actor) -> Response:
    """GET /hubs/{hub}/rota"""
    return await _page(request, actor)


async def put(request: Request, actor: Actor) -> Response:
    """POST /hubs/{hub}/rota: somebody is on duty."""
    form = await fields(request, *forms.DUTY_FIELDS, longest=200)
    try:
        times, post, seat = forms.span_of(form), forms.post_of(form), number(form["seat"] or "0")
        await transact(request, duties.put_on_duty, actor, seat, post, times, now=now(request))
    except Refusal as refusal:
        return await _page(request, actor, act="put", form=form, refusal=refusal)
    return _to_rota(actor)


async def copy(request: Request, actor: Actor) -> Response:
    """POST /hubs/{hub}/rota/copy: the rota of some days once more on others."""
    form = await fields(request, *forms.COPY_FIELDS, longest=200)
    try:
        since, to, days = forms.copy_of(form)
        done, _ = await transact(request, duties.copy_days, actor, since, to, days=days, now=now(request))
    except Refusal as refusal:
        return await _page(request, actor, act="copy", form=form, refusal=refusal)
    left = f" {done.left_out} left out: over by now, or on the rota already." if done.left_out else ""
    return await _page(request, actor, said=f"Copied: {done.copied}.{left}")


async def duty(request: Request, actor: Actor) -> Response:
    """GET /hubs/{hub}/rota/duties/{duty}"""
    return await _duty(request, actor, None, None)


async def change(request: Request, actor: Actor) -> Response:
    """POST /hubs/{hub}/rota/duties/{duty}: other times."""
    form = await fields(request, "day", "starts", "ends", longest=200)
    try:
        times, duty_id = forms.span_of(form), request.path_params["duty"]
        await transact(request, duties.change_duty, actor, duty_id, times, now=now(request))
    except Refusal as refusal:
        return await _duty(request, actor, form, refusal)
    return _to_rota(actor)


async def end(request: Request, actor: Actor) -> Response:
    """POST /hubs/{hub}/rota/duties/{duty}/end: off duty now, or taken off the rota."""
    await transact(request, duties.end_duty, actor, request.path_params["duty"], now=now(request))
    return _to_rota(actor)


async def hours(request: Request, actor: Actor) -> Response:
    """GET /hubs/{hub}/rota/agencies/{agency}"""
    return await _hours(request, actor, None, None)


async def set_hours(request: Request, actor: Actor) -> Response:
    """POST /hubs/{hub}/rota/agencies/{agency}: an agency's hours from a day on."""
    form, agency = await fields(request, *forms.HOURS_FIELDS), request.path_params["agency"]
    try:
        hours, shut = forms.hours_of(form), form["bank_holidays"] == "closed"
        await transact(
            request, set_agency_hours, actor, agency, *hours, closed_on_bank_holidays=shut, now=now(request)
        )
    except Refusal as refusal:
        return await _hours(request, actor, form, refusal)
    return _to_rota(actor, "#hours")


def _to_rota(actor: Actor, place: str = "") -> Response:
    return RedirectResponse(f"/hubs/{actor.hub_key}/rota{place}", 303)


async def _page(
    request: Request,
    actor: Actor,
    *,
    act: str = "",
    form: Mapping[str, str] | None = None,
    refusal: Refusal | None = None,
    said: str = "",
) -> Response:
    page, moment = page_of("rota", actor), now(request)
    (days,) = await live_frames(request).regions(listeners_of(page, actor), moment)
    today = london_date(moment)
    async with database(request).connection() as conn:
        rules = await policy(conn, actor.hub_id, moment)
        # Nobody's name for a lens without names: only who keeps the rota chooses people.
        seats = await seat_choices(conn, actor.hub_id) if actor.may(Action.KEEP_ROTA) else ()
        agencies = await agency_rows(conn, actor.hub_id, moment)
    opening, next_week = rules.hours.on(today.weekday()) or rules.hours.monday, today + timedelta(days=7)
    typed = {"seat": "", "post": "", "day": today.isoformat()}
    typed |= {"starts": f"{opening.opens:%H:%M}", "ends": f"{opening.closes:%H:%M}"} | dict(form or {})
    view = RotaPage(
        actor.hub_key, today, next_week, seats, agencies, days, act, typed, _errors(refusal), said
    )
    title = f"{'Error: ' if refusal else ''}Rota"
    return drawn(request, view, title, here="rota", refusal=refusal, token=pages(request).token(page))


async def _duty(
    request: Request, actor: Actor, form: Mapping[str, str] | None, refusal: Refusal | None
) -> Response:
    async with database(request).connection() as conn:
        found = await one_duty(conn, actor.hub_id, request.path_params["duty"])
    typed = dict(form or forms.typed_of(found))
    begun = found.starts_at <= now(request)
    over = found.ended_at is not None or found.ends_at <= now(request)
    view = DutyPage(
        actor.hub_key, found.duty_id, found.name, found.role, found.post, typed, begun, over, _errors(refusal)
    )
    title = f"{'Error: ' if refusal else ''}Change a duty"
    return drawn(request, view, title, here="rota", refusal=refusal)


async def _hours(
    request: Request, actor: Actor, form: Mapping[str, str] | None, refusal: Refusal | None
) -> Response:
    async with database(request).connection() as conn:
        found = await one_agency(conn, actor.hub_id, request.path_params["agency"], now(request))
    today = now(request).astimezone(LONDON).date()
    typed = dict(form or forms.typed_hours(found, today))
    view = HoursPage(actor.hub_key, found.agency_id, found.name, typed, _errors(refusal))
    title = f"{'Error: ' if refusal else ''}Agency hours"
    return drawn(request, view, title, here="rota", refusal=refusal)


def _errors(refusal: Refusal | None) -> dict[str, str]:
    """Errors by field; the refusal's own sentence where it names none. Raises a refusal that no form can answer."""
    if refusal is None:
        return {}
    if refusal.status not in RETAKEN:
        raise refusal
    return refusal.errors or {"day": refusal.sentence}
