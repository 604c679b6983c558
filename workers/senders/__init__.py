"""Providers that take messages: an SMTP server, GOV.UK Notify. What all of them promise, and which of them a deployment has."""

from __future__ import annotations

from typing import Protocol
from uuid import UUID

from board.domain.deliveries import Answer, Channel
from board.domain.messages import Message


class Sender(Protocol):
    """A provider. It raises nothing: whatever goes wrong is an answer."""

    name: str
    can_ask: bool
    """Whether it can be asked for a message by our reference; where it cannot, a message whose answer was lost is sent again as it was."""

    def room(self, begun: int) -> int:
        """How many messages it can begin with now, beside those begun: more would wait in line here while their lease runs out."""
        ...

    async def send(self, message: Message) -> Answer:
        """Hand it over, once."""
        ...

    async def ask(self, message_id: UUID) -> Answer | None:
        """What became of a message; none when the provider never had it."""
        ...

    async def close(self) -> None:
        """Let go of connections."""
        ...


Senders = dict[Channel, Sender]
