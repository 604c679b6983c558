"""What may be chosen when a contact is logged by hand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from board.domain.contacts import ADULT_ROLES
from board.queries.contact import ADULT_WORDS
from board.store.policies import policy


@dataclass(frozen=True, slots=True)
class Choices:
    """Codes and labels of the hub now."""

    sources: tuple[tuple[str, str], ...]
    concerns: tuple[tuple[str, str], ...]
    levels: tuple[tuple[str, str], ...]
    roles: tuple[tuple[str, str], ...]


async def intake_choices(conn: AsyncConnection, hub_id: int, now: datetime) -> Choices:
    """The choices of this hub."""
    rules = await policy(conn, hub_id, now)
    return Choices(
        sources=tuple(
            sorted(((s.code, s.label) for s in rules.sources), key=lambda pair: pair[1].casefold())
        ),
        concerns=tuple((c.code, c.label) for c in rules.concerns),
        levels=tuple((level.code, level.label) for level in rules.levels),
        roles=tuple((role, ADULT_WORDS[role][:1].upper() + ADULT_WORDS[role][1:]) for role in ADULT_ROLES),
    )
