"""What a second costs in which nothing is due, with a short past and with a long one: clocks that fired or stopped, messages long sent."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from time import monotonic

from sqlalchemy import text

from board.domain.deliveries import Channel
from board.domain.people import Actor
from board.queries.clocks import next_due
from board.queries.engine import pulse
from board.queries.outbox import hubs_with_messages
from board.secrets import Secrets
from board.settings import Settings
from board.store.engine import Database
from tests.bench import fixtures
from tests.bench.results import Figures, at_most, middle, plain
from tests.bench.servers import Scale, Servers, database, name_of
from workers.bell import AHEAD_S, MOST
from workers.clocks import fire_due
from workers.outbox import Outbox, climb_unread
from workers.senders.mail import Post
from workers.senders.smtp import Smtp

SAME, ROUNDS, CONTACTS = 1.3, 61, 20
FEW, AT_ONCE = 1_000, 50_000
# Every other clock was stopped before it was due; all of them had rungs, and of each somebody was told by mail, who read it.
_CLOCKS = text(
    "insert into clocks (hub_id, contact_id, kind, about, basis, started_at, due_at, fired_at, stopped_at, raised) "
    "select hub_id, contact_id, 'decision', n, 'clock_hours', received_at, received_at, "
    "  case when n % 2 = 0 then received_at end, received_at, 4 "
    "from contacts, generate_series(1, :each) n where closed_at is null"
)
_DELIVERIES = text(
    "insert into deliveries (hub_id, delivery_id, kind, channel, person_id, contact_id, state, created_at, changed_at, urgent, tries, "
    "  message_id, provider) "
    "select hub_id, gen_random_uuid(), 'reminder_decision', case when n % 2 = 0 then 'page' else 'email' end, :person, contact_id, "
    "  case when n % 2 = 0 then 'delivered' else 'sent' end::delivery_state, received_at, received_at, n % 4 < 2, n % 2, "
    "  case when n % 2 = 1 then gen_random_uuid() end, case when n % 2 = 1 then 'smtp' end "
    "from contacts, generate_series(1, :each) n where closed_at is null"
)

_TOMORROW = text(
    "update clocks set due_at = due_at + interval '1 day', next_rung_at = next_rung_at + interval '1 day' where stopped_at is null"
)


async def measure(servers: Servers, scale: Scale, actors: list[Actor]) -> Figures:
    """The same rounds on two databases in turn, so that whatever else the machine does falls on both."""
    many = scale.of(1_000_000, 50_000)
    async with servers.copy() as url:
        async with database(url, 2) as db:
            await fixtures.arrive(db, fixtures.admin_of(actors), CONTACTS)
            async with db.transaction() as tx:
                await tx.conn.execute(_TOMORROW)
            await _past(db, actors[0], FEW)
        async with servers.copy(name_of(url)) as other:
            async with database(other, 2) as db:
                await _past(db, actors[0], many - FEW)
            for one in (url, other):
                await servers.word("vacuum analyze", name_of(one))
            async with database(url, 4) as short, database(other, 4) as long:
                few, lots = await _ticks(servers, [short, long])
    return {
        "past": plain(many, f"clocks and as many messages of the past, against {FEW}"),
        "few": plain(few, f"ms, an idle second with {FEW}"),
        "many": plain(lots, f"ms, an idle second with {many}"),
        "ratio": at_most(lots / few, SAME, "of few"),
    }


async def _past(db: Database, of: Actor, number: int) -> None:
    for start in range(0, number, AT_ONCE):
        async with db.transaction() as tx:
            facts = {"each": min(AT_ONCE, number - start) // CONTACTS, "person": of.person_id}
            await tx.conn.execute(_CLOCKS, facts)
            await tx.conn.execute(_DELIVERIES, facts)


async def _ticks(servers: Servers, databases: list[Database]) -> list[float]:
    """Medians in ms of everything a worker asks each second of clocks and messages."""
    post = Post(Settings(data=servers.folder, secret_key=servers.key), Secrets([servers.key]))
    box = Outbox(
        {Channel.EMAIL: Smtp("smtp://127.0.0.1:9", post, a_minute=60_000)}
    )  # nothing is sent: nothing is due
    took: list[list[float]] = [[] for _ in databases]
    for _ in range(ROUNDS):
        for db, times in zip(databases, took, strict=True):
            began = monotonic()
            await tick(db, box, datetime.now(UTC))
            times.append((monotonic() - began) * 1000)
    return [middle(times) for times in took]


async def tick(db: Database, box: Outbox, now: datetime) -> None:
    """Fire, send, climb, and what the bell and the pulse look at."""
    done = await fire_due(db, now)
    sent = await box.send(db, now)
    climbed = await climb_unread(db, now)
    did = done.late + done.raised + sent + climbed
    assert did == 0, "something was due"
    async with db.connection() as conn:
        await next_due(conn, now + timedelta(seconds=AHEAD_S), most=MOST)
        await hubs_with_messages(conn, now)
        await pulse(conn, now)
