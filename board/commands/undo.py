"""Undo: whoever did the last thing with a contact takes it back. A new event that names what it undoes; the trail keeps both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import text

from board.commands.baton import go_on, write
from board.commands.closures import late_still, must_be_untold, open_again
from board.commands.incident.joining import part_again
from board.commands.incident.together import access_incident
from board.commands.owners import owner_of
from board.commands.record import record
from board.commands.running import keep_clocks
from board.commands.telling import OF_HOLDING, over
from board.domain.baton import Move, claim_of
from board.domain.contacts import Contact
from board.domain.people import Actor
from board.domain.permissions import Action
from board.domain.refusals import ChangedSince, NothingToUndo, NotYoursToUndo, TooLateToUndo
from board.domain.undo import IN_THE_WAY, OFF_BOARD, UNDOABLE
from board.store.chain import body_of
from board.store.colleagues import colleague
from board.store.engine import Tx
from board.store.policies import policy_of

_LATEST = text(
    "select e.seq, e.at, e.kind, e.actor_id, e.concerns, e.body, coalesce(p.name, 'The board') as name "
    "from events e left join people p on p.person_id = e.actor_id "
    "where e.hub_id = :hub_id and e.contact_id = :contact_id and e.kind = any(cast(:kinds as text[])) order by e.seq desc limit 40"
)
_AT = text("select at from events where hub_id = :hub_id and seq = :seq")
_ENDED_CLAIM = text(
    "select claim_id, person_id from claims where hub_id = :hub_id and contact_id = :contact_id and released_at = :at and not undone"
)
_NOT_OVER = text("update claims set undone = true where hub_id = :hub_id and claim_id = :claim_id")
# How the offer that stood before each of these ended with it.
_ENDED_AS = {
    "contact_closed": "overtaken",
    "contact_joined": "overtaken",
    "contact_released": "overtaken",
    "contact_reassigned": "overtaken",
    "hand_over_accepted": "accepted",
    "hand_over_declined": "declined",
    "hand_over_withdrawn": "withdrawn",
}
_ENDED_OFFER = text(
    "select person_id, note, offered_at from hand_overs where hub_id = :hub_id and contact_id = :contact_id and ended_at = :at "
    "and ended_as = :ended_as order by hand_over_id desc limit 1"
)
_UNRATE = text(
    "update ratings set replaced_at = :now where hub_id = :hub_id and child_id = :child_id and replaced_at is null"
)
# The rating that stood before stands again, as it was given.
_RATE_AGAIN = text(
    "insert into ratings (hub_id, contact_id, child_id, rag, reason, rated_at, rated_by) "
    "select hub_id, contact_id, child_id, rag, reason, rated_at, rated_by from ratings r "
    "where r.hub_id = :hub_id and r.child_id = :child_id and r.rag = :before and r.replaced_at = :at order by r.rating_id desc limit 1"
)


@dataclass(frozen=True, slots=True)
class Undone:
    """What was taken back, in words. changed: false when it had been already."""

    ref: str
    what: str
    changed: bool = True


async def undo(tx: Tx, actor: Actor, ref: str, seq: int | None = None, *, now: datetime) -> Undone:
    """Take back the last thing that was done with this contact, as if it had not been; who did it, and for a short while.

    seq: number of the newest event of the act that is meant; none means the last act. What stood before stands again: who had it, the
    offer that waited, the colours, who decides it and from when its clocks count. Raises NothingToUndo, NotYoursToUndo, ChangedSince,
    TooLateToUndo, ToldOutside, ContactClosed and what the door raises. Locks: the contacts of the incident by number. Writes claims,
    hand_overs, ratings, owners, clocks, what open_again writes, event act_undone.
    """
    contact = await access_incident(tx, actor, ref, Action.UNDO, now=now)
    latest = (await tx.conn.execute(_LATEST, contact.key | {"kinds": list(IN_THE_WAY)})).all()
    if seq is not None:
        seq = await _said_by(tx, contact, latest, seq)
    act = _act(latest, seq, actor, contact)
    if act is None:
        return Undone(contact.ref, UNDOABLE.get(_undone_kind(latest[0]), "it"), changed=False)
    if act[0].kind not in OFF_BOARD:
        contact.must_be_open()
    policy = await policy_of(tx.conn, contact.hub_id, contact.policy_version)
    if act[0].at < now - timedelta(minutes=policy.undo_minutes):
        raise TooLateToUndo(minutes=policy.undo_minutes)
    told = await _take_back(tx, actor, contact, act, now) | {p for one in act for p in one.concerns}
    owned = ("owner_changed",) if body_of(act[0].body).get("owner_taken") else ()
    kinds = (*OF_HOLDING, "hand_over_answered", "reassigned", *owned)
    told |= await over(tx, contact, kinds=kinds, now=now)
    await keep_clocks(tx, contact, now=now)
    if act[0].kind in OFF_BOARD:
        await late_still(tx, contact, act[0].at)
    body = {"undoes": act[0].seq, "undone": act[0].kind}
    await record(tx, contact, "act_undone", actor, body, told=told, now=now)
    return Undone(contact.ref, UNDOABLE[act[0].kind])


async def _said_by(tx: Tx, contact: Contact, latest: Sequence[Any], seq: int) -> int:
    """Number of the event that says what was done, where what else that act wrote (reminders called off) came after it."""
    before = next((one for one in latest if one.seq <= seq), None)
    if before is None or before.seq == seq:
        return seq
    row = (await tx.conn.execute(_AT, {"hub_id": contact.hub_id, "seq": seq})).one_or_none()
    return int(before.seq) if row is not None and row.at == before.at else seq


def _act(latest: Sequence[Any], seq: int | None, actor: Actor, contact: Contact) -> Sequence[Any] | None:
    """The events of the act that is meant, the newest first; none when this very person has undone it already."""
    if not latest:
        raise NothingToUndo(ref=contact.ref)
    last = latest[0]
    meant = last if seq is None else next((one for one in latest if one.seq == seq), None)
    if meant is None or meant.kind not in UNDOABLE:
        raise NothingToUndo(ref=contact.ref)
    if meant.actor_id != actor.person_id:
        raise NotYoursToUndo(who=meant.name)
    if meant is not last:
        if last.kind == "act_undone" and body_of(last.body)["undoes"] == meant.seq:
            return None
        raise ChangedSince(who=latest[latest.index(meant) - 1].name, ref=contact.ref)
    together = int(body_of(last.body).get("together") or 1)
    return latest[:together]


def _undone_kind(event: Any) -> str:
    return str(body_of(event.body).get("undone", ""))


async def _take_back(
    tx: Tx, actor: Actor, contact: Contact, act: Sequence[Any], now: datetime
) -> frozenset[int]:
    """Make it as it was before this act. Returns to whom it stands offered again or no more."""
    at, kind, body = act[0].at, act[0].kind, body_of(act[0].body)
    claim, by = claim_of(contact), actor.person_id
    match kind:
        case "child_rated":
            for one in act:
                await _rate_back(tx, contact, body_of(one.body), one.at, now)
            return frozenset()
        case "hand_over_offered":
            await write(tx, claim, Move(offer_ends="undone"), by=by, now=now)
            return frozenset()
        case "hand_over_declined" | "hand_over_withdrawn":
            return await _offer_again(tx, actor, contact, kind, at)
        case "contact_claimed" | "contact_allocated":
            await write(tx, claim, claim.end("Undone.", undone=True), by=by, now=now)
            offered: frozenset[int] = frozenset()
        case "contact_closed" | "contact_joined":
            if kind == "contact_closed":
                offered = await open_again(tx, actor, contact, at, now=now)
            else:
                await must_be_untold(tx, contact, at)
                offered = await part_again(tx, actor, contact, undone=True, now=now)
            offered |= await _hold_again(tx, contact, at, must=False)
            offered |= await _offer_again(tx, actor, contact, kind, at)
        case _:  # released, accepted or reassigned: whoever had it before has it again
            await write(tx, claim, claim.end("Undone.", undone=True), by=by, now=now)
            offered = await _hold_again(tx, contact, at) | await _offer_again(tx, actor, contact, kind, at)
    if body.get("owner_taken"):
        owner = await owner_of(tx, actor, contact)
        await write(tx, owner, owner.end("Undone.", undone=True), by=by, now=now)
    return offered


async def _hold_again(tx: Tx, contact: Contact, at: datetime, *, must: bool = True) -> frozenset[int]:
    """The person whose claim ended then has the contact again, as before. must: raise NothingToUndo where they have left meanwhile."""
    last = (await tx.conn.execute(_ENDED_CLAIM, contact.key | {"at": at})).one_or_none()
    if last is None or await colleague(tx.conn, contact, last.person_id, Action.CLAIM) is None:
        if must:
            raise NothingToUndo(ref=contact.ref)
        return frozenset()
    await tx.conn.execute(_NOT_OVER, contact.key | {"claim_id": last.claim_id})
    await go_on(tx, claim_of(contact), last.claim_id)
    return frozenset({last.person_id})


async def _offer_again(tx: Tx, actor: Actor, contact: Contact, kind: str, at: datetime) -> frozenset[int]:
    ended = contact.key | {"at": at, "ended_as": _ENDED_AS[kind]}
    row = (await tx.conn.execute(_ENDED_OFFER, ended)).one_or_none()
    if row is None or await colleague(tx.conn, contact, row.person_id, Action.CLAIM) is None:
        return frozenset()
    again = Move(offered_to=row.person_id, note=row.note)
    await write(tx, claim_of(contact), again, by=actor.person_id, now=row.offered_at)
    return frozenset({row.person_id})


async def _rate_back(tx: Tx, contact: Contact, body: Any, at: datetime, now: datetime) -> None:
    whose = {"hub_id": contact.hub_id, "child_id": body["child"], "now": now}
    await tx.conn.execute(_UNRATE, whose)
    if body["before"] is not None:
        await tx.conn.execute(_RATE_AGAIN, whose | {"before": body["before"], "at": at})
