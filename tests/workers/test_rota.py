"""Time on the rota: shifts begin and end once however many workers look; who left still holds, and a manager is told; what is restricted
climbs to one person on duty and is told to nobody else.
"""

from __future__ import annotations

import asyncio
import json
import re
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from board.commands.claims import claim, release
from board.commands.duties import end_duty, put_on_duty
from board.commands.people import end_person
from board.commands.restrictions import restrict
from board.domain import audiences
from board.domain.people import Actor
from board.domain.permissions import Lens, Role
from board.domain.rota import Post, Span, span
from board.live.frames import Frames, Listener
from board.queries.contact_details import leads_to
from board.queries.happened import head
from board.store.engine import Database
from tests import make
from tests.commands.test_duties import put, seat_of
from tests.workers.firing import count
from workers.rota import turn_hub, turn_rota

NOW = make.NOW
TODAY = date(2026, 11, 24)
DAY = span(TODAY, time(8, 45), time(17, 15))
END = DAY.ends_at


async def rows(db: Database, query: str, **facts: Any) -> list[tuple[Any, ...]]:
    async with db.connection() as conn:
        return [tuple(row) for row in await conn.execute(text(query), facts)]


async def told(db: Database, kind: str) -> set[int]:
    query = "select person_id from deliveries where kind = :kind and channel = 'page' and state = 'queued'"
    return {row[0] for row in await rows(db, query, kind=kind)}


async def left(db: Database, ref: str) -> datetime | None:
    query = "select left_at from claims join contacts using (hub_id, contact_id) where ref = :ref and released_at is null"
    ((at,),) = await rows(db, query, ref=ref)
    return at  # type: ignore[no-any-return]


async def holder(db: Database, ref: str) -> int:
    query = "select person_id from claims join contacts using (hub_id, contact_id) where ref = :ref and released_at is null"
    ((person,),) = await rows(db, query, ref=ref)
    return int(person)


async def named(db: Database, ref: str) -> set[int]:
    query = "select n.person_id from named_people n join contacts using (hub_id, contact_id) where ref = :ref and n.ended_at is null"
    return {row[0] for row in await rows(db, query, ref=ref)}


class Hub:
    """A hub with a manager of each rung, a social worker and the emergency duty team; nobody on duty yet."""

    def __init__(self, db: Database, hub: make.Hub, people: dict[str, Actor]) -> None:
        self.db, self.hub, self.people = db, hub, people

    def __getattr__(self, name: str) -> Actor:
        return self.people[name]

    async def on(self, *who: str, one: Span = DAY, post: Post = Post.SEAT, now: datetime = NOW) -> list[int]:
        return [await put(self.db, self.manager, self.people[name], one, post, now) for name in who]

    async def turn(self, at: datetime) -> None:
        await turn_hub(self.db, self.hub.hub_id, at)

    def ids(self, *who: str) -> set[int]:
        return {self.people[name].person_id for name in who}


@pytest.fixture
async def here(database: Database) -> Hub:
    hub = await make.hub(database)
    roles = {
        "manager": Role.MANAGER, "other": Role.MANAGER, "senior": Role.SERVICE_MANAGER, "practice": Role.PRACTICE_MANAGER,
        "worker": Role.SOCIAL_WORKER, "mate": Role.SOCIAL_WORKER, "edt": Role.EDT,
    }  # fmt: skip
    return Hub(
        database, hub, {k: await make.person(database, hub, role, name=k) for k, role in roles.items()}
    )


async def test_a_shift_begins_warns_and_ends_once_however_many_workers_look(
    here: Hub, database_url: str
) -> None:
    early = NOW - timedelta(hours=3)
    for who in here.people:
        await put(here.db, here.manager, here.people[who], DAY, now=early)
    await make.contact_claimed(here.db, here.worker)
    other = Database(database_url, pool_size=2)
    try:
        for at in (DAY.starts_at, END - timedelta(minutes=30), END, END + timedelta(seconds=1)):
            await asyncio.gather(turn_rota(here.db, at), turn_rota(other, at), turn_rota(here.db, at))
            await turn_rota(other, at)
    finally:
        await other.close()
    kinds = ("shift_began", "shift_ends_soon", "shift_ended")
    assert [await count(here.db, kind) for kind in kinds] == [7, 7, 7]
    assert await count(here.db, "holder_left") == 1
    query = "select count(*) from deliveries where kind = 'holder_left' and channel = 'page'"
    assert await rows(here.db, query) == [(4,)], "each manager once"


