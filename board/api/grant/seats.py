"""People and seats through the API: seats that wait, and a seat given or taken back. Only people confirm a seat or take it."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Annotated

from pydantic import Field
from starlette.requests import Request

from board.api.handlers import Answer, act, number_in
from board.api.link.links import CodeWanted
from board.api.models import Said
from board.commands.grant import giving as commands
from board.commands.grant.first_sign_in import make_first_code, send_first_link
from board.domain.grant.rules import Standing
from board.domain.link.codes import Route
from board.domain.people import Actor
from board.guards import database, now, transact
from board.intake.model import Sent
from board.intake.texts import Code, Line, Name
from board.queries.grant.pages import grants_of_hub
from board.views import labels as of


class SeatSent(Sent):
    """A seat for somebody, who is asked whether they take it. The answer is the same whether the deployment knows them or not."""

    name: Annotated[Name, Field(description="The person's name, as colleagues know them.")]
    address: Annotated[
        Line, Field(description="Their own work address at the agency, never a shared mailbox.")
    ]
    agency: Annotated[Code, Field(description="Key of the agency.")]
    role: Annotated[Code, Field(description="Role of the seat.")]


class SeatGrant(Said):
    """A seat that waits for its second manager or its person."""

    grant_id: of.Plain[int]
    name: Annotated[of.Holder[str], Field(description="The name as it was typed.")]
    address: Annotated[of.Holder[str], Field(description="The work address.")]
    role: Annotated[of.Plain[str], Field(description="Role of the seat, in words.")]
    agency: Annotated[of.Plain[str], Field(description="Name of the agency.")]
    given_at: of.Plain[datetime]
    given_by: Annotated[of.Holder[str | None], Field(description="None: the board command.")]
    confirmed_at: of.Plain[datetime | None]
    confirmed_by: of.Holder[str | None]
    standing: Annotated[
        of.Plain[Standing],
        Field(description="to_confirm: by a second manager. asked: the person. lapsed: no answer in time."),
    ]
    lapses_at: Annotated[of.Plain[datetime], Field(description="Until when it waits.")]


class SeatGrants(Said):
    """Seats that wait."""

    grants: Annotated[list[SeatGrant], Field(description="The oldest first.")]


class Granted(Said):
    """changed: false when it was so already."""

    grant_id: of.Plain[int]
    changed: of.Plain[bool]


async def list_grants(request: Request, actor: Actor) -> Answer:
    async with database(request).snapshot() as conn:
        rows = [asdict(one) for one in await grants_of_hub(conn, actor, now(request))]
    return {"grants": [{name: row[name] for name in SeatGrant.model_fields} for row in rows]}


async def give_seat(request: Request, actor: Actor, sent: SeatSent) -> Answer:
    given = commands.SeatGiven(sent.name, sent.address, sent.agency, sent.role)
    return await act(request, commands.give, actor, given, now=now(request))


async def send_link(request: Request, actor: Actor) -> Answer:
    secrets, grant_id = request.app.state.secrets, number_in(request, "grant")
    sent, _ = await transact(request, send_first_link, actor, secrets, grant_id, now=now(request))
    return {"grant_id": grant_id, "changed": sent.changed}


async def text_code(request: Request, actor: Actor, sent: CodeWanted) -> Answer:
    asked = request.app.state.secrets, number_in(request, "grant"), sent.entry_id, Route.TEXT
    return await act(request, make_first_code, actor, *asked, now=now(request))


async def withdraw_seat(request: Request, actor: Actor) -> Answer:
    return await act(request, commands.withdraw, actor, number_in(request, "grant"), now=now(request))
