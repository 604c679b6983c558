"""Records of two contacts are joined as one person by somebody who says so, and parted again; no record is touched."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import text

from board.commands.claims import claim
from board.commands.closures import close
from board.commands.holds import hold
from board.commands.identity.joining import JoinDone, join_identity
from board.commands.interest.declaring import declare_interest
from board.commands.restrictions import restrict, unrestrict
from board.domain.contacts import NewAdult, NewChild
from board.domain.identity.records import Record
from board.domain.permissions import Role
from board.domain.refusals import (
    BadInput,
    NotAllowed,
    NotHere,
    NotOnePerson,
    OneContact,
    ReasonNeeded,
    Refusal,
    WouldBeOnePerson,
)
from board.queries.cards import cards_shown, live_cards
from board.store.engine import Database
from board.store.visibility import kept_from
from tests import make
from tests.commands.identity.people import DANA, MIA, NOW, POLICY, Town, records_of

UNBORN = NewChild(unborn=True, family_name="Rowan", expected_on=date(2026, 6, 1))


def born(name: str) -> NewChild:
    """A baby of the family who was born when the unborn one was expected."""
    return NewChild(given_name=name, family_name="Rowan", born_on=date(2026, 5, 30))


async def test_two_records_are_one_person_and_parting_leaves_each_as_it_was(database: Database) -> None:
    town = await Town.founded(database)
    old, new = await town.contact(days=200), await town.contact()
    before = await records_of(database)
    assert await town.people() == set(), "nothing joins by itself"
    assert (await town.join(new, old)).changed and not (await town.join(old, new)).changed
    one, other = await town.record(new), await town.record(old)
    assert await town.people() == {frozenset({(*one,), (*other,)})}
    assert (await town.on_card(new), await town.on_card(old)) == (1, 0), (
        "the earlier one counts, not the later"
    )
    assert await records_of(database) == before
    await town.part(new, old)
    assert await town.people() == set() and await town.on_card(new) == 0
    assert await records_of(database) == before
    with pytest.raises(NotOnePerson):
        await town.part(new, old)


async def test_joining_is_a_reading_of_both_and_stands_in_the_history_of_both(database: Database) -> None:
    town = await Town.founded(database)
    old, new = await town.contact(days=30), await town.contact()
    await town.join(new, old)
    async with database.connection() as conn:
        query = "select c.ref, r.person_id from readings r join contacts c using (hub_id, contact_id) where r.why = 'joined'"
        assert {tuple(row) for row in await conn.execute(text(query))} == {
            (old, town.worker.person_id),
            (new, town.worker.person_id),
        }
    assert sorted(await town.tell()) == sorted([("identity_joined", old), ("identity_joined", new)])


async def test_without_a_second_fact_a_manager_is_asked(database: Database) -> None:
    town = await Town.founded(database)
    old = await town.contact(days=30, children=(replace(MIA, born_on=None, school=None),), adults=())
    new = await town.contact(children=(replace(MIA, school=None),), adults=())
    done = await town.join(new, old)
    assert done.asked and done.changed and await town.people() == set() and await town.on_card(new) == 0
    again = await town.join(new, old)
    assert again.asked and not again.changed
    async with database.connection() as conn:
        told = (
            (await conn.execute(text("select person_id from deliveries where kind = 'identity_asked'")))
            .scalars()
            .all()
        )
    assert set(told) == {town.manager.person_id, town.other.person_id}
    with pytest.raises(NotAllowed):
        await town.confirm(new, old, by=town.worker)
    assert (await town.confirm(new, old)).changed and not (await town.confirm(old, new)).changed
    assert len(await town.people()) == 1 and await town.on_card(new) == 1


async def test_a_manager_who_joins_is_asked_nothing_and_confirms_by_joining(database: Database) -> None:
    town = await Town.founded(database)
    namesake = replace(MIA, born_on=date(2011, 4, 2), school=None)
    old, new = await town.contact(days=30, children=(namesake,), adults=()), await town.contact(adults=())
    assert (await town.join(new, old)).asked, "the birth dates speak against it"
    assert not (await town.join(new, old, by=town.other)).asked
    assert len(await town.people()) == 1


async def test_a_join_that_waits_can_be_declined_and_asked_again(database: Database) -> None:
    town = await Town.founded(database)
    twin = replace(MIA, given_name="Zoe")
    old, new = await town.contact(days=30, children=(twin,)), await town.contact()
    assert (await town.join(new, old)).asked, "twins have one birth date, home and school"
    await town.part(new, old, by=town.manager)
    with pytest.raises(NotOnePerson):
        await town.confirm(new, old)
    assert (await town.join(new, old)).changed


async def test_refusals(database: Database) -> None:
    town = await Town.founded(database)
    sister = replace(MIA, given_name="Ada", born_on=date(2014, 1, 1))
    old, new = await town.contact(days=9, children=(MIA, sister)), await town.contact(children=(MIA, sister))
    for refusal, one, other, places in (
        (OneContact, new, new, (1, 1)),
        (OneContact, new, new, (1, 2)),
        (NotHere, new, "Z9Z9", (1, 1)),
    ):
        ends = [await town.record(new, place=place) for place in places]
        with pytest.raises(refusal):
            async with database.transaction() as tx:
                await join_identity(tx, town.worker, one, ends[0], other, ends[1], "Same.", now=NOW)
    mother, girl = await town.record(old, "adult"), await town.record(new)
    for person, other_person in (
        (girl, mother),
        (mother, girl),
        (girl, girl),
        (Record("child", 2**60), girl),
    ):
        with pytest.raises(NotHere):
            async with database.transaction() as tx:
                await join_identity(tx, town.worker, new, person, old, other_person, "Same.", now=NOW)
    with pytest.raises(ReasonNeeded):
        async with database.transaction() as tx:
            await join_identity(tx, town.worker, new, girl, old, await town.record(old), " ", now=NOW)
    admin = await make.person(database, town.hub, Role.ADMIN)
    with pytest.raises(NotAllowed):
        await town.join(new, old, by=admin)
    for code in ("child", "child-", "child-x", "pet-3", "adult--1", "child-" + "9" * 30):
        with pytest.raises(BadInput):
            Record.of(code, "record")
    assert await town.people() == set()


async def test_two_children_of_one_contact_never_become_one(database: Database) -> None:
    town = await Town.founded(database)
    sister = replace(MIA, given_name="Miah", born_on=date(2016, 4, 2))
    old, new = await town.contact(days=9), await town.contact(children=(MIA, sister))
    await town.join(new, old)
    with pytest.raises(WouldBeOnePerson) as refused:
        await town.join(new, old, places=(2, 1))
    assert old in refused.value.sentence and new in refused.value.sentence


async def test_a_ring_is_one_person_and_parting_one_leaves_the_others(database: Database) -> None:
    town = await Town.founded(database)
    one, two, three, four = [await town.contact(days=days) for days in (90, 60, 30, 0)]
    await town.join(one, two)
    await town.join(three, four)
    apart = await town.people()
    await town.join(two, three)
    assert len(await town.people()) == 1
    assert not (await town.join(four, one)).changed, "the ring is closed already"
    await town.part(two, three)
    assert await town.people() == apart, "parting undoes the join of two persons"
    await town.join(two, three)
    await town.part(one, four)
    assert {len(person) for person in await town.people()} == {3}, "the first leaves, and the others stay"


async def test_a_number_comes_back_with_its_records(database: Database) -> None:
    town = await Town.founded(database)
    one, two, three, four = [await town.contact(days=days) for days in (90, 60, 30, 0)]
    await town.join(one, two)
    await town.join(three, four)

    async def numbers() -> list[tuple[int, ...]]:
        query = "select contact_id, identity_id from identity_records where parted_at is null order by 1"
        async with database.connection() as conn:
            return [tuple(row) for row in await conn.execute(text(query))]

    before = await numbers()
    await town.join(four, one)
    assert len({number for _, number in await numbers()}) == 1
    await town.part(four, one)
    assert await numbers() == before


async def test_an_unborn_child_joins_the_born_one_and_twins_stay_two(database: Database) -> None:
    town = await Town.founded(database)
    early = await town.contact(days=200, children=(UNBORN,))
    first = await town.contact(days=20, children=(born("Ivy"),))
    second = await town.contact(children=(born("Fern"),))
    again = await town.contact(children=(born("Ivy"),))
    assert not (await town.join(early, first)).asked
    assert not (await town.join(early, second)).asked
    assert not (await town.join(early, second)).changed
    assert sorted(len(person) for person in await town.people()) == [2, 2], "twins are two"
    assert (await town.on_card(first), await town.on_card(second)) == (1, 1)
    await town.join(first, again)
    assert sorted(len(person) for person in await town.people()) == [2, 3]
    twins = await town.people()
    await town.part(early, second)
    await town.join(early, second)
    assert await town.people() == twins


async def test_unborn_twins_in_one_contact_are_born_in_one(database: Database) -> None:
    town = await Town.founded(database)
    early = await town.contact(days=200, children=(UNBORN,))
    later = await town.contact(days=150, children=(replace(UNBORN, expected_on=date(2026, 6, 3)),))
    both = await town.contact(children=(born("Ivy"), born("Fern")))
    await town.join(early, later)
    await town.join(early, both, places=(1, 1))
    await town.join(later, both, places=(1, 2))
    assert sorted(len(person) for person in await town.people()) == [2, 3]


async def test_a_restricted_record_is_joined_by_those_named_alone_and_tells_no_other(
    database: Database,
) -> None:
    town = await Town.founded(database)
    hidden, new = await town.contact(days=30), await town.contact()
    async with database.transaction() as tx:
        await restrict(tx, town.manager, hidden, [town.other.person_id], "A colleague's family.", now=NOW)
    with pytest.raises(NotHere):
        await town.join(new, hidden)
    await town.join(new, hidden, by=town.manager)
    assert await town.tell() == [("history_changed", hidden), ("restricted_identity_changed", None)]
    assert await town.on_card(new) == 0 and (await town.shared(new)).lines == ()
    assert [line.ref for line in (await town.shared(hidden)).lines] == [new], (
        "the people named may know of both"
    )
    async with database.transaction() as tx:
        await unrestrict(tx, town.manager, hidden, "It is over.", now=NOW)
    assert await town.on_card(new) == 1
    assert ("history_changed", new) in await town.tell()


async def test_who_is_restricted_halfway_is_counted_no_longer(database: Database) -> None:
    town = await Town.founded(database)
    one, two, three = [await town.contact(days=days) for days in (90, 60, 0)]
    await town.join(two, one)
    await town.join(three, two)
    assert await town.on_card(three) == 2
    async with database.transaction() as tx:
        await restrict(tx, town.manager, two, [town.other.person_id], "A colleague's family.", now=NOW)
    assert await town.on_card(three) == 1
    assert [line.ref for line in (await town.shared(three)).lines] == [one]
    assert [kind for kind, ref in await town.tell() if ref == three][-1] == "history_changed"
    await town.part(three, one)
    assert len(await town.people()) == 1, "the worker parts two records although the join ran through a third"
    assert await town.on_card(three) == 0


async def test_people_named_on_both_count_both(database: Database) -> None:
    town = await Town.founded(database)
    one, two = await town.contact(days=30), await town.contact()
    await town.join(one, two)
    third = await make.person(database, town.hub, Role.EDT)
    for ref, people in ((one, [town.other.person_id]), (two, [town.other.person_id, third.person_id])):
        async with database.transaction() as tx:
            await restrict(tx, town.manager, ref, people, "A colleague's family.", now=NOW)
    assert await town.on_card(two, by=town.manager) == 0, "one person named on it does not know of the other"
    assert [line.ref for line in (await town.shared(one)).lines] == [two]
    async with database.transaction() as tx:
        people = [town.other.person_id, third.person_id]
        await restrict(tx, town.manager, one, people, "A colleague's family.", now=NOW)
    assert await town.on_card(two, by=third) == 1


async def test_a_hidden_record_stops_no_join_and_so_tells_nothing(database: Database) -> None:
    town = await Town.founded(database)
    sister = replace(MIA, given_name="Miah")
    hidden = await town.contact(days=90, children=(MIA, sister))
    one, two = await town.contact(days=30), await town.contact()
    await town.join(one, hidden)
    await town.join(two, hidden, places=(1, 2))
    with pytest.raises(WouldBeOnePerson):
        await town.join(one, two)
    async with database.transaction() as tx:
        await restrict(tx, town.manager, hidden, [town.other.person_id], "A colleague's family.", now=NOW)
    assert (await town.join(one, two)).changed


async def test_held_and_closed_contacts_are_joined_and_their_joins_are_kept(database: Database) -> None:
    town = await Town.founded(database)
    old, new = await town.contact(days=30), await town.contact()
    async with database.transaction() as tx:
        await hold(tx, town.manager, old, "The inquiry asks for it.", now=NOW)
        await close(tx, town.manager, new, "ADVICE_INFO", "Seen.", anyway="So.", now=NOW)
    await town.join(new, old)
    for table in ("identity_records", "identity_joins"):
        with pytest.raises(Refusal):
            async with database.transaction() as tx:
                await tx.conn.execute(text(f"delete from {table} where hub_id = {town.hub.hub_id}"))
    await town.part(new, old)


async def test_two_joins_at_once_are_one(database: Database) -> None:
    town = await Town.founded(database)
    old, new, third = await town.contact(days=60), await town.contact(days=30), await town.contact()
    done = await asyncio.gather(
        town.join(new, old), town.join(old, new), town.join(third, old), town.join(new, third)
    )
    assert [one.changed for one in done].count(True) == 2
    assert [len(person) for person in await town.people()] == [3]


async def test_a_record_is_one_person_at_a_time_whoever_writes_it(database: Database) -> None:
    town = await Town.founded(database)
    old, new = await town.contact(days=60), await town.contact()
    await town.join(new, old)
    copy = (
        "insert into identity_records (hub_id, identity_id, part, contact_id, child_id, join_id, joined_at) "
        "select hub_id, {identity}, {part}, contact_id, child_id, join_id, joined_at from identity_records limit 1"
    )
    other = "insert into identities (hub_id, part) values (:h, 'adult') returning identity_id"
    async with database.transaction() as tx:
        adult = (await tx.conn.execute(text(other), {"h": town.hub.hub_id})).scalar_one()
    for identity, part in (("identity_id", "part"), (str(adult), "part"), (str(adult), "'adult'")):
        with pytest.raises(Exception, match="identity_records_"):
            async with database.transaction() as tx:
                await tx.conn.execute(text(copy.format(identity=identity, part=part)))


async def test_nothing_is_joined_across_hubs(database: Database) -> None:
    town, elsewhere = await Town.founded(database), await Town.founded(database, "southborough")
    here, there = await town.contact(), await elsewhere.contact()
    ends = await town.record(here), await elsewhere.record(there)
    for actor, one, other in ((town.worker, here, there), (elsewhere.worker, there, here)):
        persons = ends if one == here else ends[::-1]
        with pytest.raises(NotHere):
            async with database.transaction() as tx:
                await join_identity(tx, actor, one, persons[0], other, persons[1], "Same.", now=NOW)


async def test_a_half_sibling_and_the_safe_address_stay_where_they_are(database: Database) -> None:
    town = await Town.founded(database)
    here = await town.contact(days=30)
    half = NewChild(
        given_name="Ned", family_name="Ashdown", born_on=date(2019, 2, 3), address="9 Refuge Lane, NB7 7ZZ"
    )
    there = await town.contact(children=(half,), adults=(replace(DANA, address="9 Refuge Lane, NB7 7ZZ"),))
    await town.join(here, there, part="adult")
    [person] = await town.people()
    assert {part for part, _, _ in person} == {"adult"}, "children are not joined by their mother"
    shown = f"{await town.shared(here)} {await town.shared(there)}"
    assert "Refuge" not in shown and "Ned" not in shown
    assert (await town.shared(there)).earlier == 0, (
        "a hub counts contacts of the children unless it says otherwise"
    )


async def test_only_what_came_in_the_months_before_counts(database: Database) -> None:
    town = await Town.founded(database)
    long_ago, old, new = await town.contact(days=400), await town.contact(days=200), await town.contact()
    await town.join(new, old)
    await town.join(new, long_ago)
    assert (await town.on_card(new), await town.on_card(old)) == (1, 1)
    assert [line.ref for line in (await town.shared(new)).lines] == [old, long_ago]
    async with database.transaction() as tx:
        await close(
            tx, town.manager, old, "ADVICE_INFO", "Seen.", anyway="So.", now=NOW + timedelta(minutes=1)
        )
    assert (await town.shared(new)).lines[0].outcome
    assert ("history_changed", new) in await town.tell(), "the outcome is on its page"


async def test_a_join_and_a_restriction_at_once_leave_nothing_on_a_shared_page(database: Database) -> None:
    town = await Town.founded(database)
    for place in range(3):
        old, new = await town.contact(days=30 + place), await town.contact()

        async def hide(ref: str = old) -> None:
            async with database.transaction() as tx:
                await restrict(
                    tx, town.manager, ref, [town.other.person_id], "A colleague's family.", now=NOW
                )

        joined, hidden = await asyncio.gather(town.join(new, old), hide(), return_exceptions=True)
        assert hidden is None and isinstance(joined, NotHere | JoinDone)
        assert await town.on_card(new) == 0 and (await town.shared(new)).lines == ()
        if isinstance(joined, JoinDone):
            assert [line.ref for line in (await town.shared(old)).lines] == [new]


async def test_a_count_holds_nothing_that_is_kept_from_the_one_who_reads_it(database: Database) -> None:
    """The family is kept from its kin by the reference of one contact; a second contact shares another child with a third."""
    town = await Town.founded(database)
    leo = NewChild(given_name="Leo", family_name="Rowan", born_on=date(2012, 7, 8))
    other = NewAdult("parent", given_name="Ines", family_name="Vance")
    first = await town.contact(days=90, source_reference="ROWAN-1")
    second = await town.contact(days=60, children=(MIA, leo), adults=())
    third = await town.contact(
        children=(replace(leo, born_on=None, family_name="Vance", address="7 Ash Road, NB4 5EF"),),
        adults=(other,),
    )
    await town.join(second, first)
    await town.join(third, second, by=town.manager, places=(1, 2))
    async with database.transaction() as tx:
        await declare_interest(tx, town.worker, "kin", reference="ROWAN-1", now=NOW)
    async with database.connection() as conn:
        shown = await cards_shown(conn, town.hub.hub_id, POLICY, NOW.date(), reader=town.worker.person_id)
        kept = await kept_from(conn, town.hub.hub_id, town.worker.person_id)
        everybody = await live_cards(conn, town.hub.hub_id, POLICY, NOW.date())
    numbers = kept[town.worker.person_id]
    assert set(numbers.values()) == {first, second} and [
        one.earlier for one in everybody if one.ref == third
    ] == [1]
    assert [(card.ref, card.earlier) for card in shown] == [(third, 0)]
    async with database.transaction() as tx:
        await claim(tx, town.worker, third, now=NOW)
    assert await town.on_card(third, by=town.worker) == 0
