"""An interest in a family: from the moment it is declared, its contacts do not exist for the person, nor those that are found later."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from board.commands.children import add_child
from board.commands.claims import claim, take_next
from board.commands.climbing import climb, due_to_climb
from board.commands.contacts import receive
from board.commands.duties import put_on_duty
from board.commands.hand_overs import hand_over
from board.commands.incident.joining import join
from board.commands.incident.settling import settle
from board.commands.interest.deciding import confirm_interest, end_interest
from board.commands.interest.declaring import declare_interest, mark_interest
from board.commands.owners import own
from board.commands.restrictions import restrict
from board.commands.undo import undo
from board.domain.contacts import NewAdult, NewChild
from board.domain.people import Actor
from board.domain.permissions import Action, Role
from board.domain.policy import Policy
from board.domain.refusals import (
    BadInput,
    CannotDecide,
    CannotHold,
    ChangedSince,
    NotAllowed,
    NotHere,
    NothingToUndo,
    NothingWaiting,
    NotYoursToUndo,
    UnknownCode,
    UnknownPeople,
)
from board.domain.rota import Post, Span
from board.store.doors import access_contact
from board.store.engine import Database
from tests import make
from tests.commands.doing import do, rows

NOW = make.NOW
NELL = NewChild(
    given_name="Nell", family_name="Quill", born_on=date(2016, 5, 4), address="12 Mill Lane, Northborough"
)
DAN = NewAdult("parent", given_name="Daniel", family_name="Quill-Hart", address="12 Mill Lane, Northborough")


class Hub:
    """A hub with two managers, a worker who has an interest in the family Quill, and another worker."""

    def __init__(
        self, db: Database, hub: make.Hub, kin: Actor, other: Actor, manager: Actor, second: Actor
    ) -> None:
        self.db, self.hub, self.kin, self.other, self.manager, self.second = (
            db,
            hub,
            kin,
            other,
            manager,
            second,
        )

    async def do(self, command: Any, *given: Any, **more: Any) -> Any:
        return await do(self.db, command, *given, **more)

    async def declare(self, who: Actor | None = None, kind: str = "kin", **typed: str) -> Any:
        return await self.do(declare_interest, who or self.kin, kind, **(typed or {"names": "Nell Quill"}))

    async def quills(self, by: Actor | None = None, **otherwise: Any) -> str:
        facts = {"children": (NELL,), "adults": ()} | otherwise
        return await make.contact_waiting(self.db, by or self.other, **facts)

    async def exists(self, ref: str, who: Actor | None = None) -> bool:
        async with self.db.connection() as conn:
            try:
                await access_contact(conn, who or self.kin, ref, Action.READ_CONTACT, now=NOW)
            except NotHere:
                return False
        return True

    async def notices(self, kind: str) -> list[int]:
        found = await rows(
            self.db,
            "select person_id from deliveries where kind = :kind and channel = 'page' and state = 'queued' order by 1",
            kind=kind,
        )
        return [person for (person,) in found]

    async def held(self, ref: str) -> tuple[Any, Any, int]:
        ((row),) = await rows(
            self.db,
            "select cl.person_id, c.deciding_manager, (select count(*) from hand_overs h where h.contact_id = c.contact_id "
            "and h.ended_at is null) from contacts c left join claims cl on cl.contact_id = c.contact_id and cl.released_at is null "
            "where c.ref = :ref",
            ref=ref,
        )
        return tuple(row)  # type: ignore[return-value]


@pytest.fixture
async def hub(database: Database) -> Hub:
    made = await make.hub(database)
    kin, other = await make.person(database, made), await make.person(database, made)
    manager = await make.person(database, made, Role.MANAGER)
    return Hub(database, made, kin, other, manager, await make.person(database, made, Role.SERVICE_MANAGER))


@pytest.mark.parametrize(
    "typed",
    [
        {"names": "Nell Quill"},
        {"names": "nell quil"},
        {"names": "Quill", "address": "40 Mill Lane, Northborough"},
        {"names": "Somebody Else\nDan Quill Hart"},
        {"names": "Quill, Nell"},
        {"address": "Flat 12, Mill Lane"} | {"address": "12 mill ln"},
        {"reference": "quill 0042"},
        {"reference": "QUILL-42"},
    ],
)
async def test_what_was_typed_finds_the_family_whatever_the_spelling(hub: Hub, typed: dict[str, str]) -> None:
    ref = await hub.quills(adults=(DAN,), source_reference="QUILL-0042")
    beside = await make.contact_waiting(hub.db, hub.other)
    await hub.declare(**typed)
    assert not await hub.exists(ref) and await hub.exists(beside)
    assert await hub.exists(ref, hub.other), "it is there for everybody else"


async def test_the_boards_own_reference_finds_it_too(hub: Hub) -> None:
    ref = await hub.quills()
    await hub.declare(reference=ref.lower())
    assert not await hub.exists(ref)


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"names": " \n "}, "names"),
        ({"names": "Quill"}, "names"),
        ({"names": "Nell Quill\nVane"}, "names"),
        ({"names": "O'Quill-Hart", "reference": "QUILL-42"}, "names"),
        ({"address": "Rose Cottage"}, "address"),
        ({"names": "Nell Quill\n--"}, "names"),
        ({"names": "x" * 201}, "names"),
        ({"reference": "r" * 101}, "reference"),
    ],
)
async def test_what_can_never_find_a_family_is_refused_and_changes_nothing(
    hub: Hub, typed: dict[str, str], field: str
) -> None:
    with pytest.raises(BadInput) as refused:
        await hub.declare(**typed)
    assert list(refused.value.errors) == [field]
    with pytest.raises(UnknownCode):
        await hub.declare(kind="friend", names="Nell Quill")
    assert await rows(hub.db, "select 1 from interests") == []


async def test_declaring_answers_and_leaves_the_same_traces_whether_the_family_is_here_or_not(
    hub: Hub,
) -> None:
    """Restricted to others, closed, on the board, or nowhere."""
    await hub.do(restrict, hub.manager, await hub.quills(), [hub.second.person_id], "Known to a colleague.")
    await make.contact_closed(hub.db, hub.manager, children=(replace(NELL, family_name="Closed"),), adults=())
    await make.contact_waiting(hub.db, hub.other, children=(replace(NELL, family_name="Openly"),), adults=())
    await hub.declare(names="Nell Before")
    said, left = set(), set()
    for family in ("Quill", "Closed", "Openly", "Nowhere"):
        before = await rows(hub.db, "select count(*) from events")
        messages = await rows(hub.db, "select count(*) from deliveries")
        said.add(await hub.declare(names=f"Nell {family}"))
        after = await rows(hub.db, "select kind, contact_id from events order by seq")
        left.add(tuple(after[before[0][0] :]))
        assert await rows(hub.db, "select count(*) from deliveries") == messages
    assert len(said) == 1 and left == {(("interest_declared", None),)}
    assert not (await hub.declare(names="Nell Quill")).changed, "the same again is silence"


async def test_every_act_is_refused_as_of_a_contact_that_is_not_here(hub: Hub) -> None:
    ref = await hub.quills()
    await hub.declare()
    for act in (claim, undo):
        with pytest.raises(NotHere):
            await hub.do(act, hub.kin, ref)
    with pytest.raises(NothingWaiting):
        await hub.do(take_next, hub.kin)
    mine = await make.contact_claimed(hub.db, hub.other, children=(NELL,), adults=())
    with pytest.raises(CannotHold):
        await hub.do(hand_over, hub.other, mine, hub.kin.person_id, "Please.")
    await hub.declare(hub.second)
    with pytest.raises(CannotDecide):
        await hub.do(own, hub.manager, ref, hub.second.person_id)
    with pytest.raises(BadInput):
        await hub.do(restrict, hub.manager, ref, [hub.second.person_id], "Known to a colleague.")


async def test_a_contact_that_arrives_later_is_kept_from_them_from_arrival(hub: Hub) -> None:
    await hub.declare()
    open_one = await hub.quills()
    hidden = await hub.quills(restricted=True, summary="Another evening.")
    beside = await make.contact_waiting(hub.db, hub.other)
    assert not await hub.exists(open_one) and not await hub.exists(hidden) and await hub.exists(beside)


async def test_a_sibling_found_by_the_family_is_kept_too(hub: Hub) -> None:
    """The second contact has nobody who was typed."""
    ref = await hub.quills(adults=(DAN,))
    await hub.declare()
    sibling = NewChild(given_name="Rosa", family_name="Hart", born_on=date(2019, 3, 2))
    later = await hub.quills(children=(sibling,), adults=(DAN,))
    assert not await hub.exists(ref) and not await hub.exists(later)


async def test_late_information_that_names_the_family_takes_the_contact_away_from_its_holder(
    hub: Hub,
) -> None:
    await hub.declare()
    new = make.approach(
        source_reference="PPN-LATE", children=(), adults=(NewAdult("other", "Kim", "Marlow"),)
    )
    ref = (await hub.do(receive, hub.other, new)).ref
    await hub.do(claim, hub.kin, ref)
    more = replace(new, children=(NELL,), summary="A child was seen after all.")
    await hub.do(receive, hub.other, more, minutes=5)
    assert not await hub.exists(ref) and (await hub.held(ref))[0] is None
    assert await hub.notices("put_back") == [hub.manager.person_id, hub.second.person_id]


async def test_a_child_added_later_does_the_same(hub: Hub) -> None:
    await hub.declare()
    ref = await make.contact_claimed(hub.db, hub.kin)
    await hub.do(add_child, hub.other, ref, NELL, minutes=1)
    assert not await hub.exists(ref) and (await hub.held(ref))[0] is None


async def test_whoever_joins_or_confirms_a_likeness_keeps_both_from_them(hub: Hub) -> None:
    tom = NewChild(given_name="Tom", family_name="Reed", born_on=date(2017, 1, 20))
    other = {"children": (tom,), "adults": ()}
    first = await make.contact_waiting(hub.db, hub.other, **other)
    second = await make.contact_waiting(hub.db, hub.other, source="school", summary="A bruise.", **other)
    third = await make.contact_waiting(
        hub.db, hub.other, children=(replace(tom, born_on=date(2017, 1, 21)),), adults=()
    )
    await hub.do(settle, hub.other, first, third, same=False, reason="Another boy.")
    await hub.declare(reference=first)
    assert not await hub.exists(first) and not await hub.exists(second), (
        "one that is alike for certain goes with it"
    )
    assert await hub.exists(third), "a person said that this is another family"
    await hub.do(join, hub.other, second, first, "One evening.", minutes=1)
    await hub.do(settle, hub.other, first, third, same=True, reason="His own birthday is wrong.", minutes=2)
    assert not await hub.exists(third)


async def test_what_they_hold_waits_again_loudly_and_the_duty_manager_is_told(hub: Hub) -> None:
    ref = await make.contact_claimed(hub.db, hub.kin, children=(NELL,), adults=())
    await hub.declare()
    assert await hub.held(ref) == (None, None, 0)
    assert await hub.notices("put_back") == [hub.manager.person_id, hub.second.person_id]
    ((urgent,),) = await rows(
        hub.db, "select distinct urgent from deliveries where kind = 'put_back' and channel = 'page'"
    )
    assert urgent
    with pytest.raises(NotHere):
        await hub.do(undo, hub.kin, ref, minutes=1)
    assert await hub.notices("taken_back") == [], "the person hears nothing that they did not type"


async def test_what_is_offered_to_them_and_what_they_decide_goes_back_too(hub: Hub) -> None:
    offered = await make.contact_claimed(hub.db, hub.other, children=(NELL,), adults=())
    await hub.do(hand_over, hub.other, offered, hub.kin.person_id, "Please.")
    await hub.declare()
    assert await hub.held(offered) == (None, None, 0)
    assert await hub.notices("taken_back") == [hub.other.person_id]
    decided = await make.contact_waiting(
        hub.db, hub.other, children=(replace(NELL, family_name="Vane"),), adults=()
    )
    await hub.do(own, hub.manager, decided)
    await hub.do(claim, hub.other, decided)
    await hub.declare(hub.manager, names="Nell Vane")
    assert await hub.held(decided) == (None, None, 0)
    ((told,),) = await rows(
        hub.db,
        "select array_agg(d.person_id) from deliveries d join contacts c using (hub_id, contact_id) where c.ref = :ref "
        "and d.kind = 'put_back' and d.channel = 'page'",
        ref=decided,
    )
    assert told == [hub.second.person_id], (
        "the interest is the manager's own, so the next on the line is told"
    )


async def test_of_a_restricted_contact_they_are_named_no_more_and_somebody_else_is(hub: Hub) -> None:
    ref = await hub.quills(hub.manager)
    await hub.do(restrict, hub.manager, ref, [hub.second.person_id], "Known to a colleague.")
    await hub.declare(hub.manager)
    assert not await hub.exists(ref, hub.manager) and await hub.exists(ref, hub.second)
    assert await hub.notices("too_few_named") == [hub.second.person_id]


async def test_a_mark_keeps_the_contact_from_a_colleague_with_others_of_the_family(hub: Hub) -> None:
    ref = await hub.quills()
    await hub.do(mark_interest, hub.other, ref, hub.kin.person_id, "neighbour", "They told me at lunch.")
    later = await hub.quills(summary="Again.")
    assert not await hub.exists(ref) and not await hub.exists(later)
    assert not (await hub.do(mark_interest, hub.other, ref, hub.kin.person_id, "neighbour", "Again.")).changed
    with pytest.raises(UnknownPeople):
        await hub.do(mark_interest, hub.other, ref, 999_999, "kin", "A stranger.")
    with pytest.raises(UnknownPeople):
        await hub.do(mark_interest, hub.other, ref, hub.other.person_id, "kin", "Me.")
    with pytest.raises(NotHere):
        await hub.do(mark_interest, hub.kin, ref, hub.other.person_id, "kin", "They said so.")


async def number(hub: Hub) -> int:
    return int((await rows(hub.db, "select max(interest_id) from interests"))[0][0])


async def test_a_manager_confirms_or_ends_an_interest_and_never_their_own(hub: Hub) -> None:
    ref = await hub.quills()
    await hub.declare()
    one = await number(hub)
    for who, error in ((hub.kin, NotAllowed), (hub.other, NotAllowed)):
        with pytest.raises(error):
            await hub.do(end_interest, who, one, "Another family.")
    assert (await hub.do(confirm_interest, hub.manager, one)).changed
    assert not (await hub.do(confirm_interest, hub.manager, one)).changed
    assert not await hub.exists(ref)
    assert (await hub.do(end_interest, hub.manager, one, "They moved away from each other.")).changed
    assert not (await hub.do(end_interest, hub.manager, one, "Again.")).changed
    assert await hub.exists(ref) and await hub.exists(await hub.quills(summary="Later."))
    await hub.declare(hub.manager)
    with pytest.raises(NotHere):
        await hub.do(end_interest, hub.manager, await number(hub), "Nothing of it.")
    assert not await hub.exists(ref, hub.manager)


async def test_a_manager_with_an_interest_of_their_own_in_the_family_decides_nobody_elses(hub: Hub) -> None:
    await hub.quills()
    await hub.declare()
    one = await number(hub)
    await hub.declare(hub.manager, kind="neighbour", names="Nell Quill")
    with pytest.raises(NotHere):
        await hub.do(end_interest, hub.manager, one, "Nothing of it.")
    assert (await hub.do(end_interest, hub.second, one, "Another family.")).changed


async def test_an_interest_that_ends_leaves_what_another_keeps(hub: Hub) -> None:
    ref = await hub.quills()
    await hub.declare()
    first = await number(hub)
    await hub.declare(names="Dan Quill\nNell Quill", kind="neighbour")
    await hub.do(end_interest, hub.manager, first, "Not kin.", minutes=1)
    assert not await hub.exists(ref)
    await hub.do(end_interest, hub.manager, await number(hub), "Nor a neighbour.", minutes=2)
    assert await hub.exists(ref)


async def test_undoing_the_claim_before_gives_nothing_back(hub: Hub) -> None:
    ref = await make.contact_claimed(hub.db, hub.other, children=(NELL,), adults=())
    await hub.do(hand_over, hub.other, ref, hub.kin.person_id, "Please.", minutes=1)
    await hub.declare()
    with pytest.raises((NothingToUndo, ChangedSince, NotYoursToUndo)):
        await hub.do(undo, hub.other, ref, minutes=2)
    assert await hub.held(ref) == (None, None, 0)


async def test_a_family_name_with_an_address_keeps_that_street_and_no_other_family_of_the_name(
    hub: Hub,
) -> None:
    here, elsewhere, unknown = [
        await hub.quills(children=(replace(NELL, given_name=given, born_on=None, address=where),))
        for given, where in (("Ann", "3 Mill Lane"), ("Bea", "9 Park Road"), ("Cat", None))
    ]
    await hub.declare(names="Quill", address="40 Mill Lane, Northborough")
    assert [await hub.exists(ref) for ref in (here, elsewhere, unknown)] == [False, True, False]


async def test_a_manager_is_told_that_an_interest_waits_until_it_is_decided_and_never_who_has_it(
    hub: Hub,
) -> None:
    await hub.quills()
    limit = Policy.default().decide_interest_limit
    managers = sorted((hub.manager.person_id, hub.second.person_id))
    await hub.declare()
    assert await hub.notices("interest_to_decide") == managers
    [(about, link, climbs)] = await rows(
        hub.db,
        "select distinct contact_id, entry_id, climb_at from deliveries where kind = 'interest_to_decide'",
    )
    assert (about, link, climbs) == (None, None, Policy.default().calendar.due(NOW, limit)), "of no contact"
    await hub.declare(hub.manager, kind="neighbour")
    await hub.do(confirm_interest, hub.second, await number(hub) - 1)
    assert await hub.notices("interest_to_decide") == [hub.second.person_id], "the manager's own waits too"
    await hub.do(end_interest, hub.second, await number(hub), "Another family.")
    assert await hub.notices("interest_to_decide") == []


async def test_an_interest_that_nobody_decides_climbs_past_the_manager_who_has_one(hub: Hub) -> None:
    third = await make.person(hub.db, hub.hub, Role.PRACTICE_MANAGER)
    [(seat,)] = await rows(
        hub.db, "select seat_id from seats where person_id = :person", person=hub.manager.person_id
    )
    day = Span(NOW - timedelta(hours=1), NOW + timedelta(hours=9))
    await hub.do(put_on_duty, hub.manager, seat, Post.DUTY_MANAGER, day)
    await hub.quills()
    await hub.declare(hub.second, kind="neighbour")
    assert await hub.notices("interest_to_decide") == [hub.manager.person_id], "the duty manager"
    [(notice, at)] = await rows(
        hub.db, "select notice_id, climb_at from deliveries where climb_at is not null"
    )
    async with hub.db.transaction() as tx:
        assert [one for _, one in await due_to_climb(tx, now=at)] == [notice]
        assert await climb(tx, hub.hub.hub_id, notice, now=at)
    assert await hub.notices("telephone_now") == [third.person_id]
    async with hub.db.transaction() as tx:
        assert not await climb(tx, hub.hub.hub_id, notice, now=at + timedelta(days=1)), (
            "nobody else may decide"
        )
    assert hub.second.person_id not in await hub.notices("telephone_now")
    await hub.do(end_interest, third, await number(hub), "Another family.")
    assert await hub.notices("telephone_now") == await hub.notices("interest_to_decide") == []


async def test_a_mark_on_a_restricted_contact_is_told_to_managers_who_may_know_of_it(hub: Hub) -> None:
    ref = await hub.quills()
    await hub.do(restrict, hub.manager, ref, [hub.second.person_id, hub.other.person_id], "Known here.")
    await hub.do(mark_interest, hub.second, ref, hub.kin.person_id, "kin", "His aunt.")
    assert await hub.notices("interest_to_decide") == sorted((hub.manager.person_id, hub.second.person_id))
    await hub.do(mark_interest, hub.second, ref, hub.manager.person_id, "neighbour", "Next door.")
    await hub.do(confirm_interest, hub.second, await number(hub) - 1)
    assert await hub.notices("interest_to_decide") == [hub.second.person_id]
