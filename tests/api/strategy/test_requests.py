"""A strategy discussion asked for and answered through the API."""

from __future__ import annotations

from board.domain.permissions import Role
from tests.api.conftest import Api
from tests.intake.making import Hub, sent

WHY = "Two unexplained bruises."


async def test_asked_once_answered_once_and_read_on_the_contact(hub: Hub, api: Api) -> None:
    asha = api(await hub.token(Role.SOCIAL_WORKER, "Asha One"))
    ana = api(await hub.token(Role.MANAGER, "Ana Ruiz"))
    ref = (await asha.post("/contacts", json=sent())).json()["ref"]
    ask, answer = f"/contacts/{ref}/strategy-requests", f"/contacts/{ref}/strategy-answers"
    assert (await asha.post(ask, json={"reason": WHY})).json() == {"ref": ref, "changed": True}
    assert (await asha.post(ask, json={"reason": WHY})).json()["changed"] is False
    again = await ana.post(ask, json={"reason": "The school has rung."})
    assert (again.status_code, again.json()["title"]) == (409, "StrategyRequested")
    [asked] = (await ana.get(f"/contacts/{ref}")).json()["strategy"]
    assert (asked["said_by"], asked["answer"], asked["reason"]) == ("Asha One", None, WHY)
    assert "person_id" not in asked
    refused = await asha.post(answer, json={"answer": "agreed", "reason": "Held."})
    assert refused.status_code == 403
    bad = await ana.post(answer, json={"answer": "perhaps", "reason": "Held."})
    assert bad.status_code == 422 and "answer" in bad.json()["errors"]
    assert (await ana.post(answer, json={"answer": "refused", "reason": "Known already."})).json()["changed"]
    told = (await asha.get(f"/contacts/{ref}")).json()["strategy"]
    assert [(one["said_by"], one["answer"]) for one in told] == [("Asha One", None), ("Ana Ruiz", "refused")]
    none = await ana.post(answer, json={"answer": "agreed", "reason": "Held."})
    assert (none.status_code, none.json()["title"]) == (409, "NoStrategyRequest")


async def test_a_partner_learns_nothing_of_it(hub: Hub, api: Api) -> None:
    asha, pat = api(await hub.token(Role.SOCIAL_WORKER)), api(await hub.token(Role.POLICE))
    ref = (await asha.post("/contacts", json=sent())).json()["ref"]
    assert (await pat.post(f"/contacts/{ref}/strategy-requests", json={"reason": WHY})).status_code == 403
    await asha.post(f"/contacts/{ref}/strategy-requests", json={"reason": WHY})
    assert "trategy" not in (await pat.get("/contacts")).text
