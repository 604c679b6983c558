"""A changed way of working begins at its time: recorded once, and every live contact's clocks counted anew by it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import text

from board.commands.naming import unname_systems
from board.commands.record import note, record
from board.commands.running import keep_clocks
from board.store.doors import locked
from board.store.engine import Tx
from board.store.policies import policy_of, policy_version

_IN_FORCE = (
    "(select hub_id, max(version) as version from policies where effective_from <= :now group by hub_id) p "
    "left join policy_beginnings b using (hub_id, version)"
)
_DUE = text(
    f"select p.hub_id, p.version, b.began_at is not null as begun from {_IN_FORCE} "  # noqa: S608 - constants of this file
    "where b.clocks_kept_at is null order by p.hub_id"
)
_BEGIN = text(
    "insert into policy_beginnings (hub_id, version, began_at) values (:hub_id, :version, :now) on conflict do nothing returning version"
)
# Which writing of its row it is: whoever asks for another count writes it anew, even while one is under way.
_ASKED = text("select xmin::text from policy_beginnings where hub_id = :hub_id and version = :version")
_KEPT = text(
    "update policy_beginnings set clocks_kept_at = :now where hub_id = :hub_id and version = :version and clocks_kept_at is null "
    "and xmin::text = :asked"
)
_LIVE = text(
    "select contact_id from contacts where hub_id = :hub_id and closed_at is null order by contact_id"
)
# A statement of its own: what a lock that waited saw of holder and names may be older than the lock.
_LOCK_THEIRS = text(
    "select c.contact_id from contacts c where c.hub_id = :hub_id and c.closed_at is null "
    "and (c.deciding_manager = :person_id or exists (select from claims cl where cl.hub_id = c.hub_id "
    "  and cl.contact_id = c.contact_id and cl.released_at is null and cl.person_id = :person_id)) "
    "and exists (select from agency_hours h where h.hub_id = c.hub_id) "
    "and exists (select from people p where p.person_id = :person_id and not p.service) order by c.contact_id "
    "for no key update of c"
)
_AGAIN = text(
    "update policy_beginnings set clocks_kept_at = null where hub_id = :hub_id and version = :version "
    "and exists (select from agency_hours h where h.hub_id = :hub_id)"
)


@dataclass(frozen=True, slots=True)
class DuePolicy:
    """A version in force whose clocks are not all counted by it yet. begun: whether its beginning is recorded."""

    hub_id: int
    version: int
    begun: bool


async def due(tx: Tx, *, now: datetime) -> list[DuePolicy]:
    """Versions in force with work left. One that a newer version overtook before its time never begins. No locks."""
    return [DuePolicy(*row) for row in await tx.conn.execute(_DUE, {"now": now})]


async def begin(tx: Tx, hub_id: int, version: int, *, now: datetime) -> bool:
    """Record that this version began. Twice is silence. Writes policy_beginnings, event policy_began, what unname_systems writes."""
    facts = {"hub_id": hub_id, "version": version, "now": now}
    if (await tx.conn.execute(_BEGIN, facts)).one_or_none() is None:
        return False
    note(tx, hub_id, "policy_began", None, {"version": version}, now=now)
    await unname_systems(tx, hub_id, await policy_of(tx.conn, hub_id, version), now=now)
    return True


async def live(tx: Tx, hub_id: int) -> list[int]:
    """Numbers of the hub's live contacts. No locks."""
    return list((await tx.conn.execute(_LIVE, {"hub_id": hub_id})).scalars())


async def recount(tx: Tx, hub_id: int, contact_id: int, version: int, *, now: datetime) -> bool:
    """Count the running clocks of a contact by this version, but the law's, and its waiting reminders by the hours in force. False when
    somebody has it locked: try it again.

    Locks: the contact, skipping it when locked. Writes clocks; event clocks_recounted when one moved, reminders_recounted when only
    its reminders did.
    """
    contact = await locked(tx.conn, hub_id, contact_id, skip_locked=True, now=now)
    if contact is None:
        return False
    contact = replace(contact, policy_version=version)
    done = await keep_clocks(tx, contact, hours_changed=True, now=now)
    if done.clocks or done.reminders:
        kind = "clocks_recounted" if done.clocks else "reminders_recounted"
        await record(tx, contact, kind, None, {"version": version}, now=now)
    return True


async def asked(tx: Tx, hub_id: int, version: int) -> str:
    """What to hand to kept, from before the count begins. The version has begun. No locks."""
    found: str = (await tx.conn.execute(_ASKED, {"hub_id": hub_id, "version": version})).scalar_one()
    return found


async def kept(tx: Tx, hub_id: int, version: int, asked: str, *, now: datetime) -> None:
    """Every live contact's clocks are counted by this version; nothing where somebody asked for another count meanwhile (recount_again).

    Writes policy_beginnings; no event: nothing on a screen changes.
    """
    await tx.conn.execute(_KEPT, {"hub_id": hub_id, "version": version, "asked": asked, "now": now})


async def recount_theirs(tx: Tx, hub_id: int, person_id: int, *, now: datetime) -> None:
    """Recount what this person holds or decides: their hours are others now. Nothing while no agency of the hub keeps hours of its own.

    Locks: those contacts, by number. Writes what recount writes.
    """
    theirs = (await tx.conn.execute(_LOCK_THEIRS, {"hub_id": hub_id, "person_id": person_id})).scalars().all()
    if theirs:
        version = await policy_version(tx.conn, hub_id, now)
        for contact_id in theirs:
            await recount(tx, hub_id, contact_id, version, now=now)


async def recount_again(tx: Tx, hub_id: int, *, now: datetime) -> None:
    """Let the worker recount every live contact of the hub, a transaction each, as when a version begins; nothing while no agency keeps
    hours of its own. Locks, writes: policy_beginnings.
    """
    version = await policy_version(tx.conn, hub_id, now)
    await tx.conn.execute(_AGAIN, {"hub_id": hub_id, "version": version})
