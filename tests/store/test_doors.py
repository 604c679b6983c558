"""The one way to a contact: what is missing, of another hub or restricted answers alike."""

from __future__ import annotations

from dataclasses import asdict

import pytest

from board.domain.permissions import Action, Role
from board.domain.refusals import NotAllowed, NotHere, Refusal
from board.store.doors import access_contact
from board.store.engine import Database
from tests import make


async def refused(
    db: Database, asker: make.Actor, ref: str, action: Action, **how: bool
) -> tuple[object, ...]:
    """All that somebody outside could tell one refusal from another by."""
    with pytest.raises(Refusal) as caught:
        async with db.transaction() as tx:
            await access_contact(tx.conn, asker, ref, action, now=make.NOW, **how)
    said = caught.value
    return type(said), said.sentence, said.title, said.status, said.errors, said.facts, str(said)


@pytest.mark.parametrize(
    "how", [{}, {"lock": True}, {"lock": True, "skip_locked": True}], ids=["reading", "locking", "skipping"]
)
async def test_missing_of_another_hub_and_restricted_answer_alike(
    database: Database, how: dict[str, bool]
) -> None:
    here, there = await make.hub(database), await make.hub(database, "southborough")
    asha = await make.person(database, here)
    ben = await make.person(database, here, Role.SERVICE_MANAGER)
    carys = await make.person(database, here, Role.MANAGER)
    stranger = await make.person(database, there)
    theirs = await make.contact_waiting(database, stranger)
    restricted = await make.contact_restricted(database, ben, [carys.person_id])

    answers = [
        await refused(database, asha, ref, Action.READ_CONTACT, **how)
        for ref in ("ZZZ", theirs, restricted, "'; --")
    ]

    assert answers[0][0] is NotHere
    assert answers == [answers[0]] * 4


async def test_those_named_come_in(database: Database) -> None:
    hub = await make.hub(database)
    asha = await make.person(database, hub)
    ben = await make.person(database, hub, Role.SERVICE_MANAGER)
    ref = await make.contact_restricted(database, ben, [asha.person_id])

    async with database.connection() as conn:
        seen = [
            await access_contact(conn, who, ref.lower(), Action.READ_CONTACT, now=make.NOW)
            for who in (asha, ben)
        ]

    assert [(c.ref, c.restricted) for c in seen] == [(ref, True)] * 2
    assert asdict(seen[0]) == asdict(seen[1])


async def test_a_seat_that_may_not_is_told_so_before_anything_is_looked_up(database: Database) -> None:
    hub = await make.hub(database)
    asha = await make.person(database, hub)
    officer = await make.person(database, hub, Role.POLICE, agency="police")
    ref = await make.contact_waiting(database, asha)

    there, nowhere = [await refused(database, officer, r, Action.READ_CONTACT) for r in (ref, "ZZZ")]

    assert there[0] is NotAllowed
    assert there == nowhere
