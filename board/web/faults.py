"""Whatever goes wrong ends in a sentence: refusals in their own words, anything else in one that tells nothing of it."""

from __future__ import annotations

import traceback
from pathlib import Path

import structlog
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from board.domain.refusals import BadInput, Refusal
from board.web.answers import Broken, UnknownAddress, WrongMethod, answer

log = structlog.get_logger("board.web")


class Answered:
    """Turn refusals into their sentences, and anything else that goes wrong into a page with the request's number."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        started = False

        async def watched(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self.app(scope, receive, watched)
        except ClientDisconnect:
            return
        except Exception as error:
            if scope["type"] == "lifespan":
                raise
            if not isinstance(error, Refusal):
                report(scope, error)
            if not started:
                await _say(scope, receive, send, error if isinstance(error, Refusal) else Broken())


async def _say(scope: Scope, receive: Receive, send: Send, refusal: Refusal) -> None:
    if scope["type"] == "websocket":
        return await _say_before_socket(scope, send, refusal)
    try:
        response = await answer(Request(scope, receive), refusal)
    except Exception as error:
        report(scope, error)
        response = PlainTextResponse(refusal.sentence, refusal.status)
    return await response(scope, receive, send)


async def _say_before_socket(scope: Scope, send: Send, refusal: Refusal) -> None:
    """The answer to a handshake is plain HTTP, so it has a sentence too."""
    if "websocket.http.response" not in scope.get("extensions", {}):
        return await send({"type": "websocket.close", "code": 1008})  # the server answers 403
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"cache-control", b"no-store")]
    await send({"type": "websocket.http.response.start", "status": refusal.status, "headers": headers})
    return await send({"type": "websocket.http.response.body", "body": refusal.sentence.encode()})


def report(scope: Scope, error: BaseException) -> None:
    """Log what broke and where. Never the message: a driver's may quote the row it choked on."""
    causes: list[str] = []
    one: BaseException | None = error
    while one is not None and len(causes) < 5:
        causes.append(type(one).__name__)
        one = one.__cause__
    frames = traceback.extract_tb(error.__traceback__)[-8:]
    where = [f"{Path(f.filename).name}:{f.lineno} {f.name}" for f in frames]
    number, route = scope.get("board.request_id"), scope.get("board.route", "unknown")
    log.error("request failed", request=number, route=route, error=causes, where=where)


async def _http(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    said: dict[int, Refusal] = {400: BadInput(), 404: UnknownAddress(), 405: WrongMethod()}
    refusal = said.get(status) or Broken()
    response = await answer(request, refusal)
    if isinstance(error, HTTPException):
        response.headers.update(error.headers or {})
    return response


exception_handlers = {HTTPException: _http}
"""What Starlette itself refuses: an address it does not know, a method a route does not take."""
