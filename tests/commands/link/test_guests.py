"""A guest is known to one hub, and is never one of its staff."""

from __future__ import annotations

from uuid import uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from board.commands.guest.guests import add_guest, confirm_guest, end_guest
from board.commands.link.sending import ask_outside
from board.commands.seats import give_seat
from board.commands.tokens import issue_token
from board.domain.link.guests import GivenGuest, given_guest
from board.domain.permissions import Role
from board.domain.refusals import (
    AddressNotAllowed,
    BadInput,
    ConfirmedByPeople,
    ForStaff,
    GuestEnded,
    GuestKnown,
    NotAllowed,
    NotHere,
    OwnGuest,
)
from board.store.engine import Database
from tests import make
from tests.commands.doing import do, rows
from tests.commands.link.outside import LEAD, SECRETS, called, enter, number, outside, sent, standing


async def test_a_guest_is_added_once_confirmed_by_a_colleague_and_removed(database: Database) -> None:
    world = await outside(database)
    given = GivenGuest("Rhona Lead", "education", LEAD, world.office)
    assert not (await do(database, add_guest, world.wes, given)).changed, "the same again is silence"
    with pytest.raises(GuestKnown, match="Rhona Lead"):
        await do(database, add_guest, world.wes, GivenGuest("Rhona Leed", "education", LEAD, world.office))
    with pytest.raises(OwnGuest):
        await do(database, confirm_guest, world.asha, world.guest, "switchboard")
    with pytest.raises(BadInput):
        await do(database, confirm_guest, world.wes, world.guest, "she said so")
    assert (await do(database, confirm_guest, world.wes, world.guest, "switchboard")).changed
    assert not (await do(database, confirm_guest, world.ada, world.guest, "letter")).changed
    assert (await do(database, end_guest, world.ada, world.guest)).changed
    assert not (await do(database, end_guest, world.ada, world.guest)).changed
    with pytest.raises(GuestEnded):
        await do(database, ask_outside, world.asha, SECRETS, world.ref, world.guest, "What do you know?")
    events = await rows(
        database, "select kind, actor_id, body from events where kind like 'guest%' order by seq"
    )
    assert [(kind, by) for kind, by, _ in events] == [
        ("guest_added", world.asha.person_id),
        ("guest_confirmed", world.wes.person_id),
        ("guest_ended", world.ada.person_id),
    ]
    assert not any("Rhona" in body or LEAD in body for *_, body in events)


async def test_a_guest_is_of_an_agency_with_its_mail_and_its_number(database: Database) -> None:
    world = await outside(database)
    police = await number(database, world.ada, "01632 960109", "Desk", by=world.wes, agency="police")
    box = await number(database, world.ada, "dsl@schools.example", "Box", by=world.wes, kind="mailbox")
    for given, refusal in (
        (GivenGuest("Sol Reed", "education", "sol@webmail.example", world.office), AddressNotAllowed),
        (
            GivenGuest("Sol Reed", "education", "sol@schools.example.evil.example", world.office),
            AddressNotAllowed,
        ),
        (GivenGuest("Sol Reed", "education", "sol@schools.example", police), BadInput),
        (GivenGuest("Sol Reed", "education", "sol@schools.example", box), BadInput),
        (GivenGuest("Sol Reed", "education", "sol@schools.example", 999_999), BadInput),
        (GivenGuest("Sol Reed", "scouts", "sol@schools.example", world.office), BadInput),
    ):
        with pytest.raises(refusal):
            await do(database, add_guest, world.asha, given)
    with pytest.raises(BadInput) as caught:
        given_guest(" \u3164 ", "", "not mail", "x")
    assert set(caught.value.errors) == {"name", "agency", "email", "entry"}
    partner = await make.person(database, world.hub, Role.POLICE, agency="police")
    with pytest.raises(NotAllowed):
        await do(database, add_guest, partner, GivenGuest("Sol Reed", "police", "sol@police.example", police))


