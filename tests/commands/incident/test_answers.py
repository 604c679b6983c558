"""Late information of a closed contact keeps it on the board until somebody reopens it, or says why there is no need to."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text

from board.commands.closures import close, reopen
from board.commands.contacts import receive
from board.commands.incident.answers import leave_closed
from board.commands.restrictions import restrict
from board.commands.undo import undo
from board.domain.contacts import NewContact
from board.domain.people import Actor
from board.domain.permissions import Role
from board.domain.policy import Policy
from board.domain.refusals import NotAllowed, NotHere, ReasonNeeded
from board.queries.board import lane_of
from board.queries.cards import live_cards, own_cards
from board.store.engine import Database
from tests import make
from workers.sendings import tell_of_sendings

NOW = make.NOW
POLICY = Policy.default()


async def sent_to_closed(
    db: Database, hub: make.Hub, *, restricted: bool = False
) -> tuple[Actor, Actor, str]:
    """A contact that a manager closed, sent again with other words: a sender, the manager and its reference."""
    sender = await make.person(db, hub, Role.ADMIN)
    manager = await make.person(db, hub, Role.SERVICE_MANAGER)
    new = make.approach(source_reference="PPN-7")
    async with db.transaction() as tx:
        ref = (await receive(tx, sender, new, now=NOW)).ref or ""
    async with db.transaction() as tx:
        if restricted:
            await restrict(tx, manager, ref, [], "A colleague's family.", now=NOW)
        await close(tx, manager, ref, "ADVICE_INFO", "Nothing more to do.", anyway="So.", now=NOW)
    await more(db, sender, new, "More.")
    return sender, manager, ref


async def more(db: Database, sender: Actor, new: NewContact, words: str) -> None:
    async with db.transaction() as tx:
        assert (await receive(tx, sender, replace(new, summary=words), now=NOW)).changed
    await tell_of_sendings(db, NOW)


async def board(db: Database, hub: make.Hub) -> list[str]:
    async with db.connection() as conn:
        return [lane_of(card) for card in await live_cards(conn, hub.hub_id, POLICY, NOW.date())]


async def open_notices(db: Database) -> int:
    async with db.connection() as conn:
        query = text("select count(*) from deliveries where kind = 'late_information' and state = 'queued'")
        return int((await conn.execute(query)).scalar_one())


async def test_it_is_on_the_board_until_a_manager_says_why_it_stays_closed(database: Database) -> None:
    hub = await make.hub(database)
    sender, manager, ref = await sent_to_closed(database, hub)
    assert await board(database, hub) == ["answer"] and await open_notices(database) == 1
    for actor, reason, refusal in ((sender, "No.", NotAllowed), (manager, " ", ReasonNeeded)):
        with pytest.raises(refusal):
            async with database.transaction() as tx:
                await leave_closed(tx, actor, ref, reason, now=NOW)
    assert await board(database, hub) == ["answer"]
    for changed in (True, False):
        async with database.transaction() as tx:
            assert (await leave_closed(tx, manager, ref, "It says the same.", now=NOW)).changed is changed
    assert await board(database, hub) == [] and await open_notices(database) == 0
    async with database.connection() as conn:
        query = text("select to_answer, answered_by, answer_reason from late_information")
        assert tuple((await conn.execute(query)).one()) == (False, manager.person_id, "It says the same.")


async def test_reading_its_notice_does_not_answer_it(database: Database) -> None:
    hub = await make.hub(database)
    await sent_to_closed(database, hub)
    async with database.transaction() as tx:
        await tx.conn.execute(text("update deliveries set state = 'delivered' where state = 'queued'"))
    assert await board(database, hub) == ["answer"]


async def test_reopening_is_one_act_that_answers_it(database: Database) -> None:
    hub = await make.hub(database)
    _, manager, ref = await sent_to_closed(database, hub)
    async with database.transaction() as tx:
        await reopen(tx, manager, ref, "A third child.", now=NOW)
    assert await board(database, hub) == ["waiting"] and await open_notices(database) == 0
    async with database.transaction() as tx:
        await close(tx, manager, ref, "ADVICE_INFO", "Seen.", anyway="So.", now=NOW + timedelta(minutes=1))
    assert await board(database, hub) == [], "the answer stands after a second closing"


async def test_undoing_the_closing_answers_it_too(database: Database) -> None:
    hub = await make.hub(database)
    _, manager, ref = await sent_to_closed(database, hub)
    async with database.transaction() as tx:
        await undo(tx, manager, ref, now=NOW)
    async with database.transaction() as tx:
        await close(tx, manager, ref, "ADVICE_INFO", "Seen.", anyway="So.", now=NOW)
    assert await board(database, hub) == []


async def test_more_after_an_answer_asks_again(database: Database) -> None:
    hub = await make.hub(database)
    sender, manager, ref = await sent_to_closed(database, hub)
    async with database.transaction() as tx:
        await leave_closed(tx, manager, ref, "It says the same.", now=NOW)
    await more(database, sender, make.approach(source_reference="PPN-7"), "Still more.")
    assert await board(database, hub) == ["answer"] and await open_notices(database) == 1


async def test_a_restricted_one_waits_in_the_strips_of_the_people_named_alone(database: Database) -> None:
    hub = await make.hub(database)
    outsider = await make.person(database, hub, Role.PRACTICE_MANAGER)
    _, manager, ref = await sent_to_closed(database, hub, restricted=True)
    async with database.transaction() as tx:
        await tx.conn.execute(
            text("update named_people set ended_at = :now where person_id = :p"),
            {"now": NOW, "p": outsider.person_id},
        )
    assert await board(database, hub) == []
    async with database.connection() as conn:
        strips = [
            [c.ref for c in await own_cards(conn, hub.hub_id, one.person_id, POLICY, NOW.date(), board=())]
            for one in (manager, outsider)
        ]
    assert strips == [[ref], []]
    with pytest.raises(NotHere):
        async with database.transaction() as tx:
            await leave_closed(tx, outsider, ref, "No need.", now=NOW)
