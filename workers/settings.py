"""What arq runs: errands by id, each of which looks at the world again before it does anything."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any
from urllib.parse import unquote

from arq.connections import RedisSettings
from redis.connection import SSLConnection, parse_url

from board.clock import clock_of
from board.commands import firing
from board.queries.deployment import deployment
from board.settings import Settings
from board.store.engine import Database
from workers.outbox import Outbox, senders_of

QUEUE = "board:errands"
FIRE = "fire"
SEND = "send"
AT_ONCE = 6
SEND_FOR_S = 5.0
"""Seconds after which an errand takes up nothing more: what it has begun must end within job_timeout."""
Ctx = dict[str, Any]


def serialize(told: dict[str, Any]) -> bytes:
    """A job as JSON: unlike pickle, what somebody else may have put into Redis cannot make us run it."""
    return json.dumps(told).encode()


def deserialize(told: bytes) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(told)
    return read


def redis_settings(url: str, *, tries: int) -> RedisSettings:
    """Where Redis is, in arq's terms (whose own reader leaves percent signs in a path or password as they are)."""
    at = parse_url(url)  # type: ignore[no-untyped-call]
    path = at.get("path")
    return RedisSettings(
        host=at.get("host") or "localhost",
        port=at.get("port") or 6379,
        unix_socket_path=unquote(path) if path else None,
        database=int(at.get("db") or 0),
        username=at.get("username"),
        password=at.get("password"),
        ssl=at.get("connection_class") is SSLConnection,
        conn_timeout=1,
        conn_retries=tries,
        conn_retry_delay=1,
    )


async def fire(ctx: Ctx, hub_id: int, contact_id: int) -> None:
    """Fire what is due of this contact. Whatever keeps it from that, the worker's tick does it a second later."""
    async with ctx["database"].transaction() as tx:
        await firing.fire(tx, hub_id, contact_id, now=ctx["clock"]())


async def send(ctx: Ctx, hub_id: int) -> None:
    """Send what is due in this hub. Whatever keeps it from that, the worker's round does it a second later."""
    await ctx["outbox"].send_hub(ctx["database"], hub_id, ctx["clock"](), round_s=SEND_FOR_S)


async def startup(ctx: Ctx) -> None:
    """Given ctx["settings"]; puts database and clock beside it."""
    settings: Settings = ctx["settings"]
    assert settings.database_url, "the runner passes it on"
    ctx["clock"] = clock_of(settings, (await deployment(settings.database_url)).invented)
    ctx["outbox"] = Outbox(senders_of(settings))
    ctx["database"] = Database(settings.database_url, pool_size=AT_ONCE)


async def shutdown(ctx: Ctx) -> None:
    """Also called when startup failed half way."""
    for part in ("outbox", "database"):
        if part in ctx:
            await ctx[part].close()


class WorkerSettings:
    """arq's options. A job killed in its middle is taken up again by arq after job_timeout and ten seconds, and by the tick long before."""

    functions = (fire, send)
    queue_name = QUEUE
    on_startup = startup
    on_shutdown = shutdown
    poll_delay = timedelta(seconds=0.1)
    job_timeout = timedelta(seconds=30)
    max_jobs = AT_ONCE
    max_tries = 2
    keep_result = 0
    log_results = False
    job_serializer = serialize
    job_deserializer = deserialize
