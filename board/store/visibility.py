"""The one rule of who may know of a contact. A restricted contact exists for the people named on it, any other stands on the board.

Statements take these pieces of SQL and spell nothing of the rule themselves: tests/house/test_visibility.py refuses it, and replaces
what stands between the marks to see that every door depends on it. contact is the alias of a row of contacts.
"""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from board.domain.contacts import Contact

_ROWS = "from named_people n where n.hub_id = {0}.hub_id and n.contact_id = {0}.contact_id"


def on_the_board(contact: str = "c") -> str:
    """Whether everybody at a desk may know of this contact. True of the empty row of a left join."""
    return f"/*on the board*/({contact}.restricted is not true)/*end*/"


def named_on(contact: str = "c", person: str = ":person_id") -> str:
    """Whether this person is named on this contact."""
    rows = _ROWS.format(contact)
    return f"/*named on*/(exists (select {rows} and n.person_id = {person} and n.ended_at is null))/*end*/"


def exists_for(contact: str = "c", person: str = ":person_id") -> str:
    """Whether this contact exists for this person."""
    return f"({on_the_board(contact)} or {named_on(contact, person)})"


def named_last(contact: str = "c", person: str = ":person_id") -> str:
    """Whether this person is named on this contact or, once the restriction was lifted, was named on it until then."""
    rows = _ROWS.format(contact)
    last = f"(select max(n.ended_at) {rows})"
    lifted = f"{contact}.restricted is not true and exists (select {rows} and n.person_id = {person} and n.ended_at = {last})"
    return f"({named_on(contact, person)} or {lifted})"


def both_exist_for(match: str = "t") -> str:
    """Whether both contacts of this likeness exist for this person."""
    pair = f"o.hub_id = {match}.hub_id and o.contact_id in ({match}.contact_id, {match}.other_id)"
    return f"not exists (select from contacts o where {pair} and not {exists_for('o')})"


def open_to_all_of(other: str = "o", contact: str = "c") -> str:
    """Whether another contact exists for everybody for whom this one does, so that a page which they share may count it.

    A contact on the board is shared by everybody at a desk. A restricted contact is shared by the people named on it.
    """
    theirs, ours = people_named(other), people_named(contact)
    return f"({on_the_board(other)} or not {on_the_board(contact)} and {theirs} @> {ours})"


def people_named(contact: str = "c") -> str:
    """The numbers of the people named on this contact, as an array."""
    rows = _ROWS.format(contact)
    return f"/*people named*/(array(select n.person_id {rows} and n.ended_at is null order by 1))/*end*/"


def named_before(contact: str = "c") -> str:
    """The people named on this contact without one whom the board named because none of them was on duty, as an array of numbers."""
    rows = _ROWS.format(contact)
    others = (
        f"({contact}.uncovered_at is null or n.named_by is not null or n.named_at < {contact}.uncovered_at)"
    )
    return f"(array(select n.person_id {rows} and n.ended_at is null and {others} order by 1))"


def ever_named(contact: str = "c") -> str:
    """The numbers of the people who are or were named on this contact, as an array. To leave people out, never to let them in."""
    return f"(array(select n.person_id {_ROWS.format(contact)}))"


NAMED_AND_OFFERED = (
    f"{people_named()} as named, "  # noqa: S608
    "(select h.person_id from hand_overs h where h.hub_id = c.hub_id and h.contact_id = c.contact_id and h.ended_at is null) as offered_to"
)
"""Columns of a statement that reads a Contact from c (hub_id, contact_id), once its row is locked."""
_TOLD = text(
    "select distinct person_id from deliveries where hub_id = :hub_id and contact_id = :contact_id "
    "and channel = 'page' and state not in ('delivered', 'given_up')"
)
_IS_OPEN_TO = text(
    f"select exists (select from contacts c where c.hub_id = :hub_id and c.ref = :ref and {exists_for()})"  # noqa: S608
)


async def told_of(conn: AsyncConnection, contact: Contact) -> frozenset[int]:
    """People with an unread notice about this contact. Hidden while they may not see the contact."""
    return frozenset((await conn.execute(_TOLD, contact.key)).scalars())


async def is_open_to(conn: AsyncConnection, hub_id: int, ref: str, person_id: int) -> bool:
    """Whether this contact exists for this person."""
    facts = {"hub_id": hub_id, "ref": ref, "person_id": person_id}
    return bool((await conn.execute(_IS_OPEN_TO, facts)).scalar_one())
