"""Find a contact, live or closed today, by reference, or by name and birth date. The question travels in the body: a name in an address
would be kept."""

from __future__ import annotations

from datetime import date

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from board.domain.people import Actor
from board.domain.permissions import Action, sees
from board.guards import database, now, template
from board.intake.days import BadCell, a_day
from board.looking import found_nothing, must_be_let_look
from board.queries.families import MOST_FOUND, find_by_name, find_by_ref, found, found_since, hidden_by_name
from board.store.incident.attempts import keep_attempt
from board.store.policies import policy
from board.store.readings import log_reading
from board.views.families import FindPage
from board.web.forms import fields
from board.web.shell import drawn


async def form(request: Request, actor: Actor) -> Response:
    """GET /hubs/{hub}/find: the form alone."""
    return _drawn(request, FindPage(actor.hub_key, sees(actor.lens, "child", "name")))


async def find(request: Request, actor: Actor) -> Response:
    """POST /hubs/{hub}/find: at most twenty contacts, each a reading; one found by its reference is opened."""
    said = await fields(request, "find", "born_on", longest=200)
    await must_be_let_look(request, actor)
    asked, by_name = " ".join(said["find"].split()), sees(actor.lens, "child", "name")
    try:
        born = a_day(said["born_on"].strip(), "birth") if by_name else None
    except BadCell as bad:
        errors = {"born_on": f"The birth date cannot be taken: {bad}."}
        return _drawn(request, FindPage(actor.hub_key, by_name, asked, said["born_on"], errors=errors), 422)
    if len(asked) < 2 and born is None:
        errors = {
            "find": "Type a reference, or a name of at least two letters." if by_name else "Type a reference."
        }
        return _drawn(request, FindPage(actor.hub_key, by_name, asked, said["born_on"], errors=errors), 422)
    return await _found(request, actor, asked, born, said["born_on"], by_name)


async def _found(
    request: Request, actor: Actor, asked: str, born: date | None, typed: str, by_name: bool
) -> Response:
    async with database(request).transaction() as tx:
        rules = await policy(tx.conn, actor.hub_id, now(request))
        since = found_since(now(request), rules)
        exact = await find_by_ref(tx.conn, actor, asked, since)
        hits = [(contact_id, None) for contact_id in exact]
        if not hits and by_name:
            hits = await find_by_name(tx.conn, actor, asked, born, since)
        hidden = await hidden_by_name(tx.conn, actor, asked, born, since) if by_name else []
        # Whatever else it finds, a reference is looked for too; where it finds nothing, found_nothing keeps that.
        await keep_attempt(tx.conn, actor, [asked] if hits else [], hidden, "found", now=now(request))
        page = await found(tx.conn, actor, hits[:MOST_FOUND], rules)
        for contact_id in [None, *(hit for hit, _ in hits[:MOST_FOUND])]:
            await log_reading(tx.conn, actor, contact_id, template(request), "found", now(request))
    if exact and actor.may(Action.READ_CONTACT):
        return RedirectResponse(f"/hubs/{actor.hub_key}/contacts/{page[0].ref}", 303)
    sentence = None
    if not hits:
        await found_nothing(request, asked)
        sentence = (
            "No open contact fits, and none that was closed today. Older ones are in the case system."
            if by_name
            else "No open contact has this reference, and none that was closed today."
        )
    elif len(hits) > MOST_FOUND:
        sentence = (
            f"More than {MOST_FOUND} contacts fit; these fit best. Add a birth date, or more of the name."
        )
    return _drawn(request, FindPage(actor.hub_key, by_name, asked, typed, page, sentence))


def _drawn(request: Request, view: FindPage, status: int = 200) -> Response:
    return drawn(request, view, "Find a contact", here="find", status=status)
