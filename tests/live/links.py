"""Steps of a walk that ask somebody outside, by commands alone: no mail is sent."""

from __future__ import annotations

import os
from datetime import timedelta
from uuid import UUID

from sqlalchemy import text

from board.commands.directory.entries import add_entry, confirm_entry
from board.commands.failures import give_up
from board.commands.guest.guests import add_guest, end_guest
from board.commands.link.answering import answer_link
from board.commands.link.codes import make_code
from board.commands.link.ending import leave_link, withdraw_link
from board.commands.link.mailbox import give_back, give_link, take_link_away
from board.commands.link.opening import enter_code, open_link, tidy_link_sessions
from board.commands.link.sending import ask_mailbox, ask_outside
from board.domain.directory.given import given_entry
from board.domain.link.guests import GivenGuest
from board.domain.people import Actor
from board.domain.permissions import Action
from board.domain.refusals import NobodyWaits
from board.secrets import Secrets
from board.store.link import colleagues_of, link_of, open_link_sessions, statements_of
from tests.live.morning import Morning

SECRETS = Secrets(["k" * 43])
SAID = ("Rhona <Lead>", "Head & lead")
_NEWEST = text("select link_id from links where hub_id = :hub order by asked_at desc, number desc limit 1")
_ENTRY = text(
    "select entry_id from agency_entries where hub_id = :hub and name = 'School <office>' and ended_at is null"
)
_MESSAGE = text(
    "update deliveries set message_id = gen_random_uuid() where hub_id = :hub and link_id = :link and message_id is null "
    "returning message_id"
)


async def ask_somebody_outside(m: Morning, a: int, b: int, c: int) -> None:
    """A guest whose number two colleagues put into the directory is asked. c: which guest."""
    keepers = [one for one in m.people if one.may(Action.KEEP_DIRECTORY)]
    asker, before = m.who(a), m.now - timedelta(days=2)
    others = [
        one
        for one in m.people
        if one.may(Action.CONFIRM_ENTRY) and one is not asker and one is not keepers[0]
    ]
    async with m.db.transaction() as tx:
        entry = (await tx.conn.execute(_ENTRY, {"hub": m.hub.hub_id})).scalar_one_or_none()
        if entry is None:
            given = given_entry("telephone", "01632 960101", "School <office>")
            entry = (await add_entry(tx, keepers[0], "education", given, now=before)).entry_id
            await confirm_entry(tx, others[0], entry, "letter", now=before + timedelta(hours=1))
    guest = GivenGuest(f"Rhona <Lead> {c}", "education", f"lead{c}@schools.example", entry)
    async with m.db.transaction() as tx:
        added = await add_guest(tx, asker, guest, now=m.now)
        await ask_outside(
            tx, asker, SECRETS, m.ref(b), added.guest_id, f"What of <him> & her? {c}", now=m.now
        )


async def ask_a_mailbox(m: Morning, a: int, b: int, c: int) -> None:
    """A mailbox that two colleagues put into the directory is asked. c: which one."""
    keepers = [one for one in m.people if one.may(Action.KEEP_DIRECTORY)]
    asker, before = m.who(a), m.now - timedelta(days=2)
    others = [one for one in m.people if one.may(Action.CONFIRM_ENTRY) and one is not keepers[0]]
    given = given_entry("mailbox", f"box{c}@schools.example", "Safeguarding <team>")
    async with m.db.transaction() as tx:
        entry = (await add_entry(tx, keepers[0], "education", given, now=before)).entry_id
        await confirm_entry(tx, others[0], entry, "letter", now=before + timedelta(hours=1))
    async with m.db.transaction() as tx:
        await ask_mailbox(tx, asker, SECRETS, m.ref(b), entry, f"What of <him>, all? {c}", now=m.now)


