"""The outbox: due messages go out once, by providers that are slow, away, unwilling or die in the middle; what fails is owned."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

import workers.outbox
from board.clock import Clock
from board.commands.claims import claim
from board.commands.closures import close
from board.commands.deliveries import acknowledge
from board.commands.outbox import mark, take
from board.commands.receipts import bounce
from board.commands.restrictions import restrict
from board.domain.deliveries import Answer, Answered, Channel, tried_for
from board.domain.people import Actor
from board.domain.permissions import Lens, Role
from board.domain.policy import Policy
from board.domain.refusals import DatabaseAway
from board.queries.contact import contact_row
from board.queries.history import contact_timeline
from board.queries.person import notices
from board.secrets import Secrets
from board.settings import Settings
from board.store.engine import Database, Tx
from tests import make
from tests.commands.test_deliveries import SENDS, rows, tell
from tests.sink import Sink, listening
from tests.until import until
from workers.duties import Work, keep
from workers.outbox import BATCH, Outbox, climb_unread, keep_failures_owned
from workers.runner import outbox_timetable, parts_of, timetable
from workers.senders.mail import Post
from workers.senders.smtp import Smtp

NOW = make.NOW
DUE = NOW + timedelta(minutes=21)
KEY = "a key of forty characters, for tests only"


def settings(tmp_path: Path, **more: Any) -> Settings:
    return Settings(
        data=tmp_path,
        secret_key=KEY,
        origin="https://board.example",
        mail_bounces="bounces@board.example",
        **more,
    )


def outbox(tmp_path: Path, sink: Sink, lease_s: float = 45.0) -> Outbox:
    post = Post(settings(tmp_path), Secrets([KEY]))
    return Outbox({Channel.EMAIL: Smtp(sink.url, post, a_minute=60_000)}, lease_s=lease_s)


@pytest.fixture
def sink() -> Iterator[Sink]:
    with listening(Sink()) as made:
        yield made


async def hub_that_sends(db: Database) -> make.Hub:
    return await make.hub(db, policy=SENDS)


async def events(db: Database, kind: str) -> list[Any]:
    async with db.connection() as conn:
        return list(
            (await conn.execute(text("select * from events where kind = :kind"), {"kind": kind})).all()
        )


async def seen_by(db: Database, hub: make.Hub, person: Actor) -> list[Any]:
    async with db.connection() as conn:
        return (await notices(conn, hub.hub_id, hub.key, person.person_id, ()))[0]


async def test_a_due_message_goes_out_with_a_reference_and_a_link_and_no_more(
    database: Database, sink: Sink, tmp_path: Path
) -> None:
    hub = await hub_that_sends(database)
    asha = await make.person(database, hub)
    ref = await make.contact_waiting(database, asha)
    await tell(database, hub, [asha.person_id], ref)

    assert await outbox(tmp_path, sink).send(database, NOW) == 0
    assert await outbox(tmp_path, sink).send(database, DUE) == 1

    (mail,) = sink.taken
    (row,) = await rows(database, "email")
    assert row.state == "sent" and len(await events(database, "delivery_sent")) == 1
    assert mail.mail["Subject"] == "Something is waiting for you"
    words = mail.mail.get_content()
    assert ref in words and "https://board.example/to/" in words
    assert mail.sender.startswith("bounces+") and mail.sender.endswith("@board.example")


async def test_a_reminders_mail_leaves_with_the_tick_that_raised_it_and_waits_for_no_round(
    database: Database, sink: Sink, tmp_path: Path
) -> None:
    hub = await hub_that_sends(database)
    asha, above = await make.person(database, hub), await make.person(database, hub, Role.SERVICE_MANAGER)
    ref = await make.contact_rated(database, asha, "amber", received_at=NOW)
    heart, box = parts_of(settings(tmp_path, mail_url=sink.url, mail_a_minute=60_000))
    duties = {duty.name: duty for duty in (*timetable(heart), *outbox_timetable(box))}
    tick, rounds = duties["fire clocks"], Rounds(duties["send messages"].work)
    sends = replace(duties["send messages"], work=rounds, every=timedelta(days=1))  # never its time again
    stop = asyncio.Event()
    kept = asyncio.create_task(keep(sends, database, Stands(NOW + timedelta(minutes=62)), stop))
    try:
        await until(rounds.ended)
        assert not sink.taken
        await tick.work(database, NOW + timedelta(minutes=30))
        assert not sends.wake.is_set(), "nothing was raised, so nobody is woken"
        await tick.work(database, NOW + timedelta(minutes=62))

        async def mailed() -> bool:
            return [mail.to for mail in sink.taken] == [await address(database, above)]

        await until(mailed)
    finally:
        stop.set()
        await kept
        await box.close()
    assert ref in sink.taken[0].mail.get_content()


class Rounds:
    """A duty's work, with how often it has come to its end."""

    def __init__(self, work: Work) -> None:
        self.work, self.number = work, 0

    async def __call__(self, database: Database, now: datetime) -> None:
        await self.work(database, now)
        self.number += 1

    async def ended(self) -> bool:
        return self.number > 0


