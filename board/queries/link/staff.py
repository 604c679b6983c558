"""Links and guests, as members of staff read them."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from board.domain.directory.entries import (
    HOW_WORDS,
    WHY_WORDS,
    EntryKind,
    HowConfirmed,
    Standing,
    why_no_code,
)
from board.domain.directory.numbers import shown, takes_text
from board.domain.link.links import OVER_WORDS, Link, Over
from board.domain.link.mailbox import NOT_MINE
from board.domain.people import Actor
from board.store.directory import CURRENT, entry_of
from board.store.link import COLUMNS, JOINS, link_of, statements_of
from board.store.policies import policy
from board.views.link.staff import ContactLinks, GuestRow, LinkRow, MailboxRow, NumberRow, WaitingRow

_MORE: Final = (
    "asker.name as asker_name, k.route, k.made_at, k.valid_until as code_until, k.wrong, k.void_at as code_void_at, k.used_at, "
    "waits.wait_name, waits.wait_role, waits.wait_at, "
    "s.said_name, s.said_role, s.begun_at, s.ended_at as session_ended_at, s.ended_why, t.last_name, t.ended_at as freed_at, t.end_reason, "
    "o.offered_at, b.held_at, d.state as mail, d.changed_at as mail_at "
)
_BESIDE: Final = (
    "join people asker on asker.person_id = l.asked_by "
    "left join lateral (select * from link_codes k where k.hub_id = l.hub_id and k.link_id = l.link_id order by k.made_at desc limit 1) k "
    "  on true "
    "left join lateral (select s.*, t.said_name, t.said_role from link_sessions s join link_statements t on t.hub_id = s.hub_id "
    "  and t.statement_id = s.session_id where s.hub_id = l.hub_id and s.link_id = l.link_id order by s.begun_at desc limit 1) s on true "
    "left join lateral (select t.said_name as wait_name, t.said_role as wait_role, t.said_at as wait_at from link_statements t "
    "  where t.hub_id = l.hub_id and t.link_id = l.link_id and t.ended_at is null "
    "  and not exists (select from link_sessions x where x.session_id = t.statement_id) "
    "  and not exists (select from link_codes x where x.hub_id = t.hub_id and x.statement_id = t.statement_id) "
    "  order by t.said_at desc limit 1) waits on true "
    "left join lateral (select t.ended_at, t.end_reason, had.name as last_name from link_holders t join people had using (person_id) "
    "  where t.hub_id = l.hub_id and t.link_id = l.link_id and t.ended_at is not null order by t.link_holder_id desc limit 1) t on true "
    "left join lateral (select d.state::text as state, d.changed_at from deliveries d where d.hub_id = l.hub_id "
    "  and d.link_id = l.link_id) d on true "
)
_ROWS = f"select {COLUMNS}, {_MORE} from links l {JOINS} {_BESIDE}"  # noqa: S608 - constants
_OF_CONTACT = text(
    f"{_ROWS} where l.hub_id = :hub_id and l.contact_id = :contact_id order by l.asked_at desc, l.link_id"
)
_ONE = text(f"{_ROWS} where l.hub_id = :hub_id and l.link_id = :link_id")
_GUESTS = text(
    "select g.*, p.name, a.name as agency, e.address, adder.name as adder, confirmer.name as confirmer from guests g "
    "join people p on p.person_id = g.guest_id join agencies a on a.hub_id = g.hub_id and a.agency_id = g.agency_id "
    "join agency_entries e on e.hub_id = g.hub_id and e.entry_id = g.entry_id join people adder on adder.person_id = g.added_by "
    "left join people confirmer on confirmer.person_id = g.confirmed_by "
    "where g.hub_id = :hub_id and g.ended_at is null order by a.name, p.name, g.guest_id"
)
_NUMBERS = text(
    "select e.*, a.name as agency from agency_entries e join agencies a on a.hub_id = e.hub_id and a.agency_id = e.agency_id "  # noqa: S608
    f"where e.hub_id = :hub_id and e.kind = 'telephone' and {CURRENT} "
    "and (cast(:agency_id as bigint) is null or e.agency_id = cast(:agency_id as bigint)) order by a.name, e.name, e.entry_id"
)
_MAILBOXES = text(
    "select e.*, a.name as agency from agency_entries e join agencies a on a.hub_id = e.hub_id and a.agency_id = e.agency_id "  # noqa: S608
    f"where e.hub_id = :hub_id and e.kind = 'mailbox' and {CURRENT} order by a.name, e.address, e.entry_id"
)
_OWN: Final = set(Link.__slots__)


async def contact_links(
    conn: AsyncConnection, row: Any, hub_key: str, now: datetime | None = None
) -> ContactLinks:
    """People outside who were asked about this contact, which the caller has read through its door.

    now: none on a live page, where no line may become untrue by time alone.
    """
    facts = {"hub_id": row.hub_id, "contact_id": row.contact_id}
    rows = (await conn.execute(_OF_CONTACT, facts)).all()
    return ContactLinks(hub_key, row.ref, tuple(_row(one, now) for one in rows))


async def waiting(conn: AsyncConnection, link: Link, now: datetime) -> tuple[WaitingRow, ...]:
    """People who opened this link, stated who they are and may get a code: the newest first."""
    return tuple(
        WaitingRow(one.statement_id, one.said_name, one.said_role, one.said_at, one.inside)
        for one in await statements_of(conn, link, now)
    )


async def waiting_by_link(
    conn: AsyncConnection, hub_id: int, rows: tuple[LinkRow, ...], now: datetime
) -> dict[UUID, tuple[WaitingRow, ...]]:
    """The same for each of these links that is open."""
    links = [await link_of(conn, hub_id, row.link_id) for row in rows if row.open]
    return {one.link_id: await waiting(conn, one, now) for one in links if one is not None}


async def link_row(conn: AsyncConnection, link: Link, now: datetime) -> LinkRow:
    """This link, which the caller has through access_link."""
    return _row((await conn.execute(_ONE, link.key)).one(), now)


async def guests(conn: AsyncConnection, actor: Actor) -> tuple[GuestRow, ...]:
    """The guests of the actor's hub."""
    rows = (await conn.execute(_GUESTS, {"hub_id": actor.hub_id})).all()
    return tuple(
        GuestRow(
            row.guest_id,
            row.name,
            row.agency,
            row.email or "",
            shown(row.address),
            row.adder,
            row.added_at,
            row.confirmer,
            row.confirmed_at,
            HOW_WORDS[HowConfirmed(row.confirmed_how)] if row.confirmed_how else "",
            row.confirmed_at is None and row.added_by != actor.person_id,
        )
        for row in rows
    )


