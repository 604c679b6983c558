"""Every door: a way in which anything of a contact reaches a person."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from dataclasses import replace

from sqlalchemy import text

from board.commands.claims import claim
from board.commands.deliveries import queue
from board.commands.feed.numbers import number_events
from board.commands.firing import fire
from board.commands.outbox import take
from board.domain.deliveries import Channel
from board.domain.messages import email_text
from board.domain.people import Actor
from board.domain.permissions import Action
from board.domain.refusals import NotHere
from board.live.pages import Page
from board.queries.calm import attention
from board.queries.engine import engine_now
from board.queries.outbox import outbox
from board.queries.person import notices
from board.queries.policy import live_contacts
from board.queries.presence import looked_at
from board.store.colleagues import colleagues
from board.store.grant import work_of
from board.store.ladder import ladder
from board.store.urgencies import waiting
from tests.house.door_scene import AFTERNOON, LATER, NOW, Scene, heard, question, undone

TOLD = text("select person_id from deliveries where contact_id = :contact_id and created_at = :at")
UNREAD = text(
    "insert into deliveries (hub_id, delivery_id, kind, channel, person_id, contact_id, created_at, changed_at, urgent, climb_at, problem) "
    "values (:hub_id, gen_random_uuid(), 'overdue', 'page', :person_id, :number, :now, :now, true, :now, 'nobody_left')"
)
HOLDER = text("select person_id from claims where contact_id = :number and released_at is null")
LET_GO = text(
    "update claims set released_at = :now, released_by = person_id, release_reason = 'They left.' "
    "where contact_id = :number and released_at is null"
)
NUMBERED = text("select count(*) from feed_numbers where hub_id = :hub_id")
Ask = Callable[[Scene, Actor], Awaitable[str]]
DOORS: dict[str, tuple[Ask, bool]] = {}


def door(what: str, *, shared: bool = False) -> Callable[[Ask], Ask]:
    """One way to a person; answers with what they get by it. shared: everybody at a desk gets the same, so nobody gets this contact."""

    def keep(ask: Ask) -> Ask:
        DOORS[what] = ask, shared
        return ask

    return keep


@door("page: the contact")
async def _(s: Scene, who: Actor) -> str:
    return await s.page(who, f"contacts/{s.ref}")


@door("page: the work of the person who holds it")
async def _(s: Scene, who: Actor) -> str:
    async with s.db.connection() as conn:
        holder = (await conn.execute(HOLDER, {"number": s.number})).scalar_one()
    return await s.page(who, f"people/{holder}")


@door("page: what somebody who left had held")
async def _(s: Scene, who: Actor) -> str:
    async with undone(s.db) as tx:
        facts = {"number": s.number, "now": NOW}
        holder = (await tx.conn.execute(HOLDER, {"number": s.number})).scalar_one()
        await tx.conn.execute(LET_GO, facts)
        held = (await work_of(tx.conn, who, holder, NOW, left_at=NOW)).holds
    return " ".join(held)


@door("page: one's own strip")
async def _(s: Scene, who: Actor) -> str:
    return await s.page(who, "desk")


@door("page: the handover")
async def _(s: Scene, who: Actor) -> str:
    return (await s.page(who, "handover")).replace(s.closed, "")


@door("page: what left, on the handover")
async def _(s: Scene, who: Actor) -> str:
    return s.ref if s.closed in await s.page(who, "handover?day=1") else ""


@door("page: messages that did not arrive")
async def _(s: Scene, who: Actor) -> str:
    return await s.page(who, "deliveries")


@door("page: a contact of the same family")
async def _(s: Scene, who: Actor) -> str:
    return await s.page(who, f"contacts/{s.beside}")


@door("page: the interests of others")
async def _(s: Scene, who: Actor) -> str:
    return await s.page(who, "interests")


@door("page: the chronology of a contact of the same people")
async def _(s: Scene, who: Actor) -> str:
    return await s.page(who, f"contacts/{s.beside}/chronology")


@door("page: the two side by side")
async def _(s: Scene, who: Actor) -> str:
    return await s.page(who, f"contacts/{s.beside}/compare/{s.ref}")


@door("page: a message's link")
async def _(s: Scene, who: Actor) -> str:
    return await s.said(who, f"/to/{s.app.state.secrets.token_of('link', s.messages[who.person_id])}")


@door("page: whether the board is calm", shared=True)
async def _(s: Scene, who: Actor) -> str:
    async with undone(s.db) as tx:
        await tx.conn.execute(
            UNREAD, {"number": s.number, "hub_id": who.hub_id, "person_id": s.insider.person_id, "now": NOW}
        )
        return s.ref if (await attention(tx.conn, who.hub_id, who.reader)).messages else ""


@door("page: notices")
async def _(s: Scene, who: Actor) -> str:
    async with s.db.connection() as conn:
        lines, _ = await notices(conn, who.hub_id, who.hub_key, who.person_id, ())
    return repr(lines)


@door("page: the people it may be given to")
async def _(s: Scene, who: Actor) -> str:
    async with undone(s.db) as tx:
        (able,) = await colleagues(tx.conn, await s.contact(tx), Action.CLAIM)
    return s.ref if who.person_id in dict(able) else ""


@door("Find, by reference")
async def _(s: Scene, who: Actor) -> str:
    return (await s.page(who, "find", find=s.ref)).replace(f'value="{s.ref}"', "")


@door("Find, by name")
async def _(s: Scene, who: Actor) -> str:
    return await s.page(who, "find", find="Zephyrine Quill")


@door("question over HTTP: the contact")
async def _(s: Scene, who: Actor) -> str:
    return await question(s, who, Page("contact", who.hub_key, who.person_id, s.ref), 3)


@door("question over HTTP: the desk")
async def _(s: Scene, who: Actor) -> str:
    return await question(s, who, Page("desk", who.hub_key, who.person_id), 2)


@door("socket: the desk")
async def _(s: Scene, who: Actor) -> str:
    return await heard(s, who, None)


@door("socket: the contact, open before")
async def _(s: Scene, who: Actor) -> str:
    return (await heard(s, who, s.ref)).replace(s.ref, "")


@door("socket: the people who look")
async def _(s: Scene, who: Actor) -> str:
    async with s.db.connection() as conn:
        found = await looked_at(conn, who.hub_id, [(s.ref, who.person_id)])
    return s.ref if who.person_id in (found[s.ref].told or ()) else ""


@door("click: a claim")
async def _(s: Scene, who: Actor) -> str:
    async with undone(s.db) as tx:
        try:
            await claim(tx, who, s.waits, anyway="I know them.", now=LATER)
        except NotHere:
            return ""
    return s.ref


@door("API: one contact")
async def _(s: Scene, who: Actor) -> str:
    return await s.said(who, f"/api/v1/contacts/{s.ref}")


@door("API: the list")
async def _(s: Scene, who: Actor) -> str:
    return await s.said(who, "/api/v1/contacts")


@door("feed")
async def _(s: Scene, who: Actor) -> str:
    return await s.said(who, "/api/v1/events?since=0")


@door("file for the calendar")
async def _(s: Scene, who: Actor) -> str:
    return s.ref if "BEGIN:VEVENT" in await s.page(who, f"contacts/{s.ref}/meeting.ics") else ""


@door("worker: a reminder")
async def _(s: Scene, who: Actor) -> str:
    async with undone(s.db) as tx:
        await fire(tx, who.hub_id, s.number, now=AFTERNOON)
        told = set((await tx.conn.execute(TOLD, {"contact_id": s.number, "at": AFTERNOON})).scalars())
    return s.ref if who.person_id in told else ""


@door("worker: who is told next")
async def _(s: Scene, who: Actor) -> str:
    async with s.db.connection() as conn:
        return s.ref if who.person_id in await ladder(conn, who.hub_id, s.number, (), NOW) else ""


@door("worker: a notice")
async def _(s: Scene, who: Actor) -> str:
    async with undone(s.db) as tx:
        told = await queue(tx, who.hub_id, "holder_left", [who.person_id], s.number, now=LATER)
    return s.ref if who.person_id in told else ""


@door("mail")
async def _(s: Scene, who: Actor) -> str:
    async with undone(s.db) as tx:
        out = await take(tx, who.hub_id, [Channel.EMAIL], now=LATER, most=50, lease_s=1)
    return "\n".join(email_text(one, str) for one in out if one.person_id == who.person_id)


@door("page: the board", shared=True)
async def _(s: Scene, who: Actor) -> str:
    return await s.page(who, "desk")


@door("page: a wall", shared=True)
async def _(s: Scene, who: Actor) -> str:
    return await s.said(who, "/wall")


@door("socket: the board", shared=True)
async def _(s: Scene, who: Actor) -> str:
    return await heard(s, who, None)


@door("print: the hub's handover", shared=True)
async def _(s: Scene, who: Actor) -> str:
    return await s.page(who, "handover/hub")


@door("print: the list for when the board is away", shared=True)
async def _(s: Scene, who: Actor) -> str:
    return await s.page(who, "list/names")


@door("worker: the next most urgent", shared=True)
async def _(s: Scene, who: Actor) -> str:
    async with s.db.connection() as conn:
        return s.ref if s.waits in await waiting(conn, who.hub_id, who.person_id, now=NOW) else ""


@door("page: what looks like the family of a contact on the board", shared=True)
async def _(s: Scene, who: Actor) -> str:
    return await s.page(who, f"contacts/{s.beside}")


@door("counts: the engine", shared=True)
async def _(s: Scene, who: Actor) -> str:
    async with s.db.connection() as conn:
        said = await engine_now(conn, who.hub_id, AFTERNOON, who.reader)
    return counted(s, "engine", repr(replace(said, silent_s=None, workers=())))


@door("counts: the feed", shared=True)
async def _(s: Scene, who: Actor) -> str:
    async with undone(s.db) as tx:
        await number_events(tx, who.hub_id)
        number = (await tx.conn.execute(NUMBERED, {"hub_id": who.hub_id})).scalar_one()
    return counted(s, "feed", str(number))


@door("counts: messages")
async def _(s: Scene, who: Actor) -> str:
    async with s.db.connection() as conn:
        return counted(s, "messages", repr(await outbox(conn, who.hub_id, who.person_id, NOW)))


@door("counts: a wall", shared=True)
async def _(s: Scene, who: Actor) -> str:
    said = (await s.said(who, "/wall")).partition('id="wall-today"')[2][:600]
    return counted(s, "wall", " ".join(re.findall(r">\s*(\d+)", said)))


@door("counts: the policy", shared=True)
async def _(s: Scene, who: Actor) -> str:
    async with s.db.connection() as conn:
        return counted(s, "policy", str(await live_contacts(conn, who.hub_id, who.reader)))


def counted(s: Scene, what: str, said: str) -> str:
    """Something of the contact, where a count is another than when the rule held."""
    return "" if s.counted.setdefault(what, said) == said else s.ref
