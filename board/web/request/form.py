"""The form of a request, opened by its agency and by people who work the contact."""

from __future__ import annotations

from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from board.commands.request import opening
from board.domain.people import Actor
from board.domain.refusals import NotHere
from board.guards import now, transact

PAGE = "/hubs/{hub}/requests/{request}/form"


async def open_form(request: Request, actor: Actor) -> Response:
    """POST /hubs/{hub}/requests/{request}/form: the PDF, logged before the first byte. Its file name tells nothing."""
    try:
        which = UUID(request.path_params["request"])
    except ValueError:
        raise NotHere from None
    content, _ = await transact(request, opening.open_form, actor, which, PAGE, now=now(request))
    headers = {"Content-Disposition": 'attachment; filename="request.pdf"'}
    return Response(content, media_type="application/pdf", headers=headers)
