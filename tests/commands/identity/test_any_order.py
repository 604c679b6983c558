"""Joining, parting, restricting, holding and closing in any order: no reader learns more than the records open to them say."""

from __future__ import annotations

import asyncio
import uuid
from dataclasses import dataclass, field, replace
from typing import Any

from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from board.commands.closures import close, reopen
from board.commands.holds import hold, lift
from board.commands.restrictions import restrict, unrestrict
from board.domain.refusals import Refusal
from board.store.engine import Database
from tests.commands.identity.people import DANA, MIA, NOW, Town

MANY = 5
MARK = "Zq4Marker"
STEP = st.tuples(
    st.sampled_from(
        (
            "join",
            "join",
            "join",
            "join mothers",
            "part",
            "restrict",
            "unrestrict",
            "hold",
            "lift",
            "close",
            "reopen",
        )
    ),
    st.integers(0, MANY - 1),
    st.integers(0, MANY - 1),
    st.integers(0, 2),
)


@dataclass
class Model:
    """The truth beside the board: which records are of one person, and who may know of which contact."""

    town: Town
    people: list[set[tuple[int, str]]] = field(default_factory=list)
    named: dict[int, set[int]] = field(default_factory=dict)

    def person_of(self, record: tuple[int, str]) -> set[tuple[int, str]]:
        return next((one for one in self.people if record in one), {record})

    def open_to(self, number: int, who: int) -> bool:
        return number not in self.named or who in self.named[number]

    def beside(self, number: int) -> set[int]:
        """The other contacts on which a person of this one is."""
        found = {one for part in ("child", "adult") for one, _ in self.person_of((number, part))}
        return found - {number}

    def shared(self, number: int) -> set[int]:
        """Those of them that everybody may know who may know of this one."""
        if number not in self.named:
            return self.beside(number) - self.named.keys()
        ours = self.named[number]
        return {one for one in self.beside(number) if one not in self.named or ours <= self.named[one]}


async def families(town: Town) -> list[str]:
    """Contacts that say in every text which of them they are."""
    return [
        await town.contact(
            days=10 * (MANY - number),
            summary=f"{MARK}{number}",
            source_reference=None,
            children=(replace(MIA, address=f"{MARK}{number} Lane, NB{number} 2CD"),),
            adults=(replace(DANA, address=f"{MARK}{number} Lane, NB{number} 2CD"),),
        )
        for number in range(MANY)
    ]


async def act(m: Model, step: tuple[str, int, int, int]) -> None:
    """Do it on the board and in the model; whatever the board refuses is not done in either."""
    verb, one, other, who = step
    town, by = m.town, (m.town.worker, m.town.manager, m.town.other)[who]
    ref, beside = town.refs[one], town.refs[other]
    part = "adult" if verb == "join mothers" else "child"
    ends = ((one, part), (other, part))
    if verb in ("join", "join mothers"):
        before = await town.people()
        done = await town.join(ref, beside, by=by, part=part)
        assert m.open_to(one, by.person_id) and m.open_to(other, by.person_id)
        persons = [m.person_of(end) for end in ends]
        assert done.changed is (persons[0] is not persons[1] and not persons[0] & persons[1])
        if done.changed:
            after = await town.people()
            await town.part(ref, beside, by=by, part=part)
            assert await town.people() == before, "parting undoes a join"
            await town.join(ref, beside, by=by, part=part)
            assert await town.people() == after
            m.people = [each for each in m.people if each not in persons] + [persons[0] | persons[1]]
    elif verb == "part":
        await town.part(ref, beside, by=by)
        assert m.open_to(one, by.person_id) and m.open_to(other, by.person_id)
        m.people = [each for each in m.people if ends[0] not in each] + await sides(m, ends[0])
    elif verb == "restrict":
        people = {town.manager.person_id, (town.other, town.worker)[who % 2].person_id, by.person_id}
        async with town.db.transaction() as tx:
            await restrict(tx, by, ref, people, "A colleague's family.", now=NOW)
        m.named[one] = people
    elif verb == "unrestrict":
        async with town.db.transaction() as tx:
            await unrestrict(tx, by, ref, "It is over.", now=NOW)
        m.named.pop(one, None)
    else:
        verbs: dict[str, Any] = {"hold": hold, "lift": lift, "reopen": reopen}
        more = () if verb == "lift" else ("So.",)
        async with town.db.transaction() as tx:
            if verb == "close":
                await close(tx, by, ref, "ADVICE_INFO", "Seen.", anyway="So.", now=NOW)
            else:
                await verbs[verb](tx, by, ref, *more, now=NOW)


