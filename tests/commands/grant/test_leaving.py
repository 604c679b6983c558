"""A person leaves: one act ends all of it and lists what they held. A person is absent: their work goes to colleagues or waits again."""

from __future__ import annotations

import asyncio
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from board.commands.duties import put_on_duty
from board.commands.grant.absence import HandedOn, Plan, hand_on_work
from board.commands.grant.first_sign_in import send_first_link
from board.commands.grant.giving import SeatGiven, give
from board.commands.grant.leaving import end_leavers_sessions, leave
from board.commands.grant.taking import take
from board.commands.hand_overs import hand_over
from board.commands.owners import own
from board.commands.restrictions import restrict
from board.commands.seats import end_seat
from board.domain.grant.work import Work
from board.domain.people import Actor
from board.domain.permissions import Role
from board.domain.refusals import (
    BadInput,
    CannotHold,
    LastServiceManager,
    NotAllowed,
    NotHere,
    OwnSeat,
    ReasonNeeded,
)
from board.domain.rota import Post, Span
from board.store.engine import Database
from tests import make
from tests.commands.doing import do, holder, manager, rows
from tests.commands.link.outside import SECRETS
from tests.processes import sign_in

HOUR = timedelta(hours=1)
WHY = "Sick leave from today."


async def seat_of(database: Database, who: Actor) -> int:
    query = "select min(seat_id) from seats where person_id = :p and ended_at is null"
    return int((await rows(database, query, p=who.person_id))[0][0])


async def open_seats(database: Database, who: Actor) -> int:
    query = "select count(*) from seats where person_id = :p and hub_id = :h and ended_at is null"
    return int((await rows(database, query, p=who.person_id, h=who.hub_id))[0][0])


async def on_duty(
    database: Database, boss: Actor, who: Actor, *, post: Post = Post.SEAT, hours: int = 1
) -> None:
    begins = make.NOW + hours * HOUR
    await do(database, put_on_duty, boss, await seat_of(database, who), post, Span(begins, begins + HOUR))


async def with_work(
    database: Database, hub: make.Hub, boss: Actor, role: Role = Role.MANAGER
) -> tuple[Actor, dict[str, str]]:
    """Somebody who holds one contact, decides another, is offered a third and stands on the rota."""
    gone = await make.person(database, hub, role, name="Gwen Hale")
    other = await make.person(database, hub, name="Wes Tarn")
    refs = {
        "holds": await make.contact_claimed(database, gone),
        "decides": await make.contact_waiting(database, boss),
    }
    refs["offered"] = await make.contact_claimed(database, other)
    await do(database, own, gone, refs["decides"])
    await do(database, hand_over, other, refs["offered"], gone.person_id, "Ring the school.")
    await on_duty(database, boss, gone)
    return gone, refs


async def test_one_act_ends_every_seat_and_lists_what_the_person_held(database: Database) -> None:
    hub = await make.hub(database)
    boss = await make.person(database, hub, Role.SERVICE_MANAGER)
    gone, refs = await with_work(database, hub, boss)
    await make.seated(database, hub, gone.person_id, gone.name, Role.ADMIN)
    left = await do(database, leave, boss, gone.person_id)
    assert (left.seats, left.changed) == (2, True)
    assert left.work == Work((refs["holds"],), (refs["decides"],), (refs["offered"],), lists=0, duties=1)
    assert await open_seats(database, gone) == 0
    assert (
        await holder(database, refs["holds"]) is None
        and await holder(database, refs["offered"]) == "Wes Tarn"
    )
    assert await rows(database, "select ended_as from hand_overs") == [("withdrawn",)]
    told = "select distinct kind from deliveries where person_id = :p and urgent order by 1"
    assert await rows(database, told, p=boss.person_id) == [("holder_seat_ended",), ("owner_seat_ended",)]
    assert await rows(
        database,
        "select count(*) from deliveries where person_id = :p and state = 'queued'",
        p=gone.person_id,
    ) == [(0,)]
    ended = "select ended_by from seats where person_id = :p"
    assert await rows(database, ended, p=gone.person_id) == [(boss.person_id,)] * 2
    duty = "update duties set ended_at = :at where ended_at is null returning 1"
    async with database.transaction() as tx:  # as the worker does with the duties of an ended seat
        await tx.conn.execute(text(duty), {"at": make.NOW + timedelta(seconds=5)})
    again = await do(database, leave, boss, gone.person_id, minutes=1)
    assert (again.seats, again.work, again.changed) == (0, left.work, False), (
        "the list is not lost by asking twice"
    )


