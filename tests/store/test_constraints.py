"""Constraint names are API: each one named in board/store/constraints.py is in the database and says what it is meant to say."""

from __future__ import annotations

from uuid import uuid4

import pytest
from sqlalchemy import text

from board.commands.people import add_person
from board.domain.permissions import Role
from board.domain.refusals import CallerAsked, Refusal
from board.store.constraints import REFUSALS
from board.store.engine import Database, Tx
from board.store.readings import log_reading
from tests import make

_SCREEN = text(
    "insert into screens (hub_id, name, key_hash, paired_at, paired_by) values (:hub_id, 'By the door', :key, :now, :who)"
)

_HUB = text("insert into hubs (hub_id, key, name) select 900, key, name from hubs where hub_id = :hub_id")
_AGENCY = text(
    "insert into agencies (hub_id, key, name) select hub_id, key, name from agencies where hub_id = :hub_id"
)
_SAFE_NOW = text(
    "insert into safe_now (hub_id, contact_id, child_id, said_at, recorded_at, recorded_by) "
    "select hub_id, contact_id, child_id, :now, :now, :who from children where hub_id = :hub_id"
)

_ENTRY = text(
    "insert into agency_entries (hub_id, agency_id, kind, address, name, added_at, added_by, confirmed_at, confirmed_by, confirmed_how) "
    "select hub_id, agency_id, 'telephone', '+441632960001', 'Desk', :now, :who, m.at, m.by, m.how from agencies, "
    "(select case when b.by is null then null else cast(:now as timestamptz) end as at, b.by, "
    "  case when b.by is null then null else 'letter' end as how from (select cast(:by as bigint) as by) b) m where hub_id = :hub_id"
)


_SOMEBODY = text("insert into people (name, guest, created_at) values ('Rhona Lead', true, :now)")
_GUEST_SEAT = text(
    "insert into seats (hub_id, person_id, agency_id, role, created_at) select a.hub_id, p.person_id, a.agency_id, 'partner', :now "
    "from agencies a, people p where a.hub_id = :hub_id and p.guest"
)
_GUEST = text(
    "insert into guests (hub_id, guest_id, agency_id, email, entry_id, added_at, added_by, confirmed_at, confirmed_by, confirmed_how) "
    "select e.hub_id, p.person_id, e.agency_id, 'r@schools.example', e.entry_id, :now, :who, :now, :who, 'letter' "
    "from agency_entries e, people p where e.hub_id = :hub_id and p.guest limit 1"
)
_LINK = text(
    "insert into links (hub_id, link_id, purpose, agency_id, person_id, sent_to, token_hash, asked_at, asked_by, valid_until) "
    "select hub_id, gen_random_uuid(), 'first_sign_in', agency_id, :who, 'r@schools.example', 't', cast(:now as timestamptz), :who, "
    "cast(:now as timestamptz) + interval '1 hour' from agencies where hub_id = :hub_id and key = 'education'"
)
_KNOWN = text(
    "insert into agency_entries (hub_id, agency_id, kind, address, name, added_at, confirmed_at, confirmed_by, confirmed_how) "
    "select l.hub_id, l.agency_id, 'telephone', '+441632960001', 'Desk', l.asked_at - interval '1 day', l.asked_at - interval '1 hour', "
    "p.person_id, 'letter' from links l, people p where l.hub_id = :hub_id and p.person_id <> :who limit 1"
)
_CALL = text(
    "insert into link_codes (hub_id, code_id, link_id, route, entry_id, made_at, made_by, valid_until, code_hash) "
    "select l.hub_id, gen_random_uuid(), l.link_id, 'call', e.entry_id, l.asked_at, :who, l.valid_until, 'h' "
    "from links l, agency_entries e where l.hub_id = :hub_id"
)
_GRANT = text(
    "insert into seat_grants (hub_id, agency_id, role, name, address, given_at, given_by, needs_second, confirmed_at, confirmed_by, "
    "accepted_at, person_id, seat_id) select s.hub_id, s.agency_id, 'police', 'Nia Bell', 'nia.bell@police.example', :now, :who, false, "
    "case when cast(:by as bigint) is null then null else cast(:now as timestamptz) end, cast(:by as bigint), "
    "case when :taken then cast(:now as timestamptz) end, case when :taken then s.person_id end, case when :taken then s.seat_id end "
    "from seats s where s.hub_id = :hub_id and s.person_id = :who"
)

_FOR_GRANT = text(
    "insert into links (hub_id, link_id, purpose, agency_id, grant_id, sent_to, token_hash, asked_at, asked_by, valid_until) "
    "select hub_id, gen_random_uuid(), 'first_sign_in', agency_id, grant_id, address, 't', cast(:now as timestamptz), :who, "
    "cast(:now as timestamptz) + interval '1 hour' from seat_grants where hub_id = :hub_id"
)


