"""A meeting to review a contact over HTTP: set and called off by forms, and fetched as a file for one's own calendar."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from html import unescape
from pathlib import Path

import pytest
from icalendar import Calendar
from sqlalchemy import text

from board.commands.claims import claim
from board.domain.contacts import LONDON
from board.domain.permissions import Role
from board.store.engine import Database
from tests.served import Board, Desk, now, served


@pytest.fixture
async def board(database: Database, data_folder: Path) -> AsyncIterator[Board]:
    async with served(database, data_folder) as board:
        yield board


def form(days: int = 3, at: str = "14:00", minutes: str = "30") -> dict[str, str]:
    day = (now() + timedelta(days=days)).astimezone(LONDON).date()
    return {"meets_on": day.isoformat(), "meets_time": at, "minutes": minutes}


async def held(board: Board) -> tuple[Desk, str]:
    """A social worker at a desk, and the contact they hold."""
    worker, ref = (
        await board.desk(name="Asha Verma"),
        await board.contact("amber", source_reference="PPN-MEETS"),
    )
    async with board.db.transaction() as tx:
        await claim(tx, worker.actor, ref, now=now())
    return worker, ref


async def test_a_meeting_stands_on_the_contact_until_it_is_called_off(board: Board) -> None:
    worker, ref = await held(board)
    manager = await board.desk_of(board.manager)
    assert (await manager.post(f"/contacts/{ref}/meeting", form())).status_code == 303
    for desk in (worker, manager):
        said = " ".join(unescape((await desk.get(f"/contacts/{ref}")).text).split())
        assert "They meet to review it" in said and "14:00" in said and "Mina Holt and Asha Verma" in said
    assert "You meet to review it" in (await worker.get()).text, "the holder has a notice"
    assert "You meet to review it" not in (await manager.get()).text, "whoever set it needs none"
    assert (await manager.post(f"/contacts/{ref}/call-off-meeting")).status_code == 303
    assert "They meet to review it" not in (await worker.get(f"/contacts/{ref}")).text
    assert "You do not meet to review it" in (await worker.get()).text


async def test_the_file_is_a_private_entry_that_says_neither_what_nor_whom(board: Board) -> None:
    worker, ref = await held(board)
    manager = await board.desk_of(board.manager)
    await manager.post(f"/contacts/{ref}/meeting", form())
    reply = await worker.get(f"/contacts/{ref}/meeting.ics")
    assert reply.status_code == 200 and reply.headers["content-type"].startswith("text/calendar")
    assert reply.headers["content-disposition"] == 'attachment; filename="meeting.ics"'
    calendar = Calendar.from_ical(reply.content)
    [event] = calendar.walk("VEVENT")
    assert (str(event["summary"]), str(event["class"]), calendar["method"]) == (
        "MASH meeting",
        "PRIVATE",
        "PUBLISH",
    )
    assert event["dtstart"].dt.astimezone(LONDON).strftime("%H:%M") == "14:00"
    assert event["dtend"].dt - event["dtstart"].dt == timedelta(minutes=30)
    assert "attendee" not in event and "organizer" not in event
    for told in (ref, "Asha", "Mina", "PPN-MEETS", "review"):
        assert told.lower() not in reply.text.lower()
    query = text("select why from readings where page like '%meeting.ics' and person_id = :p")
    async with board.db.connection() as conn:
        whys = (await conn.execute(query, {"p": worker.actor.person_id})).scalars().all()
    assert list(whys) == ["meeting"], "fetching it is a reading of the contact"


async def test_there_is_no_file_without_a_meeting_nor_for_who_may_not_know_of_one(board: Board) -> None:
    worker, ref = await held(board)
    assert (await worker.get(f"/contacts/{ref}/meeting.ics")).status_code == 404
    manager = await board.desk_of(board.manager)
    await manager.post(f"/contacts/{ref}/meeting", form())
    police, admin = await board.desk(Role.POLICE, "Pat Osei"), await board.desk(Role.ADMIN, "Bea Lund")
    for desk, status in ((police, 403), (admin, 404)):  # the police open no contact at all
        assert (await desk.get(f"/contacts/{ref}/meeting.ics")).status_code == status
        assert "They meet to review it" not in (await desk.get(f"/contacts/{ref}")).text
        assert (await desk.post(f"/contacts/{ref}/meeting", form())).status_code == 403
    assert (await worker.post(f"/contacts/{ref}/call-off-meeting")).status_code == 403


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"meets_on": ""}, "Say on which day."),
        ({"meets_time": ""}, "Say at what time of day."),
        ({"meets_on": "2020-01-02"}, "That time has passed. Choose one that is still to come."),
        ({"meets_on": "2062-01-02"}, "That is more than a year ahead. Choose a day within a year."),
        ({"minutes": "2"}, "A meeting takes 5 to 480 minutes. Say how many this one takes."),
        ({"minutes": "half"}, "Say for how many minutes, in digits, such as 30."),
        ({"minutes": "²"}, "Say for how many minutes, in digits, such as 30."),
        ({"minutes": ""}, "Say for how many minutes, in digits, such as 30."),
    ],
)
async def test_what_cannot_be_a_meeting_comes_back_as_it_was_typed(
    board: Board, wrong: dict[str, str], sentence: str
) -> None:
    _, ref = await held(board)
    manager = await board.desk_of(board.manager)
    before = await board.state()
    typed = form(at="15:45") | wrong
    reply = await manager.post(f"/contacts/{ref}/meeting", typed)
    page = unescape(reply.text)
    assert reply.status_code == 422, page
    assert sentence in page
    for name in ("meets_on", "meets_time"):
        assert f'name="{name}"' in page and (not typed[name] or f'value="{typed[name]}"' in page)
    assert await board.state() == before
