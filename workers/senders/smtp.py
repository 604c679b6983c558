"""An SMTP server takes our mail. It cannot be asked afterwards: a mail whose answer was lost is sent again, byte for byte the same."""

from __future__ import annotations

import asyncio
import ipaddress
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import unquote, urlsplit
from uuid import UUID

from aiosmtplib import SMTP
from aiosmtplib.errors import SMTPAuthenticationError, SMTPException, SMTPResponseException, SMTPSenderRefused

from board.domain.deliveries import Answer, Answered
from board.domain.messages import Message
from workers.senders.mail import Post
from workers.senders.rate import Rate

AT_ONCE = 8
CLOSED = "connection_closed"
CONNECT_S, ANSWER_S, WHOLE_S = 5.0, 10.0, 18.0
"""The whole must end well before another worker may take the message up: see workers.outbox.LEASE_S."""


class Smtp:
    """Sends over a few connections that stay open."""

    name = "smtp"
    can_ask = False

    def __init__(self, url: str, post: Post, *, a_minute: int) -> None:
        at = urlsplit(url)
        self._host, self._tls = at.hostname or "localhost", at.scheme == "smtps"
        self._port = at.port or (465 if self._tls else 587)
        self._user, self._password = unquote(at.username or "") or None, unquote(at.password or "") or None
        self._post, self._rate = post, Rate(a_minute)
        self._line = asyncio.Semaphore(AT_ONCE)
        self._idle: list[SMTP] = []

    def room(self, begun: int) -> int:
        """A few for each connection."""
        return min(4 * AT_ONCE - begun, self._rate.left())

    async def send(self, message: Message) -> Answer:
        """Hand it over. What the server had not yet taken when it went away was not sent; what it may have taken is lost."""
        await self._rate.wait()
        answer = await self._try(message, fresh=False)
        # An idle connection may have been closed meanwhile: that says nothing of the server.
        return answer if answer.problem != CLOSED else await self._try(message, fresh=True)

    async def ask(self, message_id: UUID) -> Answer | None:
        """SMTP cannot tell."""
        return None

    async def close(self) -> None:
        """Close what is idle."""
        while self._idle:
            self._idle.pop().close()

    async def _try(self, message: Message, *, fresh: bool) -> Answer:
        at = ["connecting"]
        try:
            async with asyncio.timeout(WHOLE_S), self._connection(fresh) as (smtp, used):
                at[0] = "used" if used else "addressing"
                await smtp.mail(self._post.sender(message))
                at[0] = "addressing"
                await smtp.rcpt(message.to)
                at[0] = "handing over"
                await smtp.data(self._post.bytes_of(message))
            return self._answer(Answered.TAKEN, None)
        except SMTPResponseException as error:
            return self._refused(error, at[0])
        except (SMTPException, OSError, TimeoutError):  # disconnected, timed out, not there
            return self._gone(at[0])
        except (UnicodeError, ValueError):
            return self._answer(Answered.REFUSED, "address_unreadable")

    def _gone(self, at: str) -> Answer:
        if at == "handing over":
            return self._answer(Answered.LOST, "answer_lost")
        if at == "used":
            return self._answer(Answered.NOT_NOW, CLOSED)
        return self._answer(Answered.NOT_NOW, "provider_away", away=True)

    def _refused(self, error: SMTPResponseException, at: str) -> Answer:
        if error.code == -1:  # the library's word for no answer at all
            return self._gone(at)
        if isinstance(error, SMTPAuthenticationError):
            return self._answer(Answered.NOT_NOW, "not_let_in", away=True)
        if at == "connecting" or error.code == 421 or isinstance(error, SMTPSenderRefused):
            return self._answer(Answered.NOT_NOW, f"smtp_{error.code}", away=True)
        answered = Answered.REFUSED if 500 <= error.code <= 599 else Answered.NOT_NOW
        return self._answer(answered, f"smtp_{error.code}")

    def _answer(self, answered: Answered, problem: str | None, *, away: bool = False) -> Answer:
        return Answer(answered, self.name, problem, away=away)

    @asynccontextmanager
    async def _connection(self, fresh: bool) -> AsyncIterator[tuple[SMTP, bool]]:
        """A connection, and whether it was used before. It goes back to the idle ones only after everything went well."""
        async with self._line:
            used = bool(self._idle) and not fresh
            smtp = self._idle.pop() if used else await self._open()
            try:
                yield smtp, used
            except BaseException:
                smtp.close()
                raise
            if smtp.is_connected:
                self._idle.append(smtp)

    async def _open(self) -> SMTP:
        smtp = SMTP(
            hostname=self._host,
            port=self._port,
            timeout=ANSWER_S,
            use_tls=self._tls,
            start_tls=False if self._tls else (None if is_here(self._host) else True),
            local_hostname=self._post.settings.address.partition("://")[2].partition(":")[0] or "localhost",
        )
        await smtp.connect(timeout=CONNECT_S)
        if self._user and self._password is not None:
            await smtp.login(self._user, self._password)
        return smtp


def is_here(host: str) -> bool:
    """Whether this names our own machine, which nobody can listen in on."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
