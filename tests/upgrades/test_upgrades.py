"""A database of an earlier version upgrades and reads alike: closed contacts read as before, nobody sees more, the chains are whole.

Each folder beside this file is one version's, made by tests/upgrades/make.py with that version's own code.
"""

from __future__ import annotations

import asyncio
import json
import lzma
import re
import subprocess
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from board.commands.directory.people import follow_contact_details
from board.domain.directory.numbers import is_number
from board.domain.events import REASONS as REASONS_OF
from board.domain.events import WORDED
from board.embedded import places
from board.embedded.postgres import programs
from board.store.chain import body_of, digest
from board.store.engine import Database
from board.store.family_keys import with_keys
from board.store.migrate import newest, prepare
from board.upkeep.verify import verify
from tests import long, servers
from tests.house.catalog import catalog
from tests.upgrades.answers import Said, answers, opened
from tests.upgrades.lived import NOW

HERE = Path(__file__).parent
FOLDERS = sorted(file.parent for file in HERE.glob("*/database.sql.xz"))
ANSWERING = FOLDERS[-long.of(len(FOLDERS), 2) :]
"""Versions whose answers are compared. The databases of all versions upgrade."""
REWORDED: dict[str, str] = {
    "Nothing is waiting. Every contact has somebody.": "Nothing waits to be claimed.",
    "Another contact looks like the same family.": "Another contact may be the same family or incident.",
    "Restricted: only those named may know that it exists.": "Restricted: only the people named may know that it exists.",
    "Why it is restricted, for the people named": "Reasons for the restriction, for the people named",
}
"""Words that a later version says otherwise on purpose, on pages: as they were, and as they are."""
OFFERED = {
    "Ask for a strategy discussion",
    "Answer the request for a strategy discussion",
    "Reopen",
    "No need to reopen",
    "Hide the referrer",
    "Name the referrer again",
}
"""Forms that later versions offer beside every contact: no words about it."""
REASONS = ("Reason: ", "Why it was closed: ", "Why it is held: ")
"""How the lines begin by which the history and the banner tell reasons now."""
LATER = re.compile("|".join((r"Undo the closing$", r"until \w{3} \d", *map(re.escape, REASONS))))
"""The offer to undo a closing, which the page hides once its time has passed, and those reasons."""
REASON_MEMBERS = {
    "reasons",
    "outcome_reason",
    "legal_hold",
    "decline_reason",
    "manager_reason",
    "matches",
    "restricting",
}
"""The same in an answer of the API; tests/house/test_lens_sentinel.py holds who reads them."""
UNTOLD = {
    "l.wu@northborough.example": re.compile(
        r"protective measure|reviewed it\.|meet to review|meeting to review|More came from the sender"
    )
}
"""Lines of the timeline that later versions rightly tell this person no longer: MASH admin sees neither protection nor late information."""
_LABELLED = (
    "select c.relname, a.attname from pg_class c join pg_attribute a on a.attrelid = c.oid "
    "where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and a.atttypid in ('text'::regtype, 'date'::regtype) "
    "and col_description(c.oid, a.attnum) ~ '^(subject|staff)'"
)


@dataclass
class Upgraded:
    """A database of this folder's version, brought to ours."""

    folder: Path
    url: str
    data: Path

    @cached_property
    def old(self) -> dict[str, Said]:
        """Answers of its own code."""
        said: dict[str, Said] = json.loads(kept(self.folder / "answers.json.xz"))
        return said

    @cached_property
    def new(self) -> dict[str, Said]:
        """Answers of ours."""
        assert self.labelled  # read before anybody signs in
        said: dict[str, Said] = json.loads(json.dumps(asyncio.run(answers(self.url, self.data, NOW))))
        return said

    @cached_property
    def labelled(self) -> frozenset[str]:
        return asyncio.run(labelled_values(self.url))


def kept(file: Path) -> str:
    return lzma.decompress(file.read_bytes()).decode()


