"""The live people of a hub as the matcher reads them, and the matches of a contact that somebody may know of."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from board.domain.contacts import Contact
from board.domain.family.reasons import REFERENCE
from board.domain.matching import Somebody
from board.store.family_keys import unredacted
from board.store.visibility import exists_for, on_the_board

_PEOPLE = (
    "select c.contact_id, c.ref, c.restricted, p.part, p.given_name, p.family_name, p.born_on, p.expected_on, p.address, p.sex "
    "from contacts c join lateral ("
    "  select case when unborn then 'unborn' else 'child' end as part, given_name, family_name, born_on, expected_on, address, sex "
    "    from children x where x.hub_id = c.hub_id and x.contact_id = c.contact_id "
    "  union all select 'adult', given_name, family_name, born_on, null, address, null "
    "    from adults a where a.hub_id = c.hub_id and a.contact_id = c.contact_id) p on true "
    "where c.hub_id = :hub_id and "
)
GIVEN_AWAY = "'contact_claimed', 'hand_over_accepted', 'contact_allocated', 'contact_reassigned'"
"""Kinds of event in which a contact may go to somebody beside a family, in SQL. Older ones do not name the matches they were about."""
_THESE = text(_PEOPLE + "c.contact_id = :contact_id")
# Keys are asked of live contacts alone, however long the past. Somebody without keys is always worth comparing. Each key is looked up in a
# hash of those asked for: the overlap of two arrays compares each with each, and a family of forty has hundreds.
_KEY = (
    "x left join lateral unnest(x.look_up_keys) as u(key) on true where x.hub_id = c.hub_id and x.contact_id = c.contact_id "
    "and (x.look_up_keys is null or u.key in (select unnest(cast(:keys as bigint[])))) limit 1"
)
_WORTH = (
    f"{_PEOPLE} c.closed_at is null and c.contact_id <> :contact_id "  # noqa: S608 - pieces of this module
    f"and ((select true from children {_KEY}) or (select true from adults {_KEY}))"
)
_ORDINARY = text(f"{_WORTH} and {on_the_board()}")
_ALL = text(_WORTH)
_HIDDEN = text("select contact_id from contacts where hub_id = :hub_id and closed_at is null and restricted")
_OPEN_PEOPLE = text(_PEOPLE + "(c.closed_at is null or c.closed_at >= :since) and " + exists_for())
_HIDDEN_PEOPLE = text(f"{_PEOPLE} (c.closed_at is null or c.closed_at >= :since) and not {exists_for()}")
_SIDE = "case when m.contact_id = :contact_id then m.other_id else m.contact_id end"
_LIKE = (
    f"from matches m join contacts o on o.hub_id = m.hub_id and o.contact_id = {_SIDE} "
    "left join claims cl on cl.hub_id = o.hub_id and cl.contact_id = o.contact_id and cl.released_at is null "
    "left join people p on p.person_id = cl.person_id "
    "where m.hub_id = :hub_id and (m.contact_id = :contact_id or m.other_id = :contact_id) "
)
# A contact under the same reference is asked about when it is closed too.
_BY_REFERENCE = f"('{REFERENCE}' = any(m.reasons) or m.verdict is not distinct from 'incident')"


def told_to(side: str) -> str:
    """Whether a match `m` by reference is shown to one side of it, a contact's number in SQL: to the later contact from its arrival, to the
    earlier once the worker has told of that arrival or a person has answered, since the events of these draw it and the arrival's does not.
    """
    return (
        f"(m.other_id = {side} or m.verdict is not null or not exists (select from sendings s where s.hub_id = m.hub_id "
        "and s.contact_id = m.other_id and s.kind in ('first', 'other') and s.told_at is null))"
    )


_LIVE = f"and (o.closed_at is null or {_BY_REFERENCE})"
_BOTH_LIVE = f"and ({_BY_REFERENCE} and {told_to(':contact_id')} or o.closed_at is null and :live and m.reasons <> '{{{REFERENCE}}}')"
_LIVE_OR_ALL = f"and (:closed or o.closed_at is null or {_BY_REFERENCE})"
_LOCK = text(
    f"select m.match_id from matches m join contacts o on o.hub_id = m.hub_id and o.contact_id = {_SIDE} "  # noqa: S608
    "where m.hub_id = :hub_id and (m.contact_id = :contact_id or m.other_id = :contact_id) and o.closed_at is null "
    f"and m.verdict is distinct from 'rejected' and {exists_for('o')} order by m.match_id for no key update of m"
)
_OF = text(
    "select m.match_id, m.strong, m.reasons, m.verdict, m.verdict_reason, m.anyway_reason, m.anyway_at, m.left_to, "
    "o.contact_id, o.ref, o.restricted, o.closed_at, "
    f"cl.person_id as holder_id, p.name as holder {_LIKE} {_LIVE} and {exists_for('o')} order by m.strong desc, m.match_id"
)
_BESIDE = text(
    "select m.match_id, o.contact_id, cl.person_id as holder_id, (select h.person_id from hand_overs h where h.hub_id = o.hub_id "  # noqa: S608
    f"and h.contact_id = o.contact_id and h.ended_at is null) as offered_to {_LIKE} "
    f"{_LIVE_OR_ALL} and {on_the_board('o')} order by o.contact_id"
)
_SHOWN = text(
    f"select m.reasons, m.verdict, m.verdict_reason, o.ref {_LIKE} {_BOTH_LIVE} "
    f"and {on_the_board('o', ':reader')} order by m.strong desc, m.match_id"
)

_DAY = "coalesce({0}.incident_on, cast({0}.received_at at time zone 'Europe/London' as date))"
_UNDER_ONE_REFERENCE = text(
    _PEOPLE.replace("select ", f"select {_DAY.format('c')} = {_DAY.format('n')} as same_day, ", 1).replace(
        "join lateral", f"join contacts n on n.hub_id = c.hub_id and {on_the_board('n')} left join lateral"
    )
    + "n.contact_id = :contact_id and c.source = n.source and (c.contact_id = n.contact_id or c.reference_key = n.reference_key) "
    f"and (c.closed_at is null or c.closed_at >= :since) and {on_the_board()}"
)


async def people_of(conn: AsyncConnection, hub_id: int, contact_id: int) -> list[Somebody]:
    """Everybody of this contact, for no eyes but the matcher's."""
    rows = await conn.execute(_THESE, {"hub_id": hub_id, "contact_id": contact_id})
    return [somebody(row) for row in rows]


