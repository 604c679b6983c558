"""Looking around is slowed and seen: what is not there and what is not yours count alike, and too many look-ups in vain bring a wait."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import httpx
import pytest

from board.domain.permissions import Action, Role
from board.domain.policy import Policy
from board.domain.refs import ALPHABET
from board.guards import contact, seated
from board.looking import AT_ONCE
from board.store.look_ups import KEPT_FOR, sweep_look_ups
from board.web import families, finding, intake
from board.web.table import Line, routes
from tests import make
from tests.intake.test_form import FILLED
from tests.web.door import Door

MOST = Policy.default().look_ups.failed
CONTACTS = "/hubs/northborough/contacts"
LINES = (
    Line("/hubs/{hub}/contacts/{ref}/compare/{other}", "GET", families.compare, contact(Action.READ_CONTACT)),
    Line("/hubs/{hub}/find", "POST", finding.find, seated(Action.FIND)),
    Line("/hubs/{hub}/contacts", "POST", intake.receive, seated(Action.RECEIVE_CONTACT)),
)


@pytest.fixture
def door(door: Door) -> Door:
    door.app.router.routes[:0] = routes(LINES)
    return door


def refs(count: int, start: int = 0) -> list[str]:
    """References that nobody has."""
    n = len(ALPHABET)
    return [f"2{ALPHABET[i // n % n]}{ALPHABET[i % n]}9WWWW" for i in range(start, start + count)]


async def statuses(browser: httpx.AsyncClient, wanted: list[str]) -> list[int]:
    return [(await browser.get(f"{CONTACTS}/{ref}")).status_code for ref in wanted]


async def test_looking_in_vain_too_often_is_followed_by_a_wait_for_everything_but_work_at_hand(
    door: Door, hub: make.Hub
) -> None:
    asha = await door.someone(hub)
    lin = await door.someone(hub, Role.ADMIN, name="Lin Wu")
    mine = await make.contact_claimed(door.db, asha.actor, now=door.now)
    another = await make.contact_waiting(door.db, lin.actor, now=door.now, source_reference="PPN-2")
    async with door.browser() as desk, door.browser() as office:
        await door.sign_in(desk, asha)
        await door.sign_in(office, lin)
        assert await statuses(desk, refs(MOST)) == [404] * MOST
        stopped = await desk.get(f"{CONTACTS}/{another}")
        assert stopped.status_code == 429
        assert 0 < int(stopped.headers["retry-after"]) <= 600
        assert "Wait 10 minutes" in stopped.text
        missing = await desk.get(f"{CONTACTS}/{refs(1, 500)[0]}")
        assert (missing.status_code, missing.headers["retry-after"]) == (429, stopped.headers["retry-after"])
        assert await statuses(desk, [mine]) == [200], "work at hand goes on"
        assert (await desk.get("/hubs/northborough/desk")).status_code == 200
        assert await statuses(office, [another]) == [200], "nobody waits for another"
        door.later(minutes=11)
        assert await statuses(desk, [another]) == [200]


@pytest.mark.parametrize(
    "address", [f"{CONTACTS}/{{}}/claim", "/hubs/{}/visit", "/hubs/northborough/people/{}/end-sessions"]
)
async def test_many_at_once_are_counted_one_after_the_other_by_every_door(
    door: Door, hub: make.Hub, address: str
) -> None:
    maren = await door.someone(hub, Role.MANAGER, name="Maren Holt")
    async with door.browser() as desk:
        await door.sign_in(desk, maren)
        wanted = range(9000, 9000 + MOST) if "people" in address else refs(MOST)
        many = [desk.post(address.format(str(one).lower())) for one in wanted]
        assert {answer.status_code for answer in await asyncio.gather(*many)} == {404}
        assert (await desk.post(f"{CONTACTS}/{refs(1)[0]}/claim")).status_code == 429
    assert await door.scalar("select count(*) from failed_look_ups where waits_until is not null") == 1


async def test_a_manager_sees_who_looked_and_nothing_that_may_be_a_name_is_kept(
    door: Door, hub: make.Hub
) -> None:
    asha = await door.someone(hub)
    maren = await door.someone(hub, Role.MANAGER, name="Maren Holt")
    async with door.browser() as desk, door.browser() as office:
        await door.sign_in(desk, asha)
        await door.sign_in(office, maren)
        assert (
            "Every look-up of the last 7 days found" in (await office.get("/hubs/northborough/people")).text
        )
        assert await statuses(desk, ["9ZZZ", "Ottoline-Marsh", "9zzw"]) == [404] * 3
        page = (await office.get("/hubs/northborough/people")).text
        assert "3 times" in page
        assert "9ZZW, 9ZZZ" in page
        assert "Ottoline" not in page
        assert await door.scalar("select count(*) from failed_look_ups where ref is null") == 1
    async with door.db.transaction() as tx:
        await sweep_look_ups(tx.conn, now=door.now + KEPT_FOR + timedelta(seconds=1))
    assert await door.scalar("select count(*) from failed_look_ups") == 0


async def test_a_restricted_contact_counts_as_one_that_is_not_there(door: Door, hub: make.Hub) -> None:
    asha = await door.someone(hub)
    maren = await door.someone(hub, Role.MANAGER, name="Maren Holt")
    dana = await door.someone(hub, Role.SERVICE_MANAGER, name="Dana Price")
    sealed = await make.contact_restricted(door.db, maren.actor, [dana.actor.person_id], now=door.now)
    async with door.browser() as desk:
        await door.sign_in(desk, asha)
        answers = [await desk.get(f"{CONTACTS}/{ref}") for ref in (sealed, *refs(1))]
        assert [a.status_code for a in answers] == [404, 404]
        assert answers[0].text == answers[1].text
        await statuses(desk, [sealed] * (MOST - 2))
        assert await statuses(desk, [sealed, *refs(1)]) == [429, 429]


async def test_a_contact_at_hand_leads_to_no_other_beside_it(door: Door, hub: make.Hub) -> None:
    asha = await door.someone(hub)
    lin = await door.someone(hub, Role.ADMIN, name="Lin Wu")
    mine = await make.contact_claimed(door.db, asha.actor, now=door.now)
    another = await make.contact_waiting(door.db, lin.actor, now=door.now, source_reference="PPN-2")
    async with door.browser() as desk:
        await door.sign_in(desk, asha)
        walked = [await desk.get(f"{CONTACTS}/{mine}/compare/{ref}") for ref in refs(MOST)]
        assert [one.status_code for one in walked] == [404] * MOST
        logged = "select array_agg(distinct ref) from failed_look_ups"
        assert set(await door.scalar(logged)) == set(refs(MOST)), "the one that was not there is seen"
        for pair in (f"{mine}/compare/{another}", f"{another}/compare/{mine}"):
            assert (await desk.get(f"{CONTACTS}/{pair}")).status_code == 429
        assert await statuses(desk, [mine]) == [200]


async def test_words_that_find_nobody_count(door: Door, hub: make.Hub) -> None:
    asha = await door.someone(hub)
    async with door.browser() as desk:
        await door.sign_in(desk, asha)
        names = [f"Ottoline {letter}arsh" for letter in "bcdfghjklmnpqrstvwxyzbcdfghjklmnpqr"[:MOST]]
        found = [await desk.post("/hubs/northborough/find", data={"find": name}) for name in names]
        assert {one.status_code for one in found} == {200}
        stopped = await desk.post("/hubs/northborough/find", data={"find": "Marlow"})
        assert (stopped.status_code, await statuses(desk, refs(1))) == (429, [429])
    assert await door.scalar("select count(*) from failed_look_ups where ref is not null") == 0


async def test_the_contact_that_a_form_names_is_looked_up_too(door: Door, hub: make.Hub) -> None:
    lin = await door.someone(hub, Role.ADMIN, name="Lin Wu")
    async with door.browser() as office:
        await door.sign_in(office, lin)
        forms = [FILLED | {"form_key": "k" * 24, "asked": ref, "more_of": ref} for ref in refs(MOST + 1)]
        answers = [(await office.post(CONTACTS, data=form)).status_code for form in forms]
    assert answers == [422] * MOST + [429]
    assert await door.scalar("select array_agg(distinct ref order by ref) from failed_look_ups") == sorted(
        refs(MOST)
    )
    assert await door.scalar("select count(*) from contacts") == 0


async def test_a_flood_of_look_ups_learns_hardly_more_than_one_after_the_other(
    door: Door, hub: make.Hub
) -> None:
    asha = await door.someone(hub)
    lin = await door.someone(hub, Role.ADMIN, name="Lin Wu")
    there = await make.contact_waiting(door.db, lin.actor, now=door.now)
    async with door.browser() as desk:
        await door.sign_in(desk, asha)
        wanted = [*refs(5 * MOST), there]
        answers = [
            one.status_code
            for one in await asyncio.gather(*(desk.get(f"{CONTACTS}/{ref}") for ref in wanted))
        ]
    assert answers.count(404) < MOST + AT_ONCE
    assert answers[-1] == 429
