"""A link is asked for by a member of staff; a worker sends it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import text

from board.commands.guest.guests import locked_guest
from board.commands.record import open_contact, record
from board.domain.contacts import Contact
from board.domain.deliveries import Channel
from board.domain.directory.entries import EntryKind, Standing
from board.domain.events import Body
from board.domain.link.guests import LONGEST_QUESTION, given_text
from board.domain.link.purposes import PURPOSES, Purpose
from board.domain.people import Actor
from board.domain.refusals import AddressNotAllowed, GuestWithoutAddress, MailboxNotConfirmed, NotHere
from board.secrets import Secrets, token_hash
from board.store.directory import locked_entry
from board.store.engine import Tx
from board.store.policies import policy
from board.store.reached import may_be_mailed
from board.store.rows import insert

_SAME = text(
    "select link_id from links where hub_id = :hub_id and contact_id = :contact_id and question = :question "
    "and (guest_id = cast(:guest_id as bigint) or mailbox_id = cast(:mailbox_id as bigint)) "
    "and answered_at is null and withdrawn_at is null and void_at is null and valid_until > :now"
)
_DOMAINS = text("select mail_domains from agencies where hub_id = :hub_id and agency_id = :agency_id")


@dataclass(frozen=True, slots=True)
class LinkSent:
    """The link that was asked for. changed: false when the same was asked before and is still open."""

    link_id: UUID
    changed: bool = True


async def ask_outside(
    tx: Tx, actor: Actor, secrets: Secrets, ref: str, guest_id: int, question: str, *, now: datetime
) -> LinkSent:
    """Ask a guest to add what they know to a contact. The same question to the same guest, still open, is silence.

    Raises NotAllowed, NotHere, ContactClosed, GuestEnded, GuestWithoutAddress, BadInput, AddressNotAllowed. Locks: the contact, the
    guest. Writes links, deliveries; event link_sent.
    """
    purpose = PURPOSES["add_information"]
    contact = await open_contact(tx, actor, ref, purpose.action, now=now)
    words = given_text(question, "question", "Enter the question the person is to answer.", LONGEST_QUESTION)
    guest = await locked_guest(tx, actor, guest_id)
    if guest.email is None:
        raise GuestWithoutAddress(name=guest.name)
    whose = {"guest_id": guest_id, "mailbox_id": None, "agency_id": guest.agency_id, "sent_to": guest.email}
    return await _send(tx, actor, secrets, contact, purpose, whose | {"question": words}, now=now)


async def ask_mailbox(
    tx: Tx, actor: Actor, secrets: Secrets, ref: str, entry_id: int, question: str, *, now: datetime
) -> LinkSent:
    """Ask an agency by its mailbox to add what it knows to a contact. The same question to the same mailbox, still open, is silence.

    Raises NotAllowed, NotHere, ContactClosed, MailboxNotConfirmed, BadInput, AddressNotAllowed. Locks: the contact, the entry. Writes
    links, deliveries; event link_sent.
    """
    purpose = PURPOSES["add_information"]
    contact = await open_contact(tx, actor, ref, purpose.action, now=now)
    words = given_text(question, "question", "Enter the question the person is to answer.", LONGEST_QUESTION)
    entry, current = await locked_entry(tx.conn, actor.hub_id, entry_id)
    if entry is None or not current or entry.kind is not EntryKind.MAILBOX:
        raise NotHere
    months = (await policy(tx.conn, actor.hub_id, now)).directory.confirm_months
    if entry.standing(months, now) is not Standing.CONFIRMED:
        raise MailboxNotConfirmed
    whose = {"guest_id": None, "mailbox_id": entry_id, "agency_id": entry.agency_id, "sent_to": entry.address}
    return await _send(tx, actor, secrets, contact, purpose, whose | {"question": words}, now=now)


async def _send(
    tx: Tx,
    actor: Actor,
    secrets: Secrets,
    contact: Contact,
    purpose: Purpose,
    what: dict[str, Any],
    *,
    now: datetime,
) -> LinkSent:
    whose = contact.key | what
    same = (await tx.conn.execute(_SAME, whose | {"now": now})).scalars().first()
    if same is not None:
        return LinkSent(same, changed=False)
    facts = {"hub_id": actor.hub_id, "agency_id": what["agency_id"]}
    domains = (await tx.conn.execute(_DOMAINS, facts)).scalar_one()
    if not may_be_mailed(what["sent_to"], domains):  # it was allowed when it was entered
        raise AddressNotAllowed(domains=", ".join(domains) or "none yet")
    link_id = await write_link(tx, actor, secrets, purpose, whose, now=now)
    named = "guest" if what["guest_id"] else "mailbox"
    body: Body = {"link": str(link_id), "purpose": purpose.key, named: what[f"{named}_id"]}
    await record(tx, contact, "link_sent", actor, body, now=now)
    return LinkSent(link_id)


async def write_link(
    tx: Tx, actor: Actor, secrets: Secrets, purpose: Purpose, whose: dict[str, object], *, now: datetime
) -> UUID:
    """Write a link and queue it for the worker; the event is the caller's.

    whose: hub_id, agency_id, sent_to, one of guest_id, person_id and mailbox_id, and what its purpose is about. Writes links, deliveries.
    """
    days = (await policy(tx.conn, actor.hub_id, now)).links.days
    link_id = uuid4()
    link = {"link_id": link_id, "purpose": purpose.key, "asked_at": now, "asked_by": actor.person_id}
    link |= {"token_hash": token_hash(secrets.link_tokens(link_id)[0])}
    await insert(tx.conn, "links", [whose | link | {"valid_until": purpose.valid_until(now, days)}])
    await queue_link(tx, actor.hub_id, "link", Channel.EMAIL, {"link_id": link_id}, now=now)
    return link_id


async def queue_link(
    tx: Tx, hub_id: int, kind: str, channel: Channel, what: dict[str, object], *, now: datetime
) -> None:
    """Queue a link, or a code, for the worker, which makes its words when it sends them. what: link_id or code_id. Writes deliveries."""
    row = {"hub_id": hub_id, "delivery_id": uuid4(), "kind": kind, "channel": channel.value, "urgent": True}
    await insert(tx.conn, "deliveries", [row | what | {"created_at": now, "changed_at": now, "next_at": now}])
