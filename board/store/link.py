"""Links, their codes and the browsers in which they were opened, as they are stored."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from board.domain.link.links import Link
from board.domain.link.sessions import LinkSession, Statement, session_of_row
from board.domain.people import Actor
from board.domain.refusals import NotHere
from board.store.doors import access_contact, must
from board.store.policies import policy
from board.store.visibility import exists_for

_COLLEAGUE: Final = (
    "(p.ended_at is null and not p.service and (exists (select from guests g where g.hub_id = l.hub_id and g.agency_id = l.agency_id "  # noqa: S608 - a piece of store/visibility.py
    "  and g.guest_id = p.person_id and g.ended_at is null) or exists (select from seats s where s.hub_id = l.hub_id "
    f"  and s.agency_id = l.agency_id and s.person_id = p.person_id and s.ended_at is null) and {exists_for('c', 'p.person_id')}))"
)
"""Whether p is a guest of the agency of the link l, or has a seat of it and may know of its contact c."""
COLUMNS: Final = (
    "l.hub_id, l.link_id, l.purpose, l.agency_id, a.name as agency, l.guest_id, l.person_id, l.mailbox_id, l.grant_id, w.given_by, "
    "coalesce(p.name, w.name) as name, l.contact_id, c.ref, "
    "c.closed_at, l.question, l.sent_to, l.asked_at, l.asked_by, l.valid_until, l.opened_at, l.answered_at, l.withdrawn_at, l.void_at, "
    "(b.person_id is null and (p.ended_at is not null or g.ended_at is not null or w.withdrawn_at is not null "
    "  or w.accepted_at is not null)) as person_ended, l.draft_id, b.person_id as holder_id, "
    f"b.person_id is not null and not {_COLLEAGUE} as holder_gone, o.person_id as offered_to, deputy.name as offered_name"
)
JOINS: Final = (
    "join agencies a on a.hub_id = l.hub_id and a.agency_id = l.agency_id "
    "left join link_holders b on b.hub_id = l.hub_id and b.link_id = l.link_id and b.ended_at is null "
    "left join link_offers o on o.hub_id = l.hub_id and o.link_id = l.link_id and o.ended_at is null "
    "left join people deputy on deputy.person_id = o.person_id "
    "left join people p on p.person_id = coalesce(l.guest_id, l.person_id, b.person_id) "
    "left join guests g on g.hub_id = l.hub_id and g.guest_id = l.guest_id "
    "left join seat_grants w on w.hub_id = l.hub_id and w.grant_id = l.grant_id "
    "left join contacts c on c.hub_id = l.hub_id and c.contact_id = l.contact_id"
)
_LINK = f"select {COLUMNS} from links l {JOINS} where l.hub_id = :hub_id and l.link_id = :link_id"  # noqa: S608 - constants of this file
_LOOK = text(_LINK)
_LOCK = text("select from links where hub_id = :hub_id and link_id = :link_id for no key update")
_OF_TOKEN = text(f"select {COLUMNS} from links l {JOINS} where l.token_hash = :token_hash")  # noqa: S608
_SESSIONS = (
    f"select {COLUMNS}, s.session_id, s.code_id, t.said_name, t.said_role, s.begun_at, s.seen_at, s.locked_at, "  # noqa: S608
    "h.key as hub_key, h.name as hub_name "
    f"from link_sessions s join links l on l.hub_id = s.hub_id and l.link_id = s.link_id {JOINS} "
    "join link_statements t on t.hub_id = s.hub_id and t.statement_id = s.session_id "
    "join hubs h on h.hub_id = l.hub_id where s.ended_at is null"
)
_SESSION = text(f"{_SESSIONS} and s.token_hash = :token_hash")
_OPEN = text(f"{_SESSIONS} and s.hub_id = :hub_id order by s.session_id")
_CODES = text(
    "select code_id, code_hash, wrong, valid_until, used_at, statement_id from link_codes where hub_id = :hub_id and link_id = :link_id "
    "and void_at is null order by made_at desc"
)
_STATEMENTS = text(
    "select t.statement_id, t.said_name, t.said_role, t.said_at, s.session_id is not null as inside from link_statements t "
    "left join link_sessions s on s.session_id = t.statement_id where t.hub_id = :hub_id and t.link_id = :link_id "
    "and t.ended_at is null and s.ended_at is null and (s.session_id is not null or t.said_at > :since) "
    "order by t.said_at desc, t.statement_id"
)
_STATED = text(
    "select t.statement_id, t.said_name, t.said_role, t.said_at, false as inside from link_statements t "
    "where t.hub_id = :hub_id and t.link_id = :link_id and t.statement_id = :statement_id and t.ended_at is null "
    "and not exists (select from link_sessions s where s.session_id = t.statement_id)"
)
STATED_FOR: Final = timedelta(days=1)
"""For how long a statement waits for a code, and its browser is asked for one without the link again."""
_COLLEAGUES = text(
    "select p.person_id, p.name from links l cross join people p "  # noqa: S608 - constants of this file
    "left join contacts c on c.hub_id = l.hub_id and c.contact_id = l.contact_id "
    f"where l.hub_id = :hub_id and l.link_id = :link_id and {_COLLEAGUE} "
    "and p.person_id <> :whose order by p.name, p.person_id"
)
_OWN: Final = set(Link.__slots__)


@dataclass(frozen=True, slots=True)
class LinkCode:
    """A code that is not void. used_at: when it opened its link. statement_id: whose code it is."""

    code_id: UUID
    code_hash: bytes
    wrong: int
    valid_until: datetime
    used_at: datetime | None
    statement_id: UUID | None


async def link_of(conn: AsyncConnection, hub_id: int, link_id: UUID, *, lock: bool = False) -> Link | None:
    """This link, for the board itself or its own person. lock: its row for no key update, after its contact's."""
    facts = {"hub_id": hub_id, "link_id": link_id}
    if lock:  # read after it, so that a transaction that waited for it sees who has the link now
        await conn.execute(_LOCK, facts)
    row = (await conn.execute(_LOOK, facts)).one_or_none()
    return None if row is None else Link.of(row._asdict())


