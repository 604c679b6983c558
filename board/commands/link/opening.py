"""A person opens a link: who they are, the code, a pause, and the code again. Wrong codes are counted where they are judged."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import text

from board.commands.link.ending import end_links, end_run_out
from board.commands.link.mailbox import free_left_link, take_link
from board.commands.link.waiting import tell_asker
from board.commands.record import note
from board.domain.events import Body
from board.domain.link.codes import MOST_WRONG, typed_digits
from board.domain.link.guests import given_self
from board.domain.link.links import Link, Over
from board.domain.link.sessions import LinkSession, Statement
from board.domain.refusals import LinkOver, NoLinkCode
from board.secrets import Secrets
from board.store.engine import Tx
from board.store.link import LinkCode, codes_of, link_of, open_link_sessions, statement_of
from board.store.rows import insert

SEEN_EVERY = timedelta(minutes=1)
_OPENED = text(
    "update links set opened_at = :now where hub_id = :hub_id and link_id = :link_id and opened_at is null"
)
_UNSAY = text(
    "update link_statements set ended_at = :now where hub_id = :hub_id and statement_id = :statement_id and ended_at is null"
)
_VOID_THEIRS = text(
    "update link_codes set void_at = :now where hub_id = :hub_id and statement_id = :statement_id and used_at is null and void_at is null"
)
_USE = text(
    "update link_codes set used_at = coalesce(used_at, :now), wrong = 0 where hub_id = :hub_id and code_id = :code_id"
)
_WRONG = text(
    "update link_codes set wrong = wrong + 1, void_at = case when wrong + 1 >= :most then cast(:now as timestamptz) end "
    "where hub_id = :hub_id and code_id = :code_id"
)
_VOID_OTHERS = text(
    "update link_codes set void_at = :now where hub_id = :hub_id and link_id = :link_id and code_id <> :code_id and void_at is null"
)
_END_OTHERS = text(
    "update link_sessions set ended_at = :now, ended_why = :why where hub_id = :hub_id and link_id = :link_id and ended_at is null"
)
_UNLOCK = text(
    "update link_sessions set token_hash = :token_hash, locked_at = null, seen_at = :now, code_id = :code_id "
    "where session_id = :session_id and ended_at is null"
)
_SEEN = text(
    "update link_sessions set seen_at = :now where session_id = :session_id and ended_at is null and locked_at is null "
    "and seen_at < :before"
)
_LOCK_IDLE = text(
    "update link_sessions set locked_at = :now where session_id = :session_id and ended_at is null and locked_at is null "
    "and seen_at <= :unused_since returning session_id"
)


@dataclass(frozen=True, slots=True)
class Tried:
    """A code that was judged. right: the link is open. left: tries before the code is void, where it was wrong."""

    right: bool
    left: int = 0


async def open_link(tx: Tx, link: Link, before: UUID | None, name: str, role: str, *, now: datetime) -> UUID:
    """Somebody at the door of a link says who they are. The hub sees that, and that a code is wanted; nothing of the link is shown yet.

    before: number of what this browser stated until now, which no code opens any more; the same again is silence. Returns the number
    of the statement. Raises BadInput, LinkOver. Locks: the link. Writes link_statements, link_codes, links; event link_opened.
    """
    name, role = given_self(name, role)
    found = await link_of(tx.conn, link.hub_id, link.link_id, lock=True)
    if found is None or found.over(now) is not None:
        raise LinkOver
    if before is not None:
        stated = await statement_of(tx.conn, found, before)
        if stated is not None and (stated.said_name, stated.said_role) == (name, role):
            return before
        for statement in (_UNSAY, _VOID_THEIRS):
            await tx.conn.execute(statement, {"hub_id": link.hub_id, "statement_id": before, "now": now})
    statement_id = uuid4()
    row = link.key | {"statement_id": statement_id, "said_name": name, "said_role": role, "said_at": now}
    await insert(tx.conn, "link_statements", [row])
    await tx.conn.execute(_OPENED, link.key | {"now": now})
    await tell_asker(tx, "link_opened", link, now=now)
    _note(tx, "link_opened", link, None, now)
    return statement_id


async def enter_code(
    tx: Tx,
    secrets: Secrets,
    link: Link,
    who: LinkSession | Statement,
    typed: str,
    token_hash: bytes,
    *,
    now: datetime,
) -> Tried:
    """Judge a code. The right one lets this browser in under a token of its own, so that one planted before is worth nothing, and ends
    any other browser of the link. A wrong one is counted: commit, then tell the person.

    who: what this browser stated, for which its code was made; or the session of a browser that was let in before and locked: the code
    that let it in lets it in again. Raises LinkOver, NoLinkCode. Locks: the link. Writes link_codes, link_sessions, for a mailbox what
    take_link writes; events link_entered, link_code_failed.
    """
    found = await link_of(tx.conn, link.hub_id, link.link_id, lock=True)
    if found is None or found.over(now) is not None:
        raise LinkOver
    back = who if isinstance(who, LinkSession) else None
    number = who.session_id if isinstance(who, LinkSession) else who.statement_id
    codes = [one for one in await codes_of(tx.conn, link) if _counts(one, found, number, back, now)]
    if not codes:
        raise NoLinkCode
    digits = typed_digits(typed)
    right = next(
        (one for one in codes if digits and one.code_hash in secrets.code_digests(one.code_id, digits)), None
    )
    if right is None:
        return await _wrong(tx, link, codes, now)
    facts = link.key | {"code_id": right.code_id, "now": now, "token_hash": token_hash, "why": "replaced"}
    await tx.conn.execute(_USE, facts)
    await tx.conn.execute(_VOID_OTHERS, facts)
    whose = found.whose
    if back is not None:
        await tx.conn.execute(_UNLOCK, facts | {"session_id": number})
    else:
        if found.mailbox_id is not None:
            whose = await take_link(tx, found, right.code_id, who.said_name, now=now)
        await tx.conn.execute(_END_OTHERS, facts)
        since = {"session_id": number, "begun_at": now, "seen_at": now}
        row = link.key | {"code_id": right.code_id, "token_hash": token_hash} | since
        await insert(tx.conn, "link_sessions", [row])
    _note(tx, "link_entered", link, whose, now, again=back is not None)
    return Tried(right=True)


async def touch_link(tx: Tx, session: LinkSession, *, now: datetime) -> None:
    """The person did something. Written at most once a minute; no event, since it is no change anybody sees."""
    facts = {"session_id": session.session_id, "now": now, "before": now - SEEN_EVERY}
    await tx.conn.execute(_SEEN, facts)


async def lock_link_session(tx: Tx, session: LinkSession, *, now: datetime) -> bool:
    """Nobody used the page for so long: its socket closes, and the page asks for the code. Returns whether it was news."""
    facts = {"session_id": session.session_id, "now": now, "unused_since": now - session.idle}
    locked = (await tx.conn.execute(_LOCK_IDLE, facts)).one_or_none() is not None
    if locked:
        _note(tx, "link_locked", session.link, None, now)
    return locked


def _counts(code: LinkCode, link: Link, number: UUID, back: LinkSession | None, now: datetime) -> bool:
    """Whether this code opens the link for this browser now: a new one for what it stated, or the one that let it in before."""
    if code.used_at is None:
        ours = code.statement_id == number and now < code.valid_until
        return ours and link.opens_anew(back=back is not None)
    return back is not None and code.code_id == back.code_id


async def _wrong(tx: Tx, link: Link, codes: list[LinkCode], now: datetime) -> Tried:
    """Count it against every code that it could have been; the fifth voids a code, and ends the browser that it let in."""
    left = MOST_WRONG - 1 - min(one.wrong for one in codes)
    for one in codes:
        facts = {"hub_id": link.hub_id, "code_id": one.code_id, "most": MOST_WRONG, "now": now}
        await tx.conn.execute(_WRONG, facts)
        if one.wrong + 1 >= MOST_WRONG:
            if one.used_at is not None:
                await tx.conn.execute(_END_OTHERS, link.key | {"why": "too_many_codes", "now": now})
            await tell_asker(tx, "link_code_failed", link, now=now)
            _note(tx, "link_code_failed", link, None, now, code=str(one.code_id))
    return Tried(right=False, left=left)


def _note(tx: Tx, kind: str, link: Link, by: int | None, now: datetime, **more: int | str | bool) -> None:
    body: Body = {"link": str(link.link_id), **more}
    note(tx, link.hub_id, kind, by, body, about=link.contact_id, told=[link.asked_by], now=now)


async def tidy_link_sessions(tx: Tx, hub_id: int, *, now: datetime) -> int:
    """Write down what time alone has done: pages that nobody uses lock, and those of links that are over end. Guards hold to it without.

    Returns how many changed. Writes link_sessions, and what end_run_out and end_links write; events link_locked, link_ended.
    """
    changed = await end_run_out(tx, hub_id, now=now)
    for session in await open_link_sessions(tx.conn, hub_id, now):
        standing, over = session.standing(now), session.link.over(now)
        if over is Over.RAN_OUT:
            continue  # another transaction holds the link: it ends at the next turn
        if over is None and session.link.holder_gone:
            await free_left_link(tx, session, now=now)
            changed += 1
        elif standing == "over":
            await end_links(tx, hub_id, [session.link.link_id], "over", now=now)
            changed += 1
        elif standing == "locked":
            changed += await lock_link_session(tx, session, now=now)
    return changed
