"""Every door is shut to a person from whom a contact is kept because of an interest in its family, and only the one rule shuts it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import event, text

from board.store.engine import Database
from tests.house.door_scene import NOW, Scene
from tests.house.test_visibility_doors import doors, rule, scene, shown

APART = re.compile(r"/\*apart\*/(.*?)/\*end apart\*/", re.DOTALL)
PEOPLE = re.compile(r"/\*people apart\*/(.*?)/\*end apart\*/", re.DOTALL)
EVERYBODYS = {"page: a wall", "counts: a wall", "counts: the feed"}
"""Doors at which nobody is known by name, and the feed, whose numbers are those of the hub."""
_THEIRS = text("select person_id from people where person_id = :person_id or service and name = :system")
_INTEREST = text(
    "insert into interests (hub_id, person_id, kind, names, look_up_keys, declared_at, declared_by) "
    "values (:hub_id, :person_id, 'kin', 'Somebody', '{}', :now, :person_id) returning interest_id"
)
_KEEP = text(
    "insert into interest_contacts (hub_id, interest_id, contact_id, person_id, kept_at) "
    "select hub_id, :interest_id, contact_id, :person_id, :now from contacts where ref = any(cast(:refs as text[]))"
)


async def kept_from_insider(db: Database, folder: Path) -> Scene:
    """The scene of the doors, where each of its contacts is kept from the person who was named on it, and from their system."""
    s = await scene(db, folder)
    facts = {**s.insider.key, "now": NOW, "refs": [s.ref, s.closed, s.waits], "system": f"{s.insider.name}'s"}
    async with db.transaction() as tx:
        for person_id in (await tx.conn.execute(_THEIRS, facts)).scalars().all():
            theirs = facts | {"person_id": person_id}
            interest_id = (await tx.conn.execute(_INTEREST, theirs)).scalar_one()
            await tx.conn.execute(_KEEP, theirs | {"interest_id": interest_id})
    return s


@contextmanager
def nobody_apart(db: Database) -> Iterator[None]:
    """Every statement meanwhile without the rule of interests."""

    def rewrite(
        _conn: Any, _cursor: Any, sql: str, parameters: Any, _context: Any, _many: Any
    ) -> tuple[str, Any]:
        return PEOPLE.sub("cast('{}' as bigint[])", APART.sub(r"(false and \1)", sql)), parameters

    engines = (db.engine.sync_engine, db.reads.sync_engine)
    for engine in engines:
        event.listen(engine, "before_cursor_execute", rewrite, retval=True)
    try:
        yield
    finally:
        for engine in engines:
            event.remove(engine, "before_cursor_execute", rewrite)


async def test_a_person_named_on_a_contact_sees_it_by_no_door_while_it_is_kept_from_them(
    database: Database, data_folder: Path
) -> None:
    s = await kept_from_insider(database, data_folder)
    assert not await shown(s, s.insider, shared=False)
    with nobody_apart(database):
        assert await shown(s, s.insider, shared=False) == {*doors(shared=False)}


async def test_what_everybody_sees_is_drawn_without_it_for_them_alone(
    database: Database, data_folder: Path
) -> None:
    s = await kept_from_insider(database, data_folder)
    with rule(database, board=True):
        assert await shown(s, s.outsider, shared=True) == {*doors(shared=True)}
        assert await shown(s, s.insider, shared=True) <= EVERYBODYS
