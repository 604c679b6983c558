"""Interests through the API: declared, marked, listed, confirmed and ended."""

from __future__ import annotations

from board.domain.permissions import Role
from tests.api.conftest import Api
from tests.intake.making import Hub, sent


async def test_declared_without_a_word_of_what_it_found_and_decided_by_a_manager(hub: Hub, api: Api) -> None:
    asha, ben = (
        api(await hub.token(Role.SOCIAL_WORKER, "Asha One")),
        api(await hub.token(Role.SOCIAL_WORKER, "Ben Two")),
    )
    ana = api(await hub.token(Role.MANAGER, "Ana Ruiz"))
    body = sent()
    ref = (await ben.post("/contacts", json=body)).json()["ref"]
    family = body["children"][0]
    names = [f"{family['given_name']} {family['family_name']}", "Rosa Nowhere"]
    said = [await asha.post("/interests", json={"kind": "kin", "names": [name]}) for name in names]
    assert [(one.status_code, one.json()) for one in said] == [(200, {"changed": True})] * 2
    again = await asha.post("/interests", json={"kind": "kin", "names": [names[0]]})
    assert again.json() == {"changed": False}
    assert (await asha.get(f"/contacts/{ref}")).status_code == 404
    assert (await asha.post(f"/contacts/{ref}/claim")).status_code == 404
    assert ref not in (await asha.get("/contacts")).text and ref in (await ben.get("/contacts")).text
    assert (
        ref not in (await asha.get("/events?since=0")).text and ref in (await ben.get("/events?since=0")).text
    )
    assert (await asha.get("/interests")).status_code == 403
    listed = (await ana.get("/interests")).json()["interests"]
    assert [(one["person"], one["names"], one["contacts"]) for one in listed] == [
        ("Asha One", ["Rosa Nowhere"], []), ("Asha One", [names[0]], [ref]),
    ]  # fmt: skip
    number = listed[1]["interest_id"]
    assert (await ana.post(f"/interests/{number}/confirm")).json() == {"interest_id": number, "changed": True}
    assert (await ana.post(f"/interests/{number}/end", json={"reason": "Others."})).json()["changed"]
    assert (await ana.post("/interests/999999/end", json={"reason": "Others."})).status_code == 404
    assert (await asha.get(f"/contacts/{ref}")).status_code == 200


async def test_what_says_nothing_is_refused_and_a_mark_names_a_colleague(hub: Hub, api: Api) -> None:
    asha = api(await hub.token(Role.SOCIAL_WORKER, "Asha One"))
    ref = (await asha.post("/contacts", json=sent())).json()["ref"]
    empty = await asha.post("/interests", json={"kind": "kin"})
    assert empty.status_code == 422 and "names" in empty.json()["errors"]
    kind = await asha.post("/interests", json={"kind": "friend", "names": ["Nell Quill"]})
    assert kind.status_code == 422 and "kind" in kind.json()["errors"]
    mark = {"person": 999999, "kind": "kin", "reason": "They said so."}
    unknown = await asha.post(f"/contacts/{ref}/interests", json=mark)
    assert (unknown.status_code, unknown.json()["title"]) == (422, "UnknownPeople")
