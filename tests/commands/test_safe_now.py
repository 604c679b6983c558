"""Where each child is now: not known is loud on a red from the start, what was said stays, and what is old reads as not confirmed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from board.commands.firing import fire
from board.commands.ratings import rate
from board.commands.safe_now import record_safe_now
from board.domain.contacts import NewChild
from board.domain.people import Actor
from board.domain.permissions import Lens, Role, seen_by
from board.domain.policy import Policy
from board.domain.refusals import AppendOnly, BadInput, ChildrenUnknown, ContactClosed, NotAllowed, NotHere
from board.domain.safe_now import SafeNow, alarms
from board.queries.board import board_card
from board.queries.cards import Card, live_cards
from board.queries.contact import contact_people, contact_row
from board.queries.safe_now import contact_safe_now
from board.store.engine import Database
from board.store.urgencies import waiting
from board.views.labels import emptied
from board.views.safe_now import ContactSafeNow
from tests import make

NOW, TODAY = make.NOW, date(2026, 11, 24)
TWO = (
    NewChild(given_name="Nia", family_name="Marlow", born_on=date(2017, 3, 2)),
    NewChild(given_name="Ted", family_name="Marlow", born_on=date(2019, 5, 6)),
)
AT_SCHOOL = SafeNow("At school", "her class teacher", "Ann Lee, head teacher", NOW - timedelta(minutes=40))


async def say(
    db: Database, by: Actor, ref: str, fact: SafeNow, *, child: int | None = None, now: datetime = NOW
) -> None:
    async with db.transaction() as tx:
        await record_safe_now(tx, by, ref, child, fact, now=now)


async def card_of(db: Database, hub: make.Hub, ref: str) -> Card:
    async with db.snapshot() as conn:
        cards = await live_cards(conn, hub.hub_id, Policy.default(), TODAY)
    return next(card for card in cards if card.ref == ref)


async def page_of(db: Database, hub: make.Hub, ref: str, lens: Lens = Lens.PRACTICE) -> ContactSafeNow:
    async with db.snapshot() as conn:
        row = await contact_row(conn, hub.hub_id, ref)
        people = await contact_people(conn, row)
        return emptied(await contact_safe_now(conn, row, people, Policy.default(), TODAY), seen_by(lens))


async def children_of(db: Database, ref: str) -> list[int]:
    async with db.connection() as conn:
        found = await conn.execute(
            text(
                "select child_id from children join contacts using (hub_id, contact_id) where ref = :ref order by place"
            ),
            {"ref": ref},
        )
        return list(found.scalars())


async def test_a_red_of_which_nobody_has_said_anything_is_an_alarm_from_the_start(database: Database) -> None:
    hub = await make.hub(database)
    worker = await make.person(database, hub)
    red = await make.contact_rated(database, worker, "red", children=TWO)
    green = await make.contact_rated(database, worker, "green", children=TWO)
    assert (await card_of(database, hub, red)).safe_now == ("Not known where 2 children are",)
    assert (await card_of(database, hub, green)).safe_now == ()
    page = await page_of(database, hub, red)
    assert page.leads and [row.standing for row in page.rows] == ["not_known", "not_known"]
    quiet = await page_of(database, hub, green)
    assert not quiet.leads and not quiet.alarms and quiet.rows


async def test_what_was_said_of_one_child_leaves_the_alarm_of_the_other(database: Database) -> None:
    hub = await make.hub(database)
    worker = await make.person(database, hub)
    ref = await make.contact_rated(database, worker, "red", children=TWO)
    nia, ted = await children_of(database, ref)
    await say(database, worker, ref, AT_SCHOOL, child=nia)
    assert (await card_of(database, hub, ref)).safe_now == ("Not known where 1 child is",)
    await say(database, worker, ref, replace(AT_SCHOOL, said_by=None), child=ted)
    assert (await card_of(database, hub, ref)).safe_now == ("Nobody says 1 child is safe",)
    await say(database, worker, ref, AT_SCHOOL, child=ted)
    assert (await card_of(database, hub, ref)).safe_now == ()
    first, second = (await page_of(database, hub, ref)).rows
    assert (first.whereabouts, first.said_by, first.before) == ("At school", "Ann Lee, head teacher", ())
    assert [past.words for past in second.before] == ["At school, with her class teacher; nobody says safe"]


async def test_what_is_said_to_be_not_known_takes_the_place_of_what_was_known(database: Database) -> None:
    hub = await make.hub(database)
    worker = await make.person(database, hub)
    ref = await make.contact_rated(database, worker, "red", children=TWO)
    await say(database, worker, ref, AT_SCHOOL)
    await say(database, worker, ref, SafeNow(None, None, "The school office", NOW))
    assert (await card_of(database, hub, ref)).safe_now == ("Not known where 2 children are",)
    assert all(len(row.before) == 1 for row in (await page_of(database, hub, ref)).rows)


async def test_an_unborn_baby_is_where_its_mother_is_and_raises_no_alarm(database: Database) -> None:
    hub = await make.hub(database)
    worker = await make.person(database, hub)
    unborn = NewChild(unborn=True, family_name="Marlow", expected_on=date(2027, 2, 10))
    ref = await make.contact_rated(database, worker, "red", children=(unborn,))
    assert (await card_of(database, hub, ref)).safe_now == ()


async def test_after_four_hours_it_reads_not_confirmed_by_an_event_and_saying_it_again_ends_that(
    database: Database,
) -> None:
    hub = await make.hub(database)
    worker = await make.person(database, hub)
    ref = await make.contact_rated(database, worker, "red", children=TWO)
    await say(database, worker, ref, AT_SCHOOL)
    later = AT_SCHOOL.said_at + timedelta(hours=4)
    async with database.connection() as conn:
        contact_id, due_at = (
            await conn.execute(
                text(
                    "select contact_id, due_at from clocks join contacts using (hub_id, contact_id) "
                    "where ref = :ref and kind = 'safe_now' and stopped_at is null"
                ),
                {"ref": ref},
            )
        ).one()
    assert due_at == later
    assert (await card_of(database, hub, ref)).due != due_at, "an alarm of its own: it moves no card"
    async with database.transaction() as tx:
        await fire(tx, hub.hub_id, contact_id, now=later)
    assert (await card_of(database, hub, ref)).safe_now == ("Safety not confirmed since 08:50",)
    assert [row.standing for row in (await page_of(database, hub, ref)).rows] == ["unconfirmed"] * 2
    again = replace(AT_SCHOOL, said_at=later)
    await say(database, worker, ref, again, now=later)
    assert (await card_of(database, hub, ref)).safe_now == ()


async def test_a_child_rated_red_later_is_asked_about_by_what_was_said_before(database: Database) -> None:
    hub = await make.hub(database)
    worker = await make.person(database, hub)
    ref = await make.contact_waiting(database, worker, children=TWO)
    await say(database, worker, ref, AT_SCHOOL)
    async with database.transaction() as tx:
        await rate(tx, worker, ref, None, "red", "He has a key.", now=NOW)
    async with database.connection() as conn:
        due = await conn.execute(
            text("select due_at from clocks where kind = 'safe_now' and stopped_at is null")
        )
        assert due.scalar_one() == AT_SCHOOL.said_at + timedelta(hours=4)
        assert await waiting(conn, hub.hub_id, now=NOW) == [ref]


async def test_what_cannot_be_is_refused_and_changes_nothing(database: Database) -> None:
    hub = await make.hub(database)
    worker = await make.person(database, hub)
    manager = await make.person(database, hub, Role.MANAGER)
    ref = await make.contact_rated(database, worker, "red", children=TWO)
    nobody = await make.contact_waiting(database, worker, children=())
    gone = await make.contact_closed(database, manager, children=TWO)
    police = await make.person(database, hub, Role.POLICE, agency="police")
    tomorrow, last_month = NOW + timedelta(minutes=1), NOW - timedelta(days=30)
    for who, where, fact, refusal in (
        (worker, ref, replace(AT_SCHOOL, said_at=tomorrow), BadInput),
        (worker, ref, replace(AT_SCHOOL, said_at=last_month), BadInput),
        (worker, ref, replace(AT_SCHOOL, whereabouts="x" * 201), BadInput),
        (worker, ref, replace(AT_SCHOOL, said_by="Ann\x07Lee"), BadInput),
        (worker, nobody, AT_SCHOOL, ChildrenUnknown),
        (worker, gone, AT_SCHOOL, ContactClosed),
        (worker, "Z9Z", AT_SCHOOL, NotHere),
        (police, ref, AT_SCHOOL, NotAllowed),
    ):
        with pytest.raises(refusal):
            await say(database, who, where, fact)
    with pytest.raises(NotHere):
        await say(database, worker, ref, AT_SCHOOL, child=(await children_of(database, gone))[0])
    async with database.connection() as conn:
        assert (await conn.execute(text("select count(*) from safe_now"))).scalar_one() == 0


async def test_what_was_said_cannot_be_written_over(database: Database) -> None:
    hub = await make.hub(database)
    worker = await make.person(database, hub)
    ref = await make.contact_rated(database, worker, "red", children=TWO)
    await say(database, worker, ref, AT_SCHOOL)
    with pytest.raises((AppendOnly, IntegrityError)):
        async with database.transaction() as tx:
            await tx.conn.execute(text("update safe_now set whereabouts = 'At home'"))


async def test_a_lens_without_names_sees_neither_alarm_nor_place(database: Database) -> None:
    hub = await make.hub(database)
    worker = await make.person(database, hub)
    ref = await make.contact_rated(database, worker, "red", children=TWO)
    await say(database, worker, ref, replace(AT_SCHOOL, said_by=None))
    card = await card_of(database, hub, ref)
    for lens, alarm, details in (
        (Lens.PRACTICE, True, True),
        (Lens.AUDIT, True, True),
        (Lens.SUPPORT, True, False),
        (Lens.PARTNER, False, False),
        (Lens.FIGURES, False, False),
    ):
        assert bool(emptied(board_card(card, hub.key, Policy.default()), seen_by(lens)).safe_now) == alarm, (
            lens
        )
        page = await page_of(database, hub, ref, lens)
        assert any(row.whereabouts or row.with_whom or row.before for row in page.rows) == details, lens
        assert bool(page.rows) == alarm, lens


def test_an_alarm_of_yesterday_says_its_day() -> None:
    said = datetime(2026, 11, 23, 16, 5, tzinfo=UTC)
    assert alarms([(True, True, said)], unconfirmed=True, today=TODAY) == (
        "Safety not confirmed since Mon 23 Nov 16:05",
    )
