"""A database of an earlier version upgrades: its schema is ours, its chains are whole, and what it held is where it belongs now."""

from __future__ import annotations

import re
from pathlib import Path

import asyncpg
import pytest

from board.commands.directory.people import follow_contact_details
from board.domain.directory.numbers import is_number
from board.domain.events import REASONS as REASONS_OF
from board.domain.events import WORDED
from board.store.chain import body_of, digest
from board.store.engine import Database
from board.store.family_keys import with_keys
from board.store.migrate import newest, prepare
from board.upkeep.verify import verify
from tests.house.catalog import catalog
from tests.upgrades.lived import NOW
from tests.upgrades.restored import FOLDERS, Upgraded, kept, of_each_version

DIRECTORY_SINCE = 25
BEFORE = [folder for folder in FOLDERS if int(folder.name) < DIRECTORY_SINCE]
before_the_directory = pytest.mark.parametrize(
    "upgraded",
    BEFORE,
    indirect=True,
    ids=lambda folder: folder.name,
)


def test_there_is_a_database_of_an_earlier_version_small_invented_and_of_no_machine() -> None:
    assert FOLDERS
    for folder in FOLDERS:
        dump = kept(folder / "database.sql.xz")
        assert sum(file.stat().st_size for file in folder.iterdir()) < 1_000_000
        assert set(re.findall(r"@[\w.-]+\.(\w+)", dump)) == {"example"}
        assert not re.search(r"/(tmp|home|root|work|var|usr)/", dump + kept(folder / "answers.json.xz"))


@of_each_version
async def test_it_is_made_of_what_schema_sql_says(upgraded: Upgraded, database_url: str) -> None:
    ours, whole = await catalog(upgraded.url), await catalog(database_url)

    assert whole["version"] == {str(newest())}
    for what in whole:
        assert ours[what] == whole[what], (
            f"{what} of {upgraded.folder.name}, upgraded, and of schema.sql differ"
        )


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
@pytest.mark.parametrize("laid", ["by hand", "by prepare"])
async def test_a_database_laid_from_the_schema_sql_of_then_upgrades(
    folder: Path, laid: str, empty_url: str, database_url: str
) -> None:
    """Laid by hand it has the number that the file says, 11 in that of version 14; prepare wrote the number of the newest migration."""
    conn = await asyncpg.connect(empty_url)
    await conn.execute(kept(folder / "schema.sql.xz"))
    if laid == "by prepare":
        await conn.execute("update deployment set schema_version = $1", int(folder.name))
    await conn.close()
    await prepare(empty_url)
    ours, whole = await catalog(empty_url), await catalog(database_url)

    assert len(whole["columns"]) > 150
    for what in whole:
        assert ours[what] == whole[what], (
            f"{what} of {folder.name}, laid {laid} and upgraded, and of schema.sql differ"
        )


@of_each_version
async def test_everybody_of_before_is_found_by_the_keys_of_today(upgraded: Upgraded) -> None:
    """Closed contacts are among them. Their keys are those that a contact of today would get."""
    conn = await asyncpg.connect(upgraded.url)
    people = await conn.fetch(
        "select p.*, c.closed_at from contacts c join (select hub_id, contact_id, given_name, family_name, born_on, address, look_up_keys "
        "from children union all select hub_id, contact_id, given_name, family_name, born_on, address, look_up_keys from adults) p "
        "using (hub_id, contact_id)"
    )
    await conn.close()
    assert len(people) > 100 and any(row["closed_at"] for row in people)
    for row in people:
        assert row["look_up_keys"] == with_keys(row)["look_up_keys"]
        assert row["look_up_keys"] or not (row["given_name"] or row["family_name"] or row["born_on"])


@of_each_version
async def test_its_chains_are_whole(upgraded: Upgraded) -> None:
    db = Database(upgraded.url)
    verdicts = await verify(db)
    await db.close()

    assert {verdict.hub for verdict in verdicts} == {"house", "northborough", "eastmarsh"}
    assert not [verdict.sentence for verdict in verdicts if verdict.broken]
    assert max(verdict.events for verdict in verdicts) > 1000


@of_each_version
async def test_each_reason_that_stood_in_a_row_is_read_in_the_history(upgraded: Upgraded) -> None:
    """Only why a contact is restricted was kept nowhere: the page says so. Each text is the one that its event digested."""
    conn = await asyncpg.connect(upgraded.url)
    salts = {row[0]: row[1] for row in await conn.fetch("select hub_id, salt from hubs")}
    kept = {(row[0], row[1], row[2]): row[3] for row in await conn.fetch("select * from reasons")}
    events = await conn.fetch(
        "select * from events where contact_id is not null and kind = any($1)", [*REASONS_OF]
    )
    await conn.close()
    read = set()
    for one in events:
        body, contact = body_of(one["body"]), (one["hub_id"], one["contact_id"])
        for said in (body[name] for name in WORDED if body.get(name)):
            words = kept.get((*contact, str(said)))
            assert words is not None, f"{one['kind']} {one['seq']} of {upgraded.folder.name}"
            assert digest(salts[one["hub_id"]], words, salt=one["at"].isoformat()) == said
            read.add(one["kind"])
        if (*contact, f"seq:{one['seq']}") in kept:
            read.add(one["kind"])
    assert {
        "child_rated",
        "contact_reviewed",
        "measure_recorded",
        "measure_ended",
        "contact_released",
    } <= read


