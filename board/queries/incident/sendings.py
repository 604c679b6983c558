"""Sendings under the reference of a restricted contact, and questions about them: for the people named on it alone."""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from board.domain.contacts import Contact
from board.domain.people import Actor
from board.store.visibility import exists_for, named_on, on_the_board
from board.views.contact import RestrictToo, SendingRow, SentAgain

MOST = 100
_SENDINGS = text(
    "select s.sent_at, s.kind, p.name, case when o.contact_id <> c.contact_id then o.ref end as other "  # noqa: S608
    "from contacts c join contacts o on o.hub_id = c.hub_id and (o.contact_id = c.contact_id "
    "or o.source = c.source and o.reference_key = c.reference_key) "
    "join sendings s on s.hub_id = o.hub_id and s.contact_id = o.contact_id join people p on p.person_id = s.sent_by "
    f"where c.hub_id = :hub_id and c.contact_id = :contact_id and {named_on()} and {exists_for('o')} "
    "and not (o.contact_id = c.contact_id and s.kind in ('first', 'other')) order by s.sending_id desc limit :most"
)
_QUESTIONS = text(
    "select o.ref, q.asked_at, q.answered_at, q.restricted_too, p.name from restrict_too_questions q "  # noqa: S608
    "join contacts c on c.hub_id = q.hub_id and c.contact_id = q.contact_id "
    "join contacts o on o.hub_id = q.hub_id and o.contact_id = q.other_id left join people p on p.person_id = q.answered_by "
    f"where q.hub_id = :hub_id and q.contact_id = :contact_id and {named_on()} and {exists_for('o')} "
    f"and (q.answered_at is not null or {on_the_board('o')}) order by q.question_id desc"
)


async def sent_again(conn: AsyncConnection, actor: Actor, contact: Contact) -> SentAgain | None:
    """Sendings under its reference, newest first, for somebody named on a restricted contact; none for any other contact."""
    if not contact.restricted:
        return None
    facts = {**contact.key, "person_id": actor.person_id, "most": MOST}
    rows = (await conn.execute(_SENDINGS, facts)).all()
    asked = (await conn.execute(_QUESTIONS, facts)).all()
    return SentAgain(
        tuple(SendingRow(row.sent_at, row.name, row.kind, row.other) for row in rows),
        tuple(
            RestrictToo(row.ref, row.asked_at, row.answered_at, row.name, row.restricted_too) for row in asked
        ),
    )
