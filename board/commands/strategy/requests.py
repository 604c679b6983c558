"""A strategy discussion is asked for once, with a reason, by anyone who may open the contact; a manager answers with a reason."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import text

from board.commands.record import Done, open_contact, record
from board.commands.telling import managers_of, over, tell
from board.commands.words import given, one_of
from board.domain.contacts import clock_time
from board.domain.people import Actor
from board.domain.permissions import Action
from board.domain.refusals import NoStrategyRequest, StrategyRequested
from board.store.engine import Tx
from board.store.rows import insert

ANSWERS = ("agreed", "refused")
_NEWEST = text(
    "select s.*, p.name from strategy_requests s join people p on p.person_id = s.said_by "
    "where s.hub_id = :hub_id and s.contact_id = :contact_id order by s.strategy_request_id desc limit 1"
)


async def ask_for_strategy(tx: Tx, actor: Actor, ref: str, reason: str, *, now: datetime) -> Done:
    """Ask for a strategy discussion; managers are told urgently. The same again is silence. Raises ReasonNeeded, StrategyRequested,
    ContactClosed and what the door raises. Locks: the contact. Writes strategy_requests, deliveries, event strategy_asked.
    """
    return await _say(tx, actor, ref, None, reason, now)


async def answer_strategy(tx: Tx, actor: Actor, ref: str, answer: str, reason: str, *, now: datetime) -> Done:
    """Say whether it is held; the person who asked is told. The same again is silence. Raises UnknownCode, ReasonNeeded,
    NoStrategyRequest, ContactClosed and what the door raises. Locks and writes the same, event strategy_answered.
    """
    return await _say(tx, actor, ref, answer, reason, now)


async def _say(tx: Tx, actor: Actor, ref: str, answer: str | None, reason: str, now: datetime) -> Done:
    action = Action.READ_CONTACT if answer is None else Action.ANSWER_STRATEGY
    contact = await open_contact(tx, actor, ref, action, now=now)
    if answer is not None:  # an answer that says nothing is no request
        one_of(ANSWERS, "answer", answer)
    reason = given(reason)
    said = {"said_by": actor.person_id, "answer": answer, "reason": reason}
    newest = (await tx.conn.execute(_NEWEST, contact.key)).one_or_none()
    if newest is not None and said.items() <= newest._mapping.items():
        return Done(contact.ref, changed=False)
    waiting = newest if newest is not None and newest.answer is None else None
    if waiting and not answer:
        raise StrategyRequested(ref=contact.ref, who=waiting.name, at=clock_time(waiting.said_at))
    if answer and not waiting:
        raise NoStrategyRequest(ref=contact.ref)
    await insert(tx.conn, "strategy_requests", [contact.key | said | {"said_at": now}])
    kind, body = ("strategy_answered", {"answer": answer}) if answer else ("strategy_asked", {})
    whom = [waiting.said_by] if waiting else await managers_of(tx, contact, now=now)
    told = await over(tx, contact, kinds=["strategy_asked"], now=now)
    told |= await tell(tx, contact, kind, whom, by=actor.person_id, urgent=not answer, now=now)
    await record(tx, contact, kind, actor, body, told=told, words={"reason": reason}, now=now)
    return Done(contact.ref)
