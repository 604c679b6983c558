"""A backup was put back: a new epoch begins, and the chain says so."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import text

from board.commands.link.ending import void_links
from board.commands.record import note
from board.commands.seals import last_sealed, sealed
from board.domain.events import Body
from board.store.engine import Tx

_HEAD = text(
    "insert into heads (hub_id, epoch, seq, hash) "
    "select h.hub_id, coalesce(e.epoch, 1) + 1, coalesce(e.seq, 0), coalesce(e.hash, sha256('genesis')) "
    "from hubs h left join lateral (select epoch, seq, hash from events where hub_id = h.hub_id order by seq desc limit 1) e on true "
    "where h.hub_id = :hub_id on conflict (hub_id) do nothing returning epoch"
)
_NEXT = text(
    "select coalesce(max(cast(cast(txid as text) as bigint)) + 1, :first) from readings "
    "where hub_id = :hub_id and epoch = :epoch and txid >= cast(cast(:first as text) as xid8)"
)


async def record_restore(tx: Tx, hub_id: int, *, now: datetime) -> bool:
    """Give a chain that came back from a backup its head, one epoch on, and record the restore; twice is silence.

    Transaction numbers begin anew in another cluster, so what the backup had left unsealed of its epoch is sealed here: no reading of
    the new epoch can pass for one of the old. Links sent before it are void.
    Writes heads, links and what they opened, event database_restored.
    """
    epoch = (await tx.conn.execute(_HEAD, {"hub_id": hub_id})).scalar_one_or_none()
    if epoch is None:
        return False
    ended = epoch - 1
    first = await last_sealed(tx.conn, hub_id, ended)
    before = (await tx.conn.execute(_NEXT, {"hub_id": hub_id, "epoch": ended, "first": first})).scalar_one()
    count, digest = await sealed(tx.conn, hub_id, ended, first, before)
    body: Body = {"links": await void_links(tx, hub_id, now=now)}
    body = {**body, "sealed_epoch": ended, "from": first, "before": before, "count": count, "digest": digest}
    note(tx, hub_id, "database_restored", None, body, now=now)
    return True
