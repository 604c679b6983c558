"""A mail server for invented people: it takes every message and shows it, sends nothing on and forgets all when it ends.

It listens on this machine alone, and `board catcher` starts it only beside a database marked as invented.
"""

from __future__ import annotations

import asyncio
from collections import deque
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

import uvicorn
from aiosmtpd.smtp import SMTP, Envelope, Session
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from board import render
from board.views.catcher import CaughtMail, CaughtPage

HERE = "127.0.0.1"
MOST = 500
LARGEST = 1_000_000
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; frame-ancestors 'none'; form-action 'none'",
    "X-Content-Type-Options": "nosniff",
}


class Caught:
    """What came in, the newest first, no more than a few hundred."""

    def __init__(self) -> None:
        self.mails: deque[CaughtMail] = deque(maxlen=MOST)
        self._number = 0

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Keep it."""
        raw = envelope.content if isinstance(envelope.content, bytes) else b""
        mail = message_from_bytes(raw, policy=default)
        assert isinstance(mail, EmailMessage)
        body = mail.get_body(("plain",))
        self._number += 1
        self.mails.appendleft(
            CaughtMail(
                self._number,
                datetime.now(UTC),
                ", ".join(envelope.rcpt_tos),
                envelope.mail_from or "",
                str(mail["Subject"] or ""),
                str(body.get_content()) if body else "",
                _entry(mail),
            )
        )
        return "250 Caught"


def _entry(mail: EmailMessage) -> str:
    for part in mail.walk():
        if part.get_content_type() == "text/calendar":
            sent = part.get_payload(decode=True)
            return sent.decode(errors="replace") if isinstance(sent, bytes) else ""
    return ""


def app_of(caught: Caught) -> Starlette:
    """The page that lists what was caught; a browser reaches it by an address of this machine alone."""

    async def listed(request: Request) -> Response:
        return HTMLResponse(render.page(CaughtPage(tuple(caught.mails))), headers=HEADERS)

    async def style(request: Request) -> Response:
        css = (render.TEMPLATES / "catcher" / "caught.css").read_text(encoding="utf-8")
        return Response(css, media_type="text/css", headers=HEADERS)

    hosts = Middleware(TrustedHostMiddleware, allowed_hosts=[HERE, "localhost"])
    return Starlette(routes=[Route("/", listed), Route("/caught.css", style)], middleware=[hosts])


async def serve(smtp_port: int, page_port: int) -> None:
    """Take mail at one port and show it at the other, until told to stop."""
    caught = Caught()
    loop = asyncio.get_running_loop()

    def protocol() -> Any:
        return SMTP(caught, hostname="localhost", data_size_limit=LARGEST)

    server = await loop.create_server(protocol, HERE, smtp_port)
    config = uvicorn.Config(app_of(caught), host=HERE, port=page_port, log_level="warning", access_log=False)
    async with server:
        await uvicorn.Server(config).serve()