async def test_a_leavers_sessions_end_unless_another_hub_looks_after_them(database: Database) -> None:
    hub, elsewhere = await make.hub(database), await make.hub(database, "southwick")
    boss = await make.person(database, hub, Role.SERVICE_MANAGER)
    other_boss = await make.person(database, elsewhere, Role.SERVICE_MANAGER)
    only, home, guest = [await make.person(database, hub) for _ in range(2)] + [
        await make.person(database, elsewhere)
    ]
    for who, where in ((home, elsewhere), (guest, hub)):
        await make.seated(database, where, who.person_id, who.name, Role.POLICE, agency="police")
    for who in (only, home, guest):
        await sign_in(database, who)
        with_seats = await do(database, end_leavers_sessions, boss, who.person_id)
        assert with_seats is False, "nobody has left yet"
        await do(database, leave, boss, who.person_id)
        ended = await do(database, end_leavers_sessions, boss, who.person_id)
        assert ended is (who is not guest)
        query = "select count(*) from sessions where person_id = :p and ended_at is null"
        assert await rows(database, query, p=who.person_id) == [(0 if ended else 1,)]
    assert await do(database, end_leavers_sessions, other_boss, only.person_id) is False, (
        "of no seat of theirs"
    )


async def test_a_seat_that_waits_for_the_leaver_is_taken_back(database: Database) -> None:
    hub = await make.hub(database)
    boss, gone = await make.person(database, hub, Role.SERVICE_MANAGER), await make.person(database, hub)
    async with database.transaction() as tx:
        query = text("update people set email = 'gone@northborough.example' where person_id = :p")
        await tx.conn.execute(query, {"p": gone.person_id})
    given = SeatGiven("Gwen Hale", "gone@northborough.example", "childrens_social_care", "edt")
    await do(database, give, boss, given)
    await do(database, leave, boss, gone.person_id)
    assert await rows(database, "select withdrawn_by from seat_grants") == [(boss.person_id,)]


async def asked(database: Database, boss: Actor, who: Actor) -> int:
    """A seat of the duty team that waits for this person."""
    address = f"gone{who.person_id}@northborough.example"
    async with database.transaction() as tx:
        query = text("update people set email = :email where person_id = :p")
        await tx.conn.execute(query, {"email": address, "p": who.person_id})
    given = SeatGiven("Gwen Hale", address, "childrens_social_care", "lead_child_protection_practitioner")
    return (await do(database, give, boss, given)).grant_id


@pytest.mark.parametrize("sits", [True, False])
async def test_a_seat_that_the_leaver_is_taking_at_that_moment_ends_with_the_others(
    database: Database, sits: bool
) -> None:
    """sits: with another seat here; without, it was ended before."""
    hub = await make.hub(database)
    boss, gone = [
        await make.person(database, hub, Role.SERVICE_MANAGER, name=name) for name in ("Mina", "Gwen Hale")
    ]
    if not sits:
        await do(database, end_seat, boss, await seat_of(database, gone))
    grant = await asked(database, boss, gone)
    async with database.transaction() as tx:
        await take(tx, gone.person_id, grant, now=make.NOW)
        leaving = asyncio.create_task(do(database, leave, boss, gone.person_id))
        waits = text(
            "select count(*) from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()"
        )
        for _ in range(500):
            if (await tx.conn.execute(waits)).scalar_one():
                break
            await asyncio.sleep(0.01)
    assert (await leaving).changed
    assert await open_seats(database, gone) == 0


