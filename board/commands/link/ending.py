"""A link ends: withdrawn, answered, out of time, or void after a restore. Its pages empty themselves; its sockets close by the events."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Literal
from uuid import UUID

from sqlalchemy import text

from board.commands.link.waiting import waits_no_longer
from board.commands.record import note
from board.domain.events import Body
from board.domain.link.links import Link
from board.domain.link.sessions import LinkSession
from board.domain.people import Actor
from board.store.engine import Tx
from board.store.link import access_link, link_of

Why = Literal[
    "answered",
    "withdrawn",
    "replaced",
    "too_many_codes",
    "left",
    "over",
    "restored",
    "given",
    "not_mine",
    "taken_away",
]
_WITHDRAW = text(
    "update links set withdrawn_at = :now, withdrawn_by = :person_id where hub_id = :hub_id and link_id = :link_id "
    "and withdrawn_at is null and answered_at is null and void_at is null returning link_id"
)
_VOID_CODES = text(
    "update link_codes set void_at = :now where hub_id = :hub_id and link_id = any(:ids) and void_at is null"
)
_END_SESSIONS = text(
    "update link_sessions set ended_at = :now, ended_why = :why where hub_id = :hub_id and link_id = any(:ids) and ended_at is null"
)
_END_STATEMENTS = text(
    "update link_statements set ended_at = :now where hub_id = :hub_id and link_id = any(:ids) and ended_at is null"
)
_END_DRAFTS = text(
    "update drafts d set ended_at = :now, ended_as = :why, words = null where d.hub_id = :hub_id and d.ended_at is null and d.draft_id in "
    "(select l.draft_id from links l where l.hub_id = :hub_id and l.link_id = any(:ids) "
    " union select h.draft_id from link_holders h where h.hub_id = :hub_id and h.link_id = any(:ids))"
)
_LOCK = text(
    "update link_sessions set locked_at = coalesce(locked_at, :now) where session_id = :session_id and ended_at is null"
)
_VOID = text(
    "update links set void_at = :now where hub_id = :hub_id and void_at is null and withdrawn_at is null and answered_at is null "
    "returning link_id"
)
_RUN_OUT = text(
    "select link_id from links where hub_id = :hub_id and valid_until <= :now and withdrawn_at is null and answered_at is null "
    "and void_at is null order by link_id for no key update skip locked"
)
_RAN_OUT = text("update links set void_at = :now where hub_id = :hub_id and link_id = any(:ids)")


async def withdraw_link(tx: Tx, actor: Actor, link_id: UUID, *, now: datetime) -> bool:
    """The link opens nothing any more, and what it opened empties itself at once. Twice is silence; returns whether it was news.

    Raises NotAllowed, NotHere. Locks: the contact, the link. Writes links, link_codes, link_sessions, drafts; event link_withdrawn.
    """
    link = await access_link(tx.conn, actor, link_id, now=now, lock=True)
    if (await tx.conn.execute(_WITHDRAW, link.key | actor.key | {"now": now})).one_or_none() is None:
        return False
    await close_links(tx, actor.hub_id, [link_id], "withdrawn", now=now)
    await waits_no_longer(tx, link, now=now)
    body: Body = {"link": str(link_id)}
    note(
        tx, actor.hub_id, "link_withdrawn", actor, body, about=link.contact_id, told=[link.asked_by], now=now
    )
    return True


async def leave_link(tx: Tx, session: LinkSession, *, now: datetime) -> None:
    """The person closes the page; the link stays, and asks for a new code.

    A link to a mailbox locks instead: it opens in this browser alone. Writes link_codes, link_sessions; event link_ended or link_locked.
    """
    if session.link.mailbox_id is not None:
        await tx.conn.execute(_LOCK, {"session_id": session.session_id, "now": now})
        body: Body = {"link": str(session.link.link_id)}
        note(tx, session.link.hub_id, "link_locked", None, body, about=session.link.contact_id, now=now)
        return
    ended = {"hub_id": session.link.hub_id, "ids": [session.link.link_id], "why": "left", "now": now}
    await tx.conn.execute(_VOID_CODES, ended)
    await tx.conn.execute(_END_SESSIONS, ended)
    _ended(tx, session.link, "left", session.actor.person_id, now)


async def end_links(
    tx: Tx, hub_id: int, links: Sequence[UUID], why: Why, *, by: int | None = None, now: datetime
) -> None:
    """Close what these links opened, with an event for each. Writes link_codes, link_sessions, drafts; events link_ended."""
    await close_links(tx, hub_id, links, why, now=now)
    for link_id in links:
        link = await link_of(tx.conn, hub_id, link_id)
        assert link is not None, "no link is deleted while it is being ended"
        await waits_no_longer(tx, link, now=now)
        _ended(tx, link, why, by, now)


async def end_run_out(tx: Tx, hub_id: int, *, now: datetime) -> int:
    """Links whose time is over end once, whether a browser has them open or not. A link that another transaction holds waits its turn.

    Returns how many. Locks: the links. Writes links, and what end_links writes; events link_ended.
    """
    facts = {"hub_id": hub_id, "now": now}
    links = (await tx.conn.execute(_RUN_OUT, facts)).scalars().all()
    if links:
        await tx.conn.execute(_RAN_OUT, facts | {"ids": links})
        await end_links(tx, hub_id, links, "over", now=now)
    return len(links)


async def end_browsers(tx: Tx, link: Link, why: Why, *, codes: bool = False, now: datetime) -> None:
    """End the browser of this link; the event is the caller's. codes: void its codes too. Writes link_codes, link_sessions."""
    facts = {"hub_id": link.hub_id, "ids": [link.link_id], "why": why, "now": now}
    if codes:
        await tx.conn.execute(_VOID_CODES, facts)
    await tx.conn.execute(_END_SESSIONS, facts)


async def close_links(tx: Tx, hub_id: int, links: Sequence[UUID], why: Why, *, now: datetime) -> None:
    """Void the codes of these links, end their browsers, wait for nobody there and remove what was typed; the event is the caller's."""
    facts = {"hub_id": hub_id, "ids": list(links), "why": why, "now": now}
    for statement in (_VOID_CODES, _END_SESSIONS, _END_STATEMENTS, _END_DRAFTS):
        await tx.conn.execute(statement, facts)


async def void_links(tx: Tx, hub_id: int, *, now: datetime) -> int:
    """A backup was put back: links sent before it open nothing, whatever has happened to them since the backup was made.

    Returns how many were voided. Writes links, link_codes, link_sessions, drafts; the event is the restore's.
    """
    links = (await tx.conn.execute(_VOID, {"hub_id": hub_id, "now": now})).scalars().all()
    await close_links(tx, hub_id, links, "restored", now=now)
    return len(links)


def _ended(tx: Tx, link: Link, why: str, by: int | None, now: datetime) -> None:
    body: Body = {"link": str(link.link_id), "why": why}
    note(tx, link.hub_id, "link_ended", by, body, about=link.contact_id, told=[link.asked_by], now=now)
