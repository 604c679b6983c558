"""Put people on duty, change when, take them off, and copy days of the rota."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import text

from board.commands.record import note
from board.domain.people import Actor
from board.domain.permissions import Action, Role
from board.domain.refusals import (
    BadInput,
    DutyEndsBeforeItStarts,
    DutyInThePast,
    DutyOver,
    DutyOverlaps,
    DutyTooLong,
    NoSuchSeat,
    NotHere,
    NothingToCopy,
    NotThisPost,
)
from board.domain.rota import FURTHEST, LONGEST, POST_WORDS, Post, Span, may_hold, moved
from board.domain.working_time import LONDON
from board.store.doors import must
from board.store.engine import Tx

# The seat's row is the rota's lock: two who write one person's duties wait for each other.
_SEAT = text(
    "select s.seat_id, s.person_id, s.role, p.name from seats s join people p on p.person_id = s.person_id "
    "where s.hub_id = :hub_id and s.seat_id = :seat_id and s.ended_at is null and p.ended_at is null and not p.service "
    "for no key update of s"
)
_SEAT_OF = text("select seat_id from duties where hub_id = :hub_id and duty_id = :duty_id")
_DUTY = text(
    "select d.*, s.person_id, s.role, p.name from duties d join seats s on s.hub_id = d.hub_id and s.seat_id = d.seat_id "
    "join people p on p.person_id = s.person_id where d.hub_id = :hub_id and d.duty_id = :duty_id for no key update of d"
)
_OVERLAP = text(
    "select starts_at, ends_at from duties where hub_id = :hub_id and seat_id = :seat_id and post = :post and ended_at is null "
    "and starts_at < :ends_at and ends_at > :starts_at and duty_id <> :duty_id order by starts_at limit 1"
)
_PUT = text(
    "insert into duties (hub_id, seat_id, post, starts_at, ends_at, recorded_at, recorded_by, began_at) "
    "values (:hub_id, :seat_id, :post, :starts_at, :ends_at, :now, :person_id, :began_at) returning duty_id"
)
_CHANGE = text(
    "update duties set starts_at = :starts_at, ends_at = :ends_at, began_at = :began_at, warned_at = null "
    "where hub_id = :hub_id and duty_id = :duty_id"
)
_END = text(
    "update duties set ended_at = :now, ended_by = :person_id where hub_id = :hub_id and duty_id = :duty_id"
)
_OF_DAYS = text(
    "select d.seat_id, d.post, d.starts_at, d.ends_at from duties d "
    "join seats s on s.hub_id = d.hub_id and s.seat_id = d.seat_id and s.ended_at is null "
    "join people p on p.person_id = s.person_id and p.ended_at is null "
    "where d.hub_id = :hub_id and d.starts_at >= :since and d.starts_at < :until "
    "and not (d.ended_by is not null and d.ended_at <= d.starts_at) order by d.seat_id, d.starts_at, d.duty_id"
)


@dataclass(frozen=True, slots=True)
class OnRota:
    """A duty as it was written down. name: whose."""

    duty_id: int
    name: str
    changed: bool = True


@dataclass(frozen=True, slots=True)
class Copied:
    """How many duties were copied, and how many were left out: over by now, or in the way of one that stands there."""

    copied: int
    left_out: int


async def put_on_duty(tx: Tx, actor: Actor, seat_id: int, post: Post, span: Span, *, now: datetime) -> OnRota:
    """Write down that somebody is on duty through this seat, from and until when. One that has begun counts at once.

    Raises NotAllowed, NoSuchSeat, NotThisPost, DutyEndsBeforeItStarts, DutyTooLong, DutyInThePast, DutyOverlaps. Locks: the seat.
    Writes duties, event duty_recorded.
    """
    must(actor, Action.KEEP_ROTA)
    facts = {"hub_id": actor.hub_id, "seat_id": seat_id}
    seat = (await tx.conn.execute(_SEAT, facts)).one_or_none()
    if seat is None:
        raise NoSuchSeat({"seat": "Choose somebody from the list."})
    if not may_hold(Role(seat.role), post):
        raise NotThisPost({"post": f"Only a manager can be {POST_WORDS[post]}."}, post=POST_WORDS[post])
    check(span, now)
    await _must_be_free(tx, actor.hub_id, seat, post, span, 0)
    began_at = now if span.starts_at <= now else None
    row = {**facts, **_times(span), "post": post.value, "now": now, "person_id": actor.person_id}
    duty_id: int = (await tx.conn.execute(_PUT, {**row, "began_at": began_at})).scalar_one()
    _note(tx, actor, "duty_recorded", duty_id, seat.person_id, now)
    return OnRota(duty_id, seat.name)


async def change_duty(tx: Tx, actor: Actor, duty_id: int, span: Span, *, now: datetime) -> OnRota:
    """Other times for a duty that is not over. The same times again change nothing.

    Raises NotAllowed, NotHere, DutyOver and what put_on_duty raises of times. Locks: the seat, the duty. Writes duties, event duty_changed.
    """
    must(actor, Action.KEEP_ROTA)
    duty = await _locked(tx, actor.hub_id, duty_id)
    if duty.ended_at is not None or duty.ends_at <= now:
        raise DutyOver(at=_said(duty.ended_at or duty.ends_at))
    check(span, now)
    if (duty.starts_at, duty.ends_at) == (span.starts_at, span.ends_at):
        return OnRota(duty_id, duty.name, changed=False)
    await _must_be_free(tx, actor.hub_id, duty, Post(duty.post), span, duty_id)
    began_at = None if span.starts_at > now else duty.began_at or now
    facts = {"hub_id": actor.hub_id, "duty_id": duty_id, "began_at": began_at}
    await tx.conn.execute(_CHANGE, {**facts, **_times(span)})
    _note(tx, actor, "duty_changed", duty_id, duty.person_id, now)
    return OnRota(duty_id, duty.name)


async def end_duty(tx: Tx, actor: Actor, duty_id: int, *, now: datetime) -> OnRota:
    """Somebody goes now; a duty still to come is taken off. Anybody may end their own. Twice is silence.

    What they hold they keep: it is told to the duty manager, never put back. Raises NotAllowed, NotHere. Locks: the seat, the duty.
    Writes duties, event duty_ended.
    """
    duty = await _locked(tx, actor.hub_id, duty_id)
    if duty.person_id != actor.person_id:
        must(actor, Action.KEEP_ROTA)
    if duty.ended_at is not None or duty.ends_at <= now:
        return OnRota(duty_id, duty.name, changed=False)
    await tx.conn.execute(_END, actor.key | {"duty_id": duty_id, "now": now})
    _note(tx, actor, "duty_ended", duty_id, duty.person_id, now)
    return OnRota(duty_id, duty.name)


async def copy_days(
    tx: Tx, actor: Actor, from_day: date, to_day: date, *, days: int = 1, now: datetime
) -> Copied:
    """The duties that began on so many days from from_day, at the same London times from to_day on.

    Who left since is not copied; what is over already or stands in the way of another duty is left out. Raises NotAllowed, BadInput,
    NothingToCopy. Locks: each seat. Writes duties, an event duty_recorded each.
    """
    must(actor, Action.KEEP_ROTA)
    if not 1 <= days <= 31 or from_day == to_day or abs(to_day - now.astimezone(LONDON).date()) > FURTHEST:
        raise BadInput({"to": "Choose another day, at most a year ahead."})
    facts = {"since": _midnight(from_day), "until": _midnight(from_day + timedelta(days=days))}
    rows = (await tx.conn.execute(_OF_DAYS, {"hub_id": actor.hub_id, **facts})).all()
    if not rows:
        raise NothingToCopy
    copied = 0
    for row in rows:
        there = moved(Span(row.starts_at, row.ends_at), (to_day - from_day).days)
        try:
            await put_on_duty(tx, actor, row.seat_id, Post(row.post), there, now=now)
        except (DutyInThePast, DutyOverlaps, DutyEndsBeforeItStarts, DutyTooLong, NoSuchSeat, NotThisPost):
            continue
        copied += 1
    return Copied(copied, len(rows) - copied)


def check(span: Span, now: datetime) -> None:
    """Whether somebody can be put on duty for these times now. Raises DutyEndsBeforeItStarts, DutyTooLong, DutyInThePast, BadInput."""
    if span.ends_at <= span.starts_at:
        raise DutyEndsBeforeItStarts({"ends": "Choose an end after the start."})
    # An autumn night that is 25 hours long is a day all the same.
    if span.ends_at - span.starts_at > LONGEST + timedelta(hours=1):
        raise DutyTooLong({"ends": "Choose an end within 24 hours of the start."})
    if span.ends_at <= now:
        raise DutyInThePast({"day": "Choose a time that is not over yet."})
    if span.starts_at > now + FURTHEST:
        raise BadInput({"day": "Choose a day within the next year."})


async def _must_be_free(tx: Tx, hub_id: int, seat: Any, post: Post, span: Span, but: int) -> None:
    facts = {"hub_id": hub_id, "seat_id": seat.seat_id, "post": post.value, "duty_id": but}
    there = (await tx.conn.execute(_OVERLAP, {**facts, **_times(span)})).one_or_none()
    if there is not None:
        raise DutyOverlaps(name=seat.name, from_=_said(there.starts_at), until=_said(there.ends_at))


async def _locked(tx: Tx, hub_id: int, duty_id: int) -> Any:
    """The duty, its seat locked before it: the same order in which a duty is written down."""
    facts = {"hub_id": hub_id, "duty_id": duty_id}
    seat_id = (await tx.conn.execute(_SEAT_OF, facts)).scalar_one_or_none()
    if seat_id is None:
        raise NotHere
    await tx.conn.execute(_SEAT, {"hub_id": hub_id, "seat_id": seat_id})
    return (await tx.conn.execute(_DUTY, facts)).one()


def _note(tx: Tx, actor: Actor, kind: str, duty_id: int, person_id: int, now: datetime) -> None:
    note(tx, actor.hub_id, kind, actor, {"duty": duty_id, "person": person_id}, told=[person_id], now=now)


def _times(span: Span) -> dict[str, datetime]:
    return {"starts_at": span.starts_at, "ends_at": span.ends_at}


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, LONDON)


def _said(at: datetime) -> str:
    return f"{at.astimezone(LONDON):%a %-d %b %H:%M}"
