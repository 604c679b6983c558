"""Notes on the page of a contact."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from board.commands.contact.notes import take_back_note, write_note
from board.domain.contact.notes import NoteKind
from board.domain.people import Actor
from board.guards import now, ref_of, transact
from board.intake.moments import moment_of
from board.web.clicks import reply
from board.web.forms import fields, number

TAKE_BACK = "take-back-note"


async def write(request: Request, actor: Actor) -> Response:
    """POST /hubs/{hub}/contacts/{ref}/notes: a note, or a note of a telephone call."""
    form, ref = (
        await fields(request, "kind", "note", "spoken_to", "spoken_on", "spoken_time"),
        ref_of(request),
    )
    said = form["kind"], form["note"], form["spoken_to"], moment_of(form, "spoken", optional=True)
    done, _ = await transact(request, write_note, actor, ref, *said, now=now(request))
    words = "The note is saved." if done.changed else "This note was saved before."
    return await reply(request, actor, ref, words, undo=done.note_id if done.changed else None, by=TAKE_BACK)


async def attempt(request: Request, actor: Actor) -> Response:
    """POST /hubs/{hub}/contacts/{ref}/attempt: somebody telephoned, and nobody answered."""
    ref = ref_of(request)
    done, _ = await transact(request, write_note, actor, ref, NoteKind.ATTEMPT.value, now=now(request))
    said = "Saved: telephoned, no answer."
    return await reply(request, actor, ref, said, undo=done.note_id, by=TAKE_BACK)


async def take_back(request: Request, actor: Actor) -> Response:
    """POST /hubs/{hub}/contacts/{ref}/take-back-note: the note was a mistake. seq: its number."""
    note, ref = number((await fields(request, "seq"))["seq"]), ref_of(request)
    await transact(request, take_back_note, actor, ref, note, now=now(request))
    return await reply(request, actor, ref, "The note is taken back. The history says so.")
