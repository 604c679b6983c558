"""The one rule of who may know of a contact. A restricted contact exists for the people named on it, any other stands on the board; neither
exists for a person with an interest in its family.

Statements take these pieces of SQL and spell nothing of the rule themselves: tests/house/test_visibility.py refuses it, and replaces
what stands between the marks to see that every door depends on it. contact is the alias of a row of contacts.
"""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from board.domain.contacts import Contact
from board.domain.permissions import Role, lens_of, sees

_ROWS = "from named_people n where n.hub_id = {0}.hub_id and n.contact_id = {0}.contact_id"
_NAMING = ", ".join(f"'{one.value}'" for one in Role if sees(lens_of([one]), "contact", "family"))
_APART = "from interest_contacts i where i.hub_id = {0}.hub_id and i.contact_id = {0}.contact_id and i.ended_at is null"


def apart(contact: str = "c", person: str = ":person_id") -> str:
    """Whether this contact is kept from this person, because of their interest in its family. False of nobody (null)."""
    return f"/*apart*/(exists (select {_APART.format(contact)} and i.person_id = {person}))/*end apart*/"


def shown_names(row: str) -> str:
    """Whether the person of this row has a seat in its hub that shows families' names. To others nothing is drawn apart: a contact that is
    missing among contacts without names would tell which family it is of.
    """
    seats = (
        f"from seats s where s.hub_id = {row}.hub_id and s.person_id = {row}.person_id and s.ended_at is null"
    )
    return f"exists (select {seats} and s.role in ({_NAMING}))"


def on_the_board(contact: str = "c", reader: str | None = None) -> str:
    """Whether everybody at a desk may know of this contact. True of the empty row of a left join.

    reader: the person it is read for, null where many read it; then not where it is kept from them.
    """
    everybody = f"/*on the board*/({contact}.restricted is not true)/*end*/"
    return everybody if reader is None else f"({everybody} and not {apart(contact, reader)})"


def named_on(contact: str = "c", person: str = ":person_id") -> str:
    """Whether this person is named on this contact, and it is not kept from them."""
    rows, kept = _ROWS.format(contact), apart(contact, person)
    named = f"exists (select {rows} and n.person_id = {person} and n.ended_at is null)"
    return f"/*named on*/({named} and not {kept})/*end*/"


def exists_for(contact: str = "c", person: str = ":person_id", reader: str | None = None) -> str:
    """Whether this contact exists for this person. reader: as in on_the_board, where nobody is shown names; else the person."""
    return f"({on_the_board(contact, reader or person)} or {named_on(contact, person)})"


def named_last(contact: str = "c", person: str = ":person_id") -> str:
    """Whether this person is named on this contact or, once the restriction was lifted, was named on it until then."""
    rows = _ROWS.format(contact)
    last = f"(select max(n.ended_at) {rows})"
    lifted = f"{contact}.restricted is not true and exists (select {rows} and n.person_id = {person} and n.ended_at = {last})"
    return f"({named_on(contact, person)} or {lifted} and not {apart(contact, person)})"


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
    rows, kept = _ROWS.format(contact), apart("n", "n.person_id")
    return f"/*people named*/(array(select n.person_id {rows} and n.ended_at is null and not {kept} order by 1))/*end*/"


def people_apart(contact: str = "c", *, who: str = "true") -> str:
    """The numbers of the people from whom this contact is kept, as an array. To leave people out, never to let them in.

    who: a condition on the rows i.
    """
    return f"/*people apart*/(array(select i.person_id {_APART.format(contact)} and {who}))/*end apart*/"


def named_before(contact: str = "c") -> str:
    """The people named on this contact without one whom the board named because none of them was on duty, as an array of numbers."""
    rows = _ROWS.format(contact)
    others = (
        f"({contact}.uncovered_at is null or n.named_by is not null or n.named_at < {contact}.uncovered_at)"
    )
    kept = apart("n", "n.person_id")
    return f"(array(select n.person_id {rows} and n.ended_at is null and {others} and not {kept} order by 1))"


def ever_named(contact: str = "c") -> str:
    """The numbers of the people who are or were named on this contact, as an array. To leave people out, never to let them in."""
    return f"(array(select n.person_id {_ROWS.format(contact)}))"


NAMED_AND_OFFERED = (
    f"{people_named()} as named, {people_apart()} as apart, "  # noqa: S608
    "(select h.person_id from hand_overs h where h.hub_id = c.hub_id and h.contact_id = c.contact_id and h.ended_at is null) as offered_to"
)
"""Columns of a statement that reads a Contact from c (hub_id, contact_id), once its row is locked."""
_TOLD = text(
    "select distinct person_id from deliveries where hub_id = :hub_id and contact_id = :contact_id "
    "and channel = 'page' and state not in ('delivered', 'given_up')"
)
_KEPT_FROM = text(
    "select p.person_id, c.contact_id, c.ref from (select distinct i.person_id from interests i where i.hub_id = :hub_id "  # noqa: S608
    f"  and i.ended_at is null and {shown_names('i')} and (cast(:person_id as bigint) is null or i.person_id = :person_id)) p "
    "left join interest_contacts k on k.hub_id = :hub_id and k.person_id = p.person_id and k.ended_at is null "
    f"left join contacts c on c.hub_id = k.hub_id and c.contact_id = k.contact_id and {apart(person='p.person_id')}"
)
_IS_OPEN_TO = text(
    f"select exists (select from contacts c where c.hub_id = :hub_id and c.ref = :ref and {exists_for()})"  # noqa: S608
)


async def told_of(conn: AsyncConnection, contact: Contact) -> frozenset[int]:
    """People with an unread notice about this contact. Hidden while they may not see the contact."""
    return frozenset((await conn.execute(_TOLD, contact.key)).scalars())


async def kept_from(
    conn: AsyncConnection, hub_id: int, person_id: int | None = None
) -> dict[int, dict[int, str]]:
    """By person with an interest in a family, the references of the contacts kept from them, by number. person_id: of this person alone."""
    found: dict[int, dict[int, str]] = {}
    for row in await conn.execute(_KEPT_FROM, {"hub_id": hub_id, "person_id": person_id}):
        kept = found.setdefault(row.person_id, {})
        if row.contact_id is not None:
            kept[row.contact_id] = row.ref
    return found


async def is_open_to(conn: AsyncConnection, hub_id: int, ref: str, person_id: int) -> bool:
    """Whether this contact exists for this person."""
    facts = {"hub_id": hub_id, "ref": ref, "person_id": person_id}
    return bool((await conn.execute(_IS_OPEN_TO, facts)).scalar_one())
