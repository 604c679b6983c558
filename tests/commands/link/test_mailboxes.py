"""A link to a mailbox is nobody's, then one person's alone; it is given to a deputy, given back, or taken away by the hub."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from board.commands.guest.guests import add_guest, end_guest
from board.commands.interest.declaring import declare_interest
from board.commands.link.answering import answer_link, keep_draft
from board.commands.link.codes import make_code
from board.commands.link.ending import leave_link
from board.commands.link.mailbox import give_back, give_link, take_link_away
from board.commands.link.opening import tidy_link_sessions
from board.commands.link.sending import ask_mailbox, ask_outside
from board.commands.restrictions import restrict
from board.commands.seats import give_seat
from board.domain.link.guests import GivenGuest
from board.domain.link.sessions import LinkSession
from board.domain.people import Actor
from board.domain.permissions import Role
from board.domain.refusals import (
    AddressNotAllowed,
    BadInput,
    GuestWithoutAddress,
    LinkOver,
    MailboxNotConfirmed,
    NobodyWaits,
    NoLinkCode,
    NotAllowed,
    NotHere,
    UnknownCode,
)
from board.queries.link.own import answer_page
from board.queries.link.staff import link_row
from board.secrets import token_hash
from board.store.engine import Database
from board.store.link import colleagues_of, link_of, link_session_of
from tests import make
from tests.commands.doing import do, rows
from tests.commands.link.outside import (
    SECRETS,
    Outside,
    called,
    enter,
    number,
    outside,
    standing,
    stated,
)

BOX = "safeguarding@schools.example"
HOLDERS = "select p.name, h.end_reason, h.given_as from link_holders h join people p using (person_id) order by h.link_holder_id"


async def to_mailbox(database: Database, world: Outside, question: str = "What do you know?") -> UUID:
    """Asha asked the school by its mailbox, which was confirmed the day before."""
    box = await number(database, world.ada, BOX, "Safeguarding team", by=world.wes, kind="mailbox")
    link = (await do(database, ask_mailbox, world.asha, SECRETS, world.ref, box, question)).link_id
    assert isinstance(link, UUID)
    return link


async def code_for(
    database: Database, world: Outside, link: UUID, minutes: float = 1, whose: UUID | None = None
) -> str:
    code = (await called(database, world, link, minutes, whose=whose)).code
    assert code
    return code


async def session_of(database: Database, browser: str, minutes: float = 3) -> LinkSession:
    async with database.connection() as conn:
        session = await link_session_of(conn, token_hash(browser), make.NOW + timedelta(minutes=minutes))
    assert session is not None
    return session


async def taken(database: Database, world: Outside) -> tuple[UUID, str, str]:
    """The link, its code and the browser of the person who took it: Rhona Lead, as she stated."""
    link = await to_mailbox(database, world)
    code = await code_for(database, world, link)
    tried, browser = await enter(database, world, link, code)
    assert tried.right
    return link, code, browser


async def state(database: Database, world: Outside, link: UUID, minutes: float = 9) -> str:
    """How the hub reads it."""
    async with database.connection() as conn:
        found = await link_of(conn, world.hub_id, link)
        assert found is not None
        return (await link_row(conn, found, make.NOW + timedelta(minutes=minutes))).state


async def deputy(database: Database, world: Outside, name: str = "Ola Deputy") -> int:
    given = GivenGuest(name, "education", f"{name[:3].lower()}@schools.example", world.office)
    return int((await do(database, add_guest, world.asha, given, minutes=-30)).guest_id)


async def test_a_mailbox_is_asked_once_confirmed_and_of_an_agency_that_allows_its_mail(
    database: Database,
) -> None:
    world = await outside(database)
    link = await to_mailbox(database, world)
    [(box, to, guest, state_)] = await rows(
        database,
        "select mailbox_id, sent_to, guest_id, d.state::text from links join deliveries d using (hub_id, link_id)",
    )
    assert (to, guest, state_) == (BOX, None, "queued")
    again = await do(database, ask_mailbox, world.asha, SECRETS, world.ref, box, "What do you know?")
    assert (again.link_id, again.changed) == (link, False)
    unsure = await number(database, world.ada, "new@schools.example", "New", by=None, kind="mailbox")
    old = await number(
        database,
        world.ada,
        "old@schools.example",
        "Old",
        by=world.wes,
        kind="mailbox",
        minutes=-60 * 24 * 400,
    )
    for entry, refusal in (
        (unsure, MailboxNotConfirmed),
        (old, MailboxNotConfirmed),
        (world.office, NotHere),
        (999_999, NotHere),
    ):
        with pytest.raises(refusal):
            await do(database, ask_mailbox, world.asha, SECRETS, world.ref, entry, "What do you know?")
    with pytest.raises(BadInput):
        await do(database, ask_mailbox, world.asha, SECRETS, world.ref, box, " ")
    partner = await make.person(database, world.hub, Role.EDUCATION, agency="education")
    with pytest.raises(NotAllowed):
        await do(database, ask_mailbox, partner, SECRETS, world.ref, box, "What?")
    async with database.transaction() as tx:
        await tx.conn.execute(text("update agencies set mail_domains = '{trust.example}'"))
    with pytest.raises(AddressNotAllowed):
        await do(database, ask_mailbox, world.asha, SECRETS, world.ref, box, "What did she say?")


async def test_the_first_with_a_code_has_it_alone_under_their_own_name(database: Database) -> None:
    world = await outside(database)
    link, code, browser = await taken(database, world)
    assert await standing(database, browser, 3) == "open"
    session = await session_of(database, browser)
    assert (session.actor.name, session.actor.agency) == ("Rhona Lead", "Education")
    assert session.actor.person_id != world.guest, "nobody is taken for a guest who is known by that name"
    [(agency, email, entry, by)] = await rows(
        database,
        "select a.key, g.email, g.entry_id, g.added_by = g.guest_id from guests g join agencies a using (hub_id, agency_id) "
        "where g.link_id is not null",
    )
    assert (agency, email, entry, by) == ("education", None, world.office, True)
    assert (
        await state(database, world, link)
        == "Opened with its code by Rhona Lead, Designated safeguarding lead"
    )
    told = await rows(database, "select actor_id from events where kind = 'link_entered'")
    assert told == [(session.actor.person_id,)]
    with pytest.raises(NoLinkCode):
        await enter(database, world, link, code)
    with pytest.raises(NobodyWaits):
        await code_for(database, world, link, 3)
    assert "Rhona Lead has it. Rhona Lead, Designated safeguarding lead, opened it too" in await state(
        database, world, link
    )
    further = await code_for(database, world, link, 3, session.session_id)
    with pytest.raises(NoLinkCode):
        await enter(database, world, link, further, minutes=4)
    assert await standing(database, browser, 4) == "open"
    tried, again = await enter(database, world, link, further, browser=browser, minutes=5)
    assert tried.right, "their own browser takes a further code"
    assert await rows(database, HOLDERS) == [("Rhona Lead", None, None)]
    await do(database, answer_link, await session_of(database, again, 6), "He was absent.", minutes=6)
    [(who,)] = await rows(database, "select actor_id from events where kind = 'late_information_received'")
    assert who == session.actor.person_id


async def test_a_closed_page_opens_again_in_the_same_browser_alone(database: Database) -> None:
    world = await outside(database)
    link, code, browser = await taken(database, world)
    await do(database, leave_link, await session_of(database, browser), minutes=3)
    assert await standing(database, browser, 3) == "locked"
    with pytest.raises(NobodyWaits):
        await code_for(database, world, link, 4)
    tried, _ = await enter(database, world, link, code, browser=browser, minutes=6)
    assert tried.right


async def test_two_people_with_the_code_at_once_and_one_has_it(database: Database) -> None:
    world = await outside(database)
    link = await to_mailbox(database, world)
    code = await code_for(database, world, link)
    found = await asyncio.gather(
        *(enter(database, world, link, code) for _ in range(4)), return_exceptions=True
    )
    assert sorted(type(one).__name__ for one in found) == ["NoLinkCode"] * 3 + ["tuple"]
    assert await rows(database, HOLDERS) == [("Rhona Lead", None, None)]
    assert await rows(database, "select count(*) from guests where link_id is not null") == [(1,)]


async def test_given_back_it_is_the_next_persons_and_nothing_typed_goes_with_it(database: Database) -> None:
    world = await outside(database)
    link, code, browser = await taken(database, world)
    session = await session_of(database, browser)
    await do(database, keep_draft, SECRETS, session, "Not for me, but he told me once", minutes=3)
    await do(database, give_back, session, minutes=4)
    assert await standing(database, browser, 4) is None
    assert "Rhona Lead gave it back as not theirs" in await state(database, world, link)
    assert await rows(database, "select kind from deliveries where kind = 'link_given_back'") != []
    for verb, more in ((give_back, ()), (keep_draft, None), (answer_link, ("He was absent.",))):
        given = (SECRETS, session, "More") if more is None else (session, *more)
        with pytest.raises(LinkOver):
            await do(database, verb, *given, minutes=5)
    with pytest.raises(NoLinkCode):
        await enter(database, world, link, code, minutes=5)
    whose = await stated(database, world, link, "Ola Deputy", "Deputy lead", minutes=5)
    assert "Ola Deputy, Deputy lead, waits for a code" in await state(database, world, link)
    own = await code_for(database, world, link, 6, whose)
    tried, other = await enter(database, world, link, own, minutes=7)
    assert tried.right
    now = await session_of(database, other, 8)
    assert now.actor.person_id != session.actor.person_id
    async with database.connection() as conn:
        page = await answer_page(conn, SECRETS, now)
    assert (page.question, page.typed) == ("What do you know?", "")
    assert await rows(database, HOLDERS) == [("Rhona Lead", "not_mine", None), ("Ola Deputy", None, None)]
    await do(database, answer_link, now, "He was absent.", minutes=9)
    assert await rows(database, "select count(*) from drafts where words is not null") == [(0,)]


async def test_a_deputy_has_it_with_a_code_of_their_own_and_until_then_it_stays_where_it_is(
    database: Database,
) -> None:
    world = await outside(database)
    ola, sol = await deputy(database, world), await deputy(database, world, "Sol Reed")
    link, code, browser = await taken(database, world)
    session = await session_of(database, browser)
    await do(database, keep_draft, SECRETS, session, "He told me", minutes=3)
    before = await code_for(database, world, link, 3, session.session_id)
    assert await do(database, give_link, session, sol, minutes=4)
    assert await do(database, give_link, session, ola, minutes=4), "to another one instead"
    assert not await do(database, give_link, session, ola, minutes=4), "twice is silence"
    assert (
        await state(database, world, link) == "Rhona Lead has it and gives it to Ola Deputy, who needs a code"
    )
    with pytest.raises(NoLinkCode):
        await enter(database, world, link, before, minutes=5)
    assert await standing(database, browser, 5) == "open", "until the deputy has entered a code"
    own = await code_for(database, world, link, 5)
    tried, _ = await enter(database, world, link, code, minutes=5)
    assert not tried.right, "the code of the person who gives it"
    tried, theirs = await enter(database, world, link, own, minutes=6)
    assert tried.right
    assert await standing(database, browser, 6) is None
    now = await session_of(database, theirs, 6)
    assert (now.actor.person_id, now.actor.name) == (ola, "Ola Deputy")
    async with database.connection() as conn:
        page = await answer_page(conn, SECRETS, now)
    assert (page.question, page.typed, page.given_to) == ("What do you know?", "", None)
    assert await rows(database, HOLDERS) == [
        ("Rhona Lead", "given", None),
        ("Ola Deputy", None, "handed_over"),
    ]
    with pytest.raises(LinkOver):
        await do(database, keep_draft, SECRETS, session, "Still typing", minutes=7)
    await do(database, give_link, now, session.actor.person_id, minutes=7)
    tried, back = await enter(database, world, link, await code_for(database, world, link, 8), minutes=9)
    async with database.connection() as conn:
        page = await answer_page(conn, SECRETS, await session_of(database, back, 9))
    assert page.typed == "He told me", "given back to the person who typed it"


async def test_a_colleague_with_a_seat_has_it_with_a_code_to_their_own_number(database: Database) -> None:
    world = await outside(database)
    seat = await make.person(database, world.hub, Role.EDUCATION, name="Edda Seat", agency="education")
    police = await make.person(database, world.hub, Role.POLICE, agency="police")
    stranger = await deputy(database, await outside(database, key="southborough"))
    link, _, browser = await taken(database, world)
    session = await session_of(database, browser)
    for nobody in (
        police.person_id,
        world.asha.person_id,
        session.actor.person_id,
        stranger,
        0,
    ):
        with pytest.raises(BadInput):
            await do(database, give_link, session, nobody, minutes=4)
    assert await do(database, give_link, session, seat.person_id, minutes=4)
    tried, theirs = await enter(database, world, link, await code_for(database, world, link, 5), minutes=6)
    assert tried.right
    actor = (await session_of(database, theirs, 6)).actor
    assert (actor.person_id, actor.roles) == (seat.person_id, frozenset()), "the link gives no seat"


@pytest.mark.parametrize("how", ["interest", "restricted"])
async def test_a_colleague_from_whom_the_contact_is_kept_gets_no_link_and_loses_one(
    database: Database, how: str
) -> None:
    world = await outside(database)
    manager = await make.person(database, world.hub, Role.MANAGER, name="Mina Holt")
    seat = await make.person(database, world.hub, Role.EDUCATION, name="Edda Seat", agency="education")
    other = await make.person(database, world.hub, Role.EDUCATION, name="Bea Seat", agency="education")
    link, _, browser = await taken(database, world)
    session = await session_of(database, browser)
    await do(database, give_link, session, seat.person_id, minutes=4)
    _, theirs = await enter(database, world, link, await code_for(database, world, link, 5), minutes=6)
    assert (await session_of(database, theirs, 6)).standing(make.NOW + timedelta(minutes=6)) == "open"
    if how == "interest":
        await do(database, declare_interest, seat, "kin", reference=world.ref, minutes=7)
    else:
        await do(
            database, restrict, manager, world.ref, [world.asha.person_id], "A colleague's family.", minutes=7
        )
    assert (await session_of(database, theirs, 7)).standing(make.NOW + timedelta(minutes=7)) == "over"
    async with database.connection() as conn:
        found = await link_of(conn, world.hub.hub_id, link)
        assert found is not None
        offered = {number for number, _ in await colleagues_of(conn, found)}
    assert seat.person_id not in offered
    assert (other.person_id in offered) == (how == "interest"), (
        "the others keep it, unless they may not know of it either"
    )


async def test_the_hub_takes_it_away_and_the_next_one_has_it(database: Database) -> None:
    world = await outside(database)
    ola = await deputy(database, world)
    link, _, browser = await taken(database, world)
    session = await session_of(database, browser)
    await do(database, give_link, session, ola, minutes=3)
    with pytest.raises(UnknownCode):
        await do(database, take_link_away, world.wes, link, "she is rude", minutes=4)
    stranger: Actor = (await outside(database, key="southborough")).wes
    with pytest.raises(NotHere):
        await do(database, take_link_away, stranger, link, "wrong_person", minutes=4)
    assert await do(database, take_link_away, world.wes, link, "wrong_person", minutes=4)
    assert not await do(database, take_link_away, world.ada, link, "wrong_person", minutes=5)
    assert await standing(database, browser, 4) is None
    assert "Rhona Lead no longer has it" in await state(database, world, link)
    with pytest.raises(LinkOver):
        await do(database, answer_link, session, "He was absent.", minutes=5)
    tried, other = await enter(database, world, link, await code_for(database, world, link, 6), minutes=7)
    assert tried.right
    assert (await session_of(database, other, 7)).actor.person_id != ola, "the offer ended with it"
    kinds = "select kind from events where kind like 'link_%' and kind not in ('link_code_made', 'link_opened') order by seq"
    assert [kind for (kind,) in await rows(database, kinds)] == [
        "link_sent",
        "link_entered",
        "link_given",
        "link_taken_away",
        "link_entered",
    ]


async def test_a_person_who_left_the_agency_has_it_no_longer(database: Database) -> None:
    world = await outside(database)
    link, _, browser = await taken(database, world)
    session = await session_of(database, browser)
    await do(database, end_guest, world.ada, session.actor.person_id, minutes=4)
    assert await standing(database, browser, 4) == "over", "before the worker came by"
    assert "no longer of this agency: take it away" in await state(database, world, link)
    assert await do(database, tidy_link_sessions, world.hub_id, minutes=5) == 1
    assert await do(database, tidy_link_sessions, world.hub_id, minutes=5) == 0
    assert await rows(database, HOLDERS) == [("Rhona Lead", "left", None)]
    tried, _ = await enter(database, world, link, await code_for(database, world, link, 6), minutes=7)
    assert tried.right, "the link itself goes on"
    seat = await make.person(database, world.hub, Role.EDUCATION, name="Edda Seat", agency="education")
    async with database.transaction() as tx:
        await give_seat(tx, world.hub_id, seat.person_id, "education", Role.PARTNER, now=make.NOW)


async def test_a_guest_who_came_by_a_mailbox_is_sent_no_link_of_their_own(database: Database) -> None:
    world = await outside(database)
    _, _, browser = await taken(database, world)
    guest = (await session_of(database, browser)).actor.person_id
    with pytest.raises(GuestWithoutAddress, match="Rhona Lead"):
        await do(database, ask_outside, world.asha, SECRETS, world.ref, guest, "What?", minutes=4)


async def test_a_code_for_nobody_in_particular_goes_to_no_persons_own_number(database: Database) -> None:
    world = await outside(database)
    link = await to_mailbox(database, world)
    police = await number(database, world.ada, "01632 960155", "Police", by=world.wes, agency="police")
    with pytest.raises(Exception, match="another agency"):
        await do(database, make_code, world.wes, SECRETS, link, police, "call", minutes=2)


WRONG = {
    "link_holders_one_open": "insert into link_holders (hub_id, link_id, person_id, held_at) "
    "select hub_id, link_id, :guest, now() from links",
    "link_of_colleague": "insert into link_offers (hub_id, link_id, link_holder_id, person_id, note, offered_at) "
    "select hub_id, link_id, link_holder_id, :police, 'given', now() from link_holders",
    "link_offers_note_known": "insert into link_offers (hub_id, link_id, link_holder_id, person_id, note, offered_at) "
    "select hub_id, link_id, link_holder_id, :guest, 'He hits her.', now() from link_holders",
    "link_holders_why_known": "update link_holders set ended_at = now(), ended_by = :guest, end_reason = 'She is rude.'",
    "link_holders_ended_whole": "update link_holders set ended_at = now()",
    "guests_address": "update guests set link_id = (select link_id from links) where guest_id = :guest",
    "link_to_mailbox": "insert into links (hub_id, link_id, purpose, agency_id, mailbox_id, contact_id, question, sent_to, token_hash, "
    "asked_at, asked_by, valid_until) select hub_id, :uuid, purpose, agency_id, :box, contact_id, question, 'new@schools.example', '2', "
    "asked_at, asked_by, valid_until from links",
}


@pytest.mark.parametrize("constraint", WRONG)
async def test_the_database_keeps_a_mailbox_to_one_person_of_its_agency(
    database: Database, constraint: str
) -> None:
    world = await outside(database)
    police = await make.person(database, world.hub, Role.POLICE, agency="police")
    await taken(database, world)
    box = await number(database, world.ada, "new@schools.example", "New", by=None, kind="mailbox")
    facts = {"guest": world.guest, "police": police.person_id, "uuid": uuid4(), "box": box}
    used = {name: value for name, value in facts.items() if f":{name}" in WRONG[constraint]}
    with pytest.raises(
        IntegrityError, match=f"{constraint}|guests and seats of its agency|agency that is confirmed"
    ):
        async with database.transaction() as tx:
            await tx.conn.execute(text(WRONG[constraint]), used)
