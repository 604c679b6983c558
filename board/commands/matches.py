"""Contacts that look like the same family: found when somebody becomes known, asked about when one is given away."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import text

from board.commands.deliveries import queue
from board.commands.record import note, open_contact, record
from board.commands.words import given, unasked
from board.domain.baton import claim_of
from board.domain.contacts import Contact
from board.domain.events import Body
from board.domain.family.keys import asked_keys
from board.domain.family.reasons import REFERENCE, Likeness, Strength, of_a_family, reason_words
from board.domain.matching import likeness
from board.domain.people import Actor
from board.domain.permissions import Action
from board.domain.refusals import NotHere, SameFamily
from board.store.engine import Tx
from board.store.families import beside, live_restricted, lock_matches, matches_of, people_of, worth_comparing
from board.store.turns import Turn
from board.store.visibility import people_named


@dataclass(frozen=True, slots=True)
class Answered:
    """Why a contact was given away beside a family, for its event: the words, and the matches that they are about.

    asked: whether anything was; without that the words are an answer to a question that is no longer asked.
    """

    words: Mapping[str, str] = field(default_factory=dict)
    body: Body = field(default_factory=dict)
    asked: bool = True


FAMILY_WAYS = {
    "claim": "Leave it to them, or claim it anyway and say why",
    "accept": "Decline it, or accept it anyway and say why",
    "allocate": "Allocate it to them, or go on anyway and say why",
    "reassign": "Let them have it, or go on anyway and say why",
}
"""What whoever is asked may do instead, by what they did."""
MOST = 10  # of one contact at a time; more than that is a list sent wrong
# Two that arrive at once must see each other: the second reads when the first has committed. Taken after contacts, before clocks.
_ONE_BY_ONE = text(f"select pg_advisory_xact_lock({Turn.MATCHING}, :hub_id)")
_KEEP = text(
    "insert into matches (hub_id, contact_id, other_id, strong, reasons, found_at) "  # noqa: S608
    "values (:hub_id, :one, :other, :strong, cast(:reasons as text[]), :now) "
    "on conflict (hub_id, contact_id, other_id) do update set strong = excluded.strong, reasons = excluded.reasons "
    f"|| case when '{REFERENCE}' = any(matches.reasons) then array['{REFERENCE}'] else '{{}}' end "
    "where matches.verdict is null and not matches.strong and excluded.strong returning match_id"
)
_HOLDERS = text(
    "select cl.contact_id, cl.person_id, h.person_id as offered_to from claims cl left join hand_overs h on h.hub_id = cl.hub_id "
    "and h.contact_id = cl.contact_id and h.ended_at is null where cl.hub_id = :hub_id and cl.released_at is null "
    "and cl.contact_id = any(cast(:ids as bigint[]))"
)
_NAMED = text(
    f"select c.contact_id, {people_named()} as people from contacts c where c.hub_id = :hub_id "  # noqa: S608
    "and c.contact_id = any(cast(:ids as bigint[]))"
)
_LEAVE = text(
    "update matches set left_to = :left_to, left_at = :now, left_by = :person_id where hub_id = :hub_id and match_id = :match_id"
)
_ANYWAY = text(
    "update matches set anyway_reason = :reason, anyway_at = :now, anyway_by = :person_id "
    "where hub_id = :hub_id and match_id = any(cast(:matches as bigint[]))"
)
_NOT_LEFT = text(
    "update matches set left_to = null, left_at = null, left_by = null "
    "where hub_id = :hub_id and (contact_id = :contact_id or other_id = :contact_id) and left_at is not null"
)


async def find_matches(tx: Tx, contact: Contact, *, by: int | None, now: datetime) -> None:
    """Find the live contacts that look like this one's family, after somebody of it became known; for a restricted contact nothing.

    Restricted contacts are compared apart from what anybody does, by `match_restricted`, so that neither an event nor the time it takes
    tells of one. by: who made them known and needs no notice. Locks: matching in this hub, last but for clocks and the head. Writes
    matches, deliveries to whoever holds one of the two, event match_found for each of both.
    """
    if contact.restricted:
        return
    await tx.conn.execute(_ONE_BY_ONE, {"hub_id": contact.hub_id})
    found = await _alike(tx, contact.hub_id, contact.contact_id, restricted=False)
    fresh = [other for other, like in found if await _keep(tx, contact, other, like, now)]
    holders = await _holders(tx, contact.hub_id, [contact.contact_id, *fresh])
    for other in fresh:
        await _found(tx, contact.hub_id, contact.contact_id, other, holders, by, now)


async def match_restricted(tx: Tx, hub_id: int, *, now: datetime) -> None:
    """Compare each live restricted contact with every other. Only those named on both hear of a likeness, by a notice.

    Locks: matching in this hub. Writes matches, deliveries, event restricted_match_changed.
    """
    await tx.conn.execute(_ONE_BY_ONE, {"hub_id": hub_id})
    hidden = await live_restricted(tx.conn, hub_id)
    rows = await tx.conn.execute(_NAMED, {"hub_id": hub_id, "ids": hidden})
    named = {row.contact_id: frozenset(row.people) for row in rows}
    for one in hidden:
        for other, like in await _alike(tx, hub_id, one, restricted=True):
            facts = pair(hub_id, one, other) | {"strong": like.strength is Strength.STRONG}
            kept = await tx.conn.execute(_KEEP, {**facts, "reasons": like.codes, "now": now})
            if kept.scalar_one_or_none() is None:
                continue
            both = named[one] & named.get(other, named[one])
            await queue(tx, hub_id, "match_found", sorted(both), one, now=now)
            note(tx, hub_id, "restricted_match_changed", None, told=both, now=now)


async def part(
    tx: Tx, contact: Contact, *, now: datetime, kind: str = "match_parted", closed: bool = False
) -> None:
    """Tell the cards beside a contact on the board that it leaves it, or (kind match_found) that it is there again.

    closed: tell closed contacts too, whose history tells the reason of a likeness while both are known to everybody. Called by
    the person who takes it off or brings it back. Writes events.
    """
    for row in await beside(tx.conn, contact, closed=closed):
        body, whose = {"match": row.match_id}, (row.holder_id, row.offered_to)
        note(tx, contact.hub_id, kind, None, body, about=row.contact_id, told=whose, now=now)


async def must_ask(
    tx: Tx, actor: Actor, contact: Contact, to: int, anyway: str | None, *, act: str, now: datetime
) -> Answered:
    """Before a contact is given to this person, whoever gives it: is one of the same family held by somebody else?

    Only matches that exist for whoever acts are asked about. anyway: why it is given all the same, which the other holder is told of.
    act: of FAMILY_WAYS. Answers no words where one of the two is restricted, since a history tells nobody of the other. Raises
    SameFamily, ReasonNeeded. Locks: the matches. Writes matches, deliveries.
    """
    if not await lock_matches(tx.conn, contact, actor.person_id):
        return Answered(unasked(anyway), asked=False)
    rows = await matches_of(tx.conn, contact.hub_id, contact.contact_id, actor.person_id)
    family = [r for r in rows if r.verdict != "rejected" and of_a_family(r.reasons, r.verdict)]
    held = [r for r in family if r.holder_id not in (None, to)]
    facts = contact.key | {"now": now, "person_id": actor.person_id}
    if held and anyway is None:
        first = held[0]
        raise SameFamily(
            ref=contact.ref,
            other=first.ref,
            holder=first.holder,
            why=reason_words(first.reasons),
            also="",
            left=any(row.left_to == row.holder_id for row in held),
            act=act,
            way=FAMILY_WAYS[act],
        )
    apart = contact.restricted or any(r.restricted for r in held or rows)
    answered = Answered({} if apart else unasked(anyway), asked=False)
    if held:
        reason = given(anyway or "", "anyway")
        about = " ".join(str(r.match_id) for r in held)
        answered = Answered() if apart else Answered({"anyway": reason}, {"matches": about})
        await tx.conn.execute(_ANYWAY, {**facts, "reason": reason, "matches": [r.match_id for r in held]})
        holders = sorted({row.holder_id for row in held} - {actor.person_id})
        await queue(tx, contact.hub_id, "same_family_claimed", holders, contact.contact_id, now=now)
    await tx.conn.execute(_NOT_LEFT, facts)
    return answered


async def leave_to_holder(tx: Tx, actor: Actor, ref: str, other: str, *, now: datetime) -> str:
    """Leave a contact to whoever holds the other one of the family: they are told, and it waits for them. Answers their name.

    It stays unclaimed and its clocks run, so nothing is lost when they do not come. Raises NotHere when nobody else holds such a one,
    AlreadyClaimed, ContactClosed and what the door raises. Locks: the contact, its matches. Writes matches, deliveries, event
    contact_left_to_holder, or restricted_match_changed where the other is restricted.
    """
    contact = await open_contact(tx, actor, ref, Action.CLAIM, now=now)
    claim_of(contact).must_be_free()
    await lock_matches(tx.conn, contact, actor.person_id)
    rows = await matches_of(tx.conn, contact.hub_id, contact.contact_id, actor.person_id)
    row = next(
        (r for r in rows if r.ref == other.upper() and r.holder_id not in (None, actor.person_id)), None
    )
    if row is None:
        raise NotHere
    facts = {"hub_id": contact.hub_id, "match_id": row.match_id, "left_to": row.holder_id}
    await tx.conn.execute(_LEAVE, {**facts, "now": now, "person_id": actor.person_id})
    await queue(tx, contact.hub_id, "left_to_you", [row.holder_id], contact.contact_id, now=now)
    body = {"match": row.match_id}
    await record_likeness(
        tx, contact, row, "contact_left_to_holder", actor, body, told=[row.holder_id], now=now
    )
    return str(row.holder)


async def record_likeness(
    tx: Tx,
    contact: Contact,
    other: Any,
    kind: str,
    actor: Actor,
    body: Body,
    *,
    told: Iterable[int] = (),
    now: datetime,
) -> None:
    """The event, unless one of the two is restricted: then one that names no contact, for no timeline may tell of the other."""
    if contact.restricted or other.restricted:
        note(tx, contact.hub_id, "restricted_match_changed", actor, body, now=now)
    else:
        await record(tx, contact, kind, actor, body, told=told, now=now)


async def _alike(tx: Tx, hub_id: int, contact_id: int, *, restricted: bool) -> list[tuple[int, Likeness]]:
    """The live contacts that look like this one's family, strongest first. restricted: with restricted ones."""
    ours = await people_of(tx.conn, hub_id, contact_id)
    theirs = await worth_comparing(tx.conn, hub_id, contact_id, asked_keys(ours), restricted=restricted)
    found = [(other, like) for other, those in theirs.items() if (like := likeness(ours, those)) is not None]
    return sorted(found, key=lambda one: (-one[1].strength, one[0]))[:MOST]


