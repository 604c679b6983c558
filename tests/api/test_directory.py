"""The directory through the API: a system reads, enters, changes and removes entries, and confirms none."""

from __future__ import annotations

from board.domain.permissions import Role
from tests.api.conftest import Api
from tests.intake.making import Hub

SENT = {"agency": "police", "address": "01632 960001", "name": "Switchboard", "deputies": ["Dee Moss"]}


async def test_a_system_keeps_entries_that_wait_for_a_member_of_staff(hub: Hub, api: Api) -> None:
    ada = api(await hub.token(Role.ADMIN, "Case system"))
    added = (await ada.post("/directory", json=SENT)).json()
    assert added["changed"] and not (await ada.post("/directory", json=SENT)).json()["changed"]
    [one] = (await ada.get("/directory")).json()["entries"]
    assert (one["shown"], one["standing"], one["confirmed_by"], one["deputies"]) == (
        "01632 960001", "unconfirmed", None, ["Dee Moss"],
    )  # fmt: skip
    number = added["entry_id"]
    assert (await ada.post(f"/directory/{number}/confirm", json={"how": "letter"})).status_code in (404, 405)
    change = {"address": "01632 960002", "name": "Switchboard", "answered": "night"}
    changed = (await ada.post(f"/directory/{number}/change", json=change)).json()
    late = await ada.post(f"/directory/{number}/change", json=change)
    assert (late.status_code, late.json()["title"]) == (409, "EntryEnded")
    assert (await ada.post(f"/directory/{changed['entry_id']}/end")).json()["changed"]
    assert (await ada.get("/directory")).json() == {"entries": []}


async def test_what_is_no_number_is_refused_with_its_field(hub: Hub, api: Api) -> None:
    ada = api(await hub.token(Role.ADMIN, "Case system"))
    for wrong, field in (
        ({"address": "0113 FLOWERS"}, "address"),
        ({"name": "..."}, "name"),
        ({"agency": "circus"}, "agency"),
    ):
        reply = await ada.post("/directory", json=SENT | wrong)
        assert reply.status_code == 422 and field in reply.text
    for number in ("0", "x", "99999999999999999999", "-1", "٣"):
        assert (await ada.post(f"/directory/{number}/end")).status_code == 404


async def test_partners_feeds_and_social_workers_keep_none(hub: Hub, api: Api) -> None:
    for role in (Role.POLICE, Role.FEED, Role.QA):
        other = api(await hub.token(role, f"A {role}"))
        assert (await other.get("/directory")).status_code == 403
    worker = api(await hub.token(Role.SOCIAL_WORKER, "Worker"))
    assert (await worker.get("/directory")).status_code == 200
    assert (await worker.post("/directory", json=SENT)).status_code == 403
