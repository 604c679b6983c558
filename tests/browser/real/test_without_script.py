"""Everything but liveness works without script: whole pages, plain forms, and refusals that say what happened."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from board.domain.contacts import LONDON
from board.domain.permissions import Role
from board.rehearsal.hub import PASSWORD
from tests.browser.real.stage import Stage

pytestmark = pytest.mark.browser
SEEDED = True


def open_and_write(page: Page, fold: str, field: str, words: str) -> None:
    page.locator("summary", has_text=fold).first.click()
    page.locator(field).fill(words)


def test_somebody_without_script_signs_in_claims_rates_and_releases(browser: Browser, board: Stage) -> None:
    ref = board.contact("green")
    context = board.context(browser, java_script_enabled=False)
    page = board.show(context, board.webs[0].base, live=False)
    page.get_by_label("Work email address").fill("priya.sandhu@northborough.example")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("Code").fill(page.locator("#invented-code").inner_text())
    page.get_by_role("button", name="Sign in").click()
    expect(page.locator(".me")).to_contain_text("Priya Sandhu")

    page.locator(f"#card-{ref}").get_by_role("button", name="Claim").click()
    expect(page.locator("#contact-state .holder .you")).to_be_visible()
    assert page.url.endswith(f"/contacts/{ref}")

    page.locator("summary", has_text="Rate a child").click()
    page.locator("#rating-amber").check()
    page.locator("#rating-reason").fill("The school rang again.")
    page.get_by_role("button", name="Rate", exact=True).click()
    expect(page.locator("#contact-family")).to_contain_text("The school rang again.")

    open_and_write(page, "Release", "#release-reason", "Off to court this afternoon.")
    page.get_by_role("button", name="Release", exact=True).click()
    expect(page.locator("#contact-state")).to_contain_text("Nobody holds it")
    expect(page.locator(f"#lane-waiting > #card-{ref}")).to_contain_text("Off to court this afternoon.")

    page.get_by_role("link", name="Board", exact=True).click()
    page.get_by_role("button", name="Take the next most urgent").click()
    expect(page.locator("#contact-state .holder .you")).to_be_visible()


def test_a_refusal_comes_as_a_page_that_says_what_happened_and_where_to_go(
    browser: Browser, board: Stage
) -> None:
    ref, jo = board.contact("green"), board.person("Jo Okafor")
    page = board.desk(browser, board.person("Tomasz Zielony"), java_script_enabled=False)
    board.claimed(jo, ref)
    page.locator(f"#card-{ref}").get_by_role("button", name="Claim").click()
    expect(page.get_by_role("alert")).to_contain_text("Already claimed")
    expect(page.get_by_role("alert")).to_contain_text("Jo Okafor")
    page.get_by_role("link", name="Board", exact=True).click()
    expect(page.locator(f"#lane-in_hand > #card-{ref}")).to_contain_text("Jo Okafor")


def test_a_child_refused_for_its_dates_is_said_in_words_and_stays_typed(
    browser: Browser, board: Stage
) -> None:
    jo = board.person("Jo Okafor")
    ref = board.held(jo)
    page = board.desk(browser, jo, ref, java_script_enabled=False)
    open_and_write(page, "Add a child", "#child-given", "Wren")
    page.locator("#child-born").fill("2090-01-01")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_role("alert")).not_to_be_empty()
    expect(page.locator("#child-given")).to_have_value("Wren")
    expect(page.locator("#child-born")).to_have_value("2090-01-01")
    expect(page.locator("#contact-family")).not_to_contain_text("Wren")


def test_a_contact_is_logged_without_script(browser: Browser, board: Stage) -> None:
    page = board.page(
        browser,
        board.person("L. Wu", Role.ADMIN),
        "/hubs/northborough/contacts/new",
        java_script_enabled=False,
    )
    page.locator("#log-it").click()
    expect(page.locator(".govuk-error-summary")).to_contain_text("Nothing was logged yet")

    came = (board.now() - timedelta(minutes=20)).astimezone(LONDON)
    for part, value in (("day", came.day), ("month", came.month), ("year", came.year)):
        page.locator(f"#received_on-{part}").fill(str(value))
    page.locator("#received_time").fill(f"{came:%H:%M}")
    page.locator("#source").select_option(index=1)
    page.locator("#concern").select_option(index=1)
    page.locator("#summary").fill("A neighbour heard shouting for the third night.")
    page.locator("#children-0-given_name").fill("Wren")
    page.locator("#children-0-family_name").fill("Holloway")
    page.locator("#log-it").click()
    expect(page.locator("main")).to_contain_text("Holloway")


def test_a_page_without_script_says_that_it_is_not_live(browser: Browser, board: Stage) -> None:
    page = board.desk(browser, board.person("Jo Okafor"), java_script_enabled=False)
    expect(page.locator("#stale")).to_have_css("opacity", "1")
    expect(page.locator("#stale")).to_contain_text("What you see may be out of date.")
