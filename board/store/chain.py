"""The chain of events: canonical bytes, hash of each over the one before, and salted digests of text."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import UTC, datetime

from board.domain.events import Event

GENESIS = hashlib.sha256(b"genesis").digest()


def canonical(event: Event, *, hub_id: int, seq: int, epoch: int) -> str:
    """The bytes the hash covers: every column of the row, keys sorted, no spaces."""
    return json.dumps(
        {
            "hub": hub_id,
            "seq": seq,
            "epoch": epoch,
            "at": event.at.astimezone(UTC).isoformat(timespec="microseconds"),
            "kind": event.kind,
            "actor": event.actor_id,
            "contact": event.contact_id,
            "concerns": sorted(event.concerns),
            "body": dict(event.body),
        },
        sort_keys=True,
        separators=(",", ":"),
        ensure_ascii=True,
    )


def link(previous: bytes, body: str) -> bytes:
    """Hash of an event: sha256 of the previous hash and the canonical bytes."""
    return hashlib.sha256(previous + body.encode()).digest()


def digest(key: bytes, text: str, *, salt: str) -> str:
    """Salted, keyed digest of a text that an event may carry: proves the text later, tells nothing without the key."""
    return hmac.new(key, f"{salt}\x00{text}".encode(), hashlib.sha256).hexdigest()[:32]


def instant(value: str) -> datetime:
    """The `at` of canonical bytes, back as a time."""
    return datetime.fromisoformat(value)


def body_of(canonical_body: str) -> Mapping[str, int | str | bool | None]:
    """The event's own facts out of its canonical bytes."""
    body = json.loads(canonical_body)["body"]
    assert isinstance(body, dict)
    return body
