"""Calm on desk and wall: said only when the rule holds, followed by live pages as time passes, and never moved by a restricted contact."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from board.commands.children import add_child
from board.commands.claims import claim, release
from board.commands.deliveries import acknowledge, queue
from board.commands.duties import change_duty
from board.commands.engine import Work, beat
from board.commands.failures import give_up
from board.commands.hand_overs import hand_over
from board.commands.people import end_person
from board.commands.ratings import rate
from board.commands.restrictions import restrict
from board.commands.safe_now import record_safe_now
from board.domain import audiences
from board.domain.calm import SENTENCE
from board.domain.contacts import NewChild
from board.domain.people import Actor
from board.domain.permissions import Lens, Role
from board.domain.policy import Policy
from board.domain.rota import span
from board.domain.safe_now import SafeNow
from board.live.frames import Frames, Listener
from board.store.engine import Database
from tests import make
from tests.commands.test_duties import put
from tests.live.page import LiveRegion
from workers.outbox import climb_unread
from workers.rota import turn_hub

NOW = make.NOW
TODAY = date(2026, 11, 24)
DAY = span(TODAY, time(8, 45), time(17, 15))
LONG = span(TODAY, time(8, 45), time(22))
NIGHT = span(TODAY, time(17), time(9))
ALIVE = text("update engine_workers set ticked_at = now() + interval '1 day'")
SILENT = text("update engine_workers set ticked_at = now() - interval '10 seconds'")
NO_CLOCKS = text("update clocks set stopped_at = started_at where stopped_at is null")
NOT_KNOWN = SafeNow(None, None, None, NOW)


class Screens:
    """A desk and a wall of one hub, moved by frames alone and held against pages that are loaded again."""

    def __init__(self, db: Database, hub: make.Hub, people: dict[str, Actor]) -> None:
        self.db, self.hub, self.people, self.now = db, hub, people, NOW
        lens = people["manager"].lens
        self.listening = [
            Listener(audiences.board(hub.hub_id, lens), lens),
            Listener(audiences.wall(hub.hub_id), Lens.FIGURES),
        ]
        self.frames = Frames(db)
        self.pages: list[LiveRegion] = []

    async def load(self) -> None:
        self.pages = [LiveRegion.of(one) for one in await self.frames.regions(self.listening, self.now)]

    async def turn(self, at: datetime) -> None:
        self.now = at
        await turn_hub(self.db, self.hub.hub_id, at)

    async def calm(self, *, loaded: bool = False) -> bool:
        """Whether both screens say the sentence after a frame; each equals a page that is loaded now. loaded: they are loaded again first,
        since no frame comes where nothing happened.
        """
        if loaded:
            await self.load()
        epoch, seqs = self.pages[0].epoch, [page.seq for page in self.pages]
        for page, frame in zip(
            self.pages, await self.frames.since(self.listening, epoch, seqs, self.now), strict=True
        ):
            page.take(frame)
        fresh = await Frames(self.db).regions(self.listening, self.now)
        for page, whole in zip(self.pages, fresh, strict=True):
            assert page.picture() == LiveRegion.of(whole).picture()
        desk, wall = (
            SENTENCE in page.standing[name].html
            for page, name in zip(self.pages, ("calm", "wall-now"), strict=True)
        )
        assert desk == wall
        return desk

    async def contact(self, rag: str | None, holder: str | None = None) -> str:
        by = self.people["manager"]
        ref = await make.contact_waiting(self.db, by, now=self.now, received_at=self.now)
        async with self.db.transaction() as tx:
            if rag is not None:
                await rate(tx, by, ref, None, rag, "Police were called twice this month.", now=self.now)
            if holder is not None:
                await claim(tx, self.people[holder], ref, now=self.now)
        return ref

    async def run(self, statement: object) -> None:
        async with self.db.transaction() as tx:
            await tx.conn.execute(statement)  # type: ignore[call-overload]


@pytest.fixture
async def screens(database: Database) -> Screens:
    hub = await make.hub(database)
    roles = {
        "manager": Role.MANAGER, "worker": Role.SOCIAL_WORKER, "mate": Role.SOCIAL_WORKER, "late": Role.SOCIAL_WORKER, "edt": Role.EDT,
    }  # fmt: skip
    people = {name: await make.person(database, hub, role, name=name) for name, role in roles.items()}
    for who, one in (("manager", DAY), ("worker", DAY), ("late", LONG), ("edt", NIGHT)):
        await put(database, people["manager"], people[who], one)
    await turn_hub(database, hub.hub_id, NOW)
    found = Screens(database, hub, people)
    async with database.transaction() as tx:
        await beat(tx, uuid4(), Work())
    await found.run(ALIVE)
    await found.load()
    return found


async def test_a_red_is_calm_only_while_its_holder_is_on_duty(screens: Screens) -> None:
    assert await screens.calm()
    await screens.contact("red", "worker")
    assert await screens.calm()
    await screens.turn(DAY.ends_at + timedelta(seconds=1))
    assert not await screens.calm(), "nothing happened but that the shift ended"


@pytest.mark.parametrize("rag", ["red", None])
async def test_a_holder_who_was_never_on_the_rota_is_not_on_duty(screens: Screens, rag: str | None) -> None:
    await screens.contact(rag, "mate")
    assert not await screens.calm()


async def test_a_contact_within_its_time_may_wait_until_somebody_asks_where_a_child_is(
    screens: Screens,
) -> None:
    ref = await screens.contact("amber")
    assert await screens.calm()
    async with screens.db.transaction() as tx:
        await record_safe_now(tx, screens.people["manager"], ref, None, NOT_KNOWN, now=NOW)
    assert not await screens.calm()


async def test_an_offer_of_somebody_off_duty_needs_an_answer(screens: Screens) -> None:
    ref = await screens.contact("green", "mate")
    assert await screens.calm()
    async with screens.db.transaction() as tx:
        await hand_over(
            tx, screens.people["mate"], ref, screens.people["worker"].person_id, "Please.", now=NOW
        )
    assert not await screens.calm()


async def test_while_the_hub_is_closed_a_day_worker_with_a_long_shift_counts_for_nobody(
    screens: Screens,
) -> None:
    await screens.contact("red", "late")
    assert await screens.calm()
    closed = span(TODAY, time(18, 30), time(19)).starts_at
    await screens.turn(closed)
    assert not await screens.calm()


async def test_the_emergency_duty_team_counts_at_night(screens: Screens) -> None:
    await screens.turn(span(TODAY, time(18, 30), time(19)).starts_at)
    await screens.contact("red", "edt")
    assert await screens.calm()


async def test_an_urgent_message_past_its_limit_is_not_calm_until_anyone_has_read_it(
    screens: Screens,
) -> None:
    ref = await screens.contact("green", "worker")
    async with screens.db.transaction() as tx:
        number = (
            await tx.conn.execute(text("select contact_id from contacts where ref = :ref"), {"ref": ref})
        ).scalar_one()
        about = ("late_information", [screens.people["worker"].person_id], number)
        await queue(tx, screens.hub.hub_id, *about, now=NOW, urgent=True)
    assert await screens.calm(), "within its limit"
    screens.now = NOW + timedelta(minutes=11)
    await climb_unread(screens.db, screens.now)
    assert not await screens.calm()
    async with screens.db.transaction() as tx:
        told = text("select delivery_id, person_id from deliveries where kind = 'telephone_now'")
        ((delivery, person),) = (await tx.conn.execute(told)).all()
        reader = next(one for one in screens.people.values() if one.person_id == person)
        await acknowledge(tx, reader, delivery, now=screens.now)
    assert await screens.calm()


async def test_the_emergency_duty_team_counts_through_the_night_in_which_clocks_go_back(
    screens: Screens,
) -> None:
    saturday = span(date(2026, 10, 24), time(17), time(9))
    assert saturday.ends_at - saturday.starts_at == timedelta(hours=17)
    await put(screens.db, screens.people["manager"], screens.people["edt"], saturday, now=saturday.starts_at)
    await screens.turn(saturday.starts_at + timedelta(hours=2))
    await screens.contact("red", "edt")
    for hours in (8.5, 9.5):  # 01:30 twice
        await screens.turn(saturday.starts_at + timedelta(hours=hours))
        await screens.run(NO_CLOCKS)
        assert await screens.calm(loaded=True), hours
    await screens.turn(saturday.ends_at)
    assert not await screens.calm(loaded=True)


async def test_a_duty_cut_short_at_midnight_ends_the_calm_at_midnight(screens: Screens) -> None:
    midnight = span(TODAY, time(18), time(0)).ends_at
    await screens.turn(midnight - timedelta(hours=2))
    await screens.contact("red", "edt")
    assert await screens.calm()
    async with screens.db.transaction() as tx:
        mine = text(
            "select d.duty_id from duties d join seats s using (hub_id, seat_id) where s.person_id = :p"
        )
        duty = (await tx.conn.execute(mine, {"p": screens.people["edt"].person_id})).scalar_one()
        short = span(TODAY, time(17), time(0))
        await change_duty(tx, screens.people["manager"], duty, short, now=screens.now)
    await screens.turn(midnight - timedelta(seconds=1))
    await screens.run(NO_CLOCKS)
    assert await screens.calm(loaded=True)
    await screens.turn(midnight)
    assert not await screens.calm()


async def test_a_child_added_beside_rated_ones_is_unrated_for_the_rule_too(screens: Screens) -> None:
    ref = await screens.contact("amber", "mate")
    assert await screens.calm()
    async with screens.db.transaction() as tx:
        await add_child(tx, screens.people["manager"], ref, NewChild(given_name="Elsie"), now=NOW)
    assert not await screens.calm()


async def urgent(screens: Screens, who: str) -> tuple[int, UUID]:
    """An urgent message by mail to this person about a contact that they hold, as it goes out: its contact and its number."""
    ref, message = await screens.contact("green", "worker"), uuid4()
    async with screens.db.transaction() as tx:
        number = (
            await tx.conn.execute(text("select contact_id from contacts where ref = :r"), {"r": ref})
        ).scalar_one()
        about = ("late_information", [screens.people[who].person_id], number)
        await queue(tx, screens.hub.hub_id, *about, now=NOW, urgent=True)
        await tx.conn.execute(
            text("insert into deliveries (hub_id, delivery_id, notice_id, person_id, contact_id, kind, channel, state, urgent, tries, "
                 "created_at, changed_at, message_id) select hub_id, gen_random_uuid(), notice_id, person_id, contact_id, kind, 'email', "
                 "'queued', true, 0, :now, :now, :m from deliveries where contact_id = :c and kind = 'late_information'"),
            {"now": NOW, "m": message, "c": number},
        )  # fmt: skip
    return number, message


async def test_an_urgent_message_that_did_not_arrive_needs_an_owner_who_is_on_duty(screens: Screens) -> None:
    _, message = await urgent(screens, "worker")
    assert await screens.calm(), "on its way"
    async with screens.db.transaction() as tx:
        await give_up(tx, screens.hub.hub_id, message, "address_unknown", now=NOW)
    assert await screens.calm(), "the manager on duty was told to telephone"
    async with screens.db.transaction() as tx:
        whose = {"p": screens.people["manager"].person_id, "now": NOW}
        await tx.conn.execute(
            text(
                "update duties set ended_at = :now where seat_id in (select seat_id from seats where person_id = :p)"
            ),
            whose,
        )
    assert not await screens.calm(loaded=True), "their owner went home"
    async with screens.db.transaction() as tx:
        owned = text("select delivery_id from deliveries where kind = 'delivery_failed' and channel = 'page'")
        await acknowledge(tx, screens.people["manager"], (await tx.conn.execute(owned)).scalar_one(), now=NOW)
    assert await screens.calm(), "they have telephoned"


async def test_somebody_who_has_left_the_council_owns_no_message(screens: Screens) -> None:
    _, message = await urgent(screens, "worker")
    async with screens.db.transaction() as tx:
        await give_up(tx, screens.hub.hub_id, message, "address_unknown", now=NOW)
    assert await screens.calm()
    async with screens.db.transaction() as tx:
        await end_person(tx, screens.people["manager"].person_id, now=NOW)
    assert not await screens.calm(loaded=True), "the rota names them still"


async def test_an_urgent_message_to_the_only_manager_that_did_not_arrive_has_no_owner(
    screens: Screens,
) -> None:
    _, message = await urgent(screens, "manager")
    async with screens.db.transaction() as tx:
        await give_up(tx, screens.hub.hub_id, message, "address_unknown", now=NOW)
    assert not await screens.calm()
    async with screens.db.transaction() as tx:
        page = text("select delivery_id from deliveries where kind = 'late_information' and channel = 'page'")
        await acknowledge(tx, screens.people["manager"], (await tx.conn.execute(page)).scalar_one(), now=NOW)
    assert await screens.calm(), "they read it on their desk"


async def test_no_page_and_no_frame_holds_the_sentence_while_nobody_fires_what_is_due(
    screens: Screens,
) -> None:
    ref = await screens.contact("green", "worker")
    assert await screens.calm()
    await screens.run(SILENT)
    assert not await screens.calm(loaded=True), (
        "a page that is loaded now, though nothing happened on the board"
    )
    async with screens.db.transaction() as tx:
        await release(tx, screens.people["worker"], ref, "My shift ends.", now=NOW)
    assert not await screens.calm()
    await screens.run(ALIVE)
    assert await screens.calm(loaded=True)
    screens.now = NOW + timedelta(days=3)
    assert not await screens.calm(loaded=True), "a clock is due and nobody fires it"


async def test_no_page_holds_the_sentence_while_nothing_can_be_written(screens: Screens) -> None:
    async with screens.db.connection() as conn:
        name = (await conn.execute(text("select current_database()"))).scalar_one()
    await screens.run(text(f"alter database {name} set default_transaction_read_only = on"))
    await screens.db.close()  # new connections alone follow it
    assert not await screens.calm(loaded=True)
    async with screens.db.transaction() as tx:
        await tx.conn.execute(text("set transaction read write"))
        await tx.conn.execute(text(f"alter database {name} reset default_transaction_read_only"))
    await screens.db.close()
    assert await screens.calm(loaded=True)


async def test_a_restricted_contact_never_changes_the_wall_or_another_desk(screens: Screens) -> None:
    ref = await screens.contact("green")
    async with screens.db.transaction() as tx:
        people = [screens.people["mate"].person_id]
        await restrict(tx, screens.people["manager"], ref, people, "A colleague's family.", now=NOW)
    assert await screens.calm()
    seen = [page.picture() for page in screens.pages]
    async with screens.db.transaction() as tx:
        await rate(tx, screens.people["manager"], ref, None, "red", "It is worse.", now=NOW)
    assert await screens.calm()
    assert seen == [page.picture() for page in screens.pages]


def test_the_sentence_is_the_one_of_the_rule() -> None:
    assert SENTENCE == "Nothing on this board needs anyone now."
    assert Policy.default().wall.dark_when_closed
