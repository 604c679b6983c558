"""A contact leaves the board by a manager's word, stays on record, and can come back."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import text

from board.commands.baton import write
from board.commands.identity.telling import tell_beside
from board.commands.incident.answers import answer_late
from board.commands.matches import find_matches, part
from board.commands.owners import must_decide
from board.commands.record import Done, open_contact, record
from board.commands.review_meetings import meeting_again, meeting_over
from board.commands.running import keep_clocks
from board.commands.telling import over
from board.commands.words import given, one_of, unasked
from board.domain.baton import claim_of
from board.domain.closing import Unfinished, in_one, unfinished
from board.domain.contacts import LONDON, Contact
from board.domain.events import Body
from board.domain.people import Actor
from board.domain.permissions import PARTNERS, Action
from board.domain.refusals import Joined, NotFinished, NotJoined, ToldOutside
from board.domain.urgency import worst
from board.store.consent import adults_not_told, children_not_told, unaware
from board.store.doors import access_contact
from board.store.engine import Tx
from board.store.policies import policy_of

_CLOSE = text(
    "update contacts set closed_at = :now, closed_by = :person_id, outcome = :outcome, outcome_reason = :reason "
    "where hub_id = :hub_id and contact_id = :contact_id"
)
_JOINED = text(
    "select joined_to is not null from contacts where hub_id = :hub_id and contact_id = :contact_id"
)
_OPEN = text(
    "update contacts set closed_at = null, closed_by = null, outcome = null, outcome_reason = null, "
    "reopened_at = coalesce(:reopened_at, reopened_at) where hub_id = :hub_id and contact_id = :contact_id"
)
_UNFINISHED = text(
    "select ch.rags, ch.wheres, ch.safes, ch.said_ats, m.kinds, m.ends, st.answer, st.said_at, st.name as asked_by, op.name as offered_to, "  # noqa: S608 - constants of store/consent.py
    "  exists (select from clocks k where k.hub_id = c.hub_id and k.contact_id = c.contact_id and k.kind = 'safe_now' "
    "   and k.stopped_at is null and k.fired_at is not null) as unconfirmed, "
    f"  {unaware()} as unaware, array(select 'adult ' || x.place from adults x where x.hub_id = c.hub_id "
    f"   and x.adult_id = any({adults_not_told()}) order by x.place) || array(select 'child ' || x.place from children x "
    f"   where x.hub_id = c.hub_id and x.child_id = any({children_not_told()}) order by x.place) as not_told "
    "from contacts c left join people op on op.person_id = :offered_to left join lateral ("
    "  select array_agg(r.rag order by x.place) as rags, array_agg(n.whereabouts is not null order by x.place) "
    "      filter (where not x.unborn) as wheres, array_agg(n.said_by is not null order by x.place) filter (where not x.unborn) as safes, "
    "    array_agg(n.said_at order by x.place) filter (where not x.unborn) as said_ats "
    "  from children x left join ratings r on r.hub_id = x.hub_id and r.child_id = x.child_id and r.replaced_at is null "
    "  left join lateral (select whereabouts, said_by, said_at from safe_now s where s.hub_id = x.hub_id and s.child_id = x.child_id "
    "    order by s.safe_now_id desc limit 1) n on true where x.hub_id = c.hub_id and x.contact_id = c.contact_id) ch on true "
    "left join lateral (select array_agg(kind order by ends_at, measure_id) as kinds, "
    "  array_agg(ends_at order by ends_at, measure_id) as ends "
    "  from measures m where m.hub_id = c.hub_id and m.contact_id = c.contact_id and m.ended_at is null) m on true "
    "left join lateral (select s.answer, s.said_at, p.name from strategy_requests s join people p on p.person_id = s.said_by "
    "  where s.hub_id = c.hub_id and s.contact_id = c.contact_id order by s.strategy_request_id desc limit 1) st on true "
    "where c.hub_id = :hub_id and c.contact_id = :contact_id"
)
# A message to a partner counts from the moment it is queued: the worker may be sending it now.
_TOLD_OUTSIDE = text(
    "select exists (select from deliveries d where d.hub_id = :hub_id and d.contact_id = :contact_id and d.created_at >= :at "
    "and not exists (select from seats s where s.hub_id = d.hub_id and s.person_id = d.person_id "
    "and s.role <> all(cast(:partners as text[]))))"
)
# A clock that was late before the closing is late after it, and is not recorded as late twice.
_LATE_STILL = text(
    "update clocks k set fired_at = o.fired_at from clocks o where k.hub_id = :hub_id and k.contact_id = :contact_id "
    "and k.stopped_at is null and k.fired_at is null and o.hub_id = k.hub_id and o.contact_id = k.contact_id and o.stopped_at = :at "
    "and o.kind = k.kind and o.about = k.about and o.due_at = k.due_at"
)


async def close(
    tx: Tx,
    actor: Actor,
    ref: str,
    outcome: str,
    reason: str,
    *,
    anyway: str | None = None,
    seen: Collection[str] | None = None,
    now: datetime,
) -> Done:
    """Take a contact off the board with an outcome and its reason; whoever held it holds it no more.

    Its deciding manager alone may; where there is none, the closer becomes it. anyway: why, although work on it is not finished. seen:
    the sentences that answers, where the person was shown them; what came since is asked again.
    Raises ReasonNeeded, UnknownCode, ContactClosed, DecidedByAnother, NotFinished and what the door raises. Locks: the contact. Writes
    contacts, claims, hand_overs, owners, clocks, what meeting_over writes; events owner_taken, contact_closed.
    """
    contact = await open_contact(tx, actor, ref, Action.CLOSE, now=now)
    policy = await policy_of(tx.conn, contact.hub_id, contact.policy_version)
    one_of(sorted(o.code for o in policy.outcomes), "outcome", outcome)
    reason = given(reason)
    owns = await must_decide(tx, actor, contact, now=now)
    words = {"reason": reason} | await must_be_finished(tx, actor, contact, anyway, seen=seen, now=now)
    facts = {"now": now, "person_id": actor.person_id, "outcome": outcome, "reason": reason}
    await tx.conn.execute(_CLOSE, contact.key | facts)
    told = await off_board(tx, actor, contact, "The contact was closed.", now=now)
    body: Body = {"outcome": outcome, "owner_taken": owns}
    await record(tx, contact, "contact_closed", actor, body, told=told, words=words, now=now)
    return Done(contact.ref)


async def reopen(tx: Tx, actor: Actor, ref: str, reason: str, *, now: datetime) -> Done:
    """Put a closed contact back on the board, where it waits for somebody. An open contact stays as it is.

    Its clocks count from their old start. Only the time to claim it counts from now. It answers late information that waited. Raises
    ReasonNeeded and what the door raises. Locks: the contact, matching. Writes contacts, clocks, what find_matches and answer_late
    write, event contact_reopened.
    """
    contact = await access_contact(tx.conn, actor, ref, Action.CLOSE, now=now, lock=True)
    reason = given(reason)
    if contact.closed_at is None:
        return Done(contact.ref, changed=False)
    await must_not_be_joined(tx, contact)
    await tx.conn.execute(_OPEN, contact.key | {"reopened_at": now})
    await _beside_again(tx, contact, actor, now)
    await keep_clocks(tx, contact, now=now)
    told = await answer_late(tx, contact, actor, None, now=now) or ()
    await record(tx, contact, "contact_reopened", actor, told=told, words={"reason": reason}, now=now)
    return Done(contact.ref)


async def off_board(tx: Tx, actor: Actor, contact: Contact, why: str, *, now: datetime) -> frozenset[int]:
    """End all that waits for a contact that was just closed or joined. why: for its holder. Answers people who lost a notice.

    Writes claims, hand_overs, clocks, what over and meeting_over write, events of the cards beside it.
    """
    claim = claim_of(contact)
    await write(tx, claim, claim.end(why), by=actor.person_id, now=now)
    told = await over(tx, contact, now=now)
    told |= await meeting_over(tx, contact, actor.person_id, now=now)
    await keep_clocks(tx, contact, now=now)
    if not contact.restricted:
        await part(tx, contact, now=now)
    await tell_beside(tx, contact, now=now)
    return told


async def must_not_be_joined(tx: Tx, contact: Contact) -> None:
    """Raises Joined for a contact that became late information of another."""
    if (await tx.conn.execute(_JOINED, contact.key)).scalar_one():
        raise Joined(ref=contact.ref)


async def must_be_untold(tx: Tx, contact: Contact, at: datetime) -> None:
    """Raises ToldOutside where somebody outside the hub was told of it since that moment."""
    outside = contact.key | {"at": at, "partners": sorted(PARTNERS)}
    if (await tx.conn.execute(_TOLD_OUTSIDE, outside)).scalar_one():
        raise ToldOutside(ref=contact.ref)


async def open_again(
    tx: Tx, actor: Actor, contact: Contact, at: datetime, *, now: datetime
) -> frozenset[int]:
    """Take back the closing of that moment: the contact is on the board and its meeting is set, as if it had not been closed.

    The caller gives it back to its holder, keeps its clocks and records it. Answers the people with a new notice. Raises ToldOutside.
    Writes contacts, what meeting_again, find_matches and answer_late write.
    """
    await must_be_untold(tx, contact, at)
    await tx.conn.execute(_OPEN, contact.key | {"reopened_at": None})
    return await back_on_board(tx, actor, contact, at, now=now)


async def back_on_board(
    tx: Tx, actor: Actor, contact: Contact, at: datetime, *, now: datetime
) -> frozenset[int]:
    """Set its meeting again and find its likenesses again, as they were at that moment. Answers the people with a new notice."""
    await _beside_again(tx, contact, actor, now)
    told = await answer_late(tx, contact, actor, None, now=now) or frozenset()
    return told | await meeting_again(tx, contact, actor.person_id, at, now=now)


async def late_still(tx: Tx, contact: Contact, at: datetime) -> None:
    """Clocks that were late when it was closed at that moment are late still. The caller has started them again."""
    await tx.conn.execute(_LATE_STILL, contact.key | {"at": at})


async def _beside_again(tx: Tx, contact: Contact, actor: Actor, now: datetime) -> None:
    await tell_beside(tx, contact, now=now)
    if not contact.restricted:
        await part(tx, contact, now=now, kind="match_found")
        await find_matches(tx, contact, by=actor.person_id, now=now)


async def must_be_finished(
    tx: Tx,
    actor: Actor,
    contact: Contact,
    anyway: str | None,
    *,
    seen: Collection[str] | None = None,
    refusal: type[NotFinished] | type[NotJoined] = NotFinished,
    now: datetime,
) -> dict[str, str]:
    """The answer to the question, for the record; also one that came although nothing is asked. Raises the refusal, ReasonNeeded."""
    asked = await _unfinished(tx, actor, contact, now)
    if not asked:
        return unasked(anyway)
    if anyway is None or (seen is not None and not set(asked) <= set(seen)):
        raise refusal(ref=contact.ref, why=in_one(asked), asks=list(asked))
    return {"anyway": given(anyway, "anyway")}


async def _unfinished(tx: Tx, actor: Actor, contact: Contact, now: datetime) -> tuple[str, ...]:
    row = (await tx.conn.execute(_UNFINISHED, contact.key | {"offered_to": contact.offered_to})).one()
    policy = await policy_of(tx.conn, contact.hub_id, contact.policy_version)
    rag = worst(row.rags or (), policy)
    top = policy.level(rag).label if rag and policy.level(rag).band == policy.top_band else None
    waits = row.asked_by is not None and row.answer is None
    facts = Unfinished(
        top=top,
        born=tuple(zip(row.wheres or (), row.safes or (), row.said_ats or (), strict=True)),
        unconfirmed=row.unconfirmed,
        holder=contact.holder if contact.holder_id != actor.person_id else None,
        offered_to=row.offered_to if contact.offered_to != actor.person_id else None,
        measures=tuple(zip(row.kinds or (), row.ends or (), strict=True)),
        strategy=(row.asked_by, row.said_at) if waits else None,
        unaware=tuple(row.not_told) if row.unaware else None,
    )
    return unfinished(facts, now=now, today=now.astimezone(LONDON).date())
