"""Facts of a person: the API's request and answer."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field
from starlette.requests import Request

from board.api.contact.consent import Number, OfPerson
from board.api.handlers import Answer, act
from board.commands.facts.people import record_facts as record
from board.domain.facts.kinds import GivenFact, State
from board.domain.people import Actor
from board.guards import now, ref_of
from board.intake.model import Sent
from board.intake.texts import Code, Line, StatedAt


class FactSent(Sent):
    """One fact. Needed where it is known: a code, or the words."""

    kind: Annotated[
        Code,
        Field(
            description="sex, ethnicity, disability, first_language, interpreter, school, gp; of an adult for a child: relationship, care, "
            "parental_responsibility"
        ),
    ]
    state: Annotated[Code, Field(description="known, refused, not_known or not_asked")] = State.KNOWN.value
    codes: list[Code] = Field(
        default=[], max_length=20, description="Codes of the list of this kind, or a URN or practice code."
    )
    words: Line | None = Field(default=None, description="The words it was said in.")
    to: Number | None = Field(default=None, description="The child, beside a fact of an adult for a child.")


class FactsSent(OfPerson):
    """Facts of one adult or one child, as one person said them."""

    facts: list[FactSent] = Field(max_length=200)
    said_by: Line | None = Field(
        default=None, description="Name and role of the person who said so; needed unless nobody was asked."
    )
    said_at: StatedAt | None = Field(default=None, description="Time of it, with its offset; missing: now.")


async def record_facts(request: Request, actor: Actor, sent: FactsSent) -> Answer:
    facts = [GivenFact(one.kind, one.state, tuple(one.codes), one.words, one.to) for one in sent.facts]
    return await act(
        request,
        record,
        actor,
        ref_of(request),
        facts,
        sent.said_by,
        adult_id=sent.adult_id,
        child_id=sent.child_id,
        said_at=sent.said_at,
        now=now(request),
    )