async def test_a_guest_of_one_hub_is_not_there_for_another(database: Database) -> None:
    world = await outside(database)
    elsewhere = await outside(database, key="southborough")
    for verb, given in ((confirm_guest, ("letter",)), (end_guest, ())):
        with pytest.raises(NotHere):
            await do(database, verb, elsewhere.wes, world.guest, *given)
    with pytest.raises(NotHere):
        await do(database, ask_outside, elsewhere.asha, SECRETS, elsewhere.ref, world.guest, "What?")


async def test_a_system_confirms_no_guest(database: Database) -> None:
    world = await outside(database)
    async with database.transaction() as tx:
        token = await issue_token(tx, world.hub_id, "Case system", "police", Role.ADMIN, b"h", now=make.NOW)
    system = make.actor(world.hub, token.person_id, "Case system", [Role.ADMIN], agency="police")
    with pytest.raises(ConfirmedByPeople):
        await do(database, confirm_guest, system, world.guest, "letter")


async def test_removing_a_guest_ends_their_links_and_empties_what_these_opened(database: Database) -> None:
    world = await outside(database)
    link = await sent(database, world)
    code = (await called(database, world, link)).code
    assert code
    tried, browser = await enter(database, world, link, code)
    assert tried.right
    assert await standing(database, browser, 3) == "open"
    await do(database, end_guest, world.ada, world.guest, minutes=3)
    assert await standing(database, browser, 3) is None
    [(why,)] = await rows(database, "select body from events where kind = 'link_ended'")
    assert '"why":"over"' in why.replace(" ", "")


STAFF_ALONE = {
    "seats": "insert into seats (hub_id, person_id, agency_id, role, created_at) values (:hub, :guest, :agency, 'manager', now())",
    "sessions": "insert into sessions (session_id, person_id, token_hash, created_at, seen_at) values (:uuid, :guest, '1', now(), now())",
    "tokens": "insert into tokens (hub_id, person_id, token_hash, created_at) values (:hub, :guest, '1', now())",
    "recovery_codes": "insert into recovery_codes (person_id, code_hash) values (:guest, '1')",
    "directory_entries": "insert into directory_entries (person_id, changed_at) values (:guest, now())",
    "agency_entries": "insert into agency_entries (hub_id, agency_id, kind, address, name, person_id, added_at) "
    "values (:hub, :agency, 'telephone', '+441632960199', 'Desk', :guest, now())",
    "named_people": "insert into named_people (hub_id, contact_id, person_id, named_at) "
    "select hub_id, contact_id, :guest, now() from contacts",
    "moved seat": "update seats set person_id = :guest",
    "password": "update people set password_hash = 'x' where person_id = :guest",
    "sign-in name": "update people set email = 'x@schools.example' where person_id = :guest",
    "second factor": "update people set totp_secret = 'x' where person_id = :guest",
    "service": "update people set service = true where person_id = :guest",
    "made staff": "update people set guest = false, email = 'x@schools.example' where person_id = :guest",
    "colleague as guest": "update guests set guest_id = :staff where guest_id = :guest",
}


@pytest.mark.parametrize("place", STAFF_ALONE)
async def test_the_database_refuses_a_guest_wherever_staff_stand(database: Database, place: str) -> None:
    world = await outside(database)
    facts = {"hub": world.hub_id, "guest": world.guest, "agency": world.hub.agencies["education"]}
    facts |= {"uuid": uuid4(), "staff": world.wes.person_id}
    used = {name: value for name, value in facts.items() if f":{name}" in STAFF_ALONE[place]}
    with pytest.raises((IntegrityError, ForStaff)) as caught:
        async with database.transaction() as tx:
            await tx.conn.execute(text(STAFF_ALONE[place]), used)
    said = str(caught.value.__cause__ or caught.value) + str(caught.value)
    assert any(name in said for name in ("staff", "guest", "colleague", "people_guest_bare")), said


async def test_a_seat_is_not_given_to_a_guest(database: Database) -> None:
    world = await outside(database)
    with pytest.raises(ForStaff):
        async with database.transaction() as tx:
            await give_seat(tx, world.hub_id, world.guest, "education", Role.PARTNER, now=make.NOW)
