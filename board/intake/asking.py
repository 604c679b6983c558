"""Receiving for a person, who is asked whether it is more of a contact that is here before it is kept."""

from __future__ import annotations

from collections.abc import Set
from datetime import datetime

from board.commands.contacts import Received, receive
from board.domain.contacts import NewContact
from board.domain.incident.asked import Asked
from board.domain.naming import Naming
from board.domain.people import Actor
from board.queries.incident.asked import asked_about
from board.store.engine import Tx


class Unanswered(Exception):
    """Nothing was kept: a person is asked about these contacts first."""

    def __init__(self, asks: tuple[Asked, ...]) -> None:
        super().__init__("a person is asked first")
        self.asks = asks


async def receive_and_ask(
    tx: Tx,
    actor: Actor,
    new: NewContact,
    *,
    naming: Naming | None = None,
    more_of: str | None = None,
    now: datetime,
) -> tuple[Received, tuple[Asked, ...]]:
    """Receive it, and find the contacts that it may be more of, where it is a contact of its own."""
    received = await receive(tx, actor, new, naming=naming, more_of=more_of, now=now)
    if received.created and received.ref is not None:
        return received, await asked_about(tx.conn, actor, received.ref)
    return received, ()


async def receive_once_answered(
    tx: Tx,
    actor: Actor,
    new: NewContact,
    *,
    naming: Naming,
    seen: Set[str],
    more_of: str | None,
    now: datetime,
) -> Received:
    """Receive it, unless it may be more of a contact that this person was not asked about. seen: the contacts they were asked about.

    Raises Unanswered, which takes all of it back, and what receive raises. Nothing is asked about a restricted contact, whose sender runs
    through the same statements as with a reference that is new.
    """
    received, asks = await receive_and_ask(tx, actor, new, naming=naming, more_of=more_of, now=now)
    if any(one.ref not in seen for one in asks):
        raise Unanswered(asks)
    return received
