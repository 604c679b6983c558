"""A form that was refused comes back on its own page, with the sentence and everything that was typed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import wraps

from starlette.requests import Request
from starlette.responses import Response

from board.domain.people import Actor
from board.domain.permissions import Action
from board.domain.refusals import BadInput, NotFinished, OffDuty, Refusal, SameFamily
from board.guards import Guard, open_contact
from board.views.panel import Refused
from board.web.answers import heading, is_click
from board.web.asking import ask, ask_anyway
from board.web.desk import contact_page
from board.web.forms import form_of
from board.web.table import Line

Click = Callable[[Request, Actor], Awaitable[Response]]


def act(address: str, click: Click, guard: Guard) -> Line:
    """The line of a form that stands on a contact's page, in the table of routes. address: its last part."""
    return Line(f"/hubs/{{hub}}/contacts/{{ref}}/{address}", "POST", typed_again(click), guard)


def typed_again(click: Click) -> Click:
    """A click on a contact that is refused: where somebody else holds one of the family, it is answered by that question; a browser
    without script otherwise gets the contact's page, with the form as it was typed.
    """

    @wraps(click)
    async def kept(request: Request, actor: Actor) -> Response:
        try:
            return await click(request, actor)
        except SameFamily as asked:
            return await ask(request, actor, asked)
        except (NotFinished, OffDuty) as asked:
            return await ask_anyway(request, actor, asked)
        except Refusal as refusal:
            if is_click(request) or refusal.status not in (409, 422) or "ref" not in request.path_params:
                raise
            return await _drawn_again(request, actor, refusal)

    return kept


async def _drawn_again(request: Request, actor: Actor, refusal: Refusal) -> Response:
    """The contact's page, which is a reading of it like any other. Raises the refusal where this person may not read it (any more)."""
    try:
        found = await open_contact(request, actor, Action.READ_CONTACT, "worked")
    except Refusal:
        raise refusal from None
    return await contact_page(request, actor, found, await _refused(request, refusal))


async def _refused(request: Request, refusal: Refusal) -> Refused:
    act = request.url.path.rpartition("/")[2]
    return Refused(
        act, heading(refusal), refusal.sentence, refusal.status, refusal.errors, await _typed(request)
    )


async def _typed(request: Request) -> dict[str, tuple[str, ...]]:
    """Every text of the form; nothing of one that cannot be read."""
    values: dict[str, tuple[str, ...]] = {}
    try:
        form = await form_of(request)
    except (BadInput, RuntimeError):  # RuntimeError: its body broke off when it was read before
        return values
    for name, value in form.multi_items():
        if isinstance(value, str):
            values[name] = (*values.get(name, ()), _shown(value))
    return values


def _shown(text: str) -> str:
    """The text without what no page can hold."""
    return text.replace("\x00", "\ufffd")