async def worth_comparing(
    conn: AsyncConnection, hub_id: int, contact_id: int, keys: list[int], *, restricted: bool
) -> dict[int, list[Somebody]]:
    """The other live contacts that share a key, with everybody of each.

    restricted: with restricted contacts, for no eyes but the matcher's.
    """
    facts = {"hub_id": hub_id, "contact_id": contact_id, "keys": keys}
    found: defaultdict[int, list[Somebody]] = defaultdict(list)
    for row in await conn.execute(_ALL if restricted else _ORDINARY, facts):
        found[row.contact_id].append(somebody(row))
    return dict(found)


async def live_restricted(conn: AsyncConnection, hub_id: int) -> list[int]:
    """The live restricted contacts, for no eyes but the matcher's."""
    return sorted((await conn.execute(_HIDDEN, {"hub_id": hub_id})).scalars())


async def under_one_reference(conn: AsyncConnection, contact: Contact, since: datetime) -> list[Any]:
    """Everybody of this contact, and of those under its reference that are on the board or closed since then; a row at least for each."""
    return list((await conn.execute(_UNDER_ONE_REFERENCE, contact.key | {"since": since})).all())


async def people_open_to(
    conn: AsyncConnection, hub_id: int, person_id: int, *, since: datetime
) -> dict[int, list[tuple[Somebody, Any]]]:
    """Everybody of the contacts that exist for this person, live or closed since then, by contact."""
    facts = {"hub_id": hub_id, "person_id": person_id, "since": since}
    return grouped(await conn.execute(_OPEN_PEOPLE, facts))


async def people_hidden_from(
    conn: AsyncConnection, hub_id: int, person_id: int, *, since: datetime
) -> dict[int, list[tuple[Somebody, Any]]]:
    """Everybody of the contacts that do not exist for this person, by contact: to tell the people named, and for no eyes of theirs."""
    facts = {"hub_id": hub_id, "person_id": person_id, "since": since}
    return grouped(await conn.execute(_HIDDEN_PEOPLE, facts))


def grouped(rows: Any) -> dict[int, list[tuple[Somebody, Any]]]:
    """People by contact."""
    found: defaultdict[int, list[tuple[Somebody, Any]]] = defaultdict(list)
    for row in rows:
        found[row.contact_id].append((somebody(row), row))
    return dict(found)


def somebody(row: Any) -> Somebody:
    """One of these people as the matcher compares them. A redacted name or address is not known."""
    names = unredacted(row.given_name), unredacted(row.family_name)
    return Somebody(row.part, *names, row.born_on, row.expected_on, unredacted(row.address), row.sex)


async def lock_matches(conn: AsyncConnection, contact: Contact, person_id: int) -> bool:
    """Hold the matches of this contact that this person may know of, so that of two claims in one family one waits; whether there are any.

    Locks: these matches by number, after the contact.
    """
    return bool((await conn.execute(_LOCK, contact.key | {"person_id": person_id})).all())


async def matches_of(conn: AsyncConnection, hub_id: int, contact_id: int, person_id: int) -> list[Any]:
    """The matches of a contact with live ones that exist for this person, with who holds the other; the strongest first."""
    facts = {"hub_id": hub_id, "contact_id": contact_id, "person_id": person_id}
    return list((await conn.execute(_OF, facts)).all())


async def beside(conn: AsyncConnection, contact: Contact, *, closed: bool = False) -> list[Any]:
    """The live contacts on the board that look like this one's family, rejected or not, with who holds each. Never a restricted one.

    closed: those that were closed too.
    """
    return list((await conn.execute(_BESIDE, contact.key | {"closed": closed})).all())


async def shown_alike(
    conn: AsyncConnection, hub_id: int, contact_id: int, reader: int | None, *, live: bool
) -> list[Any]:
    """The matches of a contact, not restricted, that everybody may know of; the strongest first. live: the contact is not closed.
    reader: without what is kept from them; none: for everybody.

    Matches by reference stand on closed contacts too. Others stand where both are live.
    """
    facts = {"hub_id": hub_id, "contact_id": contact_id, "live": live, "reader": reader}
    return list((await conn.execute(_SHOWN, facts)).all())
