"""Attempts to find out about a restricted contact, and questions about them: for the people named on it alone."""

from __future__ import annotations

from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from board.store.visibility import on_the_board
from board.views.incident.attempts import AttemptRow, ContactAttempts, RestrictToo

MOST = 100
# A row stands here once the worker has told of it, since the event of that redraws the list. The other contact has a reference here while
# everybody may know of it, or when it was restricted to these same people.
_ROWS = text(
    "select x.at, x.kind, x.other, p.name from ("  # noqa: S608
    "select s.sent_at as at, s.kind, s.sent_by as person_id, case when o.contact_id <> c.contact_id and ("
    f"{on_the_board('o')} or exists (select from restrict_too_questions q where q.hub_id = c.hub_id and q.contact_id = c.contact_id "
    "and q.other_id = o.contact_id and q.restricted_too)) then o.ref end as other "
    "from contacts c join contacts o on o.hub_id = c.hub_id and (o.contact_id = c.contact_id "
    "or o.source = c.source and o.reference_key = c.reference_key) "
    "join sendings s on s.hub_id = o.hub_id and s.contact_id = o.contact_id "
    f"where c.hub_id = :hub_id and c.contact_id = :contact_id and not {on_the_board()} and s.told_at is not null "
    "and not (o.contact_id = c.contact_id and s.kind in ('first', 'other')) "
    "union all select a.at, a.way, a.person_id, null from attempts a "
    "where a.hub_id = :hub_id and a.contact_id = :contact_id and a.told_at is not null"
    ") x join people p on p.person_id = x.person_id order by x.at desc, x.kind, p.name limit :most"
)
_QUESTIONS = text(
    "select o.ref, q.asked_at, q.answered_at, q.restricted_too, p.name from restrict_too_questions q "  # noqa: S608
    f"join contacts c on c.hub_id = q.hub_id and c.contact_id = q.contact_id and not {on_the_board()} "
    "join contacts o on o.hub_id = q.hub_id and o.contact_id = q.other_id left join people p on p.person_id = q.answered_by "
    "where q.hub_id = :hub_id and q.contact_id = :contact_id "
    f"and ({on_the_board('o')} or q.restricted_too) order by q.question_id desc"
)


async def contact_attempts(conn: AsyncConnection, row: Any, hub_key: str) -> ContactAttempts:
    """Attempts, newest first, and the questions; nothing of a contact that is not restricted. row: of contact_row.

    The people who have a restricted contact open are those named on it.
    """
    if not row.restricted:
        return ContactAttempts(hub_key, row.ref)
    facts = {"hub_id": row.hub_id, "contact_id": row.contact_id, "most": MOST}
    rows = (await conn.execute(_ROWS, facts)).all()
    asked = (await conn.execute(_QUESTIONS, facts)).all()
    return ContactAttempts(
        hub_key,
        row.ref,
        tuple(AttemptRow(one.at, one.name, one.kind, one.other) for one in rows),
        tuple(
            RestrictToo(one.ref, one.asked_at, one.answered_at, one.name, one.restricted_too) for one in asked
        ),
    )
