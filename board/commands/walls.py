"""Looking after walls: named, fitted to their room, bound to a network, loaded again, seen to when dark; and dark by the hub's hours."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, cast

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from board.commands.record import note
from board.commands.screens import screen_name
from board.domain.people import Actor
from board.domain.permissions import Action
from board.domain.refusals import BadInput, NotHere
from board.domain.screens import (
    Screen,
    farthest_m,
    lights_at,
    read_distance,
    read_networks,
    read_panel,
    readable,
)
from board.store.doors import must
from board.store.engine import Database, Tx
from board.store.policies import policy

_AMEND = text(
    "update screens s set name = :name, distance_cm = :distance_cm, panel_cm = :panel_cm, networks = cast(:networks as text[]) "
    "where hub_id = :hub_id and screen_id = :screen_id and revoked_at is null and (name, distance_cm, panel_cm, networks) "
    "is distinct from (:name, cast(:distance_cm as integer), cast(:panel_cm as integer), cast(:networks as text[])) returning screen_id"
)
_HERE = text("select 1 from screens where hub_id = :hub_id and screen_id = :screen_id and revoked_at is null")
_SEE_TO = text(
    "update screens set seen_to_by = case when dark_since is null then null else cast(:person_id as bigint) end, elsewhere_at = null "
    "where hub_id = :hub_id and screen_id = :screen_id and revoked_at is null "
    "and (dark_since is not null and seen_to_by is distinct from :person_id or elsewhere_at is not null) returning screen_id"
)
_ELSEWHERE = text(
    "update screens set elsewhere_at = :now where hub_id = :hub_id and screen_id = :screen_id and elsewhere_at is null "
    "and revoked_at is null returning screen_id"
)
_NIGHTS = text(
    "select h.hub_id, n.lights_at from hubs h left join wall_nights n on n.hub_id = h.hub_id and n.lit_at is null "
    "where h.hub_id > 0 order by h.hub_id"
)
_DARKEN = text(
    "insert into wall_nights (hub_id, darkened_at, lights_at) values (:hub_id, :now, :lights_at) "
    "on conflict (hub_id) where lit_at is null do update set lights_at = excluded.lights_at "
    "where wall_nights.lights_at <> excluded.lights_at returning night_id"
)
_LIGHT = text(
    "update wall_nights set lit_at = :now where hub_id = :hub_id and lit_at is null returning night_id"
)


@dataclass(frozen=True, slots=True)
class ScreenCare:
    """What a manager says of a screen, as typed: its name, how far it is read from, how wide its picture is, where it may be used from."""

    name: str
    distance: str = ""
    panel: str = ""
    networks: str = ""


async def amend_screen(tx: Tx, actor: Actor, screen_id: int, typed: ScreenCare, *, now: datetime) -> bool:
    """Rename a wall, say how large its letters must be, or bind it to networks; it loads itself anew. Whether anything changed.

    Raises NotAllowed, NotHere, BadInput, ScreenNameTaken. Writes screens, event screen_amended.
    """
    must(actor, Action.PAIR_SCREEN)
    key = {"hub_id": actor.hub_id, "screen_id": screen_id}
    if (await tx.conn.execute(_HERE, key)).first() is None:
        raise NotHere
    facts = await _read(tx, actor.hub_id, typed, now)
    if (await tx.conn.execute(_AMEND, {**key, **facts})).first() is None:
        return False
    note(tx, actor.hub_id, "screen_amended", actor, {"screen": screen_id}, now=now)
    return True


async def reload_screen(tx: Tx, actor: Actor, screen_id: int, *, now: datetime) -> None:
    """Have a wall load itself anew. Raises NotAllowed, NotHere. Event screen_reloaded."""
    must(actor, Action.PAIR_SCREEN)
    key = {"hub_id": actor.hub_id, "screen_id": screen_id}
    if (await tx.conn.execute(_HERE, key)).first() is None:
        raise NotHere
    note(tx, actor.hub_id, "screen_reloaded", actor, {"screen": screen_id}, now=now)


async def see_to_screen(tx: Tx, actor: Actor, screen_id: int, *, now: datetime) -> bool:
    """The actor sees to a wall that is dark, or has seen that its key was tried from elsewhere. Whether anything changed.

    Raises NotAllowed, NotHere. Writes screens, event screen_seen_to.
    """
    must(actor, Action.PAIR_SCREEN)
    key = {"hub_id": actor.hub_id, "screen_id": screen_id}
    if (await tx.conn.execute(_HERE, key)).first() is None:
        raise NotHere
    if (await tx.conn.execute(_SEE_TO, key | actor.key)).first() is None:
        return False
    note(tx, actor.hub_id, "screen_seen_to", actor, {"screen": screen_id}, now=now)
    return True


async def note_elsewhere(tx: Tx, screen: Screen, *, now: datetime) -> bool:
    """Somebody came with this wall's key from a network it may not be used from. Told once, until a manager has seen it."""
    facts = {"hub_id": screen.hub_id, "screen_id": screen.screen_id, "now": now}
    if (await tx.conn.execute(_ELSEWHERE, facts)).first() is None:
        return False
    note(tx, screen.hub_id, "screen_turned_away", None, {"screen": screen.screen_id}, now=now)
    return True


