"""Walls and the screens that wait to become one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from board.domain.screens import Screen
from board.secrets import token_hash
from board.views.access import ScreenRow

_SCREEN = text(
    "select s.hub_id, h.key as hub_key, h.name as hub_name, s.screen_id, s.name, s.distance_cm, s.panel_cm, s.networks "
    "from screens s join hubs h on h.hub_id = s.hub_id "
    "where s.key_hash = :key_hash and s.revoked_at is null"
)
_SCREENS = text(
    "select s.screen_id, s.name, s.paired_at, p.name as paired_by, s.drawn_at, s.dark_since, s.distance_cm, s.panel_cm, "
    "s.networks, s.elsewhere_at, o.name as seen_to_by from screens s join people p on p.person_id = s.paired_by "
    "left join people o on o.person_id = s.seen_to_by where s.hub_id = :hub_id and s.revoked_at is null "
    "order by lower(s.name)"
)
_PAIRING = text(
    "select p.pairing_id, p.expires_at, p.screen_id, s.revoked_at from pairings p "
    "left join screens s on s.hub_id = p.hub_id and s.screen_id = p.screen_id "
    "where p.pairing_id = :pairing_id and p.secret_hash = :secret_hash"
)


@dataclass(frozen=True, slots=True)
class Pairing:
    """Where a waiting screen stands. paired: a manager typed its code and has not withdrawn it since."""

    pairing_id: UUID
    expires_at: datetime
    paired: bool
    spent: bool

    def waits(self, now: datetime) -> bool:
        """Whether its code still works."""
        return not self.spent and now < self.expires_at


async def screen_of_key(conn: AsyncConnection, key: str | None) -> Screen | None:
    """The wall that holds this key, unless it was withdrawn."""
    if not key:
        return None
    row = (await conn.execute(_SCREEN, {"key_hash": token_hash(key)})).one_or_none()
    if row is None:
        return None
    return Screen(
        row.hub_id,
        row.hub_key,
        row.hub_name,
        row.screen_id,
        row.name,
        row.distance_cm,
        row.panel_cm,
        tuple(row.networks),
    )


async def screens_of(conn: AsyncConnection, hub_id: int) -> tuple[ScreenRow, ...]:
    """The hub's walls by name, with when each last said what it had drawn."""
    rows = (await conn.execute(_SCREENS, {"hub_id": hub_id})).all()
    return tuple(
        ScreenRow(
            screen_id=r.screen_id,
            name=r.name,
            paired_at=r.paired_at,
            paired_by=r.paired_by,
            drawn_at=r.drawn_at,
            dark_since=r.dark_since,
            distance=f"{r.distance_cm / 100:g} m" if r.distance_cm else "",
            panel=f"{r.panel_cm} cm" if r.panel_cm else "",
            networks="\n".join(r.networks),
            elsewhere_at=r.elsewhere_at,
            seen_to_by=r.seen_to_by,
        )
        for r in rows
    )


async def pairing_of(conn: AsyncConnection, pairing_id: UUID, secret: str) -> Pairing | None:
    """The pairing this waiting screen began, if its secret is right."""
    facts = {"pairing_id": pairing_id, "secret_hash": token_hash(secret)}
    row = (await conn.execute(_PAIRING, facts)).one_or_none()
    if row is None:
        return None
    spent = row.screen_id is not None
    return Pairing(row.pairing_id, row.expires_at, paired=spent and row.revoked_at is None, spent=spent)
