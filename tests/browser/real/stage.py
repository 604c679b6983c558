"""A board to look at in a browser: a database, its web processes, and whatever happens on it while somebody looks."""

from __future__ import annotations

import asyncio
import itertools
import threading
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

from argon2 import PasswordHasher
from playwright.sync_api import Browser, BrowserContext, Page

from board.clock import Pace, write_pace
from board.commands.claims import claim
from board.commands.people import add_person
from board.commands.restrictions import restrict
from board.domain.people import Actor
from board.domain.permissions import Role
from board.domain.rota import Span
from board.queries.actors import actor_of_email, hub_numbers
from board.rehearsal.hub import NORTHBOROUGH, PASSWORD
from board.store.engine import Database
from board.store.invented import take_for_invented
from tests import make
from tests.browser.watching import settles
from tests.browser.windows import empty, keep_open
from tests.commands.test_duties import put
from tests.processes import Web, enrol_wall, sign_in, web_processes

T = TypeVar("T")
PASSWORD_HASH = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
_rooms = itertools.count(1)
SIZES = {"desk": {"width": 1440, "height": 900}, "wall": {"width": 1920, "height": 1080}}
# What a browser says of an answer that is no success, or of a line that was cut: the tests bring both about.
BROUGHT_ABOUT = ("Failed to load resource", "WebSocket connection to")


class Loop:
    """A thread for asynchronous work: Playwright keeps the test's own busy."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()

    def do(self, work: Coroutine[Any, Any, T]) -> T:
        return self.begin(work).result(120)

    def begin(self, work: Coroutine[Any, Any, T]) -> Future[T]:
        return asyncio.run_coroutine_threadsafe(work, self._loop)

    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()


@dataclass
class Stage:
    """One invented hub, its people by name, and the web processes that show it. Everybody's page is a browser of its own."""

    loop: Loop
    database: Database
    url: str
    data: Path
    hub: make.Hub
    webs: list[Web] = field(default_factory=list)
    people: dict[str, Actor] = field(default_factory=dict)
    contexts: list[BrowserContext] = field(default_factory=list)
    windows: dict[int, BrowserContext] = field(default_factory=dict)
    lent: list[tuple[str, BrowserContext]] = field(default_factory=list)
    spare: dict[str, list[BrowserContext]] = field(default_factory=lambda: {kind: [] for kind in SIZES})
    wrong: list[str] = field(default_factory=list)
    ahead: timedelta = timedelta()
    strict: bool = False

    @property
    def clock(self) -> Path:
        return self.data / "clock.json"

    def do(self, work: Callable[[Database], Awaitable[T]]) -> T:
        async def run() -> T:
            return await work(self.database)

        return self.loop.do(run())

    def person(self, name: str, role: Role = Role.SOCIAL_WORKER) -> Actor:
        """Somebody with a seat; the same one when asked again."""
        if name not in self.people:
            self.people[name] = self.do(
                lambda db: make.person(
                    db, self.hub, role, name=name, password_hash=PASSWORD_HASH, now=self.now()
                )
            )
        return self.people[name]

    def on_duty(self, who: Actor) -> None:
        """From now for three hours."""
        manager, now = self.person("Ana Ruiz", Role.MANAGER), self.now()
        span = Span(now, now + timedelta(hours=3))
        self.do(lambda db: put(db, manager, who, span, now=now))

    def newcomer(self) -> str:
        """Somebody who has no second factor yet; their address."""

        async def run(db: Database) -> str:
            email = f"newcomer{next(_rooms)}@northborough.example"
            async with db.transaction() as tx:
                added = await add_person(tx, "Nia Bell", email, password_hash=PASSWORD_HASH, now=self.now())
            await make.seated(db, self.hub, added.person_id, "Nia Bell", Role.SOCIAL_WORKER, now=self.now())
            return email

        return self.do(run)

    def contact(self, rag: str = "red", **facts: Any) -> str:
        """A rated contact that nobody holds; its reference."""
        manager, at = self.person("Ana Ruiz", Role.MANAGER), self.now()
        facts.setdefault("received_at", at - timedelta(minutes=5))
        return self.do(lambda db: make.contact_rated(db, manager, rag, now=at, **facts))

    def held(self, by: Actor, **facts: Any) -> str:
        """A contact that this person holds; its reference."""
        at = self.now()
        facts.setdefault("received_at", at - timedelta(minutes=5))
        return self.do(lambda db: make.contact_claimed(db, by, now=at, **facts))

    def claimed(self, by: Actor, ref: str) -> None:
        """This person claims it, somewhere else."""

        async def run(db: Database) -> None:
            async with db.transaction() as tx:
                await claim(tx, by, ref, now=self.now())

        self.do(run)

    def restricted(self, by: Actor, ref: str, *named: Actor) -> None:
        """From now on it exists for these people alone."""

        async def run(db: Database) -> None:
            async with db.transaction() as tx:
                await restrict(
                    tx, by, ref, [who.person_id for who in named], "A colleague's family.", now=self.now()
                )

        self.do(run)

    def context(self, browser: Browser, kind: str = "desk", **more: Any) -> BrowserContext:
        """A browser of its own. What its pages complain about fails the test."""
        context = browser.new_context(
            viewport=SIZES[kind], locale="en-GB", timezone_id="Europe/London", **more
        )
        context.set_default_timeout(30_000)
        context.on("console", lambda said: self._heard(said.type, said.text))
        context.on("weberror", lambda error: self.wrong.append(str(error.error)))
        self.contexts.append(context)
        return context

    def window(self, browser: Browser, kind: str = "desk") -> BrowserContext:
        """A browser of the test's own, empty, though an earlier test may have used it."""
        if self.spare[kind]:
            window = self.spare[kind].pop()
        else:
            window = keep_open(self.context(browser, kind))
            self.contexts.remove(window)
        self.lent.append((kind, window))
        return window

    def _heard(self, kind: str, words: str) -> None:
        if kind == "error" and (self.strict or not words.startswith(BROUGHT_ABOUT)):
            self.wrong.append(words)

    def desk(
        self, browser: Browser, who: Actor, ref: str | None = None, *, at: str = "", **more: Any
    ) -> Page:
        """This person's desk, live, with a contact open beside it or not. at: an address other than the first process's."""
        return self.page(
            browser, who, self.path(ref), at=at, live=more.get("java_script_enabled", True), **more
        )

    def page(
        self, browser: Browser, who: Actor, path: str, *, at: str = "", live: bool = False, **more: Any
    ) -> Page:
        """Any page, seen by this person in a browser of their own."""
        base = at or self.webs[0].base
        context = self.context(browser, **more) if more else self.window(browser)
        token = self.do(lambda db: sign_in(db, who, now=self.now()))
        context.add_cookies([{"name": "session", "value": token, "url": base}])
        return self.show(context, base + path, live=live)

    def tab(self, browser: Browser, who: Actor, path: str) -> Page:
        """Any page to look at, in this person's own window: it stays open for the file, and keeps the scripts and styles it loaded."""
        if who.person_id not in self.windows:
            window = self.windows[who.person_id] = keep_open(self.context(browser))
            self.contexts.remove(window)
            token = self.do(lambda db: sign_in(db, who, now=self.now()))
            window.add_cookies([{"name": "session", "value": token, "url": self.webs[0].base}])
        return self.show(self.windows[who.person_id], self.webs[0].base + path, live=False)

    def wall(self, browser: Browser, *, at: str = "", live: bool = True) -> Page:
        """A paired wall, live."""
        base, context = at or self.webs[0].base, self.window(browser, "wall")
        manager = self.person("Ana Ruiz", Role.MANAGER)
        name = f"Room {next(_rooms)}"
        key = self.do(lambda db: enrol_wall(db, manager, name))
        context.add_cookies([{"name": "wall", "value": key, "url": base}])
        return self.show(context, f"{base}/wall", live=live)

    def show(self, context: BrowserContext, address: str, *, live: bool = True) -> Page:
        page = context.new_page()
        page.goto(address)
        if live:
            settles(page, "live")
        return page

    def path(self, ref: str | None = None) -> str:
        return f"/hubs/{self.hub.key}/" + (f"contacts/{ref}" if ref else "desk")

    def now(self) -> datetime:
        """What time it is on this board."""
        return datetime.now(UTC) + self.ahead

    def move_clock(self, by: timedelta) -> None:
        """Let the board's time jump for every web process."""
        self.ahead += by
        write_pace(self.clock, Pace(self.ahead, 1.0, datetime.now(UTC)))

    def let_go(self) -> None:
        """Keep no connection of the test's own open; the next thing done opens one again."""
        self.loop.do(self.database.close())

    def leave(self) -> None:
        """Close every browser or empty it, and close the tabs of the windows that stay; nothing may have gone wrong in any of them."""
        for context in self.contexts:
            context.close()
        self.contexts.clear()
        for kind, window in self.lent:
            empty(window)
            self.spare[kind].append(window)
        self.lent.clear()
        for tab in [tab for window in self.windows.values() for tab in window.pages[1:]]:
            tab.close()
        wrong, self.wrong, self.strict = self.wrong, [], False
        assert wrong == [], wrong