async def numbers(
    conn: AsyncConnection, actor: Actor, now: datetime, link: Link | None = None
) -> tuple[NumberRow, ...]:
    """Numbers of the agencies of the hub, or those of the agency of a link with the reason why its code must not go there."""
    months = (await policy(conn, actor.hub_id, now)).directory.confirm_months
    facts = {"hub_id": actor.hub_id, "agency_id": link.agency_id if link else None}
    found = []
    for row in await conn.execute(_NUMBERS, facts):
        entry, why = entry_of(row), None
        if link is not None:
            why = why_no_code(entry, link.asked, months, now=now)
        said = WHY_WORDS[why] if why else None
        assert entry.kind is EntryKind.TELEPHONE
        found.append(
            NumberRow(
                entry.entry_id,
                row.agency,
                shown(entry.address),
                entry.name,
                entry.deputies,
                takes_text(entry.address),
                said,
            )
        )
    return tuple(found)


async def mailboxes(conn: AsyncConnection, actor: Actor, now: datetime) -> tuple[MailboxRow, ...]:
    """Mailboxes of the hub's agencies to which a link may go: those that are confirmed."""
    months = (await policy(conn, actor.hub_id, now)).directory.confirm_months
    return tuple(
        MailboxRow(row.entry_id, row.agency, row.address)
        for row in await conn.execute(_MAILBOXES, {"hub_id": actor.hub_id})
        if entry_of(row).standing(months, now) is Standing.CONFIRMED
    )


