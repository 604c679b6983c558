"""Every reason that people must give can be read: no event holds a digest whose text is kept nowhere or shown nowhere."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from board.commands.claims import claim, release
from board.commands.closures import reopen
from board.commands.incident.settling import settle
from board.commands.record import record
from board.commands.restrictions import restrict, unrestrict
from board.domain.events import KINDS, REASONS, TO_THE_NAMED, WORDED
from board.domain.permissions import FIELDS, Action, Role
from board.domain.policy import Policy
from board.domain.refusals import NotHere
from board.queries.contact import contact_people, contact_row, contact_state
from board.queries.families import contact_alike, likely_apart
from board.queries.history import NOT_KEPT, contact_timeline, why_restricted
from board.render import draw
from board.store.doors import access_contact
from board.store.engine import Database
from tests import make
from tests.commands.doing import do, rows
from tests.house.planted import live_through

COMMANDS = Path(__file__).parents[2] / "board/commands"
READ = {*REASONS, *TO_THE_NAMED}


def unread(source: str) -> Iterator[str]:
    """Kinds recorded with words, that no reader is shown."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "record":
            kind, worded = node.args[2], any(one.arg == "words" for one in node.keywords)
            if worded and isinstance(kind, ast.Constant) and kind.value not in READ:
                yield str(kind.value)


def test_a_verb_that_records_a_reason_says_who_reads_it() -> None:
    found = {name for path in COMMANDS.rglob("*.py") for name in unread(path.read_text())}
    assert not found, f"add each to REASONS in board/domain/events.py, or to TO_THE_NAMED: {found}"
    assert list(unread("record(tx, contact, 'hub_opened', actor, words={'reason': said})")) == ["hub_opened"]
    assert set(KINDS) >= READ and set(REASONS.values()) <= set(FIELDS)


async def test_every_digest_of_a_reason_has_its_text_and_a_reader(database: Database) -> None:
    hub = await make.hub(database)
    manager, refs = await live_through(database, hub)
    await do(database, restrict, manager, refs[0], [], "Her sister works here.", minutes=1)
    await do(database, unrestrict, manager, refs[0], "She has left.", minutes=2)
    await do(database, reopen, manager, refs[2], "It came again.", minutes=3)
    kept = {one for (one,) in await rows(database, "select digest from reasons")}
    seen = set()
    for kind, body in await rows(database, "select kind, body from events where contact_id is not null"):
        for name, digest in json.loads(body)["body"].items():
            if name in WORDED:
                seen.add(kind)
                assert digest in kept, f"{kind} holds a reason that is kept nowhere: record it by words"
                assert kind in READ, f"nobody reads the reason of {kind}: add it to REASONS"
    assert {
        "contact_closed",
        "hold_placed",
        "match_confirmed",
        "owner_transferred",
        *TO_THE_NAMED[::2],
    } <= seen


async def test_the_reason_of_restricting_is_read_by_the_people_named_and_never_by_anybody_kept_out(
    database: Database,
) -> None:
    hub = await make.hub(database)
    ana, mina = [await make.person(database, hub, Role.MANAGER) for _ in range(2)]
    ben, asha = [await make.person(database, hub) for _ in range(2)]
    ref = await make.contact_claimed(database, ben)
    named = [mina.person_id]
    await do(database, restrict, ana, ref, named, "Ben is the uncle.", keep_out=[ben.person_id], minutes=1)

    async def read(who: make.Actor) -> list[str]:
        async with database.connection() as conn:
            contact = await access_contact(conn, who, ref, Action.READ_CONTACT, now=make.NOW)
            return [one.reason for one in await why_restricted(conn, who, contact)]

    assert await read(ana) == await read(mina) == ["Ben is the uncle."]
    with pytest.raises(NotHere):
        await read(ben)
    named = [mina.person_id, ben.person_id]
    await do(database, restrict, ana, ref, named, "He must know now.", minutes=2)
    assert await read(ben) == [], "named later, he still does not read why he was kept out"
    await do(database, unrestrict, ana, ref, "He has left the team.", minutes=3)
    assert await read(asha) == await read(ben) == []
    assert await read(mina) == ["He has left the team.", "He must know now.", "Ben is the uncle."]
    async with database.transaction() as tx:
        await tx.conn.execute(text("delete from reasons"))
    assert await read(ana) == [NOT_KEPT] * 3, "it was a digest only"


