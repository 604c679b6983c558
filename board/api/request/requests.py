"""Requests to agencies through the API: asked, listed, withdrawn, extended and confirmed by the same commands as on the page."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field
from starlette.requests import Request

from board.api.handlers import Answer, act
from board.api.models import LARGEST, Reason, Said
from board.commands.request import asking, changing
from board.domain.people import Actor
from board.domain.refusals import NotHere
from board.domain.request.about import About
from board.domain.request.ground import Aware, Ground
from board.domain.request.states import State
from board.guards import database, now, ref_of
from board.intake.model import Sent
from board.intake.texts import Code, Line, Note, StatedAt, Story
from board.queries.request.requests import requests_document
from board.store.policies import policy
from board.views import labels as of

Number = Annotated[int, Field(strict=True, ge=1, le=LARGEST)]


class AboutSent(Sent):
    """A child or an adult of the contact, and what the agency needs to find them."""

    child_id: Number | None = Field(default=None, description="The child; or else `adult_id`.")
    adult_id: Number | None = Field(default=None, description="The adult; or else `child_id`.")
    nhs_number: Line | None = Field(default=None, description="NHS number of ten digits.")
    former_names: Line | None = Field(default=None, description="Former names and other names.")
    gp: Line | None = Field(default=None, description="GP practice.")
    earlier_addresses: Line | None = Field(
        default=None, description="Earlier addresses that the agencies may know."
    )
    with_address: bool = Field(
        default=False, strict=True, description="The agencies may be told the address that the contact holds."
    )


class QuestionSent(Sent):
    """One act that asks several agencies. The consent position and its ground are never sent: they are read from what is recorded."""

    agencies: list[Code] = Field(min_length=1, max_length=40, description="Agencies of the hub, by key.")
    about: list[AboutSent] = Field(min_length=1, max_length=40)
    why: Annotated[Code, Field(description="A lawful reason of the hub, by code.")]
    necessary: Story = Field(description="Why it is necessary and proportionate.")
    question: Story | None = Field(
        default=None, description="One question beside the baseline questions of each agency."
    )
    at_once: bool = Field(
        default=False,
        strict=True,
        description="A red is asked about at once without agreement; a manager confirms or withdraws it.",
    )
    baseline_version: Annotated[int, Field(strict=True, ge=0, le=LARGEST)] | None = Field(
        default=None, description="Version of the hub's policy whose questions were shown to the asker."
    )


class RequestMade(Said):
    """The request to one agency. created: false when it was asked the same before and has not answered."""

    request_id: of.Plain[str]
    agency: of.Requests[str]
    due_at: of.Requests[datetime]
    created: of.Plain[bool]


class RequestsAnswer(Said):
    """The requests of one act."""

    ref: of.Ref[str]
    changed: of.Plain[bool]
    requests: list[RequestMade]


class AboutSaid(Said):
    """A person whom the agency is asked about."""

    child_id: of.Plain[int | None] = None
    adult_id: of.Plain[int | None] = None
    child: of.ChildName[str | None] = None
    adult: of.AdultName[str | None] = None
    nhs_number: of.ChildBorn[str | None] = None
    former_names: of.AdultName[str | None] = None
    gp: of.AdultName[str | None] = None
    earlier_addresses: of.AdultAddress[str | None] = None
    with_address: of.AdultAddress[bool] = False


class RequestSaid(Said):
    """A request to one agency, and how far it is."""

    request_id: of.Plain[str]
    agency: of.Requests[str] = Field(description="Key of the agency.")
    agency_name: of.Requests[str]
    state: of.Requests[str] = Field(description=f"One of: {', '.join(State)}.")
    asked_at: of.Requests[datetime]
    asked_by: of.Holder[str]
    due_at: of.Requests[datetime]
    about: list[AboutSaid]
    why: of.Requests[str] = Field(description="Code of the lawful reason.")
    reason: of.Requests[str] = Field(description="The lawful reason in words.")
    necessary: of.Requests[str]
    question: of.Requests[str | None] = None
    questions: of.Requests[list[str]] = Field(description="The baseline questions as they stood.")
    ground: of.Consent[str] = Field(description=f"One of: {', '.join(Ground)}.")
    aware: of.Flags[str] = Field(description=f"Whether the parents knew of it: {', '.join(Aware)}.")
    due_because: of.Requests[str | None] = None
    confirmed_at: of.Requests[datetime | None] = None
    confirmed_by: of.Holder[str | None] = None
    confirmed_because: of.Requests[str | None] = None
    withdrawn_at: of.Requests[datetime | None] = None
    withdrawn_by: of.Holder[str | None] = None
    withdrawn_because: of.Requests[str | None] = None
    sent_at: of.Requests[datetime | None] = None
    failed_at: of.Requests[datetime | None] = None
    problem: of.Requests[str | None] = None
    opened_at: of.Requests[datetime | None] = None


class RequestsSaid(Said):
    """The requests of a contact, the newest first."""

    requests: list[RequestSaid]


class LaterDue(Sent):
    """A later moment by which an agency is to answer."""

    due_at: StatedAt = Field(description="By when, with its offset from UTC.")
    reason: Note


class Confirmed(Sent):
    """Requests that were asked at once, and why that was right."""

    requests: list[UUID] = Field(min_length=1, max_length=200)
    reason: Note


class RequestChanged(Said):
    """changed: false when it was so already."""

    ref: of.Ref[str]
    changed: of.Plain[bool]


async def list_requests(request: Request, actor: Actor) -> Answer:
    async with database(request).snapshot() as conn:
        rules = await policy(conn, actor.hub_id, now(request))
        return {"requests": await requests_document(conn, request.state.contact.key, rules)}


async def ask(request: Request, actor: Actor, sent: QuestionSent) -> Answer:
    names = ("agencies", "why", "necessary", "question", "at_once", "baseline_version")
    about = tuple(About(**one.model_dump()) for one in sent.about)
    asked = asking.Question(about=about, **{name: getattr(sent, name) for name in names})
    done = await act(request, asking.ask, actor, ref_of(request), asked, now=now(request))
    assert isinstance(done, asking.RequestsMade)
    made = [
        {
            "request_id": str(one.request_id),
            "agency": one.agency,
            "due_at": one.due_at,
            "created": one.created,
        }
        for one in done.requests
    ]
    return {"ref": done.ref, "changed": done.changed, "requests": made}


async def confirm_requests(request: Request, actor: Actor, sent: Confirmed) -> Answer:
    what = ref_of(request), sent.requests, sent.reason
    return await act(request, changing.confirm_requests, actor, *what, now=now(request))


async def withdraw_request(request: Request, actor: Actor, sent: Reason) -> Answer:
    which = _id(request)
    return await act(request, changing.withdraw_request, actor, which, sent.reason, now=now(request))


async def extend_request(request: Request, actor: Actor, sent: LaterDue) -> Answer:
    later = _id(request), sent.due_at, sent.reason
    return await act(request, changing.extend_request, actor, *later, now=now(request))


def _id(request: Request) -> UUID:
    """The request of the path. Raises NotHere for what is no number of a request."""
    try:
        return UUID(request.path_params["request"])
    except ValueError:
        raise NotHere from None
