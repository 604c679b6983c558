"""Leavers and absent people through the API: everything ended in one act, and work handed on."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Annotated

from pydantic import Field
from starlette.requests import Request

from board.api.handlers import Answer, act, number_in
from board.api.models import Number, Said
from board.commands.grant import absence
from board.commands.grant.leaving import end_leavers_sessions, leave
from board.domain.people import Actor
from board.guards import now, transact
from board.intake.model import Sent
from board.intake.texts import Note
from board.views import labels as of


class PersonLeft(Said):
    """A person whose seats here are ended, with the work they had. changed: false when they were ended already."""

    seats: Annotated[of.Plain[int], Field(description="Seats that were ended.")]
    holds: Annotated[of.Ref[list[str]], Field(description="Contacts that wait again.")]
    decides: Annotated[of.Ref[list[str]], Field(description="Contacts that somebody else must decide.")]
    offered: Annotated[of.Ref[list[str]], Field(description="Contacts that were offered to them.")]
    lists: Annotated[of.Plain[int], Field(description="Uploaded lists that wait for a manager.")]
    duties: Annotated[of.Plain[int], Field(description="Duties on the rota that are empty now.")]
    sessions_ended: Annotated[
        of.Plain[bool], Field(description="False where another hub looks after their sessions.")
    ]
    changed: of.Plain[bool]


class PlanSent(Sent):
    """The people who get the work of somebody who is absent."""

    to: Annotated[
        Number | None, Field(description="Number of the colleague; none: the contacts wait again.")
    ] = None
    decides: Annotated[
        Number | None, Field(description="Number of the manager who decides from now on; none: the caller.")
    ] = None
    until: Annotated[date | None, Field(description="Last day off the rota; none: the rota stays.")] = None
    reason: Annotated[Note, Field(description="It stands beside each contact.")]


class WorkHandedOn(Said):
    """Counts of what was handed on."""

    contacts: of.Plain[int]
    decided: of.Plain[int]
    offers: of.Plain[int]
    duties: of.Plain[int]
    changed: of.Plain[bool]


async def leave_hub(request: Request, actor: Actor) -> Answer:
    person_id = number_in(request, "person")
    left, _ = await transact(request, leave, actor, person_id, now=now(request))
    ended, _ = await transact(request, end_leavers_sessions, actor, person_id, now=now(request))
    return {"seats": left.seats, "sessions_ended": ended, "changed": left.changed} | asdict(left.work)


async def hand_on_work(request: Request, actor: Actor, sent: PlanSent) -> Answer:
    plan = absence.Plan(sent.to, sent.decides, sent.reason, sent.until)
    return await act(
        request, absence.hand_on_work, actor, number_in(request, "person"), plan, now=now(request)
    )
