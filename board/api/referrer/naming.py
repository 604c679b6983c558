"""A referrer who is not to be named, through the API: the same commands as the forms."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, Field
from starlette.requests import Request

from board.api.handlers import Answer
from board.api.models import LARGEST
from board.commands.referrer.naming import hide_referrer
from board.domain.people import Actor
from board.domain.permissions import Action
from board.guards import database, now, open_contact, ref_of, transact
from board.intake.model import Sent
from board.intake.texts import Code, Story
from board.queries.referrer.texts import texts_page
from board.views import labels as of


class Redaction(Sent):
    """A text with words taken out. place, number: as hide-referrer names it. redacted: the text, with [redacted] where words went."""

    place: Code
    number: Annotated[int, Field(strict=True, ge=1, le=LARGEST)]
    redacted: Story


class DescribingText(BaseModel):
    """A text that may describe the referrer. found: the words that may."""

    place: of.Asked[str]
    number: of.Asked[int]
    text: of.Asked[str]
    found: of.Asked[list[str]]


class ReferrerHidden(BaseModel):
    """The referrer is named to nobody. texts: those to redact; empty where the token's role may not redact."""

    ref: of.Ref[str]
    changed: of.Plain[bool]
    texts: of.Plain[list[DescribingText]]


async def hide(request: Request, actor: Actor) -> Answer:
    done, _ = await transact(request, hide_referrer, actor, ref_of(request), now=now(request))
    said: dict[str, object] = {"ref": done.ref, "changed": done.changed, "texts": []}
    if not actor.may(Action.REDACT):
        return said
    found = await open_contact(request, actor, Action.REDACT, "referrer_texts")
    async with database(request).connection() as conn:
        page = await texts_page(conn, actor, found)
    texts = [
        {"place": one.name, "number": one.number, "text": one.text, "found": list(one.found)}
        for one in page.describing
    ]
    return said | {"texts": texts}
