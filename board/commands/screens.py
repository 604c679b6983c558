"""Walls: paired at a desk, withdrawn at a desk, and noticed when they go dark."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import text

from board.commands import words
from board.commands.record import note
from board.domain.people import Actor
from board.domain.permissions import Action
from board.domain.refusals import NotHere, PairingUnknown, TooManyAttempts
from board.domain.screens import CODE_LASTS, DARK_AFTER, Screen
from board.secrets import Secrets, new_token, token_hash, typed_code
from board.store.doors import must
from board.store.engine import Database, Tx

MOST_WAITING = 100
LONGEST_NAME = 60

_FORGET_OLD = text("delete from pairings where expires_at < :before")
_WAITING = text("select count(*) from pairings where screen_id is null and expires_at > :now")
_BEGIN = text(
    "insert into pairings (pairing_id, code_hash, secret_hash, created_at, expires_at) "
    "values (:pairing_id, :code_hash, :secret_hash, :now, :expires_at)"
)
_FIND = text(
    "select pairing_id from pairings where code_hash = any(:hashes) and screen_id is null and expires_at > :now "
    "for no key update"
)
_ADD = text(
    "insert into screens (hub_id, name, key_hash, paired_at, paired_by) values (:hub_id, :name, :key_hash, :now, :person_id) "
    "returning screen_id"
)
_PAIRED = text("update pairings set hub_id = :hub_id, screen_id = :screen_id where pairing_id = :pairing_id")
_REVOKE = text(
    "update screens set revoked_at = :now where hub_id = :hub_id and screen_id = :screen_id and revoked_at is null returning screen_id"
)
_IS_HERE = text("select 1 from screens where hub_id = :hub_id and screen_id = :screen_id")
# The row before, so that coming back is told once.
_DRAWN = text(
    "update screens s set drawn_seq = :seq, drawn_at = :now, dark_since = null, seen_to_by = null "
    "from (select hub_id, screen_id, dark_since from screens where hub_id = :hub_id and screen_id = :screen_id for no key update) old "
    "where s.hub_id = old.hub_id and s.screen_id = old.screen_id and s.revoked_at is null returning old.dark_since"
)
_SILENT = "revoked_at is null and dark_since is null and coalesce(drawn_at, paired_at) < :before"
_SILENT_HUBS = text(f"select distinct hub_id from screens where {_SILENT} order by hub_id")  # noqa: S608 - put together from constants
_DARK = text(f"update screens set dark_since = :now where hub_id = :hub_id and {_SILENT} returning screen_id")  # noqa: S608


@dataclass(frozen=True, slots=True)
class Waiting:
    """A screen that waits to be paired. secret: what its cookie holds, beside the pairing's number."""

    pairing_id: UUID
    secret: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Paired:
    """screen_id: the screen. changed: whether anything did."""

    screen_id: int
    changed: bool


def pairing_code(secrets: Secrets, pairing_id: UUID) -> str:
    """The code this screen shows. Derived, so that it can be shown again and again and is stored nowhere."""
    return secrets.code("pairing", str(pairing_id))


def screen_key(secrets: Secrets, pairing_id: UUID) -> str:
    """The key this screen becomes. Derived, so that whoever pairs it never holds it, and handing it over twice is the same."""
    return secrets.digest("screen key", str(pairing_id)).hex()


