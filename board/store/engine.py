"""The way to the database: one engine a process, the only commit, and the flush of queued events just before it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from socket import gaierror

from sqlalchemy import text
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.event import listen
from sqlalchemy.exc import DBAPIError, IntegrityError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry

from board.domain.events import Event
from board.domain.refusals import DatabaseAway, SameMoment
from board.store.chain import canonical, link
from board.store.constraints import refusal_for

_HEAD = text("select epoch, seq, hash from heads where hub_id = :hub_id for no key update")
_FLUSH = text(
    "with head as (update heads set seq = :last, hash = :head_hash where hub_id = :hub_id) "
    "insert into events (hub_id, seq, epoch, at, kind, actor_id, contact_id, concerns, body, hash) "
    "select :hub_id, t.seq, :epoch, t.at, t.kind, t.actor_id, t.contact_id, "
    "       coalesce((select array_agg(c::bigint) from unnest(string_to_array(nullif(t.concerns, ''), ',')) c), '{}'), t.body, t.hash "
    "from unnest(cast(:seqs as bigint[]), cast(:ats as timestamptz[]), cast(:kinds as text[]), cast(:actors as bigint[]), "
    "            cast(:contacts as bigint[]), cast(:concerns as text[]), cast(:bodies as text[]), cast(:hashes as bytea[])) "
    "     as t(seq, at, kind, actor_id, contact_id, concerns, body, hash)"
)


# Shut down by the operator, crashed, not up yet, too many connections, idle too long; and the connection was lost, or never made:
# SQLAlchemy knows none of them by itself.
AWAY = frozenset({"57P01", "57P02", "57P03", "53300", "25P03", "08000", "08001", "08003", "08004", "08006"})
LOST = "InternalClientError"
# Two waited for each other, and PostgreSQL let one of them go on. Commands lock in one order; this is for what that order does not hold.
COLLIDED = "40P01"
"""The driver's word for a connection that went away between being opened and its first statement."""
# By a statement, not with the connection's parameters, of which a pooler takes few.
_IDLE = "set idle_in_transaction_session_timeout = '15s'"


def async_url(url: str) -> str:
    """The address as SQLAlchemy's asyncpg dialect wants it; plain postgresql:// and postgres:// are taken."""
    for prefix in ("postgresql+asyncpg://", "postgresql://", "postgres://"):
        if url.startswith(prefix):
            return "postgresql+asyncpg://" + url[len(prefix) :]
    return url


@dataclass(slots=True)
class Tx:
    """One transaction: statements at once, events queued and flushed last. One transaction writes one hub."""

    conn: AsyncConnection
    events: list[Event] = field(default_factory=list)
    hub_id: int | None = None
    seq: int | None = None
    """Number of the last event flushed, once the transaction is over; none when nothing happened."""

    def record(self, hub_id: int, event: Event) -> None:
        """Queue an event of this hub.

        Raises ValueError when the transaction already writes another hub: two heads locked in one transaction could deadlock.
        """
        if self.hub_id not in (None, hub_id):
            raise ValueError(f"this transaction writes hub {self.hub_id}, not {hub_id}")
        self.hub_id = hub_id
        self.events.append(event)

    async def flush(self) -> None:
        """Give the queued events their numbers and hashes and write them. Locks: the hub's head, last of all."""
        if not self.events or self.hub_id is None:
            return
        epoch, seq, previous = (await self.conn.execute(_HEAD, {"hub_id": self.hub_id})).one()
        seqs, bodies, hashes = [], [], []
        for event in self.events:
            seq += 1
            body = canonical(event, hub_id=self.hub_id, seq=seq, epoch=epoch)
            previous = link(previous, body)
            seqs.append(seq)
            bodies.append(body)
            hashes.append(previous)
        await self.conn.execute(
            _FLUSH,
            {
                "hub_id": self.hub_id,
                "epoch": epoch,
                "last": seq,
                "head_hash": previous,
                "seqs": seqs,
                "ats": [e.at for e in self.events],
                "kinds": [e.kind for e in self.events],
                "actors": [e.actor_id for e in self.events],
                "contacts": [e.contact_id for e in self.events],
                "concerns": [",".join(map(str, sorted(e.concerns))) for e in self.events],
                "bodies": bodies,
                "hashes": hashes,
            },
        )
        self.seq = seq
        self.events.clear()


