"""Whether a person still wants the introduction to the desk, and what a new hub still lacks."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from board.domain.glossary import COLUMNS
from board.domain.people import Actor
from board.domain.permissions import PERMISSIONS, Action, Role
from board.domain.policy import Policy
from board.store.visibility import on_the_board
from board.views.welcome import Welcome

_STANDS = text(
    "select p.introduced_at is null as new, "  # noqa: S608
    "  exists (select from seats s where s.hub_id = :hub_id and s.ended_at is null "
    "    and s.role = any(cast(:claimers as text[]))) as claimers, "
    "  exists (select from seats s where s.hub_id = :hub_id and s.ended_at is null "
    "    and s.role = any(cast(:managers as text[]))) as managers, "
    "  exists (select from screens w where w.hub_id = :hub_id and w.revoked_at is null) as walls, "
    f"  exists (select from contacts c where c.hub_id = :hub_id and {on_the_board()}) as contacts, "
    "  (select document from policies v where v.hub_id = :hub_id order by version desc limit 1) = cast(:default as jsonb) as untouched "
    "from people p where p.person_id = :person_id"
)
_DEFAULT = json.dumps(Policy.default().to_document())


async def welcome_of(conn: AsyncConnection, actor: Actor) -> Welcome | None:
    """None when there is nothing to say to this person here."""
    facts = {
        "hub_id": actor.hub_id,
        "person_id": actor.person_id,
        "claimers": [role.value for role in PERMISSIONS[Action.CLAIM].roles],
        "managers": [Role.MANAGER.value, Role.SERVICE_MANAGER.value],
        "default": _DEFAULT,
    }
    row = (await conn.execute(_STANDS, facts)).one()
    missing = tuple(_missing(row, actor.hub_key)) if actor.may(Action.PAIR_SCREEN) else ()
    if not row.new and not missing:
        return None
    columns = tuple((term.word, term.meaning) for term in COLUMNS) if row.new else ()
    return Welcome(actor.hub_key, columns, missing)


def _missing(row: Any, hub_key: str) -> Iterator[tuple[str, str]]:
    here = f"/hubs/{hub_key}"
    if not row.claimers:
        yield "Nobody here may claim a contact yet. Have people given seats.", f"{here}/people"
    if not row.managers:
        yield (
            "No manager is here, so a contact that arrives restricted would be refused. Have one given a seat.",
            f"{here}/people",
        )
    if row.untouched:
        yield (
            "How the hub works is still what every new hub starts with. Read it, and make it yours.",
            f"{here}/policy",
        )
    if not row.walls:
        yield "No wall is paired with this hub.", f"{here}/screens"
    if not row.contacts:
        yield "No contact has come yet. Log one, import a list, or connect a feed.", f"{here}/contacts/new"
