"""The code of a link is made by a member of staff: read out in a call that the hub makes, or sent as a text message."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import text

from board.commands.link.sending import queue_link
from board.commands.link.waiting import waits_no_longer
from board.commands.record import note
from board.commands.words import one_of
from board.domain.deliveries import Channel
from board.domain.directory.entries import WHY_WORDS, Entry, why_no_code
from board.domain.directory.numbers import takes_text
from board.domain.events import Body
from board.domain.link.codes import Route
from board.domain.link.links import Link
from board.domain.link.sessions import Statement
from board.domain.people import Actor
from board.domain.refusals import (
    CallerAsked,
    CodesByPeople,
    LinkEnded,
    NobodyWaits,
    NoCodeThere,
    NoTextThere,
    NotHere,
    SeveralWait,
)
from board.secrets import Secrets
from board.store.directory import locked_entry
from board.store.engine import Tx
from board.store.link import access_link, statements_of
from board.store.policies import policy
from board.store.rows import insert

_VOID = text(
    "update link_codes set void_at = :now where hub_id = :hub_id and link_id = :link_id and void_at is null and used_at is null"
)
_SERVICE = text("select service from people where person_id = :person_id")


@dataclass(frozen=True, slots=True)
class CodeMade:
    """A code that was made. code: for the page of the person who calls, once; none where it goes as a text message.

    statement_id: the statement of the person whose code it is.
    """

    code_id: UUID
    statement_id: UUID
    entry: Entry
    valid_until: datetime
    code: str | None = None


async def make_code(
    tx: Tx,
    actor: Actor,
    secrets: Secrets,
    link_id: UUID,
    entry_id: int,
    route: str,
    statement_id: UUID | None = None,
    *,
    now: datetime,
) -> CodeMade:
    """Make the code that opens a link for somebody who stated who they are, in their browser alone; a code that was made before and not
    used is void. The answer of a call is the only place that ever holds it.

    statement_id: whose code it is; none: of the one who waits. Raises NotAllowed, NotHere, LinkEnded, UnknownCode (route), NobodyWaits,
    SeveralWait, NoCodeThere, CallerAsked, CodesByPeople, NoTextThere. Locks: the contact, the link, the entry. Writes link_codes,
    deliveries; event link_code_made.
    """
    link = await access_link(tx.conn, actor, link_id, now=now, lock=True)
    if link.over(now) is not None:
        raise LinkEnded
    one_of(tuple(Route), "route", route)
    entry, current = await locked_entry(tx.conn, actor.hub_id, entry_id)
    if entry is None or not current:
        raise NotHere
    rules = await policy(tx.conn, actor.hub_id, now)
    if why := why_no_code(entry, link.asked, rules.directory.confirm_months, now=now):
        raise NoCodeThere(why=WHY_WORDS[why][0].lower() + WHY_WORDS[why][1:])
    if route == Route.CALL:
        await _must_call(tx, actor, link)
    elif not takes_text(entry.address):
        raise NoTextThere
    whose = await _who_waits(tx, link, statement_id, now)
    code_id = uuid4()
    code = secrets.link_codes(code_id)[0]
    until = now + timedelta(minutes=rules.links.code_minutes)
    made = CodeMade(code_id, whose.statement_id, entry, until, code if route == Route.CALL else None)
    row = {
        "code_id": code_id,
        "route": route,
        "entry_id": entry_id,
        "made_at": now,
        "made_by": actor.person_id,
        "statement_id": whose.statement_id,
    }
    row |= {"valid_until": until, "code_hash": secrets.code_digests(code_id, code)[0]}
    await tx.conn.execute(_VOID, link.key | {"now": now})
    await insert(tx.conn, "link_codes", [link.key | row])
    await waits_no_longer(tx, link, now=now)
    if route == Route.TEXT:
        await queue_link(tx, actor.hub_id, "link_code", Channel.SMS, {"code_id": code_id}, now=now)
    body: Body = {"link": str(link_id), "code": str(code_id), "route": route, "entry": entry_id}
    note(
        tx, actor.hub_id, "link_code_made", actor, body, about=link.contact_id, told=[link.asked_by], now=now
    )
    return made


async def _who_waits(tx: Tx, link: Link, statement_id: UUID | None, now: datetime) -> Statement:
    """The member of staff reads a code to the person whose name they were shown: nobody who came meanwhile is taken for them."""
    waiting = await statements_of(tx.conn, link, now)
    chosen = [one for one in waiting if statement_id in (None, one.statement_id)]
    if not chosen:
        raise NobodyWaits
    if len(chosen) > 1:
        raise SeveralWait
    return chosen[0]


async def _must_call(tx: Tx, actor: Actor, link: Link) -> None:
    if (await tx.conn.execute(_SERVICE, {"person_id": actor.person_id})).scalar_one():
        raise CodesByPeople
    if actor.person_id in (link.asked_by, link.given_by):
        raise CallerAsked
