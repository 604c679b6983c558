"""Reminders on a real database: each once, to the right people, gone when the world has moved on; several workers, a night asleep."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from contextlib import suppress
from datetime import timedelta
from typing import Any
from uuid import UUID

import asyncpg
import pytest
from sqlalchemy import text

from board.commands.children import add_child
from board.commands.claims import claim
from board.commands.closures import close
from board.commands.deliveries import acknowledge
from board.commands.firing import _LOOK, fire_some
from board.commands.measures import NewMeasure, end_measure, record_measure
from board.commands.people import end_person
from board.commands.ratings import rate
from board.commands.reviews import review
from board.domain.contacts import NewChild
from board.domain.permissions import Role
from board.domain.policy import Policy
from board.domain.refusals import BadInput
from board.store.engine import Database
from board.store.listening import PULSE
from board.store.migrate import driver_url
from tests import make
from tests.domain.moments import london
from workers.clocks import fire_due
from workers.outbox import climb_unread

MORNING = london("2026-11-24T09:30")


async def rows(db: Database, sql: str, **facts: Any) -> list[Any]:
    async with db.connection() as conn:
        return list((await conn.execute(text(sql), facts)).all())


async def raised(db: Database) -> list[tuple[str, int, str]]:
    """Every reminder that came: kind of clock, rung, for whom."""
    found = await rows(
        db,
        "select k.kind, r.number, r.receiver from rungs r join clocks k using (hub_id, clock_id) order by r.raised_at, r.rung_id",
    )
    return [tuple(row) for row in found]


async def told(db: Database, person_id: int) -> list[str]:
    """Notices of reminders that stand on somebody's page."""
    found = await rows(
        db,
        "select kind from deliveries where person_id = :p and channel = 'page' and state = 'queued' and kind like 'reminder%' order by 1",
        p=person_id,
    )
    return [row.kind for row in found]


async def events(db: Database, kind: str) -> list[dict[str, Any]]:
    return [
        json.loads(row.body)["body"]
        for row in await rows(db, "select body from events where kind = :k order by seq", k=kind)
    ]


async def test_an_amber_nobody_claims_reminds_its_managers_then_the_service_manager_then_the_head_of_service(
    database: Database,
) -> None:
    hub = await make.hub(database)
    worker = await make.person(database, hub)
    manager = await make.person(database, hub, Role.MANAGER)
    service = await make.person(database, hub, Role.SERVICE_MANAGER)
    head = await make.person(database, hub, Role.HEAD_OF_SERVICE)
    await make.contact_rated(database, worker, "amber", now=MORNING, received_at=MORNING)

    await fire_due(database, MORNING + timedelta(minutes=39))
    assert await raised(database) == []
    for minutes in (41, 42, 61, 62, 121, 122):
        await fire_due(database, MORNING + timedelta(minutes=minutes))

    assert await raised(database) == [
        ("claim", 1, "deciding_manager"), ("claim", 2, "service_manager"), ("claim", 3, "head_of_service"),
    ]  # fmt: skip
    for who in (manager, service, head):
        assert await told(database, who.person_id) == ["reminder_claim"]
    assert await told(database, worker.person_id) == []


async def test_a_claim_takes_its_reminders_from_every_page_and_a_rating_says_that_they_were_cancelled(
    database: Database,
) -> None:
    hub = await make.hub(database)
    worker, manager = await make.person(database, hub), await make.person(database, hub, Role.MANAGER)
    ref = await make.contact_rated(database, worker, "amber", now=MORNING, received_at=MORNING)
    await fire_due(database, MORNING + timedelta(minutes=45))
    assert await told(database, manager.person_id) == ["reminder_claim"]

    async with database.transaction() as tx:
        await claim(tx, worker, ref, now=MORNING + timedelta(minutes=46))
    assert await told(database, manager.person_id) == []
    async with database.transaction() as tx:
        await rate(
            tx, worker, ref, None, "green", "Less than it seemed.", now=MORNING + timedelta(minutes=47)
        )
    async with database.transaction() as tx:
        outcome = Policy.default().outcomes[0].code
        await close(
            tx,
            manager,
            ref,
            outcome,
            "In place.",
            anyway="All of it was weighed.",
            now=MORNING + timedelta(minutes=48),
        )

    assert [(body["clocks"].split(), body["why"]) for body in await events(database, "reminders_cancelled")] == [
        (["claim"], "done"), (["decision"], "changed"), (["unattended", "decision", "statutory", "review"], "closed"),
    ]  # fmt: skip
    await fire_due(database, MORNING + timedelta(days=60))
    assert len(await raised(database)) == 1


