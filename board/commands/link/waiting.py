"""The asker of a link is told when somebody waits for a code; the notice goes once nobody does."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import text

from board.commands.deliveries import queue
from board.commands.notices import take_back
from board.domain.link.links import Link
from board.store.engine import Tx

KINDS = ("link_opened", "link_code_failed")
_OTHERS = text(
    "select exists (select from links l join link_statements t on t.hub_id = l.hub_id and t.link_id = l.link_id "
    "where l.hub_id = :hub_id and l.contact_id = :contact_id and l.asked_by = :asked_by and t.ended_at is null "
    "and not (l.link_id = :link_id and :over) and l.answered_at is null and l.withdrawn_at is null and l.void_at is null "
    "and l.valid_until > :now and not exists (select from link_sessions s where s.session_id = t.statement_id) "
    "and not exists (select from link_codes k where k.hub_id = t.hub_id and k.statement_id = t.statement_id and k.void_at is null))"
)


async def tell_asker(tx: Tx, kind: str, link: Link, *, now: datetime) -> None:
    """Tell the colleague who asked; the event is the caller's. Writes deliveries."""
    if link.contact_id is not None:
        await queue(tx, link.hub_id, kind, [link.asked_by], link.contact_id, now=now, noted=False)


async def waits_no_longer(tx: Tx, link: Link, *, now: datetime) -> None:
    """A code was made for this link, or it is over: its notices go, unless somebody else waits for a code of the same asker's there.

    The event is the caller's, and concerns the asker. Writes deliveries.
    """
    facts = link.key | {"contact_id": link.contact_id, "asked_by": link.asked_by, "now": now}
    facts["over"] = link.over(now) is not None
    if link.contact_id is not None and not (await tx.conn.execute(_OTHERS, facts)).scalar_one():
        await take_back(tx, link.hub_id, link.contact_id, KINDS, [link.asked_by], now=now)
