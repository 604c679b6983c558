"""Each way to look for a restricted contact is an attempt that the people named see; the person who looks finds out nothing."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text
from starlette.routing import Mount, Route

from board.store.engine import Database
from board.store.incident.attempts import sweep_attempts
from tests.house.door_scene import NOW, SCHOOL, Scene, scene_of
from workers.sendings import tell_of_look_ups

# A number of the path that is no contact's.
NUMBERS = {"before": "9", "person": "1", "place": "contacts.summary", "number": "1"}
_KEPT = text(
    "select c.ref, a.way, a.person_id, a.told_at is not null as told from attempts a left join contacts c using (hub_id, contact_id)"
)
_FORGET = (text("delete from attempts"), text("delete from failed_look_ups"))


def looks(s: Scene) -> list[str]:
    """The address of every page and answer that a reference leads to, for the restricted contact."""
    found = []
    for one in s.app.routes:
        inside = one.routes if isinstance(one, Mount) else [one]
        found += [
            route.path for route in inside if isinstance(route, Route) and "GET" in (route.methods or ())
        ]
    named = sorted({path for path in found if "{ref" in path})
    return [made for path in named for made in addresses(s, path)]


def addresses(s: Scene, path: str) -> list[str]:
    """This path with the restricted contact in each place where one stands."""
    filled = re.sub(
        r"{\w+:int}", "9", re.sub(r"{\w+:uuid}", str(UUID(int=9)), path.replace("{hub}", s.hub.key))
    )
    if "{other}" not in filled:
        return [filled.replace("{ref}", s.ref)]
    return [
        filled.replace("{ref}", one).replace("{other}", two)
        for one, two in ((s.ref, s.beside), (s.beside, s.ref))
    ]


async def kept(s: Scene) -> list[Any]:
    """The attempts since the last time, which are forgotten."""
    async with s.db.transaction() as tx:
        rows = [tuple(row) for row in await tx.conn.execute(_KEPT)]
        for one in _FORGET:
            await tx.conn.execute(one)
    return rows


@pytest.fixture
async def scene(database: Database, data_folder: Path) -> Scene:
    made = await scene_of(database, data_folder)
    await kept(made)
    return made


async def test_every_page_and_answer_that_a_reference_leads_to_keeps_the_attempt(scene: Scene) -> None:
    paths = looks(scene)
    assert (
        len(paths) >= 8 and any("/compare/" in one for one in paths) and any("/api/" in one for one in paths)
    )
    for path in paths:
        said = await scene.said(scene.outsider, path)
        assert scene.ref not in said and SCHOOL not in said
        (row,) = await kept(scene)
        assert row[:2] == (scene.ref, "opened"), path
        await scene.said(scene.insider, path)
        about = {ref for ref, *_ in await kept(scene)}
        assert scene.ref not in about, f"{path}: no attempt of a person named"


@pytest.mark.parametrize(
    ("typed", "met"), [("Zephyrine Quill", 3), ("Quill Zephyrin", 3), ("Nobody Atall", 0)]
)
async def test_find_keeps_what_it_would_have_found(scene: Scene, typed: str, met: int) -> None:
    said = await scene.page(scene.outsider, "find", find=typed, born_on="")
    assert SCHOOL not in said and f"contacts/{scene.ref}" not in said
    rows = await kept(scene)
    assert [row[1] for row in rows if row[0] is not None] == ["found"] * met
    assert any(row[0] is None for row in rows) == (met == 0), "a look-up that met nothing leaves a row too"
    await scene.page(scene.insider, "find", find=typed, born_on="")
    assert [row for row in await kept(scene) if row[0] is not None] == []


async def test_find_by_a_reference_keeps_the_attempt(scene: Scene) -> None:
    said = await scene.page(scene.outsider, "find", find=scene.ref, born_on="")
    assert SCHOOL not in said and f"contacts/{scene.ref}" not in said
    kinds = {row[1] for row in await kept(scene) if row[0] == scene.ref}
    assert kinds and kinds <= {"opened", "found"}  # the letters of a reference may also begin a name
    await scene.page(scene.insider, "find", find=scene.ref, born_on="")
    assert [row for row in await kept(scene) if row[0] is not None] == []


async def test_a_verb_keeps_the_attempt(scene: Scene) -> None:
    for path, form in (
        ("claim", {"x": ""}),
        ("release", {"reason": "Gone."}),
        ("restrict", {"reason": "Gone."}),
    ):
        await scene.page(scene.outsider, f"contacts/{scene.ref}/{path}", **form)
        assert (scene.ref, "opened", scene.outsider.person_id, False) in await kept(scene), path
    await scene.page(scene.outsider, f"contacts/{scene.beside}/leave-to-holder", other=scene.ref)
    assert (scene.ref, "opened", scene.outsider.person_id, False) in await kept(scene), "named in the body"


async def test_the_people_named_are_told_once_and_not_of_their_own(scene: Scene) -> None:
    for _ in range(2):
        await scene.page(scene.outsider, f"contacts/{scene.ref}")
    await scene.page(scene.outsider, "contacts/Z9Z")
    assert await tell_of_look_ups(scene.db, NOW) == 3 and await tell_of_look_ups(scene.db, NOW) == 0
    query = text(
        "select person_id from deliveries where kind = 'looked_for' and channel = 'page' and state = 'queued' order by person_id"
    )
    async with scene.db.transaction() as tx:
        told = set((await tx.conn.execute(query)).scalars())
        events = (
            await tx.conn.execute(text("select count(*) from events where kind = 'attempts_told'"))
        ).scalar_one()
        await sweep_attempts(tx.conn)
    assert scene.insider.person_id in told and scene.outsider.person_id not in told and events == 1
    assert [row[0] for row in await kept(scene)] == [scene.ref] * 2, "what met nothing is forgotten"


async def test_names_on_pages_and_in_attempts_are_no_names_of_a_family(scene: Scene) -> None:
    await scene.page(scene.outsider, "find", find="Zephyrine Quill", born_on="")
    async with scene.db.connection() as conn:
        row = (await conn.execute(text("select * from attempts where contact_id is not null limit 1"))).one()
    assert "Quill" not in str(row) and "Zephyrine" not in str(row)
