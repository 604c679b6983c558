"""The directory: one member of staff enters a number, another confirms it, and what changes is unconfirmed again."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from board.commands.contact_details import Reach, keep_for, keep_own
from board.commands.directory.entries import add_entry, change_entry, confirm_entry, end_entry
from board.commands.directory.people import follow_contact_details
from board.commands.tokens import issue_token
from board.domain.directory.given import Given, given_entry
from board.domain.people import Actor
from board.domain.permissions import Role
from board.domain.policy import DirectorySettings, Policy
from board.domain.refusals import (
    AddressNotAllowed,
    AlreadyInDirectory,
    BadInput,
    ConfirmedByPeople,
    EntryEnded,
    KeptWithPerson,
    NotAllowed,
    NotHere,
    OwnEntry,
)
from board.queries.directory.entries import listed_entries
from board.store.engine import Database
from tests import make
from tests.commands.doing import do, rows

DESK = given_entry("telephone", "01632 960001", "Switchboard")
OPEN = "select address, name, added_by, changed_by, confirmed_by from agency_entries where ended_at is null order by entry_id"
EVENTS = "select kind, actor_id, body from events where kind like 'agency_entry%' order by seq"


async def staff(database: Database) -> tuple[make.Hub, Actor, Actor, Actor]:
    """A hub with two members of MASH admin and a social worker."""
    hub = await make.hub(database)
    ada = await make.person(database, hub, Role.ADMIN, name="Ada Quill")
    bo = await make.person(database, hub, Role.ADMIN, name="Bo Marsh")
    return hub, ada, bo, await make.person(database, hub, Role.SOCIAL_WORKER, name="Wes Tarn")


async def add(database: Database, by: Actor, given: Given = DESK, agency: str = "police", **more: Any) -> int:
    done = await do(database, add_entry, by, agency, given, **more)
    return int(done.entry_id)


async def test_a_number_is_added_by_one_member_of_staff_and_confirmed_by_another(database: Database) -> None:
    _, ada, bo, wes = await staff(database)
    entry = await add(database, ada)
    assert not (await do(database, add_entry, ada, "police", DESK)).changed, "the same again is silence"
    with pytest.raises(OwnEntry):
        await do(database, confirm_entry, ada, entry, "switchboard")
    with pytest.raises(BadInput, match="cannot be read"):
        await do(database, confirm_entry, wes, entry, "told me")
    assert (await do(database, confirm_entry, wes, entry, "switchboard", minutes=5)).changed
    assert not (await do(database, confirm_entry, wes, entry, "switchboard", minutes=6)).changed
    assert await rows(database, OPEN) == [
        ("+441632960001", "Switchboard", ada.person_id, None, wes.person_id)
    ]
    told = await rows(database, EVENTS)
    assert [(kind, by) for kind, by, _ in told] == [
        ("agency_entry_added", ada.person_id),
        ("agency_entry_confirmed", wes.person_id),
    ]
    assert not any("960001" in body or "Switchboard" in body for _, _, body in told)
    with pytest.raises(NotAllowed):
        await do(database, add_entry, wes, "police", DESK)
    assert (await do(database, confirm_entry, bo, entry, "letter", minutes=7)).changed, "again, by another"


async def test_the_database_itself_refuses_a_confirmation_by_the_person_who_entered_changed_or_owns_it(
    database: Database,
) -> None:
    _, ada, bo, _ = await staff(database)
    entry = await add(database, ada)
    changed = (
        await do(database, change_entry, bo, entry, given_entry("telephone", "01632 960001", "Desk"))
    ).entry_id
    for column, person in (("added_by", ada), ("changed_by", bo), ("person_id", ada)):
        statement = text(
            "update agency_entries set confirmed_at = now(), confirmed_how = 'letter', confirmed_by = :p, "
            f"person_id = {':p' if column == 'person_id' else 'null'} where entry_id = :e"
        )
        with pytest.raises((IntegrityError, OwnEntry)):
            async with database.transaction() as tx:
                await tx.conn.execute(statement, {"p": person.person_id, "e": changed})


@pytest.mark.parametrize(
    "given",
    [
        given_entry("telephone", "01632 960002", "Switchboard"),
        given_entry("telephone", "01632 960001 ext 9", "Switchboard"),
        given_entry("telephone", "01632 960001", "Safeguarding desk"),
        given_entry("telephone", "01632 960001", "Switchboard", ["Dee Moss"]),
        given_entry("telephone", "01632 960001", "Switchboard", answered="night"),
    ],
)
async def test_a_changed_entry_is_unconfirmed_again_and_the_person_who_changed_it_cannot_confirm_it(
    database: Database, given: Given
) -> None:
    _, ada, bo, wes = await staff(database)
    entry = await add(database, ada)
    await do(database, confirm_entry, wes, entry, "switchboard")
    assert not (await do(database, change_entry, bo, entry, DESK)).changed
    new = (await do(database, change_entry, bo, entry, given, minutes=5)).entry_id
    [(address, *_, confirmed_by)] = await rows(database, OPEN)
    assert address == given.address and confirmed_by is None
    with pytest.raises(OwnEntry):
        await do(database, confirm_entry, bo, new, "letter")
    if given.address == DESK.address:  # the number is still the one that Ada entered
        with pytest.raises(OwnEntry):
            await do(database, confirm_entry, ada, new, "letter")
    for verb, words in ((confirm_entry, "letter"), (change_entry, given)):
        with pytest.raises(EntryEnded):
            await do(database, verb, wes if verb is confirm_entry else ada, entry, words)
    assert (await do(database, confirm_entry, wes, new, "letter", minutes=6)).changed


async def test_a_number_removed_and_entered_again_by_a_colleague_is_not_confirmed_by_the_first(
    database: Database,
) -> None:
    """A colleague who enters a number as it was dictated does not make the person who dictated it a second pair of eyes."""
    _, ada, bo, wes = await staff(database)
    await do(database, end_entry, ada, await add(database, ada))
    again = await add(database, bo, agency="health")
    with pytest.raises(OwnEntry):
        await do(database, confirm_entry, ada, again, "official_directory")
    changed = (
        await do(database, change_entry, bo, again, given_entry("telephone", "01632 960009", "Desk"))
    ).entry_id
    back = (await do(database, change_entry, bo, changed, DESK)).entry_id
    with pytest.raises(OwnEntry):
        await do(database, confirm_entry, ada, back, "official_directory")
    assert (await do(database, confirm_entry, wes, back, "official_directory")).changed


async def test_a_system_enters_numbers_and_confirms_none(database: Database) -> None:
    hub, ada, _, _ = await staff(database)
    async with database.transaction() as tx:
        token = await issue_token(tx, hub.hub_id, "Case system", "police", Role.ADMIN, b"h", now=make.NOW)
        query = text("select person_id from tokens where token_id = :t")
        number = (await tx.conn.execute(query, {"t": token.token_id})).scalar_one()
    system = make.actor(hub, number, "Case system", [Role.ADMIN])
    with pytest.raises(ConfirmedByPeople):
        await do(database, confirm_entry, system, await add(database, ada), "letter")
    assert await add(database, system, given_entry("telephone", "01632 960002", "Desk"))


async def test_mailboxes_are_at_domains_of_their_agency_and_numbers_once_an_agency(
    database: Database,
) -> None:
    _, ada, _, _ = await staff(database)
    with pytest.raises(AddressNotAllowed):
        await add(database, ada, given_entry("mailbox", "desk@elsewhere.example", "Desk"))
    (domain,) = (await rows(database, "select mail_domains[1] from agencies where key = 'police'"))[0]
    box = await add(database, ada, given_entry("mailbox", f"Desk@{domain}", "Single point of contact"))
    assert (await rows(database, OPEN))[0][0] == f"desk@{domain}"
    with pytest.raises(BadInput):
        await do(database, change_entry, ada, box, DESK)
    await add(database, ada)
    with pytest.raises(AlreadyInDirectory):
        await add(database, ada, given_entry("telephone", "+44 1632 960001", "Another name"))
    with pytest.raises(BadInput):
        await add(database, ada, agency="circus")


async def test_another_hub_neither_sees_nor_touches_an_entry(database: Database) -> None:
    _, ada, _, _ = await staff(database)
    entry = await add(database, ada)
    other = await make.hub(database, "southmere")
    cay = await make.person(database, other, Role.ADMIN, name="Cay Holm")
    for verb, words in ((confirm_entry, ["letter"]), (change_entry, [DESK]), (end_entry, [])):
        with pytest.raises(NotHere):
            await do(database, verb, cay, entry, *words)
    async with database.connection() as conn:
        assert await listed_entries(conn, cay, make.NOW) == []


async def test_of_two_changes_at_once_one_holds_and_the_other_is_told(database: Database) -> None:
    _, ada, bo, _ = await staff(database)
    entry = await add(database, ada)
    both = [
        do(database, change_entry, who, entry, given_entry("telephone", number, "Switchboard"))
        for who, number in ((ada, "01632 960003"), (bo, "01632 960004"))
    ]
    done = await asyncio.gather(*both, return_exceptions=True)
    assert [type(one) for one in done].count(EntryEnded) == 1 and len(await rows(database, OPEN)) == 1
    twice = await asyncio.gather(*(do(database, add_entry, ada, "health", DESK) for _ in range(2)))
    assert sorted(one.changed for one in twice) == [False, True]


async def test_numbers_of_people_follow_how_they_are_reached_and_are_unconfirmed_when_they_change(
    database: Database,
) -> None:
    hub, ada, bo, _ = await staff(database)
    pat = await make.person(database, hub, Role.POLICE, name="Pat Osei", agency="police")
    await do(database, keep_own, pat.person_id, Reach(telephone="01632 960005", mobile="07700 900005"))
    assert await follow_contact_details(database, now=make.NOW) == 2
    assert await follow_contact_details(database, now=make.NOW) == 0
    [(first,), (second,)] = await rows(database, "select entry_id from agency_entries order by address")
    with pytest.raises(OwnEntry):
        await do(database, confirm_entry, pat_of(hub, pat), first, "letter")
    await do(database, confirm_entry, ada, first, "letter")
    await do(database, confirm_entry, ada, second, "letter")
    for verb, words in ((change_entry, [DESK]), (end_entry, [])):
        with pytest.raises(KeptWithPerson, match="how Pat Osei is reached"):
            await do(database, verb, ada, first, *words)
    await do(
        database, keep_own, pat.person_id, Reach(telephone="01632 960006", mobile="07700 900005"), minutes=5
    )
    with pytest.raises(EntryEnded):  # before the worker came
        await do(database, confirm_entry, bo, first, "letter", minutes=5)
    assert await shown(database, ada) == [("07700 900005", "confirmed")]
    assert await follow_contact_details(database, now=make.NOW) == 2
    assert await shown(database, ada) == [("01632 960006", "unconfirmed"), ("07700 900005", "confirmed")]
    query = "select seat_id from seats where person_id = :p"
    [(seat,)] = await rows(database, query, p=pat.person_id)
    async with database.transaction() as tx:
        await make.end_seat(tx, hub.hub_id, seat)
    assert await shown(database, ada) == [] and await follow_contact_details(database, now=make.NOW) == 2


async def test_a_number_stays_entered_by_the_person_who_entered_it_when_others_change_what_stands_beside_it(
    database: Database,
) -> None:
    hub, _, _, wes = await staff(database)
    keeper = await make.person(database, hub, Role.ADMIN, name="Kay Loft")
    typed = Reach(telephone="01632 960007")
    await do(database, keep_for, keeper, wes.person_id, typed)
    await do(
        database,
        keep_own,
        wes.person_id,
        Reach(telephone="01632 960007", quiet_from="20:00", quiet_until="07:00"),
    )
    await follow_contact_details(database, now=make.NOW)
    [(entry,)] = await rows(database, "select entry_id from agency_entries")
    with pytest.raises(OwnEntry):
        await do(database, confirm_entry, keeper, entry, "letter")


def pat_of(hub: make.Hub, pat: Actor) -> Actor:
    """The same person, with a seat that may confirm."""
    return make.actor(hub, pat.person_id, pat.name, [Role.ADMIN])


async def shown(database: Database, reader: Actor) -> list[tuple[str, str]]:
    async with database.connection() as conn:
        return [(one.shown, one.standing) for one in await listed_entries(conn, reader, make.NOW)]


async def test_old_entries_are_loudest_then_the_most_used_and_policy_says_when_an_entry_is_old(
    database: Database,
) -> None:
    _, ada, _, wes = await staff(database)
    numbers = [
        await add(database, ada, given_entry("telephone", f"01632 96000{n}", "Desk")) for n in range(1, 6)
    ]
    for minutes, entry in ((60 * 24, numbers[0]), (0, numbers[1]), (60 * 24 * 200, numbers[2])):
        await do(database, confirm_entry, wes, entry, "letter", minutes=minutes)
    async with database.transaction() as tx:
        await tx.conn.execute(
            text("update agency_entries set uses = 7 where entry_id = :e"), {"e": numbers[4]}
        )
    async with database.connection() as conn:
        listed = await listed_entries(conn, ada, make.NOW + timedelta(days=370))
        assert [(one.entry_id, one.standing, one.no_code) for one in listed] == [
            (numbers[1], "old", "Must be confirmed again"),
            (numbers[0], "old", "Must be confirmed again"),
            (numbers[4], "unconfirmed", "Number not confirmed"),
            (numbers[3], "unconfirmed", "Number not confirmed"),
            (numbers[2], "confirmed", None),
        ]
    strict = replace(Policy.default(), directory=DirectorySettings(confirm_months=1))
    other = await make.hub(database, "southmere", policy=strict)
    cay, dot = [await make.person(database, other, Role.ADMIN) for _ in range(2)]
    await do(database, confirm_entry, dot, await add(database, cay), "letter")
    async with database.connection() as conn:
        [one] = await listed_entries(conn, cay, make.NOW + timedelta(days=32))
    assert one.standing == "old"
    with pytest.raises(ValueError, match="from 1 to 60"):
        DirectorySettings(confirm_months=0)
