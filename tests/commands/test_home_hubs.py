"""Hubs are walls: how a person is reached, and whether they are signed in, is changed by that person or by their home hub alone."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from board.commands.contact_details import Reach, keep_for, keep_own
from board.commands.directory.entries import change_entry, confirm_entry, end_entry
from board.commands.directory.people import follow_contact_details
from board.commands.home_hubs import Handed, hand_on_home, tell_reach_changed
from board.commands.seats import end_seat
from board.commands.sessions import end_sessions_of
from board.domain.deliveries import Channel
from board.domain.directory.given import given_entry
from board.domain.permissions import Role
from board.domain.refusals import BadInput, KeptByHomeHub, KeptWithPerson, NotAllowed, NotHere
from board.queries.actors import actor_of_person
from board.store.engine import Database
from tests import make
from tests.commands.doing import do, rows

NEW = Reach(telephone="01632 960999")
ENTRIES = "select telephone, email, mobile, channels, quiet_from from directory_entries"
TOLD = (
    "select h.key, p.name, d.kind, r.name from deliveries d join hubs h using (hub_id) join people p on p.person_id = d.person_id "
    "left join people r on r.person_id = d.ring_id where d.channel = 'page' order by 1, 2, 3"
)


async def shared(database: Database) -> Any:
    """A police officer of one hub who also sits in a second, and the administrator of each."""
    home, other = await make.hub(database), await make.hub(database, "southmere")
    pat = await make.person(database, home, Role.POLICE, name="Pat Osei", agency="police")
    await make.seated(database, other, pat.person_id, pat.name, Role.POLICE, agency="police")
    ours = await make.person(database, home, Role.ADMIN, name="Ada Home")
    theirs = await make.person(database, other, Role.ADMIN, name="Bo Other")
    return pat, ours, theirs


async def tell(database: Database, minutes: int = 5) -> int:
    return await tell_reach_changed(database, now=make.NOW + timedelta(minutes=minutes))


# Each of these was taken from any hub in which the person sits.
@pytest.mark.parametrize(
    "reach",
    [
        NEW,
        Reach(email="pat@police.example"),
        Reach(mobile="07700 900999", channels=(Channel.SMS,)),
        Reach(channels=()),
        Reach(quiet_from="00:00", quiet_until="23:59"),
    ],
)
@pytest.mark.parametrize("role", [Role.ADMIN, Role.PRACTICE_MANAGER, Role.MANAGER, Role.SERVICE_MANAGER])
async def test_another_hub_changes_nothing_of_how_a_person_is_reached(
    database: Database, reach: Reach, role: Role
) -> None:
    pat, _, theirs = await shared(database)
    keeper = await make.person(database, make_hub(theirs), role)
    with pytest.raises(KeptByHomeHub, match="Northborough looks after"):
        await do(database, keep_for, keeper, pat.person_id, reach)
    assert await rows(database, ENTRIES) == []


async def test_another_hub_ends_no_session_but_its_own_seat(database: Database) -> None:
    pat, ours, theirs = await shared(database)
    manager = await make.person(database, make_hub(theirs), Role.MANAGER)
    with pytest.raises(KeptByHomeHub):
        await do(database, end_sessions_of, manager, pat.person_id)
    query = "select seat_id from seats where person_id = :p and hub_id = :h"
    [(seat,)] = await rows(database, query, p=pat.person_id, h=theirs.hub_id)
    assert (await do(database, end_seat, manager, seat)).changed
    boss = await make.person(database, make_hub(ours), Role.MANAGER)
    assert not (await do(database, end_sessions_of, boss, pat.person_id)).changed, "none was open"


async def test_the_home_hub_and_the_person_change_it_by_one_event_and_all_who_rely_on_it_are_told(
    database: Database,
) -> None:
    pat, ours, _ = await shared(database)
    await do(database, keep_for, ours, pat.person_id, NEW, minutes=1)
    events = "select hub_id, actor_id from events where kind = 'directory_changed'"
    assert await rows(database, events) == [(0, ours.person_id)]
    assert await tell(database) == 2 and await tell(database) == 0, "each hub once"
    assert await rows(database, TOLD) == [
        ("northborough", "Pat Osei", "own_reach_changed", None),
        ("southmere", "Bo Other", "reach_changed", "Pat Osei"),
    ]
    bodies = await rows(
        database, "select body from events where kind in ('directory_changed', 'delivery_queued')"
    )
    assert len(bodies) == 3 and not any("960999" in body or "Osei" in body for (body,) in bodies)
    await do(database, keep_own, pat.person_id, Reach(), minutes=6)
    assert await tell(database, 7) == 2, "a later change is told again"


async def test_a_seat_given_after_a_change_is_told_nothing_of_it(database: Database) -> None:
    pat, ours, _ = await shared(database)
    await do(database, keep_for, ours, pat.person_id, NEW, minutes=1)
    await tell(database)
    late = await make.hub(database, "eastmoor")
    await make.seated(
        database,
        late,
        pat.person_id,
        pat.name,
        Role.POLICE,
        agency="police",
        now=make.NOW + timedelta(minutes=9),
    )
    assert await tell(database, 10) == 0


async def test_the_home_hub_is_handed_on_by_itself_alone_and_only_to_a_hub_where_the_person_sits(
    database: Database,
) -> None:
    pat, ours, theirs = await shared(database)
    await make.hub(database, "eastmoor")
    with pytest.raises(KeptByHomeHub):
        await do(database, hand_on_home, theirs, pat.person_id, "southmere")
    with pytest.raises(NotAllowed):
        await do(database, hand_on_home, pat, pat.person_id, "southmere")
    for wrong in ("eastmoor", "house", "nowhere", ""):
        with pytest.raises(BadInput):
            await do(database, hand_on_home, ours, pat.person_id, wrong)
    assert await do(database, hand_on_home, ours, pat.person_id, "northborough") == Handed(changed=False)
    assert await do(database, hand_on_home, ours, pat.person_id, "southmere", minutes=1) == Handed(
        changed=True
    )
    assert (
        len(await rows(database, "select 1 from events where kind = 'home_hub_changed' and hub_id = 0")) == 1
    )
    assert await tell(database) == 2
    assert await rows(database, TOLD) == [
        ("northborough", "Ada Home", "home_changed", "Pat Osei"),
        ("southmere", "Bo Other", "home_changed", "Pat Osei"),
        ("southmere", "Pat Osei", "own_home_changed", None),
    ]
    with pytest.raises(KeptByHomeHub, match="Southmere"):
        await do(database, keep_for, ours, pat.person_id, NEW, minutes=6)
    await do(database, keep_for, theirs, pat.person_id, NEW, minutes=6)


async def test_a_home_hub_without_a_seat_of_the_person_still_hands_them_on_and_a_stranger_hub_finds_nobody(
    database: Database,
) -> None:
    pat, ours, _ = await shared(database)
    stranger = await make.person(database, await make.hub(database, "eastmoor"), Role.MANAGER)
    for command in (keep_for, hand_on_home):
        with pytest.raises(NotHere):
            await do(database, command, stranger, pat.person_id, NEW if command is keep_for else "southmere")
    with pytest.raises(NotHere):
        await do(database, end_sessions_of, stranger, pat.person_id)
    [(seat,)] = await rows(
        database,
        "select seat_id from seats where person_id = :p and hub_id = :h",
        p=pat.person_id,
        h=ours.hub_id,
    )
    manager = await make.person(database, make_hub(ours), Role.MANAGER)
    await do(database, end_seat, manager, seat)
    assert await do(database, hand_on_home, ours, pat.person_id, "southmere", minutes=1) == Handed(
        changed=True
    )


def make_hub(actor: Any) -> make.Hub:
    """The hub in which somebody acts."""
    return make.Hub(actor.hub_id, actor.hub_key, actor.hub_name, {})


async def test_of_three_hubs_the_home_hub_alone_changes_the_number_and_each_copy_of_it_waits_to_be_confirmed(
    database: Database,
) -> None:
    pat, ours, theirs = await shared(database)
    third = await make.hub(database, "eastmoor")
    await make.seated(database, third, pat.person_id, pat.name, Role.POLICE, agency="police")
    last = await make.person(database, third, Role.ADMIN, name="Cy Third")
    numbers = (
        "select h.key, e.address, e.confirmed_by is not null from agency_entries e join hubs h using (hub_id) "
        "where e.ended_at is null order by 1"
    )
    await do(database, keep_for, ours, pat.person_id, Reach(telephone="01632 960001"), minutes=1)
    await follow_contact_details(database, now=make.NOW + timedelta(minutes=2))
    for hub, keeper in ((1, ours), (2, theirs), (3, last)):
        [(entry,)] = await rows(database, "select entry_id from agency_entries where hub_id = :h", h=hub)
        for verb, given in (
            (change_entry, (entry, given_entry("telephone", "01632 960666", "Pat"))),
            (end_entry, (entry,)),
        ):
            with pytest.raises(KeptWithPerson):
                await do(database, verb, keeper, *given, minutes=2)
        checks = await make.person(database, make_hub(keeper), Role.MANAGER)
        await do(database, confirm_entry, checks, entry, "switchboard", minutes=2)
    await do(database, hand_on_home, ours, pat.person_id, "eastmoor", minutes=3)
    for keeper in (ours, theirs):
        with pytest.raises(KeptByHomeHub, match="Eastmoor"):
            await do(database, keep_for, keeper, pat.person_id, NEW, minutes=4)
        with pytest.raises(KeptByHomeHub, match="Eastmoor"):
            await do(database, hand_on_home, keeper, pat.person_id, make_hub(keeper).key, minutes=4)
    await do(database, keep_for, last, pat.person_id, NEW, minutes=5)
    assert await tell(database, 6) == 3
    told = [(hub, kind) for hub, _, kind, _ in await rows(database, TOLD)]
    assert {hub for hub, kind in told if kind == "reach_changed"} >= {"northborough", "southmere"}
    assert [kind for _, kind in told].count("own_reach_changed") == 1
    await follow_contact_details(database, now=make.NOW + timedelta(minutes=7))
    copies = [(key, "+441632960999", False) for key in ("eastmoor", "northborough", "southmere")]
    assert await rows(database, numbers) == copies
    [(seat,)] = await rows(database, "select seat_id from seats where person_id = :p", p=last.person_id)
    boss = await make.person(database, third, Role.MANAGER)
    await do(database, end_seat, boss, seat, minutes=8)
    async with database.connection() as conn:
        with pytest.raises(NotHere):
            await actor_of_person(conn, third.hub_id, last.person_id)
