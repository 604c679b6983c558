"""A contact arrives: written once, however often it is sent; the same approach with other words is kept as late information."""

from __future__ import annotations

import secrets
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime

from board.commands.incident.asking import ask_under_one_reference
from board.commands.incident.before import Before, sent_before, words_of
from board.commands.incident.joining import first_of
from board.commands.incident.sendings import keep_sending
from board.commands.interest.keeping import keep_arriving_from
from board.commands.late import keep_again
from board.commands.matches import find_matches
from board.commands.naming import name_at_arrival
from board.commands.ratings import rate_children
from board.commands.record import record
from board.commands.running import keep_clocks
from board.domain.contacts import Contact, NewContact
from board.domain.events import Body
from board.domain.incident.references import reference_key
from board.domain.naming import Naming
from board.domain.people import Actor
from board.domain.permissions import Action
from board.domain.policy import Policy
from board.domain.refs import new_ref
from board.domain.refusals import UnknownCode
from board.store.doors import access_contact, must
from board.store.engine import Tx
from board.store.family_keys import with_keys
from board.store.policies import policy_of, policy_version
from board.store.rows import insert, insert_one


@dataclass(frozen=True, slots=True)
class Received:
    """The answer to a sender, which never depends on who may know of anything. receipt: the same for the same words of one sender.

    ref: of the contact that these words made, now (created) or when they were sent before; none where they are late information of any
    contact. changed: whether late information adds words. restricted: it arrived so.
    kept_from_you: no page shows it to this person, because of an interest in its family.
    """

    receipt: str
    ref: str | None = None
    created: bool = False
    changed: bool | None = None
    restricted: bool = False
    kept_from_you: bool = False


async def receive(
    tx: Tx,
    actor: Actor,
    new: NewContact,
    *,
    naming: Naming | None = None,
    more_of: str | None = None,
    now: datetime,
) -> Received:
    """Log an approach. Under a source and source_reference that were used before, the same incident is late information of its contact,
    also where that is closed or restricted to others; anything else is a contact of its own. The same words of one sender are a retry.

    naming: who else may know of it and who must never, where it is restricted; see domain.naming.
    more_of: the contact whose incident this is, as a person answered who saw the question.
    Raises NotAllowed, NotHere, UnknownCode, UnknownPeople, BadInput. Locks: the reference; the contact when it is here. Writes contacts,
    children, adults, safe_contacts, named_people, kept_out, ratings (only from a seat that may rate), clocks, deliveries,
    late_information, sendings; events contact_received or late_information_received. The worker tells people of it.
    """
    must(actor, Action.RECEIVE_CONTACT)
    version = await policy_version(tx.conn, actor.hub_id, now)
    policy = await policy_of(tx.conn, actor.hub_id, version)
    _must_know(policy, new)
    body = as_sent(new)
    words = await words_of(tx, actor, body)
    before = await sent_before(tx, actor, new, words)
    if more_of is not None and before.contact_id is None:
        first = await access_contact(tx.conn, actor, more_of, Action.RECEIVE_CONTACT, now=now)
        before = replace(before, contact_id=await first_of(tx, first), digest=before.answered)
    receipt = words.receipt(actor, before.digest)
    if before.contact_id is not None:
        return await _again(tx, actor, new, before, body, receipt, now)
    contact = await _insert(tx, actor, new, before, policy, version, now)
    await keep_sending(tx, actor, contact.contact_id, "other" if before.turn else "first", now=now)
    await _family(tx, actor, contact, new, now)
    contact = replace(contact, apart=await keep_arriving_from(tx, contact, now=now))
    if new.restricted:
        named = await name_at_arrival(tx, actor, contact, policy, naming or Naming(), now=now)
        contact = replace(contact, named=named)
    event: Body = {
        "children": len(new.children),
        "restricted": contact.restricted,
        "body": before.digest.hex(),
    }
    await record(tx, contact, "contact_received", actor, event, now=now)
    if new.rag is not None and new.children and actor.may(Action.RATE):
        await rate_children(tx, actor, contact, None, new.rag, "As sent with the contact.", now=now)
    await find_matches(tx, contact, by=actor.person_id, now=now)
    await ask_under_one_reference(tx, contact, now=now)
    await keep_clocks(tx, contact, now=now)
    return Received(
        receipt,
        contact.ref,
        created=True,
        restricted=contact.restricted,
        kept_from_you=actor.person_id in contact.apart,
    )


async def _again(
    tx: Tx,
    actor: Actor,
    new: NewContact,
    before: Before,
    body: dict[str, object],
    receipt: str,
    now: datetime,
) -> Received:
    """The answer to what was sent before. A wish to restrict it is kept though all else is the same, whatever the contact is now."""
    assert before.contact_id is not None
    kind = "retry" if before.ref is not None else "repeat"
    if before.ref is None and (before.changed or new.restricted):
        kept = await keep_again(tx, actor, before.contact_id, before.digest, body, now=now)
        kind = "late" if kept else kind
    await keep_sending(tx, actor, before.contact_id, kind, now=now)
    if before.ref is not None:
        return Received(receipt, before.ref)
    return Received(receipt, changed=before.changed)


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
    for later in ("harm_detail", "incident_on"):
        if (
            out[later] is None
        ):  # a contact sent before there was such a field is still the same when it comes again
            del out[later]
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
    tx: Tx, actor: Actor, new: NewContact, before: Before, policy: Policy, version: int, now: datetime
) -> Contact:
    """Write the contact. A board reference that is taken is drawn again, longer."""
    start = policy.calendar.clock_start(new.received_at)
    same = {field: said for field, said in asdict(new).items() if field not in ("children", "adults", "rag")}
    key = None if new.source_reference is None else reference_key(new.source_reference)
    for length in (3, 3, 4, 4, 5, 6, 8):
        ref = new_ref(secrets.SystemRandom(), length)
        row = same | {
            "hub_id": actor.hub_id,
            "ref": ref,
            "clock_start_at": start,
            "dfe_code": policy.dfe_code(new.source),
            "reference_key": key,
            "reference_turn": before.turn,
            "sender_rag": new.rag,
            "intake_digest": before.digest,
            "created_at": now,
            "created_by": actor.person_id,
        }
        contact_id = await insert_one(tx.conn, "contacts", row, "contact_id", once=True)
        if contact_id is not None:
            nobody = (None,) * 5  # decides it, closed it, holds it
            return Contact(
                actor.hub_id, contact_id, ref, new.received_at, start, new.restricted, *nobody, version
            )
    raise RuntimeError("no free reference was found")


async def _family(tx: Tx, actor: Actor, contact: Contact, new: NewContact, now: datetime) -> None:
    whose = contact.key
    children = [
        with_keys({**whose, "place": place, **asdict(child)}) for place, child in enumerate(new.children, 1)
    ]
    await insert(tx.conn, "children", children)
    for place, adult in enumerate(new.adults, 1):
        facts = asdict(replace(adult, safe_contact=None))
        del facts["safe_contact"]
        adult_id = await insert_one(
            tx.conn, "adults", with_keys({**whose, "place": place, **facts}), "adult_id"
        )
        if adult.safe_contact is not None:
            recorded = {"adult_id": adult_id, "recorded_at": now, "recorded_by": actor.person_id}
            await insert(tx.conn, "safe_contacts", [{**whose, **recorded, **asdict(adult.safe_contact)}])
