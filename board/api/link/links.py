"""Guests and links through the API. A system asks, withdraws and has a code sent as a text message; it sees none and confirms nobody."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field
from starlette.requests import Request

from board.api.handlers import Answer, act, number_in
from board.api.models import Number, Said
from board.commands.guest import guests as guest_commands
from board.commands.link.codes import make_code
from board.commands.link.ending import withdraw_link
from board.commands.link.mailbox import take_link_away
from board.commands.link.sending import ask_mailbox, ask_outside
from board.domain.link.codes import Route
from board.domain.link.guests import GivenGuest, given_guest
from board.domain.people import Actor
from board.domain.refusals import BadInput, NotHere
from board.guards import database, now, ref_of, transact
from board.intake.model import Sent
from board.intake.texts import Code, Line, Name, Story
from board.queries.consent import barred_of
from board.queries.link import staff
from board.store.link import access_link
from board.views import labels as of
from board.views.link.staff import LinkRow, WaitingRow


class NewGuest(Sent):
    """A person outside whom links may be sent to."""

    name: Annotated[Name, Field(description="Name of the person.")]
    agency: Annotated[Code, Field(description="Key of the agency they work for.")]
    email: Annotated[Line, Field(description="Work address. The agency must allow mail to its domain.")]
    entry_id: Annotated[Number, Field(description="The entry of the directory that is their work number.")]

    def to_domain(self) -> GivenGuest:
        """As it will be kept. Raises BadInput."""
        return given_guest(self.name, self.agency, self.email, self.entry_id)


class GuestDone(Said):
    """The guest. changed: false when they were here already, or removed."""

    guest_id: of.Plain[int]
    changed: of.Plain[bool]


class GuestSaid(Said):
    """A guest."""

    guest_id: of.Plain[int]
    name: of.Holder[str]
    agency: Annotated[of.Plain[str], Field(description="Name of the agency.")]
    email: of.Holder[str]
    number: Annotated[of.Holder[str], Field(description="Work number as people write it.")]
    added_by: of.Holder[str]
    added_at: of.Plain[datetime]
    confirmed_by: of.Holder[str | None]
    confirmed_at: of.Plain[datetime | None]


class Guests(Said):
    """The guests of the hub."""

    guests: Annotated[list[GuestSaid], Field(description="By agency and name.")]


class Question(Sent):
    """One question to one guest, or to one mailbox."""

    guest_id: Annotated[Number | None, Field(description="The guest; none: a mailbox.")] = None
    mailbox_id: Annotated[Number | None, Field(description="The mailbox, an entry of the directory.")] = None
    question: Annotated[
        Story,
        Field(
            description="One question. The guest sees it once the link is open, and nothing else of the contact."
        ),
    ]


class Banner(Said):
    """The banner and the consent position, as they stand wherever something could go out."""

    not_aware: Annotated[
        of.Flags[bool], Field(description="Whether somebody of the family must not be contacted.")
    ]
    consent: Annotated[
        of.Consent[str], Field(description="The consent position in words; no person is named.")
    ]


class LinkSent(Banner):
    """The link. changed: false when the same question to the same guest is still open."""

    link_id: of.Plain[str]
    changed: of.Plain[bool]


class WaitingSaid(Said):
    """Somebody who opened the link and stated who they are."""

    statement_id: of.Plain[str]
    name: of.Holder[str]
    role: of.Holder[str]
    at: Annotated[of.Plain[datetime], Field(description="When they stated it.")]


class LinkSaid(Said):
    """A link to somebody outside."""

    link_id: of.Plain[str]
    name: of.Holder[str]
    agency: Annotated[of.Plain[str], Field(description="Name of the agency.")]
    question: of.Summary[str]
    asked_by: of.Holder[str]
    asked_at: of.Plain[datetime]
    valid_until: of.Plain[datetime]
    state: Annotated[of.Summary[str], Field(description="How far it came, in words.")]
    at: Annotated[of.Plain[datetime | None], Field(description="Since when.")]
    open: Annotated[of.Plain[bool], Field(description="Whether it can be withdrawn and get a code.")]
    mailbox: Annotated[
        of.Plain[bool], Field(description="Whether it went to a mailbox, whose address is its name.")
    ]
    held_by: Annotated[
        of.Holder[str | None], Field(description="The person who has the link to the mailbox.")
    ]
    waiting: Annotated[list[WaitingSaid], Field(description="People who may get a code, the newest first.")]


class Links(Banner):
    """People outside who were asked about a contact."""

    links: Annotated[list[LinkSaid], Field(description="The newest first.")]


class Away(Sent):
    """Why a link to a mailbox is taken away from the person who has it."""

    cause: Annotated[Code, Field(description="wrong_person, not_reached or another_browser.")]


class LinkTaken(Said):
    """Whether anybody had it until now."""

    changed: of.Plain[bool]


class LinkWithdrawn(Said):
    """Whether it was open until now."""

    changed: of.Plain[bool]


class CodeWanted(Sent):
    """A number for the code of a link, which goes there as a text message."""

    entry_id: Annotated[
        Number, Field(description="An entry of the directory, by the rule that the directory shows.")
    ]
    statement_id: Annotated[
        UUID | None, Field(description="The person whose code it is; none: the one who waits.")
    ] = None


class CodeSent(Banner):
    """The code is on its way. No answer holds a code."""

    valid_until: of.Plain[datetime]


async def list_guests(request: Request, actor: Actor) -> Answer:
    async with database(request).snapshot() as conn:
        return {"guests": [_of(asdict(one), GuestSaid) for one in await staff.guests(conn, actor)]}


async def add_guest(request: Request, actor: Actor, sent: NewGuest) -> Answer:
    return await act(request, guest_commands.add_guest, actor, sent.to_domain(), now=now(request))


async def end_guest(request: Request, actor: Actor) -> Answer:
    return await act(request, guest_commands.end_guest, actor, number_in(request, "guest"), now=now(request))


async def list_links(request: Request, actor: Actor) -> Answer:
    async with database(request).snapshot() as conn:
        found = await staff.contact_links(conn, request.state.contact, actor.hub_key, now(request))
        there = await staff.waiting_by_link(conn, actor.hub_id, found.rows, now(request))
    banner = await _banner(request, actor, request.state.contact.contact_id)
    return banner | {"links": [_link_said(one, there.get(one.link_id, ())) for one in found.rows]}


async def ask(request: Request, actor: Actor, sent: Question) -> Answer:
    asked = (request.app.state.secrets, ref_of(request))
    if sent.guest_id is not None and sent.mailbox_id is None:
        done = transact(request, ask_outside, actor, *asked, sent.guest_id, sent.question, now=now(request))
    elif sent.mailbox_id is not None and sent.guest_id is None:
        done = transact(request, ask_mailbox, actor, *asked, sent.mailbox_id, sent.question, now=now(request))
    else:
        raise BadInput({"guest_id": "Name either a guest or a mailbox."})
    sent_link, _ = await done
    return await _of_link(request, actor, sent_link.link_id) | {
        "link_id": str(sent_link.link_id),
        "changed": sent_link.changed,
    }


async def withdraw(request: Request, actor: Actor) -> Answer:
    link_id = await _link(request, actor)
    return {"changed": await act(request, withdraw_link, actor, link_id, now=now(request))}


async def take_away(request: Request, actor: Actor, sent: Away) -> Answer:
    link_id = await _link(request, actor)
    return {"changed": await act(request, take_link_away, actor, link_id, sent.cause, now=now(request))}


async def text_code(request: Request, actor: Actor, sent: CodeWanted) -> Answer:
    link_id = await _link(request, actor)
    asked = (request.app.state.secrets, link_id, sent.entry_id, Route.TEXT, sent.statement_id)
    made, _ = await transact(request, make_code, actor, *asked, now=now(request))
    return await _of_link(request, actor, link_id) | {"valid_until": made.valid_until}


async def _link(request: Request, actor: Actor) -> UUID:
    """The link of the path, if it is one of the contact of the path. Raises NotHere."""
    try:
        link_id = UUID(request.path_params["link"])
    except ValueError:
        raise NotHere from None
    async with database(request).connection() as conn:
        link = await access_link(conn, actor, link_id, now=now(request))
    if link.ref != ref_of(request):
        raise NotHere
    return link_id


async def _of_link(request: Request, actor: Actor, link_id: UUID) -> dict[str, object]:
    async with database(request).connection() as conn:
        link = await access_link(conn, actor, link_id, now=now(request))
    return await _banner(request, actor, link.contact_id)


async def _banner(request: Request, actor: Actor, contact_id: int | None) -> dict[str, object]:
    async with database(request).connection() as conn:
        barred = await barred_of(conn, actor.hub_id, contact_id)
    return {"not_aware": barred.unaware, "consent": barred.consent}


def _link_said(row: LinkRow, there: tuple[WaitingRow, ...]) -> Answer:
    said = [_of(asdict(one), WaitingSaid) | {"statement_id": str(one.statement_id)} for one in there]
    return _of(asdict(row) | {"waiting": said}, LinkSaid) | {"link_id": str(row.link_id)}


def _of(row: dict[str, object], answer: type[Said]) -> dict[str, object]:
    return {name: row[name] for name in answer.model_fields}
