"""Advice given without a contact: counted by who asked and the advice; nothing of a family is kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text

from board.commands.record import note
from board.commands.words import one_of
from board.domain.contact.advice import AGAIN_WITHIN
from board.domain.people import Actor
from board.domain.permissions import Action
from board.domain.refusals import NotHere
from board.store.doors import must
from board.store.engine import Tx
from board.store.policies import policy
from board.store.rows import insert_one

_SAME = text(
    "select advice_id from advice where hub_id = :hub_id and given_by = :given_by and source = :source and advice = :advice "
    "and given_at > :since order by advice_id desc limit 1"
)
_TAKE = text(
    "select source, became_contact_at from advice where hub_id = :hub_id and advice_id = :advice_id for no key update"
)
_BECAME = text("update advice set became_contact_at = :now where hub_id = :hub_id and advice_id = :advice_id")


@dataclass(frozen=True, slots=True)
class Advised:
    """source: code of who asked. changed: false when it was so already."""

    advice_id: int
    source: str
    changed: bool = True


async def give_advice(tx: Tx, actor: Actor, source: str, advice: str, *, now: datetime) -> Advised:
    """Count advice to a source of the hub. The same within seconds is silence.

    Raises NotAllowed, UnknownCode. Writes advice, event advice_given.
    """
    must(actor, Action.WRITE_NOTE)
    rules = await policy(tx.conn, actor.hub_id, now)
    one_of(rules.source_codes(), "source", source)
    one_of([one.code for one in rules.advice], "advice", advice)
    row = {"hub_id": actor.hub_id, "given_by": actor.person_id, "source": source, "advice": advice}
    same = (await tx.conn.execute(_SAME, row | {"since": now - AGAIN_WITHIN})).scalar_one_or_none()
    if same is not None:
        return Advised(same, source, changed=False)
    advice_id = await insert_one(tx.conn, "advice", row | {"given_at": now}, "advice_id")
    body = {"advice_id": advice_id, "source": source, "advice": advice}
    note(tx, actor.hub_id, "advice_given", actor, body, now=now)
    return Advised(advice_id, source)


async def advice_became_contact(tx: Tx, actor: Actor, advice_id: int, *, now: datetime) -> Advised:
    """Count this advice as a contact from now on; which contact is not kept. Twice is silence.

    Raises NotAllowed, NotHere (no such advice in this hub). Locks: the advice. Writes advice, event advice_became_contact.
    """
    must(actor, Action.WRITE_NOTE)
    key = {"hub_id": actor.hub_id, "advice_id": advice_id}
    row = (await tx.conn.execute(_TAKE, key)).one_or_none()
    if row is None:
        raise NotHere
    if row.became_contact_at is not None:
        return Advised(advice_id, row.source, changed=False)
    await tx.conn.execute(_BECAME, key | {"now": now})
    note(tx, actor.hub_id, "advice_became_contact", actor, {"advice_id": advice_id}, now=now)
    return Advised(advice_id, row.source)
