"""A link that went to a mailbox: taken with a code, given to a deputy and taken by them, given back, or taken away by the hub."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import text

from board.commands.baton import stands, write
from board.commands.deliveries import queue
from board.commands.link.ending import Why, end_browsers
from board.commands.record import note
from board.commands.words import one_of
from board.domain.baton import LINK, Baton
from board.domain.events import Body
from board.domain.link.links import Link
from board.domain.link.mailbox import GIVEN, LEFT, NOT_MINE, TAKEN_WORDS
from board.domain.link.sessions import LinkSession
from board.domain.people import Actor
from board.domain.refusals import BadInput, LinkEnded, LinkOver
from board.store.engine import Tx
from board.store.link import access_link, colleagues_of, link_of
from board.store.rows import insert, insert_one

_ENTRY = text("select entry_id from link_codes where hub_id = :hub_id and code_id = :code_id")
_PUT_BY = text(
    "update link_holders h set draft_id = l.draft_id from links l where l.hub_id = h.hub_id and l.link_id = h.link_id "
    "and h.hub_id = :hub_id and h.link_id = :link_id and h.ended_at is null"
)
_TAKE_UP = text(
    "update links l set draft_id = (select h.draft_id from link_holders h where h.hub_id = l.hub_id and h.link_id = l.link_id "
    "  and h.person_id = cast(:whose as bigint) and h.draft_id is not null order by h.link_holder_id desc limit 1) "
    "where l.hub_id = :hub_id and l.link_id = :link_id"
)
_NOT_OPENED = text("update links set opened_at = null where hub_id = :hub_id and link_id = :link_id")
_VOID_UNUSED = text(
    "update link_codes set void_at = :now where hub_id = :hub_id and link_id = :link_id and used_at is null and void_at is null"
)


async def take_link(tx: Tx, link: Link, code_id: UUID, stated: str, *, now: datetime) -> int:
    """The code was right: the deputy to whom it is given has it now, or else a guest of the agency under the name they stated.

    Nothing that another person typed goes with it. Returns the number of the person who has it. The caller holds the link, judged the
    code and records the event. Writes link_holders, link_offers, people, guests, links, link_sessions.
    """
    baton = await _baton(tx, link, link.offered_to)
    if link.offered_to is not None:
        whose, move = link.offered_to, baton.accept(link.offered_to)
    else:
        whose = await _as_guest(tx, link, code_id, stated, now)
        move = baton.take(whose)
    assert move is not None, "a person does not give it to themselves"
    await tx.conn.execute(_PUT_BY, link.key)
    await end_browsers(tx, link, "given", now=now)
    await write(tx, baton, move, by=whose, now=now)
    await tx.conn.execute(_TAKE_UP, link.key | {"whose": whose})
    return whose


async def give_link(tx: Tx, session: LinkSession, to: int, *, now: datetime) -> bool:
    """The person who has it gives it to a deputy, and keeps it until the deputy enters a code of their own. To another one: instead.

    Raises BadInput, LinkOver. Locks: the link. Writes link_offers, link_codes, deliveries; event link_given. Returns whether it was news.
    """
    link = await _own(tx, session, now)
    if to not in (number for number, _ in await colleagues_of(tx.conn, link)):
        raise BadInput({"deputy": "Select a colleague of your agency."})
    mine = session.actor.person_id
    baton = await _baton(tx, link, to)
    if baton.offer is not None and baton.offer.person_id != to:
        await write(tx, baton, baton.withdraw(mine), by=mine, now=now)
        baton = await _baton(tx, link, to)
    if not baton.can_be_offered(to):
        return False
    await write(tx, baton, baton.offer_to(to, mine, GIVEN), by=mine, now=now)
    await tx.conn.execute(_VOID_UNUSED, link.key | {"now": now})
    await _tell(tx, "link_opened", "link_given", link, mine, {"deputy": to}, now)
    return True


async def give_back(tx: Tx, session: LinkSession, *, now: datetime) -> None:
    """It is not theirs: nobody has it, and the next person of the agency with a code takes it.

    Raises LinkOver. Locks: the link. Writes what _free writes, deliveries; event link_given_back.
    """
    link = await _own(tx, session, now)
    await _free(tx, link, NOT_MINE, "not_mine", session.actor.person_id, now)
    await _tell(tx, "link_given_back", "link_given_back", link, session.actor.person_id, {}, now)


async def take_link_away(tx: Tx, actor: Actor, link_id: UUID, cause: str, *, now: datetime) -> bool:
    """The hub takes it away from the person who has it, whose page empties itself. Where nobody has it, that is silence.

    Raises NotAllowed, NotHere, UnknownCode (cause), LinkEnded. Locks: the contact, the link. Writes what _free writes; event
    link_taken_away. Returns whether it was news.
    """
    link = await access_link(tx.conn, actor, link_id, now=now, lock=True)
    one_of(tuple(TAKEN_WORDS), "cause", cause)
    if link.over(now) is not None:
        raise LinkEnded
    if link.holder_id is None:
        return False
    await _free(tx, link, cause, "taken_away", actor.person_id, now)
    body: Body = {"link": str(link_id), "why": cause}
    note(
        tx, link.hub_id, "link_taken_away", actor, body, about=link.contact_id, told=[link.asked_by], now=now
    )
    return True


async def free_left_link(tx: Tx, session: LinkSession, *, now: datetime) -> None:
    """The person who has it left the agency. Guards hold to that without. Writes what _free writes, deliveries; event link_given_back."""
    link = await link_of(tx.conn, session.link.hub_id, session.link.link_id, lock=True)
    if link is not None and link.holder_gone and link.holder_id is not None:
        await _free(tx, link, LEFT, "taken_away", link.holder_id, now)
        await _tell(tx, "link_given_back", "link_given_back", link, None, {}, now)


async def _free(tx: Tx, link: Link, why: str, closed: Why, by: int, now: datetime) -> None:
    """Nobody has it. Writes link_holders, link_offers, links, link_codes, link_sessions."""
    baton = await _baton(tx, link, None)
    await tx.conn.execute(_PUT_BY, link.key)
    await write(tx, baton, baton.end(why), by=by, now=now)
    await tx.conn.execute(_TAKE_UP, link.key | {"whose": None})
    await tx.conn.execute(_NOT_OPENED, link.key)
    await end_browsers(tx, link, closed, codes=True, now=now)


async def _own(tx: Tx, session: LinkSession, now: datetime) -> Link:
    """The link with its row locked, while the person of this browser has it. Raises LinkOver."""
    link = await link_of(tx.conn, session.link.hub_id, session.link.link_id, lock=True)
    if (
        link is None
        or link.over(now) is not None
        or link.holder_id != session.link.holder_id
        or not link.holder_id
    ):
        raise LinkOver
    return link


async def _baton(tx: Tx, link: Link, person_id: int | None) -> Baton:
    return await stands(tx, LINK, link.key, "This link", person_id or 0)


async def _as_guest(tx: Tx, link: Link, code_id: UUID, name: str, now: datetime) -> int:
    """A person whom only the code shows to be of the agency is never taken for a guest who is known by that name."""
    facts = {"hub_id": link.hub_id, "code_id": code_id}
    entry_id = (await tx.conn.execute(_ENTRY, facts)).scalar_one()
    person = {"name": name, "email": None, "guest": True, "created_at": now}
    guest_id = int(await insert_one(tx.conn, "people", person, "person_id"))
    row = {"guest_id": guest_id, "agency_id": link.agency_id, "email": None, "entry_id": entry_id}
    await insert(tx.conn, "guests", [link.key | row | {"added_at": now, "added_by": guest_id}])
    note(tx, link.hub_id, "guest_added", guest_id, {"guest": guest_id}, now=now)
    return guest_id


async def _tell(
    tx: Tx, notice: str, event: str, link: Link, by: int | None, more: Body, now: datetime
) -> None:
    """Tell the colleague who asked, and record the event."""
    if link.contact_id is not None:
        await queue(tx, link.hub_id, notice, [link.asked_by], link.contact_id, now=now, noted=False)
    body: Body = {"link": str(link.link_id), **more}
    note(tx, link.hub_id, event, by, body, about=link.contact_id, told=[link.asked_by], now=now)
