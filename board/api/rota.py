"""Who is on duty, for systems: by role, with names for those whose seat shows who has a contact."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import Field
from starlette.requests import Request

from board.api.handlers import Answer
from board.api.models import Said
from board.domain.people import Actor
from board.guards import database, now
from board.queries.rota import on_duty, roles_missing
from board.views import labels as of


class OnDutyShown(Said):
    """Somebody on duty. name: absent for a role that does not see who has a contact."""

    name: Annotated[
        of.Holder[str | None], Field(description="Who; absent for a role that does not see names.")
    ] = None
    role: Annotated[of.Plain[str], Field(description="Role of the seat.")]
    agency: Annotated[of.Plain[str], Field(description="Key of the agency.")]
    until: Annotated[
        of.Plain[datetime], Field(description="When they go, duties that follow without a gap counted in.")
    ]
    posts: Annotated[of.Plain[list[str]], Field(description="`duty_manager`, `duty_chair`, or none.")]


class Rota(Said):
    """Who is on duty at a moment."""

    at: Annotated[of.Plain[datetime], Field(description="The moment of the answer.")]
    on_duty: Annotated[list[OnDutyShown], Field(description="By name.")]
    missing: Annotated[
        of.Plain[list[str]], Field(description="Roles that should have somebody on duty now and have not.")
    ]


async def rota(request: Request, actor: Actor) -> Answer:
    at = now(request)
    async with database(request).snapshot() as conn:
        here = await on_duty(conn, actor.hub_id, at)
        missing = await roles_missing(conn, actor.hub_id)
    shown = [
        {"name": one.name, "role": one.role, "agency": one.agency_key, "until": one.until, "posts": one.posts}
        for one in here
    ]
    return {"at": at, "on_duty": shown, "missing": missing}
