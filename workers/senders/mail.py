"""A message as the bytes of an e-mail: the same facts make the same bytes, so that a retry is the same mail with the same Message-ID."""

from __future__ import annotations

from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from uuid import UUID

from board.domain.messages import Message, email_text, subject_of
from board.secrets import Secrets
from board.settings import Settings


@dataclass(frozen=True, slots=True)
class Post:
    """How this deployment writes mail."""

    settings: Settings
    secrets: Secrets

    def link(self, delivery_id: UUID) -> str:
        """Where a delivery is read: it tells nothing, and opens for its own person alone."""
        return f"{self.settings.address}/to/{self.secrets.token_of('link', delivery_id)}"

    def sender(self, message: Message) -> str:
        """Where this message comes back to if it cannot be delivered: an address of its own, or our one address."""
        if self.settings.mail_bounces is None:
            return parseaddr(self.settings.mail_from)[1]
        local, _, host = parseaddr(self.settings.mail_bounces)[1].partition("@")
        return f"{local}+{self.secrets.token_of('bounce', message.message_id)}@{host}"

    def bytes_of(self, message: Message) -> bytes:
        """The mail, ready for DATA."""
        mail = EmailMessage(policy=SMTP)
        host = parseaddr(self.settings.mail_from)[1].rpartition("@")[2]
        mail["From"] = self.settings.mail_from
        mail["To"] = message.to
        mail["Subject"] = subject_of(message)
        mail["Date"] = format_datetime(message.queued_at)
        mail["Message-ID"] = f"<{self.secrets.token_of('message', message.message_id)}@{host}>"
        mail["Auto-Submitted"] = "auto-generated"
        mail["X-Auto-Response-Suppress"] = "All"
        if message.urgent:
            mail["Importance"] = "high"
        mail.set_content(email_text(message, self.link), charset="utf-8", cte="7bit")
        return mail.as_bytes()
