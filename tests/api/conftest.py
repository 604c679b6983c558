"""The API as it is served: its routes inside the board's own middleware, over a real database."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette

from board.api.endpoints import routes
from board.settings import Settings
from board.store.engine import Database
from board.web.faults import exception_handlers
from board.web.middleware import around
from tests.intake.making import NOW, Hub, a_hub

Api = Callable[..., httpx.AsyncClient]


@pytest.fixture
async def hub(database: Database) -> Hub:
    return await a_hub(database)


def served(database: Database) -> Starlette:
    """The API at a moment that stands still."""
    settings = Settings()
    app = Starlette(routes=routes(), middleware=around(settings), exception_handlers=exception_handlers)
    app.state.database, app.state.settings, app.state.clock = database, settings, lambda: NOW
    return app


@pytest.fixture
async def api(database: Database) -> AsyncIterator[Api]:
    """A client for a token."""
    app = served(database)
    clients: list[httpx.AsyncClient] = []

    def client(token: str | None = None, **headers: Any) -> httpx.AsyncClient:
        if token:
            headers["Authorization"] = f"Bearer {token}"
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        clients.append(
            httpx.AsyncClient(transport=transport, base_url="http://board.test/api/v1", headers=headers)
        )
        return clients[-1]

    yield client
    for one in clients:
        await one.aclose()
