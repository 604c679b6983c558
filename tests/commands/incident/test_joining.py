"""Two contacts are one incident, as a person said: nothing of the later one is lost, it counts once, and it can be taken back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from board.commands.claims import claim
from board.commands.closures import close, reopen
from board.commands.contacts import receive
from board.commands.hand_overs import hand_over
from board.commands.holds import hold
from board.commands.incident.joining import join
from board.commands.incident.settling import settle
from board.commands.ratings import rate
from board.commands.restrictions import restrict, unrestrict
from board.commands.strategy.requests import ask_for_strategy
from board.commands.undo import undo
from board.domain.contacts import NewChild
from board.domain.people import Actor
from board.domain.permissions import Role
from board.domain.policy import Policy
from board.domain.refusals import (
    ContactClosed,
    Joined,
    JoinedBefore,
    MoreSerious,
    NotHere,
    NotJoined,
    NotNamedAlike,
    StillRuns,
    TooLateToUndo,
)
from board.queries.cards import live_cards
from board.queries.document import contact_document
from board.store.engine import Database
from tests import make
from tests.commands.doing import do, rows

NOW = make.NOW
WHY = "The school and the police told us of one evening."
TOM = NewChild(given_name="Tom", family_name="Reed", born_on=date(2017, 1, 20))


class Hub:
    """A hub with a worker, a manager, and two contacts of one child: the first from the police, the later one from a school."""

    def __init__(self, database: Database, hub: make.Hub, worker: Actor, manager: Actor) -> None:
        self.db, self.hub, self.worker, self.manager = database, hub, worker, manager
        self.new = make.approach(children=(TOM,), adults=(), received_at=NOW - timedelta(hours=2))
        self.first = self.later = ""

    async def do(self, command: Any, *given: Any, **more: Any) -> Any:
        return await do(self.db, command, *given, **more)

    async def join(self, **more: Any) -> Any:
        return await self.do(join, self.worker, self.later, self.first, WHY, minutes=10, **more)

    async def on_the_board(self) -> set[str]:
        async with self.db.snapshot() as conn:
            return {c.ref for c in await live_cards(conn, self.hub.hub_id, Policy.default(), NOW.date())}

    async def late(self, ref: str) -> list[Any]:
        async with self.db.connection() as conn:
            document = await contact_document(conn, self.worker, ref, NOW)
        return [(one["sent"]["summary"], one["sent"]["children"]) for one in document["late_information"]]


@pytest.fixture
async def hub(database: Database) -> Hub:
    made = await make.hub(database)
    worker = await make.person(database, made)
    here = Hub(database, made, worker, await make.person(database, made, Role.MANAGER))
    here.first = (await here.do(receive, worker, here.new)).ref
    school = replace(here.new, source="school", source_reference="S-1", received_at=NOW - timedelta(hours=1))
    here.later = (await here.do(receive, worker, replace(school, summary="A bruise, seen at school."))).ref
    return here


async def clocks(hub: Hub, ref: str) -> list[tuple[Any, ...]]:
    return await rows(
        hub.db,
        "select k.kind, k.started_at, k.due_at, k.fired_at from clocks k join contacts c using (hub_id, contact_id) "
        "where c.ref = :ref and k.stopped_at is null and k.kind <> 'claim' order by 1",
        ref=ref,
    )


async def test_the_later_contact_becomes_late_information_and_counts_once(hub: Hub) -> None:
    before = await clocks(hub, hub.first)
    assert (await hub.join()).changed
    assert await hub.on_the_board() == {hub.first} and await clocks(hub, hub.first) == before
    [(summary, [child])] = await hub.late(hub.first)
    assert summary == "A bruise, seen at school." and child["given_name"] == "Tom"
    assert await clocks(hub, hub.later) == []
    assert not (await hub.join()).changed, "saying it again changes nothing"
    told = await rows(hub.db, "select kind, contact_id is not null from events where kind like '%joined%'")
    assert told == [("contact_joined", True)]


async def test_either_side_may_be_named_first_and_the_older_one_stays(hub: Hub) -> None:
    await hub.do(join, hub.worker, hub.first, hub.later, WHY)
    assert await hub.on_the_board() == {hub.first}


async def test_undone_its_clocks_go_on_from_their_old_start_and_the_texts_go(hub: Hub) -> None:
    await hub.do(claim, hub.worker, hub.later, anyway="Mine.", minutes=1)
    await hub.do(hand_over, hub.worker, hub.later, hub.manager.person_id, "Please.", minutes=2)
    before = await clocks(hub, hub.later)
    await hub.join(anyway="It is one evening.")
    assert (await hub.do(undo, hub.worker, hub.later, minutes=11)).changed
    assert await hub.on_the_board() == {hub.first, hub.later} and await clocks(hub, hub.later) == before
    assert await hub.late(hub.first) == []
    held = await rows(
        hub.db,
        "select cl.person_id, h.person_id from claims cl join hand_overs h using (hub_id, contact_id) "
        "where cl.released_at is null and h.ended_at is null",
    )
    assert held == [(hub.worker.person_id, hub.manager.person_id)]
    assert await rows(hub.db, "select verdict from matches") == [(None,)]
    assert (await hub.join(anyway="It is, after all.")).changed and len(await hub.late(hub.first)) == 1


async def test_undo_ends_with_its_time_and_the_last_word_still_counts(hub: Hub) -> None:
    before = await clocks(hub, hub.later)
    await hub.join()
    with pytest.raises(TooLateToUndo):
        await hub.do(undo, hub.worker, hub.later, minutes=600)
    assert await hub.do(
        settle, hub.manager, hub.first, hub.later, same=True, reason="Two evenings.", minutes=600
    )
    assert await hub.on_the_board() == {hub.first, hub.later} and await hub.late(hub.first) == []
    assert [one[:3] for one in await clocks(hub, hub.later)] == [one[:3] for one in before]
    kinds = await rows(hub.db, "select kind from events where kind like '%parted' order by kind")
    assert ("contact_parted",) in kinds and ("incident_parted",) in kinds


async def test_a_closed_first_contact_takes_it_and_its_deciding_manager_is_told(hub: Hub) -> None:
    await hub.do(close, hub.manager, hub.first, "ADVICE_INFO", "Nothing to do.", anyway="So.")
    await hub.join()
    assert await hub.on_the_board() == set() or await hub.on_the_board() == {hub.first}
    assert len(await hub.late(hub.first)) == 1
    assert await rows(hub.db, "select kind from sendings order by sending_id desc limit 1") == [("late",)]


async def test_a_closed_later_contact_is_not_joined_and_a_joined_one_not_reopened(hub: Hub) -> None:
    await hub.join()
    with pytest.raises(Joined):
        await hub.do(reopen, hub.manager, hub.later, "Again.")
    with pytest.raises(ContactClosed):
        await hub.do(claim, hub.worker, hub.later)
    await hub.do(undo, hub.worker, hub.later, minutes=11)
    await hub.do(close, hub.manager, hub.later, "ADVICE_INFO", "Nothing to do.", anyway="So.", minutes=12)
    with pytest.raises((ContactClosed, NotHere)):
        await hub.join()


async def test_the_more_serious_colour_is_never_lost(hub: Hub) -> None:
    await hub.do(rate, hub.worker, hub.first, None, "green", "Calm.")
    await hub.do(rate, hub.worker, hub.later, None, "red", "A bruise.")
    with pytest.raises(MoreSerious) as refused:
        await hub.join(anyway="It is one evening.")
    assert f"{hub.later} is red and {hub.first} is green" in refused.value.sentence
    await hub.join(anyway="It is one evening.", raised=True)
    rag = "select r.rag from ratings r join contacts c using (hub_id, contact_id) where c.ref = :ref and r.replaced_at is null"
    assert await rows(hub.db, rag, ref=hub.first) == [("red",)]


@pytest.mark.parametrize(
    ("first", "later"), [("red", "green"), ("amber", "amber"), (None, None), ("green", None)]
)
async def test_a_colour_no_more_serious_asks_nothing(hub: Hub, first: str | None, later: str | None) -> None:
    for ref, rag in ((hub.first, first), (hub.later, later)):
        if rag:
            await hub.do(rate, hub.worker, ref, None, rag, "As it is.")
    assert (await hub.join()).changed


@pytest.mark.parametrize("way", ["unrated", "closed", "sent as red"])
async def test_a_colour_that_only_the_later_one_has_is_asked_about(hub: Hub, way: str) -> None:
    if way == "sent as red":
        await hub.do(rate, hub.worker, hub.first, None, "green", "Calm.")
        async with hub.db.transaction() as tx:
            await tx.conn.execute(
                text("update contacts set sender_rag = 'red' where ref = :r"), {"r": hub.later}
            )
    else:
        await hub.do(rate, hub.worker, hub.later, None, "red", "A bruise.")
    if way == "closed":
        await hub.do(rate, hub.worker, hub.first, None, "green", "Calm.")
        await hub.do(close, hub.manager, hub.first, "ADVICE_INFO", "Nothing to do.", anyway="So.")
    with pytest.raises(MoreSerious) as refused:
        await hub.join(anyway="One evening.", raised=way == "closed")
    assert ("Reopen" in refused.value.sentence) is (way == "closed")


async def test_somebody_elses_work_is_asked_about_and_a_strategy_request_stands_in_the_way(hub: Hub) -> None:
    await hub.do(claim, hub.manager, hub.later, anyway="Mine.")
    with pytest.raises(NotJoined):
        await hub.join()
    await hub.do(ask_for_strategy, hub.manager, hub.later, "Two agencies know more.")
    with pytest.raises(StillRuns):
        await hub.join(anyway="One evening.")
    assert await hub.on_the_board() == {hub.first, hub.later}


async def test_the_holder_is_told_and_a_legal_hold_stays(hub: Hub) -> None:
    await hub.do(claim, hub.manager, hub.later, anyway="Mine.")
    service = await make.person(hub.db, hub.hub, Role.SERVICE_MANAGER)
    await hub.do(hold, service, hub.later, "A claim is expected.")
    await hub.join(anyway="One evening.")
    told = await rows(
        hub.db, "select person_id from deliveries where kind = 'contact_joined' and channel = 'page'"
    )
    assert told == [(hub.manager.person_id,)]
    assert await rows(hub.db, "select count(*) from legal_holds where lifted_at is null") == [(1,)]


async def test_more_is_joined_to_one_and_comes_back_with_it(hub: Hub) -> None:
    third = replace(
        hub.new, source_reference="T-1", source="hospital", received_at=NOW - timedelta(minutes=5)
    )
    last = (await hub.do(receive, hub.worker, replace(third, summary="Seen in A&E."))).ref
    newer = (await hub.do(receive, hub.worker, replace(third, source_reference="T-2", received_at=NOW))).ref
    await hub.do(join, hub.worker, last, hub.later, WHY, minutes=5)
    with pytest.raises(JoinedBefore):
        await hub.do(join, hub.worker, newer, last, WHY, minutes=6)
    await hub.join()
    assert {summary for summary, _ in await hub.late(hub.first)} == {
        "A bruise, seen at school.",
        "Seen in A&E.",
    }
    await hub.do(undo, hub.worker, hub.later, minutes=11)
    assert await hub.late(hub.first) == [] and [s for s, _ in await hub.late(hub.later)] == ["Seen in A&E."]
    await hub.do(settle, hub.worker, last, hub.later, same=True, reason="No.", minutes=12)
    assert last in await hub.on_the_board() and await hub.late(hub.later) == []


async def test_sent_again_it_goes_to_the_first_and_the_sender_is_answered_as_ever(hub: Hub) -> None:
    await hub.join()
    school = replace(hub.new, source="school", source_reference="s 1", received_at=NOW - timedelta(hours=1))
    again = await hub.do(receive, hub.manager, replace(school, summary="Another bruise."), minutes=20)
    assert again.ref is None and again.changed
    assert "Another bruise." in {summary for summary, _ in await hub.late(hub.first)}
    assert await hub.on_the_board() == {hub.first}
    retry = replace(school, source_reference="S-1", summary="A bruise, seen at school.")
    assert (await hub.do(receive, hub.worker, retry, minutes=21)).ref == hub.later


async def test_more_of_a_joined_contact_as_a_person_answers_goes_to_the_first(hub: Hub) -> None:
    await hub.join()
    more = replace(hub.new, source="hospital", source_reference="H-1", summary="Seen in A&E.")
    assert (await hub.do(receive, hub.worker, more, more_of=hub.later, minutes=20)).ref is None
    assert "Seen in A&E." in {summary for summary, _ in await hub.late(hub.first)}
    assert await hub.late(hub.later) == [] and await hub.on_the_board() == {hub.first}


async def test_contacts_of_which_not_the_same_people_may_know_are_not_joined(hub: Hub) -> None:
    others = [await make.person(hub.db, hub.hub, Role.SERVICE_MANAGER) for _ in range(2)]
    named = [others[0].person_id, others[1].person_id]
    await hub.do(restrict, hub.manager, hub.first, named, "A colleague.")
    with pytest.raises(NotHere):
        await hub.join()
    with pytest.raises(NotNamedAlike):
        await hub.do(join, hub.manager, hub.first, hub.later, WHY)
    await hub.do(restrict, hub.manager, hub.later, named, "A colleague.")
    assert (await hub.do(join, hub.manager, hub.first, hub.later, WHY)).changed


async def test_a_joined_contact_follows_the_restriction_of_the_first(hub: Hub) -> None:
    others = [await make.person(hub.db, hub.hub, Role.SERVICE_MANAGER) for _ in range(2)]
    await hub.join()
    await hub.do(
        restrict, hub.manager, hub.first, [one.person_id for one in others], "A colleague.", minutes=11
    )
    with pytest.raises(NotHere):
        await hub.do(undo, hub.worker, hub.later, minutes=12)
    with pytest.raises(Joined):
        await hub.do(unrestrict, hub.manager, hub.later, "No longer.", minutes=13)
    await hub.do(unrestrict, hub.manager, hub.first, "No longer.", minutes=14)
    assert await rows(hub.db, "select count(*) from contacts where restricted") == [(0,)]
