"""The description of the API is made from the API."""

from __future__ import annotations

from typing import Any

import pytest

from board.api.contact_models import ContactDocument
from board.api.endpoints import ENDPOINTS, guards_of
from board.api.models import ContactList, Feed
from board.api.openapi import document
from board.domain.permissions import Role
from board.intake.model import SentContact
from tests.api.conftest import Api
from tests.intake.making import Hub, sent


async def test_every_endpoint_is_described_and_nothing_else(api: Api) -> None:
    answer = await api().get("/openapi.json")
    described = {
        (method.upper(), path) for path, methods in answer.json()["paths"].items() for method in methods
    }
    assert answer.json()["openapi"].startswith("3.1")
    assert described == {(one.method, one.path) for one in ENDPOINTS}


async def test_every_reference_leads_somewhere(api: Api) -> None:
    document = (await api().get("/openapi.json")).json()

    def references(value: Any) -> list[str]:
        if isinstance(value, dict):
            own = [value["$ref"]] if isinstance(value.get("$ref"), str) else []
            return own + [ref for one in value.values() for ref in references(one)]
        return [ref for one in value for ref in references(one)] if isinstance(value, list) else []

    known = {f"#/components/schemas/{name}" for name in document["components"]["schemas"]}
    assert set(references(document)) <= known


def test_no_number_that_is_sent_may_be_larger_than_the_database_keeps() -> None:
    described = document()
    schemas = described["components"]["schemas"]

    def unbounded(value: Any, within: tuple[str, ...]) -> set[str]:
        if isinstance(value, list):
            return {one for part in value for one in unbounded(part, within)}
        if not isinstance(value, dict):
            return set()
        if name := value.get("$ref", "").rpartition("/")[2]:
            return set() if name in within else unbounded(schemas[name], (*within, name))
        if value.get("type") == "integer":
            ends = [abs(value.get(end, 2**64)) for end in ("minimum", "maximum")]
            return set() if max(ends) < 2**63 else {within[-1]}
        return {one for part in value.values() for one in unbounded(part, within)}

    bodies = [
        one["requestBody"]
        for methods in described["paths"].values()
        for one in methods.values()
        if "requestBody" in one
    ]
    assert len(bodies) > 40
    assert unbounded(bodies, ("body",)) == set()


def test_contact_as_the_contract_shows_it_fits_its_schema() -> None:
    fields = SentContact.model_json_schema()["properties"]
    assert set(sent()) <= set(fields)
    assert all(field.get("description") or "$ref" in str(field) for field in fields.values())


def test_every_endpoint_has_a_guard_and_says_who_may() -> None:
    assert len(guards_of()) == len(ENDPOINTS) + 1
    assert all(
        sentence and kind in ("bearer", "bearer_contact", "public") for _, _, kind, sentence in guards_of()
    )


@pytest.mark.parametrize("role", [Role.SOCIAL_WORKER, Role.SERVICE_MANAGER, Role.ADMIN, Role.QA])
async def test_answers_are_what_the_description_says(hub: Hub, api: Api, role: Role) -> None:
    worker, reader = api(await hub.token(Role.SOCIAL_WORKER)), api(await hub.token(role, "Reader"))
    ref = (await worker.post("/contacts", json=sent())).json()["ref"]
    await worker.post(f"/contacts/{ref}/claim")
    await worker.post("/contacts", json=sent(summary="More."))
    ContactDocument.model_validate((await reader.get(f"/contacts/{ref}")).json())
    ContactList.model_validate((await reader.get("/contacts")).json())
    Feed.model_validate((await reader.get("/events")).json())