async def test_nobody_telephones_anybody_about_a_reminder_that_is_over(database: Database) -> None:
    hub = await make.hub(database)
    worker, manager = await make.person(database, hub), await make.person(database, hub, Role.MANAGER)
    await make.person(database, hub, Role.SERVICE_MANAGER)
    ref = await make.contact_rated(database, worker, "amber", now=MORNING, received_at=MORNING)
    await fire_due(database, MORNING + timedelta(minutes=61))
    assert await climb_unread(database, MORNING + timedelta(minutes=71)) == 1
    ring = "select person_id, state::text, problem from deliveries where channel = 'page' and kind = 'telephone_now'"
    assert [tuple(row) for row in await rows(database, ring)] == [(manager.person_id, "queued", None)]

    async with database.transaction() as tx:
        await claim(tx, worker, ref, now=MORNING + timedelta(minutes=75))
    assert [tuple(row) for row in await rows(database, ring)] == [
        (manager.person_id, "given_up", "not_wanted")
    ]
    concerns = "select concerns from events where kind = 'reminders_cancelled'"
    assert manager.person_id in (await rows(database, concerns))[0].concerns, "their page lets go of it"
    assert await climb_unread(database, MORNING + timedelta(minutes=85)) == 0


async def test_a_reminder_for_a_holder_who_has_left_goes_to_those_next_up_where_no_rota_says_who_is_here(
    database: Database,
) -> None:
    hub = await make.hub(database)
    worker, manager = await make.person(database, hub), await make.person(database, hub, Role.MANAGER)
    ref = await make.contact_rated(database, worker, "amber", now=MORNING, received_at=MORNING)
    async with database.transaction() as tx:
        await claim(tx, worker, ref, now=MORNING)
    async with database.transaction() as tx:
        await end_person(tx, worker.person_id, now=MORNING)
    clock = "select next_rung_at from clocks where kind = 'unattended' and stopped_at is null"
    [first] = await rows(database, clock)
    await fire_due(database, first.next_rung_at)
    assert ("unattended", 1, "holder") in await raised(database)
    assert "reminder_unattended" in await told(database, manager.person_id)


async def test_seen_holds_the_next_one_and_lapses(database: Database) -> None:
    hub = await make.hub(database)
    worker = await make.person(database, hub)
    manager = await make.person(database, hub, Role.MANAGER)
    service = await make.person(database, hub, Role.SERVICE_MANAGER)
    await make.contact_rated(database, worker, "amber", now=MORNING, received_at=MORNING)
    await fire_due(database, MORNING + timedelta(minutes=45))
    (notice,) = await rows(
        database, "select delivery_id from deliveries where channel = 'page' and kind = 'reminder_claim'"
    )
    seen_at = MORNING + timedelta(minutes=50)
    for _ in range(2):
        async with database.transaction() as tx:
            await acknowledge(tx, manager, UUID(str(notice.delivery_id)), now=seen_at)
    assert len(await events(database, "reminder_acknowledged")) == 1

    await fire_due(database, seen_at + timedelta(minutes=29))  # late by now, and held
    assert await told(database, service.person_id) == []
    assert len(await events(database, "clock_fired")) == 1
    await fire_due(database, seen_at + timedelta(minutes=31))
    assert await told(database, service.person_id) == ["reminder_claim"]


async def test_a_red_outside_hours_is_with_the_emergency_duty_team_at_once(database: Database) -> None:
    hub = await make.hub(database)
    night, worker = await make.person(database, hub, Role.EDT), await make.person(database, hub)
    friday = london("2026-11-27T19:00")
    for rag, is_red in (("red", True), ("amber", False)):
        await make.contact_rated(database, worker, rag, now=friday, received_at=friday)
        await fire_due(database, friday + timedelta(seconds=1))
        kinds = [kind for kind, _, _ in await raised(database)]
        assert kinds == ["out_of_hours"], is_red
    assert await told(database, night.person_id) == ["reminder_out_of_hours"]


