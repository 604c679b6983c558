"""A contact arrives: written once, however often it is sent; the same approach with other words is kept as late information."""

from __future__ import annotations

import json
import secrets
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime

from board.commands.late import Sent, keep_again, sent_before
from board.commands.matches import find_matches
from board.commands.naming import name_at_arrival, name_like
from board.commands.ratings import rate_children
from board.commands.record import record
from board.commands.running import keep_clocks
from board.commands.words import salt_of
from board.domain.contacts import Contact, NewContact
from board.domain.events import Body
from board.domain.naming import Naming
from board.domain.people import Actor
from board.domain.permissions import Action
from board.domain.policy import Policy
from board.domain.refs import new_ref
from board.domain.refusals import UnknownCode
from board.store.chain import digest
from board.store.doors import must
from board.store.engine import Tx
from board.store.policies import policy_of, policy_version
from board.store.rows import insert, insert_one


@dataclass(frozen=True, slots=True)
class Received:
    """created: it is new. changed: it was here, and what came now differs from what came first. restricted: it arrived so."""

    ref: str
    created: bool
    changed: bool
    restricted: bool = False


async def receive(
    tx: Tx, actor: Actor, new: NewContact, *, naming: Naming | None = None, now: datetime
) -> Received:
    """Log an approach. The same source and source_reference again is the same contact, unless that one is restricted to others
    and somebody else sent it: then it is not there, and this is a contact of its own, restricted to the same people.

    naming: who else may know of it and who must never, where it is restricted; who is named beside them is domain.naming's rule. Raises
    NotAllowed, UnknownCode, UnknownPeople, BadInput. Locks: the contact when it is here already. Writes contacts, children, adults,
    safe_contacts, named_people, kept_out, ratings (only from a seat that may rate), clocks, deliveries, late_information; events
    contact_received or late_information_received.
    """
    must(actor, Action.RECEIVE_CONTACT)
    version = await policy_version(tx.conn, actor.hub_id, now)
    policy = await policy_of(tx.conn, actor.hub_id, version)
    _must_know(policy, new)
    salt = await salt_of(tx, actor.hub_id)
    body = as_sent(new)
    fingerprint = bytes.fromhex(digest(salt, json.dumps(body, sort_keys=True), salt="intake"))
    contact = None
    while contact is None:  # once more where somebody else sent the same reference just now
        sent = await sent_before(tx, actor, new.source, new.source_reference)
        if sent.contact_id is not None:
            ref, changed = await keep_again(tx, actor, sent.contact_id, fingerprint, body, now=now)
            return Received(ref, created=False, changed=changed)
        contact = await _insert(tx, actor, new, sent, fingerprint, policy, version, now)
    await _family(tx, actor, contact, new, now)
    if sent.hidden:
        contact = replace(contact, named=await name_like(tx, contact, sent.hidden, now=now))
    elif new.restricted:
        named = await name_at_arrival(tx, actor, contact, policy, naming or Naming(), now=now)
        contact = replace(contact, named=named)
    event: Body = {"children": len(new.children), "restricted": contact.restricted, "body": fingerprint.hex()}
    await record(tx, contact, "contact_received", actor, event, now=now)
    if new.rag is not None and new.children and actor.may(Action.RATE):
        await rate_children(tx, actor, contact, None, new.rag, "As sent with the contact.", now=now)
    await find_matches(tx, contact, by=actor.person_id, now=now)
    await keep_clocks(tx, contact, now=now)
    return Received(contact.ref, created=True, changed=False, restricted=contact.restricted)


def as_sent(new: NewContact) -> dict[str, object]:
    """The contact as JSON values: what late information keeps and what the fingerprint covers."""

    def plain(value: object) -> object:
        if isinstance(value, datetime | date):
            return value.isoformat()
        if isinstance(value, dict):
            return {k: plain(v) for k, v in value.items()}
        if isinstance(value, list | tuple):
            return [plain(v) for v in value]
        return value

    out = plain(asdict(new))
    assert isinstance(out, dict)
    if (
        new.harm_detail is None
    ):  # so that a contact sent before there was such a field is still the same when it comes again
        del out["harm_detail"]
    return out


def _must_know(policy: Policy, new: NewContact) -> None:
    for field, value, known in (
        ("source", new.source, policy.source_codes()),
        ("concern", new.concern, policy.concern_codes()),
        ("rag", new.rag, policy.rag_codes()),
    ):
        if value is not None and value not in known:
            listed = ", ".join(sorted(known))
            errors = {field: f"Unknown value. Known values: {listed}."}
            raise UnknownCode(errors, field=field, value=value, known=listed)


async def _insert(
    tx: Tx,
    actor: Actor,
    new: NewContact,
    sent: Sent,
    fingerprint: bytes,
    policy: Policy,
    version: int,
    now: datetime,
) -> Contact | None:
    """Write the contact; none when its source reference came meanwhile. A board reference that is taken is drawn again, longer."""
    start = policy.calendar.clock_start(new.received_at)
    # What is kept from others is not told to them by who sends it again.
    restricted = new.restricted or bool(sent.hidden)
    same = {field: said for field, said in asdict(new).items() if field not in ("children", "adults", "rag")}
    for length in (3, 3, 4, 4, 5, 6, 8):
        ref = new_ref(secrets.SystemRandom(), length)
        row = same | {
            "hub_id": actor.hub_id,
            "ref": ref,
            "clock_start_at": start,
            "dfe_code": policy.dfe_code(new.source),
            "reference_turn": sent.turn,
            "sender_rag": new.rag,
            "restricted": restricted,
            "intake_digest": fingerprint,
            "created_at": now,
            "created_by": actor.person_id,
        }
        contact_id = await insert_one(tx.conn, "contacts", row, "contact_id", once=True)
        if contact_id is not None:
            nobody = (None,) * 5  # decides it, closed it, holds it
            return Contact(
                actor.hub_id, contact_id, ref, new.received_at, start, restricted, *nobody, version
            )
        if await sent_before(tx, actor, new.source, new.source_reference) != sent:
            return None
    raise RuntimeError("no free reference was found")


async def _family(tx: Tx, actor: Actor, contact: Contact, new: NewContact, now: datetime) -> None:
    whose = contact.key
    children = [{**whose, "place": place, **asdict(child)} for place, child in enumerate(new.children, 1)]
    await insert(tx.conn, "children", children)
    for place, adult in enumerate(new.adults, 1):
        facts = asdict(replace(adult, safe_contact=None))
        del facts["safe_contact"]
        adult_id = await insert_one(tx.conn, "adults", {**whose, "place": place, **facts}, "adult_id")
        if adult.safe_contact is not None:
            recorded = {"adult_id": adult_id, "recorded_at": now, "recorded_by": actor.person_id}
            await insert(tx.conn, "safe_contacts", [{**whose, **recorded, **asdict(adult.safe_contact)}])