async def test_what_somebody_holds_stays_theirs_and_the_duty_manager_is_told(here: Hub) -> None:
    await here.on("worker")
    await here.on("manager", "other", one=span(TODAY, time(9), time(20)))
    await here.on("other", one=span(TODAY, time(9), time(20)), post=Post.DUTY_MANAGER)
    ref, let_go = (
        await make.contact_claimed(here.db, here.worker),
        await make.contact_claimed(here.db, here.worker),
    )
    async with here.db.transaction() as tx:
        await release(tx, here.worker, let_go, "Done for today.", now=NOW)
    await here.turn(END - timedelta(seconds=1))
    assert await left(here.db, ref) is None and await told(here.db, "holder_left") == set()
    await here.turn(END + timedelta(minutes=3))
    assert await left(here.db, ref) == END, "since when, and not since when it was found"
    assert await holder(here.db, ref) == here.worker.person_id
    assert await told(here.db, "holder_left") == here.ids("other")
    assert await count(here.db, "contact_released") == 1, "nothing went back by itself"


async def test_without_a_manager_on_duty_every_manager_is_told(here: Hub) -> None:
    await here.on("worker")
    await make.contact_claimed(here.db, here.worker)
    await here.turn(END)
    assert await told(here.db, "holder_left") == here.ids("manager", "other", "senior", "practice")


async def test_a_manager_who_goes_home_is_not_told_of_themselves(here: Hub) -> None:
    await here.on("manager")
    await make.contact_claimed(here.db, here.manager)
    await here.turn(END)
    assert await told(here.db, "holder_left") == here.ids("other", "senior", "practice")


async def test_a_shift_that_another_follows_ends_nobodys_hold(here: Hub) -> None:
    await here.on("worker")
    await here.on("worker", one=span(TODAY, time(17, 15), time(22)))
    ref = await make.contact_claimed(here.db, here.worker)
    await here.turn(END - timedelta(minutes=10))
    await here.turn(END)
    await here.turn(END + timedelta(hours=1))
    assert await left(here.db, ref) is None
    assert await count(here.db, "shift_ends_soon") == 0 and await count(here.db, "shift_ended") == 1


async def test_who_comes_back_holds_again_in_the_open(here: Hub) -> None:
    await here.on("worker", one=span(TODAY, time(8), time(12)))
    await here.on("worker", one=span(TODAY, time(13), time(17)))
    ref = await make.contact_claimed(here.db, here.worker)
    noon = datetime.combine(TODAY, time(12), NOW.tzinfo)
    await here.turn(noon)
    assert await left(here.db, ref) == noon, "over lunch nobody has it in hand"
    await here.turn(noon + timedelta(hours=1))
    assert await left(here.db, ref) is None
    assert await count(here.db, "holder_returned") == 1
    await here.turn(noon + timedelta(hours=5))
    assert await left(here.db, ref) == noon + timedelta(hours=5)


async def test_who_goes_early_or_leaves_is_listed_at_once(here: Hub) -> None:
    (duty,) = await here.on("worker")
    early, gone = [await make.contact_claimed(here.db, who) for who in (here.worker, here.practice)]
    async with here.db.transaction() as tx:
        await end_duty(tx, here.worker, duty, now=NOW)
    async with here.db.transaction() as tx:
        await end_person(tx, here.practice.person_id, now=NOW)
    await here.turn(NOW + timedelta(seconds=5))
    for ref in (early, gone):
        assert await left(here.db, ref) == NOW


async def test_a_hub_without_a_rota_and_a_claim_before_the_shift_list_nobody(here: Hub) -> None:
    ref = await make.contact_claimed(here.db, here.worker)
    await here.on("mate", one=span(TODAY, time(11), time(17)))
    before = await make.contact_claimed(here.db, here.mate)
    await here.turn(NOW + timedelta(minutes=1))
    await here.turn(NOW + timedelta(days=2))
    assert await left(here.db, ref) is None, "who is on no rota is missed by none"
    assert await left(here.db, before) == datetime.combine(TODAY, time(17), NOW.tzinfo)


