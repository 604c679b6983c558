"""The catcher of mail to invented people: it takes what the board sends, shows it, and is reached from this machine alone."""

from __future__ import annotations

import asyncio
import smtplib
from email.message import EmailMessage
from typing import cast

import httpx
import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from board.catcher import Caught, app_of
from tests.processes import free_port

MAIL = b"From: a@board.example\r\nTo: b@x.example\r\nSubject: Something is waiting\r\n\r\nT4W\r\nhttp://127.0.0.1:8000/to/x\r\n<b>\r\n"


async def test_what_is_sent_is_listed_with_its_links_and_escaped() -> None:
    caught = Caught()
    server = Controller(caught, hostname="127.0.0.1", port=free_port())
    server.start()

    def send() -> None:
        with smtplib.SMTP("127.0.0.1", server.port) as to:
            to.sendmail("bounces+x@board.example", ["b@x.example"], MAIL)

    await asyncio.to_thread(send)
    server.stop()
    transport = httpx.ASGITransport(app_of(caught))
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as browser:
        reply = await browser.get("/")
        assert "Something is waiting" in reply.text and 'href="http://127.0.0.1:8000/to/x"' in reply.text
        assert "<b>\n" not in reply.text and "&lt;b&gt;" in reply.text
        assert (
            reply.headers["cache-control"] == "no-store"
            and "script" not in reply.headers["content-security-policy"]
        )
        assert (await browser.get("/caught.css")).headers["content-type"].startswith("text/css")


async def test_a_meeting_shows_what_a_calendar_would_take_in() -> None:
    mail = EmailMessage()
    mail["To"], mail["Subject"] = "b@x.example", "Something is waiting"
    mail.set_content("Your board")
    mail.add_alternative(b"SUMMARY:MASH <meeting>\r\n", "text", "calendar", params={"method": "REQUEST"})
    caught, envelope = Caught(), Envelope()
    envelope.content, envelope.rcpt_tos = mail.as_bytes(), ["b@x.example"]
    await caught.handle_DATA(*cast("tuple[SMTP, Session]", (None, None)), envelope)
    transport = httpx.ASGITransport(app_of(caught))
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as browser:
        page = (await browser.get("/")).text
    assert "Your board" in page and "SUMMARY:MASH &lt;meeting&gt;" in page


@pytest.mark.parametrize("host", ["evil.example", "board.example:8080"])
async def test_a_name_that_leads_here_from_elsewhere_opens_nothing(host: str) -> None:
    transport = httpx.ASGITransport(app_of(Caught()))
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as browser:
        assert (await browser.get("/")).status_code == 200
        assert (await browser.get("/", headers={"Host": host})).status_code == 400
