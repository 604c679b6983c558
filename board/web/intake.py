"""Logging a contact by hand: the short form for MASH admin. Works without script; what was typed stays until it was taken."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final
from urllib.parse import quote

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from board.commands.contacts import Received
from board.domain.incident.asked import Asked
from board.domain.people import Actor
from board.domain.refs import ALPHABET
from board.domain.refusals import BadInput, NotHere, UnknownCode, UnknownPeople
from board.guards import database, now, transact
from board.intake.asking import Unanswered, receive_once_answered
from board.intake.model import PEOPLE_LIMIT, to_new_contact
from board.intake.typed import Typed, as_sent, naming, typed
from board.looking import must_be_let_look
from board.queries.intake import intake_choices
from board.secrets import new_token
from board.views.intake import AskedContact, NewContactPage
from board.web.forms import form_of
from board.web.intake_words import summary
from board.web.shell import drawn

FIELDS_LIMIT: Final = 2_000  # forty children and forty adults
_REF: Final = re.compile(f"[{ALPHABET}]{{3,8}}")


async def form(request: Request, actor: Actor) -> Response:
    """GET /hubs/{hub}/contacts/new; source: of advice that became a contact."""
    source = request.query_params.get("source", "")[:100]
    untouched = typed({})
    return await _page(request, actor, replace(untouched, values={"source": source}) if source else untouched)


async def receive(request: Request, actor: Actor) -> Response:
    """POST /hubs/{hub}/contacts: log it, or draw the form again with what was typed and what is wrong with it, or is asked about it."""
    values = await _values(request)
    form = typed(values)
    if _rows_changed(form):
        return await _page(request, actor, form)
    try:
        received = await _received(request, actor, form)
    except (BadInput, NotHere, UnknownCode, UnknownPeople):
        return await _page(request, actor, form, status=422)
    except Unanswered as question:
        return await _page(request, actor, form, question.asks)
    here = f"/hubs/{actor.hub_key}/contacts"
    if received.ref is None:  # late information gets the same answer for everybody
        return RedirectResponse(f"{here}/new?kept=yes", 303)
    if received.restricted or values.get(
        "restricted"
    ):  # whoever logs it may not be named on it, and then it is not there for them
        return RedirectResponse(f"{here}/new?logged={quote(received.ref)}", 303)
    if received.kept_from_you:
        return RedirectResponse(f"{here}/new?logged={quote(received.ref)}&others=yes", 303)
    return RedirectResponse(f"{here}/{received.ref}", 303)


async def _received(request: Request, actor: Actor, form: Typed) -> Received:
    """Log what was typed. Fills form.errors and raises when some of it cannot be taken; raises Unanswered before anything is kept."""
    data, fields = as_sent(form)
    try:
        new = to_new_contact(data, now=now(request))
        if form.errors:
            raise BadInput(form.errors)
        named, more_of = naming(form.values), _more_of(form)
        if more_of is not None:
            await must_be_let_look(request, actor, more_of)
        receiving = transact(
            request,
            receive_once_answered,
            actor,
            new,
            naming=named,
            seen=_seen(form),
            more_of=more_of,
            now=now(request),
        )
        return (await receiving)[0]
    except NotHere:
        form.errors["log-it"] = (
            f"{_more_of(form)} is no longer here for you. Log this as a contact of its own, or ask a manager."
        )
        raise
    except (BadInput, UnknownCode, UnknownPeople) as refusal:
        for path, sentence in refusal.errors.items():
            name = fields.get(path) or path
            if not (name == "received_on" and "received_time" in form.errors):
                form.errors.setdefault(name, sentence)
        raise


def _seen(form: Typed) -> frozenset[str]:
    """The contacts that the page asked about."""
    return frozenset(form.value("asked").split())


def _more_of(form: Typed) -> str | None:
    """The contact of which it is more, as the person answered; none keeps both."""
    return form.value("more_of") if form.value("more_of") in _seen(form) else None


def _rows_changed(form: Typed) -> bool:
    """Whether the button pressed was one that adds or takes away a row."""
    match form.value("add"):
        case "children" | "adults" as kind:
            form.add(kind)
            return True
    if form.value("remove"):
        form.remove(form.value("remove"))
        return True
    return False


async def _values(request: Request) -> dict[str, str]:
    sent = await form_of(request, most=FIELDS_LIMIT)
    if any(isinstance(value, UploadFile) for value in sent.values()):
        raise BadInput({"form": "A file cannot be sent here."})
    return {name: str(value) for name, value in sent.items()}


async def _page(
    request: Request, actor: Actor, form: Typed, asks: Sequence[Asked] = (), *, status: int = 200
) -> Response:
    async with database(request).connection() as conn:
        choices = await intake_choices(conn, actor, now(request))
    logged = request.query_params.get("logged", "")
    key, logged_now = form.value("form_key") or new_token()[:24], logged if _REF.fullmatch(logged) else None
    kept = "kept" in request.query_params
    asked = tuple(AskedContact(one.ref, one.why, one.closed) for one in asks)
    view = NewContactPage(
        actor.hub_key,
        form,
        key,
        summary(form),
        choices,
        PEOPLE_LIMIT,
        logged_now,
        kept,
        asked,
        _more_of(form),
        "others" in request.query_params,
    )
    title = ("Error: " if status >= 400 else "Question: " if asks else "") + "Log a contact"
    return drawn(request, view, title, here="new", status=status)
