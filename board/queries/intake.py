"""What may be chosen when a contact is logged by hand."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from board.domain.contacts import ADULT_ROLES
from board.domain.people import Actor
from board.queries.contact import ADULT_WORDS
from board.queries.naming import would_be_named
from board.store.policies import policy
from board.views.intake import Choices


async def intake_choices(conn: AsyncConnection, actor: Actor, now: datetime) -> Choices:
    """The choices of this person's hub."""
    rules = await policy(conn, actor.hub_id, now)
    return Choices(
        sources=tuple(
            sorted(((s.code, s.label) for s in rules.sources), key=lambda pair: pair[1].casefold())
        ),
        concerns=tuple((c.code, c.label) for c in rules.concerns),
        levels=tuple((level.code, level.label) for level in rules.levels),
        roles=tuple((role, ADULT_WORDS[role][:1].upper() + ADULT_WORDS[role][1:]) for role in ADULT_ROLES),
        naming=await would_be_named(conn, actor, rules, now),
    )
