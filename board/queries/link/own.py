"""The page of a link, for its own person."""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from board.domain.link.sessions import LinkSession
from board.queries.consent import position_of
from board.secrets import Secrets
from board.store.consent import standing, unaware
from board.store.link import colleagues_of
from board.views.link.pages import LinkAnswerPage

_MORE = text(
    f"select p.name as asker, d.words, {unaware()} as unaware, {standing()} from links l join people p on p.person_id = l.asked_by "  # noqa: S608
    "left join contacts c on c.hub_id = l.hub_id and c.contact_id = l.contact_id "
    "left join drafts d on d.hub_id = l.hub_id and d.draft_id = l.draft_id and d.ended_at is null "
    "where l.hub_id = :hub_id and l.link_id = :link_id"
)


async def answer_page(conn: AsyncConnection, secrets: Secrets, session: LinkSession) -> LinkAnswerPage:
    """The question with what its person has typed so far. The caller has logged the reading."""
    row = (await conn.execute(_MORE, session.link.key)).one()
    typed = secrets.unseal(bytes(row.words).decode()) if row.words is not None else None
    link, mailbox = session.link, session.link.mailbox_id is not None
    return LinkAnswerPage(
        link_id=link.link_id,
        mailbox=mailbox,
        deputies=tuple(await colleagues_of(conn, link)) if mailbox else (),
        given_to=link.offered_name,
        hub_name=session.hub_name,
        asked_by=row.asker,
        question=session.link.question or "",
        typed=typed or "",
        said_name=session.said_name,
        said_role=session.said_role,
        unaware=bool(row.unaware),
        consent=position_of(row),
        idle_minutes=int(session.idle.total_seconds() // 60),
    )
