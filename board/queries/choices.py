"""What a person may choose on an open contact: drawn with the page, outside what is pushed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from board.domain.contacts import Contact
from board.domain.interest.families import KINDS
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

# One statement, since a page has few: children, adults, and measures that stand.
_OF_CONTACT = text(
    "select 'child' as who, child_id as number, place, given_name, family_name, unborn, null as kind, cast(null as timestamptz) as ends_at "
    "from children "
    "where hub_id = :hub_id and contact_id = :contact_id union all "
    "select 'adult', adult_id, place, given_name, family_name, false, null, null from adults "
    "where hub_id = :hub_id and contact_id = :contact_id union all "
    "select 'measure', measure_id, 0, null, null, false, kind, ends_at from measures "
    "where hub_id = :hub_id and contact_id = :contact_id and ended_at is null order by who, place, ends_at"
)


async def panel_of(conn: AsyncConnection, actor: Actor, contact: Contact, now: datetime) -> Panel:
    """The choices this person has on this contact."""
    policy = await policy_of(conn, contact.hub_id, contact.policy_version)
    key = contact.key | {"person_id": actor.person_id}
    rates, closes, restricts = (actor.may(a) for a in (Action.RATE, Action.CLOSE, Action.RESTRICT))
    records = actor.may(Action.RECORD_SAFE_NOW)
    rows = (await conn.execute(_OF_CONTACT, key)).all()
    hands, allocates, owns = (actor.may(a) for a in (Action.HAND_OVER, Action.ALLOCATE, Action.OWN))
    there = await on_duty(conn, contact.hub_id, now) if hands or owns or restricts else ()
    here = {one.person_id for one in there}
    seated: tuple[Nameable, ...] = ()
    if restricts:
        seated = await nameable(conn, contact.hub_id, now, contact_id=contact.contact_id, here=there)
    may_hold: list[tuple[int, str]] = []
    may_decide: list[tuple[int, str]] = []
    seen_by: list[tuple[int, str]] = []
    marks = actor.may(Action.MARK_INTEREST)
    if hands or allocates or owns or marks:
        actions = (Action.CLAIM, Action.OWN, Action.SEE_BOARD)
        may_hold, may_decide, seen_by = await colleagues(conn, contact, *actions)
    others = [one for one in may_hold if one[0] != actor.person_id]
    protects = actor.may(Action.PROTECT)
    measures = [one for one in rows if one.who == "measure" and protects]
    children = tuple((c.number, f"Child {c.place}: {child_name(c)}") for c in rows if c.who == "child")
    deciders = [one for one in rows if one.who != "measure" and not one.unborn]
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
        deciders=tuple(map(_decider, deciders)) if actor.may(Action.RECORD_CONSENT) else (),
        young=tuple(_decider(one) for one in deciders if one.who == "child")
        if actor.may(Action.RECORD_CONSENT)
        else (),
        script=policy.consent_script,
        grading_tools=tuple((one.code, one.label) for one in policy.grading_tools)
        if actor.may(Action.RECORD_GRADING)
        else (),
        kinds=tuple((kind.value, LABELS[kind]) for kind in MeasureKind) if protects else (),
        measures=tuple((m.number, LABELS[MeasureKind(m.kind)]) for m in measures),
        seated=tuple(one for one in seen_by if one[0] != actor.person_id) if marks else (),
        interests=tuple(KINDS.items()) if marks else (),
    )


def _decider(row: Any) -> tuple[str, str]:
    """An adult or a child of whom consent is recorded."""
    return f"{row.who}:{row.number}", f"{row.who.capitalize()} {row.place}: {child_name(row)}"


def _said(people: Sequence[tuple[int, str]], here: set[int]) -> tuple[tuple[int, str], ...]:
    """Those on duty first; where nobody is known to be, by name alone."""
    ordered = sorted(people, key=lambda one: one[0] not in here)
    return tuple((number, f"{name}, on duty" if number in here else name) for number, name in ordered)
