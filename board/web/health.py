"""What machines ask: alive, ready, figures."""

from __future__ import annotations

from prometheus_client import CONTENT_TYPE_LATEST
from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from board.domain.refusals import Refusal
from board.guards import database
from board.queries.happened import heads


async def healthz(_request: Request) -> Response:
    """GET /healthz: the process answers."""
    return PlainTextResponse("alive")


async def readyz(request: Request) -> Response:
    """GET /readyz: 503 without the database. Without Redis still 200, with that said: the worker sends by itself then."""
    said: dict[str, object] = {"database": "ok", "degraded": []}
    try:
        async with database(request).connection() as conn:
            await heads(conn)
    except (Refusal, SQLAlchemyError, OSError):
        return JSONResponse({**said, "database": "away"}, 503)
    if await request.app.state.redis_away():
        said["degraded"] = ["redis"]
    return JSONResponse(said)


async def metrics(request: Request) -> Response:
    """GET /metrics"""
    return Response(request.app.state.figures.text(), media_type=CONTENT_TYPE_LATEST)
