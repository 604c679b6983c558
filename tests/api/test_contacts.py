"""Contacts through the API: sent, sent again, claimed, released, rated."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from board.domain.permissions import Role
from tests.api.conftest import Api
from tests.intake.making import Hub, sent


async def test_contact_sent_is_new_and_has_a_reference(hub: Hub, api: Api) -> None:
    feed = api(await hub.token(Role.FEED))
    answer = await feed.post("/contacts", json=sent())
    assert answer.status_code == 201
    assert answer.json().keys() == {"ref", "receipt"}


async def test_same_contact_sent_again_is_the_same_contact(hub: Hub, api: Api) -> None:
    feed = api(await hub.token(Role.FEED))
    first = await feed.post("/contacts", json=sent())
    again = await feed.post("/contacts", json=sent())
    assert again.status_code == 200
    assert again.json() == first.json()


async def test_same_reference_with_other_words_is_kept_as_late_information(hub: Hub, api: Api) -> None:
    feed, worker = api(await hub.token(Role.FEED)), api(await hub.token(Role.SOCIAL_WORKER))
    ref = (await feed.post("/contacts", json=sent())).json()["ref"]
    again = await feed.post("/contacts", json=sent(summary="A neighbour rang back: there is a third child."))
    assert again.status_code == 200 and again.json() == {"receipt": again.json()["receipt"], "changed": True}
    document = (await worker.get(f"/contacts/{ref}")).json()
    assert document["summary"].startswith("Officers attended")
    assert document["late_information"][0]["sent"]["summary"].startswith("A neighbour rang back")


async def test_senders_colour_is_no_rating_unless_the_sender_may_rate(hub: Hub, api: Api) -> None:
    feed, worker = api(await hub.token(Role.FEED)), api(await hub.token(Role.SOCIAL_WORKER))
    by_feed = (await feed.post("/contacts", json=sent())).json()["ref"]
    by_worker = (await worker.post("/contacts", json=sent(source_reference="PPN-124"))).json()["ref"]
    told = {ref: (await worker.get(f"/contacts/{ref}")).json() for ref in (by_feed, by_worker)}
    assert told[by_feed]["rag"] is None and told[by_feed]["sender_rag"] == "amber"
    assert told[by_worker]["rag"] == "amber"


async def test_document_holds_the_whole_contact_but_never_the_safe_contact(hub: Hub, api: Api) -> None:
    worker = api(await hub.token(Role.SOCIAL_WORKER))
    adult = {
        "role": "victim",
        "given_name": "Orla",
        "family_name": "Quill",
        "safe_contact": {"channel": "SAFE-CHANNEL", "address": "SAFE-ADDRESS"},
    }
    ref = (await worker.post("/contacts", json=sent(adults=[adult]))).json()["ref"]
    await worker.post("/contacts", json=sent(adults=[adult | {"born_on": "1990-01-01"}]))
    answer = await worker.get(f"/contacts/{ref}")
    assert "SAFE-" not in answer.text
    document = answer.json()
    (known,) = document["adults"]
    assert isinstance(known["adult_id"], int)
    assert document["adults"] == [
        {
            "adult_id": known["adult_id"],
            "given_name": "Orla",
            "family_name": "Quill",
            "born_on": None,
            "role": "victim",
            "address": None,
            "has_safe_contact": True,
        }
    ]
    assert [child.get("expected_on") for child in document["children"]] == [None, "2027-02-10"]
    assert document["flags"] == {
        "confidential_enquiry": True,
        "anonymous_referrer": False,
        "restricted": False,
    }


async def test_anonymous_referrer_is_named_to_nobody(hub: Hub, api: Api) -> None:
    worker = api(await hub.token(Role.MANAGER))
    flags = {"anonymous_referrer": True}
    ref = (await worker.post("/contacts", json=sent(referrer="Mo Nobody", flags=flags))).json()["ref"]
    await worker.post("/contacts", json=sent(referrer="Mo Nobody", flags=flags, summary="More."))
    assert "Mo Nobody" not in (await worker.get(f"/contacts/{ref}")).text


async def test_contact_without_children_is_taken_and_says_so(hub: Hub, api: Api) -> None:
    worker = api(await hub.token(Role.SOCIAL_WORKER))
    for number, children in enumerate(([], None)):
        answer = await worker.post(
            "/contacts", json=sent(source_reference=f"PPN-{number}", children=children, rag=None)
        )
        assert answer.status_code == 201
        assert (await worker.get(f"/contacts/{answer.json()['ref']}")).json()["children_unknown"] is True


async def test_html_is_kept_as_the_text_it_is(hub: Hub, api: Api) -> None:
    worker = api(await hub.token(Role.SOCIAL_WORKER))
    html = "<script>alert(1)</script> & <b>Jo</b>"
    ref = (await worker.post("/contacts", json=sent(summary=html))).json()["ref"]
    assert (await worker.get(f"/contacts/{ref}")).json()["summary"] == html


async def test_second_claim_learns_who_holds_the_contact(hub: Hub, api: Api) -> None:
    one = api(await hub.token(Role.SOCIAL_WORKER, "Asha One"))
    other = api(await hub.token(Role.SOCIAL_WORKER, "Ben Two"))
    ref = (await one.post("/contacts", json=sent())).json()["ref"]
    answers = await asyncio.gather(*(client.post(f"/contacts/{ref}/claim") for client in (one, other)))
    assert sorted(a.status_code for a in answers) == [200, 409]
    holders = {a.json()["holder"] for a in answers}
    assert len(holders) == 1 and holders <= {"Asha One", "Ben Two"}
    refused = next(a for a in answers if a.status_code == 409)
    assert refused.headers["content-type"] == "application/problem+json"
    assert refused.json()["title"] == "AlreadyClaimed" and ref in refused.json()["detail"]


async def test_claiming_twice_changes_nothing(hub: Hub, api: Api) -> None:
    worker = api(await hub.token(Role.SOCIAL_WORKER, "Asha One"))
    ref = (await worker.post("/contacts", json=sent())).json()["ref"]
    answers = [(await worker.post(f"/contacts/{ref}/claim")).json() for _ in range(2)]
    assert answers == [
        {"ref": ref, "holder": "Asha One", "changed": True},
        {"ref": ref, "holder": "Asha One", "changed": False},
    ]


async def test_released_contact_shows_its_reason_and_can_be_taken_next(hub: Hub, api: Api) -> None:
    worker = api(await hub.token(Role.SOCIAL_WORKER, "Asha One"))
    ref = (await worker.post("/contacts", json=sent())).json()["ref"]
    assert (await worker.post("/take-next")).json()["ref"] == ref
    released = await worker.post(
        f"/contacts/{ref}/release", json={"reason": "Going home, mother not reached."}
    )
    assert released.json() == {"ref": ref, "changed": True}
    [card] = (await worker.get("/contacts")).json()["contacts"]
    assert card["release_reason"] == "Going home, mother not reached." and card["holder"] is None
    assert (await worker.post("/take-next")).json()["ref"] == ref
    assert (await worker.post("/take-next")).json()["title"] == "NothingWaiting"


async def test_one_child_or_all_are_rated_with_a_reason(hub: Hub, api: Api) -> None:
    worker = api(await hub.token(Role.SOCIAL_WORKER))
    ref = (await worker.post("/contacts", json=sent(rag=None))).json()["ref"]
    children = (await worker.get(f"/contacts/{ref}")).json()["children"]
    body: dict[str, Any] = {"rag": "red", "reason": "Seen with bruises.", "child_id": children[0]["child_id"]}
    assert (await worker.post(f"/contacts/{ref}/rating", json=body)).json() == {"ref": ref, "changed": True}
    assert (await worker.post(f"/contacts/{ref}/rating", json=body)).json() == {"ref": ref, "changed": False}
    await worker.post(f"/contacts/{ref}/rating", json={"rag": "amber", "reason": "Both were there."})
    assert [c["rag"] for c in (await worker.get(f"/contacts/{ref}")).json()["children"]] == ["amber", "amber"]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"rag": "red"}, "reason"),
        ({"reason": "x"}, "rag"),
        ({"rag": "purple", "reason": "x"}, "rag"),
        ({"rag": "red", "reason": "x", "child_id": "1"}, "child_id"),
        ({"rag": "red", "reason": "a\x00b"}, "reason"),
    ],
)
async def test_rating_that_cannot_be_taken_says_which_field(
    hub: Hub, api: Api, body: dict[str, Any], field: str
) -> None:
    worker = api(await hub.token(Role.SOCIAL_WORKER))
    ref = (await worker.post("/contacts", json=sent())).json()["ref"]
    answer = await worker.post(f"/contacts/{ref}/rating", json=body)
    assert answer.status_code == 422 and field in answer.json()["errors"]


async def test_list_is_in_order_of_urgency_and_comes_in_parts(hub: Hub, api: Api) -> None:
    worker = api(await hub.token(Role.SOCIAL_WORKER))
    for number, rag in enumerate(["green", "red", "amber", None, "blue"]):
        assert (
            await worker.post("/contacts", json=sent(source_reference=f"P-{number}", rag=rag))
        ).status_code == 201
    whole = (await worker.get("/contacts")).json()
    assert whole["next"] is None
    parts, after = [], None
    while True:
        page = (
            await worker.get("/contacts", params={"limit": 2} | ({"after": after} if after else {}))
        ).json()
        parts += page["contacts"]
        after = page["next"]
        if after is None:
            break
    assert parts == whole["contacts"] and len(parts) == 5
    assert [card["rag"] for card in parts if card["rag"]] == ["red", "amber", "green", "blue"]
