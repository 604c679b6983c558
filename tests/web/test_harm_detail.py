"""The harm in detail stands on no page until somebody asks for it, and who asked is a reading with its own why."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text

from board.commands.contacts import receive
from board.domain.permissions import Role
from board.store.engine import Database
from tests import make
from tests.served import now, served

HARM = "A mark the size of a coin on the left arm."


async def whys(db: Database) -> list[str]:
    async with db.connection() as conn:
        return list((await conn.execute(text("select why from readings order by reading_id"))).scalars())


async def test_it_is_on_no_page_until_asked_for_and_the_asking_is_logged(
    database: Database, tmp_path: Path
) -> None:
    async with served(database, tmp_path) as board:
        ref = await board.contact(harm_detail=HARM)
        asha = await board.desk()
        page = (await asha.get(f"/contacts/{ref}")).text
        assert HARM not in page and "The harm in detail: hidden" in page
        assert HARM not in (await asha.get("/desk")).text
        shown = await asha.post(f"/contacts/{ref}/harm-detail")
        assert shown.status_code == 200 and HARM in shown.text
        assert shown.headers["cache-control"] == "no-store"
        assert (await whys(database))[-1] == "harm_detail_shown"


async def test_what_came_again_with_other_words_is_shown_beside_it_and_hidden_in_the_late_information(
    database: Database, tmp_path: Path
) -> None:
    async with served(database, tmp_path) as board:
        sent = make.approach(harm_detail=HARM, received_at=now())
        again = replace(sent, harm_detail="Two marks.")
        refs = []
        for one in (sent, again):
            async with database.transaction() as tx:
                refs.append((await receive(tx, board.manager, one, now=now())).ref)
        ref, late = refs
        assert late is None
        asha = await board.desk()
        page = (await asha.get(f"/contacts/{ref}")).text
        assert "Two marks." not in page and "sent with other words" in page
        shown = (await asha.post(f"/contacts/{ref}/harm-detail")).text
        assert shown.index(HARM) < shown.index("Two marks.")


@pytest.mark.parametrize("role", [Role.ADMIN, Role.POLICE, Role.DATA_OFFICER, Role.EARLY_HELP])
async def test_a_seat_that_may_not_read_it_is_refused_and_reads_nothing(
    database: Database, tmp_path: Path, role: Role
) -> None:
    async with served(database, tmp_path) as board:
        ref = await board.contact(harm_detail=HARM)
        them = await board.desk(role)
        refused = await them.post(f"/contacts/{ref}/harm-detail")
        assert refused.status_code == 403 and HARM not in refused.text
        assert "harm_detail_shown" not in await whys(database)


async def test_of_a_restricted_contact_and_of_one_without_it_there_is_nothing(
    database: Database, tmp_path: Path
) -> None:
    async with served(database, tmp_path) as board:
        other = await make.person(database, board.hub, Role.MANAGER)
        hidden = await make.contact_restricted(database, board.manager, [other.person_id], harm_detail=HARM)
        plain = await board.contact()
        asha = await board.desk()
        answers = [await asha.post(f"/contacts/{ref}/harm-detail") for ref in (hidden, plain, "Z9Z")]
        assert [answer.status_code for answer in answers] == [404, 404, 404]
        assert "harm_detail_shown" not in await whys(database)


async def test_over_the_api_only_that_there_is_one_is_told(database: Database, tmp_path: Path) -> None:
    async with served(database, tmp_path) as board:
        ref = await board.contact(harm_detail=HARM)
        worker = await board.system(Role.SOCIAL_WORKER, "Case system")
        told = await worker.get(f"/contacts/{ref}")
        assert told.json()["has_harm_detail"] is True and HARM not in told.text


async def test_a_resend_without_it_is_still_the_same_as_before_there_was_such_a_field(
    database: Database,
) -> None:
    worker = await make.person(database, await make.hub(database))
    new = make.approach()
    for created in (True, False):
        async with database.transaction() as tx:
            done = await receive(tx, worker, new, now=make.NOW)
        assert (done.created, done.changed) == (created, None)