def _row(row: Any, now: datetime | None) -> LinkRow:
    link = Link.of({name: value for name, value in row._mapping.items() if name in _OWN})
    over = link.over(now or link.asked_at)
    mailbox = link.mailbox_id is not None
    state, at, loud = _over(link, over) if over else (mailbox and _passed(link, row)) or _state(row)
    return LinkRow(
        link.link_id,
        link.sent_to if mailbox else link.name or "",
        link.agency,
        link.question or "",
        row.asker_name,
        link.asked_at,
        link.valid_until,
        state,
        at,
        over is None,
        loud,
        mailbox,
        link.offered_name or link.name,
        link.name if mailbox else None,
    )


def _over(link: Link, over: Over) -> tuple[str, datetime | None, bool]:
    times = {Over.WITHDRAWN: link.withdrawn_at, Over.RESTORED: link.void_at, Over.ANSWERED: link.answered_at}
    times |= {Over.RAN_OUT: link.valid_until, Over.CONTACT_LEFT: link.closed_at}
    return OVER_WORDS[over], times.get(over), False


def _passed(link: Link, row: Any) -> tuple[str, datetime | None, bool] | None:
    """A link to a mailbox that needs the hub since it passed from one person to the next, or left the last; none: it does not."""
    if link.holder_gone:
        return f"{link.name} has it and is no longer of this agency: take it away", row.held_at, True
    if link.offered_to is not None:
        coded = row.made_at is not None and row.code_void_at is None and row.used_at is None
        code = "has a code" if coded else "waits for a code" if row.wait_name else "needs a code"
        return (
            f"{link.name} has it and gives it to {link.offered_name}, who {code}",
            row.offered_at,
            not coded,
        )
    if link.holder_id is not None and row.wait_name is not None:
        also = f"{row.wait_name}, {row.wait_role}, opened it too"
        return f"{link.name} has it. {also}, and gets no code while it is theirs", row.wait_at, True
    if link.holder_id is not None and row.session_ended_at is not None:
        return f"Five wrong codes in the browser of {link.name}: take it away", row.session_ended_at, True
    if (
        link.holder_id is None
        and row.freed_at is not None
        and (row.made_at is None or row.made_at <= row.freed_at)
    ):
        how = "gave it back as not theirs" if row.end_reason == NOT_MINE else "no longer has it"
        next_one = f"{row.wait_name}, {row.wait_role}, waits for a code" if row.wait_name else ""
        waits = next_one or "The next person with a code has it"
        return f"{row.last_name} {how}. {waits}", row.freed_at, True
    return None


def _state(row: Any) -> tuple[str, datetime | None, bool]:
    """How far a link that is open came: nothing that time alone makes untrue."""
    if row.wait_name is not None:
        there = row.session_ended_at is None and row.begun_at is not None
        also = f" too; {row.said_name} opened it before" if there else ""
        return f"{row.wait_name}, {row.wait_role}, waits for a code{also}", row.wait_at, True
    if row.session_ended_at is None and row.begun_at is not None:
        return f"Opened with its code by {row.said_name}, {row.said_role}", row.begun_at, False
    if row.wrong is not None and row.wrong >= 5:
        return "Five wrong codes: make another", row.code_void_at, True
    if row.made_at is not None and row.code_void_at is None and row.used_at is None:
        route = "sent as a text message" if row.route == "text" else "read out in a call"
        return f"Code {route}, not entered yet", row.made_at, False
    if row.begun_at is not None:
        return "The page was closed: a new code is needed", row.session_ended_at, False
    if row.mail == "given_up":
        return "The mail with the link did not arrive", row.mail_at, True
    return "Sent, not opened yet", row.asked_at, False
