"""Protective measures and managers' reviews through the API."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from typing import Any

import pytest

from board.api.contact_models import ContactDocument
from board.domain.permissions import Role
from tests.api.conftest import Api
from tests.intake.making import Hub, sent

BEGAN = "2026-11-24T07:00:00+00:00"
MEETS = "2026-12-01T14:00:00+00:00"


async def a_child(client: Any, ref: str) -> int:
    """Number of the contact's first child."""
    return int((await client.get(f"/contacts/{ref}")).json()["children"][0]["child_id"])


async def test_police_protection_is_recorded_once_read_and_ended(hub: Hub, api: Api) -> None:
    worker = api(await hub.token(Role.SOCIAL_WORKER, "Asha One"))
    ref = (await worker.post("/contacts", json=sent())).json()["ref"]
    body = {
        "kind": "police_protection",
        "child_id": await a_child(worker, ref),
        "began_at": "2026-11-24T07:00:00Z",
        "note": "At the station.",
    }
    recorded = await worker.post(f"/contacts/{ref}/measures", json=body)
    assert recorded.status_code == 201, recorded.text
    number = recorded.json()["measure_id"]
    assert recorded.json() == {
        "ref": ref, "measure_id": number, "ends_at": "2026-11-27T07:00:00+00:00", "changed": True,
    }  # fmt: skip
    again = await worker.post(f"/contacts/{ref}/measures", json=body)
    assert (again.status_code, again.json()["measure_id"], again.json()["changed"]) == (200, number, False)
    document = (await worker.get(f"/contacts/{ref}")).json()
    ContactDocument.model_validate(document)
    [measure] = document["measures"]
    assert (measure["kind"], measure["began_at"], measure["ended_at"]) == ("police_protection", BEGAN, None)
    assert "police_protection" in [clock["clock"] for clock in document["due"]]

    ended = await worker.post(
        f"/contacts/{ref}/end-measure", json={"measure_id": number, "reason": "With their aunt."}
    )
    assert (ended.status_code, ended.json()["changed"], ended.json()["ends_at"]) == (200, True, None)
    twice = await worker.post(f"/contacts/{ref}/end-measure", json={"measure_id": number, "reason": "Again."})
    assert (twice.status_code, twice.json()["changed"]) == (200, False)
    document = (await worker.get(f"/contacts/{ref}")).json()
    assert document["measures"][0]["end_reason"] == "With their aunt."
    assert "police_protection" not in [clock["clock"] for clock in document["due"]]


async def test_a_measure_that_came_back_after_it_was_over_is_a_new_one(hub: Hub, api: Api) -> None:
    worker = api(await hub.token(Role.SOCIAL_WORKER))
    ref = (await worker.post("/contacts", json=sent())).json()["ref"]
    body = {"kind": "bail", "began_at": BEGAN, "ends_at": "2027-02-24T10:00:00Z"}
    first = (await worker.post(f"/contacts/{ref}/measures", json=body)).json()["measure_id"]
    await worker.post(
        f"/contacts/{ref}/end-measure", json={"measure_id": first, "reason": "Lifted in error."}
    )
    second = await worker.post(f"/contacts/{ref}/measures", json=body)
    assert second.status_code == 201 and second.json()["measure_id"] != first


async def test_a_manager_reviews_and_the_month_begins_anew(hub: Hub, api: Api) -> None:
    manager = api(await hub.token(Role.MANAGER, "Ana Ruiz"))
    ref = (await manager.post("/contacts", json=sent())).json()["ref"]
    before = {one["clock"]: one["at"] for one in (await manager.get(f"/contacts/{ref}")).json()["due"]}
    done = await manager.post(f"/contacts/{ref}/reviews", json={"finding": "The court sits in January."})
    assert (done.status_code, done.json()) == (201, {"ref": ref, "changed": True})
    document = (await manager.get(f"/contacts/{ref}")).json()
    [review] = document["reviews"]
    assert (review["by"], review["finding"]) == ("Ana Ruiz", "The court sits in January.")
    assert {one["clock"]: one["at"] for one in document["due"]}["review"] >= before["review"]


