"""The rota: who is on duty when, written by those who keep it, refused in clear words, true through nights and changes of the clocks."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import text

from board.commands.duties import change_duty, copy_days, end_duty, put_on_duty
from board.commands.people import end_person
from board.domain.people import Actor
from board.domain.permissions import Role
from board.domain.refusals import (
    BadInput,
    DutyEndsBeforeItStarts,
    DutyInThePast,
    DutyOver,
    DutyOverlaps,
    DutyTooLong,
    NoSuchSeat,
    NotAllowed,
    NotHere,
    NothingToCopy,
    NotThisPost,
    Refusal,
)
from board.domain.rota import Post, Span, moved, span
from board.queries.rota import duty_managers, managers_told, next_duty, on_duty
from board.store.engine import Database
from tests import make

NOW = make.NOW
TODAY = date(2026, 11, 24)
DAY = span(TODAY, time(8, 45), time(17, 15))


async def seat_of(db: Database, who: Actor) -> int:
    async with db.connection() as conn:
        query = text("select seat_id from seats where person_id = :p and hub_id = :h and ended_at is null")
        facts = {"p": who.person_id, "h": who.hub_id}
        return int((await conn.execute(query, facts)).scalars().first() or 0)


async def put(
    db: Database, by: Actor, who: Actor, one: Span = DAY, post: Post = Post.SEAT, now: datetime = NOW
) -> int:
    seat_id = await seat_of(db, who)
    async with db.transaction() as tx:
        return (await put_on_duty(tx, by, seat_id, post, one, now=now)).duty_id


async def names(db: Database, hub: make.Hub, at: datetime) -> list[str]:
    async with db.connection() as conn:
        return [one.name for one in await on_duty(conn, hub.hub_id, at)]


async def test_somebody_is_on_duty_from_the_first_moment_until_just_before_the_last(
    database: Database,
) -> None:
    hub = await make.hub(database)
    manager = await make.person(database, hub, Role.MANAGER, name="Ana Ruiz")
    police = await make.person(database, hub, Role.POLICE, name="Dele Adeyemi", agency="police")
    await put(database, manager, police)

    assert await names(database, hub, DAY.starts_at - timedelta(seconds=1)) == []
    assert await names(database, hub, DAY.starts_at) == ["Dele Adeyemi"]
    assert await names(database, hub, DAY.ends_at - timedelta(seconds=1)) == ["Dele Adeyemi"]
    assert await names(database, hub, DAY.ends_at) == []
    async with database.connection() as conn:
        (one,) = await on_duty(conn, hub.hub_id, NOW)
        assert await next_duty(conn, hub.hub_id, police.person_id, NOW) is None
    assert (one.person_id, one.role, one.agency_key) == (police.person_id, Role.POLICE, "police")
    assert one.until == DAY.ends_at


async def test_duties_without_a_gap_are_one_stay_and_a_lunch_is_a_gap(database: Database) -> None:
    hub = await make.hub(database)
    manager = await make.person(database, hub, Role.MANAGER)
    morning, afternoon = span(TODAY, time(8), time(12)), span(TODAY, time(12), time(17))
    evening = span(TODAY, time(18), time(20))
    for one in (evening, afternoon, morning):
        await put(database, manager, manager, one)
    async with database.connection() as conn:
        (here,) = await on_duty(conn, hub.hub_id, NOW)
        assert here.until == afternoon.ends_at
        assert await next_duty(conn, hub.hub_id, manager.person_id, afternoon.ends_at) == evening.starts_at


async def test_somebody_whose_seat_or_stay_ended_is_on_no_duty(database: Database) -> None:
    hub = await make.hub(database)
    manager = await make.person(database, hub, Role.MANAGER, name="Ana Ruiz")
    gone, moved_on = await make.person(database, hub, name="A"), await make.person(database, hub, name="B")
    for who in (manager, gone, moved_on):
        await put(database, manager, who)
    seat_id = await seat_of(database, moved_on)
    async with database.transaction() as tx:
        await end_person(tx, gone.person_id, now=NOW)
    async with database.transaction() as tx:
        await make.end_seat(tx, hub.hub_id, seat_id, now=NOW)
    assert await names(database, hub, NOW) == ["Ana Ruiz"]


async def test_the_duty_manager_is_told_else_managers_on_duty_else_every_manager(database: Database) -> None:
    hub = await make.hub(database)
    one = await make.person(database, hub, Role.MANAGER)
    two = await make.person(database, hub, Role.PRACTICE_MANAGER)
    three = await make.person(database, hub, Role.SERVICE_MANAGER)
    await make.person(database, hub)

    async def told() -> set[int]:
        async with database.connection() as conn:
            assert {m.person_id for m in await duty_managers(conn, hub.hub_id, NOW)} <= set(
                await managers_told(conn, hub.hub_id, NOW)
            )
            return set(await managers_told(conn, hub.hub_id, NOW))

    assert await told() == {one.person_id, two.person_id, three.person_id}
    await put(database, one, two)
    await put(database, one, three)
    assert await told() == {two.person_id, three.person_id}
    await put(database, one, three, post=Post.DUTY_MANAGER)
    assert await told() == {three.person_id}


async def test_what_cannot_be_written_on_the_rota_is_refused_and_nothing_is_written(
    database: Database,
) -> None:
    hub = await make.hub(database)
    manager = await make.person(database, hub, Role.MANAGER)
    worker = await make.person(database, hub)
    await put(database, manager, worker)
    over = span(TODAY, time(6), time(9))
    wrong: list[tuple[type[Refusal], Actor, Actor, Span, Post]] = [
        (NotAllowed, worker, worker, DAY, Post.SEAT),
        (DutyOverlaps, manager, worker, span(TODAY, time(17), time(19)), Post.SEAT),
        (DutyEndsBeforeItStarts, manager, manager, Span(DAY.ends_at, DAY.starts_at), Post.SEAT),
        (DutyTooLong, manager, manager, Span(NOW, NOW + timedelta(hours=26)), Post.SEAT),
        (DutyInThePast, manager, manager, over, Post.SEAT),
        (BadInput, manager, manager, moved(DAY, 400), Post.SEAT),
        (NotThisPost, manager, worker, DAY, Post.DUTY_MANAGER),
    ]
    for refusal, by, who, times, post in wrong:
        with pytest.raises(refusal):
            await put(database, by, who, times, post)
    with pytest.raises(NoSuchSeat):
        async with database.transaction() as tx:
            await put_on_duty(tx, manager, 999, Post.SEAT, DAY, now=NOW)
    other = await make.hub(database, "eastmarsh")
    theirs = await seat_of(database, await make.person(database, other))
    with pytest.raises(NoSuchSeat):
        async with database.transaction() as tx:
            await put_on_duty(tx, manager, theirs, Post.SEAT, DAY, now=NOW)
    async with database.connection() as conn:
        assert (await conn.execute(text("select count(*) from duties"))).scalar_one() == 1


async def test_a_duty_is_changed_ended_and_then_over(database: Database) -> None:
    hub = await make.hub(database)
    manager = await make.person(database, hub, Role.MANAGER)
    worker, other = await make.person(database, hub, name="Jo"), await make.person(database, hub)
    duty = await put(database, manager, worker)
    async with database.transaction() as tx:
        assert (await change_duty(tx, manager, duty, span(TODAY, time(10), time(18)), now=NOW)).changed
    assert await names(database, hub, NOW) == []
    async with database.transaction() as tx:
        assert not (await change_duty(tx, manager, duty, span(TODAY, time(10), time(18)), now=NOW)).changed
    at_eleven = NOW + timedelta(minutes=90)
    with pytest.raises(NotAllowed):
        async with database.transaction() as tx:
            await end_duty(tx, other, duty, now=at_eleven)
    async with database.transaction() as tx:
        assert (await end_duty(tx, worker, duty, now=at_eleven)).changed, "anybody may say that they go"
    async with database.transaction() as tx:
        assert not (await end_duty(tx, worker, duty, now=at_eleven)).changed
    assert await names(database, hub, at_eleven) == []
    assert await names(database, hub, at_eleven - timedelta(minutes=1)) == ["Jo"]
    with pytest.raises(DutyOver):
        async with database.transaction() as tx:
            await change_duty(tx, manager, duty, DAY, now=at_eleven)
    with pytest.raises(NotHere):
        async with database.transaction() as tx:
            await end_duty(tx, manager, 999, now=at_eleven)


async def test_last_week_is_copied_without_those_who_left_and_without_what_is_over(
    database: Database,
) -> None:
    hub = await make.hub(database)
    manager = await make.person(database, hub, Role.MANAGER, name="Ana")
    worker, left = await make.person(database, hub, name="Jo"), await make.person(database, hub, name="Kim")
    for who in (manager, worker, left):
        await put(database, manager, who)
    cancelled = await put(database, manager, worker, span(TODAY, time(18), time(20)))
    async with database.transaction() as tx:
        await end_duty(tx, manager, cancelled, now=NOW)
    async with database.transaction() as tx:
        await make.end_seat(tx, hub.hub_id, await seat_of(database, left), now=NOW)
    next_week = NOW + timedelta(days=7)
    async with database.transaction() as tx:
        done = await copy_days(tx, manager, TODAY, TODAY + timedelta(days=7), days=7, now=next_week)
    assert (done.copied, done.left_out) == (2, 0)
    assert await names(database, hub, next_week) == ["Ana", "Jo"]
    async with database.transaction() as tx:
        again = await copy_days(tx, manager, TODAY, TODAY + timedelta(days=7), days=7, now=next_week)
    assert (again.copied, again.left_out) == (0, 2)
    with pytest.raises(NothingToCopy):
        async with database.transaction() as tx:
            await copy_days(tx, manager, TODAY - timedelta(days=1), TODAY, now=NOW)
    async with database.transaction() as tx:
        late = await copy_days(tx, manager, TODAY, TODAY - timedelta(days=1), now=NOW)
    assert (late.copied, late.left_out) == (0, 2), "yesterday's rota is not written today"


def test_a_night_is_written_by_londons_clock_whatever_its_length() -> None:
    def hours(day: date) -> float:
        night = span(day, time(17), time(9))
        return (night.ends_at - night.starts_at) / timedelta(hours=1)

    assert hours(date(2026, 10, 24)) == 17, "the clocks go back at two"
    assert hours(date(2026, 3, 28)) == 15, "the clocks go forward at one"
    assert hours(date(2026, 11, 24)) == 16
    friday = span(date(2026, 10, 23), time(8, 45), time(17, 15))
    assert moved(friday, 3).starts_at == datetime(2026, 10, 26, 8, 45, tzinfo=UTC)
    assert friday.starts_at == datetime(2026, 10, 23, 7, 45, tzinfo=UTC)


async def test_edt_is_on_duty_through_the_long_night_and_not_a_moment_more(database: Database) -> None:
    hub = await make.hub(database)
    manager = await make.person(database, hub, Role.MANAGER)
    edt = await make.person(database, hub, Role.EDT, name="Bryn")
    before = datetime(2026, 10, 24, 12, tzinfo=UTC)
    await put(database, manager, edt, span(date(2026, 10, 24), time(17), time(9)), now=before)
    seen = [
        hour
        for hour in range(24)
        if await names(database, hub, datetime(2026, 10, 24, 15, 30, tzinfo=UTC) + timedelta(hours=hour))
    ]
    assert seen == list(range(1, 18))