async def link_of_token(conn: AsyncConnection, token_hash: bytes) -> Link | None:
    """The link with this token, whatever became of it."""
    row = (await conn.execute(_OF_TOKEN, {"token_hash": token_hash})).one_or_none()
    return None if row is None else Link.of(row._asdict())


async def access_link(
    conn: AsyncConnection, actor: Actor, link_id: UUID, *, now: datetime, lock: bool = False
) -> Link:
    """The link with this number, if this member of staff may do what its purpose asks, and may know of its contact.

    lock: its row, after that of its contact. Raises NotAllowed, NotHere (missing, of another hub, or of a contact restricted to others).
    """
    found = await link_of(conn, actor.hub_id, link_id)
    if found is None:
        raise NotHere
    must(actor, found.purpose.action)
    if found.ref is not None:
        await access_contact(conn, actor, found.ref, found.purpose.action, now=now, lock=lock)
    if lock:
        found = await link_of(conn, actor.hub_id, link_id, lock=True)
        assert found is not None, "links are not deleted while their contact is locked"
    return found


async def colleagues_of(conn: AsyncConnection, link: Link) -> list[tuple[int, str]]:
    """Number and name of each person to whom a link to a mailbox may be given: guests of its agency, and seats that may know of it."""
    facts = link.key | {"whose": link.whose}
    return [(row.person_id, row.name) for row in await conn.execute(_COLLEAGUES, facts)]


async def codes_of(conn: AsyncConnection, link: Link) -> list[LinkCode]:
    """Codes of this link that are not void, the newest first."""
    return [LinkCode(*row) for row in await conn.execute(_CODES, link.key)]


async def statements_of(conn: AsyncConnection, link: Link, now: datetime) -> list[Statement]:
    """Statements of people whom a new code would let in: the newest first."""
    facts = link.key | {"since": now - STATED_FOR}
    stated = [Statement(*row) for row in await conn.execute(_STATEMENTS, facts)]
    return [one for one in stated if link.opens_anew(back=one.inside)]


async def statement_of(conn: AsyncConnection, link: Link, statement_id: UUID) -> Statement | None:
    """The statement of a browser at the door, as long as it was not let in and has not stated something else since."""
    row = (await conn.execute(_STATED, link.key | {"statement_id": statement_id})).one_or_none()
    return None if row is None else Statement(*row)


async def link_session_of(conn: AsyncConnection, token_hash: bytes, now: datetime) -> LinkSession | None:
    """The browser that this cookie lets in, unless it was ended. Ask its standing before believing it."""
    row = (await conn.execute(_SESSION, {"token_hash": token_hash})).one_or_none()
    return None if row is None else await _session(conn, row, now)


async def open_link_sessions(conn: AsyncConnection, hub_id: int, now: datetime) -> list[LinkSession]:
    """Every browser of this hub's links that was not ended."""
    rows = (await conn.execute(_OPEN, {"hub_id": hub_id})).all()
    return [await _session(conn, row, now) for row in rows]


async def _session(conn: AsyncConnection, row: Any, now: datetime) -> LinkSession:
    idle = (await policy(conn, row.hub_id, now)).links.idle_minutes
    return session_of_row(_link(row), row, idle)


def _link(row: Any) -> Link:
    return Link.of({name: value for name, value in row._mapping.items() if name in _OWN})
