"""Whatever people do with a contact, its claim and its deciding each have one holder, and no offer outlives its holder.

At the end stands a third baton, with all that a new kind needs: a kind, its tables, and verbs of a few lines.
"""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, example, given, note, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from board.commands import record
from board.commands.allocations import allocate, reassign
from board.commands.baton import ROWS, Rows, stands, write
from board.commands.claims import claim, release
from board.commands.closures import close, reopen
from board.commands.hand_overs import accept, decline, hand_over, withdraw
from board.commands.owners import own
from board.commands.restrictions import restrict, unrestrict
from board.commands.seats import end_seat, give_seat
from board.commands.undo import undo
from board.commands.words import given as said
from board.domain.baton import Baton, Kind
from board.domain.events import KINDS
from board.domain.owners import WHYS
from board.domain.people import Actor
from board.domain.permissions import Role
from board.domain.policy import Policy
from board.domain.refusals import AlreadyOffered, NothingOffered, OfferOver, ReasonNeeded, Refusal
from board.store.engine import Database, Tx
from tests import make
from tests.commands.doing import rows

OUTCOME = Policy.default().outcomes[0].code
ANYWAY = "All of it was weighed."
Step = tuple[str, int, int, bool, bool]
"""The act, who and upon whom, whether it fits what stands, and whether the person saw the holder."""
_keys = itertools.count(1)

# Each finds what must never be, in this hub.
NEVER = {
    "two people hold it at one moment": (
        "select a.claim_id from claims a join claims b on b.hub_id = a.hub_id and b.contact_id = a.contact_id and b.claim_id > a.claim_id "
        "where a.hub_id = :hub and not a.undone and not b.undone "
        "and tstzrange(a.claimed_at, a.released_at) && tstzrange(b.claimed_at, b.released_at)"
    ),
    "two managers decide it at one moment": (
        "select a.owner_id from owners a join owners b on b.hub_id = a.hub_id and b.contact_id = a.contact_id and b.owner_id > a.owner_id "
        "where a.hub_id = :hub and tstzrange(a.owned_at, a.ended_at) && tstzrange(b.owned_at, b.ended_at)"
    ),
    "the contact names another deciding manager than its history": (
        "select c.ref from contacts c left join owners o on o.hub_id = c.hub_id and o.contact_id = c.contact_id and o.ended_at is null "
        "where c.hub_id = :hub and c.deciding_manager is distinct from o.person_id"
    ),
    "an offer outlived its claim": (
        "select h.hand_over_id from hand_overs h join claims cl using (hub_id, claim_id) where hub_id = :hub "
        "and cl.released_at is not null and (h.ended_at is null or h.ended_at > cl.released_at)"
    ),
    "a holder is offered it": (
        "select h.hand_over_id from hand_overs h join claims cl using (hub_id, claim_id) "
        "where hub_id = :hub and h.ended_at is null and h.person_id = cl.person_id"
    ),
    "a claim was taken over without a reason": (
        "select t.claim_id from claims t where t.hub_id = :hub and t.given_as in ('handed_over', 'reassigned') and not exists "
        "(select from claims b where b.hub_id = t.hub_id and b.contact_id = t.contact_id and b.released_at = t.claimed_at "
        "and btrim(b.release_reason) <> '')"
    ),
    "a deciding was taken over without a reason": (
        "select o.owner_id from owners o where o.hub_id = :hub and o.why <> 'first' and coalesce(btrim(o.reason), '') = ''"
    ),
    "a clock waits for the answer to an offer that is over, or none for one that stands": (
        "select c.ref from contacts c where c.hub_id = :hub and exists (select from clocks k where k.hub_id = c.hub_id "
        "  and k.contact_id = c.contact_id and k.kind = 'hand_over' and k.stopped_at is null) "
        "<> exists (select from hand_overs h where h.hub_id = c.hub_id and h.contact_id = c.contact_id and h.ended_at is null)"
    ),
    "a notice says that it waits although it is held": (
        "select d.kind from deliveries d join claims cl using (hub_id, contact_id) where hub_id = :hub and cl.released_at is null "
        "and d.kind = 'holder_seat_ended' and d.channel = 'page' and d.state = 'queued'"
    ),
    "a closed contact is held": (
        "select c.ref from contacts c join claims cl using (hub_id, contact_id) where hub_id = :hub and c.closed_at is not null "
        "and cl.released_at is null"
    ),
}
FAULTS = " union all ".join(f"select '{fault}' where exists ({query})" for fault, query in NEVER.items())
STANDS = (
    "select cl.person_id, h.person_id, p.name from contacts c "
    "left join claims cl on cl.hub_id = c.hub_id and cl.contact_id = c.contact_id and cl.released_at is null "
    "left join hand_overs h on h.hub_id = c.hub_id and h.contact_id = c.contact_id and h.ended_at is null "
    "left join people p on p.person_id = cl.person_id where c.hub_id = :hub and c.ref = :ref"
)
ACTS = (
    *("claim", "hand_over", "accept", "own", "release", "decline", "withdraw", "allocate", "reassign", "undo", "claim"),
    *("hand_over", "accept", "close", "reopen", "restrict", "unrestrict", "end_seat"),
)  # fmt: skip
FITS = st.sampled_from([True, True, True, False])
STEP = st.tuples(st.sampled_from(ACTS), st.integers(0, 4), st.integers(0, 4), FITS, st.booleans())