@pytest.fixture
def empty_url() -> Iterator[str]:
    yield from empty()


def empty() -> Iterator[str]:
    """The address of a database in which nothing lies."""
    name = f"t_{uuid.uuid4().hex[:12]}"
    servers.psql(f"create database {name} owner board")
    yield servers.at(servers.shared().database_url.replace("//postgres@", "//board@"), name)
    servers.psql(f"drop database {name} with (force)")


of_each_version = pytest.mark.parametrize("upgraded", FOLDERS, indirect=True, ids=lambda folder: folder.name)
of_recent_versions = pytest.mark.parametrize(
    "upgraded", ANSWERING, indirect=True, ids=lambda folder: folder.name
)


@pytest.fixture(scope="module")
def upgraded(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Upgraded]:
    """The folder's database restored as it was, and prepared by this code."""
    folder = request.param
    for url in empty():
        program = programs(places.find(servers.run_folder() / "s")) / "psql"
        command = [str(program), url, "-X", "-q", "-v", "ON_ERROR_STOP=1", "-1"]
        subprocess.run(
            command, input=kept(folder / "database.sql.xz").encode(), check=True, capture_output=True
        )
        asyncio.run(prepare(url))
        yield Upgraded(folder, url, tmp_path_factory.mktemp("data"))


async def labelled_values(url: str) -> frozenset[str]:
    """Everything that this database holds about families and professionals in words and dates, as it is stored."""
    conn = await asyncpg.connect(url)
    found: set[str] = set()
    for table, column in await conn.fetch(_LABELLED):
        rows = await conn.fetch(
            f'select distinct "{column}"::text from "{table}" where "{column}" is not null'
        )
        found.update(row[0] for row in rows)
    await conn.close()
    return frozenset(value for value in found if len(value) > 3)


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


@of_recent_versions
def test_what_was_closed_reads_as_before(upgraded: Upgraded) -> None:
    closed = {
        path
        for path, (_, said) in upgraded.old["api"]["manager"].items()
        if opened(path) and said.get("closed_at")
    }
    pages = {f"{path}/alone" for path in closed}
    assert len(closed) > 30
    for who in upgraded.old["pages"]:
        for path in pages & set(upgraded.old["pages"][who]):
            status, lines = upgraded.old["pages"][who][path]
            now, new = upgraded.new["pages"][who][path]
            both = (told(who, lines), new)
            before, after = ([o for o in seen if o not in OFFERED and not LATER.match(o)] for seen in both)
            assert (status, before) == (now, after), (who, path)
    for role in upgraded.old["api"]:
        for path in closed & set(upgraded.old["api"][role]):
            (status, old), (now, new) = upgraded.old["api"][role][path], upgraded.new["api"][role][path]
            assert status == now and not lost(old, new), (role, path, lost(old, new))


@of_recent_versions
def test_everything_else_is_told_as_before(upgraded: Upgraded) -> None:
    """Later versions may tell more; nothing is lost."""
    for who, asked in upgraded.old["pages"].items():
        for path, (status, lines) in asked.items():
            now, new = upgraded.new["pages"][who][path]
            gone = [line for line in told(who, lines) if line not in new]
            assert (status, []) == (now, gone), (who, path)
    for role, answered in upgraded.old["api"].items():
        for path, (status, old) in answered.items():
            now, new = upgraded.new["api"][role][path]
            assert status == now and not lost(old, new), (role, path, lost(old, new))