async def test_a_review_sent_again_by_who_lost_the_answer_is_the_same_review(
    hub: Hub, api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    ana, dee = [api(await hub.token(Role.MANAGER, name)) for name in ("Ana Ruiz", "Dee Moss")]
    ref = (await ana.post("/contacts", json=sent())).json()["ref"]
    path, court = f"/contacts/{ref}/reviews", {"finding": "The court sits in January."}

    async def findings() -> list[tuple[str, str]]:
        listed = (await ana.get(f"/contacts/{ref}")).json()["reviews"]
        return [(one["by"], one["finding"]) for one in listed]

    assert (await ana.post(path, json=court)).status_code == 201
    before = (await ana.get("/events", params={"limit": 1000})).json()
    again = await asyncio.gather(
        *(ana.post(path, json={"finding": " The court  sits in January. "}) for _ in range(3))
    )
    assert [(one.status_code, one.json()) for one in again] == [(200, {"ref": ref, "changed": False})] * 3
    assert (await ana.get("/events", params={"limit": 1000})).json() == before

    for client, finding in ((ana, "Health is asked."), (ana, court["finding"]), (dee, court["finding"])):
        assert (await client.post(path, json={"finding": finding})).status_code == 201
    told = [("Ana Ruiz", court["finding"]), ("Ana Ruiz", "Health is asked.")]
    assert await findings() == [("Dee Moss", court["finding"]), *told, told[0]]
    monkeypatch.setattr("board.commands.reviews.AGAIN_WITHIN", timedelta(0))  # later than that
    assert (await dee.post(path, json=court)).status_code == 201
    assert len(await findings()) == 5


async def test_a_meeting_is_set_moved_and_called_off_and_the_same_again_is_silence(
    hub: Hub, api: Api
) -> None:
    manager = api(await hub.token(Role.MANAGER, "Ana Ruiz"))
    ref = (await manager.post("/contacts", json=sent())).json()["ref"]
    assert (await manager.get(f"/contacts/{ref}")).json()["meeting"] is None
    for body, changed in (
        ({"starts_at": MEETS}, True),
        ({"starts_at": MEETS, "minutes": 30}, False),
        ({"starts_at": MEETS, "minutes": 45}, True),
    ):
        done = await manager.post(f"/contacts/{ref}/meeting", json=body)
        assert (done.status_code, done.json()) == (200, {"ref": ref, "changed": changed})
    meeting = (await manager.get(f"/contacts/{ref}")).json()["meeting"]
    assert datetime.fromisoformat(meeting["starts_at"]) == datetime.fromisoformat(MEETS)
    assert meeting["minutes"] == 45
    for changed in (True, False):
        off = await manager.post(f"/contacts/{ref}/call-off-meeting")
        assert (off.status_code, off.json()) == (200, {"ref": ref, "changed": changed})
    assert (await manager.get(f"/contacts/{ref}")).json()["meeting"] is None


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("meeting", {}, "starts_at"),
        ("meeting", {"starts_at": "2026-11-20T14:00:00Z"}, "starts_at"),
        ("meeting", {"starts_at": "2062-11-26T14:00:00Z"}, "starts_at"),
        ("meeting", {"starts_at": "2026-12-01T14:00:00"}, "starts_at"),
        ("meeting", {"starts_at": MEETS, "minutes": 0}, "minutes"),
        ("meeting", {"starts_at": MEETS, "minutes": "30"}, "minutes"),
        ("meeting", {"starts_at": MEETS, "minutes": 10**30}, "minutes"),
        ("measures", {}, "kind"),
        ("measures", {"kind": "curfew", "began_at": BEGAN}, "kind"),
        ("measures", {"kind": "police_protection", "began_at": BEGAN}, "child"),
        ("measures", {"kind": "police_protection", "began_at": BEGAN, "child_id": "7"}, "child_id"),
        ("measures", {"kind": "bail", "began_at": BEGAN}, "ends_at"),
        ("measures", {"kind": "bail", "began_at": BEGAN, "ends_at": BEGAN}, "ends_at"),
        ("measures", {"kind": "bail", "began_at": BEGAN, "ends_at": "2026-11-26T10:00:00"}, "ends_at"),
        ("measures", {"kind": "bail", "began_at": BEGAN, "ends_at": "2062-11-26T10:00:00Z"}, "ends_at"),
        (
            "measures",
            {"kind": "protection_notice", "began_at": BEGAN, "ends_at": "2026-11-27T10:00:00Z"},
            "ends_at",
        ),
        ("measures", {"kind": "protection_notice", "began_at": "2026-11-25T07:00:00Z"}, "began_at"),
        ("measures", {"kind": "protection_notice", "began_at": "0001-01-01T00:00:00Z"}, "began_at"),
        ("measures", {"kind": "protection_notice", "began_at": BEGAN, "note": "a\x00"}, "note"),
        ("measures", {"kind": "protection_notice", "began_at": BEGAN, "colour": "red"}, "colour"),
        ("end-measure", {"measure_id": "1", "reason": "Over."}, "measure_id"),
        ("end-measure", {"measure_id": 1}, "reason"),
        ("reviews", {}, "finding"),
        ("reviews", {"finding": " "}, "finding"),
    ],
)
async def test_what_cannot_be_taken_says_which_field_and_changes_nothing(
    hub: Hub, api: Api, path: str, body: dict[str, Any], field: str
) -> None:
    manager = api(await hub.token(Role.MANAGER, "Ana Ruiz"))
    ref = (await manager.post("/contacts", json=sent())).json()["ref"]
    before = (await manager.get("/events", params={"limit": 1000})).json()
    answer = await manager.post(f"/contacts/{ref}/{path}", json=body)
    assert answer.headers["content-type"].startswith("application/problem+json")
    assert answer.status_code == 422 and field in answer.json()["errors"], answer.text
    assert (await manager.get("/events", params={"limit": 1000})).json() == before