async def test_a_claim_while_the_shift_ends_is_either_before_or_after_and_listed_both_ways(here: Hub) -> None:
    await here.on("worker", "mate")
    refs = [await make.contact_waiting(here.db, here.manager) for _ in range(6)]

    async def take(ref: str) -> None:
        async with here.db.transaction() as tx:
            await claim(tx, here.worker, ref, now=END)

    await asyncio.gather(*(take(ref) for ref in refs), here.turn(END), here.turn(END))
    await here.turn(END + timedelta(seconds=5))
    for ref in refs:
        assert await left(here.db, ref) is not None and await holder(here.db, ref) == here.worker.person_id
    assert await count(here.db, "holder_left") == len(refs)


async def test_shifts_end_by_londons_clock_in_the_longest_and_the_shortest_night(here: Hub) -> None:
    for day, length in ((date(2026, 10, 24), 17), (date(2027, 3, 27), 15)):
        night = span(day, time(17), time(9))
        (duty,) = await here.on("edt", one=night, now=night.starts_at)
        query = "select ended_at from duties where duty_id = :duty"
        await here.turn(night.starts_at + timedelta(hours=length, seconds=-1))
        assert await rows(here.db, query, duty=duty) == [(None,)]
        await here.turn(night.starts_at + timedelta(hours=length))
        assert await rows(here.db, query, duty=duty) == [(night.ends_at,)]


async def test_workers_that_slept_through_a_night_say_what_was(here: Hub) -> None:
    await here.on("worker")
    ref = await make.contact_claimed(here.db, here.worker)
    await here.turn(END + timedelta(hours=14))
    assert await left(here.db, ref) == END
    assert await count(here.db, "shift_ended") == 1 and await count(here.db, "shift_ends_soon") == 0


# What is restricted climbs.


async def restricted(here: Hub, *who: str, keep_out: set[int] = frozenset()) -> str:  # type: ignore[assignment]
    ref = await make.contact_waiting(here.db, here.manager)
    async with here.db.transaction() as tx:
        people = [here.people[one].person_id for one in who]
        await restrict(tx, here.manager, ref, people, "A colleague's family.", keep_out=keep_out, now=NOW)
    return ref


async def test_nothing_climbs_while_somebody_named_is_on_duty(here: Hub) -> None:
    await here.on("manager", "other", "senior")
    ref = await restricted(here, "worker")
    await here.turn(NOW)
    assert await named(here.db, ref) == here.ids("manager", "worker")
    assert await count(here.db, "restricted_climbed") == 0


async def test_it_climbs_to_one_person_by_the_ladder_who_is_told_why(here: Hub) -> None:
    await here.on("manager")
    await here.on("edt", one=span(TODAY, time(17), time(9)))
    await here.on("senior", "practice", one=span(TODAY, time(9), time(18)))
    ref = await restricted(here, "worker")
    await here.turn(END)
    assert await named(here.db, ref) == here.ids("manager", "worker", "senior")
    assert await told(here.db, "restricted_climbed") == here.ids("senior")
    at_six = END + timedelta(minutes=45)
    await here.turn(at_six)
    await here.turn(at_six)
    assert await named(here.db, ref) == here.ids("manager", "worker", "senior", "edt"), (
        "out of hours the EDT sees it"
    )
    bodies = await rows(here.db, "select body from events where kind = 'restricted_climbed' order by seq")
    assert [json.loads(body)["body"]["role"] for (body,) in bodies] == ["service_manager", "edt"]
    assert [json.loads(body)["body"]["why"] for (body,) in bodies] == ["nobody_on_duty"] * 2


async def strip(here: Hub, who: str) -> str:
    """The desk of this person beside the lanes: their own cards and notices."""
    actor = here.people[who]
    listener = Listener(audiences.person(here.hub.hub_id, actor.person_id), actor.lens)
    (region,) = await Frames(here.db).regions([listener], NOW)
    return "".join(region.pieces.values()) + "".join(
        "".join(map(str, lane)) for lane in region.lanes.values()
    )


def notices_of(html: str) -> str:
    return "".join(re.findall(r'<li id="notice-.*?</li>', html, re.S))


