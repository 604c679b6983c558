"""The directory through the API: the list, and an entry added, changed or removed. Only people confirm, on the page."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Annotated

from pydantic import Field
from starlette.requests import Request

from board.api.handlers import Answer, act, number_in
from board.api.models import Said
from board.commands.directory import entries as commands
from board.domain.directory.entries import Answered, EntryKind, Standing
from board.domain.directory.given import Given, given_entry
from board.domain.people import Actor
from board.guards import database, now
from board.intake.model import Sent
from board.intake.texts import Code, Line, Name
from board.queries.directory.entries import listed_entries
from board.views import labels as of


class EntrySent(Sent):
    """A number or mailbox of an agency. Once it is changed, a member of staff must confirm it again."""

    kind: Annotated[EntryKind, Field(description="A number or a mailbox.")] = EntryKind.TELEPHONE
    address: Annotated[
        Line, Field(description="The number, such as 01632 960001 ext 12, or the mail address.")
    ]
    name: Annotated[Name, Field(description="The person or desk that answers.")]
    deputies: Annotated[
        tuple[Name, ...], Field(description="People to whom a code may be read out there instead.")
    ] = ()
    answered: Annotated[Answered, Field(description="When it is answered.")] = Answered.ALWAYS

    def to_domain(self) -> Given:
        """As it will be kept. Raises BadInput."""
        return given_entry(self.kind, self.address, self.name, self.deputies, self.answered)


class NewEntry(EntrySent):
    """The same, with the agency it belongs to."""

    agency: Annotated[Code, Field(description="Key of the agency.")]


class EntrySaid(Said):
    """A number or mailbox as it stands."""

    entry_id: of.Plain[int]
    agency: Annotated[of.Plain[str], Field(description="Name of the agency.")]
    kind: of.Plain[EntryKind]
    shown: Annotated[of.Holder[str], Field(description="The number or mail address as people write it.")]
    name: Annotated[of.Holder[str], Field(description="The person or desk that answers.")]
    deputies: of.Holder[tuple[str, ...]]
    answered: Annotated[of.Plain[Answered], Field(description="When it is answered.")]
    standing: Annotated[of.Plain[Standing], Field(description="Old: it must be confirmed again.")]
    added_at: of.Plain[datetime]
    added_by: of.Holder[str | None]
    changed_at: of.Plain[datetime | None]
    changed_by: of.Holder[str | None]
    confirmed_at: of.Plain[datetime | None]
    confirmed_by: of.Holder[str | None]
    confirmed_how: Annotated[of.Plain[str], Field(description="In words; empty while nobody confirmed it.")]
    again_at: Annotated[of.Plain[datetime | None], Field(description="When it must be confirmed again.")]


class Entries(Said):
    """The directory."""

    entries: Annotated[list[EntrySaid], Field(description="Old ones first, then what nobody confirmed.")]


class EntryDone(Said):
    """The entry that stands now: a change makes a new one. changed: false when it was so already."""

    entry_id: of.Plain[int]
    changed: of.Plain[bool]


async def list_entries(request: Request, actor: Actor) -> Answer:
    async with database(request).snapshot() as conn:
        rows = [asdict(one) for one in await listed_entries(conn, actor, now(request))]
    return {
        "entries": [
            {name: row[name] for name in EntrySaid.model_fields} | {"answered": row["answered_code"]}
            for row in rows
        ]
    }


async def add_entry(request: Request, actor: Actor, sent: NewEntry) -> Answer:
    return await act(request, commands.add_entry, actor, sent.agency, sent.to_domain(), now=now(request))


async def change_entry(request: Request, actor: Actor, sent: EntrySent) -> Answer:
    number = number_in(request, "entry")
    return await act(request, commands.change_entry, actor, number, sent.to_domain(), now=now(request))


async def end_entry(request: Request, actor: Actor) -> Answer:
    return await act(request, commands.end_entry, actor, number_in(request, "entry"), now=now(request))
