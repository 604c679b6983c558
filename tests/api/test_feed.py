"""The feed and the readings: gapless for everybody, and the same shape whatever a reader may not know."""

from __future__ import annotations

import asyncio
from typing import Any

from sqlalchemy import text

from board.domain.permissions import Role
from tests.api.conftest import Api
from tests.intake.making import Hub, a_hub, sent


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


async def test_access_and_policy_events_are_withheld_from_everybody(hub: Hub, api: Api) -> None:
    manager = api(await hub.token(Role.SERVICE_MANAGER))
    assert await events(manager) == [
        {"seq": seq, "kind": "withheld"} for seq in range(1, len(await events(manager)) + 1)
    ]


async def test_restricted_contact_looks_in_the_feed_like_anything_withheld(hub: Hub, api: Api) -> None:
    feed, manager = api(await hub.token(Role.FEED)), api(await hub.token(Role.SERVICE_MANAGER))
    officer = api(await hub.token(Role.SCREENING_OFFICER))
    before = len(await events(officer))
    restricted = sent(flags={"restricted": True}, rag=None)
    ref = (await feed.post("/contacts", json=restricted)).json()["ref"]
    after = await events(officer, since=before)
    assert after == [{"seq": e["seq"], "kind": "withheld"} for e in after] and after
    assert ref not in (await officer.get("/contacts")).text
    missing, hidden = await officer.get("/contacts/X2X"), await officer.get(f"/contacts/{ref}")
    assert (missing.status_code, missing.json()) == (hidden.status_code, hidden.json())
    claims = [await officer.post(f"/contacts/{r}/claim") for r in ("X2X", ref)]
    assert claims[0].status_code == 404 and claims[0].json() == claims[1].json()
    assert any(e.get("ref") == ref for e in await events(manager, since=before))
    assert ref in (await manager.get("/contacts")).text


async def test_a_reference_sent_again_is_answered_to_its_sender_and_to_whoever_is_named_alone(
    hub: Hub, api: Api
) -> None:
    """Whoever never sent it is told nothing of the restricted contact, and what they send is kept from others as that one is."""
    feed, manager = api(await hub.token(Role.FEED, "One")), api(await hub.token(Role.SERVICE_MANAGER))
    worker = api(await hub.token(Role.SOCIAL_WORKER, "Asha One"))
    hidden = sent(source_reference="PPN-1", flags={"restricted": True}, rag=None)
    ref = (await feed.post("/contacts", json=hidden)).json()["ref"]
    assert (await feed.post("/contacts", json=hidden)).json() == {
        "ref": ref,
        "created": False,
        "changed": False,
    }
    other = sent(source_reference="PPN-1", rag=None)
    again = await feed.post("/contacts", json=other)
    assert again.status_code == 200 and again.json() == {"ref": ref, "created": False, "changed": True}
    before = len(await events(worker))
    answers = [
        await worker.post("/contacts", json=body)
        for body in (
            other,
            other,
            {**other, "summary": "More."},
            sent(source_reference="PPN-2", rag=None, children=None, adults=None),
        )
    ]
    assert [one.status_code for one in answers] == [201, 200, 200, 201]
    own = answers[0].json()["ref"]
    assert own != ref and [one.json()["ref"] for one in answers[1:3]] == [own, own]
    assert (await worker.get(f"/contacts/{own}")).status_code == 404
    assert (await manager.get(f"/contacts/{own}")).status_code == 200, (
        "for whom the first exists, this one does"
    )
    told = [(e["kind"], e.get("ref")) for e in await events(worker, since=before)]
    assert told[-1] == ("contact_received", answers[3].json()["ref"])
    assert {kind for kind, _ in told[:-1]} == {"withheld"}, "nobody else hears of what is restricted"
    assert own not in (await worker.get("/contacts")).text
    assert ref not in str(await events(worker)) and ref not in (await worker.get("/contacts")).text
    named = await manager.post("/contacts", json={**hidden, "summary": "A third time."})
    assert named.status_code == 200 and named.json()["ref"] == ref
    once_more = await feed.post("/contacts", json=other)
    assert once_more.json()["ref"] == ref, "its sender is answered the same contact always"


async def test_what_became_restricted_after_it_was_sent_stays_its_senders_and_is_nobody_elses(
    hub: Hub, api: Api
) -> None:
    feed, other = api(await hub.token(Role.FEED, "One")), api(await hub.token(Role.FEED, "Two"))
    third = api(await hub.token(Role.FEED, "Three"))
    manager = api(await hub.token(Role.MANAGER))
    body = sent(source_reference="PPN-1", rag=None)
    ref = (await feed.post("/contacts", json=body)).json()["ref"]
    added = {**body, "summary": "As they tell it."}
    assert (await other.post("/contacts", json=added)).json()["ref"] == ref
    async with hub.database.transaction() as tx:
        await tx.conn.execute(text("update contacts set restricted = true"))
    assert (await feed.post("/contacts", json=body)).json()["ref"] == ref
    assert (await other.post("/contacts", json=body)).json()["ref"] == ref, "who added to it knows of it"
    new = await third.post("/contacts", json=body)
    assert new.status_code == 201 and new.json()["ref"] != ref
    own = new.json()["ref"]
    assert (await third.get(f"/contacts/{own}")).status_code in (403, 404) and own not in (
        await manager.get("/contacts")
    ).text


async def test_whoever_sends_a_hidden_reference_at_once_with_others_puts_none_of_it_on_the_board(
    hub: Hub, api: Api
) -> None:
    manager = api(await hub.token(Role.SERVICE_MANAGER))
    feed = api(await hub.token(Role.FEED, "One"))
    await feed.post("/contacts", json=sent(source_reference="PPN-1", flags={"restricted": True}, rag=None))
    tokens = [api(await hub.token(Role.FEED, f"No. {number}")) for number in range(6)]
    body = sent(source_reference="PPN-1", rag=None)
    answers = await asyncio.gather(*(token.post("/contacts", json=body) for token in tokens))
    assert [one.status_code for one in answers] == [201] * 6
    own = [one.json()["ref"] for one in answers]
    assert len(set(own)) == 6, "none of them is told of another's"
    async with hub.database.connection() as conn:
        query = text(
            "select c.restricted, array_agg(n.person_id order by n.person_id) as people from contacts c "
            "join named_people n using (hub_id, contact_id) group by c.hub_id, c.contact_id, c.restricted"
        )
        found = (await conn.execute(query)).all()
    assert (
        len(found) == 7
        and len({tuple(row.people) for row in found}) == 1
        and all(row.restricted for row in found)
    )
    board = (await manager.get("/contacts")).text
    assert all(ref in board for ref in own), "and those named see every one of them"


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
