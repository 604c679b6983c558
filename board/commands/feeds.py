"""Feeds that hold no token, such as the overnight list: a service person with one seat."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import text

from board.commands import words
from board.commands.seats import give_seat
from board.domain.permissions import Role
from board.store.engine import Tx

# A service has no mailbox; .invalid can never be one.
_FIND = text("select person_id from people where lower(email) = :email")
_ADD = text(
    "insert into people (name, email, service, created_at) values (:name, :email, true, :now) returning person_id"
)
_AGENCY = text(
    "select key from agencies where hub_id = :hub_id order by (key = :agency) desc, agency_id limit 1"
)


async def seat_feed(tx: Tx, hub_id: int, key: str, name: str, agency: str, *, now: datetime) -> int:
    """The service person of this feed in this hub, made at its first use: it sends contacts and reads nothing.

    agency: whose list it is; the hub's first agency when it has none with this key. Returns the person's number. Writes people,
    seats, event seat_taken.
    """
    email = feed_address(hub_id, key)
    person_id = (await tx.conn.execute(_FIND, {"email": email})).scalar_one_or_none()
    if person_id is None:
        person_id = (
            await tx.conn.execute(
                _ADD, {"name": words.name(name, "Write the name of the feed"), "email": email, "now": now}
            )
        ).scalar_one()
    sits_for = (await tx.conn.execute(_AGENCY, {"hub_id": hub_id, "agency": agency})).scalar_one()
    await give_seat(tx, hub_id, person_id, sits_for, Role.FEED, now=now)
    return int(person_id)


def feed_address(hub_id: int, key: str) -> str:
    """By what a feed is found again."""
    return f"{key}.{hub_id}@service.invalid"
