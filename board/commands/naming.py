"""Whoever a restricted contact exists for: written when it becomes restricted, at least two people wherever the hub has two.

Where it has not, the contact is kept all the same, since one that was refused is known to nobody, and that is said loudly: to those
named; where there is not even one, to those who look after the board, without a word of what it is about.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

from sqlalchemy import text

from board.commands.deliveries import queue
from board.commands.record import note
from board.domain.contacts import Contact
from board.domain.naming import FEWEST, Naming, at_once, enough, in_order
from board.domain.people import Actor
from board.domain.permissions import PERMISSIONS, Action
from board.domain.policy import Policy
from board.domain.refusals import BadInput, UnknownPeople
from board.store.engine import Tx
from board.store.nameable import nameable, rungs_of

_SEATED = text(
    "select distinct s.person_id from seats s join people p on p.person_id = s.person_id and p.ended_at is null and not p.service "
    "where s.hub_id = :hub_id and s.ended_at is null and s.person_id = any(cast(:people as bigint[]))"
)
_NAME = text(
    "insert into named_people (hub_id, contact_id, person_id, named_at, named_by) "
    "select :hub_id, :contact_id, p, :now, :person_id from unnest(cast(:people as bigint[])) p "
    "on conflict (hub_id, contact_id, person_id) where ended_at is null do nothing"
)
_KEEP_OUT = text(
    "insert into kept_out (hub_id, contact_id, person_id, kept_at, kept_by) "
    "select :hub_id, :contact_id, p, :now, :person_id from unnest(cast(:people as bigint[])) p "
    "on conflict (hub_id, contact_id, person_id) where ended_at is null do nothing"
)
_UNNAME_SYSTEMS = text(
    "update named_people set ended_at = :now where hub_id = :hub_id and ended_at is null and person_id in "
    "(select person_id from people where service and name <> all(cast(:systems as text[]))) returning contact_id"
)
_LOOKS_AFTER = text(
    "select distinct s.person_id from seats s join people p on p.person_id = s.person_id and p.ended_at is null and not p.service "
    "where s.hub_id = :hub_id and s.ended_at is null and s.role = any(cast(:roles as text[])) order by s.person_id"
)


async def name_at_arrival(
    tx: Tx, actor: Actor, contact: Contact, policy: Policy, naming: Naming, *, now: datetime
) -> frozenset[int]:
    """Name people on a contact that arrives restricted, by the rule of domain.naming; returns them.

    Raises UnknownPeople, BadInput where somebody is both named and kept out. Writes named_people, kept_out, deliveries.
    """
    must_be_apart(naming.people, naming.out)
    await must_be_seated(tx, contact.hub_id, naming.people | naming.out)
    kept_out, naming = naming.out, naming.without(contact.apart)
    seated = await nameable(tx.conn, contact.hub_id, now)
    roles, systems = policy.restricted_named_roles, policy.restricted_named_systems
    named = frozenset(one.person_id for one in at_once(seated, roles, systems, naming.out)) | naming.people
    people = named - {one.person_id for one in seated if one.service}
    more = [one.person_id for one in in_order(seated, rungs_of(policy), naming.out)]
    more += await _if_seated(tx, contact.hub_id, {actor.person_id} - naming.out)
    added = enough(people, more)
    named |= frozenset(added)
    await name(tx, contact, named, by=None, now=now)
    await keep_out_of(tx, contact, kept_out, by=actor.person_id, now=now)
    await say_if_too_few(tx, contact, people | frozenset(added), naming.out, now=now)
    return named


async def add_if_too_few(
    tx: Tx,
    contact: Contact,
    named: Collection[int],
    out: Collection[int],
    policy: Policy,
    *,
    now: datetime,
) -> tuple[int, ...]:
    """Name as many more as are wanted on a contact that is being restricted; returns who was added. Writes named_people."""
    if len(named) >= FEWEST:
        return ()
    seated = await nameable(tx.conn, contact.hub_id, now, contact_id=contact.contact_id)
    added = enough(named, (one.person_id for one in in_order(seated, rungs_of(policy), out)))
    await name(tx, contact, added, by=None, now=now)
    return added


async def say_if_too_few(
    tx: Tx, contact: Contact, people: Collection[int], out: Collection[int], *, now: datetime
) -> None:
    """Tell those named that they are fewer than two; where there is nobody, those who look after the board, and not of what.

    Call it when the contact is restricted and named. Writes deliveries.
    """
    if len(people) >= FEWEST:
        return
    await queue(tx, contact.hub_id, "too_few_named", sorted(people), contact.contact_id, now=now, urgent=True)
    if not people:
        roles = sorted(role.value for role in PERMISSIONS[Action.SEE_ENGINE].roles)
        found = await tx.conn.execute(_LOOKS_AFTER, {"hub_id": contact.hub_id, "roles": roles})
        whom = frozenset(found.scalars()) - frozenset(out)
        await queue(tx, contact.hub_id, "nobody_to_name", sorted(whom), None, now=now, urgent=True)


async def name(tx: Tx, contact: Contact, people: Iterable[int], *, by: int | None, now: datetime) -> None:
    """Let the contact exist for these people too. by: none where the board named them. Writes named_people."""
    await tx.conn.execute(_NAME, contact.key | {"people": sorted(people), "now": now, "person_id": by})


async def unname_systems(tx: Tx, hub_id: int, policy: Policy, *, now: datetime) -> None:
    """Restricted contacts no longer exist for systems that the policy does not name. Writes named_people, events named_people_changed."""
    facts = {"hub_id": hub_id, "systems": list(policy.restricted_named_systems), "now": now}
    for contact_id in sorted({*(await tx.conn.execute(_UNNAME_SYSTEMS, facts)).scalars()}):
        note(tx, hub_id, "named_people_changed", None, about=contact_id, now=now)


async def keep_out_of(tx: Tx, contact: Contact, people: Iterable[int], *, by: int, now: datetime) -> None:
    """Let the board itself never name these people. Writes kept_out."""
    await tx.conn.execute(_KEEP_OUT, contact.key | {"people": sorted(people), "now": now, "person_id": by})


def must_be_apart(named: Iterable[int], out: Iterable[int]) -> None:
    """Raises BadInput where somebody is both named and kept out."""
    if not frozenset(named).isdisjoint(out):
        raise BadInput({"out": "You named somebody and said that they must never know. Do one or the other."})


def must_not_be_interested(contact: Contact, people: Iterable[int]) -> None:
    """Raises BadInput where the contact is kept from one of these people because of an interest in its family."""
    if not contact.apart.isdisjoint(people):
        raise BadInput({"people": "One of these people has an interest in the family. Choose somebody else."})


async def must_be_seated(tx: Tx, hub_id: int, people: Iterable[int]) -> None:
    """Raises UnknownPeople where one of these is no person with a seat in this hub."""
    chosen = frozenset(people)
    if await _if_seated(tx, hub_id, chosen) != sorted(chosen):
        raise UnknownPeople({"people": "Choose people who have a seat in this hub."})


async def if_person(tx: Tx, actor: Actor) -> list[int]:
    """This actor's number, where they are a person: a system is named by the policy alone, whatever it does."""
    return await _if_seated(tx, actor.hub_id, [actor.person_id])


async def _if_seated(tx: Tx, hub_id: int, people: Iterable[int]) -> list[int]:
    rows = await tx.conn.execute(_SEATED, {"hub_id": hub_id, "people": sorted(people)})
    return sorted(rows.scalars())
