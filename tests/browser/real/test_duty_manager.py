"""A duty manager's morning on the real board: the rota, the loud red, three desks and a wall, each in a browser of its own."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from board.domain.working_time import LONDON
from board.rehearsal.hub import PASSWORD
from tests.browser.real.stage import Stage
from tests.browser.watching import settles

pytestmark = pytest.mark.browser
SEEDED = True
PROCESSES = 2


def signs_in(board: Stage, browser: Browser, email: str) -> Page:
    page = board.show(board.context(browser), board.webs[0].base, live=False)
    page.get_by_label("Work email address").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("Code").fill(page.locator("#invented-code").inner_text())
    page.get_by_role("button", name="Sign in").click()
    settles(page, "live")
    return page


def fold(page: Page, name: str) -> None:
    page.locator(".panel-acts").get_by_text(name, exact=True).first.click()


def chooses(page: Page, field: str, name: str) -> None:
    option = page.locator(f"{field} option", has_text=name)
    page.locator(field).select_option(value=option.get_attribute("value"))


def puts_on_duty(manager: Page, board: Stage, name: str) -> None:
    """From now for three hours, by the form of the rota's page."""
    manager.get_by_role("link", name="Rota", exact=True).click()
    expect(manager.get_by_role("heading", name="Rota", exact=True)).to_be_visible()
    starts = board.now().astimezone(LONDON)
    chooses(manager, "#seat", name)
    manager.get_by_label("Day", exact=True).fill(f"{starts:%Y-%m-%d}")
    manager.get_by_label("From", exact=True).fill(f"{starts:%H:%M}")
    manager.get_by_label("To", exact=True).fill(f"{starts + timedelta(hours=3):%H:%M}")
    manager.get_by_role("button", name="Put on duty").click()
    expect(manager.locator("#rota-day-0 .duty-now", has_text=name)).to_contain_text("on duty")


def loud_red(manager: Page) -> str:
    """The contact that the top of the desk is loud about, in its title too; its reference."""
    loud = manager.locator("#unclaimed-board")
    expect(loud).to_contain_text("Red, unclaimed too long:")
    expect(manager).to_have_title(re.compile(r"^\(1 unclaimed\)"))
    return loud.get_by_role("link").first.inner_text()


def test_a_duty_managers_morning(browser: Browser, board: Stage) -> None:
    other = board.webs[1].base
    manager = signs_in(board, browser, "ana.ruiz@northborough.example")
    expect(manager.locator(".me")).to_contain_text("Ana Ruiz")
    manager.get_by_role("button", name="I have read this").click()
    settles(manager, "live")
    expect(manager.locator("#welcome-title")).to_have_count(0)

    # What is loud, and that a colleague went home and still holds two.
    red = loud_red(manager)
    expect(manager.locator(f"#card-{red} .due .left")).to_have_attribute("data-late", "")
    expect(manager.locator("#leavers")).to_contain_text("Tomasz Zielony")
    more = re.search(r"(\d+) more", manager.locator("#rota-now").inner_text())
    assert more
    puts_on_duty(manager, board, "Tomasz Zielony")
    manager.get_by_role("link", name="Board", exact=True).click()
    settles(manager, "live")
    expect(manager.locator("#rota-now")).to_contain_text(f"{int(more[1]) + 1} more")

    # The red to a social worker, whose own desk and the wall show it at once.
    jo = board.desk(browser, board.person("Jo Okafor"), at=other)
    tomasz = board.desk(browser, board.person("Tomasz Zielony"), at=other)
    wall = board.wall(browser, at=other)
    expect(wall.locator(f"#tile-{red}")).to_contain_text("unclaimed")
    manager.locator("#unclaimed-board").get_by_role("link", name=red).click()
    settles(manager, "live")
    fold(manager, "Allocate")
    chooses(manager, "#allocate-to", "Jo Okafor")
    manager.get_by_role("button", name="Allocate", exact=True).click()
    expect(jo.locator(f"#lane-mine > #own-{red}")).to_contain_text("allocated by Ana Ruiz")
    expect(jo.locator("#lane-notices")).to_contain_text("Allocated to you")
    expect(wall.locator(f"#tile-{red}")).to_have_count(0)
    expect(manager.locator("#unclaimed-board")).not_to_contain_text("unclaimed too long")
    expect(manager).not_to_have_title(re.compile("unclaimed"))

    # She offers it on; it stays hers until the other accepts, and every desk says so.
    jo.locator(f"#own-{red}").get_by_role("link", name="Open").click()
    settles(jo, "live")
    fold(jo, "Hand over")
    chooses(jo, "#hand-over-to", "Tomasz Zielony")
    jo.locator("#hand-over-note").fill("The school expects a call before three.")
    jo.get_by_role("button", name="Offer it").click()
    expect(manager.locator("#contact-state .offered")).to_contain_text("Offered to Tomasz Zielony")
    expect(manager.locator("#contact-state .holder")).to_contain_text("Jo Okafor")
    offer = tomasz.locator(f"#lane-offered > #own-{red}")
    expect(offer).to_contain_text("The school expects a call before three.")
    offer.get_by_role("button", name="Accept").click()
    expect(tomasz.locator(f"#lane-mine > #own-{red}")).to_contain_text("handed over by Jo Okafor")
    expect(jo.locator(f"#lane-mine > #own-{red}")).to_have_count(0)
    expect(manager.locator("#contact-state .holder")).to_contain_text("Tomasz Zielony")

    # The manager moves it: both are told, and it goes from one desk to the other.
    fold(manager, "Reassign")
    chooses(manager, "#reassign-to", "Jo Okafor")
    manager.locator("#reassign-reason").fill("Jo met the mother this morning.")
    manager.get_by_role("button", name="Reassign", exact=True).click()
    expect(jo.locator(f"#lane-mine > #own-{red}")).to_be_visible()
    expect(jo.locator("#contact-state .holder .you").first).to_be_visible()
    expect(tomasz.locator(f"#lane-mine > #own-{red}")).to_have_count(0)
    expect(tomasz.locator("#lane-notices")).to_contain_text("Given to somebody else")

    # She decides it from start to finish, and closes it: it leaves every page.
    fold(manager, "Deciding manager")
    chooses(manager, "#owner-to", "Ana Ruiz")
    manager.get_by_role("button", name="Settle it").click()
    expect(jo.locator("#contact-state .decides .name")).to_have_text("Ana Ruiz")
    closed = int(wall.locator("#wall-today dt:text-is('closed') + dd").inner_text())
    fold(manager, "Close")
    manager.locator("#close-outcome").select_option(index=1)
    manager.locator("#close-reason").fill("Strategy discussion held; section 47 begins with the area team.")
    manager.get_by_role("button", name="Close", exact=True).click()
    manager.get_by_label("Why all the same?").fill("The area team has the family from now on.")
    manager.get_by_role("button", name=f"Close {red} anyway").click()
    expect(manager.locator("#contact-state .holder")).to_contain_text("Closed")
    expect(jo.locator(f"#lane-mine > #own-{red}")).to_have_count(0)
    expect(jo.locator("#contact-state .holder")).to_contain_text("Closed")
    expect(manager.locator(f"#card-{red}")).to_have_count(0)
    expect(wall.locator("#wall-today dt:text-is('closed') + dd")).to_have_text(str(closed + 1))
    manager.locator("#part-timeline").click()
    for words in (
        "allocated it to Jo",
        "offered it to",
        "took it over from",
        "reassigned it to Jo",
        "closed it",
    ):
        expect(manager.locator("#contact-timeline")).to_contain_text(words)