async def test_a_restricted_contact_reminds_only_those_named_on_it(database: Database) -> None:
    hub = await make.hub(database)
    one, two = [await make.person(database, hub, Role.MANAGER) for _ in range(2)]
    others = [
        await make.person(database, hub, role)
        for role in (Role.MANAGER, Role.SERVICE_MANAGER, Role.HEAD_OF_SERVICE, Role.EDT, Role.SOCIAL_WORKER)
    ]
    await make.contact_restricted(database, one, [two.person_id], now=MORNING, received_at=MORNING)
    for hours in range(1, 60):
        await fire_due(database, MORNING + timedelta(hours=hours))
    assert len(await raised(database)) > 3
    assert {p for row in await rows(database, "select people from rungs") for p in row.people} <= {
        one.person_id,
        two.person_id,
    }
    concerned = await rows(
        database, "select concerns from events where kind like 'reminder%' or kind = 'delivery_queued'"
    )
    named = {one.person_id, two.person_id}
    assert concerned and all(set(row.concerns) <= named for row in concerned)
    for other in others:
        assert await told(database, other.person_id) == []


async def test_a_child_added_to_a_rated_contact_starts_screening_then_and_not_at_arrival(
    database: Database,
) -> None:
    worker = await make.person(database, await make.hub(database))
    ref = await make.contact_rated(database, worker, "green", now=MORNING, received_at=MORNING)
    later = MORNING + timedelta(hours=3)
    async with database.transaction() as tx:
        await add_child(tx, worker, ref, NewChild(given_name="Ada", family_name="Marlow"), now=later)
    (clock,) = await rows(
        database, "select started_at, due_at from clocks where kind = 'screening' and stopped_at is null"
    )
    assert (clock.started_at, clock.due_at) == (later, later + timedelta(minutes=30))


async def test_two_children_in_police_protection_have_a_clock_each_and_ending_one_leaves_the_other(
    database: Database,
) -> None:
    hub = await make.hub(database)
    worker = await make.person(database, hub)
    ref = await make.contact_waiting(database, worker, now=MORNING, received_at=MORNING)
    children = [row.child_id for row in await rows(database, "select child_id from children order by place")]
    numbers = []
    for n, child in enumerate(children):
        async with database.transaction() as tx:
            new = NewMeasure(
                "police_protection", MORNING - timedelta(hours=n), None, child, "At the station."
            )
            numbers.append((await record_measure(tx, worker, ref, new, now=MORNING)).measure_id)
    running = "select about, due_at from clocks where kind = 'police_protection' and stopped_at is null order by about"
    assert [(row.about, row.due_at) for row in await rows(database, running)] == [
        (numbers[0], MORNING + timedelta(hours=72)),
        (numbers[1], MORNING + timedelta(hours=71)),
    ]
    for _ in range(2):
        async with database.transaction() as tx:
            await end_measure(tx, worker, ref, numbers[0], "Home with their aunt.", now=MORNING)
    assert [row.about for row in await rows(database, running)] == [numbers[1]]
    assert len(await events(database, "measure_ended")) == 1
    await fire_due(database, MORNING + timedelta(hours=80))
    assert len([one for one in await raised(database) if one[0] == "police_protection"]) == 4


@pytest.mark.parametrize(
    ("new", "field"),
    [
        (NewMeasure("police_protection", MORNING, None, None), "child"),
        (NewMeasure("bail", MORNING, None, None), "ends_at"),
        (NewMeasure("protection_notice", MORNING + timedelta(hours=2), None, None), "began_at"),
        (NewMeasure("protection_notice", MORNING, MORNING + timedelta(hours=49), None), "ends_at"),
        (NewMeasure("bail", MORNING, MORNING, None), "ends_at"),
    ],
)
async def test_a_measure_that_cannot_be_is_refused_and_changes_nothing(
    database: Database, new: NewMeasure, field: str
) -> None:
    worker = await make.person(database, await make.hub(database))
    ref = await make.contact_waiting(database, worker, now=MORNING, received_at=MORNING)
    with pytest.raises(BadInput) as refused:
        async with database.transaction() as tx:
            await record_measure(tx, worker, ref, new, now=MORNING)
    assert list(refused.value.errors) == [field]
    assert not await rows(database, "select 1 from measures")


async def test_a_review_starts_the_month_anew(database: Database) -> None:
    hub = await make.hub(database)
    worker, manager = await make.person(database, hub), await make.person(database, hub, Role.MANAGER)
    ref = await make.contact_waiting(database, worker, now=MORNING, received_at=MORNING)
    later = MORNING + timedelta(days=29)
    async with database.transaction() as tx:
        await review(tx, manager, ref, "The court sits in January.", now=later)
    (clock,) = await rows(
        database, "select started_at, due_at from clocks where kind = 'review' and stopped_at is null"
    )
    assert clock.started_at == later
    assert clock.due_at == london("2027-01-22T16:15")  # thirty days later, a Friday


