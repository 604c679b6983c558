"""Contacts of one family for tests of identities: people, records by name, and what a reader sees of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import text

from board.commands.contacts import receive
from board.commands.identity.joining import JoinDone, confirm_join, join_identity
from board.commands.identity.parting import part_identity
from board.commands.record import Done
from board.domain.contacts import NewAdult, NewChild
from board.domain.identity.records import Record
from board.domain.people import Actor
from board.domain.permissions import Role
from board.domain.policy import Policy
from board.queries.cards import live_cards, own_cards
from board.queries.contact import contact_row
from board.queries.identity.history import contact_history
from board.store.engine import Database
from board.views.identity.history import ContactHistory
from tests import make

NOW = make.NOW
POLICY = Policy.default()
MIA = NewChild(given_name="Mia", family_name="Rowan", born_on=date(2016, 4, 2), school="Hillside Primary")
DANA = NewAdult(
    "victim",
    given_name="Dana",
    family_name="Rowan",
    born_on=date(1990, 5, 6),
    address="4 Elm Street, NB1 2CD",
)


@dataclass
class Town:
    """A hub with a worker, two managers, and contacts that are made by the day on which they came."""

    db: Database
    hub: make.Hub
    worker: Actor
    manager: Actor
    other: Actor
    refs: list[str] = field(default_factory=list)

    @classmethod
    async def founded(cls, db: Database, key: str = "northborough") -> Town:
        hub = await make.hub(db, key)
        roles = (Role.SOCIAL_WORKER, Role.SERVICE_MANAGER, Role.MANAGER)
        return cls(db, hub, *[await make.person(db, hub, role) for role in roles])

    async def contact(self, *, days: int = 0, **otherwise: Any) -> str:
        """A contact that came so many days ago: a child and her mother, or other people."""
        facts = {"children": (MIA,), "adults": (DANA,)} | otherwise
        new = make.approach(received_at=NOW - timedelta(days=days, hours=1), **facts)
        async with self.db.transaction() as tx:
            ref = (await receive(tx, self.worker, new, now=NOW)).ref
        assert ref is not None
        self.refs.append(ref)
        return ref

    async def record(self, ref: str, part: str = "child", place: int = 1) -> Record:
        """A child or adult of a contact by its place."""
        table = {"child": "children", "adult": "adults"}[part]
        query = f"select {part}_id from {table} x join contacts using (hub_id, contact_id) where hub_id = :h and ref = :r and x.place = :p"
        async with self.db.connection() as conn:
            number = (
                await conn.execute(text(query), {"h": self.hub.hub_id, "r": ref, "p": place})
            ).scalar_one()
        return Record("child" if part == "child" else "adult", number)

    async def join(
        self,
        one: str,
        other: str,
        *,
        by: Actor | None = None,
        part: str = "child",
        places: tuple[int, int] = (1, 1),
        now: datetime = NOW,
    ) -> JoinDone:
        """Join the people at these places of two contacts."""
        ends = [await self.record(ref, part, place) for ref, place in zip((one, other), places, strict=True)]
        async with self.db.transaction() as tx:
            return await join_identity(
                tx, by or self.worker, one, ends[0], other, ends[1], "The same girl.", now=now
            )

    async def confirm(
        self, one: str, other: str, *, by: Actor | None = None, part: str = "child"
    ) -> JoinDone:
        ends = [await self.record(ref, part) for ref in (one, other)]
        async with self.db.transaction() as tx:
            return await confirm_join(tx, by or self.manager, one, ends[0], other, ends[1], now=NOW)

    async def part(
        self,
        one: str,
        other: str,
        *,
        by: Actor | None = None,
        part: str = "child",
        places: tuple[int, int] = (1, 1),
    ) -> Done:
        """Part them."""
        ends = [await self.record(ref, part, place) for ref, place in zip((one, other), places, strict=True)]
        async with self.db.transaction() as tx:
            return await part_identity(
                tx, by or self.worker, one, ends[0], other, ends[1], "Another girl.", now=NOW
            )

    async def people(self) -> set[frozenset[tuple[str, int, int]]]:
        """Every person known across contacts, as the records of each: part, number, baby."""
        query = text(
            "select array_agg(part order by identity_record_id) as parts, array_agg(coalesce(child_id, adult_id) "
            "order by identity_record_id) as numbers, array_agg(baby order by identity_record_id) as babies "
            "from identity_records where hub_id = :h and parted_at is null group by identity_id"
        )
        async with self.db.connection() as conn:
            rows = (await conn.execute(query, {"h": self.hub.hub_id})).all()
        return {frozenset(zip(row.parts, row.numbers, row.babies, strict=True)) for row in rows}

    async def shared(self, ref: str) -> ContactHistory:
        """The history on the page of a contact that everybody who may open it shares."""
        async with self.db.connection() as conn:
            row = await contact_row(conn, self.hub.hub_id, ref)
            return await contact_history(conn, row, self.hub.key, POLICY)

    async def on_card(self, ref: str, by: Actor | None = None) -> int:
        """The number of earlier contacts on the card: on the board, or in the strip of one person."""
        async with self.db.connection() as conn:
            if by is None:
                cards = await live_cards(conn, self.hub.hub_id, POLICY, NOW.date())
            else:
                cards = await own_cards(conn, self.hub.hub_id, by.person_id, POLICY, NOW.date())
        return next(card.earlier for card in cards if card.ref == ref)

    async def tell(self) -> list[tuple[str, str | None]]:
        """Every event about joins so far: its kind, and the reference of its contact."""
        query = text(
            "select e.kind, c.ref from events e left join contacts c using (hub_id, contact_id) where e.hub_id = :h "
            "and (e.kind like 'identity%' or e.kind in ('history_changed', 'restricted_identity_changed')) order by e.seq"
        )
        async with self.db.connection() as conn:
            return [(row.kind, row.ref) for row in await conn.execute(query, {"h": self.hub.hub_id})]


async def records_of(db: Database) -> list[str]:
    """Every record of every contact, to the byte."""
    found = []
    async with db.connection() as conn:
        for table in ("contacts", "children", "adults", "safe_contacts", "legal_holds", "matches"):
            query = text(f"select cast(to_jsonb(t) as text) from {table} t order by 1")
            found += [f"{table} {row}" for row in (await conn.execute(query)).scalars()]
    return found
