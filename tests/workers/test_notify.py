"""Messages by GOV.UK Notify: asked by our reference before anything is sent again, receipts asked for, its troubles told apart."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from board.domain.people import Actor
from board.domain.permissions import Role
from board.store.engine import Database
from tests import make, notify
from tests.commands.test_deliveries import rows, tell, with_mobile
from tests.notify import FakeNotify
from tests.workers.test_outbox import events, hub_that_sends, settings
from workers.outbox import Outbox, senders_of

NOW = make.NOW
LATER = NOW + timedelta(minutes=1)


@pytest.fixture
def fake() -> Iterator[FakeNotify]:
    with notify.listening(FakeNotify()) as made:
        yield made


def outbox(tmp_path: Path, fake: FakeNotify) -> Outbox:
    return Outbox(senders_of(settings(tmp_path, **fake.settings)))


async def urgent(db: Database) -> tuple[make.Hub, Actor]:
    """Somebody with a mobile who has an urgent message waiting, and a manager."""
    hub = await hub_that_sends(db)
    await make.person(db, hub, Role.MANAGER)
    asha = await make.person(db, hub)
    await with_mobile(db, asha)
    ref = await make.contact_waiting(db, asha)
    await tell(db, hub, [asha.person_id], ref, urgent=True)
    return hub, asha


async def test_an_urgent_message_goes_by_mail_and_text_and_the_text_says_nothing(
    database: Database, fake: FakeNotify, tmp_path: Path
) -> None:
    await urgent(database)
    assert await outbox(tmp_path, fake).send(database, NOW) == 2
    sms = next(post for post in fake.posts if "phone_number" in post)
    mail = next(post for post in fake.posts if "email_address" in post)
    assert sms["phone_number"] == "+447700900001"
    assert sms["personalisation"] == {"text": "Urgent duty message: please sign in now."}
    assert mail["personalisation"]["subject"] == "Urgent: something is waiting for you now"
    assert {row.state for row in await rows(database, "email", "sms")} == {"sent"}


async def test_a_lost_answer_is_asked_for_by_reference_and_nothing_is_sent_twice(
    database: Database, fake: FakeNotify, tmp_path: Path
) -> None:
    await urgent(database)
    fake.answer = lambda _: "drop"
    box = outbox(tmp_path, fake)
    await box.send(database, NOW)
    assert {(row.state, row.problem) for row in await rows(database, "email", "sms")} == {
        ("failed", "answer_lost")
    }
    fake.answer = lambda _: None
    await outbox(tmp_path, fake).send(database, LATER)
    assert len(fake.posts) == 2 and all(len(taken) == 1 for taken in fake.taken.values())
    assert {row.state for row in await rows(database, "email", "sms")} == {"sent"}


async def test_what_it_never_had_is_sent_after_it_was_asked(
    database: Database, fake: FakeNotify, tmp_path: Path
) -> None:
    await urgent(database)
    fake.answer = lambda _: 500
    await outbox(tmp_path, fake).send(database, NOW)
    assert not fake.taken
    fake.answer = lambda _: None
    await outbox(tmp_path, fake).send(database, LATER)
    assert len(fake.taken) == 2 and {row.state for row in await rows(database, "email", "sms")} == {"sent"}


@pytest.mark.parametrize(("status", "problem"), [(429, "too_many"), (403, "not_let_in")])
async def test_a_limit_or_a_key_withdrawn_puts_everything_off(
    database: Database, fake: FakeNotify, tmp_path: Path, status: int, problem: str
) -> None:
    await urgent(database)
    fake.answer = lambda _: status
    box = outbox(tmp_path, fake)
    await box.send(database, NOW)
    assert {(row.state, row.problem) for row in await rows(database, "email", "sms")} == {("failed", problem)}
    before = len(fake.posts)
    await box.send(database, LATER)
    assert len(fake.posts) == before, "left alone for a while"
    assert not await events(database, "delivery_failed")


async def test_an_address_it_will_not_take_is_given_up_and_owned(
    database: Database, fake: FakeNotify, tmp_path: Path
) -> None:
    await urgent(database)
    fake.answer = lambda _: 400
    await outbox(tmp_path, fake).send(database, NOW)
    assert {(row.state, row.problem) for row in await rows(database, "email", "sms")} == {
        ("given_up", "notify_400")
    }
    owned = [row for row in await rows(database, "page") if row.kind == "delivery_failed"]
    assert len(owned) == 1 and owned[0].ring_id is not None, "one person to ring is one notice"


@pytest.mark.parametrize(
    ("status", "state", "problem"),
    [
        ("delivered", "delivered", None),
        ("permanent-failure", "given_up", "address_unknown"),
        ("temporary-failure", "given_up", "mailbox_full_or_phone_off"),
        ("sending", "sent", None),
    ],
)
async def test_receipts_are_asked_for(
    database: Database, fake: FakeNotify, tmp_path: Path, status: str, state: str, problem: str | None
) -> None:
    await urgent(database)
    box = outbox(tmp_path, fake)
    await box.send(database, NOW)
    fake.status = status
    await box.ask_receipts(database, NOW + timedelta(minutes=4))
    assert {row.state for row in await rows(database, "sms")} == {"sent"}
    await box.ask_receipts(database, NOW + timedelta(minutes=5))
    assert {(row.state, row.problem) for row in await rows(database, "email", "sms")} == {(state, problem)}
    later = {row.next_at for row in await rows(database, "sms")}
    assert later == ({NOW + timedelta(minutes=10)} if state == "sent" else {None})
