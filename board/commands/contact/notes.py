"""Notes of a contact: written once, never changed. The author can take a note back for a short while; the history keeps both."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import text

from board.commands.record import open_contact, record
from board.commands.words import line, one_of, paragraphs
from board.domain.characters import without_letter
from board.domain.contact.notes import AGAIN_WITHIN, AHEAD, NOTE_MOST, OLDEST, SPOKEN_TO_MOST, NoteKind
from board.domain.people import Actor
from board.domain.permissions import Action
from board.domain.refusals import BadInput, NotHere, NotYoursToUndo, TooLateToUndo
from board.store.engine import Tx
from board.store.policies import policy_of
from board.store.rows import insert_one

_EVENTS = {
    NoteKind.NOTE: "note_written",
    NoteKind.TELEPHONE: "call_noted",
    NoteKind.ATTEMPT: "call_attempted",
}
_SAME = text(
    "select note_id from notes where hub_id = :hub_id and contact_id = :contact_id and written_by = :written_by and kind = :kind "
    "and spoken_to is not distinct from cast(:spoken_to as text) and note is not distinct from cast(:note as text) "
    "and taken_back_at is null and (spoken_at = cast(:given_at as timestamptz) "
    "  or cast(:given_at as timestamptz) is null and written_at > :since) order by note_id desc limit 1"
)
_TAKE = text(
    "select n.written_at, n.written_by, n.taken_back_at, p.name from notes n join people p on p.person_id = n.written_by "
    "where n.hub_id = :hub_id and n.contact_id = :contact_id and n.note_id = :note_id for no key update of n"
)
_TAKE_BACK = text("update notes set taken_back_at = :now where hub_id = :hub_id and note_id = :note_id")


@dataclass(frozen=True, slots=True)
class Noted:
    """changed: false when it was so already."""

    ref: str
    note_id: int
    changed: bool = True


async def write_note(
    tx: Tx,
    actor: Actor,
    ref: str,
    kind: str,
    note: str | None = None,
    spoken_to: str | None = None,
    spoken_at: datetime | None = None,
    *,
    now: datetime,
) -> Noted:
    """Write a note, a note of a telephone call with the person spoken to, or that nobody answered a call. The same again soon is silence.

    spoken_at: when it was said; none: now. Raises UnknownCode, BadInput, ContactClosed and what the door raises. Locks: the contact.
    Writes notes, event note_written, call_noted or call_attempted.
    """
    contact = await open_contact(tx, actor, ref, Action.WRITE_NOTE, now=now)
    one_of([*NoteKind], "kind", kind)
    said = _checked(NoteKind(kind), note, spoken_to, spoken_at, now)
    row = contact.key | said | {"kind": kind, "written_by": actor.person_id}
    since = {"given_at": spoken_at, "since": now - AGAIN_WITHIN[NoteKind(kind)]}
    same: int | None = (await tx.conn.execute(_SAME, row | since)).scalar_one_or_none()
    if same is not None:
        return Noted(contact.ref, same, changed=False)
    when = {"spoken_at": spoken_at or now, "written_at": now}
    note_id = await insert_one(tx.conn, "notes", row | when, "note_id")
    body = {"note_id": note_id} | ({"spoken_at": spoken_at.isoformat()} if spoken_at else {})
    words = {name: words for name, words in said.items() if words}
    await record(tx, contact, _EVENTS[NoteKind(kind)], actor, body, words=words, now=now)
    return Noted(contact.ref, note_id)


async def take_back_note(tx: Tx, actor: Actor, ref: str, note_id: int, *, now: datetime) -> Noted:
    """Take back a note that this person wrote by mistake, such as a key pressed on the wrong contact. Twice is silence.

    Raises NotHere (no such note), NotYoursToUndo, TooLateToUndo, ContactClosed and what the door raises. Locks: the contact, the note.
    Writes notes, event note_taken_back.
    """
    contact = await open_contact(tx, actor, ref, Action.WRITE_NOTE, now=now)
    key = contact.key | {"note_id": note_id, "now": now}
    row = (await tx.conn.execute(_TAKE, key)).one_or_none()
    if row is None:
        raise NotHere
    if row.written_by != actor.person_id:
        raise NotYoursToUndo(who=row.name)
    if row.taken_back_at is not None:
        return Noted(contact.ref, note_id, changed=False)
    minutes = (await policy_of(tx.conn, contact.hub_id, contact.policy_version)).undo_minutes
    if row.written_at < now - timedelta(minutes=minutes):
        raise TooLateToUndo(minutes=minutes)
    await tx.conn.execute(_TAKE_BACK, key)
    await record(tx, contact, "note_taken_back", actor, {"note_id": note_id}, now=now)
    return Noted(contact.ref, note_id)


def _checked(
    kind: NoteKind, note: str | None, spoken_to: str | None, spoken_at: datetime | None, now: datetime
) -> dict[str, str | None]:
    """The texts as they will be kept. Raises BadInput with a sentence for each field that is wrong."""
    errors: dict[str, str] = {}
    said: dict[str, str | None] = {}
    with _kept_in(errors):
        said["spoken_to"] = line(spoken_to, "spoken_to", SPOKEN_TO_MOST)
    with _kept_in(errors):
        said["note"] = paragraphs(note, "note", NOTE_MOST)
    if kind is NoteKind.TELEPHONE and "spoken_to" not in errors and without_letter(said["spoken_to"] or ""):
        errors["spoken_to"] = "Enter the name and role of the person you spoke to."
    if kind is NoteKind.ATTEMPT and said.get("note"):
        errors["note"] = (
            "Nobody answered, so nothing was said. Choose a note or a telephone call to write more."
        )
    elif kind is not NoteKind.ATTEMPT and "note" not in errors and not said["note"]:
        errors["note"] = "Enter what was said." if kind is NoteKind.TELEPHONE else "Enter the note."
    if spoken_at is not None and spoken_at > now + AHEAD:
        errors["spoken_at"] = "This is still to come. Enter when it was said."
    if spoken_at is not None and spoken_at < now - OLDEST:
        errors["spoken_at"] = "This is more than a year ago. Check the year."
    if errors:
        raise BadInput(errors)
    return said


@contextmanager
def _kept_in(errors: dict[str, str]) -> Iterator[None]:
    """Keep what is wrong with one field, and go on with the next."""
    try:
        yield
    except BadInput as wrong:
        errors |= wrong.errors
