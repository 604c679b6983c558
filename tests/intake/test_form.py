"""Logging a contact by hand: what was typed is taken whole, or stays where it was typed with a sentence beside it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from html.parser import HTMLParser
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from board.domain.permissions import Action, Role
from board.guards import seated
from board.store.engine import Database
from board.web import intake
from board.web.table import Line, routes
from tests import make
from tests.web.door import Door

HERE = "/hubs/northborough/contacts"
FILLED = {
    "form_key": "k" * 24,
    "received_on-day": "24", "received_on-month": "11", "received_on-year": "2026", "received_time": "07:52",
    "source": "school", "concern": "neglect", "summary": "Came to school\r\nwithout a coat.", "confidential_enquiry": "yes",
    "children-0-given_name": "Zoë", "children-0-family_name": "Quill",
    "children-0-born_on-day": "2", "children-0-born_on-month": "3", "children-0-born_on-year": "2017",
    "children-3-unborn": "yes", "children-3-family_name": "Quill",
    "children-3-expected_on-day": "10", "children-3-expected_on-month": "2", "children-3-expected_on-year": "2027",
    "children-4-given_name": "", "adults-0-role": "",
    "adults-1-role": "victim", "adults-1-given_name": "Orla", "adults-1-safe-channel": "Through the school office",
}  # fmt: skip


class Fields(HTMLParser):
    """What a form holds, and what its marked fields are told."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.values: dict[str, str] = {}
        self.ids: set[str] = set()
        self.anchors: list[str] = []
        self._area: str | None = None
        self._select = ""
        self._template = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        at = {name: value or "" for name, value in attrs}
        if tag == "template" or self._template:
            self._template = True
            return
        self.ids.add(at.get("id", ""))
        if tag == "a" and at.get("href", "").startswith("#"):
            self.anchors.append(at["href"][1:])
        if tag == "input" and (at.get("type") != "checkbox" or "checked" in at):
            self.values[at["name"]] = at.get("value", "")
        if tag == "select":
            self._select = at["name"]
        if tag == "option" and "selected" in at:
            self.values[self._select] = at["value"]
        if tag == "textarea":
            self._area = at["name"]
            self.values[self._area] = ""

    def handle_data(self, data: str) -> None:
        if self._area:
            self.values[self._area] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self._area:
            self.values[self._area] = self.values[self._area].replace("\r\n", "\n").removeprefix("\n")
            self._area = None
        if tag == "template":
            self._template = False


@pytest.fixture
async def hub(database: Database) -> make.Hub:
    return await make.hub(database)


@pytest.fixture
def door(database: Database) -> Door:
    guard = seated(Action.RECEIVE_CONTACT)
    lines = (Line(f"{HERE}/new".replace("northborough", "{hub}"), "GET", intake.form, guard),
             Line(HERE.replace("northborough", "{hub}"), "POST", intake.receive, guard))  # fmt: skip
    made = Door(database, largest_body=1024 * 1024)
    made.app.router.routes[:0] = routes(lines)
    return made


@pytest.fixture
async def admin(door: Door, hub: make.Hub) -> AsyncIterator[httpx.AsyncClient]:
    async with door.browser() as browser:
        await door.sign_in(browser, await door.someone(hub, Role.ADMIN, name="Ada Admin"))
        yield browser


async def rows(door: Door) -> list[Any]:
    return [
        await door.scalar(f"select count(*) from {table}")
        for table in ("contacts", "children", "adults", "events")
    ]


async def test_filled_form_becomes_a_contact(door: Door, admin: httpx.AsyncClient) -> None:
    answer = await admin.post(HERE, data=FILLED)
    assert answer.status_code == 303, Fields(answer.text).anchors
    ref = answer.headers["location"].removeprefix(f"{HERE}/")
    assert (
        await door.scalar(
            "select ref from contacts where confidential_enquiry and not anonymous_referrer and not restricted"
        )
        == ref
    )
    assert await door.scalar("select received_at = '2026-11-24T07:52Z' from contacts")
    assert await door.scalar("select summary from contacts") == "Came to school\nwithout a coat."
    children = "select string_agg(concat_ws(' ', place, given_name, family_name, born_on, expected_on), '; ' order by place) from children"
    assert await door.scalar(children) == "1 Zoë Quill 2017-03-02; 2 Quill 2027-02-10"
    assert await door.scalar("select channel from safe_contacts") == "Through the school office"


async def test_form_sent_twice_is_one_contact(door: Door, admin: httpx.AsyncClient) -> None:
    first, second = [(await admin.post(HERE, data=FILLED)).headers["location"] for _ in range(2)]
    assert first == second and await door.scalar("select count(*) from contacts") == 1


