"""Nothing of a family in any message, to nobody but people with seats: raw mails, texts, jobs, logs, NOTIFYs and events, scanned."""

from __future__ import annotations

import re
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from uuid import uuid4

import asyncpg
import pytest
from icalendar import Calendar, Component
from sqlalchemy import text

from board.domain import messages
from board.domain.deliveries import KINDS
from board.domain.messages import Entry
from board.domain.permissions import Role
from board.store.engine import Database
from board.store.migrate import driver_url
from tests import make, notify, sink
from tests.commands.test_deliveries import SENDS, tell
from tests.house.planted import BORN, EXPECTED, MARK, SCORE, live_through, mark
from tests.house.test_sentinels import jobs
from tests.processes import KEY
from tests.until import until
from tests.workers import processes

ROOT = Path(__file__).parents[2]
# Words that would tell whoever reads a telephone on a kitchen table what its owner works at.
TELLING = (
    "child", "abuse", "mash", "safeguard", "family", "victim", "perpetrator", "police", "domestic", "social", "court", "harm",
    "red", "referral", "strategy", "neglect",
)  # fmt: skip


async def test_no_message_job_log_or_notify_holds_anything_of_a_family(
    database: Database, database_url: str, redis_url: str, data_folder: Path, request: pytest.FixtureRequest
) -> None:
    hub = await make.hub(database, policy=SENDS)
    heard: list[str] = []
    ear: Any = await asyncpg.connect(driver_url(database.url))
    request.addfinalizer(ear.terminate)
    await ear.add_listener("events", lambda _c, _p, _ch, payload: heard.append(payload))
    asha = await make.person(database, hub, name=mark("name"))
    manager = await make.person(database, hub, Role.MANAGER, name=mark("manager"))
    _, refs = await live_through(database, hub)
    async with database.transaction() as tx:
        await tx.conn.execute(
            text("update people set email = 'person' || person_id || '@northborough.example' where not guest")
        )
        await tx.conn.execute(
            text(
                "insert into directory_entries (person_id, telephone, mobile, channels, changed_at) "
                "select person_id, :telephone, '+447700900' || (100 + person_id), '{email,sms}', :now from people where not guest"
            ),
            {"telephone": mark("telephone"), "now": make.NOW},
        )
    queued: list[str] = []
    file = data_folder / "taken"
    for number, kind in enumerate(sorted(KINDS)):
        for ref in (*refs[:2], None):
            people = [asha.person_id, manager.person_id]
            await tell(
                database, hub, people, ref, kind=kind, urgent=bool(number % 2), ring_id=manager.person_id
            )
            meets = Entry(uuid4(), number, make.NOW + timedelta(days=2), 30)
            await tell(database, hub, people, ref, kind=kind, urgent=bool(number % 2), entry=meets)
    async with database.transaction() as tx:  # the worker lives in real time
        await tx.conn.execute(
            text(
                "update deliveries set next_at = now() - interval '1 minute', climb_at = null where channel <> 'page'"
            )
        )
    with sink.apart(file) as url, notify.listening(notify.FakeNotify()) as fake:
        told = {f"BOARD_{key.upper()}": value for key, value in fake.settings.items()}
        told |= {"BOARD_MAIL_URL": url, "BOARD_SECRET_KEY": KEY, "BOARD_ORIGIN": "https://board.example"}

        async def all_gone() -> bool:
            queued.append(jobs(redis_url))
            query = text(
                # The worker lives in real time and may raise reminders of its own, which are bundled for later.
                "select count(*) from deliveries where channel <> 'page' and (state in ('sending', 'failed') "
                "or state = 'queued' and next_at < now())"
            )
            async with database.connection() as conn:
                return not (await conn.execute(query)).scalar_one()

        with processes.running(data_folder, database_url, redis_url, **told):
            await until(all_gone, within=150)  # one that a provider put off is tried again a minute later
        texts = [post["personalisation"]["text"] for post in fake.posts if "phone_number" in post]
    mails = sink.kept_in(file)
    entries = [found for mail in mails for found in calendar_in(mail.mail)]
    async with database.connection() as conn:
        bodies = list((await conn.execute(text("select body from events"))).scalars())
    assert mails and texts and heard and any("send" in one for one in queued)
    assert {str(entry["summary"]) for entry in entries} == {"MASH meeting"}
    assert any(refs[0] in mail.raw.decode() for mail in mails), "the reference is what a message may hold"
    places = {
        "mails": [mail.raw.decode() for mail in mails],
        "calendar entries": [entry.to_ical().decode() for entry in entries],
        "text messages": [repr(post) for post in fake.posts],
        "jobs": queued,
        "log": [(data_folder / "worker.log").read_text()],
        "NOTIFY": heard,
        "events": bodies,
    }
    for place, said in places.items():
        everything = "\n".join(said).lower()
        hidden = {MARK.lower(), BORN.isoformat(), EXPECTED.isoformat(), str(SCORE)}
        assert not {one for one in hidden if one in everything}, place
        if place in ("log", "jobs", "NOTIFY", "events"):
            assert "northborough.example" not in everything and "+4477009" not in everything, (
                f"{place} holds an address"
            )
    said_of = [str(entry[one]) for entry in entries for one in ("description", "url")]
    assert not [one for one in said_of if any(ref in one for ref in refs)], "calendars are shared"
    for words in (*texts, *said_of, *(str(mail.mail["Subject"]) + words_of(mail.mail) for mail in mails)):
        plain = re.sub(r"https://board\.example/to/\w+", "", words).lower()
        assert not [one for one in TELLING if re.search(rf"\b{one}", plain)], words
    assert set(texts) <= {messages.SMS, messages.URGENT_SMS}, "not even a reference"
    assert {str(mail.mail["Subject"]) for mail in mails} == {messages.SUBJECT, messages.URGENT_SUBJECT}


