"""Redact a text of a contact: words are taken out for good. The chain keeps digests of the text before and after, and no words.

A text that a person redacted, or sent back as it was, is checked: it may go to an agency that must not know the referrer.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import text

from board.commands.identity.telling import tell_beside
from board.commands.incident.together import access_incident, lock_incident
from board.commands.record import Done, record
from board.commands.words import one_of, salted
from board.domain.events import Body
from board.domain.people import Actor
from board.domain.permissions import Action
from board.domain.referrer.describing import MARK, lines, only_takes_out
from board.domain.refusals import NoSuchText, OnlyTakeOut
from board.store.doors import locked
from board.store.engine import Tx
from board.store.referrer.checks import keep_check
from board.store.referrer.copies import Copy, copies_of
from board.store.referrer.places import BY_NAME, OF_TWO, place_named
from board.store.referrer.texts import key_of, text_at, write_over

# Under a legal hold the words before are kept where no page reads them.
_SEAL = text(
    "insert into sealed_texts (hub_id, contact_id, place, number, words, sealed_at, sealed_by) "
    "select hub_id, contact_id, :place, :number, :words, :now, :by from legal_holds "
    "where hub_id = :hub_id and contact_id = any(cast(:contacts as bigint[])) and lifted_at is null"
)
_OTHER = {
    table: text(
        f"select case when contact_id = :contact_id then other_id else contact_id end from {table} "  # noqa: S608 - constants
        f"where hub_id = :hub_id and {number} = :number"
    )
    for table, number in OF_TWO.items()
}


async def redact(
    tx: Tx, actor: Actor, ref: str, place: str, number: int, redacted: str, *, now: datetime
) -> Done:
    """Take words out of one text of a contact, open or closed. redacted: the text as it stands, with [redacted] where words went; as it
    stands, it is passed. The same again is silence. The same words in the same field of other contacts of the incident go too. Under a
    legal hold the text before is sealed until the hold is lifted. Raises UnknownCode, NoSuchText, OnlyTakeOut and what the door raises.
    Locks: the contacts of the incident by number. Writes the texts, checked_texts, sealed_texts, event text_redacted of each, or
    text_passed.
    """
    contact = await access_incident(tx, actor, ref, Action.REDACT, now=now)
    where, key = place_named(place), key_of(contact, actor)
    if where is None:
        one_of(BY_NAME, "place", place)
    if where is None or (where.asked and not actor.may(Action.READ_SAFE_CONTACT)):
        raise NoSuchText(ref=contact.ref)
    stored = await text_at(tx.conn, key, where, number)
    if stored is None:
        raise NoSuchText(ref=contact.ref)
    before, after = lines(stored), lines(redacted)
    if before == after:
        new = await keep_check(tx.conn, contact.key, where, number, after, by=actor.person_id, now=now)
        if new:
            digest = await salted(tx, contact.hub_id, after, now)
            passed: Body = {"place": place, "number": number, "after": digest}
            await record(tx, contact, "text_passed", actor, passed, now=now)
        return Done(contact.ref, changed=new)
    # People see the label of a code; it goes whole.
    if not (after == MARK if where.whole else only_takes_out(before, after)):
        raise OnlyTakeOut({"redacted": OnlyTakeOut(ref=contact.ref).sentence}, ref=contact.ref)
    other_id = None
    if where.table in OF_TWO:
        other_id = (await tx.conn.execute(_OTHER[where.table], key | {"number": number})).scalar_one()
    held = [contact.contact_id] + ([other_id] if other_id else [])
    sealed = {"hub_id": contact.hub_id, "words": stored, "now": now, "by": actor.person_id}
    await tx.conn.execute(_SEAL, sealed | {"contacts": held, "place": place, "number": number})
    await write_over(tx.conn, key, where, number, stored, after)
    await keep_check(tx.conn, contact.key, where, number, after, by=actor.person_id, now=now)
    # Digests alone: `words` of record would keep the text before.
    both = {"before": before, "after": after}
    digests = {name: await salted(tx, contact.hub_id, said, now) for name, said in both.items()}
    facts: Body = {"place": place, "number": number, **digests}
    await record(tx, contact, "text_redacted", actor, facts, now=now)
    await tell_beside(tx, contact, now=now)
    incident = {one.contact_id: one for one in await lock_incident(tx, *contact.key.values(), now=now)}
    for copy in await copies_of(tx.conn, contact.hub_id, sorted(incident), where, stored):
        if copy.contact_id == contact.contact_id:  # the page lists it beside this one
            continue
        await _write_over_copy(tx, copy, key, sealed, after)
        if copy.contact_id in incident:
            there: Body = {**facts, "place": copy.place.name, "number": copy.number}
            await record(tx, incident[copy.contact_id], "text_redacted", actor, there, now=now)
    if other_id is not None:  # it stands on both contacts, so the pages of both are drawn without it
        other = await locked(tx.conn, contact.hub_id, other_id, now=now)
        assert other is not None
        await record(tx, other, "text_redacted", actor, facts, now=now)
    return Done(contact.ref)


async def _write_over_copy(
    tx: Tx, copy: Copy, key: dict[str, Any], sealed: dict[str, Any], after: str
) -> None:
    """The same for a text that stands elsewhere in the incident."""
    where = {"contacts": [copy.contact_id], "place": copy.place.name, "number": copy.number}
    await tx.conn.execute(_SEAL, sealed | where)
    theirs = key | {"contact_id": copy.contact_id}
    await write_over(tx.conn, theirs, copy.place, copy.number, sealed["words"], after)
    whose = {"hub_id": key["hub_id"], "contact_id": copy.contact_id}
    await keep_check(tx.conn, whose, copy.place, copy.number, after, by=sealed["by"], now=sealed["now"])
