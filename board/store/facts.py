"""Facts of people on a contact as they stand: the newest of each kind, of each person and of each adult with each child."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

_NEWEST = text(
    "select distinct on (kind, adult_id, child_id) * from person_facts where hub_id = :hub_id and contact_id = :contact_id "
    "order by kind, adult_id, child_id, person_fact_id desc"
)


_LAST = (
    "coalesce((select case when f.state = 'known' then f.codes[1] end from person_facts f where f.hub_id = x.hub_id "
    "and f.contact_id = x.contact_id and f.adult_id = x.adult_id and f.kind = 'parental_responsibility'{of_child} "
    "order by f.person_fact_id desc limit 1), '')"
)


def no_responsibility() -> str:
    """Whether an adult has no parental responsibility for any child of the contact, as SQL. x: the adult's row.

    A fact of the children as a whole counts for each child until a newer one of that child. A child of whom nothing is said counts as
    one for whom the adult may have it.
    """
    child = _LAST.format(of_child=" and (f.child_id is null or f.child_id = k.child_id)")
    return (
        f"({_LAST.format(of_child='')} = 'no' and not exists (select from children k where k.hub_id = x.hub_id "
        f"and k.contact_id = x.contact_id and {child} <> 'no'))"
    )


def responsibility() -> str:
    """Whether an adult has parental responsibility for some child of the contact: yes, no, or null where it is not known, as SQL. x: the
    adult's row.
    """
    child = _LAST.format(of_child=" and (f.child_id is null or f.child_id = k.child_id)")
    children = "select from children k where k.hub_id = x.hub_id and k.contact_id = x.contact_id"
    return (
        f"(case when {no_responsibility()} then 'no' when exists ({children} and {child} = 'yes') "
        f"or ({_LAST.format(of_child='')} = 'yes' and not exists ({children})) then 'yes' end)"
    )


async def newest(conn: AsyncConnection, key: Mapping[str, Any]) -> Sequence[Any]:
    """The facts that stand on the contact with this key."""
    return (await conn.execute(_NEWEST, key)).all()
