"""Every door depends on the one rule: where it always holds, somebody not named sees a restricted contact by each of them; where nobody
counts as named, somebody named sees it by none. A door is a way in which anything of a contact reaches a person.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import httpx
from sqlalchemy import event, text

from board.app import make_app
from board.commands.claims import claim
from board.commands.closures import close
from board.commands.deliveries import queue
from board.commands.duties import put_on_duty
from board.commands.firing import fire
from board.commands.late import sent_before
from board.commands.matches import match_restricted
from board.commands.naming import name
from board.commands.outbox import take
from board.commands.record import record
from board.commands.restrictions import restrict
from board.commands.review_meetings import set_meeting
from board.commands.tokens import issue_token
from board.domain.contacts import Contact, NewChild
from board.domain.deliveries import Channel
from board.domain.messages import email_text
from board.domain.people import Actor
from board.domain.permissions import Action, Role
from board.domain.policy import Policy
from board.domain.refusals import NotHere
from board.domain.rota import Post, Span
from board.live.fanout import Fanout
from board.live.frames import Frames
from board.live.pages import Page
from board.queries.engine import engine_now
from board.queries.happened import head
from board.queries.person import notices
from board.queries.policy import live_contacts
from board.queries.presence import looked_at
from board.secrets import new_token, token_hash
from board.settings import Settings
from board.store.colleagues import colleagues
from board.store.doors import locked
from board.store.engine import Database, Tx
from board.store.ladder import ladder
from board.store.urgencies import waiting
from tests import make
from tests.house.test_visibility import statements
from tests.processes import KEY, enrol_wall, sign_in
from tests.review.line import socket_of

NOW = make.NOW
LATER, AFTERNOON = NOW + timedelta(minutes=5), NOW + timedelta(hours=4)
SCHOOL = "Quillfeather Primary"
"""In no other contact, on every page that shows one whole."""
RULE = re.compile(r"/\*(on the board|named on|people named)\*/(.*?)/\*end\*/", re.DOTALL)
REFERENCE = "PPN-QUILL"
DEFAULT = Policy.default()
POLICY = replace(
    DEFAULT,
    wall=replace(DEFAULT.wall, dark_when_closed=False),
    deliveries=replace(DEFAULT.deliveries, channels=(Channel.EMAIL,)),
)
SEAT = text("select seat_id from seats where person_id = :person_id")
NUMBER = text("select contact_id from contacts where ref = :ref")
MESSAGES = text(
    "select person_id, delivery_id from deliveries where contact_id = :contact_id and channel = 'page'"
)
TOLD = text("select person_id from deliveries where contact_id = :contact_id and created_at = :at")
Ask = Callable[["Scene", Actor], Awaitable[str]]


@dataclass
class Scene:
    """A restricted contact which insider is named on and outsider was told of before; each has a system at the API.

    closed, waits: restricted likewise, one closed and one that nobody holds. beside: on the board, of the same family. messages: what
    each was told of it.
    """

    db: Database
    hub: make.Hub
    folder: Path
    insider: Actor
    outsider: Actor
    wall: str = ""
    ref: str = ""
    number: int = 0
    closed: str = ""
    waits: str = ""
    beside: str = ""
    messages: dict[int, Any] = field(default_factory=dict)
    sessions: dict[int, str] = field(default_factory=dict)
    tokens: dict[int, str] = field(default_factory=dict)
    counted: dict[str, str] = field(default_factory=dict)
    app: Any = None

    def fresh(self) -> None:
        """A web process that has drawn nothing yet."""
        if self.app is None:
            self.app = make_app(Settings(data=self.folder, secret_key=KEY))
        state = self.app.state
        state.database, state.clock, state.invented = self.db, lambda: NOW, False
        state.frames = Frames(self.db)
        state.fanout = Fanout(state.frames, lambda: NOW)

    async def said(self, who: Actor, path: str, **form: str) -> str:
        """Everything an answer says: where it leads to, and its body."""
        api = path.startswith("/api/")
        keys = {} if api else {"session": self.sessions[who.person_id], "wall": self.wall}
        headers = (
            {"Authorization": f"Bearer {self.tokens[who.person_id]}"}
            if api
            else {"Origin": "http://b.example"}
        )
        transport = httpx.ASGITransport(self.app)
        async with httpx.AsyncClient(
            transport=transport, base_url="http://b.example", cookies=keys, headers=headers
        ) as client:
            reply = await (client.post(path, data=form) if form else client.get(path))
        assert reply.status_code in (200, 303, 404), f"{path}: {reply.status_code} {reply.text[:300]}"
        return f"{reply.headers.get('location', '')} {reply.text if reply.status_code != 404 else ''}"

    async def page(self, who: Actor, path: str, **form: str) -> str:
        return await self.said(who, f"/hubs/{self.hub.key}/{path}", **form)

    async def seq(self) -> int:
        async with self.db.connection() as conn:
            return (await head(conn, self.hub.hub_id)).seq

    async def happens(self, kind: str) -> None:
        """Something happens to the contact that changes its card."""
        async with self.db.transaction() as tx:
            await record(tx, await self.contact(tx), kind, None, now=NOW)

    async def contact(self, tx: Tx) -> Contact:
        found = await locked(tx.conn, self.hub.hub_id, self.number, now=LATER)
        assert found
        return found


@asynccontextmanager
async def undone(db: Database) -> AsyncIterator[Tx]:
    """A transaction of which nothing stays."""
    try:
        async with db.transaction() as tx:
            yield tx
            raise InterruptedError
    except InterruptedError:
        pass


@contextmanager
def rule(
    db: Database, *, named: bool | None = None, board: bool | None = None, only: str | None = None
) -> Iterator[set[str]]:
    """Every statement meanwhile with the rule replaced: by what always holds, or never; the statements in which it was.

    named: who is named; board: what is restricted. only: in this statement alone.
    """
    where: set[str] = set()

    def piece(found: re.Match[str]) -> str:
        what, sql = found.groups()
        holds = board if what == "on the board" else named
        if holds is None:
            return sql
        if what == "people named":
            (alias,) = set(re.findall(r"n\.hub_id = (\w+)\.hub_id", sql))
            everybody = f"array(select s.person_id from seats s where s.hub_id = {alias}.hub_id and s.ended_at is null)"
            return f"(case when {holds} then {everybody} when false then {sql} else '{{}}' end)"
        return f"(true or {sql})" if holds else f"(false and {sql})"

    def rewrite(
        _conn: Any, _cursor: Any, sql: str, parameters: Any, context: Any, _many: Any
    ) -> tuple[str, Any]:
        source = getattr(getattr(context, "invoked_statement", None), "text", sql)
        if only not in (None, source) or (changed := RULE.sub(piece, sql)) == sql:
            return sql, parameters
        where.add(source)
        return changed, parameters

    engines = (db.engine.sync_engine, db.reads.sync_engine)
    for engine in engines:
        event.listen(engine, "before_cursor_execute", rewrite, retval=True)
    try:
        yield where
    finally:
        for engine in engines:
            event.remove(engine, "before_cursor_execute", rewrite)


async def scene_of(db: Database, folder: Path) -> Scene:
    hub = await make.hub(db, policy=POLICY)
    manager = await make.person(db, hub, Role.MANAGER, name="Mina Holt")
    insider = await make.person(db, hub, Role.SERVICE_MANAGER, name="Carys Lloyd")
    outsider = await make.person(db, hub, Role.SERVICE_MANAGER, name="Asha Verma")
    s = Scene(db, hub, folder, insider, outsider, wall=await enrol_wall(db, manager))
    both, systems = (insider, outsider), {}
    child = NewChild(given_name="Zephyrine", family_name="Quill", born_on=date(2017, 1, 20))
    facts = {"adults": (), "children": (replace(child, school=SCHOOL),), "summary": SCHOOL}
    s.beside = await make.contact_waiting(db, manager, adults=(), children=(child,))
    s.ref, s.closed, s.waits = [
        await make.contact_rated(db, manager, "red", source_reference=reference, **facts)
        for reference in (REFERENCE, "PPN-CLOSED", "PPN-WAITS")
    ]
    for who in both:
        s.sessions[who.person_id], s.tokens[who.person_id] = await sign_in(db, who, now=NOW), new_token()
        async with db.transaction() as tx:
            key = token_hash(s.tokens[who.person_id])
            issued = await issue_token(tx, hub.hub_id, f"{who.name}'s", "police", Role.MANAGER, key, now=NOW)
            systems[who.person_id] = issued.person_id
            seat = await tx.conn.execute(SEAT, {"person_id": who.person_id})
            span = Span(NOW - timedelta(hours=1), NOW + timedelta(hours=9))
            await put_on_duty(tx, manager, seat.scalar_one(), Post.SEAT, span, now=NOW)
    async with db.transaction() as tx:
        s.number = (await tx.conn.execute(NUMBER, {"ref": s.ref})).scalar_one()
        for kind, ring in (("late_information", None), ("delivery_failed", manager.person_id)):
            people = [who.person_id for who in both]
            await queue(tx, hub.hub_id, kind, people, s.number, now=NOW, urgent=True, ring_id=ring)
    for ref in (s.ref, s.closed, s.waits):
        async with db.transaction() as tx:
            await restrict(tx, manager, ref, [insider.person_id], "A colleague's family.", now=NOW)
    async with db.transaction() as tx:
        await name(tx, await s.contact(tx), [systems[insider.person_id]], by=None, now=NOW)
        await claim(tx, manager, s.ref, now=NOW)
    async with db.transaction() as tx:
        await set_meeting(tx, manager, s.ref, NOW + timedelta(days=2), 30, now=NOW)
        await close(tx, manager, s.closed, POLICY.outcomes[0].code, "Help is in place.", now=NOW)
        await match_restricted(tx, hub.hub_id, now=NOW)
        await queue(tx, hub.hub_id, "late_information", [insider.person_id], s.number, now=NOW, urgent=True)
    async with db.connection() as conn:
        for row in await conn.execute(MESSAGES, {"contact_id": s.number}):
            s.messages[row.person_id] = row.delivery_id
    async with db.transaction() as tx:
        waits = (await tx.conn.execute(NUMBER, {"ref": s.waits})).scalar_one()
        await fire(tx, hub.hub_id, waits, now=AFTERNOON)
    s.fresh()
    for what in [one for one in DOORS if one.startswith("counts: ")]:
        await DOORS[what][0](s, outsider)
    return s


AGAIN = "asked again by who is told: store/reached.py leaves out everybody else"
BEHIND: dict[str, str] = {
    "board.commands.climbs._ALL": "says of which contacts too few people know, and tells nobody by itself",
    "board.commands.climbs._ONE": AGAIN,
    "board.commands.firing._LOCK": AGAIN,
    "board.commands.forecasts._LIVE": "people whose strip an event may change; the strip asks again",
    "board.commands.matches._NAMED": AGAIN,
    "board.commands.naming._NAME_LIKE": "who is named on what a sender sends twice; tests/commands/test_restrictions.py",
    "board.queries.cards._SOME": "contacts of which an event came; queries/happened.py hides the event of one that is restricted",
    "board.queries.waits._HANDED": "a count of offers, which end when their contact is restricted",
    "board.queries.welcome._STANDS": "whether a first contact stands on the board of a new hub",
    "board.store.doors._LOCK": "asked again by _STILL_NAMED once the row is locked",
    "board.store.doors._LOCK_OR_SKIP": "asked again by _STILL_NAMED once the row is locked",
    "board.store.doors._STILL_NAMED": "asks again what _LOCK has asked",
    "board.store.families._BESIDE": "contacts whose cards are drawn again; the cards ask again",
    "board.store.families._LOCK": "locks matches; matches_of asks again",
    "board.store.families._ORDINARY": "the matcher; matches_of asks again",
}
"""Statements whose rule no door alone depends on, each with its reason."""
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


@door("page: the two side by side")
async def _(s: Scene, who: Actor) -> str:
    return await s.page(who, f"contacts/{s.beside}/compare/{s.ref}")


@door("page: a message's link")
async def _(s: Scene, who: Actor) -> str:
    return await s.said(who, f"/to/{s.app.state.secrets.token_of('link', s.messages[who.person_id])}")


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


async def question(s: Scene, who: Actor, page: Page, audiences: int) -> str:
    """What a page is answered that stood where the hub was before something happened to the contact."""
    seq = await s.seq()
    await s.happens("clocks_recounted")
    token = s.app.state.pages.token(page)
    return await s.said(who, f"/live/frames?page={token}&since=1" + f".{seq}" * audiences)


@door("socket: the desk")
async def _(s: Scene, who: Actor) -> str:
    return await heard(s, who, None)


@door("socket: the contact, open before")
async def _(s: Scene, who: Actor) -> str:
    return (await heard(s, who, s.ref)).replace(s.ref, "")


async def heard(s: Scene, who: Actor, ref: str | None) -> str:
    """What an open page is sent when something happens to the contact."""
    fanout = Fanout(Frames(s.db), lambda: NOW)
    socket, wire = socket_of(who, ref)
    seq = await s.seq()
    try:
        await fanout.join(socket, 1, (seq,) * len(socket.listeners))
    except NotHere:
        await fanout.stop()
        return ""
    async with s.db.transaction() as tx:
        await record(
            tx, await s.contact(tx), "contact_restricted" if ref else "clocks_recounted", None, now=NOW
        )
    await fanout.pump(who.hub_id)
    await fanout.stop()
    return json.dumps(wire.heard)


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


@door("API: the same reference sent again")
async def _(s: Scene, who: Actor) -> str:
    async with undone(s.db) as tx:
        sent = await sent_before(tx, who, "police", REFERENCE)
    return s.ref if sent.contact_id == s.number else ""


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
        return s.ref if s.waits in await waiting(conn, who.hub_id, now=NOW) else ""


@door("page: what looks like the family of a contact on the board", shared=True)
async def _(s: Scene, who: Actor) -> str:
    return await s.page(who, f"contacts/{s.beside}")


@door("counts: the engine", shared=True)
async def _(s: Scene, who: Actor) -> str:
    async with s.db.connection() as conn:
        said = await engine_now(conn, who.hub_id, AFTERNOON)
    return counted(s, "engine", repr(replace(said, silent_s=None, workers=())))


@door("counts: a wall", shared=True)
async def _(s: Scene, who: Actor) -> str:
    said = (await s.said(who, "/wall")).partition('id="wall-today"')[2][:600]
    return counted(s, "wall", " ".join(re.findall(r">\s*(\d+)", said)))


@door("counts: the policy", shared=True)
async def _(s: Scene, who: Actor) -> str:
    async with s.db.connection() as conn:
        return counted(s, "policy", str(await live_contacts(conn, who.hub_id)))


def counted(s: Scene, what: str, said: str) -> str:
    """Something of the contact, where a count is another than when the rule held."""
    return "" if s.counted.setdefault(what, said) == said else s.ref


async def shows(s: Scene, who: Actor, what: str) -> bool:
    """Whether this person gets something of the contact by this door."""
    said = await DOORS[what][0](s, who)
    return s.ref in said or SCHOOL in said


async def shown(s: Scene, who: Actor, *, shared: bool) -> set[str]:
    """The doors by which this person gets something of the contact."""
    s.fresh()
    return {what for what in doors(shared=shared) if await shows(s, who, what)}


def doors(*, shared: bool) -> list[str]:
    return [what for what, (_, everybody) in DOORS.items() if everybody is shared]


async def test_where_the_rule_always_holds_every_door_shows_a_restricted_contact(
    database: Database, data_folder: Path
) -> None:
    s = await scene_of(database, data_folder)
    assert not await shown(s, s.outsider, shared=False) | await shown(s, s.outsider, shared=True)
    with rule(database, named=True):
        assert await shown(s, s.outsider, shared=False) == {*doors(shared=False)}
    with rule(database, board=True):
        assert await shown(s, s.outsider, shared=True) == {*doors(shared=True)}


async def test_where_nobody_counts_as_named_a_named_person_sees_nothing_of_it(
    database: Database, data_folder: Path
) -> None:
    s = await scene_of(database, data_folder)
    assert await shown(s, s.insider, shared=False) == {*doors(shared=False)}
    with rule(database, named=False):
        assert not await shown(s, s.insider, shared=False) | await shown(s, s.insider, shared=True)


async def test_each_statement_with_the_rule_is_needed_by_a_door(
    database: Database, data_folder: Path
) -> None:
    s = await scene_of(database, data_folder)
    taken: dict[str, list[tuple[str, bool]]] = defaultdict(list)
    for shared in (False, True):
        for what in doors(shared=shared):
            s.fresh()
            with rule(database, named=None if shared else True, board=True if shared else None) as where:
                await shows(s, s.outsider, what)
            for sql in where:
                taken[sql].append((what, shared))
    names = {sql: name for name, sql in statements().items() if RULE.search(sql)}
    idle = {name for sql, name in names.items() if sql not in taken}
    for sql, behind in taken.items():
        if names[sql] in BEHIND:
            continue
        for what, shared in behind:
            s.fresh()
            with rule(database, named=None if shared else True, board=True if shared else None, only=sql):
                if await shows(s, s.outsider, what):
                    break
        else:
            idle.add(names[sql])
    assert not idle - BEHIND.keys(), (
        f"{sorted(idle - BEHIND.keys())}: add a door that needs its rule, or say why none does"
    )
    assert not BEHIND.keys() - set(names.values()), "no longer needed here: a statement that is gone"
