"""First sign-in: a link for one use within a day, opened by a code to a number that two members of staff know."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import text

from board.commands.grant.giving import locked_grant
from board.commands.link.codes import CodeMade, make_code
from board.commands.link.ending import end_links
from board.commands.link.sending import LinkSent, write_link
from board.commands.people import add_person
from board.commands.record import note
from board.domain.events import Body
from board.domain.grant.rules import Standing, standing_of
from board.domain.link.purposes import PURPOSES
from board.domain.link.sessions import LinkSession
from board.domain.people import Actor
from board.domain.refusals import GrantOver, GrantUnconfirmed, LinkOver, NotHere
from board.secrets import Secrets
from board.store.doors import must
from board.store.engine import Tx
from board.store.link import link_of

PURPOSE = PURPOSES["first_sign_in"]
# By time alone, and not by what became of it: a link that was used says that its person was not known.
_SENT = text(
    "select link_id from links where hub_id = :hub_id and grant_id = :grant_id and withdrawn_at is null and void_at is null "
    "and valid_until > :now order by asked_at desc limit 1"
)
_SPEND = text(
    "update links set answered_at = :now where hub_id = :hub_id and link_id = :link_id and answered_at is null returning link_id"
)
_GRANT = text("select * from seat_grants where hub_id = :hub_id and grant_id = :grant_id")


async def send_first_link(
    tx: Tx, actor: Actor, secrets: Secrets, grant_id: int, *, now: datetime
) -> LinkSent:
    """Send the person of a seat that was given a link to their work address. While one is valid, it is silence.

    Somebody who is known gets the same link, and signs in instead of choosing a password. Raises NotAllowed, NotHere, GrantOver,
    GrantUnconfirmed. Locks: the grant. Writes links, deliveries, event link_sent.
    """
    must(actor, PURPOSE.action)
    row = await locked_grant(tx, actor, grant_id)
    if (standing := standing_of(row, now)) is not Standing.ASKED:
        raise GrantUnconfirmed if standing is Standing.TO_CONFIRM else GrantOver
    facts = {"hub_id": actor.hub_id, "grant_id": grant_id}
    same = (await tx.conn.execute(_SENT, facts | {"now": now})).scalar_one_or_none()
    if same is not None:
        return LinkSent(same, changed=False)
    whose = facts | {"agency_id": row.agency_id, "sent_to": row.address}
    link_id = await write_link(tx, actor, secrets, PURPOSE, whose, now=now)
    body: Body = {"link": str(link_id), "grant": grant_id, "purpose": PURPOSE.key}
    note(tx, actor.hub_id, "link_sent", actor, body, now=now)
    return LinkSent(link_id)


async def make_first_code(
    tx: Tx,
    actor: Actor,
    secrets: Secrets,
    grant_id: int,
    entry_id: int,
    route: str,
    statement_id: UUID | None = None,
    *,
    now: datetime,
) -> CodeMade:
    """Make the code of the link. The person who gave the seat and the person who sent the link neither confirmed its number nor make the
    call, so that nobody lets in a person whom only they know.

    Raises NotHere (no link is valid), and what make_code raises. Locks: the grant, the link, the entry. Writes link_codes, deliveries,
    event link_code_made.
    """
    await locked_grant(tx, actor, grant_id)
    facts = {"hub_id": actor.hub_id, "grant_id": grant_id, "now": now}
    link_id = (await tx.conn.execute(_SENT, facts)).scalar_one_or_none()
    if link_id is None:
        raise NotHere
    return await make_code(tx, actor, secrets, link_id, entry_id, route, statement_id, now=now)


async def spend_first_link(tx: Tx, session: LinkSession, *, now: datetime) -> tuple[str, str]:
    """The link is used up, and its browser ends. Returns name and address of the person it was for. Raises LinkOver. Locks: the link.

    Writes links, link_codes, link_sessions, event link_ended.
    """
    link = await link_of(tx.conn, session.link.hub_id, session.link.link_id, lock=True)
    if link is None or link.grant_id is None or link.over(now) is not None:
        raise LinkOver
    # The seat may have waited too long since the link was sent: then there is nothing to come in for.
    row = (await tx.conn.execute(_GRANT, {"hub_id": link.hub_id, "grant_id": link.grant_id})).one()
    if standing_of(row, now) is not Standing.ASKED:
        raise LinkOver
    if (await tx.conn.execute(_SPEND, link.key | {"now": now})).one_or_none() is None:
        raise LinkOver
    await end_links(tx, link.hub_id, [link.link_id], "answered", now=now)
    return row.name, row.address


async def begin_account(tx: Tx, name: str, address: str, password_hash: str, *, now: datetime) -> int:
    """The account of the person, whose authenticator is set up next, before anything is shown. Raises EmailTaken. Returns its number."""
    return (await add_person(tx, name, address, password_hash=password_hash, now=now)).person_id
