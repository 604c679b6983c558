"""Local words through the API: those without a code, the mappings, a word mapped and a mapping ended."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime
from typing import Annotated

from pydantic import Field
from starlette.requests import Request

from board.api.handlers import Answer, act, number_in
from board.api.models import Said
from board.commands.local_word import mapping
from board.domain.local_word.mappings import CODE_LISTS
from board.domain.people import Actor
from board.guards import database, now
from board.intake.model import Sent
from board.intake.texts import Code, Line, Note
from board.queries.local_word.words import mapped_words, unmapped_words
from board.views import labels as of


class Unmapped(Said):
    """A word without a code."""

    list: of.Plain[str]
    word: of.Plain[str]
    contacts: of.Plain[int] = Field(description="The number of contacts that it came on.")


class Mapping(Said):
    """A mapping of a word to a code, for words recorded from from_at (null: ever) until before until_at (null: it stands)."""

    word_mapping_id: of.Plain[int]
    list: of.Plain[str]
    word: of.Plain[str]
    code: of.Plain[str]
    from_at: of.Plain[datetime | None]
    until_at: of.Plain[datetime | None]
    mapped_at: of.Plain[datetime]
    mapped_by: of.Plain[str]
    reason: of.Plain[str]
    ended_by: of.Plain[str | None]
    end_reason: of.Plain[str | None]


class LocalWords(Said):
    """Words without a code, the most frequent first, and mappings. more: texts that are not shown, because they are rare or tell more."""

    unmapped: list[Unmapped]
    more: of.Plain[int]
    mappings: list[Mapping]


class MappingSent(Sent):
    """A word and its code. The same again is the same mapping."""

    list: Annotated[Code, Field(description=f"One of: {', '.join(CODE_LISTS)}.")]
    word: Line
    code: Annotated[Code, Field(description="A code of the list, or a national number where it has them.")]
    reason: Note
    from_on: date | None = Field(
        default=None,
        description="The day from which it holds; missing: words of any day, or from now on where the word was read before.",
    )


class MappingEnd(Sent):
    """The reason, and the day on which it ends."""

    reason: Note
    until_on: date | None = Field(default=None, description="A later day on which it ends; missing: now.")


class MappingDone(Said):
    """changed: false when it was so already."""

    word_mapping_id: of.Plain[int]
    changed: of.Plain[bool]


async def local_words(request: Request, actor: Actor) -> Answer:
    at = now(request)
    async with database(request).snapshot() as conn:
        unmapped, more = await unmapped_words(conn, actor, at)
        mapped = [asdict(one) for one in await mapped_words(conn, actor, at)]
    return {
        "unmapped": [{"list": one.list, "word": one.word, "contacts": one.contacts} for one in unmapped],
        "more": more,
        "mappings": [{name: one[name] for name in Mapping.model_fields} for one in mapped],
    }


async def map_word(request: Request, actor: Actor, sent: MappingSent) -> Answer:
    said = sent.list, sent.word, sent.code, sent.reason, sent.from_on
    return await act(request, mapping.map_word, actor, *said, now=now(request))


async def end_word_mapping(request: Request, actor: Actor, sent: MappingEnd) -> Answer:
    number = number_in(request, "mapping")
    return await act(
        request, mapping.end_word_mapping, actor, number, sent.reason, sent.until_on, now=now(request)
    )