@pytest.mark.parametrize(
    ("changes", "anchor", "words"),
    [
        ({"received_on-year": ""}, "received_on-day", "as numbers"),
        ({"received_on-day": "31"}, "received_on-day", "as numbers"),
        ({"received_on-day": "25"}, "received_on-day", "future"),
        ({"received_on-year": "2024"}, "received_on-day", "more than a year ago"),
        ({"received_time": "soon"}, "received_time", "07:52"),
        ({"received_time": ""}, "received_time", "07:52"),
        ({"source": ""}, "source", "needed"),
        ({"source": "martians"}, "source", "Known values"),
        ({"concern": ""}, "concern", "needed"),
        ({"summary": " "}, "summary", "needed"),
        ({"summary": "a\x00b"}, "summary", "NUL"),
        ({"summary": "a" * 20_001}, "summary", "20,000"),
        ({"grading_score": "many"}, "grading_score", "whole number"),
        ({"children-0-born_on-year": "2027"}, "children-0-born_on-day", "future"),
        ({"children-0-born_on-year": "1899"}, "children-0-born_on-day", "before 1900"),
        ({"children-0-born_on-year": "17"}, "children-0-born_on-day", "as numbers"),
        ({"children-0-unborn": "yes"}, "children-0-born_on-day", "no birth date"),
        ({"children-3-unborn": ""}, "children-3-expected_on-day", "not yet born"),
        ({"children-0-given_name": "a" * 101}, "children-0-given_name", "at most 100"),
        ({"children_unknown": "yes"}, "children_unknown", "Do one or the other"),
        ({"adults-1-role": ""}, "adults-1-role", "needed"),
        ({"adults-1-safe-channel": "a\x00"}, "adults-1-safe-channel", "NUL"),
    ],
)
async def test_what_cannot_be_taken_is_told_at_its_field_and_everything_typed_stays(
    door: Door, admin: httpx.AsyncClient, changes: dict[str, str], anchor: str, words: str
) -> None:
    before = await rows(door)
    answer = await admin.post(HERE, data=FILLED | changes)
    assert answer.status_code == 422
    page = Fields(answer.text)
    assert page.anchors.count(anchor) == 1 and anchor in page.ids
    assert words in answer.text and await rows(door) == before
    kept = {
        k: v.replace("\r\n", "\n")
        for k, v in (FILLED | changes).items()
        if v and "\x00" not in v and v != "martians"
    }
    assert {k: page.values.get(k) for k in kept} == kept


async def test_no_child_named_must_be_said_to_be_unknown(door: Door, admin: httpx.AsyncClient) -> None:
    nobody = {k: v for k, v in FILLED.items() if not k.startswith("children-")}
    refused = await admin.post(HERE, data=nobody)
    assert refused.status_code == 422 and "children_unknown" in Fields(refused.text).anchors
    taken = await admin.post(HERE, data=nobody | {"children_unknown": "yes"})
    assert taken.status_code == 303 and await door.scalar("select count(*) from children") == 0


async def test_rows_come_and_go_without_script_and_nothing_typed_is_lost(
    door: Door, admin: httpx.AsyncClient
) -> None:
    before = await rows(door)
    more = await admin.post(HERE, data=FILLED | {"add": "children"})
    assert more.status_code == 200 and "children-5-given_name" in Fields(more.text).values
    fewer = await admin.post(HERE, data=FILLED | {"remove": "children-0"})
    page = Fields(fewer.text)
    assert "children-0-given_name" not in page.values and page.values["children-3-family_name"] == "Quill"
    assert page.values["summary"] == "Came to school\nwithout a coat." and await rows(door) == before


async def test_html_in_every_field_is_drawn_as_text(door: Door, admin: httpx.AsyncClient) -> None:
    script = "\"'><script>alert(1)</script>"
    everywhere = dict.fromkeys(FILLED, script) | {"children-0-school": script, "adults-1-address": script}
    answer = await admin.post(HERE, data=everywhere)
    assert answer.status_code == 422 and "<script>alert" not in answer.text


async def test_restricted_contact_is_said_to_be_logged_and_not_opened(
    door: Door, hub: make.Hub, admin: httpx.AsyncClient
) -> None:
    await make.person(door.db, hub, Role.MANAGER)  # somebody it can exist for
    answer = await admin.post(HERE, data=FILLED | {"restricted": "yes"})
    ref = await door.scalar("select ref from contacts where restricted")
    assert answer.headers["location"] == f"{HERE}/new?logged={ref}"
    assert f"logged as {ref}" in (await admin.get(answer.headers["location"])).text
    assert "logged as" not in (await admin.get(f"{HERE}/new?logged=<b>")).text


@pytest.mark.parametrize("restricted", [{}, {"restricted": "yes"}])
async def test_more_of_the_same_incident_is_said_to_be_kept_and_leads_to_no_contact(
    door: Door, admin: httpx.AsyncClient, restricted: dict[str, str]
) -> None:
    first = FILLED | {"source_reference": "PPN-00005"} | restricted
    assert (await admin.post(HERE, data=first)).status_code == 303
    answer = await admin.post(HERE, data=first | {"source_reference": "ppn 5", "summary": "She rang again."})
    assert (answer.status_code, answer.headers["location"]) == (303, f"{HERE}/new?kept=yes")
    assert "kept as late information" in (await admin.get(f"{HERE}/new?kept=yes")).text
    assert await door.scalar("select count(*) from contacts") == 1
    assert await door.scalar("select count(*) from late_information") == 1


