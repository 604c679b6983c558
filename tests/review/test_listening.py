"""What follows and closes sockets goes on, whatever one client, one view or one bad moment does."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.exc import TimeoutError as PoolTimeout

from board.commands.sessions import end_sessions_of
from board.domain import audiences
from board.domain.events import Event
from board.domain.people import Actor
from board.domain.permissions import Role
from board.domain.refusals import DatabaseAway
from board.live import drawing, house
from board.live.doorbell import Doorbell
from board.live.drawing import Drawing
from board.live.fanout import Fanout
from board.live.frames import Frame, Frames, Listener
from board.live.house import House
from board.live.memory import MOST_EVENTS, Moment
from board.live.sockets import GONE, NOT_THIS_PAGE
from board.queries.happened import head
from board.queries.sessions import session_of_token
from board.store.engine import Database
from board.views.wall import WallToday
from tests import make
from tests.limits import in_time
from tests.processes import sign_in, soon
from tests.review.line import Wire, socket_of

NOW = make.NOW


async def listening(
    db: Database, hub: make.Hub, fanout: Fanout, actor: Actor, session: UUID | None = None
) -> Wire:
    socket, wire = socket_of(actor, session=session)
    async with db.connection() as conn:
        seq = (await head(conn, hub.hub_id)).seq
    await fanout.join(socket, 1, (seq, seq))
    return wire


async def session_for(db: Database, actor: Actor) -> UUID:
    cookie = await sign_in(db, actor, now=NOW)
    async with db.connection() as conn:
        return (await session_of_token(conn, cookie, NOW)).session_id


async def test_one_client_that_never_reads_keeps_nobody_else_from_being_closed(database: Database) -> None:
    hub = await make.hub(database)
    manager = await make.person(database, hub, Role.MANAGER)
    asha, ben = await make.person(database, hub), await make.person(database, hub)
    fanout = Fanout(Frames(database), lambda: NOW)
    follower = House(database, fanout, lambda: NOW)
    await follower.follow()
    stuck = await listening(database, hub, fanout, asha, await session_for(database, asha))
    other = await listening(database, hub, fanout, ben, await session_for(database, ben))
    stuck.reads = False
    async with database.transaction() as tx:
        await end_sessions_of(tx, manager, asha.person_id, now=NOW)
        await end_sessions_of(tx, manager, ben.person_id, now=NOW)
    began = time.monotonic()
    await follower.follow()
    assert in_time(time.monotonic() - began, 1)
    await soon(lambda: other.code == GONE)
    await soon(lambda: stuck.cut)


async def test_a_client_that_left_just_then_does_not_end_the_following_of_the_house(
    database: Database,
) -> None:
    hub = await make.hub(database)
    manager = await make.person(database, hub, Role.MANAGER)
    asha, ben = await make.person(database, hub), await make.person(database, hub)
    fanout = Fanout(Frames(database), lambda: NOW)
    follower = House(database, fanout, lambda: NOW)
    task = asyncio.create_task(follower.run())
    socket, _ = socket_of(asha, session=await session_for(database, asha))

    async def gone(_code: int) -> None:
        raise RuntimeError('Cannot call "send" once a close message has been sent.')

    socket.close = gone
    async with database.connection() as conn:
        seq = (await head(conn, hub.hub_id)).seq
    await fanout.join(socket, 1, (seq, seq))
    other = await listening(database, hub, fanout, ben, await session_for(database, ben))
    for person in (asha, ben):
        async with database.transaction() as tx:
            await end_sessions_of(tx, manager, person.person_id, now=NOW)
        follower.ring()
    await soon(lambda: other.code == GONE)
    assert not task.done()
    task.cancel()


async def test_the_house_is_swept_however_busy_it_is(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(house, "SWEEP_EVERY", 0.2)
    follower = House(database, Fanout(Frames(database), lambda: NOW), lambda: NOW)
    swept = asyncio.Event()

    async def sweep() -> None:
        swept.set()

    monkeypatch.setattr(follower, "sweep", sweep)
    task = asyncio.create_task(follower.run())
    async with asyncio.timeout(30):
        while not swept.is_set():
            follower.ring()
            await asyncio.sleep(0.01)
    task.cancel()


async def test_a_pool_that_is_used_up_is_a_database_that_is_away(database_url: str) -> None:
    db = Database(database_url, pool_size=1)
    db.reads.sync_engine.pool._timeout = 0.05  # type: ignore[attr-defined]
    async with db.connection():
        with pytest.raises(DatabaseAway):
            async with db.connection():
                pass
    await db.close()


async def test_a_process_that_froze_in_a_transaction_holds_up_its_hub_for_seconds(
    database: Database, database_url: str
) -> None:
    head_of = text("select 1 from heads where hub_id = 0 for no key update")
    other = Database(database_url, pool_size=1)

    async def freeze() -> None:
        async with database.transaction() as frozen:
            assert (
                await frozen.conn.execute(text("show idle_in_transaction_session_timeout"))
            ).scalar() == "15s"
            await frozen.conn.execute(text("set idle_in_transaction_session_timeout = '50ms'"))
            await frozen.conn.execute(head_of)
            async with (
                other.transaction() as tx
            ):  # waits until the database lets go of the one that says nothing
                await tx.conn.execute(head_of)
            await frozen.conn.execute(head_of)

    with pytest.raises(DatabaseAway):
        await freeze()
    await other.close()


async def test_what_breaks_once_neither_ends_house_nor_doorbell(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    follower = House(database, Fanout(Frames(database), lambda: NOW), lambda: NOW)
    tries: list[int] = []

    async def follow() -> None:
        tries.append(1)
        raise PoolTimeout("no connection")

    monkeypatch.setattr(follower, "follow", follow)
    looks: list[int] = []

    def looked(_heads: object) -> None:
        looks.append(1)
        raise LookupError("unforeseen")

    bell = Doorbell(str(database.engine.url.render_as_string(hide_password=False)), lambda _: None, looked)
    tasks = [asyncio.create_task(follower.run()), asyncio.create_task(bell.run())]
    await soon(lambda: len(tries) >= 2 and len(looks) >= 2)
    assert not any(task.done() for task in tasks)
    for task in tasks:
        task.cancel()


async def test_a_seat_that_ended_while_a_socket_was_opening_is_found(database: Database) -> None:
    hub = await make.hub(database)
    asha = await make.person(database, hub)
    session = await session_for(database, asha)
    async with database.transaction() as tx:
        await make.end_seat(
            tx, hub.hub_id, 1, now=NOW
        )  # after the door, before it listens: no event comes any more
    fanout = Fanout(Frames(database), lambda: NOW)
    wire = await listening(database, hub, fanout, asha, session)
    await House(database, fanout, lambda: NOW).sweep()
    assert {"ended": "seat"} in wire.heard
    await soon(lambda: wire.code == GONE)
    await fanout.stop()


async def test_where_too_much_happened_to_ask_who_may_listen_every_socket_is_closed(
    database: Database,
) -> None:
    hub = await make.hub(database)
    asha = await make.person(database, hub)
    fanout = Fanout(Frames(database), lambda: NOW)
    wire = await listening(database, hub, fanout, asha)
    async with database.transaction() as tx:
        await make.end_seat(tx, hub.hub_id, 1, now=NOW)
        for _ in range(MOST_EVENTS):
            tx.record(hub.hub_id, Event("day_turned", NOW))
    await fanout.pump(hub.hub_id)
    assert {"reload": True} in wire.heard
    await soon(lambda: wire.code == NOT_THIS_PAGE)
    assert not fanout.everybody()
    await fanout.stop()


async def test_a_view_that_cannot_be_drawn_stops_its_own_pages_and_no_others(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    hub = await make.hub(database)
    asha, ben = await make.person(database, hub), await make.person(database, hub)
    frames = Frames(database)
    fanout = Fanout(frames, lambda: NOW)
    broken = await listening(database, hub, fanout, asha)
    whole = await listening(database, hub, fanout, ben)
    draw = frames.frame

    async def frame(moment: Moment, listener: Listener, events: Iterable[object], since: int) -> Frame:
        if listener.audience == audiences.person(hub.hub_id, asha.person_id):
            raise KeyError("outcome")
        return await draw(moment, listener, events, since)  # type: ignore[arg-type]

    monkeypatch.setattr(frames, "frame", frame)
    async with database.transaction() as tx:
        tx.record(hub.hub_id, Event("day_turned", NOW))
    await fanout.pump(hub.hub_id)
    assert broken.cut and not whole.cut
    assert fanout.seen[hub.hub_id][1] == whole.heard[-1]["to"]
    await fanout.stop()


def test_a_process_keeps_what_it_drew_within_bounds_and_lets_go_by_audience(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(drawing, "MOST_KEPT", 3)
    kept = Drawing()
    view = WallToday(1, 2, 3, None, ())
    for hub in range(1, 6):
        kept.html(audiences.wall(hub), view)
    kept.html(audiences.wall(5), view)
    assert kept.renders == 5 and set(kept._kept) == {audiences.wall(hub) for hub in (3, 4, 5)}
    kept.forget(audiences.wall(4))
    kept.gone(audiences.wall(3), [view.id, "card-never"])
    kept.html(audiences.wall(6), view)
    kept.html(audiences.wall(7), view)
    assert sum(len(one) for one in kept._kept.values()) == 3
