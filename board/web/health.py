"""What machines ask: alive, ready, figures."""

from __future__ import annotations

from contextlib import suppress

from prometheus_client import CONTENT_TYPE_LATEST
from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from board.domain.engine import EngineState
from board.domain.refusals import Refusal
from board.guards import database, now
from board.queries.engine import pulse, totals
from board.queries.happened import heads


async def healthz(_request: Request) -> Response:
    """GET /healthz: the process answers."""
    return PlainTextResponse("alive")


async def readyz(request: Request) -> Response:
    """GET /readyz: 503 without the database. Without Redis still 200, with that said: the worker sends by itself then; the same when no
    worker gets through or they are behind, since pages are still served and say so.
    """
    said: dict[str, object] = {"database": "ok", "degraded": []}
    try:
        async with database(request).connection() as conn:
            await heads(conn)
            engine = (await pulse(conn, now(request))).state
    except (Refusal, SQLAlchemyError, OSError):
        return JSONResponse({**said, "database": "away"}, 503)
    degraded = []
    if await request.app.state.redis_away():
        degraded.append("redis")
    if engine is not EngineState.RUNNING:
        degraded.append("engine")
    said["degraded"] = degraded
    return JSONResponse(said)


async def metrics(request: Request) -> Response:
    """GET /metrics: of this process, and of the workers as the database knows them; without a database of this process alone."""
    found = None
    with suppress(Refusal, SQLAlchemyError, OSError):
        async with database(request).connection() as conn:
            found = await totals(conn, now(request))
    return Response(request.app.state.figures.text(found), media_type=CONTENT_TYPE_LATEST)