def pair(hub_id: int, one: int, other: int) -> dict[str, Any]:
    """Two contacts as a match names them: what came first, first."""
    return {"hub_id": hub_id, "one": min(one, other), "other": max(one, other)}


async def _keep(tx: Tx, contact: Contact, other: int, like: Likeness, now: datetime) -> bool:
    """Write the match; whether it is new, or stronger than it was. One that a person settled stays as they said."""
    facts = pair(contact.hub_id, contact.contact_id, other) | {"strong": like.strength is Strength.STRONG}
    kept = await tx.conn.execute(_KEEP, {**facts, "reasons": like.codes, "now": now})
    return kept.scalar_one_or_none() is not None


async def _holders(tx: Tx, hub_id: int, contacts: Iterable[int]) -> dict[int, tuple[int, int | None]]:
    """For each contact that is held: its holder, and the person it is offered to."""
    rows = await tx.conn.execute(_HOLDERS, {"hub_id": hub_id, "ids": sorted(contacts)})
    return {row.contact_id: (row.person_id, row.offered_to) for row in rows}


async def _found(
    tx: Tx,
    hub_id: int,
    one: int,
    other: int,
    holders: Mapping[int, tuple[int, int | None]],
    by: int | None,
    now: datetime,
) -> None:
    for contact_id, beside_it in ((one, other), (other, one)):
        holder, offered_to = holders.get(contact_id, (None, None))
        body, whose = {"beside": beside_it}, (holder, offered_to)
        note(tx, hub_id, "match_found", None, body, about=contact_id, told=whose, now=now)
        if holder is not None and holder != by and holders.get(beside_it, (None,))[0] != holder:
            await queue(tx, hub_id, "match_found", [holder], beside_it, now=now)
