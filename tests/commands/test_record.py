"""The people an event concerns: everybody whose own strip shows the contact, worked out in one place."""

from __future__ import annotations

from datetime import date

import pytest

from board.commands.children import add_child
from board.commands.closures import close
from board.commands.firing import fire
from board.commands.forecasts import foresee
from board.commands.hand_overs import decline, hand_over
from board.commands.leavers import mark
from board.commands.people import end_person
from board.commands.restrictions import restrict
from board.domain.contacts import NewChild
from board.domain.people import Actor
from board.domain.permissions import Role
from board.store.engine import Database
from tests import make
from tests.commands.doing import do, rows

ELSIE = NewChild(given_name="Elsie", family_name="Reed", born_on=date(2017, 1, 20))
HOLDER, OFFERED, MANAGER = "Asha Verma", "Ben Okafor", "Mina Holt"


@pytest.fixture
async def people(database: Database) -> tuple[Actor, Actor, Actor]:
    hub = await make.hub(database)
    asha = await make.person(database, hub, name=HOLDER)
    ben = await make.person(database, hub, name=OFFERED)
    return asha, ben, await make.person(database, hub, Role.SERVICE_MANAGER, name=MANAGER)


async def offered(database: Database, asha: Actor, ben: Actor) -> str:
    """A contact that Asha holds and has offered to Ben."""
    ref = await make.contact_claimed(database, asha, children=(ELSIE,), adults=())
    await do(database, hand_over, asha, ref, ben.person_id, "Ring the school after ten.")
    return ref


async def concerned(database: Database, kind: str, ref: str) -> set[str]:
    """Names of the people whom the newest event of this kind about this contact concerns."""
    query = (
        "select p.name from people p where p.person_id = any((select e.concerns from events e join contacts c "
        "using (hub_id, contact_id) where e.kind = :kind and c.ref = :ref order by e.seq desc limit 1)::bigint[])"
    )
    return {str(name) for (name,) in await rows(database, query, kind=kind, ref=ref)}


async def number(database: Database, ref: str) -> int:
    [(contact_id,)] = await rows(database, "select contact_id from contacts where ref = :ref", ref=ref)
    return int(contact_id)


async def test_holder_and_the_person_offered(database: Database, people: tuple[Actor, Actor, Actor]) -> None:
    asha, ben, mina = people
    ref = await offered(database, asha, ben)
    assert await concerned(database, "hand_over_offered", ref) == {HOLDER, OFFERED}
    await do(database, add_child, mina, ref, NewChild(given_name="Tom"), minutes=1)
    assert await concerned(database, "child_added", ref) == {HOLDER, OFFERED}
    await do(database, decline, ben, ref, "I am in court all day.", minutes=2)
    assert await concerned(database, "hand_over_declined", ref) == {HOLDER, OFFERED}
    await do(database, add_child, mina, ref, NewChild(given_name="Una"), minutes=3)
    assert await concerned(database, "child_added", ref) == {HOLDER}


async def test_those_named_before_and_after(database: Database, people: tuple[Actor, Actor, Actor]) -> None:
    asha, ben, mina = people
    ref = await offered(database, asha, ben)
    await do(database, restrict, mina, ref, [asha.person_id], "A relative works here.", minutes=1)
    assert await concerned(database, "contact_restricted", ref) == {HOLDER, OFFERED, MANAGER}
    await do(database, add_child, mina, ref, NewChild(given_name="Tom"), minutes=2)
    assert await concerned(database, "child_added", ref) == {HOLDER, MANAGER}


async def test_a_likeness_is_shown_to_the_person_offered(
    database: Database, people: tuple[Actor, Actor, Actor]
) -> None:
    asha, ben, mina = people
    ref = await offered(database, asha, ben)
    other = await make.contact_waiting(database, mina, children=(ELSIE,), adults=())
    assert await concerned(database, "match_found", ref) == {HOLDER, OFFERED}
    await do(database, close, mina, other, "DUPLICATE", "The same family.", minutes=1)
    assert await concerned(database, "match_parted", ref) == {HOLDER, OFFERED}


async def test_what_time_does_is_shown_to_the_person_offered(
    database: Database, people: tuple[Actor, Actor, Actor]
) -> None:
    asha, ben, _ = people
    ref = await offered(database, asha, ben)
    contact_id, wait, later = await number(database, ref), 0, 60 * 24 * 3
    while not await do(database, foresee, asha.hub_id, minutes=(wait := wait + 30)):
        assert wait < later, "nothing was foreseen in three days with nobody on duty"
    assert await concerned(database, "forecast_changed", ref) == {HOLDER, OFFERED}
    await do(database, fire, asha.hub_id, contact_id, minutes=later)
    assert await concerned(database, "clock_fired", ref) == {HOLDER, OFFERED}
    await do(database, end_person, asha.person_id, minutes=later)
    await do(database, mark, asha.hub_id, contact_id, minutes=later + 1)
    assert await concerned(database, "holder_left", ref) == {HOLDER, OFFERED, MANAGER}