async def test_a_child_or_a_measure_of_another_contact_is_not_there(hub: Hub, api: Api) -> None:
    worker = api(await hub.token(Role.SOCIAL_WORKER))
    one, other = [
        (await worker.post("/contacts", json=sent(source_reference=f"PPN-{n}"))).json()["ref"] for n in (1, 2)
    ]
    theirs = {"kind": "police_protection", "began_at": BEGAN, "child_id": await a_child(worker, other)}
    assert (await worker.post(f"/contacts/{one}/measures", json=theirs)).status_code == 404
    number = (await worker.post(f"/contacts/{other}/measures", json=theirs)).json()["measure_id"]
    ended = await worker.post(f"/contacts/{one}/end-measure", json={"measure_id": number, "reason": "Over."})
    assert ended.status_code == 404
    assert (await worker.get(f"/contacts/{other}")).json()["measures"][0]["ended_at"] is None


async def test_who_may_not_protect_or_review_is_told_whose_it_is_and_partners_read_neither(
    hub: Hub, api: Api
) -> None:
    manager = api(await hub.token(Role.MANAGER, "Ana Ruiz"))
    ref = (await manager.post("/contacts", json=sent())).json()["ref"]
    bail = {"kind": "bail", "began_at": BEGAN, "ends_at": "2026-12-24T10:00:00Z"}
    number = (await manager.post(f"/contacts/{ref}/measures", json=bail)).json()["measure_id"]
    over = {"measure_id": number, "reason": "Over."}
    for role in (Role.POLICE, Role.FEED, Role.QA, Role.ADMIN):
        client = api(await hub.token(role, f"A {role}"))
        for path, body in (
            ("measures", bail),
            ("end-measure", over),
            ("reviews", {"finding": "x"}),
            ("meeting", {"starts_at": MEETS}),
        ):
            assert (await client.post(f"/contacts/{ref}/{path}", json=body)).status_code == 403, (role, path)
    worker = api(await hub.token(Role.SOCIAL_WORKER, "Ben Two"))
    assert (await worker.post(f"/contacts/{ref}/reviews", json={"finding": "x"})).status_code == 403
    admin = api(await hub.token(Role.ADMIN, "Business support"))
    document = (await admin.get(f"/contacts/{ref}")).json()
    assert document["ref"] == ref and not {"measures", "meeting", "reviews"} & set(document)


async def test_a_restricted_contact_is_not_there_for_measures_and_reviews(hub: Hub, api: Api) -> None:
    manager = api(await hub.token(Role.MANAGER, "Ana Ruiz"))
    flags = {"confidential_enquiry": False, "anonymous_referrer": False, "restricted": True}
    ref = (await manager.post("/contacts", json=sent(flags=flags))).json()["ref"]
    other = api(await hub.token(Role.MANAGER, "Dee Moss"))
    bail = {"kind": "bail", "began_at": BEGAN, "ends_at": "2026-12-24T10:00:00Z"}
    for path, body in (("measures", bail), ("reviews", {"finding": "x"}), ("meeting", {"starts_at": MEETS})):
        hidden = await other.post(f"/contacts/{ref}/{path}", json=body)
        nowhere = await other.post(f"/contacts/ZZZZ/{path}", json=body)
        assert (hidden.status_code, hidden.text) == (nowhere.status_code, nowhere.text)
        assert hidden.status_code == 404
