"""Words somebody typed: checked before they are kept, and digested for the event that must not hold them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import text

from board.domain.refusals import ReasonNeeded
from board.store.chain import digest
from board.store.engine import Tx

_SALT = text("select salt from hubs where hub_id = :hub_id")
REASON_MOST = 500


def given(reason: str) -> str:
    """The reason as it will be kept. Raises ReasonNeeded when there is none, or it is too long to be read on a card."""
    words = " ".join(reason.split())
    if not words or "\x00" in reason:
        raise ReasonNeeded({"reason": "Say why, in a few words."})
    if len(words) > REASON_MOST:
        raise ReasonNeeded({"reason": f"Keep it under {REASON_MOST} characters; this has {len(words)}."})
    return words


async def salt_of(tx: Tx, hub_id: int) -> bytes:
    """The hub's salt."""
    return bytes((await tx.conn.execute(_SALT, {"hub_id": hub_id})).scalar_one())


async def salted(tx: Tx, hub_id: int, words: str, now: datetime) -> str:
    """Digest of a text for an event."""
    return digest(await salt_of(tx, hub_id), words, salt=now.isoformat())
