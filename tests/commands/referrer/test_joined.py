"""Two contacts that are one incident: a text redacted or a referrer hidden on either is gone from both."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from board.commands.closures import close
from board.commands.contacts import receive
from board.commands.holds import hold
from board.commands.incident.joining import join
from board.commands.referrer.naming import hide_referrer, name_referrer
from board.commands.referrer.redactions import redact
from board.commands.undo import undo
from board.domain.contacts import NewAdult, NewContact
from board.domain.permissions import Role
from board.queries.contact import contact_people, contact_row
from board.queries.document import contact_document
from board.queries.late import contact_late
from board.store.engine import Database
from tests import make
from tests.commands.doing import do, rows

BELL = "Morwenna Bell"
SAID = "Bell saw a bruise."
WHY = "The school and the police told us of one evening."
AUNT = NewAdult("other", given_name="Bell’s sister", address="The flat over Bell’s shop")
LATE = "select body ->> 'summary' from late_information order by late_id"


class Scene:
    """The police's contact, and the school's later one of the same child, which names a teacher; not joined yet."""

    new: NewContact

    def __init__(self, database: Database, worker: Any, manager: Any, first: str, later: str) -> None:
        self.db, self.worker, self.manager, self.first, self.later = database, worker, manager, first, later

    async def do(self, command: Any, *given: Any, **more: Any) -> Any:
        return await do(self.db, command, *given, **more)

    async def join(self, minutes: int = 5) -> None:
        await self.do(join, self.worker, self.later, self.first, WHY, minutes=minutes)

    async def number(self, ref: str, table: str = "contacts", key: str = "contact_id") -> int:
        query = f"select max(t.{key}) from {table} t join contacts c using (hub_id, contact_id) where c.ref = :ref"
        return int((await rows(self.db, query, ref=ref))[0][0])

    async def told(self, ref: str) -> str:
        """Late information, the first texts and the referrer, as the page and the API tell them."""
        async with self.db.snapshot() as conn:
            row = await contact_row(conn, self.worker.hub_id, ref)
            late = await contact_late(conn, row, await contact_people(conn, row))
            document = await contact_document(conn, self.worker, ref, make.NOW)
        kept = {
            name: document.get(name)
            for name in ("summary", "referrer", "source", "adults", "late_information")
        }
        return f"{late} {json.dumps(kept, default=str, ensure_ascii=False)}"

    async def stored(self) -> str:
        """Every row with texts of either contact, as it lies in the tables."""
        found = await rows(
            self.db,
            "select to_jsonb(c)::text from contacts c union all select body::text from late_information "
            "union all select to_jsonb(a)::text from adults a union all select words from reasons",
        )
        return " ".join(str(one) for (one,) in found)


@pytest.fixture
async def scene(database: Database) -> Scene:
    hub = await make.hub(database)
    manager, worker = await make.person(database, hub, Role.SERVICE_MANAGER), await make.person(database, hub)
    new = replace(make.approach(), received_at=make.NOW - timedelta(hours=2), referrer="PC Hart")
    first = (await do(database, receive, worker, new)).ref
    school = replace(new, source="school", source_reference="S-1", received_at=make.NOW - timedelta(hours=1))
    school = replace(school, summary=SAID, referrer=BELL, adults=(AUNT,), harm_detail="As Bell says.")
    later = (await do(database, receive, worker, school)).ref
    scene = Scene(database, worker, manager, first, later)
    scene.new = new
    return scene


@pytest.mark.parametrize("joined_at_the", ["later", "first"])
async def test_a_text_redacted_on_either_is_gone_from_both(scene: Scene, joined_at_the: str) -> None:
    await scene.join()
    if joined_at_the == "later":
        where = (scene.later, "contacts.summary", await scene.number(scene.later))
    else:
        number = await scene.number(scene.first, "late_information", "late_id")
        where = (scene.first, "late_information.summary", number)
    await scene.do(redact, scene.worker, *where, "[redacted] saw a bruise.", minutes=6)
    for ref in (scene.first, scene.later):
        told = await scene.told(ref)
        assert SAID not in told and "[redacted] saw a bruise." in told
    assert SAID not in await scene.stored()
    events = await rows(
        scene.db,
        "select c.ref from events e join contacts c using (hub_id, contact_id) where e.kind = 'text_redacted'",
    )
    assert {ref for (ref,) in events} == {scene.first, scene.later}, "the pages of both are drawn again"


@pytest.mark.parametrize("field", ["address", "given_name"])
async def test_a_text_about_an_adult_is_gone_from_both(scene: Scene, field: str) -> None:
    await scene.join()
    said = str(getattr(AUNT, field))
    number = await scene.number(scene.later, "adults", "adult_id")
    await scene.do(redact, scene.worker, scene.later, f"adults.{field}", number, "[redacted]", minutes=6)
    assert said not in await scene.stored() and said not in await scene.told(scene.first)


async def test_the_harm_in_detail_and_the_source_are_gone_from_both(scene: Scene) -> None:
    await scene.join()
    number = await scene.number(scene.later)
    for place in ("contacts.harm_detail", "contacts.source"):
        await scene.do(redact, scene.manager, scene.later, place, number, "[redacted]", minutes=6)
    assert "As Bell says." not in await scene.stored()
    assert await rows(scene.db, "select body ->> 'source', body ->> 'harm_detail' from late_information") == [
        (None, "[redacted]")
    ]
    assert '"source": "school"' not in await scene.told(scene.first)


async def test_redacted_before_it_is_joined_or_while_it_stood_alone_again_it_stays_redacted(
    scene: Scene,
) -> None:
    await scene.do(
        redact, scene.manager, scene.later, "contacts.source", await scene.number(scene.later), "[redacted]"
    )
    await scene.join()
    assert '"source": "school"' not in await scene.told(scene.first)
    await scene.do(undo, scene.worker, scene.later, minutes=6)
    number = await scene.number(scene.later)
    await scene.do(redact, scene.worker, scene.later, "contacts.summary", number, "[redacted]", minutes=7)
    assert SAID not in await scene.stored(), "what was withdrawn keeps nothing that was redacted"
    await scene.join(minutes=8)
    assert SAID not in await scene.told(scene.first) and await rows(scene.db, LATE) == [("[redacted]",)]


async def test_a_legal_hold_on_the_first_seals_the_text_before(scene: Scene) -> None:
    await scene.join()
    await scene.do(hold, scene.manager, scene.first, "A claim is expected.", minutes=5)
    number = await scene.number(scene.later)
    await scene.do(redact, scene.worker, scene.later, "contacts.summary", number, "[redacted]", minutes=6)
    sealed = await rows(
        scene.db,
        "select c.ref, s.place, s.words from sealed_texts s join contacts c using (hub_id, contact_id)",
    )
    assert sealed == [(scene.first, "late_information.summary", SAID)]


async def test_other_words_of_the_first_stand_and_a_contact_that_is_not_joined_keeps_its_own(
    scene: Scene,
) -> None:
    before = await scene.told(scene.first)
    number = await scene.number(scene.later)
    await scene.do(redact, scene.worker, scene.later, "contacts.summary", number, "[redacted]", minutes=1)
    assert await scene.told(scene.first) == before
    await scene.join()
    assert make.approach().summary in await scene.told(scene.first)


@pytest.mark.parametrize("of_the", ["later", "first"])
async def test_a_referrer_hidden_on_either_is_named_on_neither(scene: Scene, of_the: str) -> None:
    await scene.join()
    assert BELL in await scene.told(scene.first) and BELL in await scene.told(scene.later)
    hidden = scene.later if of_the == "later" else scene.first
    assert (await scene.do(hide_referrer, scene.worker, hidden, minutes=6)).changed
    for ref in (scene.first, scene.later):
        told = await scene.told(ref)
        assert BELL not in told and "PC Hart" not in told
    assert not (await scene.do(hide_referrer, scene.worker, hidden, minutes=7)).changed
    await scene.do(name_referrer, scene.manager, scene.first, "PC Hart agrees.", minutes=8)
    told = await scene.told(scene.first)
    assert "PC Hart" in told and BELL not in told, "the other one never agreed"


@pytest.mark.parametrize("of_the", ["later", "first"])
async def test_a_referrer_hidden_before_stays_hidden_on_both_when_they_are_joined(
    scene: Scene, of_the: str
) -> None:
    await scene.do(hide_referrer, scene.worker, scene.later if of_the == "later" else scene.first)
    await scene.join()
    for ref in (scene.first, scene.later):
        assert BELL not in await scene.told(ref) and "PC Hart" not in await scene.told(ref)


async def test_late_information_that_hides_the_referrer_hides_them_on_both(scene: Scene) -> None:
    await scene.join()
    again = replace(scene.new, summary="More.", anonymous_referrer=True)
    await scene.do(receive, scene.worker, again, minutes=6)
    assert BELL not in await scene.told(scene.later) and BELL not in await scene.told(scene.first)


async def test_undone_while_the_first_is_redacted_and_hidden_neither_waits_for_the_other(
    scene: Scene,
) -> None:
    """Both lock the contacts of the incident by number, so that none is ended as a deadlock."""
    await scene.do(close, scene.manager, scene.first, "ADVICE_INFO", "Done.", anyway="So.")
    number = await scene.number(scene.first)
    for turn in range(4):
        minutes = 10 * turn + 5
        await scene.join(minutes=minutes)
        words = "[redacted] " * (turn + 1)
        done = await asyncio.gather(
            scene.do(undo, scene.worker, scene.later, minutes=minutes + 1),
            scene.do(hide_referrer, scene.manager, scene.first, minutes=minutes + 1),
            scene.do(
                redact, scene.manager, scene.first, "contacts.summary", number, words, minutes=minutes + 1
            ),
            return_exceptions=True,
        )
        assert not [one for one in done if "deadlock" in str(one)] and not isinstance(done[0], BaseException)
