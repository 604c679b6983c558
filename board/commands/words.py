"""Words somebody typed: checked before they are kept, and digested for the event that must not hold them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import text

from board.domain.characters import unshowable, without_letter
from board.domain.refusals import BadInput, ReasonNeeded, UnknownCode
from board.store.chain import digest
from board.store.engine import Tx

_SALT = text("select salt from hubs where hub_id = :hub_id")
REASON_MOST = 500
NAME_MOST = 100


def given(reason: str, field: str = "reason") -> str:
    """The reason as it will be kept, on one line. Raises ReasonNeeded when there is none, or it is too long to be read on a card;
    BadInput when it holds what cannot be shown there. field: of the form, which says so.
    """
    words = " ".join(reason.split())
    if not words:
        raise ReasonNeeded({field: "Say why, in a few words."})
    if why := unshowable(words):
        raise BadInput({field: why})
    if len(words) > REASON_MOST:
        raise ReasonNeeded({field: f"Keep it under {REASON_MOST} characters; this has {len(words)}."})
    return words


def unasked(anyway: str | None) -> dict[str, str]:
    """An answer to a question that is no longer asked, for the record: a person wrote it, and what they saw may have changed since."""
    return {"anyway": given(anyway, "anyway")} if anyway and anyway.strip() else {}


def line(said: str | None, field: str, most: int) -> str | None:
    """Some words on one line as they will be kept; none when there are none. Raises BadInput naming the field."""
    words = " ".join((said or "").split())
    if why := unshowable(words):
        raise BadInput({field: why})
    if len(words) > most:
        raise BadInput({field: f"Keep it under {most} characters; this has {len(words)}."})
    return words or None


def paragraphs(said: str | None, field: str, most: int) -> str | None:
    """A text of several lines as it will be kept; none when there is none. Raises BadInput naming the field."""
    lines = [row.rstrip() for row in (said or "").replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    words = "\n".join(lines).strip()
    if why := unshowable(words, "\n\t"):
        raise BadInput({field: why})
    if len(words) > most:
        raise BadInput({field: f"Keep it under {most} characters; this has {len(words)}."})
    return words or None


def name(said: str, what: str, most: int = NAME_MOST, field: str = "name") -> str:
    """A name on one line as it will be kept. Raises BadInput naming the field when it is none, cannot be read, or is too long.

    what: the sentence that says what to name, such as "Name the screen after where it hangs".
    """
    words = " ".join(said.split())
    if why := unshowable(words):
        raise BadInput({field: why})
    if without_letter(words) or len(words) > most:
        raise BadInput({field: f"{what}: letters that can be seen, in at most {most} characters."})
    return words


def one_of(known: Collection[str], field: str, code: str) -> None:
    """Raises UnknownCode, naming the field and the known codes, when this code is none of them."""
    listed = ", ".join(known)
    if code not in known:
        raise UnknownCode({field: f"Choose one of: {listed}."}, field=field, value=code, known=listed)


async def salt_of(tx: Tx, hub_id: int) -> bytes:
    """The hub's salt."""
    return bytes((await tx.conn.execute(_SALT, {"hub_id": hub_id})).scalar_one())


async def salted(tx: Tx, hub_id: int, words: str, now: datetime) -> str:
    """Digest of a text for an event."""
    return digest(await salt_of(tx, hub_id), words, salt=now.isoformat())
