"""Codes go to a number that the hub knew before and that somebody else than the asker confirmed; the database holds to it itself."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from board.commands.directory.entries import change_entry, confirm_entry, end_entry
from board.commands.link.codes import make_code
from board.commands.tokens import issue_token
from board.domain.directory.given import given_entry
from board.domain.people import Actor
from board.domain.permissions import Role
from board.domain.refusals import (
    CallerAsked,
    CodesByPeople,
    NoCodeThere,
    NoTextThere,
    NotHere,
    Refusal,
    UnknownCode,
)
from board.store.engine import Database
from board.store.rows import insert
from tests import make
from tests.commands.doing import do, rows
from tests.commands.link.outside import MOBILE, OFFICE, SECRETS, Outside, number, outside, sent, stated


async def write(
    database: Database, world: Outside, link: UUID, entry: int, by: Actor, route: str = "text"
) -> None:
    """A code, written past the command. The database copies over all that its writer says of link and entry."""
    row: dict[str, object] = {"hub_id": world.hub_id, "code_id": uuid4(), "link_id": link, "route": route}
    row |= {"entry_id": entry, "made_at": make.NOW, "made_by": by.person_id, "code_hash": b"1"}
    row |= {"valid_until": make.NOW + timedelta(minutes=30)}
    said: dict[str, object] = {"asked_by": by.person_id, "confirmed_by": world.wes.person_id}
    said |= dict.fromkeys(("confirmed_at", "known_at"), make.NOW - timedelta(days=365))
    said |= {"asked_at": make.NOW, "address": "+441632960000", "entry_kind": "telephone", "link_sent_to": "x"}
    async with database.transaction() as tx:
        await insert(tx.conn, "link_codes", [row | said | {"entry_agency_id": 1, "link_agency_id": 1}])


async def test_a_call_shows_the_code_once_with_number_and_deputies_to_the_person_who_calls(
    database: Database,
) -> None:
    world = await outside(database)
    link = await sent(database, world)
    await stated(database, world, link)
    made = await do(database, make_code, world.wes, SECRETS, link, world.office, "call", minutes=1)
    assert made.code
    assert made.code.isdecimal()
    assert len(made.code) == 6
    assert (made.entry.address, made.entry.name, made.entry.deputies) == (
        "+441632960101",
        "School office",
        ("Ola Deputy",),
    )
    [(route, by, entry)] = await rows(database, "select route, made_by, entry_id from link_codes")
    assert (route, by, entry) == ("call", world.wes.person_id, world.office)
    kept = await rows(database, "select to_jsonb(k) from link_codes k")
    assert made.code not in str(kept)
    assert await rows(database, "select 1 from deliveries where code_id is not null") == []


async def test_a_text_shows_the_code_to_nobody_and_queues_it_without_the_code(database: Database) -> None:
    world = await outside(database)
    link = await sent(database, world)
    await stated(database, world, link)
    made = await do(database, make_code, world.asha, SECRETS, link, world.mobile, "text", minutes=1)
    assert made.code is None, "the asker may have it sent, and does not see it"
    [(channel, state)] = await rows(
        database, "select channel, state::text from deliveries where code_id is not null"
    )
    assert (channel, state) == ("sms", "queued")
    kept = await rows(
        database, "select to_jsonb(k) || to_jsonb(d) || to_jsonb(e) from link_codes k, deliveries d, events e"
    )
    assert SECRETS.link_codes(made.code_id)[0] not in str(kept)
    with pytest.raises(NoTextThere):
        await do(database, make_code, world.asha, SECRETS, link, world.office, "text", minutes=2)
    with pytest.raises(UnknownCode):
        await do(database, make_code, world.asha, SECRETS, link, world.office, "post", minutes=2)


async def test_the_asker_never_calls_and_a_system_never_sees_a_code(database: Database) -> None:
    world = await outside(database)
    link = await sent(database, world)
    await stated(database, world, link)
    with pytest.raises(CallerAsked):
        await do(database, make_code, world.asha, SECRETS, link, world.office, "call", minutes=1)
    async with database.transaction() as tx:
        token = await issue_token(tx, world.hub_id, "Case system", "police", Role.ADMIN, b"h", now=make.NOW)
    system = make.actor(world.hub, token.person_id, "Case system", [Role.ADMIN], agency="police")
    with pytest.raises(CodesByPeople):
        await do(database, make_code, system, SECRETS, link, world.office, "call", minutes=1)
    assert (
        await do(database, make_code, system, SECRETS, link, world.mobile, "text", minutes=1)
    ).code is None


async def test_a_number_of_the_call_itself_gets_no_code(database: Database) -> None:
    """Given in the same call, changed since the request, not confirmed, confirmed by the asker, of another agency, a mailbox, removed."""
    world = await outside(database)
    wes, ada, asha = world.wes, world.ada, world.asha
    unconfirmed = await number(database, ada, "01632 960111", "Given by the caller", by=None)
    by_asker = await number(database, ada, "01632 960112", "Asha knows it", by=asha)
    police = await number(database, ada, "01632 960113", "Police desk", by=wes, agency="police")
    mailbox = await number(database, ada, "dsl@schools.example", "Box", by=wes, kind="mailbox")
    old = await number(database, ada, "01632 960114", "Old number", by=wes, minutes=-60 * 24 * 400)
    removed = await number(database, ada, "01632 960115", "Removed", by=wes)
    await do(database, end_entry, ada, removed, minutes=-5)
    link = await sent(database, world)
    given_since = await number(database, ada, "01632 960116", "New number", by=wes, minutes=2)
    for entry, words in (
        (unconfirmed, "not confirmed"),
        (by_asker, "asks for a code"),
        (police, "another agency"),
        (mailbox, "telephone numbers only"),
        (old, "confirmed again"),
        (given_since, "after the code was asked for"),
    ):
        with pytest.raises(NoCodeThere, match=words):
            await do(database, make_code, wes, SECRETS, link, entry, "call", minutes=5)
    with pytest.raises(NotHere):
        await do(database, make_code, wes, SECRETS, link, removed, "call", minutes=5)
    changed = given_entry("telephone", OFFICE, "School office, new desk")
    new = (await do(database, change_entry, ada, world.office, changed, minutes=6)).entry_id
    await do(database, confirm_entry, wes, new, "switchboard", minutes=7)
    with pytest.raises(NoCodeThere, match="after the code was asked for"):
        await do(database, make_code, wes, SECRETS, link, new, "call", minutes=8)


async def test_a_number_that_stood_here_before_is_confirmed_after_the_request_and_then_called(
    database: Database,
) -> None:
    world = await outside(database)
    desk = await number(database, world.ada, "01632 960121", "Head's office", by=None)
    link = await sent(database, world)
    await stated(database, world, link)
    await do(database, confirm_entry, world.wes, desk, "official_directory", minutes=2)
    assert (await do(database, make_code, world.wes, SECRETS, link, desk, "call", minutes=3)).code


async def test_the_database_itself_holds_a_code_to_the_rule_whatever_its_writer_says(
    database: Database,
) -> None:
    world = await outside(database)
    wes, ada, asha = world.wes, world.ada, world.asha
    entries = {
        "link_codes_confirmed": await number(database, ada, "01632 960131", "Unconfirmed", by=None),
        "link_codes_confirmed_by_another": await number(database, ada, "01632 960132", "Asker's", by=asha),
        "link_codes_of_the_agency": await number(
            database, ada, "01632 960133", "Police", by=wes, agency="police"
        ),
        "link_codes_by_telephone": await number(
            database, ada, "x@schools.example", "Box", by=wes, kind="mailbox"
        ),
    }
    link = await sent(database, world)
    entries["link_codes_known_before"] = await number(
        database, ada, "01632 960134", "Later", by=wes, minutes=1
    )
    for name, entry in entries.items():
        with pytest.raises((IntegrityError, NoCodeThere), match=f"{name}|confirmed"):
            await write(database, world, link, entry, wes)
    with pytest.raises(CallerAsked):
        await write(database, world, link, world.office, asha, "call")
    await write(database, world, link, world.office, wes, "call")
    copied = "select asked_by, confirmed_by, address, entry_kind, link_sent_to from link_codes"
    assert await rows(database, copied) == [
        (asha.person_id, wes.person_id, "+441632960101", "telephone", "r.lead@schools.example")
    ]
    with pytest.raises(IntegrityError, match="link_codes_one_open"):
        await write(database, world, link, world.office, wes)


@pytest.mark.parametrize(
    "change",
    [
        "update links set sent_to = '+441632960101'",
        "update links set asked_by = :wes",
        "update links set asked_at = asked_at + interval '1 day'",
        "update links set valid_until = valid_until + interval '1 day'",
        "update links set token_hash = '1'",
        "update links set agency_id = agency_id",
        "update link_codes set confirmed_by = :ada, entry_id = :unconfirmed",
        "update link_codes set wrong = 5",
    ],
)
async def test_neither_a_link_nor_its_code_is_turned_to_somebody_else(
    database: Database, change: str
) -> None:
    world = await outside(database)
    unconfirmed = await number(database, world.ada, "01632 960141", "Unconfirmed", by=None)
    link = await sent(database, world)
    await write(database, world, link, world.office, world.wes, "call")
    facts = {"wes": world.wes.person_id, "ada": world.ada.person_id, "unconfirmed": unconfirmed}
    used = {name: value for name, value in facts.items() if f":{name}" in change}
    with pytest.raises((IntegrityError, Refusal)):
        async with database.transaction() as tx:
            await tx.conn.execute(text(change), used)


async def test_a_code_never_goes_to_the_address_the_link_went_to(database: Database) -> None:
    """A link may one day go out as a text message; the rule stands in the database today."""
    world = await outside(database)
    link = uuid4()
    [(contact,)] = await rows(database, "select contact_id from contacts")
    row: dict[str, object] = {
        "hub_id": world.hub_id,
        "link_id": link,
        "purpose": "add_information",
        "question": "What?",
    }
    row |= {"agency_id": world.hub.agencies["education"], "guest_id": world.guest, "contact_id": contact}
    row |= {
        "sent_to": "+447700900123",
        "token_hash": b"t",
        "asked_at": make.NOW,
        "asked_by": world.asha.person_id,
    }
    async with database.transaction() as tx:
        await insert(tx.conn, "links", [row | {"valid_until": make.NOW + timedelta(days=1)}])
    assert MOBILE.replace(" ", "")[1:] == "7700900123"
    with pytest.raises(IntegrityError, match="link_codes_another_route"):
        await write(database, world, link, world.mobile, world.wes)
