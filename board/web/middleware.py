"""What every request passes, pure ASGI: its number and log line, headers, refusals in words, where it came from, how large it is.

`around(settings)` gives them in order, the outermost first; composition hands that to Starlette together with `exception_handlers` of
board/web/faults.py.
"""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Callable, Mapping
from uuid import uuid4

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware import Middleware
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from board.domain.refusals import FromElsewhere, HeadersTooLarge, TooLarge
from board.guards import READS
from board.live.sockets import LARGEST_HEAD
from board.settings import Settings
from board.web.faults import Answered

log = structlog.get_logger("board.web")
LARGEST_BODY = 1024 * 1024
LARGEST_LIST = (
    10 * 1024 * 1024 + 64 * 1024
)  # the largest file the reader of lists takes, and the form around it
LISTS = re.compile(r"/hubs/[^/]+/lists")
LARGEST_REST = (
    256 * 1024 * 1024
)  # bytes of a refused body that are read and thrown away, so that its sender comes to read why
REST_WITHIN = 60.0  # seconds for all of them
QUIET = ("/healthz", "/readyz", "/metrics", "/static/")  # asked all the time, by machines and with every page

SECURITY_HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
        "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    # Other sites learn nothing. Not no-referrer: under that, browsers send `Origin: null` with our own forms, and where the board
    # is reached without HTTPS the Origin is all there is to tell our form from a stranger's.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()",
    # By this our scripts know the board's answer from that of a proxy or a network's sign-in page: board/static/ours.js.
    "Board-Answer": "yes",
}
HSTS = "max-age=31536000"


def around(settings: Settings, *, largest_body: int = LARGEST_BODY) -> list[Middleware]:
    """Everything around the routes, the outermost first."""
    return [
        Middleware(Numbered),
        Middleware(Guarded, secure=settings.secure_cookies),
        Middleware(ReadOn),
        Middleware(Answered),
        Middleware(SameOrigin, origin=settings.origin),
        Middleware(Bounded, largest=largest_body),
    ]


class Numbered:
    """Give each request a number and, when it is over, one line in the log: constant text, route template, status, time."""

    def __init__(self, app: ASGIApp, clock: Callable[[], float] = time.perf_counter) -> None:
        self.app = app
        self.clock = clock

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            return await self.app(scope, receive, send)
        scope["board.request_id"] = number = uuid4().hex[:16]
        began, status = self.clock(), 0

        async def numbered(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)["X-Request-Id"] = number
            await send(message)

        await self.app(scope, receive, numbered)
        # An address that no route knows may hold anything somebody typed: it has no template, and so no name in the log.
        route = scope.get("board.route", "unknown")
        if scope["type"] == "http" and not scope["path"].startswith(QUIET):
            took = round((self.clock() - began) * 1000, 1)
            log.info("request", request=number, method=scope["method"], route=route, status=status, ms=took)
        return None


class Guarded:
    """Put the security headers on every answer, and no-store on all but the static files: those are asked for anew each time."""

    def __init__(self, app: ASGIApp, *, secure: bool) -> None:
        self.app = app
        self.headers = dict(SECURITY_HEADERS) | ({"Strict-Transport-Security": HSTS} if secure else {})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self.headers.items():
                    headers[name] = value
                static = scope["path"].startswith("/static/") and message["status"] < 400
                # Our scripts import each other by plain names: after an upgrade none of them may come from a browser's store.
                headers["Cache-Control"] = "no-cache" if static else "no-store"
            await send(message)

        await self.app(scope, receive, guarded if scope["type"] == "http" else send)


class SameOrigin:
    """Let nothing change, and no socket open, on the word of another site.

    Bearer requests without cookies pass: no browser sends them by itself.
    """

    def __init__(self, app: ASGIApp, *, origin: str | None) -> None:
        self.app = app
        self.origin = origin

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        asks = scope["type"] == "websocket" or (scope["type"] == "http" and scope["method"] not in READS)
        if asks and not self.ours(HTTPConnection(scope)):
            raise FromElsewhere
        await self.app(scope, receive, send)

    def ours(self, conn: HTTPConnection) -> bool:
        headers = conn.headers
        if "cookie" not in headers and headers.get("authorization", "").lower().startswith("bearer "):
            return True
        # What the browser itself says, which no page can forge, counts first: it also holds where a proxy rewrites Host.
        site = headers.get("sec-fetch-site")
        if site is not None:
            return site == "same-origin"
        origin = headers.get("origin", "null")
        if self.origin is not None:
            return origin == self.origin
        named = origin.partition("://")[2]
        return bool(named) and named == headers.get("host")


class ReadOn:
    """Read the rest of a body that was answered early, before the answer ends and the connection with it.

    A client that still sends when its connection closes gets a reset, and loses the answer that it was about to read. The answer
    itself goes out at once, for clients that read while they send; the rest is bounded, and nothing of it is kept.
    """

    def __init__(self, app: ASGIApp, *, most: int = LARGEST_REST, within: float = REST_WITHIN) -> None:
        self.app = app
        self.most = most
        self.within = within

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = Headers(scope=scope) if scope["type"] == "http" else {}
        if headers.get("content-length", "0") == "0" and "transfer-encoding" not in headers:
            return await self.app(scope, receive, send)
        read = False
        # A client that waits for leave to send is answered instead, and sends nothing.
        waits = headers.get("expect", "").lower() == "100-continue"

        async def reading() -> Message:
            nonlocal read, waits
            waits = False
            message = await receive()
            read = not message.get("more_body", False)
            return message

        async def sending(message: Message) -> None:
            if not read and message["type"] == "http.response.start":
                MutableHeaders(scope=message)["Connection"] = "close"
            last = message["type"] == "http.response.body" and not message.get("more_body", False)
            if last and not read and not waits:
                await send({**message, "more_body": True})
                await self.rest(reading, lambda: read)
                message = {"type": "http.response.body", "body": b"", "more_body": False}
            await send(message)

        return await self.app(scope, reading, sending)

    async def rest(self, receive: Receive, over: Callable[[], bool]) -> None:
        """Read until the body is over, or a bound is reached."""
        left = self.most
        try:
            async with asyncio.timeout(self.within):
                while not over() and left > 0:
                    left -= len((await receive()).get("body", b""))
        except TimeoutError:
            return


class Bounded:
    """Refuse a body past the limit, whether it says its length or not, before it is kept anywhere; also too many headers."""

    def __init__(self, app: ASGIApp, *, largest: int) -> None:
        self.app = app
        self.largest = largest

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if sum(len(name) + len(value) for name, value in scope.get("headers", ())) > LARGEST_HEAD:
            raise HeadersTooLarge
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        largest = self.largest
        if scope["method"] == "POST" and LISTS.fullmatch(scope["path"]):
            largest = max(largest, LARGEST_LIST)
        said = Headers(scope=scope).get("content-length", "0")
        if not said.isdecimal() or len(said) > 18 or int(said) > largest:
            raise self.refusal(largest)
        got = 0

        async def bounded() -> Message:
            nonlocal got
            message = await receive()
            got += len(message.get("body", b""))
            if got > largest:
                raise self.refusal(largest)
            return message

        return await self.app(scope, bounded, send)

    def refusal(self, size: int) -> TooLarge:
        return TooLarge(limit=f"{size // 1024**2} MB" if size >= 1024**2 else f"{size // 1024} KB")
