"""A meeting as a calendar entry (RFC 5545, RFC 5546). Calendars are shared: so one title, no reference, and nobody's name."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import parseaddr
from typing import Final

from icalendar import Calendar, Event, vCalAddress, vText

from board.domain.messages import CALENDAR_TITLE, Entry

FILENAME: Final = "meeting.ics"
_PRODUCT: Final = "-//board//EN"
_WORDS: Final = "What it is about stands on the board, once you have signed in: {link}"


def invitation(entry: Entry, host: str, link: str, *, stamp: datetime, sender: str, to: str) -> bytes:
    """What a mail brings: the recipient's calendar enters, moves or takes out the meeting. It names nobody else.

    host: the board's, which makes the meeting's number one of its own. link: opens for the recipient alone. stamp: when this version was
    made, so that the same facts make the same bytes. sender, to: addresses.
    """
    event = _event(entry, host, link, stamp)
    event.add("organizer", vCalAddress(f"mailto:{parseaddr(sender)[1]}"))
    invited = vCalAddress(f"mailto:{to}")
    invited.params["RSVP"] = vText("FALSE")  # an answer would go to a mailbox that nobody reads
    event.add("attendee", invited)
    return _file("CANCEL" if entry.called_off else "REQUEST", event)


def published(entry: Entry, host: str, link: str, *, stamp: datetime) -> bytes:
    """The same for somebody who fetches it from the board and enters it by hand. link: opens for those who have signed in."""
    return _file("PUBLISH", _event(entry, host, link, stamp))


def _event(entry: Entry, host: str, link: str, stamp: datetime) -> Event:
    event = Event()
    event.add("uid", f"{entry.entry_id}@{host}")
    event.add("dtstamp", stamp.astimezone(UTC).replace(microsecond=0))
    event.add("sequence", entry.version)
    event.add("summary", CALENDAR_TITLE)
    event.add("description", _WORDS.format(link=link))
    # In UTC, so that no rule of summer time has to travel with it.
    event.add("dtstart", entry.starts_at.astimezone(UTC))
    event.add("dtend", entry.starts_at.astimezone(UTC) + timedelta(minutes=entry.minutes))
    event.add("class", "PRIVATE")
    event.add("transp", "OPAQUE")
    event.add("status", "CANCELLED" if entry.called_off else "CONFIRMED")
    event.add("url", link)
    return event


def _file(method: str, event: Event) -> bytes:
    calendar = Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", method)
    calendar.add_component(event)
    return bytes(calendar.to_ical())
