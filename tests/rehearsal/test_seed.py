"""The invented hubs: always mid-morning, every state on the desk, put in once and whole."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from board.domain.contacts import LONDON
from board.domain.permissions import Role
from board.domain.policy import Policy
from board.queries.actors import actor_of_email, hub_numbers
from board.queries.cards import Card, live_cards, own_cards
from board.queries.deployment import deployment
from board.queries.rota import duty_managers, on_duty
from board.rehearsal import hub, morning
from board.rehearsal import seed as seeding
from board.rehearsal.seed import authenticator_seed, people, seed
from board.rehearsal.steps import Step, perform
from board.secrets import Secrets, weakness
from board.store.engine import Database, Tx
from board.store.policies import policy
from tests import servers
from tests.rehearsal.chains import broken_chains, counts

SECRETS = Secrets(["a key of tests alone"])
SUNDAY_NIGHT = datetime(2026, 11, 29, 23, 40, tzinfo=UTC)
TUESDAY = datetime(2026, 11, 24, 10, 15, tzinfo=UTC)

moments = st.integers(0, 2 * 365 * 24 * 60).map(
    lambda minutes: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)


@settings(deadline=None)
@given(now=moments)
def test_hub_is_in_mid_morning_at_any_moment_of_any_week(now: datetime) -> None:
    rules = hub.policy(now)

    assert rules.calendar.clock_start(now) == now
    assert rules.calendar.clock_start(now + timedelta(hours=5)) == now + timedelta(hours=5)
    assert timedelta(minutes=90) <= now - hub.opened_at(now) < timedelta(minutes=95)
    assert Policy.from_document(rules.to_document()) == rules


@pytest.fixture(scope="module")
def seeded() -> Iterator[str]:
    """The address of one seeded database that every test here only reads."""
    with servers.fresh_database(f"t_{uuid.uuid4().hex[:12]}") as url:
        asyncio.run(seed(url, TUESDAY, secrets=SECRETS))
        yield url


@pytest.fixture
async def tuesday(seeded: str) -> AsyncIterator[Database]:
    """The same database behind the board's own engine."""
    database = Database(seeded, pool_size=1)
    yield database
    await database.close()


@pytest.fixture
async def northborough(tuesday: Database) -> tuple[int, list[Card]]:
    """The hub's number and what stands on its board, on a Tuesday."""
    return await board_of(tuesday, "northborough", TUESDAY)


async def board_of(database: Database, key: str, now: datetime) -> tuple[int, list[Card]]:
    async with database.snapshot() as conn:
        hub_id = (await hub_numbers(conn))[key]
        rules = await policy(conn, hub_id, now)
        return hub_id, await live_cards(conn, hub_id, rules, now.astimezone(LONDON).date())


async def test_board_shows_every_state_a_desk_can_show(northborough: tuple[int, list[Card]]) -> None:
    _, cards = northborough
    waiting = [card for card in cards if card.holder_id is None]
    in_hand = [card for card in cards if card.holder_id is not None]

    assert 20 <= len(cards) <= 40
    assert {card.rag.code for card in waiting} == {"unrated", "red", "amber", "green", "blue"}
    assert len({card.holder for card in in_hand}) >= 4
    assert any(card.release_reason for card in waiting)
    assert any(card.late_information for card in in_hand)
    assert any(card.work.offered_to for card in in_hand)
    assert any(card.work.given == "allocated by" and card.work.manager == "Ana Ruiz" for card in in_hand)
    assert any(card.children_unknown for card in cards)
    assert any("unborn" in card.children for card in cards)
    assert any(card.children.startswith("6 children") for card in cards)
    assert any(len(card.family) > 24 for card in cards)
    assert {flag for card in cards for flag in card.flags} == {
        "Parents not aware",
        "Referrer not to be named",
    }


async def test_a_few_are_just_late_and_others_nearly(northborough: tuple[int, list[Card]]) -> None:
    _, cards = northborough
    late = [card.due.at for card in cards if card.due and card.late]
    soon = [card.due.at for card in cards if card.due and not card.late]

    assert 1 <= len(late) <= 3
    assert all(TUESDAY - timedelta(minutes=15) < due <= TUESDAY for due in late)
    assert all(due > TUESDAY for due in soon), "what is late has been found late"
    assert any(due < TUESDAY + timedelta(minutes=10) for due in soon)


async def test_one_contact_exists_for_two_people_alone(
    northborough: tuple[int, list[Card]], tuesday: Database
) -> None:
    hub_id, cards = northborough
    assert not any(card.restricted for card in cards)
    knowing = []
    async with tuesday.snapshot() as conn:
        rules = await policy(conn, hub_id, TUESDAY)
        for person in hub.NORTHBOROUGH.seats:
            actor = await actor_of_email(conn, hub_id, person.email)
            own = await own_cards(conn, hub_id, actor.person_id, rules, TUESDAY.date())
            knowing += [person.name for card in own if card.restricted]
    assert knowing == ["Ana Ruiz", "T. Nkemelu"]


