"""What a person may choose on an open contact: drawn with the page, outside what is pushed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from board.domain.contacts import Contact
from board.domain.measures import LABELS, MeasureKind
from board.domain.naming import Nameable
from board.domain.owners import WHYS
from board.domain.people import Actor
from board.domain.permissions import Action
from board.queries.naming import people_of, would_be_added
from board.queries.protection import child_name
from board.store.colleagues import colleagues
from board.store.nameable import nameable
from board.store.on_duty import on_duty
from board.store.policies import policy_of
from board.views.panel import Panel

_CHILDREN = text(
    "select child_id, place, given_name, family_name, unborn from children "
    "where hub_id = :hub_id and contact_id = :contact_id order by place"
)
_MEASURES = text(
    "select measure_id, kind from measures where hub_id = :hub_id and contact_id = :contact_id and ended_at is null order by ends_at"
)


async def panel_of(conn: AsyncConnection, actor: Actor, contact: Contact, now: datetime) -> Panel:
    """The choices this person has on this contact."""
    policy = await policy_of(conn, contact.hub_id, contact.policy_version)
    key = contact.key | {"person_id": actor.person_id}
    rates, closes, restricts = (actor.may(a) for a in (Action.RATE, Action.CLOSE, Action.RESTRICT))
    records = actor.may(Action.RECORD_SAFE_NOW)
    family = (await conn.execute(_CHILDREN, key)).all() if rates or records else ()
    hands, allocates, owns = (actor.may(a) for a in (Action.HAND_OVER, Action.ALLOCATE, Action.OWN))
    there = await on_duty(conn, contact.hub_id, now) if hands or owns or restricts else ()
    here = {one.person_id for one in there}
    seated: tuple[Nameable, ...] = ()
    if restricts:
        seated = await nameable(conn, contact.hub_id, now, contact_id=contact.contact_id, here=there)
    may_hold: list[tuple[int, str]] = []
    may_decide: list[tuple[int, str]] = []
    if hands or allocates or owns:
        may_hold, may_decide = await colleagues(conn, contact, Action.CLAIM, Action.OWN)
    others = [one for one in may_hold if one[0] != actor.person_id]
    protects = actor.may(Action.PROTECT)
    measures = (await conn.execute(_MEASURES, key)).all() if protects else ()
    children = tuple((c.child_id, f"Child {c.place}: {child_name(c)}") for c in family)
    return Panel(
        ref=contact.ref,
        levels=tuple((level.code, level.label) for level in policy.levels) if rates else (),
        outcomes=tuple((one.code, one.label) for one in policy.outcomes) if closes else (),
        safe_children=children if records else (),
        children=children if rates else (),
        people=tuple(one for one in people_of(seated) if one[0] != actor.person_id),
        would_add=would_be_added(actor, seated, policy),
        colleagues=_said(others, here) if hands or allocates else (),
        to_allocate=_said(may_hold, here) if allocates else (),
        managers=_said(may_decide, here) if owns else (),
        whys=tuple(WHYS.items()) if owns else (),
        kinds=tuple((kind.value, LABELS[kind]) for kind in MeasureKind) if protects else (),
        measures=tuple((m.measure_id, LABELS[MeasureKind(m.kind)]) for m in measures),
    )


def _said(people: Sequence[tuple[int, str]], here: set[int]) -> tuple[tuple[int, str], ...]:
    """Those on duty first; where nobody is known to be, by name alone."""
    ordered = sorted(people, key=lambda one: one[0] not in here)
    return tuple((number, f"{name}, on duty" if number in here else name) for number, name in ordered)
