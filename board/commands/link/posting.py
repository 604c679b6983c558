"""Links and codes on their way: the outbox takes them as it takes other messages, and what did not arrive is told to a colleague."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import text

from board.commands.deliveries import queue
from board.commands.record import note
from board.domain.deliveries import Channel
from board.domain.events import Body
from board.domain.link.purposes import PURPOSES
from board.domain.messages import About, LinkMail, Message
from board.store.engine import Tx
from board.store.ladder import ladder
from board.store.on_duty import on_duty
from board.store.reached import may_be_mailed

# A code is of a link, which is of an agency. Nothing is sent of what is over: withdrawn, answered, void, used or run out.
_FACTS = text(
    "select d.delivery_id, d.channel, d.state::text as state, d.message_id, d.created_at, d.tries, d.problem, d.provider_ref, l.link_id, "
    "k.code_id, l.purpose, l.mailbox_id is not null as mailbox, "
    "coalesce(k.address, l.sent_to) as address, coalesce(k.code_hash, l.token_hash) as hash, a.mail_domains, "
    "l.withdrawn_at is null and l.answered_at is null and l.void_at is null and l.valid_until > :now and c.closed_at is null "
    "  and g.ended_at is null and w.withdrawn_at is null and w.accepted_at is null "
    "  and (k.code_id is null or k.void_at is null and k.used_at is null and k.valid_until > :now) as wanted "
    "from deliveries d left join link_codes k on k.hub_id = d.hub_id and k.code_id = d.code_id "
    "join links l on l.hub_id = d.hub_id and l.link_id = coalesce(d.link_id, k.link_id) "
    "join agencies a on a.hub_id = l.hub_id and a.agency_id = l.agency_id "
    "left join guests g on g.hub_id = l.hub_id and g.guest_id = l.guest_id "
    "left join seat_grants w on w.hub_id = l.hub_id and w.grant_id = l.grant_id "
    "left join contacts c on c.hub_id = l.hub_id and c.contact_id = l.contact_id "
    "where d.hub_id = :hub_id and d.delivery_id = any(cast(:ids as uuid[])) order by d.created_at, d.delivery_id"
)
_ASKER = text(
    "select l.asked_by, l.contact_id, l.link_id from links l left join link_codes k on k.hub_id = l.hub_id and k.link_id = l.link_id "
    "  and k.code_id = cast(:code_id as uuid) "
    "where l.hub_id = :hub_id and (l.link_id = cast(:link_id as uuid) or k.code_id is not null)"
)


async def link_rows(tx: Tx, hub_id: int, ids: list[UUID], now: datetime) -> list[Any]:
    """The deliveries among these that take a link or a code to the person it is for. wanted: link and code still open something."""
    return list((await tx.conn.execute(_FACTS, {"hub_id": hub_id, "ids": ids, "now": now})).all())


def link_message(hub_id: int, row: Any) -> Message:
    """The message of such a row; to nobody where its agency allows mail there no longer."""
    channel = Channel(row.channel)
    allowed = channel is not Channel.EMAIL or may_be_mailed(row.address, row.mail_domains)
    mail = LinkMail(row.link_id, row.code_id, bytes(row.hash), PURPOSES[row.purpose].opening, row.mailbox)
    return Message(
        hub_id,
        row.message_id or uuid4(),
        channel,
        None,
        row.address if allowed else "",
        False,
        row.created_at,
        row.tries,
        (About(row.delivery_id, None),),
        lost=row.state == "sending" or row.problem == "answer_lost",
        provider_ref=row.provider_ref,
        link=mail,
    )


async def own_failed_link(
    tx: Tx, hub_id: int, row: Any, message_id: UUID, problem: str, now: datetime
) -> None:
    """A link or a code did not arrive: the colleague who asked is told, or the next on duty. Writes deliveries, event delivery_failed."""
    facts = {"hub_id": hub_id, "link_id": row.link_id, "code_id": row.code_id}
    link = (await tx.conn.execute(_ASKER, facts)).one()
    here = {one.person_id for one in await on_duty(tx.conn, hub_id, now)}
    others = await ladder(tx.conn, hub_id, link.contact_id, (), now)
    owners = [link.asked_by] if link.asked_by in here or not others else others[:1]
    await queue(tx, hub_id, "delivery_failed", owners, link.contact_id, now=now, urgent=True)
    body: Body = {
        "message": str(message_id),
        "problem": problem,
        "link": str(link.link_id),
        "owner": owners[0],
    }
    note(tx, hub_id, "delivery_failed", None, body, about=link.contact_id, told=owners, now=now)
