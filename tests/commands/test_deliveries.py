"""Telling professionals: who is told, by which ways and when, and what the database lets a delivery become."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from board.commands.deliveries import acknowledge, queue
from board.commands.people import end_person
from board.domain.deliveries import MOVES, Channel, DeliverySettings, State, after_quiet
from board.domain.people import Actor
from board.domain.permissions import Role
from board.domain.policy import Policy
from board.domain.refusals import NotHere
from board.store.engine import Database
from tests import make

NOW = make.NOW
SENDS = replace(Policy.default(), deliveries=DeliverySettings(channels=(Channel.EMAIL, Channel.SMS)))


async def tell(
    db: Database, hub: make.Hub, people: Iterable[int], ref: str | None, *, now: datetime = NOW, **more: Any
) -> frozenset[int]:
    async with db.transaction() as tx:
        about = None
        if ref:
            found = await tx.conn.execute(
                text("select contact_id from contacts where ref = :ref"), {"ref": ref}
            )
            about = found.scalar_one()
        return await queue(tx, hub.hub_id, more.pop("kind", "reminder"), people, about, now=now, **more)


async def rows(db: Database, *channels: str) -> list[Any]:
    async with db.connection() as conn:
        wanted = list(channels or ("page", "email", "sms"))
        query = text(
            "select * from deliveries where channel = any(:wanted) order by created_at, channel, person_id"
        )
        return list((await conn.execute(query, {"wanted": wanted})).all())


async def with_mobile(db: Database, *people: Actor) -> None:
    async with db.transaction() as tx:
        for one in people:
            await tx.conn.execute(
                text(
                    "insert into directory_entries (person_id, mobile, channels, changed_at) "
                    "values (:p, '+447700900001', '{email,sms}', :now)"
                ),
                {"p": one.person_id, "now": NOW},
            )


async def test_a_notice_stands_on_the_page_at_once_and_its_mail_waits_for_others(database: Database) -> None:
    hub = await make.hub(database, policy=SENDS)
    asha = await make.person(database, hub)
    ref = await make.contact_waiting(database, asha)

    assert await tell(database, hub, [asha.person_id], ref) == {asha.person_id}

    mail, page = await rows(database, "page", "email")
    assert page.next_at is None and page.state == mail.state == "queued"
    assert mail.next_at == NOW + timedelta(minutes=20) and mail.notice_id == page.notice_id


async def test_a_hub_that_sends_nothing_tells_on_the_page_alone(database: Database) -> None:
    hub = await make.hub(database)
    asha = await make.person(database, hub)
    await tell(database, hub, [asha.person_id], None, urgent=True)
    assert [row.channel for row in await rows(database)] == ["page"]


async def test_the_same_thing_twice_is_one_and_what_comes_within_the_window_goes_together(
    database: Database,
) -> None:
    hub = await make.hub(database, policy=SENDS)
    asha = await make.person(database, hub)
    one, other = [await make.contact_waiting(database, asha) for _ in range(2)]
    await tell(database, hub, [asha.person_id], one)
    assert not await tell(database, hub, [asha.person_id], one, now=NOW + timedelta(minutes=5))
    await tell(database, hub, [asha.person_id], other, now=NOW + timedelta(minutes=15))
    assert [row.next_at for row in await rows(database, "email")] == [NOW + timedelta(minutes=20)] * 2


async def test_an_urgent_one_goes_every_way_at_once_in_the_middle_of_the_night(database: Database) -> None:
    hub = await make.hub(database, policy=SENDS)
    asha = await make.person(database, hub)
    await with_mobile(database, asha)
    night = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
    await tell(database, hub, [asha.person_id], None, now=night, urgent=True)
    mail, page, sms = await rows(database)
    assert mail.next_at == sms.next_at == night and page.climb_at == night + timedelta(minutes=10)


async def test_one_that_becomes_urgent_goes_out_now_instead_of_later(database: Database) -> None:
    hub = await make.hub(database, policy=SENDS)
    asha = await make.person(database, hub)
    await tell(database, hub, [asha.person_id], None)
    later = NOW + timedelta(minutes=3)
    assert await tell(database, hub, [asha.person_id], None, now=later, urgent=True) == {asha.person_id}
    first, second = await rows(database, "email")
    assert (first.state, first.problem) == ("given_up", "sent_as_urgent") and second.next_at == later
    (page,) = await rows(database, "page")
    assert page.urgent and page.climb_at and page.notice_id == second.notice_id


async def test_what_was_seen_on_the_page_is_not_sent_and_does_not_climb(database: Database) -> None:
    hub = await make.hub(database, policy=SENDS)
    asha, ben = await make.person(database, hub), await make.person(database, hub)
    await tell(database, hub, [asha.person_id, ben.person_id], None, urgent=True)
    mine = next(row for row in await rows(database, "page") if row.person_id == asha.person_id)
    async with database.transaction() as tx:
        await acknowledge(tx, asha, mine.delivery_id, now=NOW)
    assert {(row.person_id, row.state) for row in await rows(database)} == {
        (asha.person_id, "delivered"),
        (ben.person_id, "queued"),
    }
    assert not [row for row in await rows(database) if row.climb_at]
    with pytest.raises(NotHere):
        async with database.transaction() as tx:
            await acknowledge(tx, ben, mine.delivery_id, now=NOW)


async def test_only_people_with_a_seat_here_are_told_and_of_a_restricted_contact_only_those_named(
    database: Database,
) -> None:
    hub, elsewhere = await make.hub(database), await make.hub(database, "eastmarsh")
    manager = await make.person(database, hub, Role.MANAGER)
    named, other, gone = [await make.person(database, hub) for _ in range(3)]
    stranger = await make.person(database, elsewhere)
    async with database.transaction() as tx:
        await end_person(tx, gone.person_id, now=NOW)
    everybody = [p.person_id for p in (manager, named, other, gone, stranger)]
    ref = await make.contact_restricted(database, manager, [named.person_id])

    assert await tell(database, hub, everybody, None) == {p.person_id for p in (manager, named, other)}
    assert await tell(database, hub, everybody, ref) == {manager.person_id, named.person_id}


async def test_mail_goes_only_where_the_agency_allows_it(database: Database) -> None:
    hub = await make.hub(database, policy=SENDS)
    asha = await make.person(database, hub, agency="police")  # whose address is of another domain
    await tell(database, hub, [asha.person_id], None, urgent=True)
    assert [row.channel for row in await rows(database)] == ["page"]


async def test_the_database_keeps_the_state_machine(database: Database) -> None:
    hub = await make.hub(database)
    asha = await make.person(database, hub)
    await tell(database, hub, [asha.person_id], None)
    (page,) = await rows(database)
    off = "alter table deliveries disable trigger delivery_moves"
    on = "alter table deliveries enable trigger delivery_moves"
    lease = "message_id = gen_random_uuid(), lease_until = now()"
    for before in State:
        for after in State:
            async with database.transaction() as tx:
                await tx.conn.execute(text(off))
                await tx.conn.execute(text(f"update deliveries set state = '{before}', {lease}"))
                await tx.conn.execute(text(on))
            try:
                async with database.transaction() as tx:
                    await tx.conn.execute(text(f"update deliveries set state = '{after}'"))
                moved = True
            except IntegrityError:
                moved = False
            assert moved == (after in MOVES[before] or after == before), f"{before} to {after}"
    assert page.state == "queued"


@pytest.mark.parametrize(
    ("at", "until"),
    [
        ((24, 19, 59), (24, 19, 59)),
        ((24, 20, 0), (25, 7, 30)),
        ((25, 7, 29), (25, 7, 30)),
        ((25, 7, 30), (25, 7, 30)),
    ],
)
def test_quiet_hours_go_over_midnight(at: tuple[int, int, int], until: tuple[int, int, int]) -> None:
    moment = datetime(2026, 11, *at, tzinfo=UTC)
    assert after_quiet(moment, time(20), time(7, 30)) == datetime(2026, 11, *until, tzinfo=UTC)


def test_quiet_hours_are_london_s_in_summer_too() -> None:
    assert after_quiet(datetime(2026, 7, 1, 19, 30, tzinfo=UTC), time(20), time(7, 30)) == datetime(
        2026, 7, 2, 6, 30, tzinfo=UTC
    )
