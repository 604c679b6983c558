"""Pages of people across contacts: the chronology, and joining, confirming and parting on the page that compares two contacts."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from board.commands.identity.joining import confirm_join, join_identity
from board.commands.identity.parting import part_identity
from board.domain.identity.records import Record
from board.domain.people import Actor
from board.domain.refusals import BadInput, NotOnePerson, OneContact, ReasonNeeded, WouldBeOnePerson
from board.guards import database, now, ref_of, template, transact
from board.queries.identity.chronology import chronology_of
from board.store.policies import policy
from board.store.readings import log_reading
from board.views.families import Answer
from board.views.identity.same import SameTyped
from board.web.families import compared_page
from board.web.forms import fields
from board.web.shell import drawn


async def chronology(request: Request, actor: Actor) -> Response:
    """GET /hubs/{hub}/contacts/{ref}/chronology: each contact that it tells of is a reading."""
    found = request.state.contact
    async with database(request).transaction() as tx:
        rules = await policy(tx.conn, actor.hub_id, now(request))
        view, told = await chronology_of(tx.conn, actor, found, rules)
        for number in told:
            await log_reading(tx.conn, actor, number, template(request), "chronology", now(request))
    return drawn(request, view, f"Chronology of {found.ref}", here="desk")


async def join(request: Request, actor: Actor) -> Response:
    """POST /hubs/{hub}/contacts/{ref}/compare/{other}/join: two records are of one person."""
    return await act(request, join_identity, actor, "join", "reason")


async def confirm(request: Request, actor: Actor) -> Response:
    """POST /hubs/{hub}/contacts/{ref}/compare/{other}/confirm: a manager confirms that two records are of one person."""
    return await act(request, confirm_join, actor, "confirm")


async def part(request: Request, actor: Actor) -> Response:
    """POST /hubs/{hub}/contacts/{ref}/compare/{other}/part: two records are not of one person."""
    return await act(request, part_identity, actor, "part", "reason")


async def act(
    request: Request, verb: Callable[..., Awaitable[Any]], actor: Actor, last: str, *texts: str
) -> Response:
    """Do it and show the two contacts again; a refusal keeps what was typed. last: the last part of the address."""
    form = await fields(request, "record", "other_record", "reason", longest=1000)
    ref, other = ref_of(request), request.path_params["other"].upper()
    said = SameTyped(last, form["record"], form["other_record"], form["reason"])
    try:
        persons = Record.of(said.person, "record"), Record.of(said.other_person, "other_record")
        words = {name: form[name] for name in texts}
        await transact(request, verb, actor, ref, persons[0], other, persons[1], **words, now=now(request))
    except (BadInput, ReasonNeeded) as refusal:
        return await compared_page(request, actor, Answer(), 422, said.refused(refusal.errors))
    except (NotOnePerson, OneContact, WouldBeOnePerson) as refusal:
        wrong = {"record": refusal.sentence}
        return await compared_page(request, actor, Answer(), refusal.status, said.refused(wrong))
    return RedirectResponse(f"/hubs/{actor.hub_key}/contacts/{ref}/compare/{other}", 303)
