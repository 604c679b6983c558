"""How often the people of a contact came before."""

from __future__ import annotations

from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from board.domain.policy import Policy
from board.store.identity.earlier import newest_others
from board.views.identity.history import ContactHistory, HistoryLine

LINES = 3


async def contact_history(
    conn: AsyncConnection, row: Any, hub_key: str, policy: Policy, reader: int | None = None
) -> ContactHistory:
    """The count and three lines, as everybody who shares the page may know them. row: of contact_row.

    reader: without what is kept from them.
    """
    repeats = policy.repeats
    others = await newest_others(conn, row.hub_id, row.contact_id, repeats, LINES, reader)
    earlier = others[0].earlier if others else 0
    lines = tuple(
        HistoryLine(
            one.ref,
            one.received_at,
            source_words(one.source, policy),
            outcome_words(one.outcome, policy),
            one.closed_at is not None,
            one.joined,
        )
        for one in others
    )
    return ContactHistory(hub_key, row.ref, earlier, repeats.months, repeats.counts.value, lines)


def source_words(code: str | None, policy: Policy) -> str | None:
    """A source as the hub calls it; a code that a newer policy no longer knows stands as it is."""
    return policy.source_label(code) if code in policy.source_codes() else code


def outcome_words(code: str | None, policy: Policy) -> str | None:
    """An outcome in words; a code that a newer policy no longer knows stands as it is."""
    return next((one.label for one in policy.outcomes if one.code == code), code)
