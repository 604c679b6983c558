"""A restricted contact exists for nobody else: not in a frame, not for a page that was slow, not in the moment between door and drawing."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text

from board.commands.claims import claim, release
from board.commands.contacts import receive
from board.commands.feeds import seat_feed
from board.commands.people import end_person
from board.commands.restrictions import restrict, unrestrict
from board.domain import audiences
from board.domain.people import Actor
from board.domain.permissions import Lens, Role
from board.domain.refusals import NotHere, UnknownPeople
from board.live.fanout import Fanout
from board.live.frames import Frames, Listener
from board.live.pages import Page, listeners_of
from board.live.sockets import MOST_BUFFERED
from board.queries.happened import head
from board.store.engine import Database
from tests import make
from tests.live.page import LiveRegion
from tests.review.line import socket_of
from workers.sendings import tell_of_sendings

NOW = make.NOW


async def seq_of(db: Database, hub: make.Hub) -> int:
    async with db.connection() as conn:
        return (await head(conn, hub.hub_id)).seq


async def people_of(db: Database, hub: make.Hub) -> tuple[Actor, Actor, Actor]:
    manager = await make.person(db, hub, Role.MANAGER)
    other = await make.person(db, hub, Role.SERVICE_MANAGER)
    return manager, other, await make.person(db, hub)


async def test_naming_others_on_a_restricted_contact_tells_board_and_wall_nothing(database: Database) -> None:
    hub = await make.hub(database)
    manager, _, worker = await people_of(database, hub)
    ref = await make.contact_waiting(database, manager, restricted=True)
    since = await seq_of(database, hub)
    async with database.transaction() as tx:
        await restrict(tx, manager, ref, [worker.person_id], "Her deputy is away.", now=NOW)
    everybody = [Listener(audiences.board(hub.hub_id, lens), lens) for lens in Lens] + [
        Listener(audiences.wall(hub.hub_id), Lens.FIGURES)
    ]
    frames = await Frames(database).since(everybody, 1, [since] * len(everybody), NOW)
    assert {frame.content for frame in frames} == {""}
    (theirs,) = await Frames(database).since(
        [Listener(audiences.person(hub.hub_id, worker.person_id), worker.lens)], 1, [since], NOW
    )
    assert ref in theirs.content, "whoever is named now has it in the strip"


async def test_somebody_named_no_more_loses_the_open_contact(database: Database) -> None:
    hub = await make.hub(database)
    manager, other, worker = await people_of(database, hub)
    ref = await make.contact_restricted(database, manager, [other.person_id, worker.person_id])
    fanout = Fanout(Frames(database), lambda: NOW)
    socket, wire = socket_of(worker, ref)
    seq = await seq_of(database, hub)
    await fanout.join(socket, 1, (seq, seq, seq))
    async with database.transaction() as tx:
        await restrict(tx, manager, ref, [other.person_id], "Without her.", now=NOW)
    await fanout.pump(hub.hub_id)
    assert any("lost" in said for said in wire.heard)
    await fanout.stop()


async def test_a_notice_goes_with_the_contact_and_comes_back_with_it(database: Database) -> None:
    hub = await make.hub(database)
    manager, other, worker = await people_of(database, hub)
    new = make.approach()
    async with database.transaction() as tx:
        ref = (await receive(tx, manager, new, now=NOW)).ref
        await claim(tx, worker, ref, now=NOW)
    async with database.transaction() as tx:
        await receive(tx, manager, replace(new, summary="More came."), now=NOW)
    await tell_of_sendings(database, NOW)
    async with database.transaction() as tx:
        await release(tx, worker, ref, "Off sick.", now=NOW)
    frames = Frames(database)
    mine = Listener(audiences.person(hub.hub_id, worker.person_id), worker.lens)
    (region,) = await frames.regions([mine], NOW)
    page = LiveRegion.of(region)
    assert any(ref in root.html for root in page.standing.values())
    async with database.transaction() as tx:
        await restrict(tx, manager, ref, [other.person_id], "The worker's family.", now=NOW)
    page.take((await frames.since([mine], 1, [page.seq], NOW))[0])
    assert not any(ref in root.html for root in page.standing.values())
    async with database.transaction() as tx:
        await unrestrict(tx, manager, ref, "It was not them.", now=NOW)
    page.take((await frames.since([mine], 1, [page.seq], NOW))[0])
    (region,) = await frames.regions([mine], NOW)
    assert page.picture() == LiveRegion.of(region).picture()


async def test_nothing_is_drawn_of_a_contact_restricted_after_the_door_was_passed(database: Database) -> None:
    hub = await make.hub(database)
    manager, other, worker = await people_of(database, hub)
    ref = await make.contact_waiting(database, manager)
    listeners = listeners_of(
        Page("contact", hub.key, worker.person_id, ref), worker
    )  # the door was passed here
    seq = await seq_of(database, hub)
    async with database.transaction() as tx:
        await restrict(tx, manager, ref, [other.person_id], "A colleague's family.", now=NOW)
    with pytest.raises(NotHere):
        await Frames(database).since(listeners, 1, [seq] * 3, NOW)
    with pytest.raises(NotHere):
        await Frames(database).regions(listeners, NOW)


async def test_a_page_that_stopped_reading_does_not_keep_a_contact_it_lost(database: Database) -> None:
    hub = await make.hub(database)
    manager, other, worker = await people_of(database, hub)
    ref = await make.contact_waiting(database, manager)
    fanout = Fanout(Frames(database), lambda: NOW)
    socket, wire = socket_of(worker, ref)
    seq = await seq_of(database, hub)
    await fanout.join(socket, 1, (seq, seq, seq))
    wire.buffered = MOST_BUFFERED + 1
    await make.contact_waiting(database, manager)
    await fanout.pump(hub.hub_id)
    assert socket.behind_since is not None
    async with database.transaction() as tx:
        await restrict(tx, manager, ref, [other.person_id], "A colleague's family.", now=NOW)
    await fanout.pump(hub.hub_id)
    assert wire.cut or any("lost" in said for said in wire.heard), "else it shows the contact and looks live"
    await fanout.stop()


async def test_a_manager_who_is_not_named_is_told_of_no_late_information(database: Database) -> None:
    hub = await make.hub(database)
    manager, other, _ = await people_of(database, hub)
    deciding = await make.person(database, hub, Role.PRACTICE_MANAGER)
    new = make.approach()
    async with database.transaction() as tx:
        ref = (await receive(tx, manager, new, now=NOW)).ref
        await tx.conn.execute(
            text("update contacts set deciding_manager = :p where ref = :ref"),
            {"p": deciding.person_id, "ref": ref},
        )
        await restrict(tx, manager, ref, [other.person_id], "The deciding manager's family.", now=NOW)
    since = await seq_of(database, hub)
    async with database.transaction() as tx:
        later = NOW + timedelta(minutes=5)
        await receive(tx, manager, replace(new, summary="More came."), now=later)
    assert await tell_of_sendings(database, later) == 2
    listener = Listener(audiences.person(hub.hub_id, deciding.person_id), deciding.lens)
    (frame,) = await Frames(database).since([listener], 1, [since], NOW)
    assert frame.content == ""


async def test_somebody_who_left_and_a_feed_are_nobody_to_name(database: Database) -> None:
    hub = await make.hub(database)
    manager, _, gone = await people_of(database, hub)
    ref = await make.contact_waiting(database, manager)
    async with database.transaction() as tx:
        await end_person(tx, gone.person_id, now=NOW)
    async with database.transaction() as tx:
        feed = await seat_feed(tx, hub.hub_id, "overnight", "Overnight list", "police", now=NOW)
    for nobody in (gone.person_id, feed):
        with pytest.raises(UnknownPeople):
            async with database.transaction() as tx:
                await restrict(tx, manager, ref, [nobody], "It would exist for one alone.", now=NOW)
