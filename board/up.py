"""`board up`: everything on one machine, under one supervisor, from the servers to the people to sign in as.

Web and worker are children, each started again when it dies; so are the embedded servers. Ctrl-C or SIGTERM ends
all of them cleanly, and kill -9 of this process takes them with it.
"""

from __future__ import annotations

import asyncio
import http.client
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import click

from board.embedded import CannotStart, Postgres, Redis
from board.settings import Settings, environment_with
from board.supervise import Kept, stop_together
from board.welcome import reached_at, welcome

LOOK_S = 0.25
START_S = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """web: processes, on ports that follow each other. rehearse: contacts keep arriving. empty: no invented hub."""

    web: int = 1
    rehearse: bool = False
    speed: float = 1.0
    seed: int = 1
    empty: bool = False


def run(settings: Settings, wishes: Wishes) -> None:
    """Run until told to stop. Raises CannotStart, or a refusal, before anything is left running."""
    ports = range(settings.port, settings.port + wishes.web)
    check_ports(settings.host, ports)
    stopping = stop_on_signals()
    servers = Servers(settings)
    children: list[Kept] = []
    try:
        servers.start()
        invented = asyncio.run(make_ready(servers.database_url, wishes))
        catcher = Catcher.of(settings) if invented and not settings.mail_url else None
        children.extend(children_of(servers, ports, wishes, catcher))
        for child in children:
            child.start(time.monotonic())
        if wait_for_web(settings.host, ports, children, stopping):
            click.echo("\n".join(welcome(settings, ports, invented, catcher.page if catcher else None)))
        while not stopping.wait(LOOK_S):
            tend(servers, children)
    finally:
        stop_together(children)
        servers.stop()


def check_ports(host: str, ports: Sequence[int]) -> None:
    for port in ports:
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError as error:
                raise CannotStart(
                    f"The board cannot listen on {host}, port {port} ({error.strerror}): "
                    f"stop what is using it, or choose another port with PORT={port + 100}."
                ) from error


def stop_on_signals() -> threading.Event:
    stopping = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: stopping.set())
    return stopping


class Servers:
    """The database and the doorbell: those named by address, else our own."""

    def __init__(self, settings: Settings) -> None:
        self.database_url = settings.database_url or ""
        self.redis_url = settings.redis_url or ""
        self.postgres = None if settings.database_url else Postgres(settings.data)
        self.redis = None if settings.redis_url else Redis(settings.data)

    def start(self) -> None:
        if self.postgres:
            self.database_url = self.postgres.start()
        if self.redis:
            self.redis_url = self.redis.start()

    def tend(self) -> None:
        """Start again whichever of our own has ended, and say so."""
        for server in (self.postgres, self.redis):
            if server and not server.alive():
                tell(f"{server.name} ended; it is started again.")
                try:
                    server.start()
                    tell(f"{server.name} is back.")
                except CannotStart as trouble:
                    tell(str(trouble))

    def stop(self) -> None:
        for server in (self.redis, self.postgres):
            if server:
                server.stop()


async def make_ready(database_url: str, wishes: Wishes) -> bool:
    """Lay or bring up to date the schema; a new database gets the invented hub. Answers whether it is invented."""
    from board.queries.deployment import deployment
    from board.rehearsal.seed import seed
    from board.store.migrate import prepare

    await prepare(
        database_url, invented=not wishes.empty
    )  # marks a database it lays, never one that is there
    found = await deployment(database_url)
    if found.invented:
        now = datetime.now(UTC)
        if found.empty:
            await seed(database_url, now)
        else:
            await reopen_invented(database_url, now)  # data of another day: the morning is under way again
    return found.invented


async def reopen_invented(database_url: str, now: datetime) -> None:
    from board.rehearsal.reopening import reopen
    from board.store.engine import Database

    database = Database(database_url, pool_size=1)
    try:
        await reopen(database, now)
    finally:
        await database.close()


@dataclass(frozen=True, slots=True)
class Catcher:
    """Where mail to invented people is caught, and where it is shown."""

    smtp: int
    page: int

    @classmethod
    def of(cls, settings: Settings) -> Catcher:
        """At ports near the board's own, or any that are free."""
        return cls(free_near(settings.port + 1025), free_near(settings.port + 1080))


def free_near(wanted: int) -> int:
    for port in (wanted, 0):
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except (OSError, OverflowError):
                continue
            return int(probe.getsockname()[1])
    raise CannotStart(
        "No port of this machine is free for the catcher of mail. Set BOARD_MAIL_URL to use a mail server."
    )


def children_of(
    servers: Servers, ports: Sequence[int], wishes: Wishes, catcher: Catcher | None = None
) -> list[Kept]:
    env = environment_with(DATABASE_URL=servers.database_url, REDIS_URL=servers.redis_url)
    catching: list[Kept] = []
    if catcher:
        env["BOARD_MAIL_URL"] = f"smtp://127.0.0.1:{catcher.smtp}"
        at = ("--smtp-port", str(catcher.smtp), "--page-port", str(catcher.page))
        catching.append(Kept("catcher of mail", board("catcher", *at), env))
    children = [Kept(f"web on port {port}", board("web"), {**env, "PORT": str(port)}) for port in ports]
    children.append(Kept("worker", board("worker"), env))
    if wishes.rehearse:
        moving = board("rehearse", "--speed", str(wishes.speed), "--seed", str(wishes.seed))
        children.append(Kept("rehearsal", moving, env, once=True))
    return [*children, *catching]


def board(*words: str) -> list[str]:
    return [sys.executable, "-m", "board.cli", *words, "--supervisor", str(os.getpid())]


def tend(servers: Servers, children: Sequence[Kept]) -> None:
    servers.tend()
    for child in children:
        if told := child.tend(time.monotonic()):
            tell(told)


def wait_for_web(
    host: str, ports: Sequence[int], children: Sequence[Kept], stopping: threading.Event
) -> bool:
    """Whether every web process answers; a child that keeps dying is said while we wait."""
    end = time.monotonic() + START_S
    while time.monotonic() < end and not stopping.wait(LOOK_S / 2):
        if all(answers(host, port) for port in ports):
            return True
        for child in children:
            if told := child.tend(time.monotonic()):
                tell(told)
    if not stopping.is_set():
        tell(f"The board did not answer within {START_S:.0f} seconds; what it says is above.")
    return False


def answers(host: str, port: int) -> bool:
    connection = http.client.HTTPConnection(reached_at(host), port, timeout=2)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def tell(sentence: str) -> None:
    click.echo(sentence, err=True)