async def test_a_holder_who_looks_at_it_is_not_reminded_and_one_who_does_not_is(database: Database) -> None:
    hub = await make.hub(database)
    worker = await make.person(database, hub)
    ref = await make.contact_rated(database, worker, "red", now=MORNING, received_at=MORNING)
    async with database.transaction() as tx:
        await claim(tx, worker, ref, now=MORNING)
    async with database.transaction() as tx:
        await rate(tx, worker, ref, None, "amber", "As told.", now=MORNING + timedelta(minutes=50))
        await rate(tx, worker, ref, None, "red", "Again.", now=MORNING + timedelta(minutes=55))
    await fire_due(database, MORNING + timedelta(minutes=61))
    assert "unattended" not in [kind for kind, _, _ in await raised(database)]
    await fire_due(database, MORNING + timedelta(minutes=116))
    assert ("unattended", 1, "holder") in await raised(database)


async def test_a_night_asleep_raises_each_reminder_once_however_many_workers_wake(
    database: Database, database_url: str
) -> None:
    hub = await make.hub(database)
    worker = await make.person(database, hub)
    await make.person(database, hub, Role.MANAGER)
    for _ in range(30):
        await make.contact_rated(database, worker, "amber", now=MORNING, received_at=MORNING)
    other = Database(database_url, pool_size=4)
    try:
        done = await asyncio.gather(
            *(fire_due(db, MORNING + timedelta(days=1)) for db in (database, other, database, other))
        )
    finally:
        await other.close()
    assert sum(one.raised for one in done) == len(await raised(database)) > 60
    twice = Counter(
        (row.clock_id, row.number, row.again)
        for row in await rows(database, "select clock_id, number, again from rungs")
    )
    assert set(twice.values()) == {1}
    assert sum(one.failed for one in done) == 0


async def test_a_batch_that_breaks_off_leaves_nothing_half_done(database: Database) -> None:
    worker = await make.person(database, await make.hub(database))
    for _ in range(3):
        await make.contact_rated(database, worker, "amber", now=MORNING, received_at=MORNING)
    numbers = [
        row.contact_id for row in await rows(database, "select contact_id from contacts order by contact_id")
    ]
    later = MORNING + timedelta(days=1)
    with suppress(ZeroDivisionError):
        async with database.transaction() as tx:
            assert (await fire_some(tx, worker.hub_id, numbers[:2], now=later)).raised
            raise ZeroDivisionError
    assert await raised(database) == []
    await fire_due(database, later)
    came = Counter(
        (row.clock_id, row.number) for row in await rows(database, "select clock_id, number from rungs")
    )
    assert came and set(came.values()) == {1}


async def test_looking_at_what_is_due_reads_two_indexes_and_not_the_past(
    database: Database, database_url: str
) -> None:
    worker = await make.person(database, await make.hub(database))
    await make.contact_waiting(database, worker, now=MORNING, received_at=MORNING)
    conn = await asyncpg.connect(driver_url(database_url))
    try:
        await conn.execute(
            "insert into clocks (hub_id, contact_id, kind, about, basis, started_at, due_at, stopped_at, fired_at) "
            "select hub_id, contact_id, 'decision', n, 'clock_hours', received_at, received_at, received_at, received_at "
            "from contacts, generate_series(1, 40000) n"
        )
        await conn.execute(  # what runs and is not due: were there next to nothing of it, any index of what runs would do
            "insert into clocks (hub_id, contact_id, kind, about, basis, started_at, due_at, next_rung_at) "
            "select hub_id, contact_id, 'decision', 50000 + n, 'clock_hours', received_at, at, at "
            "from contacts, generate_series(1, 5000) n, lateral (select timestamptz '2100-01-01' + n * interval '1 s' as at) l"
        )
        await conn.execute("analyze clocks")
        look = str(_LOOK).replace(":now", "now()").replace(":most", "500")
        for sql in (look, PULSE):
            plan = "\n".join(row[0] for row in await conn.fetch("explain " + sql))
            assert "clocks_to_fire" in plan and "clocks_to_raise" in plan, plan
            assert "Seq Scan on clocks" not in plan, plan
    finally:
        await conn.close()
