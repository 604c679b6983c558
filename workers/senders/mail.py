"""A message as the bytes of an e-mail: the same facts make the same bytes, so that a retry is the same mail with the same Message-ID."""

from __future__ import annotations

from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from functools import lru_cache
from urllib.parse import urlsplit
from uuid import UUID

from board.documents.calendar import invitation
from board.domain.messages import (
    Entry,
    LinkMail,
    Message,
    code_text,
    email_text,
    link_text,
    sms_text,
    subject_of,
)
from board.secrets import Secrets, token_hash
from board.settings import Settings

_ALWAYS = b"Auto-Submitted: auto-generated\r\nX-Auto-Response-Suppress: All\r\n"
_IMPORTANT = b"Importance: high\r\n"
_KIND = b'Content-Type: text/plain; charset="utf-8"\r\nContent-Transfer-Encoding: 7bit\r\nMIME-Version: 1.0\r\n\r\n'


@dataclass(frozen=True, slots=True)
class Post:
    """How this deployment writes mail."""

    settings: Settings
    secrets: Secrets

    def link(self, delivery_id: UUID) -> str:
        """Where a delivery is read: it tells nothing, and opens for its own person alone."""
        return f"{self.settings.address}/to/{self.secrets.token_of('link', delivery_id)}"

    def words(self, message: Message) -> str:
        """The words of an e-mail."""
        if message.link is None:
            return email_text(message, self.link)
        made = self.secrets.link_tokens(message.link.link_id)
        token = next(one for one in made if token_hash(one) == message.link.hash)
        # Behind the number sign, which no browser sends: neither a proxy nor a log ever has the token.
        return link_text(message.link, f"{self.settings.address}/l#{token}")

    def sms(self, message: Message) -> str:
        """The words of a text message. A code is worked out here, and stands nowhere else."""
        return code_text(self._code(message.link)) if message.link is not None else sms_text(message)

    def _code(self, link: LinkMail) -> str:
        assert link.code_id is not None, "links go by mail"
        known = (
            (code, self.secrets.code_digests(link.code_id, code))
            for code in self.secrets.link_codes(link.code_id)
        )
        return next(code for code, digests in known if link.hash in digests)

    def sender(self, message: Message) -> str:
        """Where this message comes back to if it cannot be delivered: an address of its own, or our one address."""
        if self.settings.mail_bounces is None:
            return parseaddr(self.settings.mail_from)[1]
        local, _, host = parseaddr(self.settings.mail_bounces)[1].partition("@")
        return f"{local}+{self.secrets.token_of('bounce', message.message_id)}@{host}"

    def bytes_of(self, message: Message) -> bytes:
        """The mail, ready for DATA: what the standard library's EmailMessage writes, at a fifth of its cost."""
        host = parseaddr(self.settings.mail_from)[1].rpartition("@")[2]
        name = f"<{self.secrets.token_of('message', message.message_id)}@{host}>"
        head = [
            _header("From", self.settings.mail_from),
            _header("To", message.to),
            _header("Subject", subject_of(message)),
            f"Date: {format_datetime(message.queued_at)}\r\nMessage-ID: {name}\r\n".encode("ascii"),
            _ALWAYS,
            _IMPORTANT if message.urgent else b"",
        ]
        words = self.words(message)
        if message.entry is not None:
            return b"".join([*head, self._with_entry(message, message.entry, words)])
        return b"".join([*head, _KIND, words.replace("\n", "\r\n").encode("ascii")])

    def _with_entry(self, message: Message, entry: Entry, words: str) -> bytes:
        """The rest of a mail that says its words and brings a meeting, as calendars take it in: both say the same (RFC 6047)."""
        host = urlsplit(self.settings.address).hostname or ""
        link = self.link(message.about[0].delivery_id)
        file = invitation(
            entry, host, link, stamp=message.queued_at, sender=self.settings.mail_from, to=message.to
        )
        mail = EmailMessage(policy=SMTP)
        mail.set_content(words, cte="7bit")
        method = "CANCEL" if entry.called_off else "REQUEST"
        mail.add_alternative(file, "text", "calendar", cte="base64", params={"method": method})
        mail.set_boundary(message.message_id.hex)
        return mail.as_bytes()


@lru_cache(1024)
def _header(name: str, value: str) -> bytes:
    """A header whose value somebody typed, encoded and folded. Raises ValueError where it would be more than one."""
    return SMTP.fold_binary(*SMTP.header_store_parse(name, value))
