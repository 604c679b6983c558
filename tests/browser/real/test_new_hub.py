"""A new hub is peopled from the page after its first two managers, and somebody leaves it again."""

from __future__ import annotations

import re
from datetime import timedelta

import pyotp
import pytest
from playwright.sync_api import Browser, Page, expect

from board.cli.entrust import add_person_with_seat
from board.commands.directory.entries import add_entry, confirm_entry
from board.commands.people import add_person
from board.domain.directory.given import given_entry
from board.domain.permissions import Role
from board.queries.actors import actor_of_email
from board.rehearsal.hub import PASSWORD
from board.secrets import Secrets
from board.store.engine import Database
from tests import make
from tests.browser.real.stage import PASSWORD_HASH, Stage
from tests.browser.watching import settles
from tests.commands.doing import rows
from tests.processes import KEY

pytestmark = pytest.mark.browser
TELEPHONE = {"width": 390, "height": 844}
CSC = "childrens_social_care"
MINA, ANA, BEA, NIA = (f"{name}@northborough.example" for name in ("mina", "ana", "bea", "nia.bell"))
CHOSEN = "quilt marrow teasel bodkin"


def first_manager(board: Stage, name: str, address: str, role: Role) -> str:
    """Added by the `board` command; their first password."""
    words = {"hub": board.hub.key, "role": role.value, "name": name, "email": address, "agency": CSC}
    said = board.do(lambda db: add_person_with_seat(db, **words))
    return said.partition("once): ")[2].splitlines()[0]


def signs_in(page: Page, address: str, password: str) -> None:
    page.get_by_label("Work email address").fill(address)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Continue").click()


def sets_up_the_authenticator(page: Page) -> None:
    seed = page.locator("code").inner_text().replace(" ", "")
    page.get_by_label("Code from the app").fill(pyotp.TOTP(seed).now())
    page.get_by_role("button", name="Set up and sign in").click()
    page.get_by_role("link", name="I have kept them: go to the board").click()


def comes_in(browser: Browser, board: Stage, address: str, password: str) -> Page:
    """A first sign-in by password, in a browser of their own."""
    page = board.show(board.window(browser), board.webs[0].base, live=False)
    signs_in(page, address, password)
    sets_up_the_authenticator(page)
    return page


def gives(page: Page, name: str, address: str, seat: str) -> None:
    page.get_by_role("link", name="Give a seat").click()
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_label("Work address").fill(address)
    page.get_by_label("Agency").select_option(CSC)
    page.get_by_label("Seat").select_option(label=seat)
    page.get_by_role("button", name="Give the seat").click()


async def known_number(db: Database, board: Stage) -> None:
    """A number of the agency that Mina entered and Ana confirmed, both before anybody is asked."""
    at = board.now() - timedelta(hours=1)
    given = given_entry("telephone", "01632 960001", "Front desk", (), "always")
    async with db.transaction() as tx:
        mina = await actor_of_email(tx.conn, board.hub.hub_id, MINA)
        entry = (await add_entry(tx, mina, CSC, given, now=at)).entry_id
    async with db.transaction() as tx:
        ana = await actor_of_email(tx.conn, board.hub.hub_id, ANA)
        await confirm_entry(tx, ana, entry, "switchboard", now=at)


async def sits_elsewhere(db: Database, board: Stage) -> None:
    """Bea Low sits in another hub."""
    hub = await make.hub(db, "southmere", now=board.now())
    async with db.transaction() as tx:
        bea = await add_person(tx, "Bea Low", BEA, password_hash=PASSWORD_HASH, now=board.now())
    await make.seated(db, hub, bea.person_id, "Bea Low", Role.SOCIAL_WORKER, now=board.now())


