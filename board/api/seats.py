"""Seats through the API: the hub's list, and ending one."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import Field
from starlette.requests import Request

from board.api.handlers import Answer, act, number_in
from board.api.models import Said
from board.commands import seats as commands
from board.domain.people import Actor
from board.guards import database, now
from board.queries.seats import seats_of
from board.views import labels as of


class SeatTaken(Said):
    """A seat of a person; the seat of a system ends with its token."""

    seat_id: of.Plain[int]
    person_id: of.Plain[int]
    name: Annotated[of.Holder[str], Field(description="The person's name.")]
    email: Annotated[of.Holder[str], Field(description="The address the person signs in with.")]
    agency: Annotated[of.Plain[str], Field(description="Key of the agency.")]
    role: Annotated[of.Plain[str], Field(description="Role of the seat.")]
    since: Annotated[of.Plain[datetime], Field(description="Since when the person has it.")]
    given_by: Annotated[of.Holder[str | None], Field(description="None: the board command, or not known.")]
    confirmed_by: Annotated[
        of.Holder[str | None], Field(description="The second manager; none where it needed none.")
    ]


class Seats(Said):
    """The seats of a hub that were not ended."""

    seats: Annotated[list[SeatTaken], Field(description="By name.")]


class SeatEnded(Said):
    """changed: false when the seat was ended already."""

    seat_id: of.Plain[int]
    changed: of.Plain[bool]


async def list_seats(request: Request, actor: Actor) -> Answer:
    async with database(request).connection() as conn:
        return {"seats": await seats_of(conn, actor.hub_id)}


async def end_seat(request: Request, actor: Actor) -> Answer:
    return await act(request, commands.end_seat, actor, number_in(request, "seat"), now=now(request))
