"""The list for when the board is away: what the room needs, no name unless asked for, nothing restricted, and a reading each time."""

from __future__ import annotations

import re
from pathlib import Path

from sqlalchemy import text

from board.domain.permissions import Role
from board.store.engine import Database
from tests import make
from tests.served import served


async def test_the_list_holds_the_board_without_names_and_says_when_it_was_read(
    database: Database, tmp_path: Path
) -> None:
    async with served(database, tmp_path) as board:
        ref = await board.contact("red", confidential_enquiry=True)
        asha = await board.desk()
        plain, named = (await asha.get("/list")).text, (await asha.get("/list/names")).text
        assert (
            ref in plain and "Parents not aware" in plain and re.search(r"As read .*20\d\d, \d\d:\d\d", plain)
        )
        assert "Marlow" not in plain and "Marlow" in named and "Consent: not recorded." in plain
        async with database.connection() as conn:
            whys = (await conn.execute(text("select why from readings order by reading_id"))).scalars().all()
        assert whys[-2:] == ["list", "named_list"]


async def test_partners_get_no_names_however_they_ask(database: Database, tmp_path: Path) -> None:
    async with served(database, tmp_path) as board:
        ref = await board.contact()
        police = await board.desk(Role.POLICE)
        page = (await police.get("/list/names")).text
        assert ref in page and "Marlow" not in page and "Family" not in page
        assert "Consent" not in page


async def test_a_restricted_contact_is_on_no_list_not_even_of_those_named(
    database: Database, tmp_path: Path
) -> None:
    async with served(database, tmp_path) as board:
        other = await make.person(database, board.hub, Role.MANAGER)
        ref = await make.contact_restricted(database, board.manager, [other.person_id])
        manager = await board.desk_of(board.manager)
        page = (await manager.get("/list/names")).text
        assert ref not in page and "Nothing stands on the board now." in page