async def sides(m: Model, record: tuple[int, str]) -> list[set[tuple[int, str]]]:
    """The persons into which the person of this record fell, as the board has them."""
    numbers = {}
    for each in m.person_of(record):
        numbers[tuple(await m.town.record(m.town.refs[each[0]], each[1]))] = each
    found = [
        {numbers[one] for one in person} for person in await m.town.people() if set(person) <= numbers.keys()
    ]
    joined = set().union(*found)
    assert record in joined or all(record not in one for one in found)
    return found


async def look(m: Model) -> None:
    """Every shared page and card says what it may and nothing else; the records are as they were sent."""
    town = m.town
    for number, ref in enumerate(town.refs):
        shown = await town.shared(ref)
        wanted = [town.refs[one] for one in sorted(m.shared(number), reverse=True)]
        assert [line.ref for line in shown.lines] == wanted[:3], (number, m.people, m.named)
        assert MARK not in str(shown), "neither texts nor addresses cross"
        earlier = {
            one
            for one in m.shared(number)
            if one < number and (one, "child") in m.person_of((number, "child"))
        }
        if shown.lines:
            assert shown.earlier == len(earlier)
    board = {number for number in range(MANY) if number not in m.named}
    persons = {frozenset(one) for one in m.people if len(one) > 1}
    assert {len(one) for one in await town.people()} == {len(one) for one in persons}
    hidden = [town.refs[number] for number in range(MANY) if number not in board]
    for number in board:
        said = str(await town.shared(town.refs[number]))
        assert not [ref for ref in hidden if ref in said]


async def as_sent(db: Database, hub_id: int) -> list[str]:
    """The children and adults of a hub, to the byte."""
    found = []
    async with db.connection() as conn:
        for table in ("children", "adults", "safe_contacts"):
            query = text(f"select cast(to_jsonb(t) as text) from {table} t where hub_id = :h order by 1")
            found += list((await conn.execute(query, {"h": hub_id})).scalars())
    return found


@settings(
    phases=[Phase.explicit, Phase.generate],
    max_examples=10,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@example(
    steps=[
        ("join", 0, 1, 0),
        ("join", 1, 2, 0),
        ("restrict", 1, 0, 1),
        ("join", 2, 3, 0),
        ("part", 3, 0, 0),
        ("unrestrict", 1, 0, 1),
    ]
)
@example(
    steps=[
        ("restrict", 2, 0, 1),
        ("join", 0, 2, 1),
        ("join", 3, 2, 1),
        ("join", 0, 3, 0),
        ("part", 0, 3, 0),
        ("hold", 2, 0, 1),
    ]
)
@given(steps=st.lists(STEP, min_size=3, max_size=12))
def test_nobody_learns_more_than_the_records_open_to_them_say(
    database_url: str, steps: list[tuple[str, int, int, int]]
) -> None:
    async def live() -> None:
        db = Database(database_url, pool_size=2)
        try:
            town = await Town.founded(db, f"h{uuid.uuid4().hex[:12]}")
            await families(town)
            m, before = Model(town), await as_sent(db, town.hub.hub_id)
            for step in steps:
                try:
                    await act(m, step)
                except Refusal:
                    continue
                await look(m)
            assert await as_sent(db, town.hub.hub_id) == before
        finally:
            await db.close()

    asyncio.run(live())
