"""Advice given without a contact through the API: recorded and counted."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, Field
from starlette.requests import Request

from board.api.handlers import Answer, act
from board.api.models import Said
from board.commands.contact import advice as commands
from board.domain.people import Actor
from board.guards import database, now
from board.intake.model import Sent
from board.intake.texts import Code
from board.queries.advice import advice_counts
from board.views import labels as of


class AdviceSent(Sent):
    """The source that asked, and the advice. Nothing of a family can be sent."""

    source: Annotated[Code, Field(description="A source of the hub.")]
    advice: Annotated[Code, Field(description="Advice that the policy of the hub lists.")]


class Advised(BaseModel):
    """changed: false when it was the same within seconds."""

    advice_id: of.Plain[int]
    changed: of.Plain[bool]


class AdviceCounted(Said):
    """Advice to one source that became no contact: today, in 7 days, in 30 days."""

    source: of.Plain[str]
    advice: of.Plain[str]
    today: of.Plain[int]
    week: of.Plain[int]
    month: of.Plain[int]


class AdviceCounts(Said):
    """The counts of the hub."""

    counts: list[AdviceCounted]


async def list_advice(request: Request, actor: Actor) -> Answer:
    async with database(request).snapshot() as conn:
        return {"counts": await advice_counts(conn, actor, now(request))}


async def give(request: Request, actor: Actor, sent: AdviceSent) -> Answer:
    return await act(request, commands.give_advice, actor, sent.source, sent.advice, now=now(request))
