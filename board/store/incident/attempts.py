"""Attempts to find out about restricted contacts: kept when somebody looks for one, for the people named on it to see."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from board.domain.people import Actor
from board.store.visibility import exists_for

# One statement that leaves a row at least, whether or not anything is there, so that neither time nor numbers tell the person who looks.
_KEEP = text(
    "insert into attempts (hub_id, contact_id, way, at, person_id) select :hub_id, c.contact_id, :way, :now, :person_id "  # noqa: S608
    "from (select) one left join contacts c on c.hub_id = :hub_id and (c.ref = any(cast(:refs as text[])) "
    f"or c.contact_id = any(cast(:ids as bigint[]))) and not {exists_for()}"
)
_SWEEP = text("delete from attempts where contact_id is null and told_at is not null")


async def keep_attempt(
    conn: AsyncConnection, actor: Actor, refs: Iterable[str], ids: Iterable[int], way: str, *, now: datetime
) -> None:
    """Keep that this actor looked for contacts that do not exist for them. refs: as typed; ids: found by a name and not shown; way: opened
    (by a reference) or found (by a name). Writes attempts.
    """
    looked = {"refs": [one.upper() for one in refs], "ids": list(ids), "way": way, "now": now}
    await conn.execute(_KEEP, actor.key | looked)


async def sweep_attempts(conn: AsyncConnection) -> None:
    """Rows of look-ups that met nothing are forgotten once the worker has passed them."""
    await conn.execute(_SWEEP)
