"""Each field shown to one lens more is noticed: in a copy of the table with that lens added, somebody sees what no sentence shows them."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import AsyncIterator, Iterator

import pytest

from board.api.endpoints import PREFIX
from board.domain.permissions import FIELDS, Lens, Role, lens_of
from board.store.engine import Database
from tests import servers
from tests.house.lens_scene import READING, Planted, doors_open, lens_added, plant
from tests.house.lens_table import ASKED_FOR, NAMED, shown_to
from tests.house.lenses import WHOLE, House, seen_in

READERS = {
    Lens.PRACTICE: Role.SOCIAL_WORKER,
    Lens.SUPPORT: Role.ADMIN,
    Lens.AUDIT: Role.QA,
    Lens.PARTNER: Role.POLICE,
    Lens.FIGURES: Role.DATA_OFFICER,
}
IN_NO_VIEW = {("contact", "harm_detail"), ("adult", "safe_contact")}
"""Details that are asked for and logged. No lens can show it: adding one changes nothing."""
LACKING = [(key, lens) for key, field in FIELDS.items() for lens in Lens if lens not in field.lenses]
FIRST = (*WHOLE, "/hubs/{hub}/desk", f"{PREFIX}/contacts")
"""Where most fields are seen; everything else is read only when they are not seen here."""


@pytest.fixture(scope="module")
def planted() -> Iterator[tuple[str, Planted]]:
    """A database with the hub that all of these read."""
    with servers.fresh_database(f"t_{uuid.uuid4().hex[:12]}") as url:

        async def made() -> Planted:
            database = Database(url)
            try:
                return await plant(database)
            finally:
                await database.close()

        yield url, asyncio.run(made())


@pytest.fixture
async def house(planted: tuple[str, Planted]) -> AsyncIterator[House]:
    """The application, having drawn nothing yet."""
    database = Database(planted[0])
    yield House(database, planted[1])
    await database.close()


async def too_much(house: House, role: Role, places: tuple[str | None, ...]) -> set[str]:
    """The columns that this role sees in the first of these places where it sees more than the sentences say. None is every place."""
    expected = shown_to()[role.value] | set(NAMED.values())
    for place in places:
        async for name, said in house.everything(role, place):
            if more := seen_in(name, said) - expected:
                return {f"{name}: {column}" for column in more}
    return set()


@pytest.mark.parametrize(
    ("key", "lens"), LACKING, ids=lambda one: "-".join(one) if isinstance(one, tuple) else one
)
async def test_a_field_shown_to_one_lens_more_is_noticed(
    house: House, key: tuple[str, str], lens: Lens
) -> None:
    role = READERS[lens]
    with doors_open(*READING), lens_added(key, lens):
        more = await too_much(house, role, FIRST if key in IN_NO_VIEW else (*FIRST, None))
    if key in IN_NO_VIEW:
        assert not more, f"{key} is asked for; no view may show it"
    else:
        assert more, f"{lens} may see {key} of late, and nothing was seen of it: is it shown anywhere?"


@pytest.mark.parametrize("lens", Lens)
async def test_with_every_door_open_a_lens_shows_what_the_sentences_say(house: House, lens: Lens) -> None:
    with doors_open(*READING):
        assert await too_much(house, READERS[lens], (None,)) == set()


def test_each_lens_has_its_reader_and_what_is_asked_for_is_in_no_lens() -> None:
    assert {lens_of([role]) for role in READERS.values()} == set(Lens) == READERS.keys()
    doors = {door for door, _, _ in ASKED_FOR.values()}
    assert {name for _, name in IN_NO_VIEW} == doors - {"referrer_texts"}, "its texts stand in views too"
    assert all(not FIELDS[key].lenses for key in IN_NO_VIEW)
