"""What the board foresees: told while it is so, of a restricted contact only to those it exists for."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from sqlalchemy import text

from board.commands.claims import claim
from board.commands.duties import put_on_duty
from board.commands.forecasts import foresee
from board.commands.holds import hold
from board.domain.people import Actor
from board.domain.permissions import Role
from board.domain.policy import Policy
from board.domain.rota import Post, Span
from board.queries.cards import Card, live_cards, own_cards
from board.store.engine import Database
from tests import make

# A rating is due half an hour after arrival, so within the horizon; nobody is on duty unless a test says so.
NOW = make.NOW


async def look(db: Database, hub: make.Hub, minutes: int = 0) -> int:
    async with db.transaction() as tx:
        return await foresee(tx, hub.hub_id, now=NOW + timedelta(minutes=minutes))


async def on_duty(db: Database, manager: Actor, person: Actor, minutes: int = 480) -> None:
    async with db.transaction() as tx:
        seat = await tx.conn.scalar(
            text("select seat_id from seats where hub_id = :hub_id and person_id = :person_id"),
            {"hub_id": person.hub_id, "person_id": person.person_id},
        )
        span = Span(NOW, NOW + timedelta(minutes=minutes))
        await put_on_duty(tx, manager, int(seat or 0), Post.SEAT, span, now=NOW)


async def cards(db: Database, hub: make.Hub, person: Actor | None = None) -> list[Card]:
    async with db.connection() as conn:
        if person is not None:
            return await own_cards(conn, hub.hub_id, person.person_id, Policy.default(), NOW.date())
        return await live_cards(conn, hub.hub_id, Policy.default(), NOW.date())


async def events(db: Database, hub: make.Hub) -> int:
    async with db.connection() as conn:
        query = text("select count(*) from events where hub_id = :hub_id and kind = 'forecast_changed'")
        return int((await conn.execute(query, {"hub_id": hub.hub_id})).scalar_one())


async def test_what_nobody_can_do_is_foreseen_once_and_told_until_somebody_comes(database: Database) -> None:
    hub = await make.hub(database)
    manager, worker = await make.person(database, hub, Role.MANAGER), await make.person(database, hub)
    await make.contact_waiting(database, worker, received_at=NOW)
    assert (await look(database, hub), await look(database, hub, 1)) == (1, 0)
    (card,) = await cards(database, hub)
    assert card.foreseen is not None
    assert card.foreseen.reason == "nobody_on_duty"
    await on_duty(database, manager, worker)
    await on_duty(database, manager, manager)
    assert await look(database, hub, 2) == 1
    (card,) = await cards(database, hub)
    assert card.foreseen is None
    assert await events(database, hub) == 2


async def test_a_forecast_says_nothing_of_a_contact_that_somebody_took_meanwhile(database: Database) -> None:
    hub = await make.hub(database)
    worker = await make.person(database, hub)
    ref = await make.contact_waiting(database, worker, received_at=NOW)
    await look(database, hub)
    async with database.transaction() as tx:
        await claim(tx, worker, ref, now=NOW)
    (card,) = await cards(database, hub)
    assert card.foreseen is None


async def test_a_restricted_contact_is_foreseen_for_those_named_and_changes_nobody_elses_forecast(
    database: Database,
) -> None:
    hub = await make.hub(database)
    manager = await make.person(database, hub, Role.MANAGER)
    other = await make.person(database, hub, Role.SERVICE_MANAGER)
    worker = await make.person(database, hub)
    for one in (manager, worker):
        await on_duty(database, manager, one)
    hidden = await make.contact_restricted(
        database, manager, [manager.person_id, other.person_id], received_at=NOW
    )
    async with database.transaction() as tx:
        await claim(tx, manager, hidden, now=NOW)
    await make.contact_waiting(database, worker, received_at=NOW)
    await look(database, hub)
    (card,) = await cards(database, hub)
    without = card.foreseen
    assert without is None
    (own,) = [one for one in await cards(database, hub, other) if one.ref == hidden]
    assert own.restricted
    # At closing time everybody has gone: both are foreseen, each for whom it exists.
    async with database.transaction() as tx:
        await tx.conn.execute(text("update duties set ended_at = :now"), {"now": NOW})
    await look(database, hub, 5)
    (card,) = await cards(database, hub)
    assert card.foreseen is not None
    (own,) = [one for one in await cards(database, hub, other) if one.ref == hidden]
    assert own.foreseen is not None
    assert own.foreseen.reason == "holder_off_duty"


async def test_a_contact_under_a_legal_hold_is_foreseen_like_any_other(database: Database) -> None:
    hub = await make.hub(database)
    service = await make.person(database, hub, Role.SERVICE_MANAGER)
    worker = await make.person(database, hub)
    ref = await make.contact_waiting(database, worker, received_at=NOW)
    async with database.transaction() as tx:
        await hold(tx, service, ref, "An inquiry has asked for it.", now=NOW)
    assert await look(database, hub) == 1
    await on_duty(database, service, worker)
    await on_duty(database, service, service)
    assert await look(database, hub, 1) == 1


async def test_two_workers_that_look_at_once_tell_it_once(database: Database, database_url: str) -> None:
    hub = await make.hub(database)
    worker = await make.person(database, hub)
    for _ in range(5):
        await make.contact_waiting(database, worker, received_at=NOW)
    other = Database(database_url, pool_size=1)
    try:
        await asyncio.gather(*(look(db, hub) for db in (database, other) for _ in range(3)))
    finally:
        await other.close()
    await look(database, hub)
    assert await events(database, hub) == 5
