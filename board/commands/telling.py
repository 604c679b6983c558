"""Tell colleagues that something about a contact has come to them, or that it has gone again."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import text

from board.commands.deliveries import queue
from board.domain.contacts import Contact
from board.domain.messages import Entry
from board.store.engine import Tx

# With whoever was told to telephone somebody because they did not read it.
_OVER = text(
    "update deliveries d set state = 'given_up', problem = 'not_wanted', changed_at = :now, next_at = null, climb_at = null "
    "where d.hub_id = :hub_id and d.contact_id = :contact_id and d.state in ('queued', 'failed') "
    "and exists (select from deliveries f where f.hub_id = d.hub_id and f.notice_id = d.notice_id "
    "  and (f.delivery_id = d.delivery_id or d.kind = 'telephone_now' and f.person_id = d.ring_id) "
    "  and f.kind = any(cast(:kinds as text[])) "
    "  and (cast(:people as bigint[]) is null or f.person_id = any(cast(:people as bigint[])))) "
    "returning person_id"
)
OF_HOLDING = ("hand_over_offered", "hand_over_unanswered", "allocated")
"""Notices that say where a contact stands, and so are over when it stands elsewhere."""


async def tell(
    tx: Tx,
    contact: Contact,
    kind: str,
    people: Iterable[int | None],
    *,
    by: int | None,
    now: datetime,
    urgent: bool = False,
    entry: Entry | None = None,
) -> frozenset[int]:
    """A notice of this kind for each of these people but whoever did it; nobody hears of a contact that is restricted to others.

    urgent: by every way at once, and it climbs when nobody acknowledges it. entry: the meeting it brings; whoever did it wants that in
    their calendar too. Writes deliveries and their event. Returns who is told.
    """
    whom = {person for person in people if person is not None}
    if entry is None:
        whom -= {by}
    about = (contact.hub_id, kind, sorted(whom), contact.contact_id)
    return await queue(tx, *about, now=now, urgent=urgent, entry=entry, by=by)


async def over(
    tx: Tx,
    contact: Contact,
    *,
    kinds: Iterable[str] = OF_HOLDING,
    people: Iterable[int] | None = None,
    now: datetime,
) -> frozenset[int]:
    """What was said of this contact in notices of these kinds is true no longer: they go, and what has not gone out yet does not.

    people: to whom it was said; none: to anybody. Writes deliveries; the event is the caller's, and concerns whom this returns.
    """
    gone = await take_back(tx, contact.hub_id, contact.contact_id, kinds, people, now=now)
    # Who is named no more sees the notice no more, and is not to hear that it went.
    return gone & contact.concerned if contact.restricted else gone


async def take_back(
    tx: Tx, hub_id: int, contact_id: int, kinds: Iterable[str], people: Iterable[int] | None = None, *, now: datetime
) -> frozenset[int]:  # fmt: skip
    """over, for a caller that has the contact's row and not the contact; of a restricted one it returns those named no more, too."""
    facts: dict[str, object] = {"hub_id": hub_id, "contact_id": contact_id, "kinds": list(kinds), "now": now}
    facts["people"] = None if people is None else list(people)
    return frozenset((await tx.conn.execute(_OVER, facts)).scalars())
