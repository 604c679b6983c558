"""The person of a link types, is interrupted, goes on, and sends: late information of the contact, under their own name."""

from __future__ import annotations

import json
from datetime import datetime
from uuid import uuid4

from sqlalchemy import text

from board.commands.incident.sendings import keep_sending
from board.commands.late import keep_again
from board.commands.link.ending import close_links
from board.commands.record import record
from board.commands.words import salt_of
from board.domain.link.guests import LONGEST_ANSWER, given_text
from board.domain.link.sessions import LinkSession
from board.domain.refusals import LinkOver
from board.secrets import Secrets
from board.store.chain import digest
from board.store.doors import locked
from board.store.engine import Tx
from board.store.link import link_of
from board.store.rows import insert

_KEEP = text(
    "update drafts set words = :words, touched_at = :now where hub_id = :hub_id and draft_id = :draft_id and ended_at is null"
)
_DRAFT = text("update links set draft_id = :draft_id where hub_id = :hub_id and link_id = :link_id")
_ANSWERED = text("update links set answered_at = :now where hub_id = :hub_id and link_id = :link_id")


async def keep_draft(tx: Tx, secrets: Secrets, session: LinkSession, typed: str, *, now: datetime) -> None:
    """Keep what the person has typed so far, sealed. It is removed once it was sent, or the link is over.

    Raises BadInput, LinkOver. Locks: the link. Writes drafts, links; no event, since nobody else sees any of it.
    """
    link = await link_of(tx.conn, session.link.hub_id, session.link.link_id, lock=True)
    if link is None or link.over(now) is not None or link.whose != session.link.whose:
        raise LinkOver
    words = secrets.seal(typed[:LONGEST_ANSWER]).encode()
    if link.draft_id is not None:
        facts = {"hub_id": link.hub_id, "draft_id": link.draft_id, "words": words, "now": now}
        await tx.conn.execute(_KEEP, facts)
        return
    draft_id, whose = uuid4(), session.actor.person_id
    draft = {"hub_id": link.hub_id, "draft_id": draft_id, "kind": "link", "begun_at": now, "begun_by": whose}
    await insert(tx.conn, "drafts", [draft | {"owner_id": whose, "touched_at": now, "words": words}])
    await tx.conn.execute(_DRAFT, link.key | {"draft_id": draft_id})


async def answer_link(tx: Tx, session: LinkSession, typed: str, *, now: datetime) -> None:
    """Add what the person knows to the contact, as late information; the link is over with it, and its draft is gone.

    The worker tells the holder and the deciding manager. Raises BadInput, LinkOver. Locks: the contact, the link. Writes
    late_information, sendings, links and what close_links writes; events late_information_received, link_answered.
    """
    words = given_text(typed, "answer", "Enter what you know.", LONGEST_ANSWER)
    old, actor = session.link, session.actor
    assert old.contact_id is not None, "this purpose is about a contact"
    contact = await locked(tx.conn, old.hub_id, old.contact_id, now=now)
    link = await link_of(tx.conn, old.hub_id, old.link_id, lock=True)
    if contact is None or link is None or link.over(now) is not None or link.whose != old.whose:
        raise LinkOver
    body: dict[str, object] = {"summary": words, "link": str(link.link_id), "anonymous_referrer": False}
    body |= {"said_name": session.said_name, "said_role": session.said_role}
    plain = json.dumps(body, sort_keys=True)
    fingerprint = bytes.fromhex(digest(await salt_of(tx, link.hub_id), plain, salt="link"))
    await keep_again(tx, actor, contact.contact_id, fingerprint, body, now=now)
    await keep_sending(tx, actor, contact.contact_id, "late", now=now)
    await tx.conn.execute(_ANSWERED, link.key | {"now": now})
    await close_links(tx, link.hub_id, [link.link_id], "answered", now=now)
    await record(
        tx, contact, "link_answered", actor, {"link": str(link.link_id)}, told=[link.asked_by], now=now
    )
