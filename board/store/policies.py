"""The policy in force. A version never changes once written, so each process keeps those it has read."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from board.domain.policy import Policy

_VERSION = text(
    "select coalesce(max(version), 0) from policies where hub_id = :hub_id and effective_from <= :now"
)
_DOCUMENT = text("select document from policies where hub_id = :hub_id and version = :version")
_kept: dict[tuple[str, int, int], Policy] = {}
_KEEP = 256


async def policy_version(conn: AsyncConnection, hub_id: int, now: datetime) -> int:
    """Number of the version in force; 0 when the hub has none."""
    return int((await conn.execute(_VERSION, {"hub_id": hub_id, "now": now})).scalar_one())


async def policy_of(conn: AsyncConnection, hub_id: int, version: int) -> Policy:
    """This version of this hub's policy; the default where none was ever written."""
    if version == 0:
        return Policy.default()
    key = (str(conn.engine.url), hub_id, version)
    if key not in _kept:
        document = (await conn.execute(_DOCUMENT, {"hub_id": hub_id, "version": version})).one().document
        if len(_kept) >= _KEEP:
            _kept.clear()
        _kept[key] = Policy.from_document(document)
    return _kept[key]


async def policy(conn: AsyncConnection, hub_id: int, now: datetime) -> Policy:
    """The policy in force at this moment."""
    return await policy_of(conn, hub_id, await policy_version(conn, hub_id, now))