class Stands(Clock):
    """A clock that stands still."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at


async def address(db: Database, person: Actor) -> str:
    async with db.connection() as conn:
        query = text("select email from people where person_id = :p")
        return str((await conn.execute(query, {"p": person.person_id})).scalar_one())


async def test_several_reminders_to_one_person_are_one_message(
    database: Database, sink: Sink, tmp_path: Path
) -> None:
    hub = await hub_that_sends(database)
    asha, ben = await make.person(database, hub), await make.person(database, hub)
    refs = [await make.contact_waiting(database, asha) for _ in range(5)]
    for n, ref in enumerate(refs):
        await tell(database, hub, [asha.person_id, ben.person_id], ref, now=NOW + timedelta(minutes=n))
    assert await outbox(tmp_path, sink).send(database, DUE) == 2
    assert all(ref in mail.mail.get_content() for ref in refs for mail in sink.taken)
    assert Counter(row.state for row in await rows(database, "email")) == {"sent": 10}


async def test_what_is_not_wanted_any_more_is_not_sent(
    database: Database, sink: Sink, tmp_path: Path
) -> None:
    hub = await hub_that_sends(database)
    manager, asha, ben = [
        await make.person(database, hub, role) for role in (Role.MANAGER, *[Role.SOCIAL_WORKER] * 2)
    ]
    closed, hidden = [await make.contact_waiting(database, asha) for _ in range(2)]
    for ref in (closed, hidden):
        await tell(database, hub, [asha.person_id], ref)
    async with database.transaction() as tx:
        await close(
            tx,
            manager,
            closed,
            Policy.default().outcomes[0].code,
            "Done.",
            anyway="All of it was weighed.",
            now=NOW,
        )
    async with database.transaction() as tx:
        await restrict(tx, manager, hidden, [ben.person_id], "A colleague's family.", now=NOW)
    assert await outbox(tmp_path, sink).send(database, DUE) == 0 and not sink.taken
    assert {(row.state, row.problem) for row in await rows(database, "email")} == {("given_up", "not_wanted")}
    assert len(await events(database, "delivery_dropped")) == 2 and not await events(
        database, "delivery_failed"
    )


async def test_a_refused_message_is_loud_and_owned_by_a_manager_who_is_told_whom_to_ring(
    database: Database, sink: Sink, tmp_path: Path
) -> None:
    hub = await hub_that_sends(database)
    manager, asha = (
        await make.person(database, hub, Role.MANAGER),
        await make.person(database, hub, name="Asha Verma"),
    )
    async with database.transaction() as tx:
        await tx.conn.execute(
            text(
                "insert into directory_entries (person_id, telephone, changed_at) values (:p, '01632 960001', :now)"
            ),
            {"p": asha.person_id, "now": NOW},
        )
    ref = await make.contact_waiting(database, asha)
    await tell(database, hub, [asha.person_id], ref)
    sink.rcpt = lambda _: "550 5.1.1 No such mailbox"
    await outbox(tmp_path, sink).send(database, DUE)

    (mail,) = await rows(database, "email")
    assert (mail.state, mail.problem) == ("given_up", "smtp_550")
    (event,) = await events(database, "delivery_failed")
    assert event.concerns == [manager.person_id] and event.contact_id is not None
    (notice,) = await seen_by(database, hub, manager)
    assert (notice.about[0].ref, notice.ring, notice.number) == (ref, "Asha Verma", "01632 960001")
    async with database.transaction() as tx:
        page = next(r for r in await rows(database, "page") if r.person_id == manager.person_id)
        await acknowledge(tx, manager, page.delivery_id, now=DUE)
    assert not await seen_by(database, hub, manager)


async def test_a_failed_mail_goes_on_as_a_text_message_where_there_is_a_number(
    database: Database, sink: Sink, tmp_path: Path
) -> None:
    hub = await hub_that_sends(database)
    await make.person(database, hub, Role.MANAGER)
    asha = await make.person(database, hub)
    async with database.transaction() as tx:
        await tx.conn.execute(
            text(
                "insert into directory_entries (person_id, mobile, channels, changed_at) "
                "values (:p, '+447700900001', '{email,sms}', :now)"
            ),
            {"p": asha.person_id, "now": NOW},
        )
    await tell(database, hub, [asha.person_id], None)
    sink.rcpt = lambda _: "550 5.1.1 No such mailbox"
    box = outbox(tmp_path, sink)
    async with database.transaction() as tx:
        pass
    await box.send_hub(database, hub.hub_id, DUE)
    (sms,) = await rows(database, "sms")
    assert sms.problem == "no_sender", (
        "queued by the next way at once, and refused loudly where nothing sends it"
    )


async def test_greylisted_mail_goes_out_a_little_later(
    database: Database, sink: Sink, tmp_path: Path
) -> None:
    hub = await hub_that_sends(database)
    asha = await make.person(database, hub)
    await tell(database, hub, [asha.person_id], None)
    sink.rcpt = lambda n: "451 4.7.1 Greylisted" if n == 1 else None
    box = outbox(tmp_path, sink)
    assert await box.send(database, DUE) == 0
    (mail,) = await rows(database, "email")
    assert (mail.state, mail.problem, mail.next_at) == ("failed", "smtp_451", DUE + timedelta(seconds=15))
    assert await box.send(database, DUE + timedelta(seconds=15)) == 1 and len(sink.taken) == 1


async def test_a_provider_that_is_away_loses_nothing_and_is_left_alone_for_a_while(
    database: Database, tmp_path: Path
) -> None:
    hub = await hub_that_sends(database)
    people = [await make.person(database, hub) for _ in range(3)]
    await tell(database, hub, [p.person_id for p in people], None)
    with listening(Sink()) as gone:
        pass
    box = outbox(tmp_path, gone)
    assert await box.send(database, DUE) == 0
    before = {row.delivery_id: row.tries for row in await rows(database, "email")}
    assert await box.send(database, DUE + timedelta(minutes=1)) == 0, "it is not asked again at once"
    assert {row.delivery_id: row.tries for row in await rows(database, "email")} == before
    with listening(Sink(port=gone.port)) as back:
        assert await outbox(tmp_path, back).send(database, DUE + timedelta(minutes=2)) == 3


async def test_a_provider_away_for_too_long_makes_somebody_telephone(
    database: Database, tmp_path: Path
) -> None:
    hub = await hub_that_sends(database)
    await make.person(database, hub, Role.MANAGER)
    asha = await make.person(database, hub)
    await tell(database, hub, [asha.person_id], None)
    with listening(Sink()) as gone:
        pass
    moment, tries = DUE, 0
    while not (failed := await events(database, "delivery_failed")):
        await outbox(tmp_path, gone).send(database, moment)
        moment, tries = moment + timedelta(minutes=15), tries + 1
        assert tries < 40
    assert tried_for(tries, urgent=False) >= timedelta(hours=2) and len(failed) == 1


async def test_a_server_that_dies_after_taking_it_gets_the_same_bytes_again(
    database: Database, sink: Sink, tmp_path: Path
) -> None:
    hub = await hub_that_sends(database)
    asha = await make.person(database, hub)
    refs = [await make.contact_waiting(database, asha) for _ in range(2)]
    for ref in refs:
        await tell(database, hub, [asha.person_id], ref)
    sink.data = lambda n: "die" if n == 1 else None
    box = outbox(tmp_path, sink)
    assert await box.send(database, DUE) == 0
    assert {row.problem for row in await rows(database, "email")} == {"answer_lost"}
    # Another reminder meanwhile is another message: it does not change the one that may have gone out.
    await tell(database, hub, [asha.person_id], None, now=DUE)
    assert await box.send(database, DUE + timedelta(seconds=15)) == 1
    first, second = sink.taken
    assert first.raw == second.raw and first.sender == second.sender
    (sent,) = await events(database, "delivery_sent")
    assert '"repeat":true' in sent.body.replace(" ", "")


async def test_what_a_dead_worker_left_sending_is_taken_up_as_the_same_message(
    database: Database, sink: Sink, tmp_path: Path
) -> None:
    hub = await hub_that_sends(database)
    asha = await make.person(database, hub)
    await tell(database, hub, [asha.person_id], None)
    async with database.transaction() as tx:
        (left,) = await take(tx, hub.hub_id, [Channel.EMAIL], now=DUE, most=5, lease_s=60)
    box = outbox(tmp_path, sink)
    assert await box.send(database, DUE) == 0, "somebody may still be at it"
    async with database.transaction() as tx:
        await tx.conn.execute(
            text("update deliveries set lease_until = clock_timestamp() - interval '1 second'")
        )
    assert await box.send(database, DUE) == 1
    (mail,) = await rows(database, "email")
    assert mail.message_id == left.message_id and mail.state == "sent"


@pytest.mark.parametrize(
    ("late", "then"),
    [
        (Answer(Answered.LOST, "smtp", "answer_lost"), "sending"),
        (Answer(Answered.NOT_NOW, "smtp", "smtp_451"), "sending"),
        (Answer(Answered.TAKEN, "smtp"), "sent"),
    ],
)
async def test_a_worker_that_slept_through_its_lease_puts_off_nothing_that_another_is_sending(
    database: Database, late: Answer, then: str
) -> None:
    hub = await hub_that_sends(database)
    await tell(database, hub, [(await make.person(database, hub)).person_id], None)
    tries = []
    for _ in range(2):
        async with database.transaction() as tx:
            tries += await take(tx, hub.hub_id, [Channel.EMAIL], now=DUE, most=5, lease_s=-1)
    asleep, other = tries
    assert asleep.message_id == other.message_id
    for message, answer, stands in ((asleep, late, then), (other, Answer(Answered.TAKEN, "smtp"), "sent")):
        async with database.transaction() as tx:
            await mark(tx, hub.hub_id, [(message, answer)], now=DUE, try_for=timedelta(hours=2))
        assert [row.state for row in await rows(database, "email")] == [stands]


async def test_several_workers_share_the_outbox_and_send_nothing_twice(
    database: Database, sink: Sink, tmp_path: Path
) -> None:
    hub = await hub_that_sends(database)
    people = [await make.person(database, hub) for _ in range(40)]
    await tell(database, hub, [p.person_id for p in people], None, urgent=True)
    boxes = [outbox(tmp_path, sink) for _ in range(3)]
    counts = await asyncio.gather(*(box.send(database, NOW) for box in boxes))
    assert sum(counts) == 40 and Counter(mail.to for mail in sink.taken).most_common(1)[0][1] == 1


async def test_an_address_the_agency_allows_no_more_gets_nothing_and_somebody_is_told(
    database: Database, sink: Sink, tmp_path: Path
) -> None:
    hub = await hub_that_sends(database)
    await make.person(database, hub, Role.MANAGER)
    asha = await make.person(database, hub)
    await tell(database, hub, [asha.person_id], None)
    async with database.transaction() as tx:
        await tx.conn.execute(text("update agencies set mail_domains = '{elsewhere.example}'"))
    assert await outbox(tmp_path, sink).send(database, DUE) == 0 and not sink.taken
    (mail,) = await rows(database, "email")
    assert (mail.state, mail.problem) == ("given_up", "no_address") and await events(
        database, "delivery_failed"
    )


async def test_an_urgent_message_nobody_reads_climbs_and_names_whom_to_ring(database: Database) -> None:
    hub = await hub_that_sends(database)
    asha = await make.person(database, hub, name="Asha Verma")
    manager = await make.person(database, hub, Role.MANAGER)
    service = await make.person(database, hub, Role.SERVICE_MANAGER)
    ref = await make.contact_waiting(database, asha)
    await tell(database, hub, [asha.person_id], ref, urgent=True, kind="red_unclaimed")

    assert await climb_unread(database, NOW + timedelta(minutes=9)) == 0
    assert await climb_unread(database, NOW + timedelta(minutes=10)) == 1
    (notice,) = await seen_by(database, hub, manager)
    assert notice.ring == "Asha Verma" and notice.words.startswith("Telephone now") and notice.urgent
    assert await climb_unread(database, NOW + timedelta(minutes=20)) == 1
    (notice,) = await seen_by(database, hub, service)
    assert notice.ring == "Asha Verma"
    assert await climb_unread(database, NOW + timedelta(minutes=30)) == 0
    assert await climb_unread(database, NOW + timedelta(minutes=40)) == 0
    assert len(await events(database, "delivery_unanswered")) == 1, "said once, and tried again"
    async with database.connection() as conn:
        row = await contact_row(conn, hub.hub_id, ref)
        timeline = await contact_timeline(conn, row, hub.key, Lens.PRACTICE, Policy.default())
        told = [one.words for one in timeline.rows]
    assert sum("telephone" in words.lower() or "read" in words for words in told) >= 2, told
    page = next(r for r in await rows(database, "page") if r.person_id == asha.person_id)
    async with database.transaction() as tx:
        await acknowledge(tx, asha, page.delivery_id, now=NOW + timedelta(minutes=41))
    assert not [row for row in await rows(database, "page") if row.climb_at]


async def test_an_urgent_message_about_a_restricted_contact_climbs_to_people_named_on_it_alone(
    database: Database,
) -> None:
    hub = await hub_that_sends(database)
    manager, other = [await make.person(database, hub, Role.MANAGER) for _ in range(2)]
    asha = await make.person(database, hub)
    ref = await make.contact_restricted(database, manager, [asha.person_id])
    await tell(database, hub, [asha.person_id], ref, urgent=True)
    moment = NOW
    for _ in range(4):
        moment += timedelta(minutes=10)
        await climb_unread(database, moment)
    assert [n.about[0].ref for n in await seen_by(database, hub, manager)] == [ref]
    assert not await seen_by(database, hub, other)


async def test_nobody_is_told_to_ring_somebody_for_whom_the_contact_exists_no_more(
    database: Database,
) -> None:
    """They may be why it is restricted. What they did not read is not lost: the next one is told the thing itself."""
    hub = await hub_that_sends(database)
    manager = await make.person(database, hub, Role.MANAGER)
    asha, ben = await make.person(database, hub, name="Asha Verma"), await make.person(database, hub)
    ref = await make.contact_waiting(database, ben)
    await tell(database, hub, [asha.person_id], ref, urgent=True, kind="red_unclaimed")
    async with database.transaction() as tx:
        await restrict(tx, manager, ref, [ben.person_id], "A colleague's family.", now=NOW)
    assert await climb_unread(database, NOW + timedelta(minutes=10)) == 1
    (notice,) = await seen_by(database, hub, manager)
    assert (notice.ring, notice.words, notice.urgent) == (None, "Nobody has this red", True)
    assert await climb_unread(database, NOW + timedelta(minutes=20)) == 1
    (notice,) = await seen_by(database, hub, ben)
    assert notice.ring == manager.name and notice.words.startswith("Telephone now")


async def test_nobody_is_told_to_ring_about_a_contact_that_is_closed(database: Database) -> None:
    hub = await hub_that_sends(database)
    manager, asha = await make.person(database, hub, Role.MANAGER), await make.person(database, hub)
    ref = await make.contact_waiting(database, asha)
    await tell(database, hub, [asha.person_id], ref, urgent=True, kind="red_unclaimed")
    async with database.transaction() as tx:
        await close(
            tx,
            manager,
            ref,
            Policy.default().outcomes[0].code,
            "Done.",
            anyway="All of it was weighed.",
            now=NOW,
        )
    assert await climb_unread(database, NOW + timedelta(minutes=10)) == 0
    assert not await seen_by(database, hub, manager)
    assert not [row for row in await rows(database, "page") if row.climb_at]


async def test_a_mail_that_comes_back_names_nobody_for_whom_the_contact_exists_no_more(
    database: Database, sink: Sink, tmp_path: Path
) -> None:
    hub = await hub_that_sends(database)
    manager = await make.person(database, hub, Role.MANAGER)
    asha, ben = await make.person(database, hub), await make.person(database, hub)
    ref = await make.contact_waiting(database, ben)
    await tell(database, hub, [asha.person_id], ref)
    await outbox(tmp_path, sink).send(database, DUE)
    async with database.transaction() as tx:
        await restrict(tx, manager, ref, [ben.person_id], "A colleague's family.", now=DUE)
    (mail,) = await rows(database, "email")
    async with database.transaction() as tx:
        assert await bounce(tx, hub.hub_id, mail.message_id, "address_unknown", now=DUE)
    assert not await seen_by(database, hub, manager) and not await seen_by(database, hub, ben)
    assert await events(database, "delivery_dropped") and not await events(database, "delivery_failed")


async def test_a_failure_moves_to_somebody_on_duty(database: Database, sink: Sink, tmp_path: Path) -> None:
    hub = await hub_that_sends(database)
    first, second = [await make.person(database, hub, Role.MANAGER) for _ in range(2)]
    asha = await make.person(database, hub)
    await tell(database, hub, [asha.person_id], None)
    sink.rcpt = lambda _: "550 No such mailbox"
    await outbox(tmp_path, sink).send(database, DUE)
    assert await seen_by(database, hub, first) and not await seen_by(database, hub, second)
    await keep_failures_owned(database, DUE)
    assert await seen_by(database, hub, first), "while nobody is on duty it stays where it is"
    await on_duty_now(database, second, DUE)
    await keep_failures_owned(database, DUE)
    assert not await seen_by(database, hub, first) and await seen_by(database, hub, second)


async def on_duty_now(db: Database, person: Actor, now: datetime) -> None:
    async with db.transaction() as tx:
        await tx.conn.execute(
            text(
                "insert into duties (hub_id, seat_id, post, starts_at, ends_at, recorded_at, recorded_by) "
                "select hub_id, seat_id, 'seat', :a, :b, :a, person_id from seats where person_id = :p"
            ),
            {"p": person.person_id, "a": now - timedelta(hours=1), "b": now + timedelta(hours=5)},
        )


async def test_a_claimed_contact_still_tells_its_people(
    database: Database, sink: Sink, tmp_path: Path
) -> None:
    hub = await hub_that_sends(database)
    asha = await make.person(database, hub)
    ref = await make.contact_waiting(database, asha)
    await tell(database, hub, [asha.person_id], ref)
    async with database.transaction() as tx:
        await claim(tx, asha, ref, now=NOW)
    assert await outbox(tmp_path, sink).send(database, DUE) == 1


async def test_one_mail_that_hangs_does_not_keep_the_next_ones_waiting(
    database: Database, tmp_path: Path
) -> None:
    hub = await hub_that_sends(database)
    people = [await make.person(database, hub) for _ in range(2 * BATCH + 6)]
    for person in people:
        await tell(database, hub, [person.person_id], None, urgent=True)
    with listening(Sink(data=lambda n: "stall" if n == 1 else None)) as sink:
        box = outbox(tmp_path, sink)
        sending = asyncio.create_task(box.send(database, NOW))

        async def all_but_one() -> bool:
            return sum(row.state == "sent" for row in await rows(database, "email")) == len(people) - 1

        await until(all_but_one, within=15)
        assert not sending.done()
        sending.cancel()
        await asyncio.gather(sending, return_exceptions=True)
        await box.close()
    (left,) = [row for row in await rows(database, "email") if row.state != "sent"]
    assert left.state == "sending"


async def test_what_is_urgent_is_taken_before_what_has_waited_longer(database: Database) -> None:
    hub = await hub_that_sends(database)
    people = [await make.person(database, hub) for _ in range(4)]
    for person in people[:3]:
        await tell(database, hub, [person.person_id], None, now=NOW - timedelta(hours=1))
    await tell(database, hub, [people[3].person_id], None, urgent=True)
    taken: list[int] = []
    for most in (1, 2, 10):
        async with database.transaction() as tx:
            found = await take(tx, hub.hub_id, [Channel.EMAIL], now=NOW, most=most, lease_s=45)
        taken += [message.person_id for message in found]
        assert len(found) == {1: 1, 2: 2, 10: 1}[most]
    assert taken[0] == people[3].person_id and sorted(taken) == sorted(p.person_id for p in people)


async def test_an_answer_that_could_not_be_marked_is_marked_when_the_database_is_back(
    database: Database, sink: Sink, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hub = await hub_that_sends(database)
    asha = await make.person(database, hub)
    await tell(database, hub, [asha.person_id], None, urgent=True)
    tries = 0

    async def away_at_first(tx: Tx, hub_id: int, answers: Any, *, now: datetime, try_for: timedelta) -> None:
        nonlocal tries
        tries += 1
        await mark(tx, hub_id, answers, now=now, try_for=try_for)
        if tries < 3:
            raise DatabaseAway

    monkeypatch.setattr(workers.outbox, "mark", away_at_first)
    monkeypatch.setattr(workers.outbox, "AGAIN_S", (0.0, 0.0, 0.0))
    assert await outbox(tmp_path, sink).send(database, NOW) == 1
    (mail,) = await rows(database, "email")
    assert (mail.state, tries, len(sink.taken)) == ("sent", 3, 1)
    assert len(await events(database, "delivery_sent")) == 1

    await tell(database, hub, [asha.person_id], await make.contact_waiting(database, asha), urgent=True)
    monkeypatch.setattr(workers.outbox, "AGAIN_S", ())
    tries = 0
    with pytest.raises(DatabaseAway):
        await outbox(tmp_path, sink).send(database, NOW)
    assert [row.state for row in await rows(database, "email")].count("sending") == 1
