"""The rota of the invented hubs: a believable week around now, and somebody who went off duty a while ago and still holds work."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Final, NamedTuple

from board.commands import climbs, covers, leavers, shifts
from board.commands.agency_hours import set_agency_hours
from board.commands.duties import put_on_duty
from board.domain.hours import AgencyWeek, Opening
from board.domain.people import Actor
from board.domain.refusals import Refusal
from board.domain.rota import Post, Span
from board.domain.working_time import LONDON
from board.queries.rota_page import seat_choices
from board.rehearsal.hub import DAY, InventedHub, opened_at
from board.store.agency_hours import agency_hours
from board.store.engine import Tx

_WEEK: Final = 7
_WARN: Final = timedelta(minutes=30)


class Turn(NamedTuple):
    """Somebody's part of a day, in minutes from the hub's opening; before 0 is before it."""

    name: str
    starts: int
    ends: int
    post: Post = Post.SEAT


_CLOSE = int(DAY.total_seconds()) // 60
_NIGHT = 24 * 60
_HEALTH = (130, 430)  # health is here from the middle of the day
DAYS: Final[dict[str, tuple[Turn, ...]]] = {
    "northborough": (
        Turn("Bryn Adair", _CLOSE - 30, _NIGHT + 60),
        Turn("Ana Ruiz", 0, _CLOSE),
        Turn("Ana Ruiz", 0, _CLOSE, Post.DUTY_MANAGER),
        Turn("T. Nkemelu", 0, _CLOSE),
        Turn("T. Nkemelu", 15, 375, Post.DUTY_CHAIR),
        Turn("Maren Holt", 0, _CLOSE - 60),
        Turn("L. Wu", -15, _CLOSE - 15),
        Turn("Jo Okafor", 0, _CLOSE),
        Turn("Priya Sandhu", 0, _CLOSE),
        Turn("Callum Reyes", -15, _CLOSE - 60),
        Turn("Dele Adeyemi", -60, _CLOSE),
        Turn("Farah Qureshi", *_HEALTH),
        Turn("Owen Pike", 0, 240),
        Turn("Ines Moreau", 0, _CLOSE - 30),
        Turn("Tomasz Zielony", -90, 65),
    ),
    "eastmarsh": (
        Turn("Nadia Frost", 0, _CLOSE, Post.DUTY_MANAGER),
        Turn("Lewis Amadi", 0, _CLOSE),
        Turn("Kit Barlow", 0, _CLOSE),
    ),
}


async def put_rota(tx: Tx, hub: InventedHub, keeper: Actor, now: datetime, *, at: datetime) -> None:
    """A week's rota of this hub, the night before it first, as written down at a moment before now; what stands there already stays.

    at: the moment of writing. keeper: who keeps the rota.
    """
    seats = {one.name: one.seat_id for one in await seat_choices(tx.conn, keeper.hub_id)}
    opened = opened_at(now)
    for day in range(-1, _WEEK):
        for turn in DAYS.get(hub.key, ()):
            begins = _later(opened, day) + timedelta(minutes=turn.starts)
            ends = _later(opened, day) + timedelta(minutes=turn.ends)
            if ends <= at or turn.name not in seats:
                continue
            try:
                span = Span(begins, ends)
                await put_on_duty(tx, keeper, seats[turn.name], turn.post, span, now=at)
            except Refusal:  # on the rota already
                continue
    await _health(tx, keeper, opened, at)


async def turn_rota(tx: Tx, hub_id: int, now: datetime) -> None:
    """What the worker makes of the rota at this moment."""
    for duty in await shifts.to_turn(tx, hub_id, now=now, warn=_WARN):
        await shifts.turn(tx, hub_id, duty, now=now, warn=_WARN)
    for contact in await climbs.to_cover(tx, hub_id, now=now):
        await climbs.cover(tx, hub_id, contact, now=now)
    for contact in await leavers.to_mark(tx, hub_id, now=now):
        await leavers.mark(tx, hub_id, contact, now=now)
    await covers.look(tx, hub_id, now=now)


async def _health(tx: Tx, keeper: Actor, opened: datetime, at: datetime) -> None:
    """Health works part of the day, every day of the invented week."""
    found = [a for a in await agency_hours(tx.conn, keeper.hub_id, at) if a.key == "health"]
    if not found:
        return
    opens, closes = ((opened + timedelta(minutes=m)).astimezone(LONDON).time() for m in _HEALTH)
    opening = Opening(opens, closes)
    week = AgencyWeek(opening, opening, opening, opening, opening, opening, opening)
    christmas = date(opened.year, 12, 25)
    await set_agency_hours(
        tx, keeper, found[0].agency_id, week, [christmas], at, closed_on_bank_holidays=False, now=at
    )


def _later(opened: datetime, days: int) -> datetime:
    """The same London time so many days later."""
    local = opened.astimezone(LONDON)
    there = datetime.combine(local.date() + timedelta(days=days), time(local.hour, local.minute), LONDON)
    return there.astimezone(UTC)
