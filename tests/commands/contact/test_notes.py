"""Notes of a contact: dated, with the person spoken to, kept in the history; a call that nobody answered; a note taken back."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from board.commands.closures import close
from board.commands.contact.notes import take_back_note, write_note
from board.commands.referrer.redactions import redact
from board.commands.restrictions import restrict
from board.domain.permissions import Role, seen_by
from board.domain.policy import Policy
from board.domain.refusals import (
    BadInput,
    ContactClosed,
    NotAllowed,
    NotHere,
    NotYoursToUndo,
    TooLateToUndo,
    UnknownCode,
)
from board.queries.contact import contact_row
from board.queries.document import contact_document
from board.queries.history import contact_timeline
from board.store.engine import Database
from board.views.labels import emptied
from tests import make
from tests.commands.doing import do, rows

SAID = "He came in with a bruise.\n\nShe rings back at two."
KEPT = "select kind, spoken_to, note, spoken_at, written_by, taken_back_at is not null from notes order by note_id"


async def history(database: Database, who: make.Actor, ref: str) -> list[tuple[str, str | None, str | None]]:
    """Each line of the history as this person reads it: its words, its heading and its text."""
    async with database.connection() as conn:
        row = await contact_row(conn, who.hub_id, ref)
        told = emptied(
            await contact_timeline(conn, row, who.hub_key, who.lens, Policy.default()), seen_by(who.lens)
        )
    return [(one.words, one.why and one.why.heading, one.why and one.why.words) for one in told.rows]


async def test_a_telephone_note_keeps_who_was_spoken_to_what_was_said_and_when(database: Database) -> None:
    hub = await make.hub(database)
    asha = await make.person(database, hub, name="Asha Verma")
    ref = await make.contact_waiting(database, asha)
    at = make.NOW - timedelta(hours=3)
    done = await do(
        database, write_note, asha, ref, "telephone", f"  {SAID}\r\n", " Mrs  Obi, head teacher ", at
    )
    assert done.changed
    assert await rows(database, KEPT) == [
        ("telephone", "Mrs Obi, head teacher", SAID, at, asha.person_id, False)
    ]
    newest = (await history(database, asha, ref))[0]
    assert newest == (
        "Asha Verma wrote a note of a telephone call (Tue 24 Nov 06:30).",
        "Spoke to",
        f"Mrs Obi, head teacher: {SAID}",
    )
    async with database.connection() as conn:
        [said] = (await contact_document(conn, asha, ref, make.NOW))["notes"]
    assert (said["spoken_to"], said["note"], said["written_by"]) == (
        "Mrs Obi, head teacher",
        SAID,
        "Asha Verma",
    )


async def test_a_call_that_nobody_answered_needs_no_word_and_a_second_press_is_silence(
    database: Database,
) -> None:
    hub = await make.hub(database)
    asha = await make.person(database, hub, Role.ADMIN, name="Asha Verma")
    ref = await make.contact_waiting(database, await make.person(database, hub))
    assert (await do(database, write_note, asha, ref, "attempt")).changed
    assert not (await do(database, write_note, asha, ref, "attempt", minutes=1)).changed
    assert (await do(database, write_note, asha, ref, "attempt", minutes=5)).changed, "another call"
    assert len(await rows(database, KEPT)) == 2
    assert (await history(database, asha, ref))[0] == (
        "Asha Verma telephoned, and nobody answered.",
        None,
        None,
    )


@pytest.mark.parametrize(
    ("given", "field", "sentence"),
    [
        (("note", ""), "note", "Enter the note."),
        (("note", " \n\t "), "note", "Enter the note."),
        (("telephone", SAID), "spoken_to", "name and role"),
        (("telephone", SAID, "..."), "spoken_to", "name and role"),
        (("telephone", "", "Mrs Obi"), "note", "Enter what was said."),
        (("attempt", SAID), "note", "Nobody answered"),
        (("note", "x" * 4001), "note", "under 4000"),
        (("note", "Asha\u202eamreV"), "note", ""),
        (("telephone", SAID, "Asha\u202eamreV"), "spoken_to", ""),
        (("note", SAID, None, make.NOW + timedelta(hours=1)), "spoken_at", "still to come"),
        (("note", SAID, None, make.NOW - timedelta(days=400)), "spoken_at", "more than a year ago"),
    ],
)
async def test_a_note_that_says_nothing_or_is_dated_wrongly_changes_nothing(
    database: Database, given: tuple[Any, ...], field: str, sentence: str
) -> None:
    hub = await make.hub(database)
    asha = await make.person(database, hub)
    ref = await make.contact_waiting(database, asha)
    with pytest.raises(BadInput) as refused:
        await do(database, write_note, asha, ref, *given)
    assert sentence in refused.value.errors[field]
    assert await rows(database, KEPT) == []


async def test_everything_wrong_with_a_note_is_said_at_once(database: Database) -> None:
    hub = await make.hub(database)
    asha = await make.person(database, hub)
    ref = await make.contact_waiting(database, asha)
    with pytest.raises(BadInput) as refused:
        await do(database, write_note, asha, ref, "telephone", "", "x" * 201, make.NOW + timedelta(days=1))
    assert refused.value.errors.keys() == {"note", "spoken_to", "spoken_at"}
    with pytest.raises(UnknownCode):
        await do(database, write_note, asha, ref, "letter", SAID)


async def test_the_same_note_again_is_one_and_another_day_of_it_is_another(database: Database) -> None:
    hub = await make.hub(database)
    asha = await make.person(database, hub)
    ref = await make.contact_waiting(database, asha)
    first = await do(database, write_note, asha, ref, "note", SAID)
    assert (await do(database, write_note, asha, ref, "note", SAID, minutes=59)) == type(first)(
        ref, first.note_id, False
    )
    yesterday = make.NOW - timedelta(days=1)
    assert (await do(database, write_note, asha, ref, "note", SAID, None, yesterday)).changed
    assert not (await do(database, write_note, asha, ref, "note", SAID, None, yesterday, minutes=300)).changed
    assert (await do(database, write_note, asha, ref, "note", SAID, minutes=90)).changed
    assert len(await rows(database, KEPT)) == 3


async def test_the_author_takes_a_note_back_for_a_while_and_the_history_keeps_both(
    database: Database,
) -> None:
    hub = await make.hub(database)
    asha, ben = await make.person(database, hub, name="Asha Verma"), await make.person(database, hub)
    ref, beside = [await make.contact_waiting(database, asha, source_reference=one) for one in "AB"]
    note = (await do(database, write_note, asha, ref, "attempt")).note_id
    with pytest.raises(NotYoursToUndo):
        await do(database, take_back_note, ben, ref, note)
    with pytest.raises(NotHere):
        await do(database, take_back_note, asha, beside, note)
    assert (await do(database, take_back_note, asha, ref, note, minutes=1)).changed
    assert not (await do(database, take_back_note, asha, ref, note, minutes=2)).changed
    assert [one[0] for one in await history(database, asha, ref)][:2] == [
        "Asha Verma took back a note.",
        "Asha Verma telephoned, and nobody answered.",
    ]
    again = await do(database, write_note, asha, ref, "attempt", minutes=1)
    assert again.changed, "what was taken back is no attempt"
    with pytest.raises(TooLateToUndo):
        await do(
            database, take_back_note, asha, ref, again.note_id, minutes=Policy.default().undo_minutes + 2
        )


async def test_those_who_do_not_work_the_case_read_that_a_note_was_written_and_not_the_note(
    database: Database,
) -> None:
    hub = await make.hub(database)
    asha, admin = await make.person(database, hub), await make.person(database, hub, Role.ADMIN)
    qa = await make.person(database, hub, Role.QA)
    ref = await make.contact_waiting(database, asha)
    await do(database, write_note, admin, ref, "telephone", SAID, "Mrs Obi")
    assert (await history(database, admin, ref))[0][1:] == (None, None)
    assert SAID in str((await history(database, qa, ref))[0][2])
    for who, role in ((qa, None), (None, Role.POLICE), (None, Role.HEAD_OF_SERVICE), (None, Role.FEED)):
        writer = who or await make.person(database, hub, role or Role.QA)
        with pytest.raises(NotAllowed):
            await do(database, write_note, writer, ref, "note", SAID)


async def test_a_closed_and_a_restricted_contact_take_no_note_of_others(database: Database) -> None:
    hub = await make.hub(database)
    manager, asha = await make.person(database, hub, Role.MANAGER), await make.person(database, hub)
    ref = await make.contact_waiting(database, manager)
    await do(database, restrict, manager, ref, [], "A colleague's family.")
    with pytest.raises(NotHere):
        await do(database, write_note, asha, ref, "attempt")
    await do(
        database,
        close,
        manager,
        ref,
        Policy.default().outcomes[0].code,
        "Done.",
        anyway="Weighed.",
        minutes=1,
    )
    with pytest.raises(ContactClosed):
        await do(database, write_note, manager, ref, "note", SAID, minutes=2)


async def test_a_redacted_note_is_gone_from_the_history_and_the_api(database: Database) -> None:
    hub = await make.hub(database)
    asha = await make.person(database, hub)
    ref = await make.contact_waiting(database, asha)
    note = (
        await do(database, write_note, asha, ref, "telephone", "Mrs Obi saw a bruise.", "Mrs Obi")
    ).note_id
    await do(database, redact, asha, ref, "notes.note", note, "[redacted] saw a bruise.", minutes=1)
    await do(database, redact, asha, ref, "notes.spoken_to", note, "[redacted]", minutes=1)
    async with database.connection() as conn:
        said = str(await contact_document(conn, asha, ref, make.NOW))
    assert "Obi" not in f"{said} {await history(database, asha, ref)}"
    assert not [one for one in await rows(database, "select words from reasons") if "Obi" in str(one)]
    assert "[redacted]: [redacted] saw a bruise." in str(await history(database, asha, ref))


async def test_no_event_holds_a_word_of_a_note(database: Database) -> None:
    hub = await make.hub(database)
    asha = await make.person(database, hub)
    ref = await make.contact_waiting(database, asha)
    await do(
        database,
        write_note,
        asha,
        ref,
        "telephone",
        SAID,
        "Mrs Obi",
        datetime.fromisoformat("2026-11-23T10:00:00+00:00"),
    )
    bodies = str(await rows(database, "select body from events where kind = 'call_noted'"))
    assert "Obi" not in bodies and "bruise" not in bodies and "2026-11-23" in bodies