async def test_the_link_of_a_seat_that_waits_for_the_leaver_is_closed_too(database: Database) -> None:
    hub = await make.hub(database)
    boss, gone = await make.person(database, hub, Role.SERVICE_MANAGER), await make.person(database, hub)
    grant = await asked(database, boss, gone)
    await do(database, send_first_link, boss, SECRETS, grant)
    await do(database, end_seat, boss, await seat_of(database, gone))
    assert (await do(database, leave, boss, gone.person_id)).changed, "a seat waits, though none is left"
    assert await rows(database, "select withdrawn_at is not null from links") == [(True,)]
    assert await rows(database, "select withdrawn_by from seat_grants") == [(boss.person_id,)]
    assert not (await do(database, leave, boss, gone.person_id)).changed


async def test_nobody_leaves_by_their_own_hand_nor_by_somebody_who_is_no_manager(database: Database) -> None:
    hub, elsewhere = await make.hub(database), await make.hub(database, "southwick")
    boss, asha = await make.person(database, hub, Role.MANAGER), await make.person(database, hub)
    await make.person(database, hub, Role.SERVICE_MANAGER)
    theirs = await make.person(database, elsewhere)
    with pytest.raises(OwnSeat):
        await do(database, leave, boss, boss.person_id)
    for who in (theirs.person_id, 987654):
        with pytest.raises(NotHere):
            await do(database, leave, boss, who)
    for role in (Role.ADMIN, Role.EDT, Role.SOCIAL_WORKER):
        with pytest.raises(NotAllowed):
            await do(database, leave, await make.person(database, hub, role), asha.person_id)


async def test_the_last_service_manager_does_not_leave_beside_the_ending_of_the_others_seat(
    database: Database,
) -> None:
    hub = await make.hub(database)
    bosses = [await make.person(database, hub, Role.MANAGER) for _ in range(2)]
    leaders = [await make.person(database, hub, Role.SERVICE_MANAGER) for _ in range(2)]
    made: list[Any] = await asyncio.gather(
        do(database, leave, bosses[0], leaders[0].person_id),
        do(database, end_seat, bosses[1], await seat_of(database, leaders[1])),
        return_exceptions=True,
    )
    assert sum(isinstance(one, LastServiceManager) for one in made) == 1
    left = "select count(*) from seats where role = 'service_manager' and ended_at is null"
    assert await rows(database, left) == [(1,)]


async def test_a_contact_restricted_to_others_is_neither_listed_nor_moved_and_the_people_named_are_told(
    database: Database,
) -> None:
    hub = await make.hub(database)
    boss, named = [await make.person(database, hub, Role.MANAGER) for _ in range(2)]
    absent, to = [await make.person(database, hub) for _ in range(2)]
    hidden, plain = [await make.contact_claimed(database, absent) for _ in range(2)]
    await do(database, restrict, named, hidden, [absent.person_id], "A colleague's family.")
    plan = Plan(to.person_id, None, WHY)
    assert await do(database, hand_on_work, boss, absent.person_id, plan) == HandedOn(1, 0, 0, 0)
    assert await holder(database, hidden) == absent.name and await holder(database, plain) == to.name
    notices = "select person_id from deliveries where kind = 'holder_left' and channel = 'page'"
    assert await rows(database, notices) == [(named.person_id,)]
    left = await do(database, leave, boss, absent.person_id)
    assert left.work == Work()
    assert await holder(database, hidden) is None


