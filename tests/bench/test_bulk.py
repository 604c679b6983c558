"""Weight: many live contacts in the chain, and a past that the chain has nothing to say of."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from board.domain.refs import fit_to_show
from board.queries.cards import live_cards
from board.rehearsal.moving import NotInvented
from board.rehearsal.seed import seed
from board.secrets import Secrets
from board.store.engine import Database
from board.store.policies import policy
from tests.bench.bulk import fill
from tests.rehearsal.chains import broken_chains

NOW = datetime(2026, 11, 24, 10, 15, tzinfo=UTC)
LATER = NOW + timedelta(minutes=5)
_PAST = "from contacts where length(ref) = 8"


async def test_live_ones_stand_on_the_board_and_past_ones_do_not(
    database_url: str, database: Database
) -> None:
    await seed(database_url, NOW, secrets=Secrets(["a key of tests alone"]))
    async with database.snapshot() as conn:
        rules = await policy(conn, 2, NOW)
        before = len(await live_cards(conn, 2, rules, NOW.date()))

    await fill(database, "eastmarsh", 45, 300, LATER)
    await fill(database, "eastmarsh", 0, 300, LATER)

    async with database.snapshot() as conn:
        cards = await live_cards(conn, 2, rules, NOW.date())
        assert len(cards) == before + 45
        assert {card.rag.code for card in cards} == {"unrated", "red", "amber", "green", "blue"}
        assert 10 < sum(card.holder_id is not None for card in cards) < 35
        assert await broken_chains(conn) == []
        refs = (await conn.execute(text(f"select ref {_PAST}"))).scalars().all()
        assert len(set(refs)) == 600
        assert all(fit_to_show(ref) for ref in refs)


async def test_past_ended_before_the_chain_began_and_is_whole(database_url: str, database: Database) -> None:
    await seed(database_url, NOW, secrets=Secrets(["a key of tests alone"]))
    await fill(database, "northborough", 0, 500, LATER)

    async with database.snapshot() as conn:

        async def number(query: str) -> int:
            return int((await conn.execute(text(query))).scalar_one())

        assert await number(f"select count(*) {_PAST} and closed_at < (select min(at) from events)") == 500
        old = f"contact_id in (select contact_id {_PAST})"
        assert await number(f"select count(*) from events where {old}") == 0
        assert await number(f"select count(*) from children where {old}") >= 900
        assert await number(f"select count(distinct contact_id) from ratings where {old}") == 500
        assert await number(f"select count(*) from claims where {old} and released_at is null") == 0
        assert await number(f"select count(*) from clocks where {old} and stopped_at is null") == 0
        assert await number(f"select count(*) from clocks where {old}") == 1500
        assert await broken_chains(conn) == []


async def test_nothing_is_laid_among_real_people(database: Database) -> None:
    with pytest.raises(NotInvented):
        await fill(database, "northborough", 1, 1, NOW)
