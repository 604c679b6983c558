"""A contact is kept from a person with an interest in its family. It no longer exists for them, and their work on it goes back."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import text

from board.commands.baton import write
from board.commands.naming import add_if_too_few, say_if_too_few
from board.commands.owners import owner_of
from board.commands.record import note, record
from board.commands.review_meetings import meeting_not_with
from board.commands.running import keep_clocks
from board.commands.telling import OF_HOLDING, managers_of, over, tell
from board.domain.baton import claim_of
from board.domain.contacts import Contact
from board.domain.matching import Somebody
from board.domain.people import Actor
from board.store.doors import locked
from board.store.engine import Tx
from board.store.interest.reach import interests_touched, sent_people
from board.store.policies import policy_of
from board.store.turns import Turn

# A declaration waits for contacts that are arriving, and a contact waits for a declaration: one of the two sees the other.
_ARRIVES = text(f"select pg_advisory_xact_lock_shared({Turn.INTERESTS}, :hub_id)")
# With every contact that was joined to it, whose texts stand there.
_KEEP = text(
    "insert into interest_contacts (hub_id, interest_id, contact_id, person_id, kept_at) "
    "select c.hub_id, :interest_id, c.contact_id, :person_id, :now from contacts c where c.hub_id = :hub_id "
    "and (c.contact_id = :contact_id or c.joined_to = :contact_id) on conflict do nothing returning contact_id"
)
_OF = text(
    "select interest_id, person_id from interest_contacts where hub_id = :hub_id and contact_id = :contact_id and ended_at is null"
)
_UNNAME = text(
    "update named_people set ended_at = :now where hub_id = :hub_id and contact_id = :contact_id and person_id = :person_id "
    "and ended_at is null"
)
_NOT_LEFT_TO = text(
    "update matches set left_to = null, left_at = null, left_by = null where hub_id = :hub_id "
    "and (contact_id = :contact_id or other_id = :contact_id) and left_to = :person_id"
)
PUT_BACK_REASON = "It needs somebody else."


async def keep_arriving_from(tx: Tx, contact: Contact, *, now: datetime) -> frozenset[int]:
    """The people from whom a contact is kept that has just been written and that nobody has seen. Locks: declaring in this hub."""
    await tx.conn.execute(_ARRIVES, {"hub_id": contact.hub_id})
    found = await interests_touched(tx.conn, contact.hub_id, contact.contact_id)
    for interest_id, person_id in sorted(found.items()):
        await _keep(tx, contact, interest_id, person_id, now)
    return frozenset(found.values())


async def keep_from_interested(
    tx: Tx, actor: Actor, contact: Contact, *, sent: Mapping[str, Any] | None = None, now: datetime
) -> None:
    """Keep a contact that is here from everybody whose interest it touches now: more people of it became known, or a person said that it
    is of the family of another. sent: late information.

    The caller holds the contact's row. Locks: declaring in this hub. Writes interest_contacts, what put_back writes, event
    interest_reached.
    """
    await tx.conn.execute(_ARRIVES, {"hub_id": contact.hub_id})
    more: Iterable[Somebody] = sent_people(sent) if sent else ()
    found = await interests_touched(tx.conn, contact.hub_id, contact.contact_id, more)
    await keep_apart(tx, actor, contact, found, now=now)


async def keep_apart(
    tx: Tx, actor: Actor, contact: Contact, interests: Mapping[int, int], *, news: bool = True, now: datetime
) -> None:
    """Keep this contact from these people, by number of the interest. The caller holds the contact's row.

    news: an event moves the open pages of each person; else the caller's does.
    """
    if not interests:
        return
    for interest_id, person_id in sorted(interests.items()):
        kept = await _keep(tx, contact, interest_id, person_id, now)
        if kept and news and person_id not in contact.apart:
            note(
                tx, contact.hub_id, "interest_reached", None, {"person": person_id}, told=[person_id], now=now
            )
    current = await locked(tx.conn, contact.hub_id, contact.contact_id, now=now)
    if current is not None:
        await put_back(tx, actor, current, now=now)


async def keep_together(tx: Tx, actor: Actor, one: Contact, two: Contact, *, now: datetime) -> None:
    """A person said that these two are of one family, or one incident: what is kept from somebody of the one is kept of the other too.

    The caller holds both rows. Locks and writes as keep_from_interested does.
    """
    await tx.conn.execute(_ARRIVES, {"hub_id": one.hub_id})
    for contact, other in ((one, two), (two, one)):
        rows = (await tx.conn.execute(_OF, other.key)).all()
        await keep_apart(tx, actor, contact, {row.interest_id: row.person_id for row in rows}, now=now)


async def put_back(tx: Tx, actor: Actor, contact: Contact, *, now: datetime) -> None:
    """Nobody from whom this contact is kept holds it, decides it, has it offered, is named on it or comes to meet about it.

    Where one did, it waits again, and managers are told at once; a manager who has an interest themselves is passed over. The caller holds
    the contact's row. Writes claims, hand_overs, owners, contacts, named_people, matches, clocks, deliveries, what meeting_not_with
    writes, event contact_put_back.
    """
    held = contact.apart & {contact.holder_id, contact.offered_to}
    decided = contact.deciding_manager in contact.apart
    if contact.closed_at is not None:
        return
    unnamed = await _unname(tx, contact, now)
    for person_id in sorted(contact.apart):
        await tx.conn.execute(_NOT_LEFT_TO, contact.key | {"person_id": person_id})
        await meeting_not_with(tx, contact, person_id, actor.person_id, now=now)
    if not (held or decided or unnamed):
        return
    told: frozenset[int] = frozenset()
    if held or decided:
        told |= await _waits_again(tx, actor, contact, decided=decided, now=now)
    await record(tx, contact, "contact_put_back", None, told=told, now=now)


async def _waits_again(
    tx: Tx, actor: Actor, contact: Contact, *, decided: bool, now: datetime
) -> frozenset[int]:
    """It has no holder, stands offered to nobody, and where its deciding manager may not decide it, has none."""
    claim = claim_of(contact)
    await write(tx, claim, claim.end(PUT_BACK_REASON), by=actor.person_id, now=now)
    if decided:
        owner = await owner_of(tx, actor, contact)
        await write(tx, owner, owner.end(PUT_BACK_REASON), by=actor.person_id, now=now)
    told = await over(tx, contact, kinds=(*OF_HOLDING, "owner_changed"), now=now)
    await keep_clocks(tx, contact, now=now)
    managers = await managers_of(tx, contact, now=now)
    told |= await tell(tx, contact, "put_back", managers, by=None, urgent=True, now=now)
    return told | await tell(tx, contact, "taken_back", [contact.holder_id], by=actor.person_id, now=now)


async def _unname(tx: Tx, contact: Contact, now: datetime) -> bool:
    """Take people from whom a restricted contact is kept off it. Two others know of it then, where the hub has two."""
    if not contact.restricted:
        return False
    unnamed = 0
    for person_id in sorted(contact.apart):
        unnamed += (
            await tx.conn.execute(_UNNAME, contact.key | {"person_id": person_id, "now": now})
        ).rowcount
    if unnamed:
        await _name_more(tx, contact, contact.named, now)
    return unnamed > 0


async def _name_more(tx: Tx, contact: Contact, named: Collection[int], now: datetime) -> None:
    rules = await policy_of(tx.conn, contact.hub_id, contact.policy_version)
    more = await add_if_too_few(tx, contact, named, contact.apart, rules, now=now)
    await say_if_too_few(tx, contact, [*named, *more], contact.apart, now=now)


async def _keep(tx: Tx, contact: Contact, interest_id: int, person_id: int, now: datetime) -> bool:
    facts = contact.key | {"interest_id": interest_id, "person_id": person_id, "now": now}
    return bool((await tx.conn.execute(_KEEP, facts)).all())