async def act(
    tx: Tx, hub: make.Hub, name: str, ref: str, who: Actor, to: Actor, seen: str | None, now: datetime
) -> None:
    """One act of `who` upon `to` with this contact."""
    match name:
        case "claim":
            await claim(tx, who, ref, anyway=ANYWAY, now=now)
        case "release":
            await release(tx, who, ref, "Called away.", now=now)
        case "hand_over":
            await hand_over(tx, who, ref, to.person_id, "Ring the school.", anyway=ANYWAY, now=now)
        case "accept":
            await accept(tx, who, ref, anyway=ANYWAY, now=now)
        case "decline":
            await decline(tx, who, ref, "In court until four.", now=now)
        case "withdraw":
            await withdraw(tx, who, ref, now=now)
        case "allocate":
            await allocate(tx, who, ref, to.person_id, anyway=ANYWAY, now=now)
        case "reassign":
            await reassign(tx, who, ref, to.person_id, "She is ill.", seen=seen, anyway=ANYWAY, now=now)
        case "own":
            await own(tx, who, ref, to.person_id, next(iter(WHYS)), "She is ill.", seen=seen, now=now)
        case "undo":
            await undo(tx, who, ref, now=now)
        case "close":
            await close(tx, who, ref, OUTCOME, "In place.", anyway=ANYWAY, now=now)
        case "reopen":
            await reopen(tx, who, ref, "It goes on.", now=now)
        case "restrict":
            await restrict(tx, who, ref, [who.person_id, to.person_id], "A colleague's family.", now=now)
        case "unrestrict":
            await unrestrict(tx, who, ref, "No relation after all.", now=now)
        case "end_seat":
            seats = "select seat_id, role from seats where hub_id = :hub_id and person_id = :person_id and ended_at is null"
            for seat in (await tx.conn.execute(text(seats), to.key)).all():
                await end_seat(tx, who, seat.seat_id, now=now)
                await give_seat(
                    tx, hub.hub_id, to.person_id, "childrens_social_care", Role(seat.role), now=now
                )


@settings(
    max_examples=20,
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),  # a walk is short, and to shrink it takes minutes
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@example(
    steps=[("end_seat", 3, 1, True, False)]
)  # a clock waited on for the answer of a person whose seat was ended
@example(
    steps=[("end_seat", 3, 0, False, False), ("claim", 2, 2, False, False)]
)  # a notice that it waits, of a contact held again
@given(steps=st.lists(STEP, min_size=8, max_size=14))
def test_whatever_people_do_each_baton_has_one_holder_and_no_offer_outlives_its_holder(
    database_url: str, steps: list[Step]
) -> None:
    asyncio.run(walk(database_url, steps))


def fitting(people: list[Actor], stands: tuple[Any, ...], name: str, n: int) -> Actor:
    """A person who may do this now, where there is one: else every second act would be refused by the door."""
    if name in ("accept", "decline", "release", "hand_over", "withdraw"):
        wanted = stands[name in ("accept", "decline")]
        return next((one for one in people if one.person_id == wanted), people[n % len(people)])
    return people[n % len(people) if name in ("claim", "undo") else 3 + n % 2]


