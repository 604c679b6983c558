"""Facts of people through the API."""

from __future__ import annotations

from board.domain.permissions import Role
from tests.api.conftest import Api
from tests.intake.making import Hub, sent


async def test_facts_are_recorded_and_read(hub: Hub, api: Api) -> None:
    asha, admin = api(await hub.token(Role.SOCIAL_WORKER, "Asha One")), api(await hub.token(Role.ADMIN))
    here = f"/contacts/{(await asha.post('/contacts', json=sent())).json()['ref']}"
    said = (await asha.get(here)).json()
    child, adult = said["children"][0]["child_id"], said["adults"][0]["adult_id"]
    assert said["facts"] == []
    school = {"kind": "school", "codes": ["123456"], "words": "Hazel Road Primary"}
    body = {
        "child_id": child,
        "facts": [school, {"kind": "ethnicity", "state": "refused"}],
        "said_by": "Jo, DSL",
    }
    assert (await asha.post(f"{here}/facts", json=body)).json()["changed"] is True
    assert (await asha.post(f"{here}/facts", json=body)).json()["changed"] is False
    mother = {"kind": "relationship", "codes": ["mother"], "to": child}
    assert (
        await asha.post(f"{here}/facts", json={"adult_id": adult, "facts": [mother], "said_by": "Jo"})
    ).is_success
    assert (
        await asha.post(f"{here}/facts", json=body | {"facts": [school | {"codes": ["654321"]}]})
    ).is_success
    told = (await asha.get(here)).json()["facts"]
    assert [(one["kind"], one["state"], one["codes"], one["stands"]) for one in told] == [
        ("school", "known", ["654321"], True),
        ("relationship", "known", ["mother"], True),
        ("ethnicity", "refused", [], True),
        ("school", "known", ["123456"], False),
    ]
    assert (told[1]["adult_id"], told[1]["child_id"]) == (adult, child) and told[0][
        "recorded_by"
    ] == "Asha One"
    assert "facts" not in (await admin.get(here)).json()
    assert (await admin.post(f"{here}/facts", json=body)).status_code == 403
    for wrong, field in (
        ({"facts": [school | {"codes": ["12345"]}]}, "school"),
        ({"facts": [school | {"codes": "123456"}]}, "facts.0.codes"),
        ({"facts": [{"kind": "sex", "codes": ["X"]}]}, "sex"),
        ({"facts": [{"kind": "sex", "codes": ["F"], "to": "1"}]}, "facts.0.to"),
        ({"said_at": "2099-01-01T10:00:00Z"}, "said_at"),
        ({"said_by": None}, "said_by"),
        ({"adult_id": adult}, "whom"),
    ):
        refused = await asha.post(f"{here}/facts", json=body | wrong)
        assert refused.status_code == 422 and field in refused.json()["errors"], refused.text
