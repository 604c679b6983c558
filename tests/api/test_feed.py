"""The feed and the readings: gapless for everybody, and without a number for whatever a reader may not know."""

from __future__ import annotations

import asyncio
from typing import Any

from sqlalchemy import text

from board.commands.restrictions import restrict, unrestrict
from board.domain.permissions import Role
from tests.api.conftest import Api
from tests.intake.making import NOW, Hub, a_hub, sent


async def events(client: Any, **query: int) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await client.get("/events", params=query)).json()["events"]
    return found


async def test_feed_is_in_order_and_without_a_gap(hub: Hub, api: Api) -> None:
    worker = api(await hub.token(Role.SOCIAL_WORKER, "Asha One"))
    ref = (await worker.post("/contacts", json=sent(rag=None))).json()["ref"]
    await worker.post(f"/contacts/{ref}/claim")
    await worker.post(f"/contacts/{ref}/rating", json={"rag": "red", "reason": "Seen."})
    whole = await events(worker)
    assert [e["seq"] for e in whole] == list(range(1, len(whole) + 1))
    told = [(e["kind"], e.get("ref"), e.get("actor"), e.get("rag")) for e in whole if e["kind"] != "withheld"]
    assert told == [
        ("contact_received", ref, "Asha One", None),
        ("contact_claimed", ref, "Asha One", None),
        ("child_rated", ref, "Asha One", "red"),
        ("child_rated", ref, "Asha One", "red"),
    ]


async def test_feed_goes_on_where_the_reader_stopped(hub: Hub, api: Api) -> None:
    worker = api(await hub.token(Role.SOCIAL_WORKER))
    await worker.post("/contacts", json=sent())
    whole = await events(worker)
    assert await events(worker, since=whole[1]["seq"], limit=2) == whole[2:4]
    assert await events(worker, since=whole[-1]["seq"]) == []
    assert await events(worker, since=2**63 - 1) == []


async def test_access_and_policy_events_have_no_number(hub: Hub, api: Api) -> None:
    manager = api(await hub.token(Role.SERVICE_MANAGER))
    assert await events(manager) == []
    await manager.post("/contacts", json=sent(rag=None))
    assert [(one["seq"], one["kind"]) for one in await events(manager)] == [(1, "contact_received")]


async def test_a_contact_restricted_after_it_was_told_of_is_withheld_and_moves_no_number(
    hub: Hub, api: Api
) -> None:
    worker = api(await hub.token(Role.SOCIAL_WORKER))
    managers = [await hub.person(Role.SERVICE_MANAGER, f"Manager {n}") for n in "AB"]
    ref, other = [
        (await worker.post("/contacts", json=sent(source_reference=one, rag=None))).json()["ref"]
        for one in ("PPN-1", "PPN-2")
    ]
    before = await events(worker)
    async with hub.database.transaction() as tx:
        await restrict(tx, managers[0], ref, [managers[1].person_id], "Her sister.", now=NOW)
    await worker.post(f"/contacts/{other}/claim")
    after = await events(worker)
    assert [(one["seq"], one["kind"]) for one in after] == [
        (1, "withheld"), (2, "contact_received"), (3, "contact_claimed"),
    ]  # fmt: skip
    assert (before[0]["ref"], after[0], after[1]) == (ref, {"seq": 1, "kind": "withheld"}, before[1])
    async with hub.database.transaction() as tx:
        await unrestrict(tx, managers[0], ref, "She has left.", now=NOW)
    assert (await events(worker))[0] == before[0]
    assert (await events(worker, since=3))[-1]["kind"] == "contact_unrestricted"


async def test_two_who_read_at_once_are_told_the_same_numbers(hub: Hub, api: Api) -> None:
    one, two = api(await hub.token(Role.SOCIAL_WORKER, "One")), api(await hub.token(Role.ADMIN, "Two"))
    for number in range(5):
        await one.post("/contacts", json=sent(source_reference=f"PPN-{number}", rag=None))
    told = await asyncio.gather(*(events(reader) for reader in (one, two, one, two)))
    assert all(each == told[0] for each in told) and [e["seq"] for e in told[0]] == [1, 2, 3, 4, 5]


