"""A socket of ours: bytes encoded once, written straight to the transport; and the protocol that lets them through."""

from __future__ import annotations

import asyncio
import json
import socket as sockets
import struct
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from time import monotonic
from typing import Any
from uuid import UUID

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets import http11
from websockets.exceptions import TooManyHeaders

from board.live.frames import Listener

EXTENSION = "board.transport"
MOST_BUFFERED = 256 * 1024
DRAINED = 32 * 1024
KERNEL_BUFFER = 128 * 1024
CUT_AFTER = 30.0  # seconds a socket may stay behind before it is cut
GONE = 4401  # close code that tells the page not to come back as it is
NOT_THIS_PAGE = 4400  # close code that tells the page to load itself anew: frames cannot bring it to now
TOO_MANY = 4429  # close code that tells the page that its sign-in has as many open as it may: it asks over HTTP instead
LARGEST_HEAD = (
    128 * 1024
)  # bytes of a handshake: identity proxies add up to 64 KB of cookies, and others their own headers
CLOSE_WITHIN = 2.0  # seconds a client may take to read what it was told last, before it is cut
TOO_LARGE = b"The request for live updates has too many or too large headers. Delete the cookies of this site, then sign in again.\n"
REFUSED = b"HTTP/1.1 %s\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s"
# The library's own limit is 8 KB a line, and all cookies are one line.
http11.MAX_LINE_LENGTH = LARGEST_HEAD


class Protocol(WebSocketsSansIOProtocol):
    """uvicorn's protocol, with the transport laid open to the application: `uvicorn --ws board.live.sockets:Protocol`."""

    def data_received(self, data: bytes) -> None:
        """Answer also a handshake that cannot be read: uvicorn leaves it open without a word."""
        began = self.handshake_initiated
        if not began and len(data) > LARGEST_HEAD:  # the whole head comes at once
            return self._refuse_head(b"431 Request Header Fields Too Large", TOO_LARGE)
        super().data_received(data)
        failed = self.conn.handshake_exc
        if not began and not self.handshake_initiated and failed is not None:
            if isinstance(failed, TooManyHeaders):
                return self._refuse_head(b"431 Request Header Fields Too Large", TOO_LARGE)
            self._refuse_head(b"400 Bad Request", b"The request for live updates cannot be read.\n")
        return None

    async def send(self, message: Any) -> None:
        """Count a handshake that was refused in words as over: uvicorn would log each as an error of ours."""
        await super().send(message)
        if message["type"] == "websocket.http.response.body" and not message.get("more_body", False):
            self.handshake_complete = True

    def _refuse_head(self, status: bytes, words: bytes) -> None:
        self.handshake_complete = self.close_sent = True
        self.transport.write(REFUSED % (status, len(words), words))
        self.transport.close()

    def handle_connect(self, event: Any) -> None:
        """Offer the transport, and keep the kernel from hiding a stalled client behind megabytes of buffer."""
        super().handle_connect(event)
        scope: Any = getattr(self, "scope", None)
        if scope is not None:
            scope["extensions"][EXTENSION] = self.transport
            raw = self.transport.get_extra_info("socket")
            if raw is not None and raw.family != getattr(sockets, "AF_UNIX", None):
                raw.setsockopt(sockets.SOL_SOCKET, sockets.SO_SNDBUF, KERNEL_BUFFER)


def encode(message: bytes) -> bytes:
    """A text message as one unmasked WebSocket frame (RFC 6455 section 5.2), the same bytes for every listener."""
    size = len(message)
    if size < 126:
        return struct.pack("!BB", 0x81, size) + message
    if size < 65536:
        return struct.pack("!BBH", 0x81, 126, size) + message
    return struct.pack("!BBQ", 0x81, 127, size) + message


def control(**said: object) -> bytes:
    """A message that is no frame: a heartbeat, a loss, the end."""
    return encode(json.dumps(said, separators=(",", ":")).encode())


@dataclass(eq=False, slots=True)
class Socket:
    """One open page. listeners: its audiences, which may lose some.

    joining: what was sent while it was still being brought to now. behind_since, behind_at: since when (monotonic) and from which
    epoch and seq it has been skipped because the client stopped reading.
    """

    transport: asyncio.Transport
    close: Callable[[int], Awaitable[None]]
    hub_id: int
    listeners: list[Listener]
    person_id: int | None = None
    session_id: UUID | None = None
    screen_id: int | None = None
    joining: list[bytes] | None = field(default_factory=list)
    behind_since: float | None = None
    behind_at: tuple[int, int] = (0, 0)
    ended: bool = False

    @property
    def owner(self) -> object:
        """By whose sign-in or key it is open: what the limit counts by; none where it is by neither."""
        return self.session_id or self.screen_id

    def send(self, message: bytes, sent: tuple[int, int]) -> None:
        """Write a whole encoded message, unless this client stopped reading: then it is skipped until it drains.

        sent: epoch and seq up to which everything was sent to it before this message.
        """
        if self.joining is not None:
            self.joining.append(message)
        elif self.ended or self.behind_since is not None or self.transport.is_closing():
            return
        elif self.transport.get_write_buffer_size() > MOST_BUFFERED:
            self.behind_since, self.behind_at = monotonic(), sent
        else:
            self.transport.write(message)

    def joined(self, sent: tuple[int, int]) -> None:
        """It has been brought to `sent`; what came meanwhile follows."""
        waiting, self.joining = self.joining or [], None
        for message in waiting:
            self.send(message, sent)

    async def hang_up(self, code: int) -> None:
        """Close it, and cut it when it does not listen: to close is to wait until a client reads, and one may never do so."""
        try:
            async with asyncio.timeout(CLOSE_WITHIN):
                await self.close(code)
        except Exception:  # it went away by itself, or is being closed already
            self.transport.abort()

    def drained(self) -> bool:
        """Whether a skipped client has read enough to be brought to now. One that stays behind too long is cut."""
        if self.behind_since is None:
            return False
        if monotonic() - self.behind_since > CUT_AFTER:
            self.transport.abort()
        return self.transport.get_write_buffer_size() <= DRAINED
