"""The contacts of the people of one contact that exist for a reader, and contacts that may be of the same people."""

from __future__ import annotations

from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from board.domain.contacts import Contact
from board.domain.people import Actor
from board.store.visibility import both_exist_for, exists_for

MOST_CHAPTERS = 100
_CHAPTERS = text(
    "select o.contact_id, o.ref, o.received_at, case when not o.source_hidden then o.source end as source, o.concern, o.summary, "  # noqa: S608
    "  o.outcome, o.outcome_reason, o.closed_at, o.restricted, o.confidential_enquiry, "
    f"  (select f.ref from contacts f where f.hub_id = o.hub_id and f.contact_id = o.joined_to and {exists_for('f')}) as joined_to, "
    "  k.known from contacts o left join lateral (select jsonb_agg(jsonb_build_object('part', m.part, 'number', "
    "    coalesce(m.child_id, m.adult_id), 'other', coalesce(t.child_id, t.adult_id), 'joined_at', greatest(m.joined_at, t.joined_at)) "
    "    order by m.part desc, m.identity_record_id) as known from identity_records m join identity_records t on t.hub_id = m.hub_id "
    "    and t.identity_id = m.identity_id and t.parted_at is null where m.hub_id = o.hub_id and m.contact_id = :contact_id "
    "    and m.parted_at is null and t.contact_id = o.contact_id and t.contact_id <> m.contact_id) k on true "
    "where o.hub_id = :hub_id and o.contact_id = any(array(select cast(:contact_id as bigint) "
    "  union select t.contact_id from identity_records m join identity_records t on t.hub_id = m.hub_id "
    "  and t.identity_id = m.identity_id and t.parted_at is null "
    "  where m.hub_id = :hub_id and m.contact_id = :contact_id and m.parted_at is null)) "
    f"and {exists_for('o')} order by o.received_at desc, o.contact_id desc limit :most"
)
_JOINS = text(
    "select j.contact_id, j.other_id, coalesce(j.child_id, j.adult_id) as one, coalesce(j.other_child_id, j.other_adult_id) as other, "  # noqa: S608
    "  case when j.child_id is null then 'adult' else 'child' end as part, j.facts, j.reason, j.joined_at, j.confirmed_at, p.name as by "
    "from identity_joins j left join people p on p.person_id = j.joined_by where j.hub_id = :hub_id and j.parted_at is null "
    f"and :contact_id in (j.contact_id, j.other_id) and {both_exist_for('j')} order by j.join_id"
)
# The families of closed contacts are looked through too: a match by the board is found while both are live alone.
_LIKELY = text(
    "select o.contact_id, o.ref, o.received_at, m.reasons, m.verdict from contacts o left join matches m on m.hub_id = o.hub_id "  # noqa: S608
    "  and m.contact_id = least(o.contact_id, :contact_id) and m.other_id = greatest(o.contact_id, :contact_id) "
    "where o.hub_id = :hub_id and o.contact_id <> :contact_id and o.contact_id = any(array("
    "  select contact_id from children where hub_id = :hub_id and look_up_keys && cast(:keys as bigint[]) "
    "  union select contact_id from adults where hub_id = :hub_id and look_up_keys && cast(:keys as bigint[]) "
    "  union select other_id from matches where hub_id = :hub_id and contact_id = :contact_id "
    "  union select contact_id from matches where hub_id = :hub_id and other_id = :contact_id)) "
    f"and m.verdict is distinct from 'rejected' and {exists_for('o')} order by m.verdict is null, o.received_at desc limit :most"
)


async def chapters_of(conn: AsyncConnection, actor: Actor, contact: Contact) -> list[Any]:
    """This contact and every other of its people that exists for this person, the newest first. known: the records that are joined."""
    facts = contact.key | {"person_id": actor.person_id, "most": MOST_CHAPTERS}
    return list((await conn.execute(_CHAPTERS, facts)).all())


async def joins_told(conn: AsyncConnection, actor: Actor, contact: Contact) -> list[Any]:
    """The joins of this contact's people whose both ends exist for this person, those that await a manager too."""
    facts = contact.key | {"person_id": actor.person_id}
    return list((await conn.execute(_JOINS, facts)).all())


async def likely_others(
    conn: AsyncConnection, actor: Actor, contact: Contact, keys: list[int], most: int
) -> list[Any]:
    """Contacts that exist for this person and share a key with this one, or look like its family, answered ones first."""
    facts = contact.key | {"person_id": actor.person_id, "keys": keys, "most": most}
    return list((await conn.execute(_LIKELY, facts)).all())
