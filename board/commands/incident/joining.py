"""Two contacts are one incident, as a person said: the later one becomes late information of the first, until that is taken back."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from sqlalchemy import text

from board.commands.closures import back_on_board, must_be_finished, off_board
from board.commands.deliveries import queue
from board.commands.incident.sendings import keep_sending
from board.commands.interest.keeping import keep_together
from board.commands.matches import pair
from board.commands.ratings import rate_children
from board.commands.record import Done, record
from board.commands.referrer.naming import hide_referrer_of
from board.commands.running import keep_clocks
from board.commands.words import given
from board.domain.contacts import Contact
from board.domain.people import Actor
from board.domain.permissions import Action
from board.domain.policy import Policy
from board.domain.refusals import JoinedBefore, MoreSerious, NotHere, NotJoined, NotNamedAlike, StillRuns
from board.domain.urgency import worst
from board.store.chain import digest
from board.store.doors import access_contact, locked
from board.store.engine import Tx
from board.store.policies import policy_of

_FACTS = text(
    "select c.contact_id, c.joined_to, c.intake_digest, c.sender_rag, c.anonymous_referrer, "
    "  array(select r.rag from ratings r where r.hub_id = c.hub_id and r.contact_id = c.contact_id and r.replaced_at is null) as rags, "
    "  exists (select from measures m where m.hub_id = c.hub_id and m.contact_id = c.contact_id and m.ended_at is null) "
    "  or coalesce((select s.answer is null from strategy_requests s where s.hub_id = c.hub_id and s.contact_id = c.contact_id "
    "    order by s.strategy_request_id desc limit 1), false) as runs "
    "from contacts c where c.hub_id = :hub_id and c.contact_id = :contact_id"
)
# As the sender's body has it, and as late information is kept.
_BODY = text(
    "select ((to_jsonb(c) - cast(:inside as text[])) || jsonb_build_object('rag', c.sender_rag, "
    "  'children', (select coalesce(jsonb_agg(to_jsonb(x) - cast(:inside as text[]) order by x.place), '[]') from children x "
    "    where x.hub_id = c.hub_id and x.contact_id = c.contact_id), "
    "  'adults', (select coalesce(jsonb_agg(to_jsonb(a) - cast(:inside as text[]) order by a.place), '[]') from adults a "
    "    where a.hub_id = c.hub_id and a.contact_id = c.contact_id))) - case when c.source_hidden then 'source' else '' end as body "
    "from contacts c where c.hub_id = :hub_id and c.contact_id = :contact_id"
)
_INSIDE = [
    "hub_id", "contact_id", "child_id", "adult_id", "place", "sender_rag", "intake_digest", "reference_key", "reference_turn", "created_at",
    "created_by", "closed_at", "closed_by", "outcome", "outcome_reason", "reopened_at", "deciding_manager", "retention_class",
    "uncovered_at", "joined_to", "ref", "dfe_code", "clock_start_at", "source_hidden",
]  # fmt: skip
_JOIN = text(
    "update contacts set closed_at = :now, closed_by = :person_id, joined_to = :first where hub_id = :hub_id and contact_id = :contact_id"
)
_AGAIN = (
    "on conflict (hub_id, contact_id, digest) do update set body = excluded.body, withdrawn_at = null, to_answer = excluded.to_answer, "
    "answered_at = null, answered_by = null, answer_reason = null where late_information.joined_id is not null"
)
# A closed contact is on the board until somebody answers it.
_LATE = text(
    "insert into late_information (hub_id, contact_id, received_at, received_from, digest, body, joined_id, to_answer) "  # noqa: S608
    "values (:hub_id, :first, :now, :person_id, :digest, cast(:body as jsonb), :contact_id, :to_answer) "
    f"{_AGAIN} returning late_id"
)
_LATE_TOO = text(
    "insert into late_information (hub_id, contact_id, received_at, received_from, digest, body, joined_id) "  # noqa: S608
    "select hub_id, :first, received_at, received_from, digest, body, :contact_id from late_information "
    f"where hub_id = :hub_id and contact_id = :contact_id and withdrawn_at is null order by late_id {_AGAIN}"
)
# Those that were joined to the later one go with it, and come back with it.
_TOGETHER = text("update contacts set joined_to = :first where hub_id = :hub_id and joined_to = :contact_id")
_APART = text(
    "update contacts set joined_to = :contact_id where hub_id = :hub_id and joined_to = :first and contact_id in "
    "(select joined_id from late_information where hub_id = :hub_id and contact_id = :contact_id and withdrawn_at is null)"
)
_PART = text(
    "update contacts set closed_at = null, closed_by = null, joined_to = null, reopened_at = coalesce(:reopened_at, reopened_at) "
    "where hub_id = :hub_id and contact_id = :contact_id"
)
_WITHDRAW = text(
    "update late_information set withdrawn_at = :now, to_answer = false "
    "where hub_id = :hub_id and contact_id = :first and joined_id = :contact_id and withdrawn_at is null"
)
_MATCH = text(
    "select verdict from matches where hub_id = :hub_id and contact_id = :one and other_id = :other for no key update"
)
_SETTLE = text(
    "update matches set verdict = 'incident', verdict_reason = :reason, decided_at = :now, decided_by = :person_id "
    "where hub_id = :hub_id and contact_id = :one and other_id = :other"
)
_UNSETTLE = text(
    "update matches set verdict = null, verdict_reason = null, decided_at = null, decided_by = null "
    "where hub_id = :hub_id and contact_id = :one and other_id = :other and verdict = 'incident'"
)
LET_GO_REASON = "It was joined to another contact as the same incident."


async def join(
    tx: Tx,
    actor: Actor,
    ref: str,
    other: str,
    reason: str,
    *,
    anyway: str | None = None,
    raised: bool = False,
    now: datetime,
) -> Done:
    """Make the contact that was received later late information of the first, also of a closed one; the same again changes nothing.

    The first keeps its clocks, holder, offer and colours. The later one leaves the board as by closing and stays readable. anyway: why,
    although work on it is not finished. raised: give the first the colour of the later one, if that is more serious. Raises ReasonNeeded,
    ContactClosed, NotFinished, StillRuns, MoreSerious, NotNamedAlike, JoinedBefore, NotHere where they do not look alike, and what the
    door raises. Locks: both contacts by number, the match. Writes contacts, claims, hand_overs, clocks, matches, late_information,
    ratings, sendings, deliveries; events contact_joined and late_information_received.
    """
    reason = given(reason)
    first, later = sorted(
        await both_locked(tx, actor, ref, other, now=now), key=lambda one: (one.received_at, one.contact_id)
    )
    these = pair(later.hub_id, first.contact_id, later.contact_id)
    match = (await tx.conn.execute(_MATCH, these)).one_or_none()
    if match is None:
        raise NotHere
    if match.verdict == "incident":
        return Done(later.ref, changed=False)
    later.must_be_open()
    if (first.restricted, first.named) != (later.restricted, later.named):
        raise NotNamedAlike
    facts, before = await _facts(tx, later), await _facts(tx, first)
    if before.joined_to is not None:
        raise JoinedBefore(ref=first.ref)
    if facts.runs:
        raise StillRuns(ref=later.ref, first=first.ref)
    policy = await policy_of(tx.conn, later.hub_id, later.policy_version)
    words = {"reason": reason} | await must_be_finished(tx, actor, later, anyway, refusal=NotJoined, now=now)
    await _keep_colour(tx, actor, first, later, before, facts, policy, raised, now)
    where = later.key | {"first": first.contact_id, "now": now, "person_id": actor.person_id}
    await tx.conn.execute(_JOIN, where)
    await tx.conn.execute(_SETTLE, these | {"reason": reason, "now": now, "person_id": actor.person_id})
    told = await off_board(tx, actor, later, LET_GO_REASON, now=now)
    late_id = await _late(tx, where, bytes(facts.intake_digest), first)
    if facts.anonymous_referrer or before.anonymous_referrer:
        await hide_referrer_of(tx, first, None, now=now)
    owners = {later.holder_id, later.offered_to, later.deciding_manager} - {None, actor.person_id}
    about = (later.hub_id, "contact_joined", sorted(one for one in owners if one), later.contact_id)
    told |= await queue(tx, *about, now=now)
    await record(tx, later, "contact_joined", actor, {"first": first.ref}, told=told, words=words, now=now)
    body = {"late": late_id, "joined": later.contact_id}
    await record(tx, first, "late_information_received", actor, body, now=now)
    await keep_sending(tx, actor, first.contact_id, "late", now=now)
    await keep_together(tx, actor, first, later, now=now)
    return Done(later.ref)


async def part_again(
    tx: Tx, actor: Actor, contact: Contact, *, undone: bool, now: datetime
) -> frozenset[int]:
    """Take the joining back: the contact stands on the board, its clocks go on from their old start, and the first loses its texts.

    undone: as if it had not been; else it waits again from now. The caller holds the rows of the incident, keeps its clocks and records it.
    Answers the people with a new notice.
    Writes contacts, matches, late_information, what back_on_board writes, event incident_parted of the first.
    """
    facts = await _facts(tx, contact)
    where = contact.key | {"first": facts.joined_to, "now": now, "reopened_at": None if undone else now}
    await tx.conn.execute(_APART, where)
    await tx.conn.execute(_PART, where)
    await tx.conn.execute(_WITHDRAW, where)
    await tx.conn.execute(_UNSETTLE, pair(contact.hub_id, facts.joined_to, contact.contact_id))
    first = await locked(tx.conn, contact.hub_id, facts.joined_to, now=now)
    assert first is not None, "a contact is joined to one that is here"
    await record(tx, first, "incident_parted", actor, now=now)
    assert contact.closed_at is not None
    return await back_on_board(tx, actor, contact, contact.closed_at, now=now)


async def both_locked(
    tx: Tx, actor: Actor, ref: str, other: str, *, now: datetime
) -> tuple[Contact, Contact]:
    """These two contacts in their order, for a person who settles it. Locks: both by number. Raises what the door raises."""
    found = {
        one: await access_contact(tx.conn, actor, one, Action.SETTLE_MATCH, now=now) for one in (ref, other)
    }
    for one in sorted(found, key=lambda each: found[each].contact_id):
        found[one] = await access_contact(tx.conn, actor, one, Action.SETTLE_MATCH, now=now, lock=True)
    return found[ref], found[other]


async def _facts(tx: Tx, contact: Contact) -> Any:
    return (await tx.conn.execute(_FACTS, contact.key)).one()


async def _keep_colour(
    tx: Tx,
    actor: Actor,
    first: Contact,
    later: Contact,
    before: Any,
    facts: Any,
    policy: Policy,
    raised: bool,
    now: datetime,
) -> None:
    """The more serious colour is not lost: the first has it already, or gets it now, or nothing is joined. Raises MoreSerious."""
    ours, theirs = worst(before.rags, policy), worst(facts.rags or [facts.sender_rag], policy)
    if theirs is None or (ours is not None and worst([ours, theirs], policy) == ours):
        return
    if raised and first.closed_at is None and actor.may(Action.RATE):
        why = f"As {later.ref} was, which is the same incident."
        await rate_children(tx, actor, first, None, theirs, why, now=now)
        await keep_clocks(tx, first, now=now)
        return
    raise MoreSerious(
        ref=later.ref,
        first=first.ref,
        colour=policy.level(theirs).label.lower(),
        theirs=policy.level(ours).label.lower() if ours else "not rated",
        way=f"Reopen {first.ref} and rate it first" if first.closed_at else f"Rate {first.ref} first",
    )


async def _late(tx: Tx, where: dict[str, Any], fingerprint: bytes, first: Contact) -> int:
    """Keep the texts of the later contact, and all that was sent to it since, with the first."""
    body = (await tx.conn.execute(_BODY, where | {"inside": _INSIDE})).scalar_one()
    kept = {"digest": bytes.fromhex(digest(fingerprint, str(first.contact_id), salt="joined"))}
    late_id = (
        await tx.conn.execute(
            _LATE, where | kept | {"body": json.dumps(body), "to_answer": first.closed_at is not None}
        )
    ).scalar_one()
    await tx.conn.execute(_LATE_TOO, where)
    await tx.conn.execute(_TOGETHER, where)
    return int(late_id)


async def first_of(tx: Tx, contact: Contact) -> int:
    """The contact where late information of this one goes: itself, or the one that it was joined to."""
    return (await _facts(tx, contact)).joined_to or contact.contact_id


async def is_joined(tx: Tx, contact: Contact, to: set[int]) -> bool:
    """Whether this contact is joined to one of these."""
    return (await _facts(tx, contact)).joined_to in to
