"""A saved filter is one person's own: saved, replaced and removed with its event, and nothing of anybody else's."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from board.commands.filters import MOST, remove_filter, save_filter
from board.domain.facets import Filter, groups
from board.domain.people import Actor
from board.domain.permissions import Role
from board.domain.policy import Policy
from board.domain.refusals import BadInput, NotAllowed, NotHere, TooManyFilters
from board.queries.filters import saved_filters
from board.store.engine import Database
from tests import make

ALL = groups(Policy.default(), {"held", "age", "flag", "source"})
REDS, LATE = Filter.parse("rag:red held:nobody", ALL), Filter.parse("is:late", ALL)


async def save(db: Database, actor: Actor, name: str, chosen: Filter = REDS) -> int:
    async with db.transaction() as tx:
        return await save_filter(tx, actor, name, chosen, now=make.NOW)


async def remove(db: Database, actor: Actor, number: int) -> None:
    async with db.transaction() as tx:
        await remove_filter(tx, actor, number, now=make.NOW)


async def names(db: Database, actor: Actor) -> list[tuple[str, str]]:
    async with db.connection() as conn:
        found = await saved_filters(conn, actor.hub_id, actor.person_id, ALL)
    return [(one.name, one.query) for one in found]


async def events(db: Database) -> list[tuple[str, str]]:
    async with db.connection() as conn:
        rows = await conn.execute(
            text("select kind, body from events where kind like 'filter_%' order by seq")
        )
        return [(row.kind, row.body) for row in rows]


async def test_a_filter_is_saved_replaced_and_removed_each_with_one_event(database: Database) -> None:
    hub = await make.hub(database)
    asha = await make.person(database, hub, name="Asha Verma")
    number = await save(database, asha, "  Reds   of the Qx7k family ")
    assert await save(database, asha, "Reds of the Qx7k family") == number, "the same again is silence"
    assert await names(database, asha) == [("Reds of the Qx7k family", "rag=red&held=nobody")]
    assert await save(database, asha, "reds of the qx7k family", LATE) == number
    assert await names(database, asha) == [("reds of the qx7k family", "is=late")]
    await remove(database, asha, number)
    await remove(database, asha, number)
    assert await names(database, asha) == []
    told = await events(database)
    assert [kind for kind, _ in told] == ["filter_saved", "filter_saved", "filter_removed"]
    assert not any("qx7k" in body.lower() for _, body in told), "a name may hold anything; an event does not"


async def test_nobody_sees_or_removes_what_somebody_else_saved(database: Database) -> None:
    hub, other = await make.hub(database), await make.hub(database, "eastmarsh")
    asha, ben = await make.person(database, hub), await make.person(database, hub, name="Ben Okafor")
    grace = await make.person(database, other, name="Grace Tan")
    number = await save(database, asha, "Reds")
    assert await names(database, ben) == []
    for stranger in (ben, grace):
        with pytest.raises(NotHere):
            await remove(database, stranger, number)
    assert await names(database, asha) == [("Reds", "rag=red&held=nobody")]


async def test_a_filter_needs_a_name_something_to_ask_and_room(database: Database) -> None:
    hub = await make.hub(database)
    asha = await make.person(database, hub)
    for name, chosen in (("", REDS), (" ", REDS), ("x" * 41, REDS), ("Nothing", Filter())):
        with pytest.raises(BadInput):
            await save(database, asha, name, chosen)
    for n in range(MOST):
        await save(database, asha, f"Filter {n}")
    with pytest.raises(TooManyFilters):
        await save(database, asha, "One more")
    await save(database, asha, "Filter 3", LATE)
    feed = await make.person(database, hub, Role.FEED, name="Police feed")
    with pytest.raises(NotAllowed):
        await save(database, feed, "Reds")
