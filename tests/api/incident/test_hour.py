"""A reader of the feed who is not named finds out nothing from the hour after a sending: mail, answers and climbing have no numbers."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest
from sqlalchemy import text

from board.commands.deliveries import acknowledge
from board.commands.incident.answers import leave_closed
from board.commands.incident.restrict_too import restrict_too
from board.commands.receipts import bounce, confirm
from board.domain.deliveries import Answer, Answered, Channel, DeliverySettings
from board.domain.events import KINDS
from board.domain.feed.kinds import UNTOLD, in_feed
from board.domain.messages import Message
from board.domain.people import Actor
from board.domain.policy import Policy
from board.queries.outbox import outbox
from board.store.engine import Database
from board.store.readings import log_reading
from tests.api.conftest import Api
from tests.api.incident.test_alike import NOT_NAMED, prepared
from tests.api.incident.test_references import OTHERS
from tests.intake.making import NOW, Hub, sent
from workers.housekeeping import match_restricted_contacts, seal_readings
from workers.outbox import Outbox, climb_unread, keep_failures_owned
from workers.sendings import climb_restrict_too_questions, tell_of_sendings

STATES = ["unheld", "held", "closed", "arrived restricted", "restricted", "restricted and closed"]
MAILS = replace(Policy.default(), deliveries=DeliverySettings(channels=(Channel.EMAIL,)))
LATE = sent(summary="A neighbour rang back.", rag=None)
ANONYMOUS = sent(rag=None, flags=NOT_NAMED, summary="She does not want to be named.")
OTHER = sent(children=OTHERS, adults=None, rag=None)
_MAILS = text("select distinct message_id from deliveries where state = 'sent' order by message_id")
_NOTICES = text(
    "select delivery_id, person_id from deliveries join people using (person_id) where channel = 'page' and state = 'queued' "
    "and not service and hub_id = :hub_id order by deliveries.created_at, person_id"
)


@dataclass(eq=False)
class Post:
    """A provider that takes every mail."""

    name: str = "post"
    can_ask: bool = False
    taken: list[Message] = field(default_factory=list)

    def room(self, begun: int) -> int:
        return 32 - begun

    async def send(self, message: Message) -> Answer:
        self.taken.append(message)
        return Answer(Answered.TAKEN, self.name, receipts=True)

    async def ask(self, message_id: UUID) -> Answer | None:
        raise AssertionError(f"nobody asks for {message_id}")

    async def close(self) -> None:
        return None


@dataclass
class Hour:
    """A hub with a contact in some state, and a token that sends and reads the feed."""

    hub: Hub
    reader: httpx.AsyncClient
    ref: str
    people: dict[int, Actor]
    post: Post = field(default_factory=Post)
    began: int = 0
    at: int = 0
    seen: list[tuple[str, object]] = field(default_factory=list)

    async def look(self, when: str) -> None:
        """Everything that the reader is told since the last look."""
        answer = await self.reader.get("/events", params={"since": self.at, "limit": 1000})
        told = answer.json()["events"]
        kept = [k for k in answer.headers if "request" not in k and k not in ("date", "server-timing")]
        self.seen.append((when, [(one["seq"] - self.began, one["kind"], "ref" in one) for one in told]))
        self.seen.append((f"{when}, headers", kept))
        self.at = max((one["seq"] for one in told), default=self.at)

    async def work(self, minute: int) -> None:
        """Everything that the worker does about what was sent."""
        db, now = self.hub.database, NOW + timedelta(minutes=minute)
        await tell_of_sendings(db, now)
        await Outbox({Channel.EMAIL: self.post}).send(db, now)
        await climb_unread(db, now)
        await keep_failures_owned(db, now)
        await climb_restrict_too_questions(db, now)
        await match_restricted_contacts(db, now)
        await seal_readings(db, now)

    async def rows(self, query: Any) -> list[Any]:
        async with self.hub.database.connection() as conn:
            return list((await conn.execute(query, {"hub_id": self.hub.hub_id})).all())

    async def mails_come_back(self, now: datetime) -> None:
        """One mail that went out is confirmed, all others come back."""
        async with self.hub.database.transaction() as tx:
            for number, row in enumerate(await self.rows(_MAILS)):
                if number:
                    await bounce(tx, self.hub.hub_id, row.message_id, "address_unknown", now=now)
                else:
                    await confirm(tx, self.hub.hub_id, row.message_id, now=now)

    async def people_read(self, now: datetime, *, most: int = 99) -> None:
        for row in (await self.rows(_NOTICES))[:most]:
            async with self.hub.database.transaction() as tx:
                await acknowledge(tx, self.people[row.person_id], row.delivery_id, now=now)

    async def somebody_opens_it(self, now: datetime) -> None:
        facts = {"ref": self.ref}
        async with self.hub.database.transaction() as tx:
            number = (
                await tx.conn.execute(text("select contact_id from contacts where ref = :ref"), facts)
            ).scalar_one()
            await log_reading(
                tx.conn, next(iter(self.people.values())), number, "/hubs/{hub}/contacts/{ref}", "opened", now
            )

    async def they_answer(self, state: str, now: datetime) -> None:
        """The late information of a closed contact, and the question of a restricted one."""
        manager = self.people[max(self.people)]
        query = text(
            "select o.ref from restrict_too_questions q join contacts o on o.contact_id = q.other_id where q.hub_id = :hub_id"
        )
        for row in await self.rows(query):
            async with self.hub.database.transaction() as tx:
                await restrict_too(tx, manager, self.ref, row.ref, "no", "Another family.", now=now)
        if state in ("closed", "restricted and closed"):
            async with self.hub.database.transaction() as tx:
                await leave_closed(tx, manager, self.ref, "It is known.", now=now)


async def an_hour(database: Database, api: Api, state: str) -> Hour:
    """All that a reader who is not named sees while this contact is sent again, and in the hour after it."""
    made = await prepared(database, api, state, MAILS, mails=True)
    hour = Hour(made.hub, made.sender, made.ref, {one.person_id: one for one in made.people})
    before = [one["seq"] for one in (await hour.reader.get("/events")).json()["events"]]
    hour.at = hour.began = max(before, default=0)
    for number, body in enumerate((LATE, ANONYMOUS, LATE, OTHER)):
        await hour.reader.post("/contacts", json=body)
        await hour.look(f"sent {number}")
        await hour.work(number)
        await hour.look(f"told of {number}")
    await hour.mails_come_back(NOW + timedelta(minutes=5))
    await hour.somebody_opens_it(NOW + timedelta(minutes=5))
    await hour.work(5)
    await hour.look("came back")
    await hour.people_read(NOW + timedelta(minutes=6), most=1)
    for minute in (11, 16, 17, 27, 33, 45):
        await hour.work(minute)
        await hour.look(f"{minute} minutes later")
    await hour.people_read(NOW + timedelta(minutes=50))
    await hour.they_answer(state, NOW + timedelta(minutes=51))
    await hour.work(60)
    await hour.look("answered")
    await hour.reader.post("/contacts", json=sent(source_reference="PPN-900", children=OTHERS, rag=None))
    await hour.look("a contact of another reference")
    return hour


async def test_the_hour_after_a_sending_is_alike_whatever_it_met(database: Database, api: Api) -> None:
    hours = {state: await an_hour(database, api, state) for state in STATES}
    for state, hour in hours.items():
        for (when, ordinary), (_, here) in zip(hours["unheld"].seen, hour.seen, strict=True):
            assert here == ordinary, f"{state}: {when}"
    told = [
        one for when, one in hours["unheld"].seen if when in ("sent 0", "told of 0", "sent 3", "answered")
    ]
    assert told == [[], [], [(1, "contact_received", True)], []]
    assert len(hours["held"].post.taken) < len(hours["restricted"].post.taken), "different people are told"
    async with database.connection() as conn:
        happened = {row.kind for row in await conn.execute(text("select distinct kind from events"))}
    assert {
        "late_information_received", "delivery_sent", "delivery_confirmed", "delivery_failed", "delivery_acknowledged",
        "delivery_unanswered", "restrict_too_answered", "contact_left_closed", "readings_sealed", "referrer_hidden",
    } <= happened  # fmt: skip


@pytest.mark.parametrize("restricted", [False, True])
async def test_a_new_incident_of_a_known_family_is_alike_to_a_reader_of_the_feed(
    database: Database, api: Api, restricted: bool
) -> None:
    made = await prepared(database, api, "restricted" if restricted else "unheld")
    at = len((await made.sender.get("/events")).json()["events"])
    same_family = sent(source_reference="PPN-77", rag=None)
    ref = (await made.sender.post("/contacts", json=same_family)).json()["ref"]
    await match_restricted_contacts(database, NOW)
    told = (await made.sender.get("/events", params={"since": at})).json()["events"]
    assert [(one["seq"], one["kind"], one["ref"]) for one in told] == [(at + 1, "contact_received", ref)]
    async with database.connection() as conn:
        found = (await conn.execute(text("select count(*) from matches"))).scalar_one()
    assert found == 1


async def test_messages_about_a_restricted_contact_are_counted_for_the_people_named_alone(
    database: Database, api: Api
) -> None:
    hour = await an_hour(database, api, "restricted")
    outsider, named = (hour.people[one] for one in (min(hour.people), max(hour.people)))
    async with database.connection() as conn:
        counts = [
            sum(one.number for one in await outbox(conn, hour.hub.hub_id, who.person_id, NOW))
            for who in (outsider, named)
        ]
    assert counts[0] == 0 < counts[1]


TOLD = {
    "contact_received", "contact_claimed", "contact_released", "hand_over_offered", "hand_over_accepted", "hand_over_declined",
    "hand_over_withdrawn", "contact_allocated", "contact_reassigned", "owner_taken", "owner_transferred", "act_undone", "child_added",
    "child_rated", "safe_now_recorded", "match_confirmed", "match_rejected", "contact_left_to_holder", "contact_unrestricted",
    "contact_closed", "contact_reopened", "contact_joined", "contact_parted", "incident_parted", "clock_fired", "reminder_raised",
    "reminder_unheard", "reminder_acknowledged", "reminders_cancelled", "measure_recorded", "measure_ended", "contact_reviewed",
    "review_meeting_set", "review_meeting_passed_on", "review_meeting_called_off", "strategy_asked", "strategy_answered",
    "referrer_hidden", "referrer_named", "text_redacted", "text_passed", "hold_placed", "hold_lifted", "holder_left", "holder_returned",
    "clocks_recounted", "reminders_recounted", "note_written", "call_noted", "call_attempted", "note_taken_back",
    "identity_joined", "identity_asked", "identity_parted", "consent_recorded", "consent_dispensed", "awareness_recorded",
    "decider_recorded", "contact_put_back", "harm_suspected", "grading_recorded", "facts_recorded",
    "request_made", "request_sent", "request_failed", "request_sent_again", "request_opened",
    "request_extended", "request_confirmed", "request_withdrawn",
    "link_sent", "link_opened", "link_code_made", "link_code_failed", "link_entered", "link_answered", "link_given",
    "link_given_back", "link_taken_away", "link_withdrawn", "link_ended",
}  # fmt: skip
"""Kinds that the feed tells. A kind stands here only where no sending and no message brings it by itself."""


def test_each_kind_of_a_history_is_told_by_the_feed_or_said_to_tell_too_much() -> None:
    assert {kind for kind in KINDS if in_feed(kind)} == TOLD, (
        "name a new kind above, or in board/domain/feed/kinds.py"
    )
    assert {kind for kind, one in KINDS.items() if one.open} - TOLD == set(UNTOLD)
