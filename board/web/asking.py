"""A claim that is answered by a question: somebody else holds one of the same family."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from board.domain.people import Actor
from board.domain.refusals import SameFamily
from board.web.answers import heading, is_click
from board.web.live import click_frames


async def ask(request: Request, actor: Actor, asked: SameFamily) -> Response:
    """What a claim is answered where somebody else holds one of the family: the page with the question, and the way to it for a click."""
    there = f"/hubs/{actor.hub_key}/contacts/{asked.facts['ref']}/same-family"
    if not is_click(request):
        return RedirectResponse(there, 303)
    notice = {
        "kind": "refused",
        "title": heading(asked),
        "sentence": asked.sentence,
        "href": there,
        "question": True,
    }
    return JSONResponse({"frames": await click_frames(request), "notice": notice}, asked.status)