def test_record_keeps_what_it_digests() -> None:
    assert "keep_reason" in record.__code__.co_names


async def test_a_reason_stands_beside_what_it_explains(database: Database) -> None:
    hub = await make.hub(database)
    await live_through(database, hub)
    shut = await rows(
        database,
        "select ref, outcome_reason from contacts where hub_id = :h and outcome is not null",
        h=hub.hub_id,
    )
    kept = await rows(
        database,
        "select c.ref, h.reason from contacts c join legal_holds h using (hub_id, contact_id) "
        "where c.hub_id = :h and h.lifted_at is null",
        h=hub.hub_id,
    )
    alike = await rows(
        database,
        "select c.ref, m.verdict_reason from contacts c join matches m using (hub_id, contact_id) "
        "join contacts o on o.hub_id = m.hub_id and o.contact_id = m.other_id where c.hub_id = :h "
        "and m.verdict is not null and c.closed_at is null and o.closed_at is null and not c.restricted and not o.restricted",
        h=hub.hub_id,
    )
    decided = await rows(
        database,
        "select c.ref, o.reason from contacts c join owners o using (hub_id, contact_id) where c.hub_id = :h "
        "and o.ended_at is null and o.why <> 'first'",
        h=hub.hub_id,
    )
    assert shut and kept and alike and decided, "each of the four kinds was lived through"
    async with database.connection() as conn:
        for ref, why in [*shut, *kept, *alike, *decided]:
            row = await contact_row(conn, hub.hub_id, ref)
            assert row is not None
            views = (
                contact_state(row, await contact_people(conn, row), Policy.default()),
                await contact_alike(conn, row, hub.key),
            )
            drawn = " ".join(draw(one) for one in views)
            assert f'<q class="private">{why}</q>' in drawn, "it goes while names are away"


async def told_in_history(database: Database, who: make.Actor, ref: str) -> str:
    async with database.connection() as conn:
        row = await contact_row(conn, who.hub_id, ref)
        assert row is not None
        timeline = await contact_timeline(conn, row, who.hub_key, who.lens, Policy.default())
        return " ".join(one.why.words for one in timeline.rows if one.why)


async def test_a_reason_about_two_contacts_is_told_while_everybody_may_know_of_both(
    database: Database,
) -> None:
    hub = await make.hub(database)
    manager = await make.person(database, hub, Role.MANAGER)
    ana, ben = [await make.person(database, hub) for _ in range(2)]
    family = make.approach().children
    held, ref = [
        await make.contact_waiting(database, ana, source_reference=one, children=family) for one in "AB"
    ]
    await do(database, claim, ben, held)
    await do(database, claim, ana, ref, anyway="Their aunts differ.")
    await do(database, settle, ana, ref, held, same=True, reason="One mother.")
    await do(database, release, ana, ref, "I am ill.")
    assert await told_in_history(database, ana, ref) == "I am ill. One mother. Their aunts differ."
    await do(database, restrict, manager, held, [ben.person_id], "A colleague.")
    assert await told_in_history(database, ana, ref) == "I am ill.", "it may name the other"
    await do(database, unrestrict, manager, held, "She has left.")
    assert await told_in_history(database, ana, ref) == "I am ill. One mother. Their aunts differ."


async def test_why_a_contact_went_beside_a_restricted_one_stands_in_no_history(database: Database) -> None:
    hub = await make.hub(database)
    manager = await make.person(database, hub, Role.MANAGER)
    ana, ben = [await make.person(database, hub) for _ in range(2)]
    family = make.approach().children
    held, ref = [
        await make.contact_waiting(database, ana, source_reference=one, children=family) for one in "AB"
    ]
    await do(database, claim, ben, held)
    await do(database, restrict, manager, held, [ben.person_id, ana.person_id], "A colleague.")
    await do(database, claim, ana, ref, anyway="The colleague knows.")
    assert await told_in_history(database, ana, ref) == ""
    assert not await rows(database, "select 1 from reasons where words = 'The colleague knows.'")
    async with database.connection() as conn:
        apart = [
            await likely_apart(
                conn, who, await access_contact(conn, who, ref, Action.READ_CONTACT, now=make.NOW)
            )
            for who in (ana, manager)
        ]
    assert [[one.anyway for one in rows_] for rows_ in apart] == [["The colleague knows."]] * 2
