"""A worker reads and keeps uploaded lists, through crashes and beside others; a list that waits is spoken of, and none ends in silence."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from board.commands.claims import claim
from board.commands.duties import end_duty
from board.commands.lists.ending import take_list_over, throw_list_away
from board.commands.lists.keeping import answer_list, keep_list
from board.commands.lists.senders import NewSender
from board.commands.lists.uploads import Upload, upload
from board.commands.lists.work import take
from board.commands.seats import end_seat
from board.domain.deliveries import KINDS
from board.domain.lists.found import Found
from board.domain.lists.senders import Answers
from board.domain.lists.stages import ListSettings
from board.domain.people import Actor
from board.domain.permissions import Role
from board.domain.refusals import ListAtWork, ListMovedOn, NotHere
from board.domain.rota import Post, span
from board.secrets import Secrets
from board.store.engine import Database
from tests import make
from tests.commands.test_duties import put
from workers import lists as worker
from workers.lists import Lists

NOW = make.NOW
SECRETS = Secrets(["a server key for tests"])
RULES = ListSettings()
HEADER = "Reference,Date received,Time,Concern,Summary,Child name,Child DOB\n"


def content(lines: int, *, refs: bool = True) -> str:
    """A list of so many contacts, of the day before."""
    rows = (
        f"{f'P-{n}' if refs else ''},23/11/2026,0{n % 10}:15,Neglect,Story {n}.,Tam Wren{'abcdefghij'[n % 10]},0{1 + n % 9}/03/2017\n"
        for n in range(lines)
    )
    return HEADER + "".join(rows)


async def uploaded(db: Database, who: Actor, words: str, *, now: datetime = NOW) -> UUID:
    file = Upload(SECRETS.seal_bytes(words.encode()), SECRETS.digests("list", words))
    async with db.transaction() as tx:
        return (await upload(tx, who, file, NewSender("Northborough Police", "police"), now=now)).draft_id


async def do(db: Database, verb: Callable[..., Awaitable[Any]], *args: Any, now: datetime = NOW) -> Any:
    async with db.transaction() as tx:
        return await verb(tx, *args, now=now)


async def checked(db: Database, who: Actor, words: str) -> UUID:
    draft_id = await uploaded(db, who, words)
    await Lists(SECRETS).work(db, NOW)
    return draft_id


async def rows(db: Database, query: str, **facts: Any) -> list[Any]:
    async with db.connection() as conn:
        return [tuple(row) for row in await conn.execute(text(query), facts)]


async def told(db: Database, kind: str) -> set[int]:
    query = "select person_id from deliveries where kind = :kind and channel = 'page' and state = 'queued'"
    return {row[0] for row in await rows(db, query, kind=kind)}


async def report(db: Database) -> Found:
    ((sealed,),) = await rows(db, "select found from drafts")
    found = SECRETS.unseal_bytes(sealed)
    assert found is not None
    return Found.from_text(found.decode())


@pytest.fixture
async def hub(database: Database) -> make.Hub:
    return await make.hub(database)


class Crash(BaseException):
    """The process is gone."""


async def test_keeping_that_crashed_goes_on_where_it_stopped_and_keeps_nothing_twice(
    database: Database, hub: make.Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    ola = await make.person(database, hub, Role.ADMIN)
    draft_id = await checked(database, ola, content(30, refs=False))
    await do(database, keep_list, ola, draft_id, {})
    monkeypatch.setattr(worker, "MOST", 4)
    monkeypatch.setattr(worker, "BATCH_S", 60)  # a busy machine ends no batch
    crashing = worker.advance

    async def dies(tx: Any, work: Any, **facts: Any) -> Any:
        moved = await crashing(tx, work, **facts)
        if facts["done"] >= 12:
            raise Crash  # within the transaction of the third batch
        return moved

    monkeypatch.setattr(worker, "advance", dies)
    with pytest.raises(Crash):
        await Lists(SECRETS).work(database, NOW)
    assert await rows(database, "select done from lists") == [(8,)]
    assert await rows(database, "select count(*) from contacts") == [(8,)]
    monkeypatch.setattr(worker, "advance", crashing)

    await Lists(SECRETS).work(database, NOW)
    assert await rows(database, "select done from lists") == [(8,)], "another worker may still have it"
    later = NOW + timedelta(minutes=4)
    await asyncio.gather(*(Lists(SECRETS).work(database, later) for _ in range(2)))

    assert await rows(database, "select count(*) from contacts") == [(30,)]
    assert await rows(database, "select stage, done, held from lists") == [("ended", 30, 0)]
    found = await report(database)
    assert [line.what for line in found.lines] == ["new"] * 30, (
        "the report says what this list did, not what came again"
    )
    assert len({line.words for line in found.lines}) == 30


async def test_a_worker_that_is_told_to_stop_lets_another_go_on_at_once(
    database: Database, hub: make.Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    ola = await make.person(database, hub, Role.ADMIN)
    draft_id = await checked(database, ola, content(12))
    await do(database, keep_list, ola, draft_id, {})
    monkeypatch.setattr(worker, "MOST", 2)
    monkeypatch.setattr(worker, "BATCH_S", 60)  # a busy machine ends no batch
    going = worker.advance
    batches = 0

    async def stopped(tx: Any, work: Any, **facts: Any) -> Any:
        nonlocal batches
        batches += 1
        if batches == 3:
            raise asyncio.CancelledError
        return await going(tx, work, **facts)

    monkeypatch.setattr(worker, "advance", stopped)
    with pytest.raises(asyncio.CancelledError):
        await Lists(SECRETS).work(database, NOW)
    await Lists(SECRETS).work(database, NOW + timedelta(seconds=5))
    assert await rows(database, "select stage, done from lists") == [("ended", 12)]
    assert await rows(database, "select count(*) from contacts") == [(12,)]


async def test_a_line_that_breaks_the_board_is_held_back_and_the_others_come_in(
    database: Database, hub: make.Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    ola = await make.person(database, hub, Role.ADMIN)
    draft_id = await checked(database, ola, content(5))
    await do(database, keep_list, ola, draft_id, {})
    taking = worker.bring_in_together

    async def breaks(tx: Any, actor: Any, contacts: Any, **more: Any) -> Any:
        if contacts[0].data["source_reference"] == "P-2":
            raise ValueError("anything")
        return await taking(tx, actor, contacts, **more)

    monkeypatch.setattr(worker, "bring_in_together", breaks)
    await Lists(SECRETS).work(database, NOW)
    assert await rows(database, "select stage, done, held from lists") == [("kept", 5, 1)]
    (held,) = (await report(database)).held
    assert "Log this contact by hand" in held.words and "Tam Wrenc" in held.cells


async def test_a_dry_run_keeps_nothing_and_tells_nothing_of_what_is_restricted(
    database: Database, hub: make.Hub
) -> None:
    ola, manager = (
        await make.person(database, hub, Role.ADMIN),
        await make.person(database, hub, Role.MANAGER),
    )
    first = {"received_at": NOW - timedelta(hours=20), "summary": "Story 1."}
    hidden = await make.contact_restricted(
        database, manager, [manager.person_id], source="police", source_reference="P-1", **first
    )
    seen = await make.contact_waiting(database, manager, source="police", source_reference="P-2", **first)
    before = await rows(database, "select count(*) from events where kind = 'contact_received'")
    await checked(database, ola, content(3))
    found = await report(database)
    asked = {line.words: line.asks for line in found.lines if line.asks}
    assert [ref for asks in asked.values() for ref, _ in asks] == [seen]
    assert not [line for line in found.lines if hidden in line.words]
    assert {line.what for line in found.lines} == {"new"}, (
        "another family under the reference is a contact of its own"
    )
    assert await rows(database, "select count(*) from contacts") == [(2,)]
    assert await rows(database, "select count(*) from events where kind = 'contact_received'") == before


async def test_owner_and_then_the_duty_manager_are_told_of_a_list_that_waits(
    database: Database, hub: make.Hub
) -> None:
    ola, other = await make.person(database, hub, Role.ADMIN), await make.person(database, hub, Role.MANAGER)
    duty_manager = await make.person(database, hub, Role.MANAGER)
    day = span(date(2026, 11, 24), time(8, 45), time(17, 15))
    await put(database, duty_manager, duty_manager, day, Post.DUTY_MANAGER)
    draft_id = await checked(database, ola, content(2))
    hour, half = timedelta(minutes=RULES.owner_told_minutes), timedelta(minutes=RULES.managers_told_minutes)
    lists = Lists(SECRETS)

    await lists.tell(database, NOW + hour - timedelta(seconds=1))
    assert await told(database, "list_waits") == set()
    for _ in range(2):
        await lists.tell(database, NOW + hour)
    assert (await told(database, "list_waits"), await told(database, "list_left")) == ({ola.person_id}, set())
    await lists.tell(database, NOW + hour + half)
    assert await told(database, "list_left") == {duty_manager.person_id}
    ((bodies,),) = await rows(database, "select count(*) from events where kind = 'list_told_of'")
    assert bodies == 2

    later = NOW + hour + half + timedelta(minutes=1)
    with pytest.raises(NotHere):
        await do(database, throw_list_away, duty_manager, draft_id, "twice", now=later)
    await do(database, take_list_over, duty_manager, draft_id, now=later)
    assert await told(database, "list_left") == await told(database, "list_waits") == set()
    assert await told(database, "list_taken_over") == {ola.person_id}
    assert await rows(database, "select actor_id from events where kind = 'list_taken_over'") == [
        (duty_manager.person_id,)
    ]
    with pytest.raises(NotHere):
        await do(database, keep_list, ola, draft_id, {}, now=later)
    await lists.tell(database, later + hour)
    assert await told(database, "list_waits") == {duty_manager.person_id}, "it waits for its owner"
    await do(database, throw_list_away, duty_manager, draft_id, "twice", now=later + hour)
    assert await told(database, "list_waits") == set() and other


async def test_a_list_whose_owner_goes_off_duty_is_told_of_at_once(database: Database, hub: make.Hub) -> None:
    ola, manager = (
        await make.person(database, hub, Role.ADMIN),
        await make.person(database, hub, Role.MANAGER),
    )
    duty = await put(database, manager, ola, span(date(2026, 11, 24), time(8, 45), time(17, 15)))
    await checked(database, ola, content(2))
    await Lists(SECRETS).tell(database, NOW + timedelta(minutes=5))
    assert await told(database, "list_waits") == set()
    await do(database, end_duty, manager, duty, now=NOW + timedelta(minutes=10))
    await Lists(SECRETS).tell(database, NOW + timedelta(minutes=11))
    assert await told(database, "list_waits") == {ola.person_id}
    assert await told(database, "list_left") == {manager.person_id}


async def test_lists_of_which_nobody_hears_any_more_go_to_managers_and_end_at_the_limit_with_an_event(
    database: Database, hub: make.Hub
) -> None:
    ola, manager = (
        await make.person(database, hub, Role.ADMIN),
        await make.person(database, hub, Role.MANAGER),
    )
    await checked(database, ola, content(3))
    limit = NOW + timedelta(hours=RULES.ends_after_hours)
    lists = Lists(SECRETS)
    async with database.transaction() as tx:
        await tx.conn.execute(
            text("update seats set ended_at = :now where person_id = :p"), {"now": NOW, "p": ola.person_id}
        )
    await lists.tell(database, NOW + timedelta(minutes=1))
    assert await told(database, "list_left") == {manager.person_id}, "its owner has left"

    await lists.tell(database, limit - timedelta(seconds=1))
    assert await rows(database, "select ended_as from drafts") == [(None,)]
    await lists.tell(database, limit)
    assert await rows(database, "select ended_as, words, found from drafts") == [("ran_out", None, None)]
    assert await told(database, "list_ran_out") == {manager.person_id}
    assert await told(database, "list_left") == set()
    assert await rows(database, "select count(*) from events where kind = 'list_ran_out'") == [(1,)]


async def test_reports_of_kept_lists_go_at_the_limit_and_lines_held_back_stay_work_until_then(
    database: Database, hub: make.Hub
) -> None:
    ola, manager = (
        await make.person(database, hub, Role.ADMIN),
        await make.person(database, hub, Role.MANAGER),
    )
    whole = await checked(database, ola, content(2))
    part = await checked(database, ola, content(3) + "P-9,soon,02:15,Neglect,Seen.,Ned Rook,\n")
    for one in (whole, part):
        await do(database, keep_list, ola, one, {})
    await Lists(SECRETS).work(database, NOW)
    query = "select stage, words is null, found is null from lists join drafts using (hub_id, draft_id) order by lines"
    assert await rows(database, query) == [("ended", True, False), ("kept", True, False)]

    hour = timedelta(minutes=RULES.owner_told_minutes + RULES.managers_told_minutes)
    for at in (NOW + hour - timedelta(minutes=5), NOW + 2 * hour):
        await Lists(SECRETS).tell(database, at)
    assert await told(database, "list_waits") == {ola.person_id} and await told(database, "list_left") == {
        manager.person_id
    }
    await Lists(SECRETS).tell(database, NOW + timedelta(hours=RULES.ends_after_hours, minutes=1))
    assert await rows(database, query) == [("ended", True, True), ("ended", True, True)]


async def test_what_is_asked_of_a_list_at_work_or_of_an_earlier_state_is_refused(
    database: Database, hub: make.Hub
) -> None:
    ola, manager = (
        await make.person(database, hub, Role.ADMIN),
        await make.person(database, hub, Role.MANAGER),
    )
    draft_id = await uploaded(database, ola, content(2))
    for verb, who, more in (
        (throw_list_away, ola, ("twice",)),
        (take_list_over, manager, ()),
        (answer_list, ola, (Answers(),)),
    ):
        with pytest.raises(ListAtWork):
            await do(database, verb, who, draft_id, *more)
    with pytest.raises(ListMovedOn):
        await do(database, keep_list, ola, draft_id, {})
    assert await do(database, take, hub.hub_id, draft_id) is not None
    assert await do(database, take, hub.hub_id, draft_id) is None


async def test_a_list_whose_key_is_gone_says_so_and_can_be_thrown_away(
    database: Database, hub: make.Hub
) -> None:
    ola = await make.person(database, hub, Role.ADMIN)
    draft_id = await uploaded(database, ola, content(2))
    await Lists(Secrets(["quite another key"])).work(database, NOW)
    assert await rows(database, "select stage from lists") == [("asking",)]
    await do(database, throw_list_away, ola, draft_id, "sent_again")
    assert await rows(database, "select count(*) from contacts") == [(0,)]


async def test_a_rotated_key_still_opens_lists_and_knows_the_same_file_again(
    database: Database, hub: make.Hub
) -> None:
    ola = await make.person(database, hub, Role.ADMIN)
    words = content(2)
    draft_id = await uploaded(database, ola, words)
    both = Secrets(["a server key for tests", "the next key"])
    file = Upload(both.seal_bytes(words.encode()), both.digests("list", words))
    async with database.transaction() as tx:
        again = await upload(tx, ola, file, NewSender("Northborough Police", "police"), now=NOW)
    assert (again.draft_id, again.new) == (draft_id, False)
    await Lists(both).work(database, NOW)
    assert await rows(database, "select stage, lines from lists") == [("checked", 2)]


def test_notices_of_lists_lead_to_the_page_of_lists() -> None:
    assert {kind.page for name, kind in KINDS.items() if name.startswith("list_")} == {"lists"}


async def test_claims_go_on_while_a_list_is_kept(database: Database, hub: make.Hub) -> None:
    ola, worker_ = await make.person(database, hub, Role.ADMIN), await make.person(database, hub)
    refs = [await make.contact_waiting(database, worker_) for _ in range(5)]
    draft_id = await checked(database, ola, content(60))
    await do(database, keep_list, ola, draft_id, {})
    keeping = asyncio.create_task(Lists(SECRETS).work(database, NOW))
    claimed = 0
    for ref in refs:
        await do(database, claim, worker_, ref)
        claimed += not keeping.done()
    await keeping
    assert claimed, "while the list was still being kept"
    assert await rows(database, "select stage from lists") == [("ended",)]


async def test_nothing_more_is_kept_once_the_seat_of_the_person_who_keeps_a_list_is_ended(
    database: Database, hub: make.Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The seat ends between two batches: the first stays, the rest waits for a manager to take it over."""
    ola, manager = await make.person(database, hub), await make.person(database, hub, Role.MANAGER)
    draft_id = await checked(database, ola, content(8))
    monkeypatch.setattr(worker, "MOST", 3)
    monkeypatch.setattr(worker, "BATCH_S", 60)  # a busy machine ends no batch
    await do(database, keep_list, ola, draft_id, {})
    [(seat,)] = await rows(database, "select seat_id from seats where person_id = :p", p=ola.person_id)
    sits, asked = worker.must_sit, 0

    async def asks(*args: Any) -> None:
        nonlocal asked
        asked += 1
        if asked == 2:
            await do(database, end_seat, manager, seat)
        await sits(*args)

    monkeypatch.setattr(worker, "must_sit", asks)
    await Lists(SECRETS).work(database, NOW)
    kept = "select count(*) from contacts"
    [(first,)] = await rows(database, kept)
    assert first == 3
    await Lists(SECRETS).work(database, NOW + timedelta(minutes=1))
    assert await rows(database, kept) == [(first,)]
    assert "no seat in the hub any more" in (await report(database)).problem
