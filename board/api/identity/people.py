"""People across contacts: the chronology of a contact, joining, confirming and parting."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import Field
from starlette.requests import Request

from board.api.handlers import Answer, act
from board.api.models import Said
from board.commands.identity import joining, parting
from board.domain.identity.records import Record
from board.domain.people import Actor
from board.guards import database, now, ref_of, template
from board.intake.model import Sent
from board.intake.texts import Note
from board.queries.identity.chronology import chronology_of
from board.store.policies import policy
from board.store.readings import log_reading
from board.views import labels as of

Person = Annotated[
    str, Field(pattern="^(child|adult)-[0-9]{1,18}$", description="child- or adult- with its number.")
]


class SamePerson(Sent):
    """Two records of one person: a child or adult of this contact, and one of the other."""

    record: Person
    other: str = Field(max_length=20, description="The other contact's reference.")
    other_record: Person


class SamePersonBecause(SamePerson):
    """The same, with the reason."""

    reason: Note


class Joined(Said):
    """asked: a manager is asked, and nothing is joined yet. changed: false where it was so already."""

    ref: of.Ref[str]
    asked: of.Plain[bool] = False
    changed: of.Plain[bool]


class KnownPerson(Said):
    """A person of this contact who is a person of the other. by, reason: none where the join is not for this reader."""

    person: of.Matches[str]
    other_person: of.Matches[str]
    joined_at: of.Matches[datetime]
    by: of.Holder[str | None] = None
    reason: of.Matches[str | None] = None


class Chapter(Said):
    """One contact of the chronology. summary: absent where an adult alone is on both."""

    ref: of.Matches[str]
    received_at: of.Times[datetime]
    source: of.Source[str | None] = None
    concern: of.Concern[str | None] = None
    summary: of.Summary[str | None] = None
    outcome: of.Summary[str | None] = None
    outcome_reason: of.Summary[str | None] = None
    closed_at: of.Times[datetime | None] = None
    joined_to: of.Matches[str | None] = None
    restricted: of.Plain[bool]
    confidential_enquiry: of.Flags[bool] = False
    people: list[KnownPerson]


class Proposal(Said):
    """Another contact that may be of the same people. said: the answer of a person about the two families."""

    ref: of.Matches[str]
    received_at: of.Times[datetime]
    reasons: of.Matches[str]
    said: of.Matches[str | None] = None
    asked: of.Matches[bool] = False


class Chronology(Said):
    """Contacts of the same people that this reader may open, the newest first, and contacts that may belong to them."""

    ref: of.Ref[str]
    chapters: list[Chapter]
    proposals: list[Proposal]


async def chronology(request: Request, actor: Actor) -> Answer:
    """Each contact that it tells of is a reading."""
    async with database(request).transaction() as tx:
        rules = await policy(tx.conn, actor.hub_id, now(request))
        view, told = await chronology_of(tx.conn, actor, request.state.contact, rules)
        for number in told:
            await log_reading(tx.conn, actor, number, template(request), "chronology", now(request))
    return view


async def join_identity(request: Request, actor: Actor, sent: SamePersonBecause) -> Answer:
    return await act(
        request, joining.join_identity, actor, ref_of(request), *_ends(sent), sent.reason, now=now(request)
    )


async def confirm_join(request: Request, actor: Actor, sent: SamePerson) -> Answer:
    return await act(request, joining.confirm_join, actor, ref_of(request), *_ends(sent), now=now(request))


async def part_identity(request: Request, actor: Actor, sent: SamePersonBecause) -> Answer:
    return await act(
        request, parting.part_identity, actor, ref_of(request), *_ends(sent), sent.reason, now=now(request)
    )


def _ends(sent: SamePerson) -> tuple[Record, str, Record]:
    return Record.of(sent.record, "record"), sent.other, Record.of(sent.other_record, "other_record")