async def turn_walls(database: Database, *, now: datetime) -> int:
    """Let the walls of each hub go dark when it closed and be lit before it opens, a hub a transaction. Returns how many changed."""
    async with database.connection() as conn:
        standing = [
            (row.hub_id, row.lights_at, await _lights_at(conn, row.hub_id, now))
            for row in (await conn.execute(_NIGHTS)).all()
        ]
    changed = 0
    for hub_id, dark_until, wanted in standing:
        if dark_until != wanted:
            async with database.transaction() as tx:
                changed += await turn_wall(tx, hub_id, now=now)
    return changed


async def turn_wall(tx: Tx, hub_id: int, *, now: datetime) -> bool:
    """Do for one hub what the hour asks for; whether anything changed. Writes wall_nights, event walls_darkened or walls_lit."""
    wanted = await _lights_at(tx.conn, hub_id, now)
    facts = {"hub_id": hub_id, "now": now, "lights_at": wanted}
    if (await tx.conn.execute(_LIGHT if wanted is None else _DARKEN, facts)).first() is None:
        return False
    note(tx, hub_id, "walls_lit" if wanted is None else "walls_darkened", None, now=now)
    return True


async def _lights_at(conn: AsyncConnection, hub_id: int, now: datetime) -> datetime | None:
    rules = await policy(conn, hub_id, now)
    if not rules.wall.dark_when_closed:
        return None
    before = timedelta(minutes=rules.wall.lit_before_minutes)
    return lights_at(rules.calendar, before, timedelta(minutes=rules.wall.lit_after_minutes), now)


async def _read(tx: Tx, hub_id: int, typed: ScreenCare, now: datetime) -> dict[str, object]:
    facts: dict[str, object] = {}
    errors: dict[str, str] = {}
    for field, said, read, sentence in _FIELDS:
        try:
            facts[field] = read(getattr(typed, said))
        except BadInput as refusal:
            errors |= refusal.errors
        except ValueError:
            errors[said] = sentence
    if errors:
        raise BadInput(errors)
    wall = (await policy(tx.conn, hub_id, now)).wall
    distance, panel = facts["distance_cm"] or wall.distance_cm, facts["panel_cm"] or wall.panel_cm
    assert isinstance(distance, int)
    assert isinstance(panel, int)
    if not readable(distance, panel):
        sentence = f"A picture {panel} cm wide can be read from at most {farthest_m(panel)} metres. Hang a larger screen, or nearer."
        raise BadInput({"distance": sentence})
    return {**facts, "networks": list(cast(Sequence[str], facts["networks"]))}


_FIELDS: Final[tuple[tuple[str, str, Callable[[str], object], str], ...]] = (
    ("name", "name", screen_name, ""),
    ("distance_cm", "distance", read_distance, "Give the distance in metres, from 0.5 to 30, such as 4.5."),
    (
        "panel_cm",
        "panel",
        read_panel,
        "Give the width of the picture, such as 144 cm, or the panel's diagonal, such as 65 inches.",
    ),
    (
        "networks",
        "networks",
        read_networks,
        "Give networks as your network team writes them, such as 10.20.30.0/24, one a line.",
    ),
)
