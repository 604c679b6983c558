"""The link of a first sign-in is for one use within a day, also when the button is pressed twice or late."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from board.commands.directory.entries import add_entry, confirm_entry
from board.commands.grant.first_sign_in import make_first_code, send_first_link, spend_first_link
from board.commands.grant.giving import SeatGiven, give, withdraw
from board.domain.directory.given import given_entry
from board.domain.grant.rules import ASKED_FOR
from board.domain.link.sessions import LinkSession
from board.domain.permissions import Role
from board.domain.refusals import LinkOver, NotHere
from board.secrets import token_hash
from board.store.engine import Database
from board.store.link import link_session_of
from tests import make
from tests.commands.doing import do, rows
from tests.commands.link.outside import SECRETS, enter, stated

NIA = SeatGiven("Nia Bell", "nia.bell@northborough.example", "childrens_social_care", "social_worker")
DAY = 24 * 60


async def let_in(database: Database, sent: int = 0) -> tuple[Any, int, int, LinkSession]:
    """The manager who makes the call, the grant, the number, and a browser in which the code was entered. sent: the minute of the link."""
    hub = await make.hub(database)
    ana, bea = [await make.person(database, hub, Role.MANAGER) for _ in range(2)]
    given = given_entry("telephone", "01632 960001", "Front desk", (), "always")
    entry = (await do(database, add_entry, ana, NIA.agency, given, minutes=-60)).entry_id
    await do(database, confirm_entry, bea, entry, "switchboard", minutes=-30)
    grant = (await do(database, give, ana, NIA)).grant_id
    link = (await do(database, send_first_link, ana, SECRETS, grant, minutes=sent)).link_id
    world: Any = SimpleNamespace(hub_id=hub.hub_id)
    await stated(database, world, link, minutes=sent + 1)
    made = await do(database, make_first_code, bea, SECRETS, grant, entry, "call", minutes=sent + 1)
    _, token = await enter(database, world, link, made.code, minutes=sent + 2)
    async with database.connection() as conn:
        session = await link_session_of(conn, token_hash(token), make.NOW + timedelta(minutes=sent + 2))
    assert session is not None
    return bea, grant, entry, session


async def test_two_presses_at_once_use_the_link_once(database: Database) -> None:
    _, _, _, session = await let_in(database)
    made = await asyncio.gather(
        *(do(database, spend_first_link, session, minutes=3) for _ in range(2)), return_exceptions=True
    )
    assert sorted(type(one).__name__ for one in made) == ["LinkOver", "tuple"]
    assert await rows(database, "select count(*) from link_sessions where ended_at is null") == [(0,)]


async def test_a_day_after_it_was_sent_it_begins_no_account_and_gets_no_code(database: Database) -> None:
    bea, grant, entry, session = await let_in(database)
    with pytest.raises(LinkOver):
        await do(database, spend_first_link, session, minutes=DAY)
    with pytest.raises(NotHere):
        await do(database, make_first_code, bea, SECRETS, grant, entry, "call", minutes=DAY)
    assert (await do(database, send_first_link, bea, SECRETS, grant, minutes=DAY)).changed, (
        "another may be sent"
    )


async def test_a_seat_taken_back_while_the_password_is_chosen_begins_no_account(database: Database) -> None:
    bea, grant, _, session = await let_in(database)
    await do(database, withdraw, bea, grant, minutes=3)
    with pytest.raises(LinkOver):
        await do(database, spend_first_link, session, minutes=3)


async def test_a_link_sent_on_the_last_day_of_the_seat_begins_no_account_after_it(database: Database) -> None:
    last = int(ASKED_FOR / timedelta(minutes=1))
    _, _, _, session = await let_in(database, sent=last - 5)
    with pytest.raises(LinkOver):
        await do(database, spend_first_link, session, minutes=last)
    await do(database, spend_first_link, session, minutes=last - 1)
