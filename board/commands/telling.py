"""Tell colleagues that something about a contact has come to them, or that it has gone again."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from board.commands.deliveries import queue
from board.commands.notices import take_back
from board.domain.contacts import Contact
from board.domain.messages import Entry
from board.store.engine import Tx
from board.store.ladder import ladder
from board.store.on_duty import managers_told

OF_HOLDING = ("hand_over_offered", "hand_over_unanswered", "allocated", "holder_seat_ended", "put_back")
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
    # People removed from the contact no longer see the notice; do not tell them that it was withdrawn.
    return gone & contact.concerned if contact.restricted else gone


async def managers_of(tx: Tx, contact: Contact, *, now: datetime) -> frozenset[int]:
    """Managers who are told that this contact needs somebody: managers_told; of a restricted contact those of them who are named, and
    where none is, everybody named. Where it is kept from each of them, the next on the management line.
    """
    told = frozenset(await managers_told(tx.conn, contact.hub_id, now))
    if contact.restricted:
        return (told & contact.named) or contact.named
    if told and not told - contact.apart:
        return frozenset((await ladder(tx.conn, contact.hub_id, contact.contact_id, told, now))[:1])
    return told - contact.apart
