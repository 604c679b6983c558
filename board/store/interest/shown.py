"""The interests that a person may be shown: to the person what they declared, to a manager those of others."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from board.store.visibility import apart, exists_for

OWN: Final = "(i.person_id = :person_id and i.contact_id is null)"
"""Interests i that this person declared. One that another marked would tell them that a contact exists."""
DECIDED_BY: Final = (
    "(i.person_id <> :person_id and case when i.contact_id is null then not exists (select from interest_contacts k "  # noqa: S608 - pieces of visibility
    f"  where k.hub_id = i.hub_id and k.interest_id = i.interest_id and {apart('k')}) else exists (select from contacts c "
    f"  where c.hub_id = i.hub_id and c.contact_id = i.contact_id and {exists_for()}) end)"
)
"""Interests i of other people that this manager may decide. None in a family in which the manager has an interest too, and
none that was marked on a contact that does not exist for them."""
_MAY_DECIDE = text(
    "select exists (select from interests i where i.hub_id = :hub_id and i.confirmed_at is null and i.ended_at is null "  # noqa: S608
    f"and i.interest_id = coalesce(cast(:interest_id as bigint), i.interest_id) and {DECIDED_BY})"
)


async def deciders(
    conn: AsyncConnection, hub_id: int, people: Iterable[int], interest_id: int | None = None
) -> list[int]:
    """Those of these people who may decide this interest; none: any that waits. Never the person who has it."""
    key = {"hub_id": hub_id, "interest_id": interest_id}
    return [one for one in people if (await conn.execute(_MAY_DECIDE, key | {"person_id": one})).scalar_one()]