async def walk(url: str, steps: list[Step]) -> None:
    """These acts with one contact of a hub of its own, a minute apart, each followed by a look for what must never be."""
    db = Database(url)
    try:
        hub = await make.hub(db, f"hub{next(_keys)}")
        roles = (Role.SOCIAL_WORKER,) * 3 + (Role.MANAGER,) * 2
        people = [await make.person(db, hub, role, name=f"Person {n}") for n, role in enumerate(roles)]
        ref = await make.contact_claimed(db, people[0])
        async with db.transaction() as tx:
            await hand_over(tx, people[0], ref, people[1].person_id, "Ring the school.", now=make.NOW)
        for minute, (name, one, other, fits, looked) in enumerate(steps, 1):
            now = make.NOW + timedelta(minutes=minute)
            [stands] = await rows(db, STANDS, ref=ref, hub=hub.hub_id)
            who = fitting(people, stands, name, one) if fits else people[one]
            to = fitting(people, stands, "accept", other) if fits and name == "end_seat" else people[other]
            try:
                async with db.transaction() as tx:
                    await act(tx, hub, name, ref, who, to, stands[2] if looked else None, now)
                note(f"{name} by {who.name} upon {to.name}")
            except Refusal as refusal:
                note(refusal.sentence)
            assert await rows(db, FAULTS, hub=hub.hub_id) == []
    finally:
        await db.close()


# A third baton: the pen of minutes. All that it needs stands from here to the end.


class PenTaken(Refusal):
    """{writer} has had the pen of {ref} since {at}."""


class PenMoved(Refusal):
    """{writer} has the pen of {ref} now. Look again before you take it over."""


class PenUnheld(Refusal):
    """The pen of {ref} lies on the table."""


PEN = Kind("pen", PenTaken, PenMoved, unheld=PenUnheld, who="writer")
PENS = Rows(
    "pens",
    {"since": "now", "how": "how", "given_by": "given_by"},
    {"until": "now", "ended_by": "by", "reason": "ends"},
    key=("hub_id", "minutes_id"),
    offers="pen_offers",
)
TABLES = """
create table minutes (hub_id integer, minutes_id bigint, ref text not null, primary key (hub_id, minutes_id));
create table pens (hub_id integer, pen_id bigint generated always as identity, minutes_id bigint not null, person_id bigint not null,
    since timestamptz not null, how text, given_by bigint, until timestamptz, ended_by bigint, reason text,
    primary key (hub_id, pen_id), foreign key (hub_id, minutes_id) references minutes);
create unique index pens_one_open on pens (hub_id, minutes_id) where until is null;
create table pen_offers (hub_id integer, pen_offer_id bigint generated always as identity, minutes_id bigint not null,
    pen_id bigint not null,    person_id bigint not null, note text not null, offered_at timestamptz not null,
    ended_at timestamptz, ended_by bigint, ended_as text, ended_reason text,
    primary key (hub_id, pen_offer_id), foreign key (hub_id, pen_id) references pens);
create unique index pen_offers_one_open on pen_offers (hub_id, minutes_id) where ended_at is null;
"""
_LOCK = text("select ref from minutes where hub_id = :hub_id and minutes_id = :minutes_id for no key update")


async def pen_of(tx: Tx, actor: Actor, minutes_id: int) -> Baton:
    """The pen, with the row of its minutes locked."""
    key = {"hub_id": actor.hub_id, "minutes_id": minutes_id}
    ref = (await tx.conn.execute(_LOCK, key)).scalar_one()
    return await stands(tx, PEN, key, ref, actor.person_id)


async def pass_pen(
    tx: Tx, actor: Actor, minutes_id: int, how: str, to: int = 0, words: str = "", seen: str | None = None, *, now: datetime
) -> bool:  # fmt: skip
    """Each verb of the pen in two lines: the act, and the event. Whether it changed anything."""
    pen = await pen_of(tx, actor, minutes_id)
    me = actor.person_id
    match how:
        case "take":
            move = pen.take(me)
        case "offer":
            pen.must_be_held(me)
            move = pen.offer_to(to, me, said(words, "note")) if pen.can_be_offered(to) else None
        case "accept":
            move = pen.accept(me)
        case "decline":
            move = pen.decline(me, said(words))
        case "withdraw":
            move = pen.withdraw(me)
        case "take over":
            pen.must_be_as_seen(seen)
            move = pen.take_over(me, said(words), how="taken_over", given_by=me)
        case _:
            pen.must_be_held(me)
            move = pen.end(said(words))
    if move is None:
        return False
    await write(tx, pen, move, by=me, now=now)
    record.note(tx, actor.hub_id, "pen_passed", actor, {"how": how}, told=[to or None], now=now)
    return True