async def test_an_act_is_undone_by_its_number_in_the_feed(hub: Hub, api: Api) -> None:
    worker = api(await hub.token(Role.SOCIAL_WORKER))
    ref = (await worker.post("/contacts", json=sent(rag=None))).json()["ref"]
    await worker.post(f"/contacts/{ref}/claim")
    claimed = (await events(worker))[-1]
    assert (await worker.post(f"/contacts/{ref}/undo", json={"seq": claimed["seq"] + 40})).status_code == 409
    undone = await worker.post(f"/contacts/{ref}/undo", json={"seq": claimed["seq"]})
    assert undone.status_code == 200 and undone.json()["what"] == "the claim"


async def test_a_restricted_contact_is_not_in_the_feed(hub: Hub, api: Api) -> None:
    feed, manager = api(await hub.token(Role.FEED)), api(await hub.token(Role.SERVICE_MANAGER))
    officer = api(await hub.token(Role.SCREENING_OFFICER))
    before = len(await events(officer))
    restricted = sent(flags={"restricted": True}, rag=None)
    ref = (await feed.post("/contacts", json=restricted)).json()["ref"]
    after = await events(officer, since=before)
    assert after == []
    assert ref not in (await officer.get("/contacts")).text
    missing, hidden = await officer.get("/contacts/X2X"), await officer.get(f"/contacts/{ref}")
    assert (missing.status_code, missing.json()) == (hidden.status_code, hidden.json())
    claims = [await officer.post(f"/contacts/{r}/claim") for r in ("X2X", ref)]
    assert claims[0].status_code == 404 and claims[0].json() == claims[1].json()
    # A manager's system is named no more than others, unless the policy says so: tests/api/incident.
    assert await events(manager, since=before) == after
    assert ref not in (await manager.get("/contacts")).text


async def test_figures_are_told_without_names(hub: Hub, api: Api) -> None:
    worker, figures = (
        api(await hub.token(Role.SOCIAL_WORKER, "Asha One")),
        api(await hub.token(Role.DATA_OFFICER)),
    )
    ref = (await worker.post("/contacts", json=sent())).json()["ref"]
    await worker.post(f"/contacts/{ref}/claim")
    assert "Asha One" not in str(await events(figures)) and "Asha One" in str(await events(worker))
    listed = await figures.get("/contacts")
    assert "Asha One" not in listed.text and "Quill" not in listed.text


async def test_another_hub_is_a_wall(hub: Hub, api: Api) -> None:
    other = await a_hub(hub.database, "southborough")
    here, there = api(await hub.token(Role.SOCIAL_WORKER)), api(await other.token(Role.SOCIAL_WORKER))
    ref = (await here.post("/contacts", json=sent())).json()["ref"]
    assert (await there.get(f"/contacts/{ref}")).status_code == 404
    assert (await there.post(f"/contacts/{ref}/claim")).status_code == 404
    assert (await there.get("/contacts")).json() == {"contacts": [], "next": None}
    assert ref not in str(await events(there))
    assert (await there.post("/contacts", json=sent())).status_code == 201


async def test_every_reading_through_the_api_is_logged(hub: Hub, api: Api) -> None:
    worker = api(await hub.token(Role.SOCIAL_WORKER))
    ref = (await worker.post("/contacts", json=sent())).json()["ref"]
    await worker.get("/contacts")
    await worker.get(f"/contacts/{ref}")
    await worker.get("/contacts/X2X")
    async with hub.database.connection() as conn:
        rows = (
            await conn.execute(
                text("select page, why, contact_id is not null from readings order by reading_id")
            )
        ).all()
    assert [tuple(row) for row in rows] == [
        ("/api/v1/contacts", "api", False),
        ("/api/v1/contacts/{ref}", "api", True),
    ]
