"""A restricted contact climbs: when nobody it exists for is on duty, the next one up who is gets named, and nobody more than that.

The person named is told by a notice without a reference, and stands in until somebody is on duty who was named before. Until then the
desks of the people named say so: contacts.uncovered_at is the moment at which the board named the person who stands in, or found nobody.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import text

from board.commands.deliveries import queue
from board.commands.identity.telling import shared_around, tell_since
from board.commands.notices import take_back
from board.commands.record import record
from board.domain.naming import FEWEST, Nameable, in_order
from board.domain.permissions import Role
from board.domain.rota import OnDuty, Post
from board.store.doors import locked
from board.store.engine import Tx
from board.store.nameable import nameable, rungs_of
from board.store.on_duty import on_duty
from board.store.policies import policy
from board.store.visibility import ever_named, named_before, people_apart, people_named

_FACTS = f"""
select c.contact_id, c.uncovered_at is not null as uncovered,
  {people_named()} as named, {named_before()} as before,
  (select count(*) from people p where p.person_id = any({people_named()}) and p.ended_at is null and not p.service
   and exists (select from seats s where s.hub_id = c.hub_id and s.person_id = p.person_id and s.ended_at is null)) as left_here,
  array(select k.person_id from kept_out k where k.hub_id = c.hub_id and k.contact_id = c.contact_id and k.ended_at is null
        union select unnest({ever_named()}) union select unnest({people_apart()})) as out
from contacts c where c.hub_id = :hub_id and c.closed_at is null and c.restricted
"""  # noqa: S608
_ALL = text(_FACTS + "order by c.contact_id")
_ONE = text(_FACTS + "and c.contact_id = :contact_id")
_NAME = text(
    "insert into named_people (hub_id, contact_id, person_id, named_at) values (:hub_id, :contact_id, :person_id, :now)"
)
_MARK = text(
    "update contacts set uncovered_at = :uncovered_at where hub_id = :hub_id and contact_id = :contact_id"
)


@dataclass(frozen=True, slots=True)
class Climbed:
    """What was done: the kind of the event, and who was named if somebody was."""

    kind: str
    named: int | None = None


async def to_cover(tx: Tx, hub_id: int, *, now: datetime) -> list[int]:
    """Restricted contacts of which something is to be done or said now. No locks. For nobody's eyes."""
    rows = (await tx.conn.execute(_ALL, {"hub_id": hub_id})).all()
    if not rows:
        return []
    here, ladder, more = await _ladder(tx, hub_id, rows, now)
    return [row.contact_id for row in rows if decide(row, here, ladder, more) is not None]


async def cover(tx: Tx, hub_id: int, contact_id: int, *, now: datetime) -> Climbed | None:
    """See that somebody this restricted contact exists for is on duty, and that two are left who know of it; none when all is well.

    Where not, one person on duty is named: the duty manager, or the next by the policy's ladder; where too few are left and nobody on duty
    can be, the next by domain.naming's rule; never one who is kept out or whose name was taken off. Nobody to name and nobody named on
    duty: the people named are told so, once. Locks: the contact, skipping it when locked. Writes named_people,
    contacts, deliveries, events restricted_climbed, restricted_uncovered, restricted_covered.
    """
    contact = await locked(tx.conn, hub_id, contact_id, skip_locked=True, now=now)
    if contact is None:
        return None
    row = (await tx.conn.execute(_ONE, contact.key)).one_or_none()
    if row is None:
        return None
    here, ladder, more = await _ladder(tx, hub_id, [row], now)
    done = decide(row, here, ladder, more)
    if done is None:
        return None
    found = None if isinstance(done, str) else done
    facts = contact.key | {"now": now}
    ends = done == "restricted_covered"
    # Somebody added because too few are left stands in for nobody.
    if found is None or (isinstance(found, OnDuty) and not _here(row.named, here)):
        await tx.conn.execute(_MARK, {**facts, "uncovered_at": None if ends else now})
    if row.uncovered:  # it is said again when nobody is there again
        await take_back(tx, hub_id, contact_id, ["restricted_uncovered"], now=now)
    if found is None:
        if done == "restricted_uncovered":
            await queue(
                tx, hub_id, "restricted_uncovered", sorted(contact.named), contact_id, now=now, urgent=True
            )
        await record(tx, contact, str(done), None, now=now)
        return Climbed(str(done))
    shared = await shared_around(tx, contact)
    await tx.conn.execute(_NAME, {**facts, "person_id": found.person_id})
    await tell_since(tx, contact, shared, now=now)
    await queue(tx, hub_id, "restricted_climbed", [found.person_id], contact_id, now=now, urgent=True)
    why = "too_few_left" if row.left_here < FEWEST else "nobody_on_duty"
    body = {"person": found.person_id, "role": found.role.value, "why": why}
    await record(tx, contact, "restricted_climbed", None, body, told=[found.person_id], now=now)
    return Climbed("restricted_climbed", found.person_id)


def decide(
    row: Any, here: Collection[OnDuty], ladder: Collection[Role], more: Collection[Nameable] = ()
) -> OnDuty | Nameable | str | None:
    """What a restricted contact wants now: somebody to be named, an event to be told by its kind, or nothing.

    more: whom the rule names where too few are left, on duty or not, the first first.
    """
    covered, well = _here(row.named, here), _here(row.before, here)
    if not covered or row.left_here < FEWEST:
        found = next_up(here, ladder, {*row.named, *row.out})
        if found is not None:
            return found
    if row.left_here < FEWEST:
        able = [one for one in more if one.person_id not in {*row.named, *row.out}]
        if able:
            return able[0]
    if well:
        return "restricted_covered" if row.uncovered else None
    # While the person who stands in is here, or nobody is and that was said, there is nothing new to say.
    stands_in = len(row.named) > len(row.before)
    return "restricted_uncovered" if not covered and (stands_in or not row.uncovered) else None


def _here(people: Collection[int], here: Collection[OnDuty]) -> bool:
    return any(one.person_id in people for one in here)


async def _ladder(
    tx: Tx, hub_id: int, rows: Collection[Any], now: datetime
) -> tuple[tuple[OnDuty, ...], tuple[Role, ...], list[Nameable]]:
    rules = await policy(tx.conn, hub_id, now)
    here, more = await on_duty(tx.conn, hub_id, now), list[Nameable]()
    if any(row.left_here < FEWEST for row in rows):
        more = in_order(await nameable(tx.conn, hub_id, now, here=here), rungs_of(rules), ())
    return here, rules.rota.restricted_ladder, more


def next_up(here: Collection[OnDuty], ladder: Collection[Role], but: Collection[int]) -> OnDuty | None:
    """The person on duty who is named next: the duty manager, else the first by the ladder's order; none of these people."""
    able = sorted((one for one in here if one.person_id not in but), key=lambda one: one.person_id)
    manager = next((one for one in able if Post.DUTY_MANAGER in one.posts), None)
    return manager or next((one for rung in ladder for one in able if one.role is rung), None)
