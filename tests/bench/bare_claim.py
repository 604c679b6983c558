"""A claim without the board's engine: the statements that the command was heard to send, sent again through asyncpg alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeAlias

import asyncpg
from sqlalchemy import event

from board.commands import claims
from board.domain.events import Event
from board.domain.people import Actor
from board.store.chain import canonical, link
from board.store.engine import Database

Conn: TypeAlias = "asyncpg.Connection[Any] | asyncpg.pool.PoolConnectionProxy[Any]"

# What a claim would be if the database did all of it at once: claim row, head, hash, event and its NOTIFY.
_AT_A_STROKE = """
with it as (select contact_id from contacts where hub_id = $1 and ref = $2 for no key update),
claimed as (insert into claims (hub_id, contact_id, person_id, claimed_at) select $1, contact_id, $3, now() from it returning contact_id),
head as (update heads set seq = seq + 1, hash = sha256(hash || convert_to($4, 'UTF8')) where hub_id = $1 returning epoch, seq, hash)
insert into events (hub_id, seq, epoch, at, kind, actor_id, contact_id, concerns, body, hash)
select $1, head.seq, head.epoch, now(), 'contact_claimed', $3, claimed.contact_id, array[$3], $4, head.hash from head, claimed
"""


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement as it went to the driver, the names of its parameters in order, and the values they had."""

    sql: str
    names: tuple[str, ...]
    values: Mapping[str, Any]


async def heard(db: Database, person: Actor, first: str, second: str) -> list[Statement]:
    """Claim two contacts by the command, and answer what the second claim said to the database between begin and commit.

    The first fills what a process keeps, the policy above all.
    """
    found: list[Statement] = []

    def listen(_conn: object, _cursor: object, sql: str, values: Any, context: Any, _many: bool) -> None:
        names = tuple(context.compiled.positiontup or ())
        found.append(Statement(sql, names, dict(zip(names, values, strict=True))))

    now = datetime.now(UTC)
    async with db.transaction() as tx:
        await claims.claim(tx, person, first, now=now)
    event.listen(db.engine.sync_engine, "before_cursor_execute", listen)
    try:
        async with db.transaction() as tx:
            await claims.claim(tx, person, second, now=now)
    finally:
        event.remove(db.engine.sync_engine, "before_cursor_execute", listen)
    return found


async def claim(conn: Conn, statements: list[Statement], person: Actor, ref: str, now: datetime) -> None:
    """The same statements in the same order in one transaction, with the chain's hash computed between as it must be."""
    facts: dict[str, Any] = {"ref": ref, "person_id": person.person_id, "to": person.person_id, "now": now}
    async with conn.transaction():
        for statement in statements:
            asked = [facts.get(name, statement.values[name]) for name in statement.names]
            rows = await conn.fetch(statement.sql, *asked)
            if rows and "contact_id" in rows[0]:
                facts["contact_id"] = rows[0]["contact_id"]
            if rows and "hash" in rows[0]:
                facts |= _flushed(person, facts["contact_id"], now, rows[0])


def _flushed(person: Actor, contact_id: int, now: datetime, head: Mapping[str, Any]) -> dict[str, Any]:
    """Parameters of the flush: the event's number, canonical bytes and hash."""
    seq, concerned = head["seq"] + 1, frozenset({person.person_id})
    happened = Event("contact_claimed", now, person.person_id, contact_id, concerned)
    body = canonical(happened, hub_id=person.hub_id, seq=seq, epoch=head["epoch"])
    hashed = link(head["hash"], body)
    return {
        "last": seq,
        "head_hash": hashed,
        "seqs": [seq],
        "ats": [now],
        "actors": [person.person_id],
        "contacts": [contact_id],
        "concerns": [str(person.person_id)],
        "bodies": [body],
        "hashes": [hashed],
    }


async def claim_at_a_stroke(conn: Conn, person: Actor, ref: str) -> None:
    """A claim in one statement, without the board's rules: the limit that no way of asking several times can reach."""
    await conn.execute(_AT_A_STROKE, person.hub_id, ref, person.person_id, f"{person.person_id} {ref}")