async def test_the_rota_has_everybody_a_morning_needs_and_one_who_left_with_work_in_hand(
    northborough: tuple[int, list[Card]], tuesday: Database
) -> None:
    hub_id, cards = northborough
    left = {card.holder for card in cards if card.left_at is not None}
    async with tuesday.snapshot() as conn:
        here = await on_duty(conn, hub_id, TUESDAY)
        (manager,) = await duty_managers(conn, hub_id, TUESDAY)
        told = await conn.execute(
            text(
                "select distinct p.name from deliveries join people p using (person_id) where kind = 'holder_left'"
            )
        )
        uncovered = await conn.execute(text("select missing from cover where hub_id = :hub"), {"hub": hub_id})
    assert left == {"Tomasz Zielony"}
    assert manager.name == "Ana Ruiz" and set(told.scalars()) == {"Ana Ruiz"}
    assert {"Dele Adeyemi", "Jo Okafor", "T. Nkemelu"} < {one.name for one in here}
    assert not {"Bryn Adair", "Farah Qureshi", "Tomasz Zielony"} & {one.name for one in here}
    assert uncovered.scalar_one() == [], "health works from later on and is not missed before"


async def test_several_were_closed_earlier_today(
    northborough: tuple[int, list[Card]], tuesday: Database
) -> None:
    async with tuesday.connection() as conn:
        closed = (
            await conn.execute(text("select closed_at, outcome from contacts where closed_at is not null"))
        ).all()

    assert len(closed) >= 4
    assert len({row.outcome for row in closed}) >= 4
    assert all(row.closed_at.date() == TUESDAY.date() for row in closed)


async def test_chains_hold_and_time_only_goes_forward(
    northborough: tuple[int, list[Card]], tuesday: Database
) -> None:
    async with tuesday.connection() as conn:
        assert await broken_chains(conn) == []
        backwards = await conn.execute(
            text(
                "select e.seq from events e join events f on f.hub_id = e.hub_id and f.seq = e.seq + 1 where f.at < e.at"
            )
        )
        assert backwards.all() == []
        assert (await conn.execute(text("select max(at) from events"))).scalar_one() <= TUESDAY


async def test_hubs_share_one_officer_and_nothing_else(
    northborough: tuple[int, list[Card]], tuesday: Database
) -> None:
    async with tuesday.connection() as conn:
        hubs = await hub_numbers(conn)
        shared = await conn.execute(
            text(
                "select p.name from people p join seats s using (person_id) group by 1 having count(distinct hub_id) > 1"
            )
        )
        officer = await actor_of_email(conn, hubs["eastmarsh"], "dele.adeyemi@police.northborough.example")
        sources = await conn.execute(text("select count(distinct hub_id), count(*) from contacts"))

    assert shared.scalars().all() == ["Dele Adeyemi"]
    assert officer.roles == {Role.POLICE}
    assert sources.one() == (2, len(morning.NORTHBOROUGH) + len(morning.EASTMARSH))


async def test_authenticator_seeds_open_with_the_server_key(
    northborough: tuple[int, list[Card]], tuesday: Database
) -> None:
    async with tuesday.connection() as conn:
        rows = (await conn.execute(text("select email, totp_secret from people"))).all()

    assert {r.email: SECRETS.unseal(r.totp_secret) for r in rows} == {
        person.email: authenticator_seed(person.email) for person in people()
    }


async def test_seeding_twice_changes_nothing(database_url: str, database: Database) -> None:
    await seed(database_url, SUNDAY_NIGHT, secrets=SECRETS)
    async with database.connection() as conn:
        before = await counts(conn)

    await seed(database_url, SUNDAY_NIGHT + timedelta(days=1), secrets=SECRETS)

    async with database.connection() as conn:
        assert await counts(conn) == before
    assert (await deployment(database_url)).invented
    _, cards = await board_of(database, "northborough", SUNDAY_NIGHT)
    assert len(cards) >= 20


async def test_database_with_people_in_it_is_not_taken(database_url: str, database: Database) -> None:
    async with database.transaction() as tx:
        await tx.conn.execute(
            text(
                "insert into people (name, email, created_at) values ('A real one', 'real@example.com', now())"
            )
        )

    await seed(database_url, TUESDAY, secrets=SECRETS)

    found = await deployment(database_url)
    assert not found.invented
    assert found.empty


async def test_seeding_that_breaks_off_leaves_the_database_empty(
    database_url: str, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[Step] = []

    async def until_the_power_fails(tx: Tx, step: Step, *, now: datetime) -> str:
        done.append(step)
        if len(done) > 40:
            raise ConnectionResetError
        return await perform(tx, step, now=now)

    monkeypatch.setattr(seeding, "perform", until_the_power_fails)
    with pytest.raises(Exception, match="database"):
        await seed(database_url, TUESDAY, secrets=SECRETS)
    monkeypatch.undo()

    found = await deployment(database_url)
    assert (found.invented, found.empty) == (False, True)
    await seed(database_url, TUESDAY, secrets=SECRETS)
    _, cards = await board_of(database, "northborough", TUESDAY)
    assert len(cards) >= 20


def test_everybody_is_at_an_example_domain_with_a_password_that_will_do() -> None:
    listed = people()

    assert [person.name for person in listed[:4]] == ["Jo Okafor", "Ana Ruiz", "T. Nkemelu", "L. Wu"]
    assert len({person.email for person in listed}) == len(listed)
    for person in listed:
        assert person.email.endswith(".example")
        assert Role(person.role)
        assert weakness(person.password, (person.name, person.email)) is None
    domains = [domain for one in hub.HUBS for _, _, domains in one.agencies for domain in domains]
    assert all(domain.endswith(".example") for domain in domains)
