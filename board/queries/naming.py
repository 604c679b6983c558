"""Who would be named on a restricted contact, said before it is one. Read from seats, rota and policy, so it tells of no contact."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from board.domain.naming import FEWEST, Nameable, at_once, enough, in_order
from board.domain.people import Actor
from board.domain.permissions import sees
from board.domain.policy import Policy
from board.store.nameable import nameable, rungs_of
from board.views.intake import WouldBeNamed

MOST_SAID = 5


async def would_be_named(conn: AsyncConnection, actor: Actor, policy: Policy, now: datetime) -> WouldBeNamed:
    """Who would be named if this person logged a restricted contact now and chose nobody."""
    names = sees(actor.lens, "contact", "holder")
    seated = await nameable(conn, actor.hub_id, now)
    roles, systems = policy.restricted_named_roles, policy.restricted_named_systems
    first = {one.person_id: one for one in reversed(at_once(seated, roles, systems, ()))}
    order = in_order(seated, rungs_of(policy), ())
    people = [one.person_id for one in first.values() if not one.service]
    added = enough(people, [*(one.person_id for one in order), actor.person_id])
    listed = sorted(first.values(), key=lambda one: (not one.on_duty, one.name))
    listed += [one for one in order if one.person_id in added]
    said = [_words(one, names) for one in listed]
    if actor.person_id in added and all(one.person_id != actor.person_id for one in order):
        said.append("you, because you know of it already")
    others = [one for one in order if one not in listed]
    return WouldBeNamed(
        named=tuple(said),
        next=tuple(_words(one, names) for one in others[:MOST_SAID]),
        short=len(people) + len(added) < FEWEST,
        people=people_of(seated) if names else (),
    )


def would_be_added(actor: Actor, seated: Sequence[Nameable], policy: Policy) -> tuple[str, ...]:
    """Whom the board adds, the first first, if this person restricts a contact and names nobody else. seated: with who is barred on it."""
    names = sees(actor.lens, "contact", "holder")
    order = in_order(seated, rungs_of(policy), {actor.person_id})
    return tuple(_words(one, names) for one in order[:MOST_SAID])


def people_of(seated: Sequence[Nameable]) -> tuple[tuple[int, str], ...]:
    """Number and name of everybody among these, by name; no system."""
    return tuple(dict.fromkeys((one.person_id, one.name) for one in seated if not one.service))


def _words(one: Nameable, names: bool) -> str:
    role = str(one.role).replace("_", " ").replace("edt", "emergency duty team")
    post = "duty manager" if one.duty_manager else role
    what = f"{post}, on duty" if one.on_duty else "a system" if one.service else post
    return f"{one.name} ({what})" if names else what
