"""A verb's first line and its last: lock an open contact, and record what happened to it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text

from board.commands.words import salted
from board.domain.contacts import Contact
from board.domain.events import Body, Event
from board.domain.people import Actor
from board.domain.permissions import Action
from board.store.doors import access_contact
from board.store.engine import Tx

_KEEP = text(
    "insert into reasons (hub_id, contact_id, digest, words) values (:hub_id, :contact_id, :digest, :words) on conflict do nothing"
)


@dataclass(frozen=True, slots=True)
class Done:
    """The contact a verb was done to. changed: false when it was so already."""

    ref: str
    changed: bool = True


async def open_contact(tx: Tx, actor: Actor, ref: str, action: Action, *, now: datetime) -> Contact:
    """The contact with its row locked, if it is open and this actor may do this to it.

    Raises ContactClosed and what the door raises. Locks: the contact.
    """
    contact = await access_contact(tx.conn, actor, ref, action, now=now, lock=True)
    contact.must_be_open()
    return contact


async def record(
    tx: Tx,
    contact: Contact,
    kind: str,
    actor: Actor | int | None,
    body: Body | None = None,
    *,
    told: Iterable[int | None] = (),
    words: Mapping[str, str] | None = None,
    now: datetime,
) -> None:
    """Queue an event of this contact. It concerns everybody whose strip showed the contact when it was locked, and told.

    actor: none for the board itself. told: people whose strip the verb changed besides: the new holder, the person it is offered to now,
    the people who gained or lost a notice. words: texts that the event holds as digests, by the name they have in its body.
    """
    digests = {name: await salted(tx, contact.hub_id, said, now) for name, said in (words or {}).items()}
    for name, digest in digests.items():
        await keep_reason(tx, contact, digest, (words or {})[name])
    body, told = {**(body or {}), **digests}, contact.concerned.union(told)
    note(tx, contact.hub_id, kind, actor, body, about=contact.contact_id, told=told, now=now)


async def keep_reason(tx: Tx, contact: Contact, digest: str, words: str) -> None:
    """Keep the text that an event of this contact holds as this digest."""
    await tx.conn.execute(_KEEP, contact.key | {"digest": digest, "words": words})


def note(
    tx: Tx,
    hub_id: int,
    kind: str,
    actor: Actor | int | None,
    body: Body | None = None,
    *,
    about: int | None = None,
    told: Iterable[int | None] = (),
    now: datetime,
) -> None:
    """Queue an event that is of no contact, or of one that the verb has not locked. about: its number; told: everybody it concerns."""
    by = actor.person_id if isinstance(actor, Actor) else actor
    concerns = frozenset(person for person in told if person is not None)
    tx.record(hub_id, Event(kind, now, by, about, concerns, body or {}))