async def test_one_person_more_is_told_without_a_reference_and_the_desks_of_the_people_named_say_so(
    here: Hub,
) -> None:
    evening = span(TODAY, time(17), time(23))
    await here.on("manager")
    await here.on("other", one=evening)
    await here.on("senior", one=evening, post=Post.DUTY_MANAGER)
    ref = await restricted(here, "worker")
    before = {who: await strip(here, who) for who in ("practice", "mate", "edt")}
    for seconds in range(0, 15, 5):
        await here.turn(END + timedelta(seconds=seconds))
    assert await told(here.db, "restricted_climbed") == here.ids("senior"), (
        "the duty manager before the ladder"
    )
    assert await count(here.db, "restricted_climbed") == 1, "once, not at every tick"
    said = notices_of(await strip(here, "senior"))
    assert "A restricted contact needs you" in said and ref not in said
    async with here.db.connection() as conn:
        (delivery,) = await rows(
            here.db,
            "select delivery_id from deliveries where kind = 'restricted_climbed' and channel = 'page'",
        )
        assert await leads_to(conn, delivery[0], here.senior.person_id) == f"/hubs/{here.hub.key}/desk"
    for who in ("manager", "worker", "senior"):
        assert "Nobody it is restricted to is on duty: one person more was named" in await strip(here, who)
    assert before == {who: await strip(here, who) for who in before}, "no other desk changes"
    assert notices_of(await strip(here, "other")) == "", "their shift began, and nothing more"
    seat_id = await seat_of(here.db, here.worker)
    async with here.db.transaction() as tx:
        await put_on_duty(tx, here.manager, seat_id, Post.SEAT, evening, now=END)
    await here.turn(END + timedelta(minutes=1))
    assert "is on duty:" not in await strip(here, "manager")
    assert await count(here.db, "restricted_covered") == 1
    await here.turn(evening.ends_at + timedelta(minutes=1))
    assert "telephone somebody who may know of it" in await strip(here, "worker"), "and again at night"


@pytest.mark.parametrize("kept", [True, False])
async def test_a_duty_manager_kept_out_or_once_taken_off_is_not_told_and_the_next_is(
    here: Hub, kept: bool
) -> None:
    await here.on("senior", post=Post.DUTY_MANAGER)
    await here.on("edt")
    ref = await restricted(
        here, "worker", *([] if kept else ["senior"]), keep_out=here.ids("senior") if kept else set()
    )
    if not kept:
        async with here.db.transaction() as tx:
            await restrict(tx, here.manager, ref, [here.worker.person_id], "Her family after all.", now=NOW)
    desk = await strip(here, "senior")
    await here.turn(NOW)
    assert await told(here.db, "restricted_climbed") == here.ids("edt")
    assert await strip(here, "senior") == desk


async def test_a_stand_in_who_goes_home_is_followed_by_the_next_and_then_by_nobody(here: Hub) -> None:
    await here.on("senior", one=span(TODAY, time(9), time(18)), post=Post.DUTY_MANAGER)
    await here.on("edt", one=span(TODAY, time(17), time(20)))
    ref = await restricted(here, "worker")
    await here.turn(NOW)
    six, eight = (span(TODAY, time(8), time(hour)).ends_at for hour in (18, 20))
    await here.turn(six)
    assert await named(here.db, ref) == here.ids("manager", "worker", "senior", "edt")
    assert await told(here.db, "restricted_uncovered") == set()
    for minutes in (0, 1):
        await here.turn(eight + timedelta(minutes=minutes))
    assert await count(here.db, "restricted_uncovered") == 1
    assert await told(here.db, "restricted_uncovered") == here.ids("manager", "worker", "senior", "edt")


async def test_who_is_kept_out_held_it_or_was_taken_off_is_never_named_by_the_board(here: Hub) -> None:
    held = await make.contact_claimed(here.db, here.senior)
    async with here.db.transaction() as tx:
        await restrict(tx, here.manager, held, [here.worker.person_id], "Her family.", now=NOW)
    kept = await restricted(here, "worker", keep_out=here.ids("senior"))
    off = await restricted(here, "worker", "senior")
    async with here.db.transaction() as tx:
        await restrict(tx, here.manager, off, [here.worker.person_id], "Her family after all.", now=NOW)
    await here.on("senior")
    await here.turn(NOW)
    for ref in (held, kept, off):
        assert await named(here.db, ref) == here.ids("manager", "worker")
    assert await told(here.db, "restricted_uncovered") == here.ids("manager", "worker")


