"""Advice without a contact: two codes, counted, nothing of a family; it can become a contact."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from board.commands.contact.advice import advice_became_contact, give_advice
from board.commands.hubs import amend_policy
from board.domain.codes import Coded
from board.domain.permissions import Role
from board.domain.policy import Policy
from board.domain.refusals import NotAllowed, NotHere, UnknownCode
from board.queries.advice import advice_counts, advice_page
from board.store.engine import Database
from tests import make
from tests.commands.doing import do, rows


async def counted(database: Database, who: make.Actor, days: int = 0) -> list[tuple[int, int, int]]:
    async with database.connection() as conn:
        found = await advice_counts(conn, who, make.NOW + timedelta(days=days))
    return [(one["today"], one["week"], one["month"]) for one in found]


async def test_advice_is_counted_by_day_week_and_month(database: Database) -> None:
    hub = await make.hub(database)
    asha, admin = await make.person(database, hub), await make.person(database, hub, Role.ADMIN)
    assert (await do(database, give_advice, asha, "school", "send_referral")).changed
    assert not (await do(database, give_advice, asha, "school", "send_referral", minutes=0.1)).changed
    assert (await do(database, give_advice, admin, "school", "send_referral", minutes=0.1)).changed
    assert (await do(database, give_advice, asha, "school", "send_referral", minutes=60 * 24 * 3)).changed
    assert await counted(database, asha, 3) == [(1, 3, 3)]
    assert await counted(database, asha, 9) == [(0, 1, 3)]
    assert await counted(database, asha, 60) == []


async def test_what_became_a_contact_is_no_advice_without_one(database: Database) -> None:
    hub, other = await make.hub(database), await make.hub(database, "southmere")
    asha, bea = await make.person(database, hub), await make.person(database, other)
    given = await do(database, give_advice, asha, "school", "early_help")
    with pytest.raises(NotHere):
        await do(database, advice_became_contact, bea, given.advice_id)
    assert (await do(database, advice_became_contact, asha, given.advice_id)).source == "school"
    assert not (await do(database, advice_became_contact, asha, given.advice_id, minutes=1)).changed
    assert await counted(database, asha) == [] and await counted(database, bea) == []
    async with database.connection() as conn:
        page = await advice_page(conn, asha, make.NOW)
    assert [one.became_contact for one in page.own] == [True]


@pytest.mark.parametrize(
    ("source", "advice"),
    [("", "early_help"), ("school", ""), ("Mrs Obi", "early_help"), ("school", "He is 9.")],
)
async def test_nothing_but_the_two_codes_can_be_kept(database: Database, source: str, advice: str) -> None:
    asha = await make.person(database, await make.hub(database))
    with pytest.raises(UnknownCode):
        await do(database, give_advice, asha, source, advice)
    assert await rows(database, "select * from advice") == []


async def test_partners_and_feeds_give_no_advice_here(database: Database) -> None:
    hub = await make.hub(database)
    for role in (Role.POLICE, Role.FEED, Role.QA):
        with pytest.raises(NotAllowed):
            await do(database, give_advice, await make.person(database, hub, role), "school", "early_help")


async def test_a_hub_lists_its_own_advice_and_what_was_given_before_stays_counted(database: Database) -> None:
    hub = await make.hub(database)
    asha, manager = await make.person(database, hub), await make.person(database, hub, Role.SERVICE_MANAGER)
    await do(database, give_advice, asha, "school", "early_help")
    own = replace(Policy.default(), advice=(Coded("ring_the_lado", "Ring the LADO"),))
    async with database.transaction() as tx:
        await amend_policy(tx, manager, own, make.NOW + timedelta(hours=1), now=make.NOW)
    with pytest.raises(UnknownCode):
        await do(database, give_advice, asha, "school", "early_help", minutes=90)
    await do(database, give_advice, asha, "school", "ring_the_lado", minutes=90)
    async with database.connection() as conn:
        page = await advice_page(conn, asha, make.NOW + timedelta(minutes=90))
    assert page.kinds == (("ring_the_lado", "Ring the LADO"),)
    assert {(one.advice, one.month) for one in page.counts} == {("Ring the LADO", 1), ("early_help", 1)}
    with pytest.raises(ValueError, match="advice: at least one is needed"):
        replace(Policy.default(), advice=())
