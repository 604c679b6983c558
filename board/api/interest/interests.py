"""Interests in families through the API: declared, marked on a contact, listed for managers, confirmed and ended."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Annotated

from pydantic import Field
from starlette.requests import Request

from board.api.handlers import Answer, act, number_in
from board.api.models import LARGEST, Reason, Said
from board.commands.interest import deciding, declaring
from board.domain.people import Actor
from board.guards import database, now
from board.intake.model import Sent
from board.intake.texts import Code, Line, Name, Note
from board.queries.interest.interests import others_interests
from board.views import labels as of

Kind = Annotated[Code, Field(description="kin, neighbour or colleague")]


class InterestSent(Sent):
    """An interest of the token's own person. At least one of names, address and reference."""

    kind: Kind
    names: Annotated[
        tuple[Name, ...],
        Field(description="Given name, then family name. A family name alone: every family of that name."),
    ] = ()
    address: Annotated[Line | None, Field(description="Number and street.")] = None
    reference: Annotated[Name | None, Field(description="A reference of this board or of a sender.")] = None


class InterestMarked(Sent):
    """An interest of somebody else in the family of this contact."""

    person: Annotated[int, Field(strict=True, ge=1, le=LARGEST, description="Number of the colleague.")]
    kind: Kind
    reason: Note


class InterestDeclared(Said):
    """changed: false when these very words were declared before. Nothing tells whether the board knows the family."""

    changed: of.Plain[bool]


class InterestSaid(Said):
    """The interest of somebody else, for a manager who decides it."""

    interest_id: of.Plain[int]
    person: of.Holder[str]
    kind: of.AdultName[str]
    names: of.AdultName[tuple[str, ...]]
    address: of.AdultAddress[str | None]
    reference: of.Source[str | None]
    reason: of.Summary[str | None]
    declared_at: of.Plain[datetime]
    declared_by: Annotated[of.Holder[str | None], Field(description="The person who marked it, if another.")]
    contacts: Annotated[of.Ref[tuple[str, ...]], Field(description="References of contacts kept from them.")]
    standing: Annotated[of.Plain[str], Field(description="In words.")]
    confirmed_at: of.Plain[datetime | None]
    confirmed_by: of.Holder[str | None]
    ended_at: of.Plain[datetime | None]
    ended_by: of.Holder[str | None]
    end_reason: of.Summary[str | None]


class Interests(Said):
    """The interests of others."""

    interests: Annotated[list[InterestSaid], Field(description="Those that nobody decided first.")]


class InterestDecided(Said):
    """changed: false when it was decided so already."""

    interest_id: of.Plain[int]
    changed: of.Plain[bool]


async def list_interests(request: Request, actor: Actor) -> Answer:
    async with database(request).snapshot() as conn:
        return {"interests": [asdict(one) for one in await others_interests(conn, actor)]}


async def declare_interest(request: Request, actor: Actor, sent: InterestSent) -> Answer:
    words = {"names": "\n".join(sent.names), "address": sent.address or "", "reference": sent.reference or ""}
    return await act(request, declaring.declare_interest, actor, sent.kind, **words, now=now(request))


async def confirm_interest(request: Request, actor: Actor) -> Answer:
    return await act(
        request, deciding.confirm_interest, actor, number_in(request, "interest"), now=now(request)
    )


async def end_interest(request: Request, actor: Actor, sent: Reason) -> Answer:
    number = number_in(request, "interest")
    return await act(request, deciding.end_interest, actor, number, sent.reason, now=now(request))