async def test_an_absent_persons_work_goes_to_a_colleague_and_the_deciding_to_a_manager(
    database: Database,
) -> None:
    hub = await make.hub(database)
    boss, decider = [await make.person(database, hub, Role.MANAGER) for _ in range(2)]
    to = await make.person(database, hub, name="Ola Nkemelu")
    gone, refs = await with_work(database, hub, boss)
    day = (make.NOW + HOUR).date()
    plan = Plan(to.person_id, decider.person_id, WHY, until=day)
    assert await do(database, hand_on_work, boss, gone.person_id, plan) == HandedOn(1, 1, 1, 1)
    assert await holder(database, refs["holds"]) == "Ola Nkemelu"
    assert await manager(database, refs["decides"]) == decider.name
    assert await holder(database, refs["offered"]) == "Wes Tarn"
    duty = "select s.person_id from duties d join seats s using (hub_id, seat_id) where d.ended_at is null"
    assert await rows(database, duty) == [(to.person_id,)]
    assert await open_seats(database, gone) == 1, "the seats stay"
    assert not (await do(database, hand_on_work, boss, gone.person_id, plan)).changed


async def test_an_absent_persons_work_waits_again_and_the_manager_who_acts_decides(
    database: Database,
) -> None:
    hub = await make.hub(database)
    boss = await make.person(database, hub, Role.PRACTICE_MANAGER, name="Ana Ruiz")
    gone, refs = await with_work(database, hub, boss)
    assert await do(database, hand_on_work, boss, gone.person_id, Plan(None, None, WHY)) == HandedOn(
        1, 1, 1, 0
    )
    assert await holder(database, refs["holds"]) is None
    assert await manager(database, refs["decides"]) == "Ana Ruiz"
    reasons = "select release_reason from claims where released_at is not null"
    assert await rows(database, reasons) == [(WHY,)]
    assert await rows(database, "select count(*) from duties where ended_at is null") == [(1,)], (
        "the rota stays"
    )


async def test_a_duty_goes_to_nobody_who_may_not_hold_its_post_or_is_on_duty_then(database: Database) -> None:
    hub = await make.hub(database)
    boss, gone = [await make.person(database, hub, Role.MANAGER) for _ in range(2)]
    worker = await make.person(database, hub)
    await on_duty(database, boss, gone, post=Post.DUTY_MANAGER)
    await on_duty(database, boss, gone, hours=3)
    await on_duty(database, boss, worker, hours=3)
    plan = Plan(worker.person_id, None, WHY, until=make.NOW.date())
    assert (await do(database, hand_on_work, boss, gone.person_id, plan)).duties == 2
    duty = "select s.person_id, d.post from duties d join seats s using (hub_id, seat_id) where d.ended_at is null"
    assert await rows(database, duty) == [(worker.person_id, "seat")]


async def test_work_that_the_colleague_cannot_hold_changes_nothing(database: Database) -> None:
    hub = await make.hub(database)
    boss, partner = (
        await make.person(database, hub, Role.MANAGER),
        await make.person(database, hub, Role.POLICE),
    )
    gone, refs = await with_work(database, hub, boss)
    for plan, refusal in (
        (Plan(partner.person_id, None, WHY), CannotHold),
        (Plan(gone.person_id, None, WHY), BadInput),
        (Plan(987654, None, WHY), BadInput),
        (Plan(None, gone.person_id, WHY), BadInput),
        (Plan(None, None, " "), ReasonNeeded),
        (Plan(None, None, WHY, until=date.max), BadInput),
        (Plan(None, None, WHY, until=make.NOW.date() + timedelta(days=367)), BadInput),
        (Plan(None, None, WHY, until=make.NOW.date() - timedelta(days=1)), BadInput),
    ):
        with pytest.raises(refusal):
            await do(database, hand_on_work, boss, gone.person_id, plan)
    assert await holder(database, refs["holds"]) == "Gwen Hale"
    assert await rows(database, "select count(*) from hand_overs where ended_at is null") == [(1,)]
    with pytest.raises(NotAllowed):
        await do(
            database, hand_on_work, await make.person(database, hub), gone.person_id, Plan(None, None, WHY)
        )
    with pytest.raises(NotHere):
        await do(database, hand_on_work, boss, 987654, Plan(None, None, WHY))
