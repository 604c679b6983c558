"""The rows of batons, by the rules of domain/baton.py. This module alone begins and ends a term or an offer."""

# ruff: noqa: S608 - tables and columns are names from the code

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Final, NamedTuple

from sqlalchemy import text

from board.commands.record import record
from board.commands.running import keep_clocks
from board.commands.telling import OF_HOLDING, over, tell
from board.domain.baton import CLAIM, LINK, OWNER, Baton, Kind, Move, Since
from board.domain.contacts import Contact
from board.domain.events import Body
from board.domain.people import Actor
from board.store.engine import Tx


class Rows:
    """Tables of a kind of baton. A unique index of each keeps one row that has not ended, for each thing.

    terms, offers: names of the tables. begin, end: columns of a term, each with the fact that it holds, the time first. key: columns that
    name the thing. kept: further columns that come back with a term that goes on. repeated: a table and its column that repeats the
    holder. notices: kinds of notice that say where it is; unheld: those that say that nobody has it.
    """

    def __init__(
        self,
        terms: str,
        begin: Mapping[str, str],
        end: Mapping[str, str],
        *,
        key: Sequence[str] = ("hub_id", "contact_id"),
        kept: Sequence[str] = (),
        offers: str = "",
        repeated: tuple[str, str] | None = None,
        notices: Sequence[str] = (),
        unheld: Sequence[str] = (),
    ) -> None:
        self.terms, self.key, self.offers, self.notices, self.unheld = terms, key, offers, notices, unheld
        (since, *_), (self.until, *_) = begin, end
        of, whose = ", ".join(key), " and ".join(f"t.{column} = :{column}" for column in key)
        running, number = f"from {terms} t where {whose} and t.{self.until} is null", f"{terms[:-1]}_id"
        again = ", ".join((*key, "person_id", *begin, *kept))
        facts = ", ".join(f":{fact}" for fact in (*key, "to", *begin.values()))
        ends = ", ".join(f"{column} = :{fact}" for column, fact in end.items())
        self.begin = text(f"insert into {terms} ({of}, person_id, {', '.join(begin)}) values ({facts})")
        self.end = text(f"update {terms} t set {ends} where {whose} and t.{self.until} is null")
        self.again = text(
            f"insert into {terms} ({again}) select {again} from {terms} t where {whose} and t.{number} = :term"
        )
        self.repeat = repeated and text(f"update {repeated[0]} t set {repeated[1]} = :to where {whose}")
        self.stands = text(
            f"select person_id, (select name from people p where p.person_id = t.person_id), {since} {running}"
        )
        self.offer = text(
            f"insert into {offers} ({of}, {number}, person_id, note, offered_at) "
            f"select {of}, {number}, :offered_to, :note, :now {running}"
        )
        self.end_offer = text(
            f"update {offers} t set ended_at = :now, ended_by = :by, ended_as = :offer_ends, ended_reason = :declined "
            f"where {whose} and t.ended_at is null"
        )
        self.offered = text(
            f"select t.person_id, p.name, t.offered_at, t.note, t.ended_at, t.ended_as in ('withdrawn', 'undone') as taken_back "
            f"from {offers} t join people p on p.person_id = t.person_id "
            f"where {whose} and (t.ended_at is null or t.person_id = :person_id) order by t.{offers[:-1]}_id desc"
        )


ROWS: Final[dict[Kind, Rows]] = {
    CLAIM: Rows(
        "claims",
        {"claimed_at": "now", "given_as": "how", "given_by": "given_by"},
        {"released_at": "now", "released_by": "by", "release_reason": "ends", "undone": "undone"},
        kept=("attended_at", "left_at"),
        offers="hand_overs",
        notices=OF_HOLDING,
        unheld=("holder_seat_ended",),
    ),
    OWNER: Rows(
        "owners",
        {"owned_at": "now", "owned_by": "by", "why": "how", "reason": "ends"},
        {"ended_at": "now"},
        repeated=("contacts", "deciding_manager"),
        notices=("owner_seat_ended",),
    ),
    LINK: Rows(
        "link_holders",
        {"held_at": "now", "given_as": "how", "given_by": "given_by"},
        {"ended_at": "now", "ended_by": "by", "end_reason": "ends"},
        key=("hub_id", "link_id"),
        offers="link_offers",
    ),
}


class Notice(NamedTuple):
    """A notice of this kind to these people."""

    kind: str
    people: Sequence[int | None]
    urgent: bool = False


async def stands(tx: Tx, kind: Kind, key: Mapping[str, Any], ref: str, person_id: int) -> Baton:
    """The baton of a thing whose row the caller holds, as it stands for the person who asks."""
    row = (await tx.conn.execute(ROWS[kind].stands, key)).one_or_none()
    baton = Baton(kind, key, ref, Since(*row) if row else None)
    return await with_offer(tx, baton, person_id) if ROWS[kind].offers else baton


async def with_offer(tx: Tx, baton: Baton, person_id: int) -> Baton:
    """The same with the offer that stands, and with the end of the last one to this person, if it was taken back."""
    facts = {**baton.key, "person_id": person_id}
    rows = (await tx.conn.execute(ROWS[baton.kind].offered, facts)).all()
    offer = next((Since(*row[:4]) for row in rows if row.ended_at is None), None)
    last = next((row for row in rows if row.person_id == person_id), None)
    back = last.ended_at if last and last.taken_back else None
    return replace(baton, offered_to=offer.person_id if offer else None, offer=offer, taken_back_at=back)


async def write(tx: Tx, baton: Baton, move: Move, *, by: int, now: datetime) -> None:
    """Write the rows of a move. The caller holds the thing's row, and records the event."""
    rows = ROWS[baton.kind]
    facts = {**baton.key, **{name: getattr(move, name) for name in Move.__slots__}, "by": by, "now": now}
    if move.offer_ends is not None and rows.offers:
        await tx.conn.execute(rows.end_offer, facts)
    if move.ends is not None:
        await tx.conn.execute(rows.end, facts)
    if move.to is not None:
        await tx.conn.execute(rows.begin, facts)
    if rows.repeat is not None and (move.ends, move.to) != (None, None):
        await tx.conn.execute(rows.repeat, facts)
    if move.offered_to is not None:
        await tx.conn.execute(rows.offer, facts)


async def go_on(tx: Tx, baton: Baton, term: int) -> None:
    """The term with this number, which was ended, goes on as it had begun."""
    await tx.conn.execute(ROWS[baton.kind].again, {**baton.key, "term": term})


async def pass_on(
    tx: Tx,
    actor: Actor,
    contact: Contact,
    baton: Baton,
    move: Move,
    event: str,
    body: Body | None = None,
    *,
    tells: Iterable[Notice] = (),
    told: Iterable[int] = (),
    words: Mapping[str, str] | None = None,
    now: datetime,
) -> None:
    """Write a move of a locked contact's baton, its notices and clocks, and the event of this kind.

    tells: notices of where it is now. told: people whose strip changes by the move alone.
    """
    await write(tx, baton, move, by=actor.person_id, now=now)
    reached = frozenset(told)
    if move.ends is not None or move.offer_ends is not None:
        reached |= await over(tx, contact, kinds=ROWS[baton.kind].notices, now=now)
    for kind, people, urgent in tells:
        reached |= await tell(tx, contact, kind, people, by=actor.person_id, urgent=urgent, now=now)
    kept = await keep_clocks(tx, contact, now=now)
    if move.to is not None and move.ends is None and kept.released:
        reached |= await over(tx, contact, kinds=ROWS[baton.kind].unheld, now=now)
    await record(tx, contact, event, actor, body, told=reached, words=words, now=now)