@pytest.fixture
def pens(monkeypatch: pytest.MonkeyPatch) -> None:
    """The two lines of tables that production has for a kind of baton and its event."""
    monkeypatch.setitem(ROWS, PEN, PENS)
    kinds: Mapping[str, Any] = {"pen_passed": replace(KINDS["strategy_asked"], name="pen_passed")}
    monkeypatch.setitem(KINDS, "pen_passed", kinds["pen_passed"])  # type: ignore[index]


async def test_a_third_baton_goes_through_the_whole_cycle(database: Database, pens: None) -> None:
    hub = await make.hub(database)
    asha, ben, carys = [await make.person(database, hub, name=name) for name in ("Asha", "Ben", "Carys")]
    async with database.transaction() as tx:
        for statement in TABLES.split(";\n")[:-1]:
            await tx.conn.execute(text(statement))
        await tx.conn.execute(
            text("insert into minutes values (:h, 1, 'M-1'), (:h, 2, 'M-2')"), {"h": hub.hub_id}
        )

    async def do(actor: Actor, *given: Any, **more: Any) -> bool:
        async with database.transaction() as tx:
            return await pass_pen(tx, actor, 1, *given, now=make.NOW, **more)

    note = (ben.person_id, "The decisions are left to write.")
    with pytest.raises(PenUnheld):
        await do(asha, "offer", *note)
    assert await do(asha, "take") and not await do(asha, "take")
    with pytest.raises(PenTaken, match="Asha has had the pen of M-1 since 09:30"):
        await do(ben, "take")
    assert await do(asha, "offer", *note) and not await do(asha, "offer", *note)
    with pytest.raises(AlreadyOffered, match="offered to Ben since 09:30"):
        await do(asha, "offer", carys.person_id, note[1])
    with pytest.raises(OfferOver, match="Asha holds it"):
        await do(carys, "accept")
    await do(ben, "decline", 0, "I am called out.")
    await do(asha, "offer", *note)
    await do(asha, "withdraw")
    with pytest.raises(OfferOver, match="taken back at 09:30, and Asha holds it"):
        await do(ben, "accept")
    with pytest.raises(NothingOffered):
        await do(asha, "withdraw")
    await do(asha, "offer", *note)
    assert await do(ben, "accept") and not await do(ben, "accept")
    await do(ben, "offer", asha.person_id, "I have to go.")
    with pytest.raises(PenMoved):
        await do(carys, "take over", 0, "He fell ill.", seen="Asha")
    with pytest.raises(ReasonNeeded):
        await do(carys, "take over", 0, " ", seen="Ben")
    await do(carys, "take over", 0, "He fell ill.", seen="Ben")
    await do(carys, "end", 0, "The minutes are signed.")
    kept = await rows(database, "select person_id, how, reason from pens order by pen_id")
    assert kept == [
        (asha.person_id, None, note[1]),
        (ben.person_id, "handed_over", "He fell ill."),
        (carys.person_id, "taken_over", "The minutes are signed."),
    ]
    ways = await rows(database, "select ended_as from pen_offers order by pen_offer_id")
    assert [way for (way,) in ways] == ["declined", "withdrawn", "accepted", "overtaken"]
    acts = await rows(database, "select count(*) from events where kind = 'pen_passed'")
    assert acts == [(10,)], "an event for each move, none for silence and refusals"

    async def rush(actor: Actor) -> Any:
        try:
            async with database.transaction() as tx:
                return await pass_pen(tx, actor, 2, "take", now=make.NOW)
        except Refusal as refusal:
            return refusal

    came_to = await asyncio.gather(*(rush(who) for who in (asha, ben, carys)))
    assert [one for one in came_to if one is True] == [True]
    assert len([one for one in came_to if isinstance(one, PenTaken)]) == 2
    # An act that forgets to look at what stands:
    free = Baton(PEN, {"hub_id": hub.hub_id, "minutes_id": 2}, "M-2")
    async with database.engine.connect() as conn:
        with pytest.raises(IntegrityError, match="pens_one_open"):
            await write(
                Tx(conn), free, free.take(ben.person_id) or pytest.fail("it is free"), by=0, now=make.NOW
            )
