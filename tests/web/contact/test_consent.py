"""Consent by the forms of a contact, and the banner wherever somebody could be contacted."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from html import unescape
from pathlib import Path

import pytest
from sqlalchemy import text

from board.domain.contacts import NewAdult, SafeContact
from board.domain.permissions import Role
from board.store.engine import Database
from tests.served import Board, Desk, now, served

BANNER = "Parents not aware. Do not contact the family."


@pytest.fixture
async def board(database: Database, data_folder: Path) -> AsyncIterator[Board]:
    async with served(database, data_folder) as board:
        yield board


async def page(desk: Desk, path: str) -> str:
    return " ".join(unescape((await desk.get(path)).text).split())


async def people(board: Board) -> list[str]:
    """The adults, as the forms name them."""
    async with board.db.connection() as conn:
        rows = await conn.execute(text("select adult_id from adults order by adult_id"))
        return [f"adult:{number}" for number in rows.scalars()]


async def test_who_must_not_be_contacted_stands_wherever_somebody_could_be(board: Board) -> None:
    asha, admin = await board.desk(name="Asha Verma"), await board.desk(Role.ADMIN, name="Mo Adler")
    safe = SafeContact(channel="Work mobile", message_ok=False)
    adults = (NewAdult("victim", given_name="Ada", safe_contact=safe), NewAdult("parent", given_name="Bo"))
    ref = await board.contact("amber", source_reference="PPN-C", adults=adults, confidential_enquiry=True)
    here, (ada, bo) = f"/contacts/{ref}", await people(board)
    shown = 'Must not be contacted: <span class="private">Ada, Bo</span>.'
    for path in (here, f"{here}/alone"):
        assert BANNER in await page(asha, path) and shown in await page(asha, path), path
    assert BANNER in await page(admin, here) and "Must not be contacted: " not in await page(admin, here)
    asked = await asha.post(f"{here}/safe-contact", {"adult": ada.removeprefix("adult:")})
    assert "Ada is not aware. Do not contact them. Must not be contacted: Ada, Bo." in unescape(asked.text)
    told = await asha.post(f"{here}/awareness", {"whom": ada, "state": "told", "told_by": "Jo Okafor"})
    assert told.status_code == 303
    asked = await asha.post(f"{here}/safe-contact", {"adult": ada.removeprefix("adult:")})
    assert f"{BANNER} Must not be contacted: Bo." in unescape(asked.text)
    await asha.post(f"{here}/awareness", {"whom": bo, "state": "aware"})
    for path in ("/desk", here):
        assert "Parents not aware" not in (await page(asha, path)).replace("Parents not aware</label>", ""), (
            path
        )
    asked = await asha.post(f"{here}/safe-contact", {"adult": ada.removeprefix("adult:")})
    assert "contacted" not in asked.text and "Work mobile" in asked.text


async def test_consent_is_typed_refused_with_what_was_typed_and_read(board: Board) -> None:
    asha, manager = await board.desk(name="Asha Verma"), await board.desk_of(board.manager)
    ref = await board.contact(
        "amber", source_reference="PPN-C", adults=(NewAdult("parent", given_name="Ada"),)
    )
    here, (ada,) = f"/contacts/{ref}", await people(board)
    form = await page(asha, here)
    assert "Record consent" in form and "We would like to talk to other services" in form, "the hub's script"
    typed = {"whom": ada, "answer": "agreed", "limits": "Not the <school>.", "words": "May we?"}
    refused = await asha.post(f"{here}/consent", typed)
    assert refused.status_code == 422
    again = unescape(refused.text)
    assert "Not the <school>." in again and "name and role of the person who asked" in again
    nobody = await asha.post(f"{here}/consent", typed | {"whom": "", "spoken_with": "Jo"})
    assert nobody.status_code == 422 and "Choose one person." in nobody.text
    assert (await asha.post(f"{here}/consent", typed | {"spoken_with": "Jo Okafor"})).status_code == 303
    look = (now() + timedelta(days=3)).date()
    why = {
        "whom": ada,
        "state": "not_aware",
        "reason": "He reads her phone.",
        "look_again_on": look.isoformat(),
    }
    assert (await asha.post(f"{here}/awareness", why)).status_code == 303
    wrong = await asha.post(f"{here}/awareness", why | {"look_again_on": "soon"})
    assert wrong.status_code == 422
    yes = {"whom": ada, "decides": "yes", "reason": "Named on the birth certificate."}
    wrong = await asha.post(f"{here}/decides", yes)
    assert wrong.status_code == 422 and "among the facts of the adult" in wrong.text
    async with board.db.connection() as conn:
        child = (await conn.execute(text("select min(child_id) from children"))).scalar_one()
    duty = {f"parental_responsibility-{child}-answer": "yes", "said_by": "Ada, who showed the certificate"}
    assert (await asha.post(f"{here}/facts/{ada.replace(':', '-')}", duty)).status_code == 303
    read = await page(asha, here)
    for words in (
        "Consent: agreed",
        "Asked by: ",
        "Jo Okafor",
        "In these words: ",
        "May we?",
        "Not the <school>.",
    ):
        assert words in read, words
    for words in (
        "Awareness: not aware",
        "He reads her phone.",
        "Look again: ",
        "Parental responsibility for child 1: yes",
        "Ada, who showed the certificate",
    ):
        assert words in read, words
    assert "Asha Verma recorded of adult 1: parental responsibility." in read
    assert (await asha.post(f"{here}/without-consent", {"reason": "It cannot wait."})).status_code == 403
    assert (await manager.post(f"{here}/without-consent", {"reason": "It cannot wait."})).status_code == 303
    read = await page(asha, here)
    assert "decided to go on without consent." in read and "It cannot wait." in read