@of_recent_versions
def test_nobody_sees_more_than_before(upgraded: Upgraded) -> None:
    """Words that are new on a page or in an answer hold no labelled value that was not there before."""
    known = {
        name for asked in upgraded.old["api"].values() for _, said in asked.values() for name in members(said)
    }
    for who, asked in upgraded.old["pages"].items():
        assert asked.keys() == upgraded.new["pages"][who].keys()
        for path, (_, lines) in asked.items():
            new = [line for line in upgraded.new["pages"][who][path][1] if not line.startswith(REASONS)]
            assert not more(map(reworded, lines), new, upgraded.labelled), (who, path)
    for role, answered in upgraded.old["api"].items():
        assert answered.keys() == upgraded.new["api"][role].keys()
        for path, (_, old) in answered.items():
            new = upgraded.new["api"][role][path][1]
            new = {name: new[name] for name in new.keys() - REASON_MEMBERS} if opened(path) else new
            assert not (members(new) - members(old)) & known, f"{role} was not shown this before: {path}"
            assert not more(texts(old), texts(new), upgraded.labelled), (role, path)


def told(who: str, lines: Iterable[str]) -> list[str]:
    """These lines as a later version tells them to this person."""
    untold = UNTOLD.get(who)
    return [reworded(line) for line in lines if not (untold and untold.search(line))]


def reworded(line: str) -> str:
    for old, new in REWORDED.items():
        line = line.replace(old, new)
    return line


def lost(old: Any, new: Any, at: str = "") -> list[str]:
    """Places where the new answer lacks or changes a value of the old one. A feed may be longer; members may be added."""
    if isinstance(old, dict) and isinstance(new, dict):
        return [gone for name in old for gone in lost(old[name], new.get(name, "nothing"), f"{at}.{name}")]
    if isinstance(old, list) and isinstance(new, list):
        if len(old) != len(new) and at != ".events":
            return [f"{at}: {len(old)} before, {len(new)} now"]
        places = zip(old, new[: len(old)], strict=True)
        return [gone for n, pair in enumerate(places) for gone in lost(*pair, f"{at}[{n}]")]
    if (
        at.endswith(".clock") and new == "measure"
    ):  # a role that does not see protection is not told which measure
        return []
    return [] if old == new else [f"{at}: {old!r} before, {new!r} now"]


def members(said: Any) -> set[str]:
    """Every name in a JSON answer."""
    below = said.values() if isinstance(said, dict) else said if isinstance(said, list) else ()
    return set(said if isinstance(said, dict) else ()).union(*map(members, below))


def texts(said: Any) -> list[str]:
    """Every text in a JSON answer."""
    below = said.values() if isinstance(said, dict) else said if isinstance(said, list) else ()
    return [said] if isinstance(said, str) else [text for one in below for text in texts(one)]


def more(old: Iterable[str], new: Iterable[str], labelled: Iterable[str]) -> list[str]:
    """Labelled values in those texts that are new, which none of the old texts held."""
    before = set(old)
    added = "\n".join(one for one in new if one not in before)
    whole = "\n".join(before)
    return [value for value in labelled if value in added and value not in whole] if added else []


@pytest.mark.parametrize(
    ("old", "new", "gone"),
    [
        ({"a": 1}, {"a": 1, "b": 2}, []),
        ({"a": [1, {"b": None}]}, {"a": [1, {}]}, [".a[1].b: None before, 'nothing' now"]),
        ({"a": [1]}, {"a": [1, 2]}, [".a: 1 before, 2 now"]),
        ({"events": [1]}, {"events": [1, 2]}, []),
        (
            {"events": [1, 2]},
            {"events": [2, 1]},
            [".events[0]: 1 before, 2 now", ".events[1]: 2 before, 1 now"],
        ),
    ],
)
def test_what_is_lost_is_found(old: Any, new: Any, gone: list[str]) -> None:
    assert lost(old, new) == gone


def test_what_is_new_and_labelled_is_found() -> None:
    assert more(["Quill"], ["Quill", "Quill, 7", "Marlow"], ["Quill", "Marlow", "Ames"]) == ["Marlow"]
    assert more(["Quill"], ["Quill", "Ask again"], ["Quill", "Marlow"]) == []


@of_each_version
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
    await conn.execute(kept(FOLDERS[-1] / "schema.sql.xz"))
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
