"""The desk without script: filter by address, count what it hides, names put away, keys switched off."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from board.domain.permissions import Role
from board.store.engine import Database
from tests.served import Board, served


@pytest.fixture
async def board(database: Database, data_folder: Path) -> AsyncIterator[Board]:
    async with served(database, data_folder) as board:
        yield board


async def test_a_filter_in_the_address_hides_counts_and_is_remembered(board: Board) -> None:
    red, amber = await board.contact("red"), await board.contact("amber")
    desk = await board.desk()
    page = await desk.get("/desk?rag=amber")
    assert "Showing 1 of 2." in page.text and "Hidden by your filter: 1 red, 0 late." in page.text
    assert 'href="/hubs/northborough/filter.css?rag=amber"' in page.text
    sheet = await desk.get("/filter.css?rag=amber")
    assert sheet.headers["content-type"].startswith("text/css")
    assert sheet.text == (
        ':is(#lane-waiting, #lane-in_hand) > li:is(:not(:is([data-facets~="rag:amber"]))) { display: none }\n'
    )
    opened = await desk.get(f"/contacts/{amber}")
    assert "Showing 1 of 2." in opened.text, "opening a contact does not lose it"
    assert f'data-ref="{red}"' in opened.text, "frames find every card in the page; the style sheet hides it"
    everything = await desk.get("/desk?everything=1")
    assert "Showing" not in everything.text
    assert "Showing" not in (await desk.get("/desk")).text


async def test_an_address_of_nonsense_changes_no_filter(board: Board) -> None:
    await board.contact("red")
    desk = await board.desk()
    await desk.get("/desk?rag=amber")
    for nonsense in ("rag=mauve", "rag=%00", "rag=red%22%5D%7B%7D", "age=9"):
        page = await desk.get(f"/desk?{nonsense}")
        assert page.status_code == 200 and "Showing" not in page.text
    await desk.get("/desk?rag=amber")
    assert "Showing 0 of 1." in (await desk.get("/desk?unheard=of")).text


async def test_a_filter_is_saved_and_removed_without_script(board: Board) -> None:
    desk = await board.desk()
    saved = await desk.post("/filters", {"name": "Reds nobody has", "query": "rag=red&held=nobody"})
    assert saved.status_code == 303
    page = (await desk.get("/desk")).text
    assert 'data-query="rag=red&amp;held=nobody"' in page and "Reds nobody has" in page
    number = page.split("/filters/")[1].split("/")[0]
    assert (await desk.post(f"/filters/{number}/remove")).status_code == 303
    assert "Reds nobody has" not in (await desk.get("/desk")).text
    refused = await desk.post("/filters", {"name": "", "query": "rag=red"})
    assert refused.status_code == 422 and "Give it a name" in refused.text
    other = await board.desk(name="Ben Okafor")
    assert (await other.post("/filters/999999/remove")).status_code == 404


async def test_a_partner_may_not_ask_for_what_a_partner_does_not_see(board: Board) -> None:
    await board.contact("red")
    partner = await board.desk(Role.POLICE, "Pat Dunne")
    page = (await partner.get("/desk")).text
    assert "Colour" in page and "Source" not in page and "Age of a child" not in page
    facets = page.split('data-facets="')[1].split('"')[0]
    assert not {part.partition(":")[0] for part in facets.split()} & {"source", "age", "flag"}
    assert "source" not in (await partner.get("/filter.css?source=police&rag=red")).text


async def test_names_are_put_away_and_come_back_without_script(board: Board) -> None:
    desk = await board.desk()
    assert 'data-privacy="on"' not in (await desk.get("/desk")).text
    assert (await desk.post("/privacy", {"on": "yes"})).status_code == 303
    assert '<html lang="en-GB" class="govuk-template" data-privacy="on">' in (await desk.get("/desk")).text
    await desk.post("/privacy", {"on": "no"})
    assert 'data-privacy="on"' not in (await desk.get("/desk")).text


async def test_single_keys_are_switched_off_for_a_person_wherever_they_sign_in(board: Board) -> None:
    desk = await board.desk()
    assert 'data-shortcuts="off"' not in (await desk.get("/desk")).text
    off = await desk.client.post("/people/me/shortcuts", data={"on": "no"})
    assert off.status_code == 303
    elsewhere = await board.desk_of(desk.actor)
    assert 'data-shortcuts="off"' in (await elsewhere.get("/desk")).text
    await elsewhere.client.post("/people/me/shortcuts", data={"on": "yes"})
    assert 'data-shortcuts="off"' not in (await desk.get("/desk")).text
