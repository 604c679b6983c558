"""What a message says: that something waits, and where to read it. Never what: no name, no address, no word about a child or abuse."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from board.domain.deliveries import Channel

SUBJECT: Final = "Something is waiting for you"
LINK_SUBJECT: Final = "A page at work is waiting for you"
URGENT_SUBJECT: Final = "Urgent: something is waiting for you now"
# Screens of telephones are read at home, locked, by others. So not even a reference, and no address that says whose board it is.
SMS: Final = "Duty message: please sign in."
URGENT_SMS: Final = "Urgent duty message: please sign in now."
CALENDAR_TITLE: Final = "MASH meeting"
"""The one title a calendar entry may have: shared calendars are read by anybody."""


@dataclass(frozen=True, slots=True)
class About:
    """One delivery in a message. ref: of its contact, if it is about one."""

    delivery_id: UUID
    ref: str | None


@dataclass(frozen=True, slots=True)
class Entry:
    """A meeting as calendars keep it. entry_id: the same however often it moves. version: the highest counts. called_off: it goes."""

    entry_id: UUID
    version: int
    starts_at: datetime
    minutes: int
    called_off: bool = False


@dataclass(frozen=True, slots=True)
class LinkMail:
    """A link, or the code of a link (code_id), on its way to whom it is for. hash: by which the sender knows under which server key it was
    made; opening: the first sentence of the mail. mailbox: it goes to a mailbox that several people read.
    """

    link_id: UUID
    code_id: UUID | None
    hash: bytes
    opening: str
    mailbox: bool = False


@dataclass(frozen=True, slots=True)
class Message:
    """What one person is sent by one way, in one piece; the same facts make the same bytes, however often it is tried.

    to: address or number. lost: it may have gone out before, by somebody who died or lost the answer. provider_ref: of an earlier try.
    queued_at: when the oldest part of it was queued; tries: how often a provider was called before. entry: what it brings to a calendar.
    link: a link or its code, to somebody who has no seat (person_id: none).
    """

    hub_id: int
    message_id: UUID
    channel: Channel
    person_id: int | None
    to: str
    urgent: bool
    queued_at: datetime
    tries: int
    about: tuple[About, ...]
    lost: bool = False
    provider_ref: str | None = None
    entry: Entry | None = None
    link: LinkMail | None = None


def subject_of(message: Message) -> str:
    """The subject line of an e-mail."""
    if message.link is not None:
        return LINK_SUBJECT
    return URGENT_SUBJECT if message.urgent else SUBJECT


def email_text(message: Message, link: Callable[[UUID], str]) -> str:
    """The words of an e-mail. link: where this delivery is read; it opens for the person it was for and nobody else.

    A mail that brings a meeting has no reference: calendars keep the words of the mail, and others look into them.
    """
    opening = "Please sign in now." if message.urgent else "Please sign in when you next can."
    lines = [
        f"{(None if message.entry else one.ref) or 'Your board'}\n{link(one.delivery_id)}"
        for one in message.about
    ]
    return "\n\n".join(
        [
            f"Something on the board is waiting for you. {opening}",
            *lines,
            "The links open for you alone, once you have signed in. Please do not answer or forward this message.",
            "",
        ]
    )


def sms_text(message: Message) -> str:
    """The words of a text message."""
    return URGENT_SMS if message.urgent else SMS


def link_text(link: LinkMail, address: str) -> str:
    """The words of the mail that brings a link: not whose it is, nor what about."""
    if link.mailbox:
        return _mailbox_text(address)
    return "\n\n".join(
        [
            f"{link.opening} Open this page when you are at work and nobody can look over your shoulder:",
            address,
            "The page asks for a code of six digits. It comes to you another way: in a call to your work number, or as a text message. "
            "Nobody who rings you will ask you for it.",
            "The page opens for you alone. Please do not answer or forward this message. If you did not expect it, ring the people you "
            "work with on a number that you know already.",
            "",
        ]
    )


def _mailbox_text(address: str) -> str:
    return "\n\n".join(
        [
            "Something waits for your agency. The person whose work it is opens this page, when nobody can look over their shoulder:",
            address,
            "The page asks for name, role and a code of six digits, which the people who sent this read out in a call to a number of your "
            "agency, or send as a text message. Nobody who rings you will ask you for it.",
            "The page opens for one person alone, who can give it to a deputy. Please do not answer this message. If you did not expect "
            "it, ring the people you work with on a number that you know already.",
            "",
        ]
    )


def code_text(code: str) -> str:
    """The words of the text message that brings a code."""
    return f"{code} is your code for the page you opened at work. Nobody who rings you will ask you for it."
