"""Joining, confirming and parting people, and the chronology, through the API."""

from __future__ import annotations

from board.domain.permissions import Role
from tests.api.conftest import Api
from tests.intake.making import Hub, sent

GIRL = {"given_name": "Mia", "family_name": "Rowan", "born_on": "2016-04-02"}


async def test_two_records_are_joined_told_of_and_parted(hub: Hub, api: Api) -> None:
    asha, ana = api(await hub.token(Role.SOCIAL_WORKER, "Asha One")), api(await hub.token(Role.MANAGER))
    police = api(await hub.token(Role.POLICE))
    refs, girls = [], []
    for number, born in enumerate(("2016-04-02", "2016-04-02", "2011-04-02")):
        body = sent() | {
            "source_reference": f"R-{number}",
            "children": [GIRL | {"born_on": born}],
            "adults": [],
        }
        refs.append((await asha.post("/contacts", json=body)).json()["ref"])
        girls.append(f"child-{(await asha.get(f'/contacts/{refs[-1]}')).json()['children'][0]['child_id']}")
    both = {"record": girls[1], "other": refs[0], "other_record": girls[0]}
    because = both | {"reason": "The school knows her."}
    join = f"/contacts/{refs[1]}/join-person"
    assert (await police.post(join, json=because)).status_code == 403
    assert (await asha.post(join, json=both)).status_code == 422
    assert (await asha.post(join, json=because | {"record": "child-x"})).status_code == 422
    assert (await asha.post(join, json=because | {"other": "Z9Z9"})).status_code == 404
    assert (await asha.post(join, json=because)).json() == {"ref": refs[1], "asked": False, "changed": True}
    assert (await asha.post(join, json=because)).json()["changed"] is False
    told = (await asha.get(f"/contacts/{refs[1]}/chronology")).json()
    assert {one["ref"] for one in told["chapters"]} == set(refs[:2])
    [person] = [one for chapter in told["chapters"] for one in chapter["people"]]
    assert (person["by"], person["reason"]) == ("Asha One", "The school knows her.")
    asked = {"record": girls[2], "other": refs[1], "other_record": girls[1], "reason": "It may be her."}
    here = f"/contacts/{refs[2]}"
    assert (await asha.post(f"{here}/join-person", json=asked)).json()["asked"] is True
    confirmed = {name: value for name, value in asked.items() if name != "reason"}
    assert (await asha.post(f"{here}/confirm-person", json=confirmed)).status_code == 403
    assert (await ana.post(f"{here}/confirm-person", json=confirmed)).json()["changed"] is True
    assert len((await asha.get(f"{here}/chronology")).json()["chapters"]) == 3
    assert (await asha.post(f"{here}/part-person", json=asked)).json() == {"ref": refs[2], "changed": True}
    assert (await asha.post(f"{here}/part-person", json=asked)).status_code == 409
    assert (await police.get(f"{here}/chronology")).status_code == 403
