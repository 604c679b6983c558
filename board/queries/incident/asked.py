"""Contacts that a new one may be the same incident or family as, for the person who keeps it."""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from board.domain.family.reasons import REFERENCE, reason_words
from board.domain.incident.asked import Asked
from board.domain.people import Actor
from board.store.families import matches_of
from board.store.visibility import exists_for

_ID = text(
    f"select c.contact_id from contacts c where c.hub_id = :hub_id and c.ref = :ref and {exists_for()}"  # noqa: S608
)


async def asked_about(conn: AsyncConnection, actor: Actor, ref: str) -> tuple[Asked, ...]:
    """Ask in the transaction that made the contact, before it is kept: under its reference, or with a child like one of its children.

    A restricted contact is compared later and apart, so nothing is asked about one.
    """
    facts = {"hub_id": actor.hub_id, "ref": ref, "person_id": actor.person_id}
    contact_id = (await conn.execute(_ID, facts)).scalar_one_or_none()
    if contact_id is None:
        return ()
    rows = await matches_of(conn, actor.hub_id, contact_id, actor.person_id)
    return tuple(
        Asked(row.ref, reason_words(row.reasons), row.closed_at is not None)
        for row in rows
        if any(code == REFERENCE or code.startswith("child:") for code in row.reasons)
    )