def test_a_new_hub_is_peopled_from_the_page_after_its_first_two_managers(
    browser: Browser, board: Stage
) -> None:
    board.do(lambda db: sits_elsewhere(db, board))
    passwords = [
        first_manager(board, "Mina Holt", MINA, Role.SERVICE_MANAGER),
        first_manager(board, "Ana Ruiz", ANA, Role.MANAGER),
    ]
    board.do(lambda db: known_number(db, board))
    mina = comes_in(browser, board, MINA, passwords[0])
    ana = comes_in(browser, board, ANA, passwords[1])
    people = f"{board.webs[0].base}/hubs/{board.hub.key}/people"

    # A seat that decides, for somebody who is known: given by one, confirmed by the other, taken by themselves.
    mina.goto(people)
    gives(mina, "Bea Low", BEA, "Manager")
    expect(mina.get_by_role("status")).to_contain_text("A second manager must confirm it")
    expect(mina.get_by_role("button", name=re.compile("Confirm"))).to_have_count(0)
    ana.goto(people)
    ana.get_by_role("button", name=re.compile("Confirm.*Bea Low")).click()
    expect(ana.get_by_text("The seat is confirmed.")).to_be_visible()
    bea = board.show(board.window(browser), board.webs[0].base, live=False)
    signs_in(bea, BEA, PASSWORD)
    sets_up_the_authenticator(bea)
    bea.get_by_role("link", name="1 seat offered to you").click()
    expect(bea.get_by_text("Manager, for Children's social care. Given by Mina Holt.")).to_be_visible()
    bea.get_by_role("button", name=re.compile("Take the seat")).click()
    expect(bea.get_by_text(f"{board.hub.name}: Manager")).to_be_visible()

    # A newcomer: the giver sends the link, the other manager makes the call.
    mina.goto(people)
    gives(mina, "Nia Bell", NIA, "Social worker")
    mina.get_by_role("button", name=re.compile("Send the link.*Nia Bell")).click()
    [(link,)] = board.do(lambda db: rows(db, "select link_id from links"))
    nia = board.window(browser).new_page()
    nia.set_viewport_size(TELEPHONE)  # type: ignore[arg-type]
    nia.goto(f"{board.webs[0].base}/l#{Secrets([KEY]).link_tokens(link)[0]}")
    nia.get_by_role("button", name="Continue").click()
    nia.get_by_label("Your name").fill("Nia Bell")
    nia.get_by_label("Your role").fill("Social worker")
    nia.get_by_role("button", name="Continue").click()
    expect(nia.get_by_label("Code")).to_be_visible()
    mina.get_by_role("link", name=re.compile("Make a code.*Nia Bell")).click()
    expect(mina.get_by_text("a colleague must make the call")).to_be_visible()
    expect(mina.get_by_role("button", name=re.compile("I am calling"))).to_have_count(0)
    ana.goto(people)
    ana.get_by_role("link", name=re.compile("Make a code.*Nia Bell")).click()
    ana.get_by_role("button", name=re.compile("I am calling")).click()
    code = ana.locator("#code").inner_text()
    nia.get_by_label("Code").fill(code)
    nia.get_by_role("button", name="Continue").click()
    nia.get_by_label("Password").fill(CHOSEN)
    nia.get_by_role("button", name="Continue").click()
    assert "Bell" not in nia.content() and board.hub.name not in nia.content(), (
        "nothing before the authenticator"
    )
    sets_up_the_authenticator(nia)
    assert nia.evaluate("document.documentElement.scrollWidth <= innerWidth")
    nia.get_by_role("button", name=re.compile("Take the seat")).click()
    nia.get_by_role("link", name="Go to your hubs").click()
    nia.wait_for_url("**/desk*")
    settles(nia, "live")

    # She leaves the same day.
    ana.goto(people)
    expect(ana.get_by_role("heading", name="4 people and their seats")).to_be_visible()
    ana.get_by_role("link", name="Nia Bell", exact=True).click()
    ana.get_by_role("button", name=re.compile("End everything now")).click()
    expect(ana.get_by_text("Left: every seat here is ended")).to_be_visible()
    nia.wait_for_url("**/sign-in*")
    ana.goto(people)
    expect(ana.get_by_role("heading", name="3 people and their seats")).to_be_visible()