async def begin_pairing(tx: Tx, secrets: Secrets, *, now: datetime) -> Waiting:
    """Let a screen show a code for ten minutes. Raises TooManyAttempts when absurdly many do so at once."""
    await forget_pairings(tx, now=now)
    if (await tx.conn.execute(_WAITING, {"now": now})).scalar_one() >= MOST_WAITING:
        raise TooManyAttempts(minutes=int(CODE_LASTS.total_seconds()) // 60)
    waiting = Waiting(uuid4(), new_token(), now + CODE_LASTS)
    code = typed_code(pairing_code(secrets, waiting.pairing_id))
    facts = {"pairing_id": waiting.pairing_id, "now": now, "expires_at": waiting.expires_at}
    hashes = {"code_hash": secrets.digest("pairing code", code), "secret_hash": token_hash(waiting.secret)}
    await tx.conn.execute(_BEGIN, {**facts, **hashes})
    return waiting


async def forget_pairings(tx: Tx, *, now: datetime) -> None:
    """Pairings whose code stopped working more than a day ago, spent or not, are of no use to anybody."""
    await tx.conn.execute(_FORGET_OLD, {"before": now - timedelta(days=1)})


async def pair_screen(
    tx: Tx, actor: Actor, secrets: Secrets, code: str, name: str, *, now: datetime
) -> Paired:
    """Enrol the screen that shows this code as a wall of the actor's hub, under a name.

    Raises NotAllowed, BadInput, PairingUnknown, ScreenNameTaken.
    """
    must(actor, Action.PAIR_SCREEN)
    name = screen_name(name)
    hashes = secrets.digests("pairing code", typed_code(code))
    pairing_id = (await tx.conn.execute(_FIND, {"hashes": hashes, "now": now})).scalars().first()
    if pairing_id is None:
        raise PairingUnknown({"code": "No screen shows this code now."})
    key_hash = token_hash(screen_key(secrets, pairing_id))
    facts = actor.key | {"name": name, "key_hash": key_hash, "now": now}
    screen_id: int = (await tx.conn.execute(_ADD, facts)).scalar_one()
    await tx.conn.execute(_PAIRED, {"hub_id": actor.hub_id, "screen_id": screen_id, "pairing_id": pairing_id})
    note(tx, actor.hub_id, "screen_paired", actor, {"screen": screen_id}, now=now)
    return Paired(screen_id, changed=True)


async def revoke_screen(tx: Tx, actor: Actor, screen_id: int, *, now: datetime) -> Paired:
    """Withdraw a wall's key: it empties and shows a pairing code again. Twice is silence. Raises NotAllowed, NotHere."""
    must(actor, Action.PAIR_SCREEN)
    facts = {"hub_id": actor.hub_id, "screen_id": screen_id}
    if (await tx.conn.execute(_REVOKE, {**facts, "now": now})).first() is None:
        if (await tx.conn.execute(_IS_HERE, facts)).first() is None:
            raise NotHere
        return Paired(screen_id, changed=False)
    note(tx, actor.hub_id, "screen_revoked", actor, {"screen": screen_id}, now=now)
    return Paired(screen_id, changed=True)


async def note_drawn(tx: Tx, screen: Screen, seq: int, *, now: datetime) -> Paired:
    """A wall says what it has drawn. No event, unless it had gone dark and is back."""
    facts = {"hub_id": screen.hub_id, "screen_id": screen.screen_id, "seq": seq, "now": now}
    row = (await tx.conn.execute(_DRAWN, facts)).one_or_none()
    if row is None or row.dark_since is None:
        return Paired(screen.screen_id, changed=False)
    note(tx, screen.hub_id, "screen_came_back", None, {"screen": screen.screen_id}, now=now)
    return Paired(screen.screen_id, changed=True)


async def went_dark(tx: Tx, hub_id: int, *, now: datetime) -> tuple[int, ...]:
    """Mark the hub's walls that have been silent too long; each goes dark once. Returns which."""
    facts = {"hub_id": hub_id, "now": now, "before": now - DARK_AFTER}
    found = tuple((await tx.conn.execute(_DARK, facts)).scalars())
    for screen_id in found:
        note(tx, hub_id, "screen_went_dark", None, {"screen": screen_id}, now=now)
    return found


async def find_dark(database: Database, *, now: datetime) -> int:
    """Mark every hub's silent walls, a transaction each. Returns how many went dark."""
    async with database.connection() as conn:
        hubs = (await conn.execute(_SILENT_HUBS, {"before": now - DARK_AFTER})).scalars().all()
    found = 0
    for hub_id in hubs:
        async with database.transaction() as tx:
            found += len(await went_dark(tx, hub_id, now=now))
    return found


def screen_name(said: str) -> str:
    """What a wall may be called. Raises BadInput."""
    return words.name(said, "Name the screen after where it hangs", LONGEST_NAME)