@before_the_directory
async def test_numbers_are_carried_into_the_directory_unconfirmed_and_can_be_confirmed(
    upgraded: Upgraded,
) -> None:
    """Each person with a seat has their number in each agency they sit for, in the form in which numbers are kept."""
    conn = await asyncpg.connect(upgraded.url)
    numbers = await conn.fetch(
        "select address, person_id, hub_id, agency_id from agency_entries where kind = 'telephone'"
    )
    seats = await conn.fetch(
        "select distinct hub_id, agency_id, person_id from seats s join people p using (person_id) "
        "join directory_entries d using (person_id) "
        "where s.ended_at is null and p.ended_at is null and not p.service and d.telephone is not null"
    )
    unlike = await conn.fetchval(
        "select count(*) from agency_entries e join directory_entries d using (person_id) where e.address not in (d.telephone, d.mobile)"
    )
    confirmed = await conn.fetchval("select count(*) from agency_entries where confirmed_at is not null")
    await conn.close()
    assert len(numbers) == len(seats) > 10 and unlike == confirmed == 0
    assert all(is_number(one["address"]) for one in numbers)
    db = Database(upgraded.url)
    assert await follow_contact_details(db, now=NOW) == 0, "the worker finds nothing behind"
    await db.close()


OLD_NUMBERS = {
    "01632 960001 ext 12": "+441632960001;ext=12",
    "(01632) 960 001": "+441632960001",
    "+44 (0)1632 960001": "+441632960001",
    "0044 1632 960001 x4": "+441632960001;ext=4",
    "+353 1 234 5678": "+35312345678",
    "12345": "12345",
    "+44 1": "+44 1",
}
"""Telephones as versions before the directory kept them, and as the upgrade keeps them: a text that is no number stays as it was."""


async def test_the_upgrade_gives_the_numbers_of_before_one_form_and_puts_the_most_used_first(
    empty_url: str,
) -> None:
    conn = await asyncpg.connect(empty_url)
    await conn.execute(kept(BEFORE[-1] / "schema.sql.xz"))
    await conn.execute(
        "insert into hubs (hub_id, key, name) values (1, 'northborough', 'Northborough'); "
        "insert into heads (hub_id) values (1); "
        "insert into agencies (hub_id, key, name, spoc_mailbox) "
        "values (1, 'police', 'Police', ' Desk@police.example '), (1, 'health', 'Health', '')"
    )
    for n, typed in enumerate(OLD_NUMBERS, 1):
        await conn.execute(
            "insert into people (name, email, created_at) values ($1, $1 || '@x.example', now())",
            f"Person {n}",
        )
        await conn.execute(
            "insert into seats (hub_id, person_id, agency_id, role, created_at) select 1, $1, agency_id, 'police', now() "
            "from agencies where key = 'police'", n)  # fmt: skip
        await conn.execute(
            "insert into directory_entries (person_id, telephone, mobile, changed_at, changed_by) values ($1, $2, $3, now(), $1)",
            n, typed, "+447700900123" if n == 1 else None)  # fmt: skip
    used = (
        "insert into deliveries (hub_id, delivery_id, kind, channel, person_id, created_at, changed_at, ring_id, tries, state) "
        "select 1, gen_random_uuid(), $1, $2, $3, now(), now(), $4, 1, 'delivered' from generate_series(1, $5)"
    )
    await conn.execute(used, "telephone_now", "page", 7, 2, 3)
    await conn.execute(used, "telephone_now", "page", 7, 3, 5)
    await conn.execute(used, "reach_changed", "page", 7, 4, 9)  # says that a number changed: nobody rang it
    await conn.execute(used, "reminder_rating", "sms", 1, None, 4)
    await conn.close()
    await prepare(empty_url)
    conn = await asyncpg.connect(empty_url)
    rows = await conn.fetch(
        "select kind, address, person_id, added_by, confirmed_at, uses from agency_entries"
    )
    telephones = dict(await conn.fetch("select person_id, telephone from directory_entries"))
    await conn.close()
    assert telephones == dict(enumerate(OLD_NUMBERS.values(), 1))
    assert {(one["person_id"], one["address"]) for one in rows} == {
        *enumerate(OLD_NUMBERS.values(), 1), (1, "+447700900123"), (None, "desk@police.example"),
    }  # fmt: skip
    assert {one["person_id"]: one["uses"] for one in rows if one["uses"]} == {1: 4, 2: 3, 3: 5}
    assert all(one["added_by"] == one["person_id"] and one["confirmed_at"] is None for one in rows)
    assert [one["address"] for one in rows if one["uses"] == 4] == ["+447700900123"]
