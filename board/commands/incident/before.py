"""Earlier sendings under a reference, asked alike for restricted and ordinary contacts, since every sender is answered alike."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import text

from board.commands.words import salt_of
from board.domain.contacts import NewContact
from board.domain.incident.references import reference_key
from board.domain.incident.same import Incident, incident_of, people_sent, same_incident
from board.domain.people import Actor
from board.store.chain import digest
from board.store.engine import Tx
from board.store.families import somebody

# Two who send one reference at once wait for each other here, before anything else is locked.
_ONE_BY_ONE = text("select pg_advisory_xact_lock(hashtextextended(:what, :hub_id))")
_UNDER = text(
    "select c.contact_id, c.joined_to, c.ref, c.source_reference, c.reference_turn, c.intake_digest, c.created_by, "
    "coalesce(c.incident_on, cast(c.received_at at time zone 'Europe/London' as date)) as happened_on from contacts c "
    "where c.hub_id = :hub_id and c.source = :source and c.reference_key = :key order by c.reference_turn"
)
_WITHOUT = text(
    "select c.contact_id, c.ref, c.intake_digest from contacts c where c.hub_id = :hub_id and c.created_by = :person_id "
    "and c.intake_digest = :digest and c.source_reference is null order by c.contact_id limit 1"
)
_PEOPLE = text(
    "select contact_id, case when unborn then 'unborn' else 'child' end as part, given_name, family_name, born_on, expected_on, "
    "null as address, sex from children where hub_id = :hub_id and contact_id = any(cast(:ids as bigint[])) "
    "union all select contact_id, 'adult', given_name, family_name, born_on, null, null, null from adults "
    "where hub_id = :hub_id and contact_id = any(cast(:ids as bigint[]))"
)
_ANSWERED = text(
    "select contact_id from late_information where hub_id = :hub_id and digest = :digest and withdrawn_at is null "
    "order by late_id desc limit 1"
)
_LATE = text(
    "select contact_id, digest, body from late_information where hub_id = :hub_id and contact_id = any(cast(:ids as bigint[])) "
    "and withdrawn_at is null order by late_id"
)


@dataclass(frozen=True, slots=True)
class Words:
    """A sending, to be compared with earlier ones. body: as JSON values."""

    salt: bytes
    body: dict[str, object]

    def digest(self, reference: str | None) -> bytes:
        """The fingerprint of the same words under this spelling of the reference."""
        plain = json.dumps(self.body | {"source_reference": reference}, sort_keys=True)
        return bytes.fromhex(digest(self.salt, plain, salt="intake"))

    def alike(self, reference: str | None) -> frozenset[bytes]:
        """Fingerprints of these words with and without the flag restricted, so that nobody finds out by it how they came first."""
        return frozenset(
            Words(self.salt, self.body | {"restricted": flag}).digest(reference) for flag in (False, True)
        )

    def answered(self, reference: str | None) -> bytes:
        """The fingerprint of these words where a person answered which contact they are more of, under any spelling of the reference."""
        return self.digest(None if reference is None else reference_key(reference))

    def receipt(self, actor: Actor, fingerprint: bytes) -> str:
        """The receipt of a sender for these words: the same however often they are sent, and of no use to anybody else."""
        return digest(self.salt, f"{actor.person_id} {fingerprint.hex()}", salt="receipt")[:20]


@dataclass(frozen=True, slots=True)
class Before:
    """An earlier sending. ref: of the contact that these very words of this sender made. contact_id: of that contact, or of the contact
    to which these words add, being the same incident; changed: whether they differ from its first ones in more than the flag restricted.
    digest: the fingerprint of these words; answered: where a person answers which contact they are more of.
    turn: of a new contact under this reference.
    """

    digest: bytes
    answered: bytes
    ref: str | None = None
    contact_id: int | None = None
    changed: bool = True
    turn: int = 0


async def words_of(tx: Tx, actor: Actor, body: dict[str, object]) -> Words:
    """This sending, with the key of its fingerprint."""
    return Words(await salt_of(tx, actor.hub_id), body)


async def sent_before(tx: Tx, actor: Actor, new: NewContact, words: Words) -> Before:
    """Earlier sendings under this reference, and what these words are to them: a retry, more of the same incident, or another one.

    The same statements for every contact, restricted or not, so that the time it takes tells nothing.
    Locks: this reference in this hub, before contacts.
    """
    own, answered = words.digest(new.source_reference), words.answered(new.source_reference)
    if new.source_reference is None:
        await tx.conn.execute(_ONE_BY_ONE, {"hub_id": actor.hub_id, "what": own.hex()})
        found = (await tx.conn.execute(_WITHOUT, actor.key | {"digest": own})).one_or_none()
        if found is not None:
            return Before(own, answered, ref=found.ref, contact_id=found.contact_id)
        return await _answered(tx, actor, Before(own, answered))
    key = reference_key(new.source_reference)
    facts = {"hub_id": actor.hub_id, "source": new.source, "key": key}
    await tx.conn.execute(_ONE_BY_ONE, {"hub_id": actor.hub_id, "what": f"{new.source} {key}"})
    rows = (await tx.conn.execute(_UNDER, facts)).all()
    ids = {"hub_id": actor.hub_id, "ids": [row.contact_id for row in rows]}
    people = (await tx.conn.execute(_PEOPLE, ids)).all()
    late = (await tx.conn.execute(_LATE, ids)).all()
    said = {row.contact_id: words.digest(row.source_reference) for row in rows}
    for row in rows:
        if bytes(row.intake_digest) == said[row.contact_id] and row.created_by == actor.person_id:
            return Before(said[row.contact_id], answered, ref=row.ref, contact_id=row.contact_id)
    first = next((row for row in rows if bytes(row.intake_digest) in words.alike(row.source_reference)), None)
    again = next((one.contact_id for one in late if bytes(one.digest) == said[one.contact_id]), None)
    sent = incident_of(new)
    same = (row.contact_id for row in rows if same_incident(_incident(row, people, late), sent))
    contact_id = first.contact_id if first is not None else again if again is not None else next(same, None)
    turn = max((row.reference_turn + 1 for row in rows), default=0)
    if contact_id is None:
        return await _answered(tx, actor, Before(own, answered, turn=turn))
    goes_to = {row.contact_id: row.joined_to or row.contact_id for row in rows}
    changed = first is None
    return Before(said[contact_id], answered, contact_id=goes_to[contact_id], changed=changed, turn=turn)


async def _answered(tx: Tx, actor: Actor, before: Before) -> Before:
    """The contact of which a person said that these words are more of it, when they come again."""
    facts = {"hub_id": actor.hub_id, "digest": before.answered}
    contact_id = (await tx.conn.execute(_ANSWERED, facts)).scalar_one_or_none()
    return before if contact_id is None else replace(before, contact_id=contact_id, digest=before.answered)


def _incident(row: Any, people: Iterable[Any], late: Iterable[Any]) -> Incident:
    """A contact as the rule reads it, with everybody who was sent later."""
    here = [somebody(one) for one in people if one.contact_id == row.contact_id]
    for one in late:
        if one.contact_id == row.contact_id:
            here += people_sent(one.body)
    return Incident(row.happened_on, tuple(here))
