"""Seats through the API."""

from __future__ import annotations

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
