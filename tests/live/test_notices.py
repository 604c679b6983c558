"""What asks somebody to look: a line for all that say the same, counted whole, and each message said to be seen by its own number."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import text

from board.commands.claims import claim
from board.commands.deliveries import acknowledge, queue
from board.domain import audiences
from board.domain.people import Actor
from board.domain.permissions import Role
from board.domain.refusals import NotHere
from board.live.frames import Frames, Listener
from board.queries.person import notices, notices_head
from board.render import draw
from board.store.engine import Database
from board.views.person import Notice
from board.web.forms import uuids
from tests import make
from tests.live.page import LiveRegion
from workers.clocks import fire_due


async def tell(db: Database, who: Actor, kind: str, refs: list[str], *, urgent: bool = False) -> None:
    async with db.transaction() as tx:
        rows = await tx.conn.execute(
            text("select contact_id from contacts where ref = any(:refs) order by ref"), {"refs": refs}
        )
        for number, contact_id in enumerate(rows.scalars().all()):
            at = make.NOW + timedelta(minutes=number)
            await queue(tx, who.hub_id, kind, [who.person_id], contact_id, now=at, urgent=urgent)


async def lines(db: Database, who: Actor) -> list[Notice]:
    async with db.connection() as conn:
        return (await notices(conn, who.hub_id, who.hub_key, who.person_id, ()))[0]


async def test_messages_that_say_the_same_are_one_line_and_each_is_counted(database: Database) -> None:
    hub = await make.hub(database)
    who, worker = await make.person(database, hub, Role.MANAGER), await make.person(database, hub)
    refs = [await make.contact_waiting(database, worker) for _ in range(12)]
    await tell(database, who, "allocated", refs)
    await tell(database, who, "reminder_statutory", refs[:5], urgent=True)
    await tell(database, who, "match_found", refs[:1])
    found = await lines(database, who)
    assert {one.id: len(one.about) for one in found} == {
        "notice-reminder_statutory-urgent": 5, "notice-allocated": 12, "notice-match_found": 1,
    }  # fmt: skip
    assert sorted(found, key=lambda one: one.order)[0].urgent
    head = notices_head(found)
    assert (head.count, head.urgent) == (18, 5)
    html = {one.id: draw(one) for one in found}
    assert html["notice-allocated"].count("/acknowledge") == 13, "one for each, and one for all of them"
    assert "<details" not in html["notice-match_found"]


async def test_a_reminder_says_which_clock_it_is_and_when_it_is_due(database: Database) -> None:
    hub = await make.hub(database)
    worker = await make.person(database, hub)
    ref = await make.contact_rated(database, worker, "amber", received_at=make.NOW)
    async with database.transaction() as tx:
        await claim(tx, worker, ref, now=make.NOW)
    await fire_due(database, make.NOW + timedelta(hours=4))
    (line,) = [one for one in await lines(database, worker) if "unattended" in one.key]
    async with database.connection() as conn:
        due = (
            await conn.execute(
                text("select due_at from clocks where kind = 'unattended' and stopped_at is null")
            )
        ).scalar_one()
    assert (line.words, line.about[0].due) == ("Open or pass on by", due)
    assert f'data-due="{due:%Y-%m-%dT%H:%M}' in draw(line)


async def test_a_line_shrinks_by_what_was_seen_and_goes_with_the_last(database: Database) -> None:
    hub = await make.hub(database)
    who, worker = await make.person(database, hub, Role.MANAGER), await make.person(database, hub)
    refs = [await make.contact_waiting(database, worker) for _ in range(3)]
    await tell(database, who, "allocated", refs)
    (line,) = await lines(database, who)
    async with database.transaction() as tx:
        await acknowledge(tx, who, UUID(line.about[1].delivery), now=make.NOW)
    (left,) = await lines(database, who)
    assert [one.delivery for one in left.about] == [line.about[0].delivery, line.about[2].delivery]
    async with database.transaction() as tx:
        for delivery in uuids(left.deliveries):
            await acknowledge(tx, who, delivery, now=make.NOW)
    async with database.connection() as conn:
        numbers = (await conn.execute(text("select contact_id from contacts"))).scalars().all()
        found, over = await notices(conn, who.hub_id, who.hub_key, who.person_id, numbers)
    assert (found, over) == ([], ["notice-allocated"])


async def test_whom_to_telephone_is_never_hidden_in_a_line_of_others(database: Database) -> None:
    hub = await make.hub(database)
    who, other = await make.person(database, hub, Role.MANAGER), await make.person(database, hub)
    refs = [await make.contact_waiting(database, other) for _ in range(2)]
    async with database.transaction() as tx:
        for contact_id in (await tx.conn.execute(text("select contact_id from contacts"))).scalars().all():
            await queue(
                tx, who.hub_id, "telephone_now", [who.person_id], contact_id,
                now=make.NOW, urgent=True, ring_id=other.person_id,
            )  # fmt: skip
    found = await lines(database, who)
    assert [len(one.about) for one in found] == [1, 1] and {one.about[0].ref for one in found} == set(refs)
    assert all(f"Telephone {other.name}" in draw(one) for one in found)


def test_numbers_that_are_none_name_nothing() -> None:
    assert uuids("") == []
    for typed in ("1", "x" * 36, "00000000-0000-4000-8000-000000000000,"):
        with pytest.raises(NotHere):
            uuids(typed)


async def test_a_seen_notice_about_no_contact_leaves_an_open_page(database: Database) -> None:
    hub = await make.hub(database)
    who = await make.person(database, hub, Role.MANAGER)
    async with database.transaction() as tx:
        await queue(tx, hub.hub_id, "delivery_failed", [who.person_id], None, now=make.NOW)
    listener, frames = Listener(audiences.person(hub.hub_id, who.person_id), who.lens), Frames(database)
    [region] = await frames.regions([listener], make.NOW)
    page = LiveRegion.of(region)
    [line] = await lines(database, who)
    assert line.id in str(page.picture())
    async with database.transaction() as tx:
        await acknowledge(tx, who, *uuids(line.deliveries), now=make.NOW)
    [frame] = await frames.since([listener], page.epoch, [page.seq], make.NOW)
    page.take(frame)
    [fresh] = await Frames(database).regions([listener], make.NOW)
    assert line.id not in str(page.picture())
    assert page.picture() == LiveRegion.of(fresh).picture()
