"""A mail's bytes are those of the standard library, whatever the addresses; and nobody can slip a header in."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP, default
from email.utils import format_datetime, parseaddr
from pathlib import Path
from uuid import UUID

import pytest
from icalendar import Calendar, Component

from board.domain.contacts import LONDON
from board.domain.deliveries import Channel
from board.domain.messages import About, Entry, Message, email_text, subject_of
from board.secrets import Secrets
from board.settings import Settings
from tests import make
from workers.senders.mail import Post

KEY = "a key of forty characters, for tests only"


def message(to: str, *, urgent: bool, number: int = 1) -> Message:
    about = tuple(About(UUID(int=n), None if n % 2 else "T4W") for n in range(number))
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


def parts_of(raw: bytes) -> tuple[EmailMessage, str, Component, str]:
    """A mail that brings a meeting: itself, its words, the meeting, and what the calendar is asked to do."""
    mail = message_from_bytes(raw, policy=default)
    assert isinstance(mail, EmailMessage) and mail.get_content_type() == "multipart/alternative"
    words, part = mail.iter_parts()
    assert isinstance(words, EmailMessage)
    calendar = Calendar.from_ical(part.get_payload(decode=True))
    assert part.get_content_type() == "text/calendar" and part.get_param("method") == calendar["method"]
    [event] = calendar.walk("VEVENT")
    return mail, words.get_content(), event, str(calendar["method"])


MEETS = Entry(UUID(int=5), 3, datetime(2027, 3, 28, 9, 30, tzinfo=LONDON), 45)


@pytest.mark.parametrize(
    ("off", "method", "status"), [(False, "REQUEST", "CONFIRMED"), (True, "CANCEL", "CANCELLED")]
)
def test_a_meeting_comes_as_calendars_take_it_in(tmp_path: Path, off: bool, method: str, status: str) -> None:
    post = Post(
        Settings(
            data=tmp_path,
            secret_key=KEY,
            mail_from="Duty board <board@board.example>",
            origin="https://hub.example",
        ),
        Secrets([KEY]),
    )
    one = replace(message("a@northborough.example", urgent=False), entry=replace(MEETS, called_off=off))
    raw = post.bytes_of(one)
    assert raw == post.bytes_of(one), "a retry is the same mail"
    assert raw.isascii() and b"\n" not in raw.replace(b"\r\n", b"")
    assert max(map(len, raw.split(b"\r\n"))) < 998, "no mail server breaks a line of it"
    mail, words, event, asked = parts_of(raw)
    assert asked == method and event["status"] == status
    assert (str(event["summary"]), str(event["class"]), int(event["sequence"])) == (
        "MASH meeting",
        "PRIVATE",
        3,
    )
    assert str(event["uid"]) == f"{UUID(int=5)}@hub.example"
    start = datetime(2027, 3, 28, 8, 30, tzinfo=UTC)  # the day the clocks go forward
    assert (event["dtstart"].dt, event["dtend"].dt) == (start, start + timedelta(minutes=45))
    link = post.link(one.about[0].delivery_id)
    assert str(event["url"]) == link and link in str(event["description"]) and link in words
    assert (
        str(event["attendee"]) == "mailto:a@northborough.example"
        and event["attendee"].params["rsvp"] == "FALSE"
    )
    assert str(event["organizer"]) == "mailto:board@board.example"
    assert (mail["Subject"], mail["To"]) == (subject_of(one), one.to)
    assert "T4W" not in words + event.to_ical().decode(), "calendars keep the words of the mail"