async def test_messages_go_to_people_with_seats_and_there_is_no_way_to_name_anybody_else(
    database: Database,
) -> None:
    # No column of a message can hold an address or a name, and its person is one of the people who sign in.
    query = text(
        "select column_name from information_schema.columns where table_name = 'deliveries' and data_type in ('text', 'jsonb')"
    )
    async with database.connection() as conn:
        assert set((await conn.execute(query)).scalars()) == {
            "kind",
            "channel",
            "provider",
            "provider_ref",
            "problem",
        }
        foreign = text(
            "select confrelid::regclass::text from pg_constraint where conrelid = 'deliveries'::regclass and contype = 'f' "
            "and conname in ('deliveries_person', 'deliveries_ring')"
        )
        assert set((await conn.execute(foreign)).scalars()) == {"people"}
    # An address of a family is read by no module that sends.
    for path in [
        *(ROOT / "workers").rglob("*.py"),
        ROOT / "board/commands/outbox.py",
        ROOT / "board/store/reached.py",
    ]:
        said = path.read_text(encoding="utf-8")
        assert not re.search(r"\b(adults|children|safe_contacts|safe_contact)\b", said), (
            f"{path} reads of a family"
        )


def words_of(mail: EmailMessage) -> str:
    """What somebody reads who opens this mail."""
    words = mail.get_body(("plain",))
    assert words is not None
    return str(words.get_content())


def calendar_in(mail: EmailMessage) -> list[Component]:
    """The meetings that a mail brings."""
    parts = [part for part in mail.walk() if part.get_content_type() == "text/calendar"]
    return [
        event for part in parts for event in Calendar.from_ical(part.get_payload(decode=True)).walk("VEVENT")
    ]


def test_calendar_entries_have_one_title_wherever_one_is_made() -> None:
    assert messages.CALENDAR_TITLE == "MASH meeting"
    for path in [*(ROOT / "board").rglob("*.py"), *(ROOT / "workers").rglob("*.py")]:
        said = path.read_text(encoding="utf-8")
        if re.search(r"^\s*(import|from) icalendar|VEVENT", said, re.MULTILINE):
            assert "CALENDAR_TITLE" in said, (
                f"{path} makes calendar entries: title them messages.CALENDAR_TITLE"
            )
