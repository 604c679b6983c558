"""A link opens nothing by itself: a code that comes by another route does, in one browser, until its purpose is over."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from board.commands.closures import close
from board.commands.guest.guests import add_guest, end_guest
from board.commands.link.answering import answer_link, keep_draft
from board.commands.link.codes import make_code
from board.commands.link.ending import end_run_out, leave_link, void_links, withdraw_link
from board.commands.link.opening import (
    enter_code,
    lock_link_session,
    open_link,
    tidy_link_sessions,
    touch_link,
)
from board.commands.link.sending import ask_outside
from board.commands.restores import record_restore
from board.commands.restrictions import restrict
from board.domain.link.guests import GivenGuest
from board.domain.permissions import Action, Role
from board.domain.policy import LinkSettings, Policy
from board.domain.refusals import (
    BadInput,
    LinkEnded,
    LinkOver,
    NobodyWaits,
    NoLinkCode,
    NotAllowed,
    NotHere,
    SeveralWait,
)
from board.queries.link.staff import contact_links
from board.secrets import token_hash
from board.store.doors import access_contact
from board.store.engine import Database
from board.store.link import link_of, link_session_of, statement_of, statements_of
from board.views.link.staff import LinkRow
from tests import make
from tests.commands.doing import do, rows
from tests.commands.link.outside import (
    SAID,
    SECRETS,
    Outside,
    another,
    called,
    enter,
    outside,
    sent,
    standing,
    stated,
)

KINDS = "select kind from events where kind like 'link%' order by seq"


async def let_in(database: Database, world: Outside) -> tuple[UUID, str, str]:
    """A link that was opened: the link, its code, and the token of the browser."""
    link = await sent(database, world)
    code = (await called(database, world, link)).code
    assert code
    tried, browser = await enter(database, world, link, code)
    assert tried.right
    return link, code, browser


async def kinds(database: Database) -> list[str]:
    return [kind for (kind,) in await rows(database, KINDS)]


async def test_a_link_is_sent_once_and_holds_no_token(database: Database) -> None:
    world = await outside(database)
    link = await sent(database, world)
    assert await sent(database, world) == link, "the same question again is silence"
    other = await sent(database, world, "Was he in school today?")
    assert other != link
    [token] = SECRETS.link_tokens(link)
    assert len(token) == 43
    kept = await rows(
        database, "select to_jsonb(l) || to_jsonb(d) || to_jsonb(e) from links l, deliveries d, events e"
    )
    assert not any(token in str(row) for row in kept)
    queued = "select channel, state::text, person_id, urgent from deliveries where link_id is not null order by created_at"
    assert await rows(database, queued) == [("email", "queued", None, True)] * 2
    until = await rows(database, "select distinct valid_until - asked_at from links")
    assert until == [(timedelta(days=7),)]


async def test_a_link_names_its_question_and_an_open_contact_that_the_asker_may_know_of(
    database: Database,
) -> None:
    world = await outside(database)
    for question in ("", "  \n ", "?!", "a" * 2001, "x\u202e"):
        with pytest.raises(BadInput):
            await sent(database, world, question)
    manager = await make.person(database, world.hub, Role.MANAGER)
    partner = await make.person(database, world.hub, Role.EDUCATION, agency="education")
    with pytest.raises(NotAllowed):
        await do(database, ask_outside, partner, SECRETS, world.ref, world.guest, "What?")
    link = await sent(database, world)
    await do(
        database,
        restrict,
        manager,
        world.ref,
        [manager.person_id, world.asha.person_id],
        "Named people only.",
    )
    for verb, given in (
        (withdraw_link, (link,)),
        (make_code, (SECRETS, link, world.office, "call")),
        (ask_outside, (SECRETS, world.ref, world.guest, "What?")),
    ):
        with pytest.raises(NotHere):
            await do(database, verb, world.wes, *given)


async def test_the_code_opens_the_link_in_one_browser_under_a_token_made_after_it(database: Database) -> None:
    world = await outside(database)
    link = await sent(database, world)
    whose = await stated(database, world, link)
    async with database.connection() as conn:
        found = await link_of(conn, world.hub_id, link)
    assert await do(database, open_link, found, whose, *SAID) == whose, "the same again is silence"
    code = (await called(database, world, link, whose=whose)).code
    assert code
    tried, browser = await enter(database, world, link, f" {code[:3]}-{code[3:]} ")
    assert tried.right
    assert await standing(database, browser, 3) == "open"
    with pytest.raises(NoLinkCode):  # forwarded with its code: used
        await enter(database, world, link, code, minutes=4)
    assert await standing(database, browser, 4) == "open"
    assert await kinds(database) == ["link_sent", "link_opened", "link_code_made", "link_entered"]
    entered = await rows(database, "select actor_id from events where kind = 'link_entered'")
    assert entered == [(world.guest,)], "acts are kept under the person's name"


async def test_a_new_browser_needs_a_new_code_and_ends_the_old_one(database: Database) -> None:
    world = await outside(database)
    link, _, first = await let_in(database, world)
    code = (await called(database, world, link, 5)).code
    assert code
    assert await standing(database, first, 6) == "open", "a code that nobody entered ends nothing"
    tried, second = await enter(database, world, link, code, minutes=6)
    assert tried.right
    assert await standing(database, first, 6) is None
    assert await standing(database, second, 6) == "open"


async def test_idle_for_twenty_minutes_asks_for_the_code_in_the_same_browser(database: Database) -> None:
    world = await outside(database)
    link, code, browser = await let_in(database, world)
    assert await standing(database, browser, 21.9) == "open"
    assert await standing(database, browser, 22) == "locked", "worked out without any worker"
    async with database.connection() as conn:
        session = await link_session_of(conn, token_hash(browser), make.NOW)
    assert session
    assert not await do(database, lock_link_session, session, minutes=21)
    assert await do(database, lock_link_session, session, minutes=22)
    await do(database, touch_link, session, minutes=23)
    assert await standing(database, browser, 23) == "locked", "using a locked page unlocks nothing"
    with pytest.raises(NoLinkCode):
        await enter(database, world, link, code, minutes=32)
    tried, again = await enter(database, world, link, code, browser=browser, minutes=32)
    assert tried.right
    assert await standing(database, browser, 32) is None, "the token before the pause opens nothing"
    assert await standing(database, again, 33) == "open"


async def test_the_fifth_wrong_code_voids_the_code_and_the_link_stays(database: Database) -> None:
    world = await outside(database)
    link = await sent(database, world)
    code = (await called(database, world, link)).code
    assert code
    left = [
        (await enter(database, world, link, wrong))[0].left
        for wrong in (another(code), "12", "", "１２３４５６", "x" * 99)
    ]
    assert left == [4, 3, 2, 1, 0]
    with pytest.raises(NoLinkCode):
        await enter(database, world, link, code)
    assert (await kinds(database))[-1] == "link_code_failed"
    [(concerned,)] = await rows(database, "select concerns from events where kind = 'link_code_failed'")
    assert concerned == [world.asha.person_id]
    code = (await called(database, world, link, 3)).code
    assert code
    assert (await enter(database, world, link, code, minutes=4))[0].right


async def test_five_wrong_codes_after_a_pause_end_the_browser(database: Database) -> None:
    world = await outside(database)
    link, code, browser = await let_in(database, world)
    for _ in range(5):
        tried, _ = await enter(database, world, link, another(code), browser=browser, minutes=30)
    assert not tried.right
    assert await standing(database, browser, 30) is None
    with pytest.raises(NoLinkCode):
        await enter(database, world, link, code, browser=browser, minutes=31)


async def test_a_hundred_codes_at_once_are_five_tries(database: Database) -> None:
    world = await outside(database)
    link = await sent(database, world)
    code = (await called(database, world, link)).code
    assert code
    guesses = [f"{(int(code) + n) % 10**6:06}" for n in range(1, 41)]
    tried = await asyncio.gather(*(enter(database, world, link, g) for g in guesses), return_exceptions=True)
    judged = [one for one in tried if not isinstance(one, BaseException)]
    assert len(judged) == 5
    assert all(isinstance(one, NoLinkCode) for one in tried if isinstance(one, BaseException))
    assert await rows(database, "select wrong, void_at is null from link_codes") == [(5, False)]


async def test_a_code_entered_twice_at_once_lets_one_browser_in(database: Database) -> None:
    world = await outside(database)
    link = await sent(database, world)
    code = (await called(database, world, link)).code
    assert code
    both = await asyncio.gather(
        *(enter(database, world, link, code) for _ in range(2)), return_exceptions=True
    )
    assert sum(isinstance(one, NoLinkCode) for one in both) == 1


async def test_a_code_runs_out_and_a_newer_one_voids_it(database: Database) -> None:
    world = await outside(database)
    link = await sent(database, world)
    old = (await called(database, world, link)).code
    new = (await called(database, world, link, 2)).code
    assert old
    assert new
    if old != new:
        assert not (await enter(database, world, link, old, minutes=3))[0].right
    with pytest.raises(NoLinkCode):
        await enter(database, world, link, new, minutes=32)


async def test_a_withdrawn_link_opens_nothing(database: Database) -> None:
    world = await outside(database)
    link, code, browser = await let_in(database, world)
    assert await do(database, withdraw_link, world.wes, link, minutes=3)
    assert not await do(database, withdraw_link, world.wes, link, minutes=3), "twice is silence"
    assert await standing(database, browser, 3) is None
    with pytest.raises(LinkOver):
        await enter(database, world, link, code, minutes=4)
    with pytest.raises(LinkOver):
        await stated(database, world, link, minutes=4)
    with pytest.raises(LinkEnded):
        await do(database, make_code, world.wes, SECRETS, link, world.office, "call", minutes=4)


async def test_a_link_is_over_when_its_contact_leaves_the_board_or_its_days_are_over(
    database: Database,
) -> None:
    world = await outside(database, policy=replace(Policy.default(), links=LinkSettings(days=2)))
    link, _, browser = await let_in(database, world)
    two_days = 2 * 24 * 60
    assert await standing(database, browser, two_days - 1) == "locked"
    assert await standing(database, browser, two_days) == "over"
    with pytest.raises(LinkOver):
        await stated(database, world, link, minutes=two_days)
    manager = await make.person(database, world.hub, Role.MANAGER)
    closing = (manager, world.ref, Policy.default().outcomes[0].code, "Advice given.")
    await do(database, close, *closing, anyway="Asha is away.", minutes=4)
    assert await standing(database, browser, 4) == "over"


async def test_a_person_who_leaves_needs_a_new_code(database: Database) -> None:
    world = await outside(database)
    link, code, browser = await let_in(database, world)
    async with database.connection() as conn:
        session = await link_session_of(conn, token_hash(browser), make.NOW)
    assert session
    await do(database, leave_link, session, minutes=3)
    assert await standing(database, browser, 3) is None
    with pytest.raises(NoLinkCode):
        await enter(database, world, link, code, browser=browser, minutes=4)


async def test_a_restore_ends_every_browser_and_voids_links_and_codes_sent_before_it(
    database: Database,
) -> None:
    world = await outside(database)
    link, _, browser = await let_in(database, world)
    waiting = await sent(database, world, "Was he in school today?")
    await called(database, world, waiting)
    async with database.transaction() as tx:
        await tx.conn.execute(text("delete from heads where hub_id = :hub"), {"hub": world.hub_id})
        assert await record_restore(tx, world.hub_id, now=make.NOW + timedelta(minutes=5))
    assert await standing(database, browser, 5) is None
    for one in (link, waiting):
        async with database.connection() as conn:
            found = await link_of(conn, world.hub_id, one)
        assert found
        assert found.over(make.NOW) == "restored"
    assert await rows(database, "select count(*) from link_codes where void_at is null") == [(0,)]


async def test_what_is_over_in_one_hub_is_not_there_in_another(database: Database) -> None:
    world = await outside(database)
    elsewhere = await outside(database, key="southborough")
    link = await sent(database, world)
    for verb, given in ((withdraw_link, (link,)), (make_code, (SECRETS, link, elsewhere.office, "text"))):
        with pytest.raises(NotHere):
            await do(database, verb, elsewhere.wes, *given)


async def test_a_code_is_made_for_somebody_who_has_said_who_they_are_and_opens_in_their_browser_alone(
    database: Database,
) -> None:
    world = await outside(database)
    link = await sent(database, world)
    by_call = (world.wes, SECRETS, link, world.office, "call")
    with pytest.raises(NobodyWaits):
        await do(database, make_code, *by_call)
    for name, role in (("", "Lead"), ("Rhona", " "), ("Rhona\u202e", "Lead"), ("x" * 101, "Lead")):
        with pytest.raises(BadInput):
            await stated(database, world, link, name, role)
    lead = await stated(database, world, link)
    wren = await stated(database, world, link, "Wren Office", "School office", minutes=1)
    with pytest.raises(SeveralWait):
        await do(database, make_code, *by_call, minutes=1)
    for unknown in (uuid4(), link):
        with pytest.raises(NobodyWaits):
            await do(database, make_code, *by_call, unknown, minutes=1)
    code = (await called(database, world, link, 2, whose=lead)).code
    assert code
    async with database.connection() as conn:
        found = await link_of(conn, world.hub_id, link)
        assert found
        other = await statement_of(conn, found, wren)
        assert [one.said_name for one in await statements_of(conn, found, make.NOW)] == [
            "Wren Office",
            SAID[0],
        ]
        assert await statements_of(conn, found, make.NOW + timedelta(days=2)) == []
    with pytest.raises(NoLinkCode):
        await do(database, enter_code, SECRETS, found, other, code, b"t", minutes=3)
    assert await rows(database, "select wrong from link_codes") == [(0,)], "nobody else spends its tries"
    assert await do(database, open_link, found, lead, "Rhona Lee", SAID[1], minutes=3) != lead
    with pytest.raises(NoLinkCode):
        await enter(database, world, link, code, minutes=4)
    assert await rows(database, "select void_at is null from link_codes") == [(False,)], (
        "the name changed after it"
    )


@pytest.mark.parametrize("given", [{"days": 8}, {"days": 0}, {"code_minutes": 1}, {"idle_minutes": 61}])
def test_no_policy_makes_a_link_last_longer_than_seven_days(given: dict[str, int]) -> None:
    with pytest.raises(ValueError, match=next(iter(given))):
        LinkSettings(**given)


OPEN_NOTICES = "select kind, person_id from deliveries where kind like 'link_%' and channel = 'page' and state = 'queued'"


async def test_the_notice_that_somebody_waits_goes_once_nobody_does(database: Database) -> None:
    world = await outside(database)
    first, second = await sent(database, world), await sent(database, world, "Was he in school today?")
    whose = [await stated(database, world, link, minutes=1) for link in (first, second)]
    another_one = await stated(database, world, first, "Wren Office", "School office", minutes=1)
    assert await rows(database, OPEN_NOTICES) == [("link_opened", world.asha.person_id)]
    waits = [("link_opened", world.asha.person_id)]
    await called(database, world, first, whose=whose[0])
    assert await rows(database, OPEN_NOTICES) == waits, "two others still wait"
    await do(database, withdraw_link, world.wes, second, minutes=2)
    assert await rows(database, OPEN_NOTICES) == waits, "one does, in another browser of the same link"
    await called(database, world, first, whose=another_one, minutes=3)
    assert await rows(database, OPEN_NOTICES) == waits, (
        "a newer code voids the one before, whose person waits again"
    )
    await do(database, withdraw_link, world.wes, first, minutes=4)
    assert await rows(database, OPEN_NOTICES) == []


async def test_nobody_waits_any_more_at_a_link_whose_person_was_removed(database: Database) -> None:
    world = await outside(database)
    given = GivenGuest("Ola Deputy", "education", "deputy@schools.example", world.office)
    other = (await do(database, add_guest, world.asha, given, minutes=-60)).guest_id
    removed = await sent(database, world)
    asked = (world.asha, SECRETS, world.ref, other, "Was he in school today?")
    stays = (await do(database, ask_outside, *asked)).link_id
    await stated(database, world, removed, minutes=1)
    whose = await stated(database, world, stays, minutes=1)
    await do(database, end_guest, world.ada, world.guest, minutes=2)
    assert await rows(database, OPEN_NOTICES) == [("link_opened", world.asha.person_id)], (
        "the other one waits"
    )
    await called(database, world, stays, minutes=3, whose=whose)
    assert await rows(database, OPEN_NOTICES) == []


DAYS = 7 * 24 * 60
ENDED = "select body::json->'body'->>'link', body::json->'body'->>'why', concerns from events where kind = 'link_ended' order by seq"


async def read(database: Database, world: Outside, link: UUID, minutes: float | None = None) -> LinkRow:
    """The link as staff read it: at this time, or on a live page."""
    moment = None if minutes is None else make.NOW + timedelta(minutes=minutes)
    async with database.connection() as conn:
        row = await access_contact(conn, world.asha, world.ref, Action.ASK_OUTSIDE, now=make.NOW)
        found = await contact_links(conn, row, world.hub.key, moment)
    return next(one for one in found.rows if one.link_id == link)


async def test_a_link_whose_days_are_over_ends_once_with_an_event_whether_a_browser_has_it_open_or_not(
    database: Database,
) -> None:
    world = await outside(database)
    inside, _, browser = await let_in(database, world)
    async with database.connection() as conn:
        session = await link_session_of(conn, token_hash(browser), make.NOW)
    await do(database, keep_draft, SECRETS, session, "He was absent", minutes=3)
    names = ("unopened", "waiting", "coded", "left", "withdrawn", "answered", "later")
    links = {one: await sent(database, world, f"Was he {one}?", minutes=one == "later") for one in names}
    await stated(database, world, links["waiting"])
    await called(database, world, links["coded"])
    for name, end in (("left", leave_link), ("answered", answer_link)):
        code = (await called(database, world, links[name])).code
        assert code
        _, token = await enter(database, world, links[name], code)
        async with database.connection() as conn:
            there = await link_session_of(conn, token_hash(token), make.NOW)
        if name == "left":
            await do(database, keep_draft, SECRETS, there, "His aunt", minutes=3)
        await do(database, end, there, *(["He was."] if end is answer_link else []), minutes=4)
    await do(database, withdraw_link, world.wes, links["withdrawn"], minutes=4)
    before = len(await rows(database, ENDED))

    assert await do(database, end_run_out, world.hub_id, minutes=DAYS - 0.1) == 0
    ended = await asyncio.gather(
        *(do(database, tidy_link_sessions, world.hub_id, minutes=DAYS) for _ in range(3))
    )
    over = {inside, *(links[one] for one in ("unopened", "waiting", "coded", "left"))}
    assert sum(ended) == len(over), "two workers at once end each of them once"
    news = (await rows(database, ENDED))[before:]
    assert sorted(news) == sorted((str(one), "over", [world.asha.person_id]) for one in over)
    for link in over:
        row = await read(database, world, link)
        assert (row.state, row.open, row.at) == ("Ran out", False, make.NOW + timedelta(days=7))
    assert await standing(database, browser, DAYS) is None
    open_codes = "select link_id from link_codes where void_at is null and link_id = any(:links)"
    assert await rows(database, open_codes, links=list(over)) == []
    assert await rows(database, "select words from drafts where words is not null") == []
    assert await rows(database, OPEN_NOTICES) == []
    assert (await read(database, world, links["withdrawn"], DAYS)).state == "Withdrawn"
    assert (await read(database, world, links["answered"], DAYS)).state == "Answered"
    assert (await read(database, world, links["later"], DAYS)).open


async def test_a_link_that_ran_out_says_so_after_a_restore_and_one_that_a_restore_voided_stays_void(
    database: Database,
) -> None:
    world = await outside(database, policy=replace(Policy.default(), links=LinkSettings(days=1)))
    old = await sent(database, world)
    young = await sent(database, world, "Was he in school today?", minutes=60)
    async with database.transaction() as tx:
        assert await void_links(tx, world.hub_id, now=make.NOW + timedelta(days=1)) == 2
    for minutes in (None, 2 * 24 * 60):
        assert (await read(database, world, old, minutes)).state == "Ran out"
        assert (await read(database, world, young, minutes)).state.startswith("Void")
    assert await do(database, end_run_out, world.hub_id, minutes=2 * 24 * 60) == 0
    assert not await do(database, withdraw_link, world.wes, old, minutes=2 * 24 * 60)
