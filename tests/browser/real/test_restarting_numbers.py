"""Three nights of lists whose log numbers restart, through the real page, with a closed contact among those of the first."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import Browser, expect
from sqlalchemy import text

from board.commands.closures import close
from board.domain.permissions import Role
from board.secrets import Secrets
from board.store.engine import Database
from tests.browser.real.stage import Stage
from tests.processes import KEY
from workers.lists import Lists
from workers.sendings import tell_of_sendings

pytestmark = pytest.mark.browser
HEADER = "Log number,Date received,Time,Concern,Circumstances,Child name,Child DOB"
NIGHTS = (
    ("41,{},02:15,Neglect,Neighbour called.,Ottilie Quarne,02/03/2017",
     "42,{},03:15,Missing,Seen at the bus station.,Ivo Wrenfold,05/06/2012"),
    ("41,{},01:05,Missing,Not home since noon.,Barnaby Tusk,09/09/2011",
     "42,{},04:40,Neglect,Officers called.,Ada Finchley,11/12/2019"),
    ("041,{},03:05,Neglect,Nobody at home.,Larkin Heronsby,01/09/2020",),
)  # fmt: skip


def test_three_nights_with_restarting_numbers_lose_no_family_though_a_contact_of_the_first_is_closed(
    browser: Browser, board: Stage
) -> None:
    admin, manager = board.person("Noor Khan", Role.ADMIN), board.person("Ana Ruiz", Role.MANAGER)
    page, refs = board.page(browser, admin, f"/hubs/{admin.hub_key}/lists"), list[str]()

    async def work(db: Database) -> None:
        await Lists(Secrets([KEY])).work(db, board.now())
        await tell_of_sendings(db, board.now())

    async def of(db: Database) -> list[str]:
        async with db.connection() as conn:
            query = text("select c.ref from contacts c join children using (hub_id, contact_id) "
                         "where given_name = any(:names) order by c.contact_id")  # fmt: skip
            names = [line.split(",")[5].split()[0] for night in NIGHTS for line in night]
            return list((await conn.execute(query, {"names": names})).scalars())

    async def close_first(db: Database) -> None:
        async with db.transaction() as tx:
            await close(tx, manager, refs[0], "ADVICE_INFO", "Nothing to do.", anyway="So.", now=board.now())

    for number, night in enumerate(NIGHTS):
        day = f"{board.now() - timedelta(days=4 - number):%d/%m/%Y}"
        content = "\n".join((HEADER, *(line.format(day) for line in night))).encode()
        page.goto(f"{board.webs[0].base}/hubs/{admin.hub_key}/lists")
        page.set_input_files(
            "#file", {"name": f"night{number}.csv", "mimeType": "text/csv", "buffer": content}
        )
        if number == 0:
            page.fill("#sender_name", "Eastmarsh Police")
            page.select_option("#source", "police")
        else:
            page.select_option("#sender", label="Eastmarsh Police")
        page.get_by_role("button", name="Upload the list").click()
        board.do(work)
        page.goto(page.url)
        if number:
            first = f"{refs[0]} (closed)" if number == 1 else refs[2]
            expect(page.locator(".list-asked")).to_contain_text(
                f"may be the same incident or family as {first}"
            )
            expect(page.get_by_label("Line 2")).to_have_value("")
        page.get_by_role("button", name=f"Keep {len(night)} line").click()
        board.do(work)
        expect(page.locator("#list-state")).to_contain_text(f"Kept: {len(night)} of {len(night)} line")
        refs = board.do(of)
        if number == 0:
            board.do(close_first)

    assert len(refs) == len(set(refs)) == sum(map(len, NIGHTS)), "each family is a contact of its own"
    desk = board.desk(browser, manager)
    for ref in refs[1:]:
        expect(desk.locator(f"#card-{ref}")).to_be_visible()
    expect(desk.locator(f"#card-{refs[0]}")).to_have_count(0)
    asked = {refs[1]: (refs[3],), refs[2]: (refs[0], refs[4]), refs[3]: (refs[1],), refs[4]: (refs[2],)}
    for ref, others in asked.items():
        for other in others:
            expect(desk.locator(f"#card-{ref} .same-family", has_text="Same incident")).to_contain_text(other)
    desk.goto(f"{board.webs[0].base}{board.path(refs[0])}")
    for name in ("Ottilie", "Barnaby"):
        expect(desk.locator("#contact-family .person-top").get_by_text(name)).to_have_count(
            1 if name == "Ottilie" else 0
        )
