"""Undo: as if it had not been, and both stand in the record."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from board.commands.allocations import allocate, reassign
from board.commands.claims import claim, release
from board.commands.closures import close
from board.commands.contacts import receive
from board.commands.hand_overs import accept, decline, hand_over, withdraw
from board.commands.ratings import rate
from board.commands.undo import undo
from board.domain.events import KINDS, Event
from board.domain.people import Actor
from board.domain.permissions import Role
from board.domain.policy import Policy
from board.domain.redraws import Part
from board.domain.refusals import (
    ChangedSince,
    ContactClosed,
    NothingToUndo,
    NotYoursToUndo,
    TooLateToUndo,
)
from board.domain.undo import IN_THE_WAY, UNDOABLE
from board.store.engine import Database
from tests import make
from tests.commands.doing import clocks, do, holder, manager, rows


@pytest.fixture
async def hub(database: Database) -> make.Hub:
    return await make.hub(database)


OUTCOME = Policy.default().outcomes[0].code


class Scene:
    """A manager, two workers, and a contact in the state each act starts from."""

    def __init__(self, ana: Actor, asha: Actor, ben: Actor) -> None:
        self.ana, self.asha, self.ben = ana, asha, ben

    async def before(self, db: Database, act: str) -> str:
        """A contact in which this act is the next thing."""
        if act in ("claim", "allocate"):
            return await make.contact_rated(db, self.asha, "amber")
        ref = await make.contact_rated(db, self.asha, "amber")
        await do(db, claim, self.asha, ref)
        if act in (
            "accept",
            "decline",
            "withdraw",
            "release an offered one",
            "close an offered one",
            "reassign",
        ):
            await do(db, hand_over, self.asha, ref, self.ben.person_id, "Ring the school.", minutes=1)
        return ref

    def act(self, name: str, ref: str) -> tuple[Actor, Any, tuple[Any, ...]]:
        """Who does it, the command and what it is given."""
        return {
            "claim": (self.ben, claim, (ref,)),
            "allocate": (self.ana, allocate, (ref, self.ben.person_id)),
            "release": (self.asha, release, (ref, "Called away.")),
            "release an offered one": (self.asha, release, (ref, "Called away.")),
            "hand over": (self.asha, hand_over, (ref, self.ben.person_id, "Ring the school.")),
            "accept": (self.ben, accept, (ref,)),
            "decline": (self.ben, decline, (ref, "In court.")),
            "withdraw": (self.asha, withdraw, (ref,)),
            "reassign": (self.ana, reassign, (ref, self.ana.person_id, "She is ill.")),
            "close": (self.ana, close, (ref, OUTCOME, "In place.")),
            "close an offered one": (self.ana, close, (ref, OUTCOME, "In place.")),
            "rate": (self.asha, rate, (ref, None, "red", "A weapon was seen.")),
        }[name]


async def stands(db: Database, ref: str) -> dict[str, Any]:
    """All that an undo must bring back."""
    offers = (
        "select person_id, note, offered_at from hand_overs join contacts c using (hub_id, contact_id) "
        "where c.ref = :ref and ended_at is null"
    )
    rags = (
        "select r.child_id, r.rag, r.reason, r.rated_at, r.rated_by from ratings r join contacts c using (hub_id, contact_id) "
        "where c.ref = :ref and replaced_at is null order by 1"
    )
    claim_rows = (
        "select cl.person_id, cl.claimed_at, cl.given_as, cl.given_by from claims cl join contacts c using (hub_id, contact_id) "
        "where c.ref = :ref and cl.released_at is null"
    )
    return {
        "holder": await holder(db, ref),
        "claim": await rows(db, claim_rows, ref=ref),
        "manager": await manager(db, ref),
        "clocks": await clocks(db, ref),
        "offer": await rows(db, offers, ref=ref),
        "ratings": await rows(db, rags, ref=ref),
    }


ACTS = (
    "claim", "allocate", "release", "release an offered one", "hand over", "accept", "decline", "withdraw", "reassign", "rate",
    "close", "close an offered one",
)  # fmt: skip


@pytest.mark.parametrize("name", ACTS)
async def test_undone_it_stands_as_it_did_and_the_record_keeps_both(
    database: Database, hub: make.Hub, name: str
) -> None:
    scene = Scene(
        await make.person(database, hub, Role.MANAGER, name="Ana Ruiz"),
        await make.person(database, hub, name="Asha Verma"),
        await make.person(database, hub, name="Ben Okafor"),
    )
    ref = await scene.before(database, name)
    before = await stands(database, ref)
    who, command, given = scene.act(name, ref)
    answer = {"anyway": "Weighed."} if command is close else {}
    await do(database, command, who, *given, minutes=5, **answer)
    changed = await stands(database, ref)
    assert changed != before
    done = await do(database, undo, who, ref, minutes=7)
    assert done.changed and done.what in UNDOABLE.values()
    assert await stands(database, ref) == before
    [(body,), *_] = await rows(database, "select body from events order by seq desc limit 1")
    said = json.loads(body)
    [(kind,)] = await rows(database, "select kind from events where seq = :seq", seq=said["body"]["undoes"])
    assert said["kind"] == "act_undone" and kind == said["body"]["undone"]
    with pytest.raises(NothingToUndo):
        await do(database, undo, who, ref, minutes=8)


async def test_undoing_the_same_click_twice_is_silence(database: Database, hub: make.Hub) -> None:
    asha = await make.person(database, hub)
    ref = await make.contact_claimed(database, asha)
    [(seq,)] = await rows(database, "select max(seq) from events")
    assert (await do(database, undo, asha, ref, seq)).changed
    assert not (await do(database, undo, asha, ref, seq)).changed
    assert await holder(database, ref) is None


async def test_what_else_an_act_wrote_after_it_names_it_as_well_and_a_number_of_nothing_does_not(
    database: Database, hub: make.Hub
) -> None:
    asha = await make.person(database, hub)
    ref = await make.contact_rated(database, asha, "green")
    async with database.transaction() as tx:
        await rate(tx, asha, ref, None, "red", "A weapon was seen.", now=make.NOW + timedelta(minutes=1))
        tx.record(hub.hub_id, Event("day_turned", make.NOW + timedelta(minutes=1)))
    assert tx.seq is not None
    with pytest.raises(NothingToUndo):
        await do(database, undo, asha, ref, tx.seq + 1000, minutes=2)
    assert (await do(database, undo, asha, ref, tx.seq, minutes=2)).what == "the rating"


async def test_somebody_elses_click_is_not_yours_to_undo(database: Database, hub: make.Hub) -> None:
    asha, ben = await make.person(database, hub, name="Asha Verma"), await make.person(database, hub)
    ref = await make.contact_claimed(database, asha)
    with pytest.raises(NotYoursToUndo, match="Asha Verma did this"):
        await do(database, undo, ben, ref)
    assert await holder(database, ref) == "Asha Verma"


async def test_after_anybody_did_anything_it_stays(database: Database, hub: make.Hub) -> None:
    asha, ben = await make.person(database, hub), await make.person(database, hub, name="Ben Okafor")
    ref = await make.contact_claimed(database, asha)
    [(seq,)] = await rows(database, "select max(seq) from events")
    await do(database, rate, ben, ref, None, "red", "A weapon was seen.", minutes=1)
    with pytest.raises(ChangedSince, match="Ben Okafor has done something"):
        await do(database, undo, asha, ref, seq, minutes=2)
    assert await holder(database, ref) == asha.name


async def test_a_clock_that_fires_and_late_information_stand_in_nobodys_way(
    database: Database, hub: make.Hub
) -> None:
    asha = await make.person(database, hub)
    ref = await make.contact_claimed(database, asha, source_reference="PPN-7")
    await do(
        database, receive, asha, make.approach(source_reference="PPN-7", summary="More came."), minutes=1
    )
    await do(database, undo, asha, ref, minutes=2)
    assert await holder(database, ref) is None


async def test_after_ten_minutes_it_is_too_late(database: Database, hub: make.Hub) -> None:
    asha = await make.person(database, hub)
    ref = await make.contact_claimed(database, asha)
    with pytest.raises(TooLateToUndo, match="for 10 minutes"):
        await do(database, undo, asha, ref, minutes=10.1)
    await do(database, undo, asha, ref, minutes=10)


async def test_after_a_closing_nothing_but_the_closing_is_undone(database: Database, hub: make.Hub) -> None:
    ana = await make.person(database, hub, Role.MANAGER)
    ref = await make.contact_claimed(database, ana)
    [(seq,)] = await rows(database, "select max(seq) from events")
    await do(database, close, ana, ref, OUTCOME, "In place.")
    with pytest.raises((ContactClosed, ChangedSince)):
        await do(database, undo, ana, ref, seq)
    with pytest.raises(TooLateToUndo):
        await do(database, undo, ana, ref, minutes=11)


async def test_claiming_and_undoing_wins_no_time_on_the_clock(database: Database, hub: make.Hub) -> None:
    asha, ben = await make.person(database, hub), await make.person(database, hub)
    ref = await make.contact_rated(database, ben, "red")
    due = (await clocks(database, ref))["claim"]
    for minute in (2, 6, 10):
        await do(database, claim, asha, ref, minutes=minute)
        await do(database, undo, asha, ref, minutes=minute + 1)
    assert (await clocks(database, ref))["claim"] == due


async def test_only_the_last_of_several_ratings_is_undone(database: Database, hub: make.Hub) -> None:
    asha = await make.person(database, hub)
    ref = await make.contact_rated(database, asha, "green")
    children = [row[0] for row in await rows(database, "select child_id from children order by place")]
    await do(database, rate, asha, ref, children[0], "red", "A weapon was seen.", minutes=1)
    await do(database, undo, asha, ref, minutes=2)
    standing = await rows(database, "select rag, count(*) from ratings where replaced_at is null group by 1")
    assert standing == [("green", 2)]


def test_everything_that_stands_in_the_way_redraws_the_place_that_offers_the_undo() -> None:
    """Else an open contact would go on offering what is refused."""
    assert set(UNDOABLE) <= set(IN_THE_WAY)
    for kind in IN_THE_WAY:
        assert Part.STATE in KINDS[kind].redraws.parts["contact"], (
            f"add P.STATE to the line of {kind} in board/domain/events.py"
        )