async def test_the_form_says_who_would_be_named_before_it_is_sent_and_tells_of_no_restricted_contact(
    door: Door, hub: make.Hub, admin: httpx.AsyncClient
) -> None:
    manager = await make.person(door.db, hub, Role.MANAGER, name="Huw Price")
    night = await make.person(door.db, hub, Role.EDT, name="Ewa Nowak")
    before = await preview(admin)
    assert "Huw Price (manager); Ewa Nowak (emergency duty team)" in before
    answer = await admin.post(HERE, data=FILLED | {"restricted": "yes"})
    assert answer.status_code == 303 and await named_on(door) == {manager.person_id, night.person_id}
    assert await preview(admin) == before, "it must not change by what is restricted"


async def test_who_is_chosen_on_the_form_is_named_and_who_is_kept_out_never(
    door: Door, hub: make.Hub, admin: httpx.AsyncClient
) -> None:
    manager = await make.person(door.db, hub, Role.MANAGER)
    culprit = await make.person(door.db, hub, Role.MANAGER)
    worker = await make.person(door.db, hub)
    chosen = {"restricted": "yes", f"named-{worker.person_id}": "yes", f"out-{culprit.person_id}": "yes"}
    answer = await admin.post(HERE, data=FILLED | chosen)
    assert answer.status_code == 303
    assert await named_on(door) == {manager.person_id, worker.person_id}
    assert await door.scalar("select person_id from kept_out") == culprit.person_id


@pytest.mark.parametrize(
    ("said", "words"),
    [("named-{stranger}", "Choose people who have a seat"), ("out-{worker}", "Do one or the other")],
)
async def test_a_choice_of_people_that_cannot_be_stays_as_it_was_ticked(
    door: Door, hub: make.Hub, admin: httpx.AsyncClient, said: str, words: str
) -> None:
    await make.person(door.db, hub, Role.MANAGER)
    worker = await make.person(door.db, hub)
    stranger = await make.person(door.db, await make.hub(door.db, "eastmarsh"))
    name = said.format(stranger=stranger.person_id, worker=worker.person_id)
    ticked = {"restricted": "yes", f"named-{worker.person_id}": "yes", name: "yes"}
    before = await rows(door)
    answer = await admin.post(HERE, data=FILLED | ticked)
    assert answer.status_code == 422 and words in answer.text and await rows(door) == before
    assert Fields(answer.text).values[f"named-{worker.person_id}"] == "yes"


async def test_a_hub_with_nobody_else_says_so_and_names_whoever_logs_it(
    door: Door, hub: make.Hub, admin: httpx.AsyncClient
) -> None:
    page = await preview(admin)
    assert "you, because you know of it already" in page and "Fewer than two people" in page
    answer = await admin.post(HERE, data=FILLED | {"restricted": "yes"})
    assert answer.status_code == 303 and len(await named_on(door)) == 1


async def preview(admin: httpx.AsyncClient) -> str:
    page = (await admin.get(f"{HERE}/new")).text
    return page[page.index('id="naming"') : page.index("The sender's own grading")]


async def named_on(door: Door) -> set[int]:
    async with door.db.connection() as conn:
        return set(
            (await conn.execute(text("select person_id from named_people where ended_at is null"))).scalars()
        )


@pytest.mark.parametrize(
    "data",
    [
        {"children-999999-x": "1"},
        {"add": "hubs"},
        {"remove": "x" * 5_000},
        {f"children-{n}-given_name": "a" for n in range(999)},
    ],
)
async def test_form_that_nobody_drew_is_refused_and_changes_nothing(
    door: Door, admin: httpx.AsyncClient, data: dict[str, str]
) -> None:
    before = await rows(door)
    assert (await admin.post(HERE, data=data)).status_code in (200, 422)
    assert await rows(door) == before


async def test_file_instead_of_a_form_is_refused(door: Door, admin: httpx.AsyncClient) -> None:
    before = await rows(door)
    answer = await admin.post(HERE, files={"summary": ("list.csv", b"a,b")})
    assert answer.status_code == 422 and await rows(door) == before


async def test_form_is_for_those_who_log_contacts(door: Door, hub: make.Hub) -> None:
    async with door.browser() as browser:
        await door.sign_in(browser, await door.someone(hub, Role.POLICE, name="Paul Police"))
        assert (await browser.get(f"{HERE}/new")).status_code == 403
        assert (await browser.post(HERE, data=FILLED)).status_code == 403
    async with door.browser(Origin="http://elsewhere.example") as browser:
        assert (await browser.post(HERE, data=FILLED)).status_code == 403