class Database:
    """One process's way to the database. Small pools: NOTIFY makes commits the ceiling, not connections.

    Two of them, each of pool_size: those who write wait for each other at the hub's head, and for a slow disk, and must not keep the
    connections from those who only look.
    """

    def __init__(self, url: str, *, pool_size: int = 5) -> None:
        self.url = async_url(url)
        self.engine = _engine(self.url, pool_size)  # of those who write
        self.reads = _engine(self.url, pool_size)
        # The same pool. A lookup is one question, not begin, question and rollback: a third of the way to the server and back.
        self._lookups = self.reads.execution_options(isolation_level="AUTOCOMMIT")

    async def close(self) -> None:
        """Let go of every connection."""
        await self.engine.dispose()
        await self.reads.dispose()

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Tx]:
        """The only commit. Queued events are flushed last; an exception undoes everything.

        Raises the refusal a constraint stands for, SameMoment, or DatabaseAway.
        """
        with _refusals():
            async with self.engine.begin() as conn:
                tx = Tx(conn)
                yield tx
                await tx.flush()

    @asynccontextmanager
    async def snapshot(self) -> AsyncIterator[AsyncConnection]:
        """Read one moment: repeatable read, so that a head and what is drawn belong together."""
        with _refusals():
            async with self.reads.connect() as conn:
                await conn.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
                yield conn

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[AsyncConnection]:
        """Read committed, for lookups that need no single moment: each statement is a transaction of its own."""
        with _refusals():
            async with self._lookups.connect() as conn:
                yield conn


def _engine(url: str, pool_size: int) -> AsyncEngine:
    engine = create_async_engine(
        url,
        pool_size=pool_size,
        max_overflow=0,
        pool_timeout=5,
        pool_recycle=1800,
        connect_args={
            "timeout": 5,
            "command_timeout": 20,
            "server_settings": {"application_name": "board"},
        },
    )
    listen(engine.sync_engine, "connect", _let_go_when_frozen)
    return engine


def _let_go_when_frozen(connection: DBAPIConnection, _record: ConnectionPoolEntry) -> None:
    """A process that froze in the middle of a transaction holds up its hub for seconds, not until somebody finds it."""
    cursor = connection.cursor()
    cursor.execute(_IDLE)
    cursor.close()
    connection.commit()


class _refusals:
    """Turn what the driver raises into the refusal it means; anything unknown goes on as it is."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        if isinstance(error, IntegrityError):
            refusal = refusal_for(error)
            if refusal is not None:
                raise refusal from error
        if collided(error):
            raise SameMoment from error
        if is_away(error):
            raise DatabaseAway from error


def collided(error: BaseException | None) -> bool:
    """Whether PostgreSQL ended this transaction because it and another waited for each other."""
    return isinstance(error, DBAPIError) and getattr(error.orig, "sqlstate", None) == COLLIDED


def is_away(error: BaseException | None) -> bool:
    """Whether this error means that the database cannot be reached, rather than that it said no."""
    if isinstance(error, (InterfaceError, OperationalError, PoolTimeout)):
        return True
    if isinstance(error, DBAPIError):
        lost = type(error.orig).__name__ == LOST
        return error.connection_invalidated or lost or getattr(error.orig, "sqlstate", None) in AWAY
    # A unix socket whose server is gone is a missing file; a host that cannot be found is a gaierror.
    return isinstance(error, (ConnectionError, TimeoutError, FileNotFoundError, gaierror)) or type(
        error
    ).__name__ in {
        "CannotConnectNowError",
        "ConnectionDoesNotExistError",
        "TooManyConnectionsError",
        "AdminShutdownError",
    }
