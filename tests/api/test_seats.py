"""Seats through the API."""

from __future__ import annotations

from sqlalchemy import text

from board.domain.permissions import Role
from tests import make
from tests.api.conftest import Api
from tests.intake.making import Hub, sent


async def test_a_manager_lists_the_seats_and_ends_one(hub: Hub, api: Api) -> None:
    await hub.person(Role.SERVICE_MANAGER, "Dee Moss")
    gone = await hub.person(Role.SOCIAL_WORKER, "Ben Okafor")
    ref = await make.contact_claimed(hub.database, gone)
    ana = api(await hub.token(Role.MANAGER, "Ana Ruiz"))
    [ben, dee] = (await ana.get("/seats")).json()["seats"]
    assert (ben["name"], ben["role"], ben["agency"]) == (
        "Ben Okafor",
        "social_worker",
        "childrens_social_care",
    )
    assert (await ana.post(f"/seats/{ben['seat_id']}/end")).json() == {
        "seat_id": ben["seat_id"],
        "changed": True,
    }
    assert (await ana.post(f"/seats/{ben['seat_id']}/end")).json()["changed"] is False
    assert (await ana.get(f"/contacts/{ref}")).json()["holder"] is None
    kept = await ana.post(f"/seats/{dee['seat_id']}/end")
    assert (kept.status_code, kept.json()["title"]) == (409, "LastServiceManager")
    assert [one["name"] for one in (await ana.get("/seats")).json()["seats"]] == ["Dee Moss"]


async def test_nobody_else_sees_or_ends_a_seat(hub: Hub, api: Api) -> None:
    worker = api(await hub.token(Role.SOCIAL_WORKER, "Asha One"))
    assert (await worker.post("/contacts", json=sent())).status_code == 201
    assert (await worker.get("/seats")).status_code == 403
    assert (await worker.post("/seats/1/end")).status_code == 403


async def test_a_number_that_is_no_seat_is_not_here(hub: Hub, api: Api) -> None:
    ana = api(await hub.token(Role.MANAGER, "Ana Ruiz"))
    for number in ("0", "x", "99999999999999999999", "-1", "1.5", "٣"):
        assert (await ana.post(f"/seats/{number}/end")).status_code == 404


async def test_a_seat_is_given_listed_and_taken_back_alike_for_every_address(hub: Hub, api: Api) -> None:
    await hub.person(Role.SOCIAL_WORKER, "Ben Okafor")
    ana = api(await hub.token(Role.MANAGER, "Ana Ruiz"))
    async with hub.database.connection() as conn:
        [(address,)] = (await conn.execute(text("select email from people where name = 'Ben Okafor'"))).all()
    domain = address.rpartition("@")[2]
    async with hub.database.transaction() as tx:
        await tx.conn.execute(text("update agencies set mail_domains = array[:domain]"), {"domain": domain})
    role = {"agency": "childrens_social_care", "role": "lead_child_protection_practitioner"}
    answers = []
    for sent_address in (address, f"nobody@{domain}"):
        body = {"name": "Somebody", "address": sent_address} | role
        done = await ana.post("/seat-grants", json=body)
        again = await ana.post("/seat-grants", json=body)
        assert again.json() == done.json() | {"changed": False}
        answers.append((done.status_code, sorted(done.json())))
    assert answers[0] == answers[1] == (200, ["changed", "grant_id"])
    one, two = (await ana.get("/seat-grants")).json()["grants"]
    same = ("role", "agency", "standing", "given_by", "confirmed_by", "confirmed_at")
    assert [one[name] for name in same] == [two[name] for name in same]
    assert one["standing"] == "asked" and one["given_by"] == "Ana Ruiz"
    assert (await ana.post(f"/seat-grants/{one['grant_id']}/withdraw")).json()["changed"] is True
    assert len((await ana.get("/seat-grants")).json()["grants"]) == 1
    refused = await ana.post(
        "/seat-grants", json={"name": "Nia", "address": f"n@{domain}"} | role | {"role": "police"}
    )
    assert (refused.status_code, refused.json()["title"]) == (403, "NotAllowed")
    worker = api(await hub.token(Role.SOCIAL_WORKER, "Asha One"))
    assert [
        (await worker.get("/seat-grants")).status_code,
        (await worker.post("/seat-grants", json={})).status_code,
    ] == [403, 403]


async def test_an_absent_persons_work_is_handed_on_and_a_leaver_is_out_in_one_act(hub: Hub, api: Api) -> None:
    await hub.person(Role.SERVICE_MANAGER, "Dee Moss")
    gone, to = (
        await hub.person(Role.SOCIAL_WORKER, "Ben Okafor"),
        await hub.person(Role.SOCIAL_WORKER, "Ola One"),
    )
    one, two = [await make.contact_claimed(hub.database, gone) for _ in range(2)]
    ana = api(await hub.token(Role.MANAGER, "Ana Ruiz"))
    people = {seat["name"]: seat["person_id"] for seat in (await ana.get("/seats")).json()["seats"]}
    assert people["Ben Okafor"] == gone.person_id
    here = f"/people/{gone.person_id}"
    for wrong in (
        {"to": to.person_id},
        {"to": 10**20, "reason": "x"},
        {"until": "9999-12-31", "reason": "x"},
    ):
        assert (await ana.post(f"{here}/hand-on", json=wrong)).status_code == 422, wrong
    handed = await ana.post(f"{here}/hand-on", json={"to": to.person_id, "reason": "Sick leave."})
    assert handed.json() == {"contacts": 2, "decided": 0, "offers": 0, "duties": 0, "changed": True}
    left = (await ana.post(f"/people/{to.person_id}/leave")).json()
    assert sorted(left["holds"]) == sorted((one, two)) and (left["seats"], left["changed"]) == (1, True)
    assert (await ana.post(f"/people/{to.person_id}/leave")).json()["changed"] is False
    assert (await ana.post("/people/999999/leave")).status_code == 404
    worker = api(await hub.token(Role.SOCIAL_WORKER, "Asha One"))
    assert (await worker.post(f"{here}/leave")).status_code == 403
