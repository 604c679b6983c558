"""Local words through the API: read and mapped by a data officer's token alone."""

from __future__ import annotations

from board.domain.permissions import Role
from tests.api.conftest import Api
from tests.intake.making import Hub, sent


async def test_words_are_read_mapped_and_ended(hub: Hub, api: Api) -> None:
    dee, asha = api(await hub.token(Role.DATA_OFFICER, "Dee Lim")), api(await hub.token(Role.SOCIAL_WORKER))
    ref = (await asha.post("/contacts", json=sent(grading="H"))).json()["ref"]
    said = (await dee.get("/local-words")).json()
    assert {"list": "grading", "word": "h", "contacts": 1} in said["unmapped"] and ref not in str(said)
    body = {"list": "grading", "word": "H", "code": "high", "reason": "Their list says so."}
    done = (await dee.post("/word-mappings", json=body)).json()
    assert done["changed"] is True
    assert (await dee.post("/word-mappings", json=body)).json() == done | {"changed": False}
    assert (await asha.get(f"/contacts/{ref}")).json()["gradings"][0]["grading"] == "high"
    end = f"/word-mappings/{done['word_mapping_id']}/end"
    refused = await dee.post(end, json={"reason": "x", "until_on": "2020-01-01"})
    assert refused.status_code == 422 and "until_on" in refused.json()["errors"]
    assert (await dee.post(end, json={"reason": "A mistake."})).json()["changed"] is True
    [one] = (await dee.get("/local-words")).json()["mappings"]
    assert (one["code"], one["mapped_by"], one["end_reason"]) == ("high", "Dee Lim", "A mistake.")
    assert (await asha.get(f"/contacts/{ref}")).json()["gradings"][0]["grading"] == "high", "as it was read"
    assert (await dee.post("/word-mappings/999/end", json={"reason": "x"})).status_code == 404
    for other in (asha, api(await hub.token(Role.FEED))):
        assert (await other.get("/local-words")).status_code == 403
        assert (await other.post("/word-mappings", json=body)).status_code == 403
    for more, field in (
        ({"code": "extreme"}, "code"),
        ({"list": "gp"}, "list"),
        ({"word": "?"}, "word"),
        ({"from_on": "soon"}, "from_on"),
    ):
        refused = await dee.post("/word-mappings", json=body | more)
        assert refused.status_code == 422 and field in refused.json()["errors"], more
