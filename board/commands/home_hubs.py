"""Home hubs: the one hub that may change how a person is reached, and the telling of everybody who relies on it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text

from board.commands.deliveries import queue
from board.commands.record import note
from board.domain.people import Actor
from board.domain.permissions import Action, seats_that_may
from board.domain.refusals import BadInput, KeptByHomeHub, NotHere
from board.store.doors import must
from board.store.engine import Database, Tx

HOUSE = 0
_HOME = text(
    "select p.home_hub, h.name, exists (select from seats s where s.hub_id = :hub_id and s.person_id = p.person_id "
    "  and s.ended_at is null) as here from people p left join hubs h on h.hub_id = p.home_hub "
    "where p.person_id = :person_id and p.ended_at is null and not p.service for no key update of p"
)
_SEATED_AT = text(
    "select h.hub_id from hubs h where h.key = :key and exists (select from seats s where s.hub_id = h.hub_id "
    "and s.person_id = :person_id and s.ended_at is null)"
)
_HAND_ON = text("update people set home_hub = :home_hub, home_changed_at = :now where person_id = :person_id")
# A seat that is younger than the change relies on nothing that was before it.
_UNTOLD = text(
    "select s.hub_id, p.person_id, p.home_hub, greatest(d.changed_at, p.home_changed_at) as changed_at, "
    "  coalesce(d.changed_at > coalesce(t.told_at, min(s.created_at)), false) as reach, "
    "  coalesce(p.home_changed_at > coalesce(t.told_at, min(s.created_at)), false) as home, "
    "  coalesce((select h.hub_id from seats h where h.person_id = p.person_id and h.ended_at is null "
    "    order by h.hub_id = p.home_hub desc, h.created_at, h.hub_id limit 1) = s.hub_id, false) as tells_person "
    "from people p join seats s on s.person_id = p.person_id and s.ended_at is null "
    "left join directory_entries d on d.person_id = p.person_id "
    "left join reach_told t on t.hub_id = s.hub_id and t.person_id = p.person_id "
    "where p.ended_at is null and not p.service and (d.changed_at is not null or p.home_changed_at is not null) "
    "group by s.hub_id, p.person_id, p.home_hub, d.changed_at, p.home_changed_at, t.told_at "
    "having greatest(d.changed_at, p.home_changed_at) > coalesce(t.told_at, min(s.created_at)) order by s.hub_id, p.person_id"
)
_TOLD = text(
    "insert into reach_told (hub_id, person_id, told_at) values (:hub_id, :person_id, :changed_at) "
    "on conflict (hub_id, person_id) do update set told_at = excluded.told_at where reach_told.told_at < excluded.told_at "
    "returning hub_id"
)
_KEEPERS = text(
    "select distinct s.person_id from seats s join people p on p.person_id = s.person_id and p.ended_at is null and not p.service "
    "where s.hub_id = :hub_id and s.ended_at is null and s.role = any(cast(:roles as text[])) order by 1"
)


@dataclass(frozen=True, slots=True)
class Handed:
    """changed: false when that hub was the person's home hub already."""

    changed: bool


async def must_be_home(tx: Tx, actor: Actor, person_id: int) -> None:
    """Raises NotHere for a person without a seat in the actor's hub, KeptByHomeHub where another hub is their home. Locks: the person."""
    facts = {"hub_id": actor.hub_id, "person_id": person_id}
    row = (await tx.conn.execute(_HOME, facts)).one_or_none()
    if row is None or not (row.here or row.home_hub == actor.hub_id):
        raise NotHere
    if row.home_hub != actor.hub_id:
        raise KeptByHomeHub(hub=row.name)


async def hand_on_home(tx: Tx, actor: Actor, person_id: int, hub_key: str, *, now: datetime) -> Handed:
    """Hand the care for how a person is reached on to another hub in which they sit. Twice is silence.

    Raises NotAllowed, NotHere, KeptByHomeHub, BadInput (the person has no seat there). Locks: the person. Writes people, event
    home_hub_changed of the house; the worker tells the person and the hubs.
    """
    must(actor, Action.KEEP_DIRECTORY)
    await must_be_home(tx, actor, person_id)
    there = await tx.conn.execute(_SEATED_AT, {"key": hub_key, "person_id": person_id})
    hub_id = there.scalar_one_or_none()
    if hub_id is None:
        raise BadInput({"hub": "Choose a hub in which this person has a seat."})
    if hub_id == actor.hub_id:
        return Handed(changed=False)
    await tx.conn.execute(_HAND_ON, {"home_hub": hub_id, "person_id": person_id, "now": now})
    body = {"person": person_id, "hub": hub_id, "from": actor.hub_id}
    note(tx, HOUSE, "home_hub_changed", actor, body, now=now)
    return Handed(changed=True)


async def tell_reach_changed(database: Database, *, now: datetime) -> int:
    """Tell of each change of how a person is reached: the person once, and in each hub but their home hub those who keep the directory.

    A transaction for each hub. Returns how many hubs were told. Writes reach_told, deliveries, event delivery_queued.
    """
    async with database.connection() as conn:
        rows = (await conn.execute(_UNTOLD)).all()
    told = 0
    for row in rows:
        facts = {"hub_id": row.hub_id, "person_id": row.person_id, "changed_at": row.changed_at}
        async with database.transaction() as tx:
            if (await tx.conn.execute(_TOLD, facts)).first() is None:
                continue  # another worker was faster
            told += 1
            if row.tells_person:
                kind = "own_reach_changed" if row.reach else "own_home_changed"
                await queue(tx, row.hub_id, kind, [row.person_id], None, now=now)
            if row.hub_id == row.home_hub and not row.home:
                continue
            roles = [role.value for role in seats_that_may(Action.KEEP_DIRECTORY)]
            keepers = (
                (await tx.conn.execute(_KEEPERS, {"hub_id": row.hub_id, "roles": roles})).scalars().all()
            )
            others = [one for one in keepers if one != row.person_id]
            kind = "reach_changed" if row.reach else "home_changed"
            await queue(tx, row.hub_id, kind, others, None, ring_id=row.person_id, now=now)
    return told
