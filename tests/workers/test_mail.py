"""A mail's bytes are those of the standard library, whatever the addresses; and nobody can slip a header in."""

from __future__ import annotations

from datetime import timedelta
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from pathlib import Path
from uuid import UUID

import pytest

from board.domain.deliveries import Channel
from board.domain.messages import About, Message, email_text, subject_of
from board.secrets import Secrets
from board.settings import Settings
from tests import make
from workers.senders.mail import Post

KEY = "a key of forty characters, for tests only"


def message(to: str, *, urgent: bool, number: int = 1) -> Message:
    about = tuple(About(UUID(int=n), "T4W" if n % 2 else None) for n in range(number))
    at = make.NOW + timedelta(hours=3)
    return Message(1, UUID(int=77), Channel.EMAIL, 5, to, urgent, at, 0, about)


def by_the_library(post: Post, one: Message) -> bytes:
    mail = EmailMessage(policy=SMTP)
    host = parseaddr(post.settings.mail_from)[1].rpartition("@")[2]
    mail["From"], mail["To"], mail["Subject"] = post.settings.mail_from, one.to, subject_of(one)
    mail["Date"] = format_datetime(one.queued_at)
    mail["Message-ID"] = f"<{post.secrets.token_of('message', one.message_id)}@{host}>"
    mail["Auto-Submitted"], mail["X-Auto-Response-Suppress"] = "auto-generated", "All"
    if one.urgent:
        mail["Importance"] = "high"
    mail.set_content(email_text(one, post.link), charset="utf-8", cte="7bit")
    return mail.as_bytes()


@pytest.mark.parametrize(
    "sender",
    ["Duty board <board@board.example>", "Mână întinsă <b@b.example>", f"{'Long ' * 20}<b@b.example>"],
)
@pytest.mark.parametrize("to", ["a@northborough.example", f"{'long.' * 20}name@northborough.example"])
@pytest.mark.parametrize("urgent", [True, False])
def test_a_mail_is_what_the_library_would_write(tmp_path: Path, sender: str, to: str, urgent: bool) -> None:
    post = Post(
        Settings(data=tmp_path, secret_key=KEY, mail_from=sender, origin="https://board.example"),
        Secrets([KEY]),
    )
    one = message(to, urgent=urgent, number=3)
    assert post.bytes_of(one) == by_the_library(post, one) == post.bytes_of(one)


def test_an_address_with_a_line_of_its_own_makes_no_mail(tmp_path: Path) -> None:
    post = Post(Settings(data=tmp_path, secret_key=KEY), Secrets([KEY]))
    with pytest.raises(ValueError, match="linefeed"):
        post.bytes_of(message("a@northborough.example\r\nBcc: b@elsewhere.example", urgent=False))
