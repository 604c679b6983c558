"""Consent through the API."""

from __future__ import annotations

from board.domain.permissions import Role
from tests.api.conftest import Api
from tests.intake.making import Hub, sent


async def test_consent_and_awareness_are_recorded_and_read(hub: Hub, api: Api) -> None:
    asha, ana = api(await hub.token(Role.SOCIAL_WORKER, "Asha One")), api(await hub.token(Role.MANAGER))
    admin = api(await hub.token(Role.ADMIN))
    ref = (await asha.post("/contacts", json=sent())).json()["ref"]
    here = f"/contacts/{ref}"
    said = (await asha.get(here)).json()
    [adult] = [one["adult_id"] for one in said["adults"]]
    assert said["not_aware"] is True and len(said["must_not_be_contacted"]) == 1 and said["consent"] == []
    agreed = {"adult_id": adult, "answer": "agreed", "spoken_with": "Jo Okafor"}
    refused = await asha.post(f"{here}/consent", json=agreed)
    assert refused.status_code == 422 and "not aware" in refused.json()["errors"]["whom"]
    told = {"adult_id": adult, "state": "told", "told_by": "Jo Okafor"}
    assert (await asha.post(f"{here}/awareness", json=told)).json() == {"ref": ref, "changed": True}
    assert (await asha.post(f"{here}/awareness", json=told)).json()["changed"] is False
    assert (await asha.post(f"{here}/consent", json=agreed)).json()["changed"] is True
    yes = {"adult_id": adult, "decides": "yes", "reason": "On the birth certificate."}
    wrong = await asha.post(f"{here}/decides", json=yes)
    assert wrong.status_code == 422 and "facts of the adult" in wrong.json()["errors"]["whom"]
    without = f"{here}/without-consent"
    assert (await asha.post(without, json={"reason": "It cannot wait."})).status_code == 403
    assert (await ana.post(without, json={"reason": "It cannot wait."})).json()["changed"] is True
    said = (await asha.get(here)).json()
    assert (said["not_aware"], said["must_not_be_contacted"], said["flags"]["confidential_enquiry"]) == (
        False,
        [],
        True,
    )
    assert [one["topic"] for one in said["consent"]] == ["dispensed", "consent", "awareness"]
    assert (
        said["consent"][1]["words"].startswith("We would like")
        and said["consent"][1]["recorded_by"] == "Asha One"
    )
    seen = (await admin.get(here)).json()
    assert "consent" not in seen and "must_not_be_contacted" not in seen and seen["not_aware"] is False
    for path, body in (
        ("consent", {"answer": "agreed"}),
        (
            "awareness",
            {"state": "not_aware", "adult_id": adult, "look_again_on": "2026-11-23", "reason": "x"},
        ),
        ("awareness", {"state": "maybe", "adult_id": adult}),
        ("decides", {"decides": "yes", "reason": "x", "adult_id": "1"}),
    ):
        assert (await asha.post(f"{here}/{path}", json=body)).status_code == 422, path
