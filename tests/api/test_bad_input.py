"""What the API refuses: each with its own answer, and nothing changed."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlalchemy import text

from board.domain.permissions import Role
from tests.api.conftest import Api
from tests.intake.making import Hub, sent

JSON = {"Content-Type": "application/json"}
CHILD = {"given_name": "Tamsin", "family_name": "Quill"}


async def contacts(hub: Hub) -> int:
    async with hub.database.connection() as conn:
        return int((await conn.execute(text("select count(*) from contacts"))).scalar_one())


@pytest.mark.parametrize(
    ("content", "headers", "status", "title"),
    [
        (b'{"source": ', JSON, 400, "NotJson"),
        (b"", JSON, 400, "NotJson"),
        (b'{"source": "police", "source": "school"}', JSON, 400, "NotJson"),
        (b'{"grading_score": NaN}', JSON, 400, "NotJson"),
        (b'{"grading_score": -Infinity}', JSON, 400, "NotJson"),
        (b'{"grading_score": ' + b"9" * 5000 + b"}", JSON, 400, "NotJson"),
        (b"[" * 200_000, JSON, 400, "NotJson"),
        (b'{"a":' * 100_000, JSON, 400, "NotJson"),
        ('{"source": "polícia"}'.encode("latin-1"), JSON, 400, "NotJson"),
        (b"\xff\xfe{\x00}\x00", JSON, 400, "NotJson"),
        (b"source=police", {"Content-Type": "application/x-www-form-urlencoded"}, 415, "WrongContentType"),
        (b"{}", {"Content-Type": "text/plain"}, 415, "WrongContentType"),
        (b"{}", {"Content-Type": "application/json; charset=utf-16"}, 415, "WrongContentType"),
        (b"{}", {}, 415, "WrongContentType"),
        (b"null", JSON, 422, "BadInput"),
        (b"[]", JSON, 422, "BadInput"),
        (b'"text"', JSON, 422, "BadInput"),
        (b"{}", JSON, 422, "BadInput"),
        (b'{"summary": "' + b"a" * 1024 * 1024 + b'"}', JSON, 413, "TooLarge"),
    ],
)
async def test_body_that_is_no_contact_is_a_clear_problem(
    hub: Hub, api: Api, content: bytes, headers: dict[str, str], status: int, title: str
) -> None:
    answer = await api(await hub.token(Role.FEED)).post("/contacts", content=content, headers=headers)
    problem = answer.json()
    assert (answer.status_code, problem["title"], problem["status"]) == (status, title, status)
    assert answer.headers["content-type"] == "application/problem+json"
    assert problem["detail"].endswith(".") and "Nothing was changed" in problem["detail"]
    assert await contacts(hub) == 0


async def test_body_is_measured_while_it_comes(hub: Hub, api: Api) -> None:
    async def endless() -> AsyncIterator[bytes]:
        for _ in range(100):
            yield b" " * 65_536

    answer = await api(await hub.token(Role.FEED)).post("/contacts", content=endless(), headers=JSON)
    assert answer.status_code == 413


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"source": None}, "source", "needed"),
        ({"received_at": None}, "received_at", "needed"),
        ({"summary": "   "}, "summary", "needed"),
        ({"concern": "witchcraft"}, "concern", "Known values"),
        ({"source": "martians"}, "source", "Known values"),
        ({"rag": "purple"}, "rag", "Known values"),
        ({"shoe_size": 4}, "shoe_size", "no such field"),
        ({"received_at": "2026-11-24T07:52:00"}, "received_at", "Add Z"),
        ({"received_at": "2026-11-24T09:06:00Z"}, "received_at", "future"),
        ({"received_at": "2025-01-01T00:00:00Z"}, "received_at", "more than a year ago"),
        ({"received_at": "0001-01-01T00:00:00+14:00"}, "received_at", "year"),
        ({"received_at": "9999-12-31T23:59:59-14:00"}, "received_at", "future"),
        ({"received_at": 1_764_000_000}, "received_at", "for example"),
        ({"received_at": "yesterday"}, "received_at", "for example"),
        ({"summary": "a\x00b"}, "summary", "NUL"),
        ({"summary": "a\x1bb"}, "summary", "control"),
        ({"summary": "a\u202eb"}, "summary", "order in which text is read"),
        ({"source_reference": "a\nb"}, "source_reference", "one line"),
        ({"summary": "a" * 20_001}, "summary", "at most 20,000 characters"),
        ({"source_reference": "a" * 81}, "source_reference", "at most 80"),
        ({"source_reference": 123}, "source_reference", "in quotes"),
        ({"grading_score": 4.5}, "grading_score", "whole number"),
        ({"grading_score": 2**40}, "grading_score", "too large"),
        ({"flags": {"restricted": "yes"}}, "flags.restricted", "true or false"),
        ({"flags": {"secret": True}}, "flags.secret", "no such field"),
        ({"flags": []}, "flags", "curly"),
        ({"children": {}}, "children", "square"),
        ({"children": [CHILD] * 41}, "children", "at most 40"),
        ({"children": [CHILD | {"born_on": "2027-01-01"}]}, "children.0.born_on", "future"),
        ({"children": [CHILD, CHILD | {"born_on": "1899-12-31"}]}, "children.1.born_on", "before 1900"),
        ({"children": [CHILD | {"born_on": "02/03/2017"}]}, "children.0.born_on", "YYYY-MM-DD"),
        ({"children": [CHILD | {"born_on": "2017-02-30"}]}, "children.0.born_on", "no such day"),
        ({"children": [CHILD | {"unborn": True, "born_on": "2017-03-02"}]}, "children.0.born_on", "unborn"),
        ({"children": [CHILD | {"expected_on": "2027-02-10"}]}, "children.0.expected_on", "Only an unborn"),
        ({"children": [{"unborn": True, "expected_on": "2029-01-01"}]}, "children.0.expected_on", "ten months"),
        ({"children": [CHILD | {"safe_contact": {}}]}, "children.0.safe_contact", "no such field"),
        ({"adults": [{"given_name": "Orla"}]}, "adults.0.role", "needed"),
        ({"adults": [{"role": "villain"}]}, "adults.0.role", "'alleged_perpetrator'"),
        ({"adults": [{"role": "parent", "safe_contact": {"message_ok": 1}}]}, "adults.0.safe_contact.message_ok", "true or false"),
    ],
)  # fmt: skip
async def test_field_that_cannot_be_taken_is_named_with_what_to_send(
    hub: Hub, api: Api, changes: dict[str, Any], field: str, words: str
) -> None:
    body = json.dumps(sent(**changes))
    answer = await api(await hub.token(Role.FEED)).post("/contacts", content=body, headers=JSON)
    assert answer.status_code == 422, answer.text
    assert words in answer.json()["errors"][field]
    assert await contacts(hub) == 0


async def test_half_of_a_surrogate_pair_is_refused(hub: Hub, api: Api) -> None:
    body = json.dumps(sent()).replace("Officers", "\\ud800")
    answer = await api(await hub.token(Role.FEED)).post("/contacts", content=body, headers=JSON)
    assert answer.status_code == 422 and "summary" in answer.json()["errors"]


async def test_what_was_sent_is_never_repeated_in_a_problem(hub: Hub, api: Api) -> None:
    marked = sent(
        summary="MARK\x00",
        adults=[{"role": "MARK", "given_name": "MARK\x00"}],
        children=[{"born_on": "MARK", "school": 4}],
    )
    answer = await api(await hub.token(Role.FEED)).post("/contacts", json=marked)
    assert answer.status_code == 422 and "MARK" not in answer.text


@pytest.mark.parametrize("ref", ["%00", "ZZ%00Z", "a" * 400, "O0I1", "..", "T4W", "%F0%9F%92%A9"])
async def test_reference_that_is_none_is_not_here(hub: Hub, api: Api, ref: str) -> None:
    worker = api(await hub.token(Role.MANAGER))
    for method, path in (("GET", ""), ("POST", "/claim")):
        answer = await worker.request(method, f"/contacts/{ref}{path}")
        assert answer.status_code == 404, answer.text


@pytest.mark.parametrize(
    "query",
    [
        "since=-1",
        "since=x",
        f"since={2**63}",
        "limit=0",
        "limit=1001",
        "since=1.5",
        "shape=round",
        "since=%00",
    ],
)
async def test_query_that_cannot_be_read_is_a_clear_problem(hub: Hub, api: Api, query: str) -> None:
    answer = await api(await hub.token(Role.MANAGER)).get(f"/events?{query}")
    assert answer.status_code == 422 and answer.json()["errors"]


@pytest.mark.parametrize(
    "authorization", ["", "Bearer", "Bearer ", "Bearer nonsense", "Basic YTpi", "Bearer \u00e9\u00e9"]
)
async def test_without_a_token_nothing_opens(hub: Hub, api: Api, authorization: str) -> None:
    headers = {"Authorization": authorization.encode("latin-1")}
    answer = await api().get("/contacts", headers=headers)
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"].startswith("Bearer")


async def test_token_does_what_its_role_may_and_no_more(hub: Hub, api: Api) -> None:
    feed, police = api(await hub.token(Role.FEED)), api(await hub.token(Role.POLICE))
    ref = (await feed.post("/contacts", json=sent())).json()["ref"]
    assert (await feed.get("/contacts")).status_code == 403
    assert (await feed.get(f"/contacts/{ref}")).status_code == 403
    assert (await police.post(f"/contacts/{ref}/claim")).status_code == 403
    assert (await police.get("/events")).status_code == 403
    [card] = (await police.get("/contacts")).json()["contacts"]
    assert "family" not in card and "release_reason" not in card and card["ref"] == ref
