"""An invented hub that has lived through a week and is in mid-morning: the database that each version leaves to the next."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import text

from board.commands.allocations import allocate, reassign
from board.commands.children import add_child
from board.commands.claims import claim, release
from board.commands.closures import close, reopen
from board.commands.contacts import receive
from board.commands.deliveries import acknowledge
from board.commands.filters import save_filter
from board.commands.firing import due, fire, turn_day
from board.commands.hand_overs import accept, decline, hand_over
from board.commands.handovers import mark_handover
from board.commands.holds import hold
from board.commands.measures import NewMeasure, end_measure, record_measure
from board.commands.owners import own
from board.commands.ratings import rate
from board.commands.referrer.naming import hide_referrer, name_referrer
from board.commands.referrer.redactions import redact
from board.commands.restrictions import restrict
from board.commands.review_meetings import set_meeting
from board.commands.reviews import review
from board.commands.safe_now import record_safe_now
from board.commands.strategy.requests import answer_strategy, ask_for_strategy
from board.commands.undo import undo
from board.domain.contacts import NewChild
from board.domain.facets import Filter
from board.domain.people import Actor
from board.domain.safe_now import SafeNow
from board.queries.actors import actor_of_email, hub_numbers
from board.rehearsal import words
from board.rehearsal.hub import NORTHBOROUGH
from board.rehearsal.moving import Stage, enter
from board.rehearsal.rota import put_rota, turn_rota
from board.rehearsal.seed import seed
from board.secrets import Secrets
from board.store.engine import Database, Tx
from tests import make
from tests.processes import KEY

BEGAN = datetime(2026, 11, 17, 10, 15, tzinfo=UTC)
NOW = BEGAN + timedelta(days=7)
"""The morning in which the database is left, a Tuesday."""
MOMENTS = 45
CONCERNS = ("domestic_abuse", "neglect", "domestic_abuse", "neglect", "domestic_abuse")
_DECIDER = text("select deciding_manager from contacts where ref = :ref")
_NUMBER = text("select contact_id from contacts where hub_id = :hub_id and ref = :ref")
_CHILD = text(
    "select min(c.child_id) from children c join contacts k using (hub_id, contact_id) where k.ref = :ref and not c.unborn"
)
_NOTICES = text(
    "select delivery_id from deliveries where person_id = :me and channel = 'page' and state = 'queued' order by created_at"
)


async def live(database_url: str) -> None:
    """Fill an empty database: the invented hubs, a week in which contacts are worked and closed, and a morning that moves."""
    await seed(database_url, BEGAN, secrets=Secrets([KEY]))
    db = Database(database_url)
    try:
        async with db.connection() as conn:
            hub_id = (await hub_numbers(conn))[NORTHBOROUGH.key]
            cast = {
                seat.email.partition("@")[0]: await actor_of_email(conn, hub_id, seat.email)
                for seat in NORTHBOROUGH.seats
            }
        lived = Lived(db, hub_id, cast)
        for day in range(7):
            await lived.day(BEGAN + timedelta(days=day, minutes=20), day)
        await lived.morning(NOW)
    finally:
        await db.close()


class Lived:
    """The hub while it lives. clock: the moment that the moving morning is told."""

    def __init__(self, db: Database, hub_id: int, cast: dict[str, Actor]) -> None:
        self.db, self.hub_id, self.cast = db, hub_id, cast
        self.choice = Random(9)
        self.clock = BEGAN

    async def do(self, command: Callable[..., Awaitable[Any]], *args: Any, at: datetime, **named: Any) -> Any:
        """One command in a transaction of its own, by the first of args when that is somebody's key."""
        given = [self.cast.get(one, one) if isinstance(one, str) else one for one in args]
        async with self.db.transaction() as tx:
            return await command(tx, *given, now=at, **named)

    async def day(self, at: datetime, number: int) -> None:
        """Contacts come, are worked in every way there is, and closed; the clocks are looked at."""
        await self.look(at)
        async with self.db.transaction() as tx:
            await put_rota(tx, NORTHBOROUGH, self.cast["maren.holt"], at, at=at)
        refs = [
            await self.do(_received, "l.wu", at=at + timedelta(minutes=n), concern=concern)
            for n, concern in enumerate(CONCERNS)
        ]
        at += timedelta(minutes=10)
        for place, ref in enumerate(refs):
            rag = ("red", "amber", "green", "amber", "blue")[place]
            await self.do(
                rate, "priya.sandhu", ref, None, rag, self.choice.choice(words.AGAIN_REASONS), at=at
            )
        one, two, three, four, five = refs
        await self.do(claim, "jo.okafor", one, anyway="They are not the same.", at=at)
        await self.do(allocate, "ana.ruiz", two, self.cast["priya.sandhu"].person_id, at=at)
        await self.do(claim, "jo.okafor", three, anyway="They are not the same.", at=at)
        at += timedelta(minutes=7)
        await self.do(
            hand_over, "jo.okafor", one, self.cast["priya.sandhu"].person_id, "School rings at noon.", at=at
        )
        await self.do(
            decline if number % 2 else accept,
            "priya.sandhu",
            one,
            *(["In court all day."] if number % 2 else []),
            at=at,
        )
        await self.do(release, "jo.okafor", three, "Gone to a strategy discussion.", at=at)
        await self.do(
            claim, "callum.reyes", three, anyway="They are not the same.", at=at + timedelta(minutes=1)
        )
        await self.do(
            reassign,
            "t.nkemelu",
            three,
            self.cast["jo.okafor"].person_id,
            "She knows the school.",
            at=at + timedelta(minutes=2),
        )
        fact = SafeNow("At her grandmother's", "grandmother", "the grandmother, by telephone", at)
        await self.do(record_safe_now, "priya.sandhu", one, None, fact, at=at)
        bail = NewMeasure("bail", at, at + timedelta(days=20), note="Not to go near the house.")
        measured = await self.do(record_measure, "priya.sandhu", two, bail, at=at)
        await self.do(own, "t.nkemelu", five, at=at)
        wren = NewChild(given_name="Wren", family_name="Marlow", born_on=date(2020, 5, 4))
        await self.do(add_child, "priya.sandhu", four, wren, at=at)
        await self.do(set_meeting, "ana.ruiz", two, at + timedelta(days=1, hours=2), 30, at=at)
        await self.do(review, "ana.ruiz", two, "The family group meets on Friday.", at=at)
        at += timedelta(minutes=20)
        if number == 1:
            await self.do(hold, "maren.holt", four, "The inquiry asks for it.", at=at)
        if number == 2:
            named = [self.cast["t.nkemelu"].person_id, self.cast["jo.okafor"].person_id]
            await self.do(restrict, "ana.ruiz", five, named, "A colleague's family.", at=at)
        await self.do(
            end_measure, "priya.sandhu", two, measured.measure_id, "The court discharged it.", at=at
        )
        await self.look(at)
        for ref in refs[: 4 if number == 6 else 5]:
            outcome, reason = self.choice.choice(words.CLOSE_REASONS)
            await self.do(
                close, await self.decider(ref), ref, outcome, reason, anyway="All of it was weighed.", at=at
            )
        await self.look(at + timedelta(hours=6))

    async def morning(self, until: datetime) -> None:
        """An hour that moves by itself, and at its end something of everything that is not closed."""
        stage = await enter(self.db, None, 3, clock=lambda: self.clock)
        self.clock = until - timedelta(minutes=MOMENTS)
        await self.look(self.clock)
        for _ in range(MOMENTS):
            self.clock += timedelta(seconds=50)
            await stage.moment()
            await stage.moment()
        await self._again(until - timedelta(minutes=6))
        at = until - timedelta(minutes=4)
        await self.look(at)
        await self._state(stage, at)
        await self.look(until)

    async def _again(self, at: datetime) -> None:
        """One reference used for three incidents, the first closed and then told more of; a contact closed in error; a strategy
        discussion asked for; referrers who ask not to be named, early and late.
        """
        family = make.approach(source_reference="LOG-0417", received_at=at - timedelta(hours=4))
        first = (await self.do(receive, "l.wu", family, at=at)).ref
        await self.do(rate, "priya.sandhu", first, None, "green", "The quarrel is over.", at=at)
        await self.do(
            close, "ana.ruiz", first, "ADVICE_INFO", "Advice was given.", anyway="It is green.", at=at
        )
        more = replace(family, received_at=at, summary="The grandmother rang: they stay with her.")
        await self.do(receive, "l.wu", more, at=at)
        night = make.approach(
            source_reference="log 0417",
            received_at=at,
            incident_on=at.date(),
            anonymous_referrer=True,
            referrer="Marta Quill",
            adults=(),
        )
        await self.do(receive, "l.wu", night, at=at)
        third = make.approach(source_reference="LOG-0417", received_at=at, referrer="Tobias Wren", adults=(),
                              summary="Tobias Wren heard shouting.")  # fmt: skip
        named = (await self.do(receive, "l.wu", third, at=at)).ref
        await self.do(hide_referrer, "priya.sandhu", named, at=at)
        async with self.db.connection() as conn:
            number = (await conn.execute(_NUMBER, {"hub_id": self.hub_id, "ref": named})).scalar_one()
        await self.do(
            redact, "priya.sandhu", named, "contacts.summary", number, "[redacted] heard shouting.", at=at
        )
        lifted = (await self.do(receive, "l.wu", make.approach(received_at=at), at=at)).ref
        await self.do(hide_referrer, "priya.sandhu", lifted, at=at)
        await self.do(name_referrer, "ana.ruiz", lifted, "They agreed in writing.", at=at)
        await self.do(ask_for_strategy, "priya.sandhu", lifted, "Two injuries in a month.", at=at)
        await self.do(answer_strategy, "ana.ruiz", lifted, "agreed", "It is at noon.", at=at)
        await self.do(ask_for_strategy, "priya.sandhu", named, "The school saw a bruise.", at=at)
        error = await self.do(_received, "l.wu", at=at, concern="neglect")
        for word in ("closed", "reopened"):
            await self.do(
                close, "ana.ruiz", error, "ADVICE_INFO", "Closed in error.", anyway="It is green.", at=at
            )
            if word == "closed":
                await self.do(undo, "ana.ruiz", error, at=at)
        await self.do(reopen, "ana.ruiz", error, "It was another family's.", at=at + timedelta(minutes=1))

    async def _state(self, stage: Stage, at: datetime) -> None:
        new = make.approach(source_reference="PPN-90001", received_at=at - timedelta(hours=2))
        ref = (await self.do(receive, "l.wu", new, at=at)).ref
        other = await self.do(_received, "l.wu", at=at, concern="neglect")
        third = await self.do(_received, "l.wu", at=at, concern="neglect")
        hidden = await self.do(_received, "l.wu", at=at, concern="domestic_abuse")
        await self.do(claim, "jo.okafor", ref, anyway="They are not the same.", at=at)
        later = make.approach(
            source_reference="PPN-90001", received_at=at, summary="The neighbour rang again at noon."
        )
        await self.do(receive, "l.wu", later, at=at)
        await self.do(rate, "priya.sandhu", ref, None, "red", "An injury was seen.", at=at)
        await self.do(
            hand_over,
            "jo.okafor",
            ref,
            self.cast["priya.sandhu"].person_id,
            "Ring the school after ten.",
            at=at,
        )
        async with self.db.connection() as conn:
            child_id = (await conn.execute(_CHILD, {"ref": ref})).scalar_one()
        police = NewMeasure("police_protection", at - timedelta(hours=1), child_id=child_id)
        await self.do(record_measure, "priya.sandhu", ref, police, at=at)
        await self.do(set_meeting, "ana.ruiz", ref, at + timedelta(days=1), 45, at=at)
        await self.do(claim, "priya.sandhu", other, anyway="They are not the same.", at=at)
        await self.do(undo, "priya.sandhu", other, at=at)
        await self.do(claim, "callum.reyes", third, anyway="They are not the same.", at=at)
        await self.do(hold, "maren.holt", third, "The inquiry asks for it.", at=at)
        named = [self.cast["t.nkemelu"].person_id, self.cast["callum.reyes"].person_id]
        await self.do(restrict, "ana.ruiz", hidden, named, "A colleague's sister.", at=at)
        await self.do(claim, "t.nkemelu", hidden, anyway="They are not the same.", at=at)
        await self.do(rate, "t.nkemelu", hidden, None, "amber", "The family asked for help.", at=at)
        await self.do(mark_handover, "jo.okafor", 40, at=at)
        await self.do(save_filter, "jo.okafor", "Reds", Filter((("rag", ("red",)),)), at=at)
        jo = self.cast["jo.okafor"]
        async with self.db.connection() as conn:
            waiting = list((await conn.execute(_NOTICES, {"me": jo.person_id})).scalars())
        await self.do(acknowledge, "jo.okafor", *waiting[: len(waiting) // 2], at=at)

    async def decider(self, ref: str) -> Actor:
        """The manager who decides this contact; a manager who may where none does."""
        async with self.db.connection() as conn:
            number = (await conn.execute(_DECIDER, {"ref": ref})).scalar_one()
        return next((one for one in self.cast.values() if one.person_id == number), self.cast["ana.ruiz"])

    async def look(self, at: datetime) -> None:
        """The worker looks at the day, the clocks and the rota."""
        await self.do(turn_day, self.hub_id, at=at)
        async with self.db.connection() as conn:
            found = await due(conn, now=at)
        for hub_id, contact_id in found:
            if hub_id == self.hub_id:
                await self.do(fire, hub_id, contact_id, at=at)
        async with self.db.transaction() as tx:
            await turn_rota(tx, self.hub_id, at)


async def _received(tx: Tx, by: Actor, *, now: datetime, concern: str) -> str:
    new = make.approach(received_at=now - timedelta(minutes=30), concern=concern)
    return (await receive(tx, by, new, now=now)).ref
