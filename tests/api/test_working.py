"""Passing work on through the API."""

from __future__ import annotations

from typing import Any

import pytest

from board.domain.permissions import Role
from tests.api.conftest import Api
from tests.intake.making import Hub, sent


async def test_hand_over_is_offered_accepted_and_undone(hub: Hub, api: Api) -> None:
    asha = api(await hub.token(Role.SOCIAL_WORKER, "Asha One"))
    ben = api(await hub.token(Role.SOCIAL_WORKER, "Ben Two"))
    ref = (await asha.post("/contacts", json=sent())).json()["ref"]
    await asha.post(f"/contacts/{ref}/claim")
    offered = await asha.post(
        f"/contacts/{ref}/hand-over", json={"to": "Ben Two", "note": "Ring the school."}
    )
    assert offered.json() == {"ref": ref, "holder": "Asha One", "offered_to": "Ben Two", "changed": True}
    document = (await ben.get(f"/contacts/{ref}")).json()
    assert (document["holder"], document["offered_to"], document["offer_note"]) == (
        "Asha One",
        "Ben Two",
        "Ring the school.",
    )
    assert (await ben.post(f"/contacts/{ref}/accept")).json()["holder"] == "Ben Two"
    document = (await ben.get(f"/contacts/{ref}")).json()
    assert (document["given"], document["given_by"]) == ("handed_over", "Asha One")
    late = await asha.post(f"/contacts/{ref}/withdraw")
    assert late.status_code == 409 and late.json()["holder"] == "Ben Two"
    undone = await ben.post(f"/contacts/{ref}/undo", json={})
    assert undone.json() == {"ref": ref, "what": "taking it over", "changed": True}
    assert (await ben.get(f"/contacts/{ref}")).json()["holder"] == "Asha One"
    declined = await ben.post(f"/contacts/{ref}/decline", json={"reason": "In court."})
    assert declined.json()["offered_to"] is None
    [card] = (await ben.get("/contacts")).json()["contacts"]
    assert card["holder"] == "Asha One" and card["offered_to"] is None


async def test_manager_allocates_reassigns_and_decides(hub: Hub, api: Api) -> None:
    ana, dee = [api(await hub.token(Role.MANAGER, name)) for name in ("Ana Ruiz", "Dee Moss")]
    api(await hub.token(Role.SOCIAL_WORKER, "Ben Two"))
    api(await hub.token(Role.SOCIAL_WORKER, "Carys Three"))
    ref = (await ana.post("/contacts", json=sent())).json()["ref"]
    given = await ana.post(f"/contacts/{ref}/allocate", json={"to": "Ben Two"})
    assert given.json() == {"ref": ref, "holder": "Ben Two", "changed": True}
    assert (await ana.get(f"/contacts/{ref}")).json()["manager"] == "Ana Ruiz"
    move = {"to": "Carys Three", "reason": "He is ill.", "holder": "Ben Two"}
    assert (await dee.post(f"/contacts/{ref}/reassign", json=move)).json()["holder"] == "Carys Three"
    again = await ana.post(f"/contacts/{ref}/reassign", json=move | {"to": "Ben Two"})
    assert again.status_code == 409 and again.json()["title"] == "HolderChanged"
    refused = await dee.post(f"/contacts/{ref}/owner", json={"why": "mood", "reason": "So."})
    assert refused.status_code == 422 and "why" in refused.json()["errors"]
    taken = await dee.post(
        f"/contacts/{ref}/owner", json={"why": "shift_end", "reason": "Five.", "manager": "Ana Ruiz"}
    )
    assert taken.json() == {"ref": ref, "manager": "Dee Moss", "changed": True}


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("hand-over", {"to": "nobody@x.example", "note": "x"}, "to"),
        ("hand-over", {"to": "Ben Two"}, "note"),
        ("hand-over", {"to": "Ben Two", "note": "a\x00"}, "note"),
        ("hand-over", {"to": 7, "note": "x"}, "to"),
        ("allocate", {}, "to"),
        ("allocate", {"to": "Police feed"}, "to"),
        ("reassign", {"to": "Ben Two"}, "reason"),
        ("owner", {"to": "Ben Two"}, "to"),
        ("undo", {"seq": "1"}, "seq"),
        ("undo", {"seq": 0}, "seq"),
        ("decline", {}, "reason"),
    ],
)
async def test_what_cannot_be_taken_says_which_field_and_changes_nothing(
    hub: Hub, api: Api, path: str, body: dict[str, Any], field: str
) -> None:
    ana = api(await hub.token(Role.MANAGER, "Ana Ruiz"))
    for role, name in ((Role.SOCIAL_WORKER, "Ben Two"), (Role.FEED, "Police feed")):
        await hub.token(role, name)
    ref = (await ana.post("/contacts", json=sent())).json()["ref"]
    if path != "allocate":
        await ana.post(f"/contacts/{ref}/claim")
    before = (await ana.get("/events", params={"limit": 1000})).json()
    answer = await ana.post(f"/contacts/{ref}/{path}", json=body)
    assert answer.status_code == 422 and field in answer.json()["errors"], answer.text
    assert (await ana.get("/events", params={"limit": 1000})).json() == before


