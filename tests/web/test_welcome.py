"""The desk explains itself once to each person; managers see what a new hub lacks; the parts of a contact have pages of their own."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import text

from board.commands.restrictions import restrict
from board.domain.events import Event
from board.domain.permissions import Role
from board.store.engine import Database
from tests import make
from tests.served import now, served


async def test_the_introduction_is_shown_until_it_is_put_away_and_never_again(
    database: Database, tmp_path: Path
) -> None:
    async with served(database, tmp_path) as board:
        asha = await board.desk()
        assert "I have read this" in (await asha.get()).text
        done = await asha.client.post("/people/me/introduction/end", data={"next": f"{asha.here}/desk"})
        assert done.status_code == 303 and done.headers["location"].endswith("/desk")
        assert "I have read this" not in (await asha.get()).text
        again = await board.desk_of(asha.actor)
        assert "I have read this" not in (await again.get()).text
        await asha.client.post("/people/me/introduction/end", data={"next": "//elsewhere.example"})
        async with database.connection() as conn:
            told = await conn.execute(text("select count(*) from events where kind = 'introduction_ended'"))
            assert told.scalar_one() == 1


async def test_managers_see_what_a_new_hub_lacks_and_others_do_not(
    database: Database, tmp_path: Path
) -> None:
    async with served(database, tmp_path) as board:
        manager, asha = await board.desk_of(board.manager), await board.desk()
        page = (await manager.get()).text
        for words in ("No wall is paired", "No contact has come yet", "still what every new hub starts with"):
            assert words in page
        assert "Still to be done" not in (await asha.get()).text
        await board.contact()
        assert "No contact has come yet" not in (await manager.get()).text


async def test_a_contact_stands_on_a_page_of_its_own_and_for_nobody_else_when_restricted(
    database: Database, tmp_path: Path
) -> None:
    async with served(database, tmp_path) as board:
        ref = await board.contact(summary="Shouting heard.")
        asha, manager = await board.desk(), await board.desk_of(board.manager)
        page = await asha.get(f"/contacts/{ref}/alone")
        assert page.status_code == 200 and "Shouting heard." in page.text and "Take the next" not in page.text
        other = await make.person(database, board.hub, Role.MANAGER)
        async with database.transaction() as tx:
            await restrict(tx, board.manager, ref, [other.person_id], "A colleague's family.", now=now())
        assert (await manager.get(f"/contacts/{ref}/alone")).status_code == 200
        for path in ("alone", "history/99999"):
            missing = await asha.get(f"/contacts/Z9Z/{path}")
            hidden = await asha.get(f"/contacts/{ref}/{path}")
            assert hidden.status_code == missing.status_code == 404


async def test_a_long_history_is_read_page_by_page_to_its_beginning(
    database: Database, tmp_path: Path
) -> None:
    async with served(database, tmp_path) as board:
        ref = await board.contact()
        async with database.transaction() as tx:
            contact_id = (await tx.conn.execute(text("select contact_id from contacts"))).scalar_one()
            for _ in range(250):
                tx.record(
                    board.hub.hub_id, Event("contact_claimed", now(), board.manager.person_id, contact_id)
                )
        asha = await board.desk()
        page = (await asha.get(f"/contacts/{ref}")).text
        assert page.count('id="event-') == 200 and "logged it" not in page
        earlier = page.split(f"/contacts/{ref}/history/")[1].split('"')[0]
        rest = (await asha.get(f"/contacts/{ref}/history/{earlier}")).text
        assert "logged it" in rest and ">Earlier<" not in rest
