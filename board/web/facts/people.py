"""The page that records facts of one person of a contact."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from board.commands.facts.people import record_facts
from board.domain.characters import unshowable
from board.domain.facts.kinds import STATES, GivenFact, State
from board.domain.identity.records import Record
from board.domain.people import Actor
from board.domain.permissions import Action
from board.domain.refusals import BadInput, NotHere, Refusal
from board.guards import contact, database, now, ref_of, transact
from board.intake.moments import moment_of
from board.queries.contact import contact_people, contact_row
from board.queries.facts.people import fact_groups, facts_of
from board.views.facts.people import FactsPage
from board.web.forms import LAID_OUT, form_of
from board.web.shell import drawn
from board.web.table import Line

_ADDRESS = "/hubs/{hub}/contacts/{ref}/facts/{whom}"
_NO_ANSWER = tuple((state.value, words) for state, words in STATES.items() if state is not State.KNOWN)
MOST_FIELDS = 1_000
LONGEST = 2_000


async def page(request: Request, actor: Actor) -> Response:
    """GET /hubs/{hub}/contacts/{ref}/facts/{whom}: one child or adult, as child-12."""
    return await _page(request, actor)


async def save(request: Request, actor: Actor) -> Response:
    """POST /hubs/{hub}/contacts/{ref}/facts/{whom}"""
    who, ref = _whom(request), ref_of(request)
    form = await form_of(request, most=MOST_FIELDS)
    typed: dict[str, tuple[str, ...]] = {}
    for name, value in form.multi_items():
        if isinstance(value, str):
            typed[name] = (*typed.get(name, ()), value[:LONGEST].replace("\x00", "\ufffd"))
    try:
        _must_be_read(typed)
        first = {name: values[0] for name, values in typed.items()}
        at = moment_of({"said_on": "", "said_time": ""} | first, "said", optional=True)
        adult, child = (who.number if who.part == part else None for part in ("adult", "child"))
        await transact(
            request,
            record_facts,
            actor,
            ref,
            _given(typed),
            first.get("said_by"),
            adult_id=adult,
            child_id=child,
            said_at=at,
            now=now(request),
        )
    except NotHere:
        raise
    except Refusal as refusal:
        if refusal.status not in (409, 422):
            raise
        return await _page(request, actor, typed, refusal)
    return RedirectResponse(f"/hubs/{actor.hub_key}/contacts/{ref}#contact-family", 303)


LINES = (
    Line(_ADDRESS, "GET", page, contact(Action.RECORD_FACTS)),
    Line(_ADDRESS, "POST", save, contact(Action.RECORD_FACTS)),
)


async def _page(
    request: Request,
    actor: Actor,
    typed: Mapping[str, tuple[str, ...]] | None = None,
    refusal: Refusal | None = None,
) -> Response:
    who = _whom(request)
    async with database(request).snapshot() as conn:
        row = await contact_row(conn, actor.hub_id, request.state.contact.ref)
        assert row is not None
        people = await contact_people(conn, row)
        person = next(
            (one for one in (*people.adults, *people.children) if (one.who, one.number) == who[:2]), None
        )
        if person is None:
            raise NotHere
        rows = await facts_of(conn, {"hub_id": row.hub_id, "contact_id": row.contact_id})
    errors = dict(refusal.errors) or {"facts": refusal.sentence} if refusal else {}
    view = FactsPage(
        hub_key=actor.hub_key,
        ref=row.ref,
        whom=who.code,
        person=f"{person.who} {person.place}",
        name=" ".join(filter(None, (person.given_name, person.family_name))) or None,
        groups=fact_groups(person, rows, row.received_at, people.children),
        states=_NO_ANSWER,
        open=row.closed_at is None,
        errors=errors,
        typed=typed or {},
    )
    return drawn(
        request,
        view,
        f"Facts of {person.who} {person.place}",
        here="desk",
        status=refusal.status if refusal else 200,
    )


def _whom(request: Request) -> Record:
    """The person of the address. Raises NotHere."""
    try:
        return Record.of(str(request.path_params["whom"]), "whom")
    except BadInput:
        raise NotHere from None


def _must_be_read(typed: Mapping[str, tuple[str, ...]]) -> None:
    """Raises BadInput for texts that hold what no page can show."""
    errors = {}
    for name, values in typed.items():
        if why := next(filter(None, (unshowable(value, LAID_OUT) for value in values)), None):
            errors[name.removesuffix("-words").removesuffix("-number")] = why
    if errors:
        raise BadInput(errors)


def _given(typed: Mapping[str, tuple[str, ...]]) -> list[GivenFact]:
    """The lines of the form that were answered. A choice that is blank, with nothing beside it, leaves the fact as it is."""
    found: dict[str, dict[str, Any]] = {}
    for name, values in typed.items():
        key, said = name, [value.strip() for value in values if value.strip()]
        part = next((one for one in ("-words", "-number", "-answer") if name.endswith(one)), None)
        if part and said:
            key = name.removesuffix(part)
            found.setdefault(key, {})[part] = said
    return [_fact(key, parts) for key, parts in found.items()]


def _fact(key: str, parts: Mapping[str, list[str]]) -> GivenFact:
    kind, _, to = key.partition("-")
    chosen = parts.get("-answer", [])
    states = [one for one in chosen if one in set(State)]
    codes = [one for one in chosen if one not in states] + parts.get("-number", [])
    number = int(to) if to.isascii() and to.isdigit() and len(to) < 19 else None
    words = " ".join(parts.get("-words", [])) or None
    return GivenFact(kind, states[0] if states else State.KNOWN, tuple(codes), words, number if to else None)