async def _first_code(tx: Tx, giver: make.Actor, *, confirmed_by_giver: bool) -> None:
    """The code of a first sign-in whose link a colleague sent: a call by them to a number that the giver of the seat confirmed, or a call
    by the giver to a number that a third confirmed.
    """
    facts = {"hub_id": giver.hub_id, "now": make.NOW}
    people = [
        (
            await add_person(tx, "Somebody", f"{n}@northborough.example", password_hash=None, now=make.NOW)
        ).person_id
        for n in ("two", "three")
    ]
    await tx.conn.execute(_GRANT, facts | {"who": giver.person_id, "by": None, "taken": False})
    await tx.conn.execute(_FOR_GRANT, facts | {"who": people[0]})
    confirmed_by, caller = (
        (giver.person_id, people[0]) if confirmed_by_giver else (people[1], giver.person_id)
    )
    await tx.conn.execute(_ENTRY, facts | {"who": people[0], "by": None})
    query = (
        "update agency_entries set added_at = added_at - interval '1 day', confirmed_at = :now, "
        "confirmed_by = :by, confirmed_how = 'letter'"
    )
    await tx.conn.execute(text(query), {"now": make.NOW, "by": confirmed_by})
    query = (
        "insert into link_codes (hub_id, code_id, link_id, route, entry_id, made_at, made_by, valid_until, code_hash) "
        "select l.hub_id, gen_random_uuid(), l.link_id, :route, e.entry_id, l.asked_at, :caller, l.valid_until, 'h' "
        "from links l join agency_entries e using (hub_id, agency_id) where l.hub_id = :hub_id limit 1"
    )
    row = {"hub_id": giver.hub_id, "caller": caller, "route": "text" if confirmed_by_giver else "call"}
    await tx.conn.execute(text(query), row)


async def violate(name: str, tx: Tx, who: make.Actor) -> None:
    """Do what this constraint forbids."""
    facts = {"hub_id": who.hub_id, "who": who.person_id, "now": make.NOW}
    match name:
        case "people_email_once":
            for address in ("one@northborough.example", "ONE@northborough.example"):
                await add_person(tx, "Somebody", address, password_hash=None, now=make.NOW)
        case "screens_name_once":
            for _ in range(2):
                await tx.conn.execute(_SCREEN, {**facts, "key": uuid4().bytes})
        case "legal_hold":
            await tx.conn.execute(text("delete from adults where hub_id = :hub_id"), facts)
        case "events_append_only":
            await tx.conn.execute(text("update events set kind = 'day_turned' where hub_id = :hub_id"), facts)
        case "readings_append_only":
            await log_reading(tx.conn, who, None, "/hubs/{hub}/desk", "board", make.NOW)
            await tx.conn.execute(text("delete from readings where hub_id = :hub_id"), facts)
        case "hubs_key_once":
            await tx.conn.execute(
                text(
                    "insert into hubs (hub_id, key, name) select 900, key, name from hubs where hub_id = :hub_id"
                ),
                facts,
            )
        case "agencies_key_once":
            await tx.conn.execute(
                text(
                    "insert into agencies (hub_id, key, name) select hub_id, key, name from agencies where hub_id = :hub_id"
                ),
                facts,
            )
        case "safe_now_append_only":
            await tx.conn.execute(_SAFE_NOW, facts)
            await tx.conn.execute(
                text("update safe_now set said_at = said_at - interval '1 minute' where hub_id = :hub_id"),
                facts,
            )
        case "agency_entries_once":
            await tx.conn.execute(_ENTRY, facts | {"by": None})
            await tx.conn.execute(_ENTRY, facts | {"by": None})
        case "agency_entries_confirmed_by_another":
            await tx.conn.execute(_ENTRY, facts | {"by": who.person_id})
        case "staff_alone":
            await tx.conn.execute(_SOMEBODY, {"now": make.NOW})
            await tx.conn.execute(_GUEST_SEAT, {"hub_id": who.hub_id, "now": make.NOW})
        case "guests_confirmed_by_another":
            await tx.conn.execute(_SOMEBODY, {"now": make.NOW})
            await tx.conn.execute(_ENTRY, facts | {"by": None})
            await tx.conn.execute(_GUEST, facts)
        case "link_codes_called_by_another":
            await add_person(tx, "Somebody", "one@northborough.example", password_hash=None, now=make.NOW)
            await tx.conn.execute(_LINK, facts)
            await tx.conn.execute(_KNOWN, {"hub_id": who.hub_id, "who": who.person_id})
            await tx.conn.execute(_CALL, {"hub_id": who.hub_id, "who": who.person_id})
        case "link_codes_confirmed_by_another":
            await _first_code(tx, who, confirmed_by_giver=True)
        case "seats_given_by_another":
            await tx.conn.execute(text("update seats set given_by = person_id where hub_id = :hub_id"), facts)
        case "seats_ended_by_another":
            query = "update seats set ended_at = created_at, ended_by = person_id where hub_id = :hub_id"
            await tx.conn.execute(text(query), facts)
        case "seat_grants_confirmed_by_another":
            await tx.conn.execute(_GRANT, facts | {"by": who.person_id, "taken": False})
        case "seat_grants_not_own":
            await tx.conn.execute(_GRANT, facts | {"by": None, "taken": True})
        case _:
            raise AssertionError(f"say in this test how {name} is violated")


@pytest.mark.parametrize("name", REFUSALS)
async def test_a_violated_constraint_becomes_the_sentence_a_person_reads(
    name: str, database: Database
) -> None:
    hub = await make.hub(database)
    ben = await make.person(database, hub, Role.SERVICE_MANAGER)
    await make.contact_held(database, ben)

    with pytest.raises(Refusal) as caught:
        async with database.transaction() as tx:
            await violate(name, tx, ben)

    assert type(caught.value) is REFUSALS[name]().__class__


async def test_the_giver_of_a_seat_makes_no_call_for_its_first_sign_in_though_a_colleague_sent_the_link(
    database: Database,
) -> None:
    hub = await make.hub(database)
    ben = await make.person(database, hub, Role.SERVICE_MANAGER)
    with pytest.raises(CallerAsked):
        async with database.transaction() as tx:
            await _first_code(tx, ben, confirmed_by_giver=False)