@contextmanager
def stage(url: str, data: Path, processes: int = 1, *, seeded_at: datetime | None = None) -> Iterator[Stage]:
    """A hub on this database, marked as invented so that its clock may be moved, with so many web processes.

    seeded_at: when its invented morning was laid, which is what the board's clock shows; otherwise nobody and nothing is in it yet.
    """
    loop = Loop()
    database = Database(url, pool_size=2)
    try:
        hub, people = loop.do(_morning(database) if seeded_at else _open(database))
        here = Stage(loop, database, url, data, hub, people=people)
        here.move_clock(seeded_at - datetime.now(UTC) if seeded_at else timedelta())
        with web_processes(url, data, processes, BOARD_CLOCK=str(here.clock)) as here.webs:
            yield here
    finally:
        loop.do(database.close())
        loop.stop()


async def _open(database: Database) -> tuple[make.Hub, dict[str, Actor]]:
    async with database.transaction() as tx:
        await take_for_invented(tx.conn)
    return await make.hub(database, now=datetime.now(UTC)), {}


async def _morning(database: Database) -> tuple[make.Hub, dict[str, Actor]]:
    async with database.connection() as conn:
        hub_id = (await hub_numbers(conn))[NORTHBOROUGH.key]
        people = {one.name: await actor_of_email(conn, hub_id, one.email) for one in NORTHBOROUGH.seats}
    return make.Hub(hub_id, NORTHBOROUGH.key, NORTHBOROUGH.name, {}), people
