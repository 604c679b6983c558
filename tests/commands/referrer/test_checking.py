"""A text counts as checked once a person redacted or passed these very words, and no longer once it changes."""

from __future__ import annotations

from typing import Any

import pytest

from board.commands.referrer.redactions import redact
from board.commands.restrictions import restrict
from board.domain.permissions import Action, Role
from board.domain.refusals import NotHere, OnlyTakeOut
from board.queries.referrer.texts import texts_page
from board.store.doors import access_contact
from board.store.engine import Database
from board.store.referrer.checks import checks_of
from tests import make
from tests.commands.doing import do, rows

SUMMARY = "Bell saw a mark."


async def scene(database: Database) -> tuple[Any, Any, str, int]:
    hub = await make.hub(database)
    manager, worker = (
        await make.person(database, hub, Role.MANAGER),
        await make.person(database, hub, name="Asha"),
    )
    ref = await make.contact_waiting(database, worker, summary=SUMMARY, referrer="Morwenna Bell")
    [(number,)] = await rows(database, "select contact_id from contacts")
    return manager, worker, ref, number


async def checked(database: Database, words: str, number: int) -> str | None:
    """The person who checked these words as the summary."""
    [(hub_id,)] = await rows(database, "select distinct hub_id from contacts")
    async with database.connection() as conn:
        checks = await checks_of(conn, {"hub_id": hub_id, "contact_id": number})
    found = checks.of("contacts.summary", number, words)
    return found.by if found else None


async def test_a_text_sent_back_as_it_was_is_passed_once_and_says_by_whom(database: Database) -> None:
    _, worker, ref, number = await scene(database)
    assert await checked(database, SUMMARY, number) is None
    passed = await do(database, redact, worker, ref, "contacts.summary", number, f"{SUMMARY}\r\n")
    again = await do(database, redact, worker, ref, "contacts.summary", number, SUMMARY)
    assert passed.changed and not again.changed
    assert await checked(database, SUMMARY, number) == "Asha"
    assert await rows(database, "select summary from contacts") == [(SUMMARY,)]
    kinds = [kind for (kind,) in await rows(database, "select kind from events order by seq desc limit 1")]
    assert kinds == ["text_passed"]
    assert not await rows(database, "select 1 from events where body like '%Bell saw%'")
    async with database.connection() as conn:
        contact = await access_contact(conn, worker, ref, Action.REDACT, now=make.NOW)
        page = await texts_page(conn, worker, contact)
    [shown] = [one for one in page.describing if one.name == "contacts.summary"]
    assert shown.checked == ("Asha", make.NOW)


async def test_a_redacted_text_is_checked_and_the_text_before_is_not(database: Database) -> None:
    _, worker, ref, number = await scene(database)
    await do(database, redact, worker, ref, "contacts.summary", number, "[redacted] saw a mark.")
    assert await checked(database, "[redacted] saw a mark.", number) == "Asha"
    assert await checked(database, SUMMARY, number) is None


async def test_a_text_that_changed_while_it_was_read_is_not_passed(database: Database) -> None:
    _, worker, ref, number = await scene(database)
    await do(database, redact, worker, ref, "contacts.summary", number, "[redacted] saw a mark.")
    with pytest.raises(OnlyTakeOut):
        await do(database, redact, worker, ref, "contacts.summary", number, SUMMARY)
    assert await checked(database, SUMMARY, number) is None


async def test_words_checked_elsewhere_are_unchecked_here(database: Database) -> None:
    _, worker, ref, number = await scene(database)
    await do(database, redact, worker, ref, "contacts.summary", number, SUMMARY)
    other = await make.contact_waiting(database, worker, source_reference="PPN-OTHER", summary=SUMMARY)
    numbers = dict(await rows(database, "select ref, contact_id from contacts"))
    assert await checked(database, SUMMARY, numbers[other]) is None


async def test_a_text_of_a_restricted_contact_is_passed_by_the_people_named_alone(database: Database) -> None:
    manager, worker, ref, number = await scene(database)
    await do(database, restrict, manager, ref, [manager.person_id], "A colleague.")
    with pytest.raises(NotHere):
        await do(database, redact, worker, ref, "contacts.summary", number, SUMMARY)
    assert await checked(database, SUMMARY, number) is None
