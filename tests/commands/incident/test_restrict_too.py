"""Another incident under the reference of a restricted contact: the people named are asked, until somebody answers."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from board.commands.contacts import receive
from board.commands.incident.restrict_too import restrict_too
from board.commands.restrictions import restrict, unrestrict
from board.commands.tokens import issue_token
from board.domain.contacts import Contact, NewChild, NewContact
from board.domain.people import Actor
from board.domain.permissions import Action, Role
from board.domain.refusals import NotHere, ReasonNeeded, UnknownCode
from board.queries.contact import contact_row
from board.queries.incident.sendings import contact_attempts
from board.secrets import token_hash
from board.store.doors import access_contact
from board.store.engine import Database
from tests import make
from workers.sendings import climb_restrict_too_questions, tell_of_sendings

NOW = make.NOW
LIMIT = timedelta(minutes=15)
NED = NewChild(given_name="Ned", family_name="Rook", born_on=date(2015, 5, 6))
_DUTY = text(
    "insert into duties (hub_id, seat_id, post, starts_at, ends_at, recorded_at, recorded_by, began_at) select hub_id, seat_id, 'seat', "
    "cast(:now as timestamptz) - interval '1 hour', cast(:now as timestamptz) + interval '8 hours', :now, person_id, :now from seats "
    "where hub_id = :hub_id and person_id = :person_id"
)

_NAMED = text(
    "insert into named_people (hub_id, contact_id, person_id, named_at) select hub_id, contact_id, :person_id, :now from contacts "
    "where ref = :ref"
)


class Scene:
    """A restricted contact with two people named, an emergency duty worker who is not, and another incident under its reference."""

    def __init__(self, db: Database, hub: make.Hub) -> None:
        self.db, self.hub = db, hub

    async def begin(self) -> None:
        self.sender = await make.person(self.db, self.hub, Role.ADMIN)
        self.named = [await make.person(self.db, self.hub, Role.SERVICE_MANAGER) for _ in range(2)]
        self.outsider = await make.person(self.db, self.hub, Role.EDT)
        self.new = make.approach(source_reference="PPN-7")
        self.ref = await self.send(self.new)
        async with self.db.transaction() as tx:
            who = [self.named[1].person_id]
            await restrict(tx, self.named[0], self.ref, who, "A colleague's family.", now=NOW)
        self.other = await self.send(replace(self.new, children=(NED,), adults=()))

    async def send(self, new: NewContact) -> str:
        async with self.db.transaction() as tx:
            ref = (await receive(tx, self.sender, new, now=NOW)).ref or ""
        await tell_of_sendings(self.db, NOW)
        return ref

    async def rows(self, sql: str) -> list[tuple[Any, ...]]:
        async with self.db.connection() as conn:
            return [tuple(row) for row in await conn.execute(text(sql))]

    async def asked(self) -> set[int]:
        """People with an open notice that asks them."""
        found = await self.rows(
            "select person_id from deliveries where kind = 'restrict_too_asked' and channel = 'page' and state = 'queued' and urgent"
        )
        return {person for (person,) in found}

    async def read_all(self) -> None:
        async with self.db.transaction() as tx:
            await tx.conn.execute(text("update deliveries set state = 'delivered' where state = 'queued'"))

    async def climb(self, at: datetime) -> int:
        return await climb_restrict_too_questions(self.db, at)

    async def answer(self, by: Actor, answer: str, reason: str = "Cousins.", other: str = "") -> None:
        async with self.db.transaction() as tx:
            await restrict_too(tx, by, self.ref, other or self.other, answer, reason, now=NOW)

    async def opened(self, who: Actor, ref: str) -> Contact:
        async with self.db.connection() as conn:
            return await access_contact(conn, who, ref, Action.READ_CONTACT, now=NOW)


@pytest.fixture
async def scene(database: Database) -> Scene:
    made = Scene(database, await make.hub(database))
    await made.begin()
    return made


async def test_the_people_named_are_asked_at_once_and_the_other_contact_is_like_any_other(
    scene: Scene,
) -> None:
    assert await scene.asked() == {one.person_id for one in scene.named}
    assert not (await scene.opened(scene.outsider, scene.other)).restricted
    with pytest.raises(NotHere):
        await scene.opened(scene.outsider, scene.ref)
    told = await scene.rows(
        f"select d.kind from deliveries d join contacts c using (hub_id, contact_id) where c.ref = '{scene.other}'"
    )
    assert told == [], "nobody hears of anything about the other contact"


async def test_it_climbs_the_restricted_ladder_until_it_is_answered_though_everybody_has_read_it(
    scene: Scene,
) -> None:
    async with scene.db.transaction() as tx:
        facts = {"hub_id": scene.hub.hub_id, "person_id": scene.outsider.person_id, "now": NOW}
        await tx.conn.execute(_DUTY, facts)
    await scene.read_all()
    assert await scene.climb(NOW + LIMIT - timedelta(seconds=1)) == 0 and await scene.asked() == set()
    assert await scene.climb(NOW + LIMIT) == 1
    everybody = {one.person_id for one in (*scene.named, scene.outsider)}
    assert await scene.asked() == everybody
    assert (await scene.opened(scene.outsider, scene.ref)).named == everybody, (
        "the next on the ladder is named"
    )
    await scene.read_all()
    assert await scene.climb(NOW + LIMIT) == 0, "once each time"
    assert await scene.climb(NOW + 2 * LIMIT) == 1
    assert await scene.asked() == everybody, "nobody is left to name: all are asked again"
    await scene.answer(scene.outsider, "no")
    assert await scene.asked() == set() and await scene.climb(NOW + 9 * LIMIT) == 0


async def test_nobody_who_is_kept_out_is_named_by_climbing(scene: Scene) -> None:
    async with scene.db.transaction() as tx:
        facts = {"hub_id": scene.hub.hub_id, "person_id": scene.outsider.person_id, "now": NOW}
        await tx.conn.execute(_DUTY, facts)
        who = [scene.named[1].person_id]
        out = [scene.outsider.person_id]
        await restrict(tx, scene.named[0], scene.ref, who, "Her sister.", keep_out=out, now=NOW)
    await scene.read_all()
    assert await scene.climb(NOW + LIMIT) == 1
    assert await scene.asked() == {one.person_id for one in scene.named}
    with pytest.raises(NotHere):
        await scene.opened(scene.outsider, scene.ref)


async def test_yes_restricts_it_to_the_same_people_and_keeps_the_same_people_out(scene: Scene) -> None:
    async with scene.db.transaction() as tx:
        out = [scene.outsider.person_id]
        who = [scene.named[1].person_id]
        await restrict(tx, scene.named[0], scene.ref, who, "Her sister.", keep_out=out, now=NOW)
    await scene.answer(scene.named[1], "yes", "The same family.")
    contact = await scene.opened(scene.named[0], scene.other)
    assert contact.restricted and contact.named == {one.person_id for one in scene.named}
    with pytest.raises(NotHere):
        await scene.opened(scene.outsider, scene.other)
    kept = await scene.rows(
        f"select k.person_id from kept_out k join contacts c using (hub_id, contact_id) where c.ref = '{scene.other}'"
    )
    assert (scene.outsider.person_id,) in kept
    assert await scene.asked() == set()


@pytest.mark.parametrize(
    ("answer", "reason", "refusal"), [("no", "  ", ReasonNeeded), ("maybe", "So.", UnknownCode)]
)
async def test_an_answer_is_yes_or_no_with_a_reason(
    scene: Scene, answer: str, reason: str, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        await scene.answer(scene.named[0], answer, reason)
    assert await scene.asked() == {one.person_id for one in scene.named}


async def test_nobody_else_answers_and_nothing_else_is_answered(scene: Scene) -> None:
    with pytest.raises(NotHere):
        await scene.answer(scene.outsider, "yes")
    with pytest.raises(NotHere):
        await scene.answer(scene.named[0], "yes", other=scene.ref)
    await scene.answer(scene.named[0], "no")
    with pytest.raises(NotHere):
        await scene.answer(scene.named[1], "yes")


async def test_a_question_ends_when_it_asks_nothing_any_more(scene: Scene) -> None:
    await scene.read_all()
    async with scene.db.transaction() as tx:
        await unrestrict(tx, scene.named[0], scene.ref, "She has left.", now=NOW)
    assert await scene.climb(NOW + LIMIT) == 0 and await scene.asked() == set()
    assert await scene.rows("select climb_at from restrict_too_questions") == [(None,)]


async def test_two_questions_end_one_by_one(scene: Scene) -> None:
    third = await scene.send(replace(scene.new, children=(NED,), adults=(), incident_on=date(2026, 11, 1)))
    await scene.answer(scene.named[0], "no")
    assert await scene.asked() == {one.person_id for one in scene.named}
    await scene.answer(scene.named[0], "no", other=third)
    assert await scene.asked() == set()


async def test_the_page_lists_every_sending_and_answer(scene: Scene) -> None:
    await scene.send(scene.new)
    await scene.send(replace(scene.new, summary="More."))
    await scene.answer(scene.named[0], "no")
    async with scene.db.connection() as conn:
        rows = [await contact_row(conn, scene.hub.hub_id, ref) for ref in (scene.ref, scene.other)]
        page, ordinary = [await contact_attempts(conn, row, scene.hub.key) for row in rows]
    assert sorted((one.kind, one.by, one.other) for one in page.rows) == [
        ("late", scene.sender.name, None),
        ("other", scene.sender.name, scene.other),
        ("retry", scene.sender.name, None),
    ]
    assert [(one.ref, one.restricted_too) for one in page.questions] == [(scene.other, False)]
    assert ordinary.rows == ordinary.questions == ()


async def test_the_list_gives_no_reference_of_a_contact_that_is_restricted_to_others(scene: Scene) -> None:
    async with scene.db.transaction() as tx:
        await restrict(tx, scene.outsider, scene.other, [], "Another family.", now=NOW)
    async with scene.db.connection() as conn:
        row = await contact_row(conn, scene.hub.hub_id, scene.ref)
        page = await contact_attempts(conn, row, scene.hub.key)
    assert [(one.kind, one.other) for one in page.rows] == [("other", None)] and page.questions == ()


async def test_a_system_that_the_policy_names_answers_too_and_is_named_on_both(scene: Scene) -> None:
    async with scene.db.transaction() as tx:
        issued = await issue_token(
            tx, scene.hub.hub_id, "Records", "police", Role.SERVICE_MANAGER, token_hash("t"), now=NOW
        )
        facts = {"person_id": issued.person_id, "now": NOW, "ref": scene.ref}
        await tx.conn.execute(_NAMED, facts)
    system = replace(scene.named[0], person_id=issued.person_id, name="Records")
    await scene.answer(system, "yes", "The same family.")
    contact = await scene.opened(system, scene.other)
    assert contact.restricted and contact.named == {issued.person_id, *(one.person_id for one in scene.named)}
