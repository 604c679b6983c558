"""On a real database: reminders come in the hours of whoever they are for now, and are counted anew when those change."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy import text

import workers.policies
from board.commands.agency_hours import set_agency_hours
from board.commands.allocations import allocate, reassign
from board.commands.claims import claim
from board.commands.owners import own
from board.commands.people import end_person
from board.commands.policies import recount, recount_again
from board.commands.seats import give_seat
from board.domain.hours import AgencyWeek, Opening
from board.domain.people import Actor
from board.domain.permissions import Role
from board.store.engine import Database, Tx
from tests import make
from tests.domain.moments import london
from workers.clocks import fire_due
from workers.policies import begin_agency_hours, begin_policies
from workers.rota import turn_rota

MORNING = london("2026-11-24T09:00")  # a Tuesday
DAY = Opening(time(9), time(13))
TUE_WED, FRIDAYS = AgencyWeek(tuesday=DAY, wednesday=DAY), AgencyWeek(friday=DAY)
CARE = "childrens_social_care"


async def rows(db: Database, sql: str, **facts: Any) -> list[Any]:
    async with db.connection() as conn:
        return list(await conn.execute(text(sql), facts))


async def coming(db: Database, kind: str = "decision") -> datetime:
    """When the next reminder of this kind comes for the only contact."""
    (row,) = await rows(
        db, "select next_rung_at from clocks where kind = :kind and stopped_at is null", kind=kind
    )
    at: datetime = row.next_rung_at
    return at


async def events(db: Database, kind: str) -> list[Any]:
    return await rows(db, "select contact_id, concerns, body from events where kind = :kind", kind=kind)


async def keep(
    db: Database, by: Actor, agency_id: int, week: AgencyWeek, *, at: datetime, since: datetime | None = None,
    closures: tuple[date, ...] = (),
) -> None:  # fmt: skip
    async with db.transaction() as tx:
        await set_agency_hours(
            tx, by, agency_id, week, closures, since or at, closed_on_bank_holidays=True, now=at
        )


class Here:
    """A hub with a manager, a social worker and two people who hold contacts from other agencies."""

    def __init__(self, db: Database, hub: make.Hub) -> None:
        self.db, self.hub = db, hub

    async def people(self) -> Here:
        self.manager = await make.person(self.db, self.hub, Role.MANAGER)
        self.keeper = await make.person(self.db, self.hub, Role.SERVICE_MANAGER)
        self.worker = await make.person(self.db, self.hub)
        self.navigator = await make.person(self.db, self.hub, agency="health")
        return self

    async def rated(self, rag: str = "green") -> str:
        return await make.contact_rated(self.db, self.worker, rag, now=MORNING, received_at=MORNING)


async def hub_of(db: Database) -> Here:
    return await Here(db, await make.hub(db)).people()


async def test_a_claim_takes_the_reminder_into_the_holders_hours_and_a_reassignment_out_of_them(
    database: Database,
) -> None:
    here = await hub_of(database)
    await keep(database, here.keeper, here.hub.agencies["health"], FRIDAYS, at=MORNING)
    await begin_agency_hours(database, MORNING)
    ref = await here.rated()
    hubs = await coming(database)
    async with database.transaction() as tx:
        await claim(tx, here.navigator, ref, now=MORNING + timedelta(minutes=5))
    theirs = await coming(database)
    assert hubs < theirs == london("2026-11-26T16:33:45"), (
        "no Friday before three quarters: with the manager's"
    )
    async with database.transaction() as tx:
        await reassign(
            tx,
            here.manager,
            ref,
            here.worker.person_id,
            "Away till Friday.",
            now=MORNING + timedelta(hours=1),
        )
    assert await coming(database) == hubs


async def test_hours_that_change_count_the_waiting_reminders_anew_once_and_say_so(database: Database) -> None:
    here = await hub_of(database)
    ref = await here.rated()
    async with database.transaction() as tx:
        await allocate(tx, here.manager, ref, here.navigator.person_id, now=MORNING)
    before = await coming(database)
    later = MORNING + timedelta(hours=1)
    friday = london("2026-11-27T00:00")
    await keep(database, here.keeper, here.hub.agencies["health"], TUE_WED, at=later, since=friday)
    assert await begin_agency_hours(database, later) == 0
    assert await coming(database) == before, "they do not count yet"

    assert await begin_agency_hours(database, friday) == 1
    after = await coming(database)
    assert after > before
    (told,) = await events(database, "reminders_recounted")
    assert here.navigator.person_id in told.concerns
    assert len(await events(database, "agency_hours_began")) == 1
    assert await begin_agency_hours(database, friday + timedelta(days=1)) == 0
    assert (
        len(await events(database, "agency_hours_began"))
        == len(await events(database, "reminders_recounted"))
        == 1
    )


async def test_a_contact_somebody_has_locked_keeps_the_hours_waiting_until_it_is_counted(
    database: Database, database_url: str
) -> None:
    here = await hub_of(database)
    ref = await here.rated()
    async with database.transaction() as tx:
        await claim(tx, here.navigator, ref, now=MORNING)
    await keep(database, here.keeper, here.hub.agencies["health"], FRIDAYS, at=MORNING)
    other = Database(database_url, pool_size=1)
    try:
        async with other.transaction() as tx:
            await tx.conn.execute(text("select 1 from contacts for no key update"))
            assert await begin_agency_hours(database, MORNING) == 0
            assert await events(database, "agency_hours_began") == []
    finally:
        await other.close()
    assert await begin_agency_hours(database, MORNING) == 1
    assert len(await events(database, "reminders_recounted")) == 1


async def test_the_deciding_managers_hours_count_from_the_moment_they_decide_it(database: Database) -> None:
    here = await hub_of(database)
    outside = await make.person(database, here.hub, Role.MANAGER, agency="education")
    await keep(database, here.keeper, here.hub.agencies["education"], TUE_WED, at=MORNING)
    ref = await here.rated()
    assert await coming(database, "review") == london("2026-12-22T15:07:30"), (
        "nine tenths of a month, a Tuesday afternoon"
    )
    async with database.transaction() as tx:
        await own(tx, outside, ref, now=MORNING + timedelta(days=2))
    assert await coming(database, "review") == london("2026-12-23T09:00")


async def test_a_reminder_comes_on_the_agencys_day_and_wakes_nobody_else(database: Database) -> None:
    here = await hub_of(database)
    night = await make.person(database, here.hub, Role.EDT)
    saturdays = AgencyWeek(saturday=Opening(time(8), time(20)))
    await keep(database, here.keeper, here.hub.agencies["health"], saturdays, at=MORNING)
    came = london(
        "2026-11-25T16:00"
    )  # a Wednesday: half of the time is over on Friday, three quarters on Monday
    ref = await make.contact_rated(database, here.worker, "green", now=came, received_at=came)
    async with database.transaction() as tx:
        await claim(tx, here.navigator, ref, now=came)
    at = await coming(database)
    assert at == london("2026-11-28T08:00"), "the hub is closed, the navigator is not"
    await fire_due(database, at - timedelta(seconds=1))
    kinds = "select k.kind, r.people from rungs r join clocks k using (hub_id, clock_id) where k.kind = 'decision'"
    assert await rows(database, kinds) == []
    await fire_due(database, at)
    (rung,) = await rows(database, kinds)
    assert rung.people == [here.navigator.person_id] and night.person_id not in rung.people


async def test_a_seat_given_or_ended_moves_the_reminders_of_what_its_person_holds_and_of_nothing_else(
    database: Database,
) -> None:
    here = await hub_of(database)
    await keep(database, here.keeper, here.hub.agencies["health"], FRIDAYS, at=MORNING)
    await begin_agency_hours(database, MORNING)
    for who in (here.worker, here.manager):
        ref = await here.rated()
        async with database.transaction() as tx:
            await claim(tx, who, ref, now=MORNING)
    before = await comings(database)
    assert before[0] == before[1]

    for minutes in (1, 2):  # the second time is silence
        async with database.transaction() as tx:
            at = MORNING + timedelta(minutes=minutes)
            seat = await give_seat(
                tx, here.hub.hub_id, here.worker.person_id, "health", Role.SOCIAL_WORKER, now=at
            )
        assert seat.changed == (minutes == 1)
    assert await comings(database) == before, "of two agencies the first that works"
    async with database.transaction() as tx:
        await make.end_seat(tx, here.hub.hub_id, await first_seat(tx, here.worker), now=MORNING)
    ended = await comings(database)
    assert ended[0] > before[0] and ended[1] == before[1], "the navigator's hours alone"
    async with database.transaction() as tx:
        await make.end_seat(tx, here.hub.hub_id, seat.seat_id, now=MORNING)
    assert await comings(database) == before
    told = await events(database, "reminders_recounted")
    assert len({one.contact_id for one in told}) == 1
    assert all(here.worker.person_id in one.concerns for one in told)


async def test_a_seat_moves_the_reminders_of_what_its_person_decides(database: Database) -> None:
    here = await hub_of(database)
    await keep(database, here.keeper, here.hub.agencies["education"], TUE_WED, at=MORNING)
    await begin_agency_hours(database, MORNING)
    ref = await here.rated()
    async with database.transaction() as tx:
        await own(tx, here.manager, ref, now=MORNING)
    before = await coming(database, "review")
    async with database.transaction() as tx:
        first = await first_seat(tx, here.manager)
        await give_seat(
            tx, here.hub.hub_id, here.manager.person_id, "education", Role.SOCIAL_WORKER, now=MORNING
        )
        await make.end_seat(tx, here.hub.hub_id, first, now=MORNING)
    assert before < await coming(database, "review") == london("2026-12-23T09:00")


async def test_the_hours_of_a_holder_who_has_left_count_no_more(database: Database) -> None:
    here = await hub_of(database)
    await keep(database, here.keeper, here.hub.agencies["health"], FRIDAYS, at=MORNING)
    await begin_agency_hours(database, MORNING)
    ref = await here.rated()
    hubs = await coming(database)
    async with database.transaction() as tx:
        await claim(tx, here.navigator, ref, now=MORNING + timedelta(minutes=5))
    assert await coming(database) > hubs
    async with database.transaction() as tx:
        await end_person(tx, here.navigator.person_id, now=MORNING + timedelta(minutes=10))
    await turn_rota(database, MORNING + timedelta(minutes=11))
    assert await coming(database) == hubs
    assert len(await events(database, "reminders_recounted")) == 1


async def test_a_seat_that_answers_for_others_lets_the_worker_count_what_they_have(
    database: Database, database_url: str
) -> None:
    here = await hub_of(database)
    await keep(database, here.keeper, here.hub.agencies["education"], TUE_WED, at=MORNING)
    await begin_agency_hours(database, MORNING)
    await here.rated()
    before = await coming(database, "review")
    other = Database(database_url, pool_size=1)
    try:
        async with other.transaction() as claiming:
            await claiming.conn.execute(text("select 1 from contacts for no key update"))
            async with database.transaction() as tx:  # and waits for nobody's contact
                first = await first_seat(tx, here.manager)
                await give_seat(
                    tx, here.hub.hub_id, here.manager.person_id, "education", Role.MANAGER, now=MORNING
                )
                await make.end_seat(tx, here.hub.hub_id, first, now=MORNING)
            await begin_policies(database, MORNING)
            assert await coming(database, "review") == before
    finally:
        await other.close()
    assert await begin_policies(database, MORNING) == 0, "no policy begins by it"
    assert before < await coming(database, "review") == london("2026-12-23T09:00")
    assert len(await events(database, "reminders_recounted")) == 1
    assert await waiting_for_the_worker(database) == 0


async def test_a_seat_given_while_the_worker_counts_is_counted_too(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = await hub_of(database)
    await keep(database, here.keeper, here.hub.agencies["education"], TUE_WED, at=MORNING)
    await begin_agency_hours(database, MORNING)
    await here.rated()

    async def seat() -> None:
        async with database.transaction() as tx:
            first = await first_seat(tx, here.manager)
            await give_seat(
                tx, here.hub.hub_id, here.manager.person_id, "education", Role.MANAGER, now=MORNING
            )
            await make.end_seat(tx, here.hub.hub_id, first, now=MORNING)

    counts: list[bool] = []

    async def counted(*given: Any, **more: Any) -> bool:
        counts.append(await recount(*given, **more))
        if len(counts) == 1:
            await seat()  # when the only contact is through
        return counts[-1]

    monkeypatch.setattr(workers.policies, "recount", counted)
    async with database.transaction() as tx:
        await recount_again(tx, here.hub.hub_id, now=MORNING)
    for _ in range(2):
        await begin_policies(database, MORNING)
    assert await coming(database, "review") == london("2026-12-23T09:00")
    assert await waiting_for_the_worker(database) == 0 and len(counts) == 2


async def test_a_seat_where_every_agency_keeps_the_hubs_hours_counts_nothing(database: Database) -> None:
    here = await hub_of(database)
    await here.rated()
    async with database.transaction() as tx:
        await give_seat(tx, here.hub.hub_id, here.worker.person_id, "education", Role.MANAGER, now=MORNING)
    assert await waiting_for_the_worker(database) == 0
    assert await events(database, "reminders_recounted") == []


async def waiting_for_the_worker(db: Database) -> int:
    return len(await rows(db, "select 1 from policy_beginnings where clocks_kept_at is null"))


async def comings(db: Database) -> list[datetime]:
    """When the next reminder of a decision comes for each contact, in the order in which they came."""
    query = (
        "select next_rung_at from clocks where kind = 'decision' and stopped_at is null order by contact_id"
    )
    return [row.next_rung_at for row in await rows(db, query)]


async def first_seat(tx: Tx, person: Actor) -> int:
    query = text("select min(seat_id) from seats where person_id = :p and ended_at is null")
    return int((await tx.conn.execute(query, {"p": person.person_id})).scalar_one())


async def test_seen_still_holds_it_when_the_hours_change(database: Database) -> None:
    here = await hub_of(database)
    ref = await here.rated("amber")
    async with database.transaction() as tx:
        await claim(tx, here.worker, ref, now=MORNING)
    await fire_due(database, await coming(database, "unattended"))
    (rung,) = await rows(database, "select clock_id, people, raised_at from rungs limit 1")
    until = rung.raised_at + timedelta(hours=9)
    async with database.transaction() as tx:
        await tx.conn.execute(
            text("update rungs set acknowledged_at = :at, acknowledged_by = people[1]"),
            {"at": until - timedelta(minutes=30)},
        )
        await tx.conn.execute(
            text("update clocks set next_rung_at = :until where clock_id = :clock"),
            {"until": until, "clock": rung.clock_id},
        )
    await keep(database, here.keeper, here.hub.agencies[CARE], TUE_WED, at=rung.raised_at)
    await begin_agency_hours(database, rung.raised_at)
    assert await coming(database, "unattended") >= until


async def test_nobody_but_the_named_hears_that_a_restricted_contacts_reminders_were_counted(
    database: Database,
) -> None:
    here = await hub_of(database)
    named = [here.manager.person_id, here.keeper.person_id]
    await make.contact_restricted(
        database, here.manager, [here.keeper.person_id], now=MORNING, received_at=MORNING
    )
    await keep(database, here.keeper, here.hub.agencies[CARE], TUE_WED, at=MORNING)
    await begin_agency_hours(database, MORNING)
    (told,) = await events(database, "reminders_recounted")
    assert set(told.concerns) <= set(named)
