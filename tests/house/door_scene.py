"""A hub with a restricted contact, a person named on it and one who is not, each with a session and a token of the API."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import httpx
from sqlalchemy import text

from board.app import make_app
from board.commands.claims import claim
from board.commands.closures import close
from board.commands.deliveries import queue
from board.commands.duties import put_on_duty
from board.commands.feed.numbers import number_events
from board.commands.firing import fire
from board.commands.identity.joining import join_identity
from board.commands.interest.declaring import mark_interest
from board.commands.matches import match_restricted
from board.commands.naming import name
from board.commands.record import record
from board.commands.restrictions import restrict
from board.commands.review_meetings import set_meeting
from board.commands.tokens import issue_token
from board.domain.contacts import Contact, NewChild
from board.domain.deliveries import Channel
from board.domain.identity.records import Record
from board.domain.people import Actor
from board.domain.permissions import Role
from board.domain.policy import Policy
from board.domain.refusals import NotHere
from board.domain.rota import Post, Span
from board.live.fanout import Fanout
from board.live.frames import Frames
from board.live.pages import Page
from board.queries.happened import head
from board.secrets import new_token, token_hash
from board.settings import Settings
from board.store.doors import locked
from board.store.engine import Database, Tx
from tests import make
from tests.processes import KEY, enrol_wall, sign_in
from tests.review.line import socket_of

NOW = make.NOW
LATER, AFTERNOON = NOW + timedelta(minutes=5), NOW + timedelta(hours=4)
SCHOOL = "Quillfeather Primary"
"""The school is in no other contact, and on every page that shows one whole."""
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


@dataclass
class Scene:
    """A restricted contact which insider is named on and outsider was told of before; each has a system at the API.

    closed, waits: restricted likewise, one closed and one that nobody holds. beside: on the board, of the same family. messages: the
    delivery by which each was told of it.
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
    """A transaction that is rolled back at its end."""
    try:
        async with db.transaction() as tx:
            yield tx
            raise InterruptedError
    except InterruptedError:
        pass


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
    async with db.transaction() as tx:
        await number_events(tx, hub.hub_id)  # the feed told of it before it was restricted
    for ref in (s.ref, s.closed, s.waits):
        async with db.transaction() as tx:
            await restrict(tx, manager, ref, [insider.person_id], "A colleague's family.", now=NOW)
    async with db.transaction() as tx:
        query = "select child_id from children join contacts using (hub_id, contact_id) where ref = :ref"
        girls = [
            Record("child", (await tx.conn.execute(text(query), {"ref": ref})).scalar_one())
            for ref in (s.beside, s.ref)
        ]
        await join_identity(tx, manager, s.beside, girls[0], s.ref, girls[1], "One girl.", now=NOW)
    async with db.transaction() as tx:
        await name(tx, await s.contact(tx), [systems[insider.person_id]], by=None, now=NOW)
        await claim(tx, manager, s.ref, now=NOW)
    cousin = await make.person(db, hub, name="Cai Bevan")
    async with db.transaction() as tx:
        await mark_interest(tx, manager, s.ref, cousin.person_id, "kin", "A cousin.", now=NOW)
    async with db.transaction() as tx:
        await set_meeting(tx, manager, s.ref, NOW + timedelta(days=2), 30, now=NOW)
        await close(
            tx,
            manager,
            s.closed,
            POLICY.outcomes[0].code,
            "Help is in place.",
            anyway="All of it was weighed.",
            now=NOW,
        )
        await match_restricted(tx, hub.hub_id, now=NOW)
        await queue(tx, hub.hub_id, "late_information", [insider.person_id], s.number, now=NOW, urgent=True)
    async with db.connection() as conn:
        for row in await conn.execute(MESSAGES, {"contact_id": s.number}):
            s.messages[row.person_id] = row.delivery_id
    async with db.transaction() as tx:
        waits = (await tx.conn.execute(NUMBER, {"ref": s.waits})).scalar_one()
        await fire(tx, hub.hub_id, waits, now=AFTERNOON)
    s.fresh()
    return s


async def question(s: Scene, who: Actor, page: Page, audiences: int) -> str:
    """The answer to a page that stood where the hub was before something happened to the contact."""
    seq = await s.seq()
    await s.happens("clocks_recounted")
    token = s.app.state.pages.token(page)
    return await s.said(who, f"/live/frames?page={token}&since=1" + f".{seq}" * audiences)


async def heard(s: Scene, who: Actor, ref: str | None) -> str:
    """The frames that an open page is sent when something happens to the contact."""
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
