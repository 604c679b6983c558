"""A person with an interest in a family: the raw frames of two web processes, for the person and for everybody else."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AsyncExitStack
from datetime import date
from pathlib import Path

import httpx

from board.commands.claims import claim
from board.commands.interest.deciding import end_interest
from board.commands.interest.declaring import declare_interest, mark_interest
from board.domain.contacts import NewChild
from board.domain.permissions import Role
from board.queries.happened import head
from board.store.engine import Database
from tests import make
from tests.commands.doing import do, rows
from tests.processes import Page, enrol_wall, sign_in, soon, web_processes

HUB = "/hubs/northborough"
NELL = NewChild(given_name="Nellmarker", family_name="Quillmarker", born_on=date(2016, 5, 4))
MOVED = {"reload": True, "empty": True}


def said(*pages: Page) -> str:
    """Every message since the pages were last cleared."""
    return "\n".join(raw for page in pages for raw in page.raw)


def boards(page: Page) -> list[str]:
    return [raw for raw in page.raw if '"audience":"board:' in raw or '"audience":"wall:' in raw]


async def asks(page: Page) -> httpx.Response:
    """The question of a page without a socket."""
    where = {"page": page.token, "since": page.since()}
    async with httpx.AsyncClient(cookies=page.cookies, timeout=10, verify=False) as client:
        return await client.get(f"{page.web.base}/live/frames", params=where)


async def caught_up(db: Database, hub_id: int, pages: Sequence[Page]) -> None:
    """Until each page has heard of everything that has happened in the hub."""
    async with db.connection() as conn:
        last = (await head(conn, hub_id)).seq
    await soon(lambda: all(page.seq >= last for page in pages))


async def test_frames_to_the_person_never_name_the_family_again_and_those_to_others_are_as_before(
    database: Database, data_folder: Path
) -> None:
    hub = await make.hub(database)
    manager = await make.person(database, hub, Role.MANAGER, name="Ana Ruiz")
    kin, other = [await make.person(database, hub, name=name) for name in ("Asha Verma", "Ben Okafor")]
    partner = await make.person(database, hub, Role.POLICE, name="Carys Lloyd", agency="police")
    ref = await make.contact_rated(database, manager, "red", children=(NELL,), adults=())
    beside = await make.contact_rated(database, manager, "amber")
    with web_processes(database.url, data_folder, 2) as (one, two):
        key = {"session": await sign_in(database, kin)}
        theirs = [Page(one, key, f"{HUB}/desk"), Page(two, key, f"{HUB}/contacts/{ref}")]
        others = [
            Page(web, {"session": await sign_in(database, who)}, f"{HUB}/desk")
            for web, who in ((one, other), (two, other), (two, manager), (one, partner))
        ]
        others.append(Page(two, {"wall": await enrol_wall(database, manager)}, "/wall"))
        async with AsyncExitStack() as open_pages:
            for page in (*theirs, *others):
                await page.get()
                await open_pages.enter_async_context(page.listening())
            await soon(lambda: all(f'"looking":{{"{ref}"' in said(page) for page in theirs))
            await caught_up(database, hub.hub_id, (*theirs, *others))
            for page in (*theirs, *others):
                page.raw.clear()
            await do(database, declare_interest, kin, "kin", names="Nellmarker Quillmarker")
            await soon(lambda: all(MOVED in page.told for page in theirs))
            await caught_up(database, hub.hub_id, others)
            decides = f'"audience":"person:{hub.hub_id}:{manager.person_id}"'
            frames = [raw for page in others for raw in page.raw if '"audience"' in raw]
            assert frames and all(decides in raw for raw in frames), (
                "nobody else is sent anything but the notice to the manager who decides"
            )
            assert not any("marker" in raw for raw in frames)
            own = Page(two, key, f"{HUB}/desk")
            await own.get()
            assert own.regions[0].audience == f"board:{hub.hub_id}:practice:{kin.person_id}"
            assert (
                ref not in own.html
                and "marker" not in own.html
                and f"card-{beside}" in own.regions[0].standing
            )
            await open_pages.enter_async_context(own.listening())
            await do(database, claim, other, ref, minutes=1)
            await do(database, claim, other, beside, minutes=2)
            await soon(lambda: all(page.seq == own.seq for page in others) and beside in said(own))
            assert ref not in said(own, *theirs) and "marker" not in said(own, *theirs)
            assert all(ref in said(page) for page in others)
            assert boards(others[0]) == boards(others[1]), "one audience, the same bytes in both processes"
            for page in (own, *others):
                assert page.pictures() == (await page.fresh()).pictures()
            assert (await asks(theirs[0])).json() == {"reload": True} and (
                await asks(theirs[1])
            ).status_code == 404
            own.raw.clear()
            again = await make.contact_rated(
                database, manager, "red", children=(NELL,), adults=(), summary="Again."
            )
            await soon(lambda: all(again in said(page) for page in others))
            await soon(lambda: own.seq == others[0].seq)
            assert again not in said(own) and "marker" not in said(own), "kept from them from arrival"
            ((number,),) = await rows(database, "select interest_id from interests")
            await do(database, end_interest, manager, number, "Another family.", minutes=3)
            await soon(lambda: MOVED in own.told)
            back = await own.fresh()
            assert back.regions[0].audience == f"board:{hub.hub_id}:practice"
            assert f"card-{ref}" in back.regions[0].standing and f"card-{again}" in back.regions[0].standing


async def test_a_colleague_who_is_marked_is_moved_at_once_and_what_they_hold_waits_on_every_screen(
    database: Database, data_folder: Path
) -> None:
    hub = await make.hub(database)
    manager = await make.person(database, hub, Role.MANAGER, name="Ana Ruiz")
    marked, other = [await make.person(database, hub, name=name) for name in ("Asha Verma", "Ben Okafor")]
    ref = await make.contact_claimed(database, marked, children=(NELL,), adults=())
    with web_processes(database.url, data_folder, 2) as (one, two):
        theirs = Page(one, {"session": await sign_in(database, marked)}, f"{HUB}/desk")
        seen = Page(two, {"session": await sign_in(database, other)}, f"{HUB}/desk")
        told = Page(two, {"session": await sign_in(database, manager)}, f"{HUB}/desk")
        async with AsyncExitStack() as open_pages:
            for page in (theirs, seen, told):
                await page.get()
                await open_pages.enter_async_context(page.listening())
                page.raw.clear()
            await do(
                database, mark_interest, other, ref, marked.person_id, "neighbour", "They said so.", minutes=1
            )
            await soon(lambda: MOVED in theirs.told)
            await soon(lambda: f"card-{ref}" in seen.regions[0].lanes().get("lane-waiting", []))
            await soon(lambda: "Waits again: it needs somebody else" in said(told))
            assert ref not in said(theirs) and "marker" not in said(theirs)
            assert ref not in (await theirs.fresh()).html
