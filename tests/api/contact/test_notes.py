"""Notes through the API: written once, read by those who work the case, taken back by the token that wrote them."""

from __future__ import annotations

from board.domain.permissions import Role
from tests.api.conftest import Api
from tests.intake.making import Hub, sent


async def test_a_note_is_written_once_read_and_taken_back(hub: Hub, api: Api) -> None:
    asha, ben = [api(await hub.token(Role.SOCIAL_WORKER, name)) for name in ("Asha One", "Ben Two")]
    admin = api(await hub.token(Role.ADMIN))
    ref = (await asha.post("/contacts", json=sent())).json()["ref"]
    here = f"/contacts/{ref}/notes"
    said = {
        "kind": "telephone",
        "spoken_to": "Mrs Obi",
        "note": "He is well.",
        "spoken_at": "2026-11-24T08:10:00Z",
    }
    first = await asha.post(here, json=said)
    assert (first.status_code, first.json()["changed"]) == (201, True)
    again = await asha.post(here, json=said)
    assert (again.status_code, again.json()) == (200, first.json() | {"changed": False})
    [told] = (await ben.get(f"/contacts/{ref}")).json()["notes"]
    assert (told["spoken_to"], told["note"], told["written_by"]) == ("Mrs Obi", "He is well.", "Asha One")
    assert "notes" not in (await admin.get(f"/contacts/{ref}")).json()
    assert (await admin.post(here, json={"kind": "attempt"})).status_code == 201
    back = f"/contacts/{ref}/take-back-note"
    assert (await ben.post(back, json={"note_id": told["note_id"]})).json()["title"] == "NotYoursToUndo"
    assert (await asha.post(back, json={"note_id": told["note_id"]})).json()["changed"] is True
    assert (await asha.post(back, json={"note_id": 999})).status_code == 404
    notes = (await ben.get(f"/contacts/{ref}")).json()["notes"]
    assert [(one["kind"], bool(one["taken_back_at"])) for one in notes] == [
        ("attempt", False),
        ("telephone", True),
    ]


async def test_a_note_without_words_or_of_tomorrow_is_refused_by_field(hub: Hub, api: Api) -> None:
    asha = api(await hub.token(Role.SOCIAL_WORKER))
    ref = (await asha.post("/contacts", json=sent())).json()["ref"]
    for body, field in (
        ({"kind": "telephone", "note": "He is well."}, "spoken_to"),
        ({"kind": "note"}, "note"),
        ({"kind": "attempt", "note": "He is well."}, "note"),
        ({"kind": "note", "note": "x", "spoken_at": "2026-11-25T08:10:00Z"}, "spoken_at"),
        ({"kind": "letter", "note": "x"}, "kind"),
        ({"kind": "note", "note": "x", "spoken_at": "yesterday"}, "spoken_at"),
    ):
        refused = await asha.post(f"/contacts/{ref}/notes", json=body)
        assert refused.status_code == 422 and field in refused.json()["errors"], body


async def test_gradings_are_recorded_and_read_beside_the_senders(hub: Hub, api: Api) -> None:
    asha, admin = api(await hub.token(Role.SOCIAL_WORKER, "Asha One")), api(await hub.token(Role.ADMIN))
    ref = (await asha.post("/contacts", json=sent(grading="MEDIUM", grading_tool="DASH"))).json()["ref"]
    here = f"/contacts/{ref}/gradings"
    said = {
        "stage": "secondary",
        "grading": "high",
        "tool": "DARA",
        "graded_by": "Risk model",
        "algorithm": True,
    }
    assert (await asha.post(here, json=said)).json() == {"ref": ref, "changed": True}
    assert (await asha.post(here, json=said)).json()["changed"] is False
    sender, added = (await asha.get(f"/contacts/{ref}")).json()["gradings"]
    assert (sender["as_sent"], sender["words"], sender["grading"]) == (True, "MEDIUM", "medium")
    assert (added["algorithm"], added["graded_by"], added["recorded_by"]) == (True, "Risk model", "Asha One")
    assert "gradings" not in (await admin.get(f"/contacts/{ref}")).json()
    assert (await admin.post(here, json=said)).status_code == 403
    for more, field in (
        ({"grading": "standard"}, "reason"),
        ({"grading": "extreme"}, "grading"),
        ({"tool": "DVRIM"}, "tool"),
        ({"score": 2.5}, "score"),
        ({"algorithm": "yes"}, "algorithm"),
        ({"graded_by": ""}, "graded_by"),
        ({"graded_at": "2026-11-25T08:10:00Z"}, "graded_at"),
    ):
        refused = await asha.post(here, json=said | more)
        assert refused.status_code == 422 and field in refused.json()["errors"], more