async def pass_link_on(m: Morning, a: int, b: int, c: int) -> None:
    """The newest link, which went to a mailbox, is taken with a code, given to a deputy, given back, or taken away by the hub."""
    async with m.db.connection() as conn:
        link_id = (await conn.execute(_NEWEST, {"hub": m.hub.hub_id})).scalar_one_or_none()
    if link_id is None:
        return
    if c % 4 == 0:
        await _enter(m, link_id, *await _code(m, m.who(a), link_id))
        return
    async with m.db.transaction() as tx:
        if c % 4 == 3:
            await take_link_away(tx, m.who(a), link_id, "not_reached", now=m.now)
            return
        for session in await open_link_sessions(tx.conn, m.hub.hub_id, m.now):
            if session.link.mailbox_id is None:
                continue
            if c % 4 == 2:
                await give_back(tx, session, now=m.now)
            elif known := await colleagues_of(tx.conn, session.link):
                await give_link(tx, session, known[0][0], now=m.now)


async def act_on_link(m: Morning, a: int, b: int, c: int) -> None:
    """The newest link goes on: opened, called, entered, wrong, answered, left, locked, withdrawn, its guest removed, its mail not sent."""
    async with m.db.connection() as conn:
        link_id = (await conn.execute(_NEWEST, {"hub": m.hub.hub_id})).scalar_one_or_none()
    if link_id is None:
        return
    who = m.who(a)
    match c % 10:
        case 0:
            async with m.db.transaction() as tx:
                link = await link_of(tx.conn, m.hub.hub_id, link_id)
                assert link
                await open_link(tx, link, None, *SAID, now=m.now)
        case 1:
            await _code(m, who, link_id)
        case 2:
            await _enter(m, link_id, *await _code(m, who, link_id))
        case 3:
            for _ in range(5):  # at the code that was made before
                await _enter(m, link_id, None, "not a code")
        case 4 | 5:
            async with m.db.transaction() as tx:
                for session in await open_link_sessions(tx.conn, m.hub.hub_id, m.now):
                    if c % 10 == 4:
                        await answer_link(tx, session, "He was <absent>.", now=m.now)
                    else:
                        await leave_link(tx, session, now=m.now)
        case 6:
            async with m.db.transaction() as tx:
                await tidy_link_sessions(tx, m.hub.hub_id, now=m.now)
        case 7:
            async with m.db.transaction() as tx:
                await withdraw_link(tx, who, link_id, now=m.now)
        case 8:
            async with m.db.transaction() as tx:
                link = await link_of(tx.conn, m.hub.hub_id, link_id)
                assert link
                assert link.whose
                await end_guest(tx, who, link.whose, now=m.now)
        case _:
            async with m.db.transaction() as tx:
                facts = {"hub": m.hub.hub_id, "link": link_id}
                message = (await tx.conn.execute(_MESSAGE, facts)).scalar_one_or_none()
                if message is not None:
                    await give_up(tx, m.hub.hub_id, message, "no_address", now=m.now)


async def _code(m: Morning, who: Actor, link_id: UUID) -> tuple[UUID, str]:
    """A colleague makes a code for the person who waits, or who says now who they are: number of what they stated, and the code."""
    async with m.db.transaction() as tx:
        entry = (await tx.conn.execute(_ENTRY, {"hub": m.hub.hub_id})).scalar_one()
        link = await link_of(tx.conn, m.hub.hub_id, link_id)
        assert link
        waiting = [one for one in await statements_of(tx.conn, link, m.now) if not one.inside]
        whose = waiting[0].statement_id if waiting else await open_link(tx, link, None, *SAID, now=m.now)
        made = await make_code(tx, who, SECRETS, link_id, entry, "call", whose, now=m.now)
    assert made.code
    return whose, made.code


async def _enter(m: Morning, link_id: UUID, whose: UUID | None, code: str) -> None:
    async with m.db.transaction() as tx:
        link = await link_of(tx.conn, m.hub.hub_id, link_id)
        assert link
        stated = await statements_of(tx.conn, link, m.now)
        waiting = next((one for one in stated if whose in (None, one.statement_id)), None)
        if waiting is None:
            raise NobodyWaits
        await enter_code(tx, SECRETS, link, waiting, code, os.urandom(32), now=m.now)