async def test_with_nobody_on_duty_those_named_are_told_once_and_again_when_it_is_well(here: Hub) -> None:
    ref = await restricted(here, "worker")
    for minutes in range(3):
        await here.turn(NOW + timedelta(minutes=minutes))
    assert await count(here.db, "restricted_uncovered") == 1
    assert await told(here.db, "restricted_uncovered") == here.ids("manager", "worker")
    async with here.db.transaction() as tx:
        seat_id = await seat_of(here.db, here.worker)
        await put_on_duty(tx, here.manager, seat_id, Post.SEAT, DAY, now=NOW)
    await here.turn(NOW + timedelta(minutes=4))
    assert await count(here.db, "restricted_covered") == 1
    assert await rows(here.db, "select uncovered_at from contacts where ref = :ref", ref=ref) == [(None,)]
    assert await told(here.db, "restricted_uncovered") == set(), "it is true no longer"
    assert await rows(here.db, "select 1 from deliveries where climb_at is not null") == [], (
        "and nobody is rung about it"
    )
    await here.turn(END + timedelta(minutes=1))
    assert await told(here.db, "restricted_uncovered") == here.ids("manager", "worker"), "and again"


async def test_when_the_last_but_one_of_those_named_leaves_another_is_named(here: Hub) -> None:
    ref = await restricted(here, "worker")
    await here.on("manager", "senior")
    async with here.db.transaction() as tx:
        await end_person(tx, here.worker.person_id, now=NOW)
    await here.turn(NOW)
    assert await named(here.db, ref) == here.ids("manager", "worker", "senior")
    ((body,),) = await rows(here.db, "select body from events where kind = 'restricted_climbed'")
    assert json.loads(body)["body"]["why"] == "too_few_left"


async def test_two_workers_name_one_person(here: Hub, database_url: str) -> None:
    await here.on("senior", "other")
    refs = [await restricted(here, "worker") for _ in range(5)]
    other = Database(database_url, pool_size=2)
    try:
        await asyncio.gather(*(turn_rota(db, NOW) for db in (here.db, other, here.db, other)))
        await turn_rota(other, NOW)
    finally:
        await other.close()
    for ref in refs:
        assert await named(here.db, ref) == here.ids("manager", "worker", "other")
    assert await count(here.db, "restricted_climbed") == 5


@pytest.mark.parametrize("stand_in", [False, True])
async def test_nobody_else_hears_of_a_climb_or_of_a_restricted_contacts_holder(
    here: Hub, stand_in: bool
) -> None:
    """Frames of boards, the wall and everybody not named between before and after a restricted contact's evening: nothing of it."""
    if stand_in:
        await here.on("senior")
        await here.turn(NOW)  # their shift has begun
    ref = await restricted(here, "worker")
    async with here.db.transaction() as tx:
        await claim(tx, here.worker, ref, now=NOW)
    async with here.db.connection() as conn:
        since = (await head(conn, here.hub.hub_id)).seq
    async with here.db.transaction() as tx:
        await tx.conn.execute(
            text("insert into duties (hub_id, seat_id, post, starts_at, ends_at, recorded_at, recorded_by, began_at, ended_at) "
                 "select hub_id, seat_id, 'seat', :a, :b, :a, person_id, :a, :b from seats where person_id = :p"),
            {"a": NOW - timedelta(hours=3), "b": NOW - timedelta(hours=1), "p": here.worker.person_id},
        )  # fmt: skip
    await here.turn(NOW)
    assert await count(here.db, "holder_left") == 1
    assert await count(here.db, "restricted_climbed" if stand_in else "restricted_uncovered") == 1
    whom = here.ids("senior" if stand_in else "manager")
    assert await told(here.db, "holder_left") == whom, "no manager for whom it does not exist"
    hub_id = here.hub.hub_id
    listeners = [Listener(audiences.board(hub_id, lens), lens) for lens in Lens]
    listeners.append(Listener(audiences.wall(hub_id), Lens.FIGURES))
    not_named = [
        p for k, p in here.people.items() if k not in ("manager", "worker", *(["senior"] if stand_in else []))
    ]
    listeners += [Listener(audiences.person(hub_id, p.person_id), p.lens) for p in not_named]
    frames = await Frames(here.db).since(listeners, 1, [since] * len(listeners), NOW)
    assert all(ref not in frame.content for frame in frames)
    assert {frame.content for frame in frames if frame.audience.kind == "person"} == {""}
    regions = await Frames(here.db).regions(listeners, NOW)
    drawn = "".join(
        "".join(region.pieces.values()) + "".join(map(str, region.lanes.values())) for region in regions
    )
    assert ref not in drawn and "may know" not in drawn
