"""A referrer hidden, texts redacted and the referrer named again through the API."""

from __future__ import annotations

from board.domain.permissions import Role
from tests.api.conftest import Api
from tests.intake.making import Hub, sent

NAME = "Morwenna Bell"


async def test_hidden_redacted_and_named_again(hub: Hub, api: Api) -> None:
    asha = api(await hub.token(Role.SOCIAL_WORKER, "Asha One"))
    ana = api(await hub.token(Role.MANAGER, "Ana Ruiz"))
    body = sent(referrer=NAME, summary="Bell saw a mark.", harm_detail="Her teacher says so.")
    ref = (await asha.post("/contacts", json=body)).json()["ref"]
    hidden = (await asha.post(f"/contacts/{ref}/hide-referrer")).json()
    assert hidden["changed"] is True
    texts = {one["place"]: one for one in hidden["texts"]}
    assert texts["contacts.summary"]["found"] == ["Bell"] and texts["contacts.harm_detail"]["found"] == [
        "teacher"
    ]
    number = texts["contacts.summary"]["number"]
    redaction = {"place": "contacts.summary", "number": number, "redacted": "[redacted] saw a mark."}
    assert (await asha.post(f"/contacts/{ref}/redact", json=redaction)).json() == {
        "ref": ref,
        "changed": True,
    }
    assert (await asha.post(f"/contacts/{ref}/redact", json=redaction)).json()["changed"] is False
    wrong = await asha.post(f"/contacts/{ref}/redact", json=redaction | {"redacted": "Nobody saw it."})
    assert (wrong.status_code, wrong.json()["title"]) == (422, "OnlyTakeOut")
    document = (await ana.get(f"/contacts/{ref}")).json()
    assert document["summary"] == "[redacted] saw a mark." and NAME not in str(document)
    assert document["flags"]["anonymous_referrer"] is True
    assert (
        await asha.post(f"/contacts/{ref}/name-referrer", json={"reason": "She agrees."})
    ).status_code == 403
    assert (await ana.post(f"/contacts/{ref}/name-referrer", json={"reason": "She agrees."})).json()[
        "changed"
    ]
    document = (await asha.get(f"/contacts/{ref}")).json()
    assert document["referrer"] == NAME
    assert [(one["hidden"], one["reason"]) for one in document["referrer_changes"]] == [
        (True, None),
        (False, "She agrees."),
    ]


async def test_late_information_hides_what_came_before_it(hub: Hub, api: Api) -> None:
    feed, worker = api(await hub.token(Role.FEED)), api(await hub.token(Role.SOCIAL_WORKER))
    ref = (await feed.post("/contacts", json=sent(referrer=NAME))).json()["ref"]
    await feed.post("/contacts", json=sent(referrer=f"{NAME}, 4 Mill Lane", summary="More."))
    assert "Mill Lane" in (await worker.get(f"/contacts/{ref}")).text
    flags = {"anonymous_referrer": True}
    await feed.post("/contacts", json=sent(referrer=NAME, summary="She asks not to be named.", flags=flags))
    told = (await worker.get(f"/contacts/{ref}")).text
    assert "Morwenna" not in told and "She asks not to be named." in told


async def test_a_role_that_may_not_redact_is_told_no_texts(hub: Hub, api: Api) -> None:
    admin = api(await hub.token(Role.ADMIN))
    ref = (await admin.post("/contacts", json=sent(referrer=NAME, harm_detail="Her teacher."))).json()["ref"]
    said = (await admin.post(f"/contacts/{ref}/hide-referrer")).json()
    assert said == {"ref": ref, "changed": True, "texts": []}
