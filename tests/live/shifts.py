"""Steps by which shifts are planned, changed, ended and turned."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import text

from board.commands import climbs, covers, duties, leavers, shifts
from board.domain.rota import Post, Span
from tests.live.morning import Morning


async def put_on_duty(m: Morning, a: int, b: int, c: int) -> None:
    who = m.who(b)
    async with m.db.connection() as conn:
        query = text("select min(seat_id) from seats where hub_id = :hub_id and person_id = :person_id")
        facts = {"hub_id": m.hub.hub_id, "person_id": who.person_id}
        seat_id: int = (await conn.execute(query, facts)).scalar_one()
    times = Span(m.now - timedelta(minutes=c), m.now + timedelta(minutes=1 + 9 * c))
    post = (Post.SEAT, Post.SEAT, Post.DUTY_MANAGER)[c % 3]
    async with m.db.transaction() as tx:
        await duties.put_on_duty(tx, m.who(a), seat_id, post, times, now=m.now)


async def plan_duty(m: Morning, a: int, b: int, c: int) -> None:
    """A shift that is still to come."""
    async with m.db.connection() as conn:
        query = text("select min(seat_id) from seats where hub_id = :hub_id and person_id = :person_id")
        facts = {"hub_id": m.hub.hub_id, "person_id": m.who(b).person_id}
        seat_id: int = (await conn.execute(query, facts)).scalar_one()
    times = Span(m.now + timedelta(minutes=5 + c), m.now + timedelta(minutes=65 + c))
    async with m.db.transaction() as tx:
        await duties.put_on_duty(tx, m.who(a), seat_id, Post.SEAT, times, now=m.now)


async def change_duty(m: Morning, a: int, b: int, c: int) -> None:
    """Other times for the shift that was written down last."""
    async with m.db.connection() as conn:
        query = text("select max(duty_id) from duties where hub_id = :hub_id")
        last = (await conn.execute(query, {"hub_id": m.hub.hub_id})).scalar_one()
    if last is not None:
        times = Span(m.now + timedelta(minutes=b), m.now + timedelta(minutes=b + 10 + c))
        async with m.db.transaction() as tx:
            await duties.change_duty(tx, m.who(a), last, times, now=m.now)


async def end_duty(m: Morning, a: int, b: int, c: int) -> None:
    async with m.db.connection() as conn:
        query = text("select duty_id from duties where hub_id = :hub_id order by duty_id")
        known = list((await conn.execute(query, {"hub_id": m.hub.hub_id})).scalars())
    if known:
        async with m.db.transaction() as tx:
            await duties.end_duty(tx, m.who(a), known[b % len(known)], now=m.now)


async def turn_rota(m: Morning, a: int, b: int, c: int) -> None:
    hub_id, warn = m.hub.hub_id, timedelta(minutes=30)
    async with m.db.transaction() as tx:
        for duty in await shifts.to_turn(tx, hub_id, now=m.now, warn=warn):
            await shifts.turn(tx, hub_id, duty, now=m.now, warn=warn)
        for contact in await climbs.to_cover(tx, hub_id, now=m.now):
            await climbs.cover(tx, hub_id, contact, now=m.now)
        for contact in await leavers.to_mark(tx, hub_id, now=m.now):
            await leavers.mark(tx, hub_id, contact, now=m.now)
        await covers.look(tx, hub_id, now=m.now)
