"""Seats from the command line: the rules of the page, and no link or code in any answer."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from board.cli.grant.acts import give_known
from board.cli.grant.first import refuse_known, send_known_link, take_known, text_known_code
from board.commands.directory.entries import add_entry, confirm_entry
from board.commands.grant.giving import SeatGiven
from board.commands.grant.giving import give as give_seat
from board.commands.link.opening import open_link
from board.commands.people import add_person
from board.domain.directory.given import given_entry
from board.domain.permissions import Role
from board.domain.refusals import GrantOver, GrantUnconfirmed, NobodyWaits, NoCodeThere, NotAllowed, NotHere
from board.store.engine import Database
from board.store.link import link_of
from tests import make
from tests.commands.doing import do, rows
from tests.commands.link.outside import SECRETS

NIA = "nia.bell@northborough.example"
HUB = {"hub": "northborough"}


async def people(database: Database) -> dict[str, str]:
    """Managers and a social worker: their addresses by name."""
    hub, found = await make.hub(database), {}
    for name, role in (("ana", Role.MANAGER), ("bea", Role.MANAGER), ("ola", Role.SOCIAL_WORKER)):
        who = await make.person(database, hub, role, name=name)
        found[name] = (
            await rows(database, "select email from people where person_id = :p", p=who.person_id)
        )[0][0]
    return found


async def give(database: Database, who: str) -> int:
    wanted = {"role": "social_worker", "name": "Nia Bell", "email": NIA, "agency": None}
    await give_known(database, **HUB, **wanted, as_email=who)
    return int((await rows(database, "select max(grant_id) from seat_grants"))[0][0])


async def test_a_link_is_sent_once_and_its_code_as_a_text_message_and_neither_is_printed(
    database: Database,
) -> None:
    them = await people(database)
    grant = await give(database, them["ana"])
    said = await send_known_link(database, SECRETS, **HUB, number=grant, as_email=them["bea"])
    [(link,)] = await rows(database, "select link_id from links")
    assert "on its way" in said and not any(token in said for token in SECRETS.link_tokens(link))
    again = await send_known_link(database, SECRETS, **HUB, number=grant, as_email=them["ana"])
    assert again == "A link that is valid was sent before."
    assert await rows(database, "select count(*) from links") == [(1,)]
    with pytest.raises(NotAllowed):
        await send_known_link(database, SECRETS, **HUB, number=grant, as_email=them["ola"])


async def test_no_link_goes_out_before_the_second_manager_confirmed_the_seat(database: Database) -> None:
    them = await people(database)
    leader = await make.person(
        database, make.Hub(1, "northborough", "Northborough", {}), Role.SERVICE_MANAGER
    )
    wanted = SeatGiven("Nia Bell", NIA, "childrens_social_care", "manager")
    grant = (await do(database, give_seat, leader, wanted)).grant_id
    for who in ("ana", "bea"):
        with pytest.raises(GrantUnconfirmed):
            await send_known_link(database, SECRETS, **HUB, number=grant, as_email=them[who])
    assert await rows(database, "select count(*) from links") == [(0,)]


async def test_a_code_by_the_command_keeps_the_rules_of_numbers(database: Database) -> None:
    them = await people(database)
    actors = [
        await make.person(database, make.Hub(1, "northborough", "Northborough", {}), Role.MANAGER)
        for _ in range(2)
    ]
    given = given_entry("telephone", "07700 900123", "Front desk", (), "always")
    entry = (await do(database, add_entry, actors[0], "childrens_social_care", given, minutes=-60)).entry_id
    grant = await give(database, them["ana"])
    await send_known_link(database, SECRETS, **HUB, number=grant, as_email=them["ana"])
    wanted = {"number": grant, "entry": entry, "as_email": them["bea"]}
    with pytest.raises(NoCodeThere):
        await text_known_code(database, SECRETS, **HUB, **wanted)
    assert await rows(database, "select count(*) from link_codes") == [(0,)]
    await do(database, confirm_entry, actors[1], entry, "switchboard", minutes=-30)
    with pytest.raises(NobodyWaits):
        await text_known_code(database, SECRETS, **HUB, **wanted)
    [(link,)] = await rows(database, "select link_id from links")
    async with database.transaction() as tx:
        found = await link_of(tx.conn, 1, link)
        assert found
        await open_link(tx, found, None, "Nia Bell", "Social worker", now=datetime.now(UTC))
    said = await text_known_code(database, SECRETS, **HUB, **wanted)
    [(code,)] = await rows(database, "select code_id from link_codes")
    assert said == "The code is on its way as a text message."
    assert not any(one in said for one in SECRETS.link_codes(code))


async def test_the_person_answers_for_themselves_and_nobody_else(database: Database) -> None:
    them = await people(database)
    async with database.transaction() as tx:
        await add_person(tx, "Nia Bell", NIA, password_hash=None, now=make.NOW)
    grant = await give(database, them["ana"])
    for answer in (take_known, refuse_known):
        with pytest.raises(NotHere):
            await answer(database, number=grant, as_email=them["ola"])
    assert (
        await take_known(database, number=grant, as_email=NIA) == "The seat is taken. It counts from now on."
    )
    assert await take_known(database, number=grant, as_email=NIA) == "You took it already."
    with pytest.raises(GrantOver):
        await refuse_known(database, number=grant, as_email=NIA)