async def test_partner_and_feed_pass_nothing_on(hub: Hub, api: Api) -> None:
    ana = api(await hub.token(Role.MANAGER, "Ana Ruiz"))
    ref = (await ana.post("/contacts", json=sent())).json()["ref"]
    await ana.post(f"/contacts/{ref}/claim")
    for role in (Role.POLICE, Role.FEED, Role.QA):
        client = api(await hub.token(role, f"A {role}"))
        for path, body in (
            ("hand-over", {"to": "Ana Ruiz", "note": "x"}),
            ("allocate", {"to": "Ana Ruiz"}),
            ("owner", {}),
            ("undo", {}),
        ):
            assert (await client.post(f"/contacts/{ref}/{path}", json=body)).status_code == 403


async def test_giving_away_one_of_a_family_is_asked_about_and_done_knowingly(hub: Hub, api: Api) -> None:
    """409 names the other contact to whoever may see it; `anyway` goes on, for a claim, an allocation, a move and an offer alike."""
    asha, ben = (
        api(await hub.token(Role.SOCIAL_WORKER, "Asha One")),
        api(await hub.token(Role.SOCIAL_WORKER, "Ben Two")),
    )
    mina = api(await hub.token(Role.MANAGER, "Mina Three"))
    await hub.token(Role.SOCIAL_WORKER, "Cai Four")
    one, other = [
        (await asha.post("/contacts", json=sent(source_reference=f"PPN-{n}", rag=None))).json()["ref"]
        for n in (1, 2)
    ]
    assert (await asha.post(f"/contacts/{one}/claim")).status_code == 200
    ben_holds: list[tuple[Any, str, dict[str, Any]]] = [
        (ben, "claim", {}),
        (mina, "allocate", {"to": "Ben Two"}),
        (mina, "reassign", {"to": "Cai Four", "reason": "Ben is ill."}),
    ]
    for who, act, body in ben_holds:
        path = f"/contacts/{other}/{act}"
        asked = await who.post(path, json=body)
        said = asked.json()
        assert (asked.status_code, said["title"], said["other"], said["holder"]) == (
            409,
            "SameFamily",
            one,
            "Asha One",
        )
        assert (await who.post(path, json=body | {"anyway": 7})).status_code == 422
        done = await who.post(path, json=body | {"anyway": "The sister lives elsewhere."})
        assert done.status_code == 200 and done.json()["changed"], done.text
        if act == "claim":
            assert (
                await ben.post(f"/contacts/{other}/release", json={"reason": "In court."})
            ).status_code == 200
    cai = api(await hub.token(Role.SOCIAL_WORKER, "Cai Four"))
    offer = {"to": "Ben Two", "note": "Ring the school."}
    assert (await cai.post(f"/contacts/{other}/hand-over", json=offer)).status_code == 200
    asked = await ben.post(f"/contacts/{other}/accept")
    assert (asked.status_code, asked.json()["other"]) == (409, one)
    done = await ben.post(f"/contacts/{other}/accept", json={"anyway": "She asked me to."})
    assert done.status_code == 200 and done.json()["holder"] == "Ben Two"


@pytest.mark.parametrize(("content", "status"), [(b"", 200), (b"{}", 200), (b"[]", 422), (b"{", 400)])
async def test_a_claim_takes_a_body_or_none(hub: Hub, api: Api, content: bytes, status: int) -> None:
    asha = api(await hub.token(Role.SOCIAL_WORKER))
    ref = (await asha.post("/contacts", json=sent())).json()["ref"]
    headers = {"Content-Type": "application/json"}
    assert (await asha.post(f"/contacts/{ref}/claim", content=content, headers=headers)).status_code == status


async def test_closing_asks_once_is_undone_and_reopened(hub: Hub, api: Api) -> None:
    asha = api(await hub.token(Role.SOCIAL_WORKER, "Asha One"))
    mina = api(await hub.token(Role.MANAGER, "Mina Three"))
    ref = (await asha.post("/contacts", json=sent())).json()["ref"]
    await asha.post(f"/contacts/{ref}/claim")
    body = {"outcome": "ADVICE_INFO", "reason": "The aunt has them."}
    assert (await asha.post(f"/contacts/{ref}/close", json=body)).status_code == 403
    assert (
        "outcome"
        in (await mina.post(f"/contacts/{ref}/close", json=body | {"outcome": "x"})).json()["errors"]
    )
    asked = await mina.post(f"/contacts/{ref}/close", json=body)
    assert (asked.status_code, asked.json()["title"]) == (409, "NotFinished")
    assert "Asha One holds it." in asked.json()["detail"]
    assert (await mina.post(f"/contacts/{ref}/close", json=body | {"anyway": " "})).status_code == 409
    done = await mina.post(f"/contacts/{ref}/close", json=body | {"anyway": "She knows."})
    assert done.json() == {"ref": ref, "changed": True}
    assert (await mina.post(f"/contacts/{ref}/undo", json={})).json()["what"] == "the closing"
    assert (await mina.get(f"/contacts/{ref}")).json()["holder"] == "Asha One"
    await mina.post(f"/contacts/{ref}/close", json=body | {"anyway": "She knows."})
    again = await mina.post(f"/contacts/{ref}/reopen", json={"reason": "The school rang."})
    assert again.json() == {"ref": ref, "changed": True}
    assert (await mina.get(f"/contacts/{ref}")).json()["closed_at"] is None
