"""Texts of a contact that a person redacted or passed: these alone go to an agency that must not know the referrer."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from board.domain.referrer.describing import lines
from board.store.referrer.places import Place
from board.store.rows import insert_one

_SALT = text("select salt from hubs where hub_id = :hub_id")
_CHECKS = text(
    "select t.place, t.number, t.digest, t.checked_at, p.name from checked_texts t join people p on p.person_id = t.checked_by "
    "where t.hub_id = :hub_id and t.contact_id = :contact_id order by t.check_id"
)


class Check(NamedTuple):
    """The person who checked a text, and when."""

    by: str
    at: datetime


class Checks:
    """The checks of one contact."""

    def __init__(self, salt: bytes, found: Mapping[tuple[str, int, bytes], Check]) -> None:
        self._salt, self._found = salt, found

    def of(self, place: str, number: int, words: str) -> Check | None:
        """The last check of these very words in this place; none where nobody checked them."""
        return self._found.get((place, number, _digest(self._salt, words)))


async def keep_check(
    conn: AsyncConnection,
    key: Mapping[str, Any],
    place: Place,
    number: int,
    words: str,
    *,
    by: int,
    now: datetime,
) -> bool:
    """Keep that a person checked these words; returns whether nobody had. key: of the contact."""
    salt = bytes((await conn.execute(_SALT, {"hub_id": key["hub_id"]})).scalar_one())
    row = {"hub_id": key["hub_id"], "contact_id": key["contact_id"], "place": place.name, "number": number}
    row |= {"digest": _digest(salt, words), "checked_at": now, "checked_by": by}
    return await insert_one(conn, "checked_texts", row, "check_id", once=True) is not None


async def checks_of(conn: AsyncConnection, key: Mapping[str, Any]) -> Checks:
    """Every check of the contact with this key."""
    whose = {"hub_id": key["hub_id"], "contact_id": key["contact_id"]}
    salt = bytes((await conn.execute(_SALT, whose)).scalar_one())
    rows = await conn.execute(_CHECKS, whose)
    found = {(row.place, row.number, bytes(row.digest)): Check(row.name, row.checked_at) for row in rows}
    return Checks(salt, found)


def _digest(salt: bytes, words: str) -> bytes:
    return hashlib.sha256(salt + lines(words).encode()).digest()
