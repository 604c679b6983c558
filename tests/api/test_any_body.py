"""Whatever is sent, POST /contacts says yes or says why not: it never breaks."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from board.domain.permissions import Role
from board.intake.model import SentAdult, SentChild, SentContact
from board.store.engine import Database
from tests.api.conftest import served
from tests.intake.making import a_hub, sent

TEXT = st.text(st.characters(exclude_categories=()), max_size=30)
ODD = st.sampled_from(
    [
        "",
        "\x00",
        "=1+1",
        "<script>",
        "9999-12-31",
        "0001-01-01",
        "2026-11-24T07:52:00Z",
        "2026-11-24T25:61:00Z",
        "-0",
        "\U0001f9d2",
        "A" * 25_000,
    ]
)
SCALAR = (
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXT | ODD
)
VALUE = st.recursive(
    SCALAR, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3), max_leaves=8
)


def some_of(names: Any) -> st.SearchStrategy[dict[str, Any]]:
    return st.dictionaries(st.sampled_from(sorted(names)) | TEXT, VALUE, max_size=6)


CHILD, ADULT = some_of(SentChild.model_fields), some_of(SentAdult.model_fields)
NEARLY = st.builds(
    lambda changes, children, adults: sent() | changes | children | adults,
    some_of(SentContact.model_fields),
    st.fixed_dictionaries({}, optional={"children": st.lists(CHILD, max_size=3)}),
    st.fixed_dictionaries({}, optional={"adults": st.lists(ADULT, max_size=3)}),
)


Posts = Callable[[bytes], httpx.Response]


@pytest.fixture
def posts(database_url: str) -> Iterator[Posts]:
    """Send these bytes as a contact. hypothesis is not asynchronous, so the loop is the fixture's own."""
    with asyncio.Runner() as runner:
        database = Database(database_url, pool_size=2)
        hub = runner.run(a_hub(database))
        headers = {
            "Authorization": f"Bearer {runner.run(hub.token(Role.SOCIAL_WORKER))}",
            "Content-Type": "application/json",
        }
        transport = httpx.ASGITransport(served(database), raise_app_exceptions=False)
        client = httpx.AsyncClient(transport=transport, base_url="http://board.test/api/v1", headers=headers)
        yield lambda content: runner.run(client.post("/contacts", content=content))
        runner.run(client.aclose())
        runner.run(database.close())


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=NEARLY | VALUE)
def test_any_body_is_taken_or_refused_in_words(posts: Posts, body: Any) -> None:
    answer = posts(json.dumps(body).encode())
    assert answer.status_code in (200, 201, 422), answer.text
    if answer.status_code == 422:
        problem = answer.json()
        assert problem["errors"] and all(sentence.endswith(".") for sentence in problem["errors"].values())


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(max_size=200))
def test_any_bytes_are_taken_or_refused_in_words(posts: Posts, content: bytes) -> None:
    answer = posts(content)
    assert answer.status_code in (400, 422), answer.text
    assert answer.json()["detail"]
