"""The contacts that an interest in a family reaches, and the interests that a contact's people touch. For no eyes: nobody is told of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from board.domain.family.keys import kept_keys
from board.domain.interest.families import TypedFamily
from board.domain.matching import Part, Somebody, likeness
from board.store.families import people_of, somebody

# Children and adults sent as late information stand in its body alone.
_LATE = (
    "select l.contact_id, x.body from late_information l cross join lateral (select jsonb_array_elements(case when "
    "  jsonb_typeof(l.body -> '{0}') = 'array' then l.body -> '{0}' else '[]' end) as body) x "
    "where l.hub_id = :hub_id and l.withdrawn_at is null and l.contact_id = any(cast(:ids as bigint[]))"
)
_BY_KEYS = text(
    "select contact_id from children where hub_id = :hub_id and (look_up_keys is null or look_up_keys && cast(:keys as bigint[])) "
    "union select contact_id from adults where hub_id = :hub_id and (look_up_keys is null or look_up_keys && cast(:keys as bigint[])) "
    "union select contact_id from late_information where hub_id = :hub_id and withdrawn_at is null order by 1"
)
_PEOPLE = text(
    "select contact_id, case when unborn then 'unborn' else 'child' end as part, given_name, family_name, born_on, expected_on, address, "  # noqa: S608
    "  sex from children where hub_id = :hub_id and contact_id = any(cast(:ids as bigint[])) "
    "union all select contact_id, 'adult', given_name, family_name, born_on, null, address, null from adults "
    "where hub_id = :hub_id and contact_id = any(cast(:ids as bigint[])) "
    "union all select contact_id, 'adult', body ->> 'given_name', body ->> 'family_name', null, null, body ->> 'address', null "
    f"from ({_LATE.format('children')} union all {_LATE.format('adults')}) late"
)
_BY_REFERENCE = text(
    "select contact_id from contacts where hub_id = :hub_id and (ref = upper(:reference) or reference_key = :reference_key)"
)
# Contacts that look like one of these for certain, or as a person said, and every contact of the same incident.
_BESIDE = text(
    "select case when m.contact_id = any(cast(:ids as bigint[])) then m.other_id else m.contact_id end as contact_id from matches m "
    "where m.hub_id = :hub_id and (m.contact_id = any(cast(:ids as bigint[])) or m.other_id = any(cast(:ids as bigint[]))) "
    "and (m.verdict in ('confirmed', 'incident') or m.verdict is null and m.strong) "
    "union select t.contact_id from identity_records m join identity_records t on t.hub_id = m.hub_id and t.identity_id = m.identity_id "
    "and t.parted_at is null where m.hub_id = :hub_id and m.parted_at is null and m.contact_id = any(cast(:ids as bigint[]))"
)
_INCIDENTS = text(
    "select o.contact_id from contacts c join contacts o on o.hub_id = c.hub_id "
    "and (o.contact_id = coalesce(c.joined_to, c.contact_id) or o.joined_to = coalesce(c.joined_to, c.contact_id)) "
    "where c.hub_id = :hub_id and c.contact_id = any(cast(:ids as bigint[]))"
)
_TOUCHED = text(
    "select interest_id, person_id, names, address, reference, reference_key from interests where hub_id = :hub_id and ended_at is null "
    "and contact_id is null and (look_up_keys && cast(:keys as bigint[]) or reference_key is not null)"
)
_REFERENCES = text(
    "select ref, reference_key from contacts where hub_id = :hub_id and contact_id = :contact_id"
)
_KEPT = text(
    "select k.contact_id, k.interest_id, k.person_id from interest_contacts k where k.hub_id = :hub_id and k.ended_at is null "
    "and k.contact_id <> :contact_id"
)


async def family_contacts(conn: AsyncConnection, hub_id: int, family: TypedFamily) -> set[int]:
    """Every contact, closed and restricted ones too, whose people or reference were typed."""
    found: set[int] = set()
    if family.look_up_keys:
        facts = {"hub_id": hub_id, "keys": family.look_up_keys}
        ids = list((await conn.execute(_BY_KEYS, facts)).scalars())
        people = await _people(conn, hub_id, ids)
        found |= {contact_id for contact_id, those in people.items() if family.includes(those)}
    if family.reference:
        facts = {"hub_id": hub_id, "reference": family.reference, "reference_key": family.reference_key}
        found |= set((await conn.execute(_BY_REFERENCE, facts)).scalars())
    return found


async def beside_these(conn: AsyncConnection, hub_id: int, contacts: Collection[int]) -> set[int]:
    """These contacts, those that look like one of them for certain, and every contact of the same incidents."""
    found = set(contacts)
    for statement in (_BESIDE, _INCIDENTS) if found else ():
        facts = {"hub_id": hub_id, "ids": sorted(found)}
        found |= set((await conn.execute(statement, facts)).scalars())
    return found


async def interests_touched(
    conn: AsyncConnection, hub_id: int, contact_id: int, more: Iterable[Somebody] = ()
) -> dict[int, int]:
    """The persons whose standing interests this contact touches, by number of the interest: its people or reference were typed, or it
    looks like the family of a contact that is kept from them. more: people who came as late information.
    """
    ours = [*await people_of(conn, hub_id, contact_id), *more]
    keys = sorted({key for one in ours for key in kept_keys(one)})
    facts = {"hub_id": hub_id, "contact_id": contact_id, "keys": keys}
    references = (await conn.execute(_REFERENCES, facts)).one()
    found = {
        row.interest_id: row.person_id
        for row in await conn.execute(_TOUCHED, facts)
        if _typed(row).includes(ours) or (row.reference and _refers(row, references))
    }
    kept: defaultdict[int, dict[int, int]] = defaultdict(dict)
    for row in await conn.execute(_KEPT, facts):
        kept[row.contact_id][row.interest_id] = row.person_id
    families = await _people(conn, hub_id, sorted(kept)) if kept else {}
    for other, theirs in families.items():
        if likeness(ours, theirs) is not None:
            found |= kept[other]
    return found


def sent_people(body: Mapping[str, Any]) -> list[Somebody]:
    """Everybody in what a sender sent, as the matcher compares them."""
    children = [_sent("unborn" if one.get("unborn") else "child", one) for one in body.get("children") or ()]
    return [*children, *(_sent("adult", one) for one in body.get("adults") or ())]


def _sent(part: Part, one: Mapping[str, Any]) -> Somebody:
    born = date.fromisoformat(str(one["born_on"])) if one.get("born_on") else None
    return Somebody(part, one.get("given_name"), one.get("family_name"), born, address=one.get("address"))


def _typed(row: Any) -> TypedFamily:
    return TypedFamily(row.names, row.address, row.reference)


def _refers(row: Any, references: Any) -> bool:
    return bool(row.reference.upper() == references.ref or row.reference_key == references.reference_key)


async def _people(conn: AsyncConnection, hub_id: int, ids: Collection[int]) -> dict[int, list[Somebody]]:
    found: defaultdict[int, list[Somebody]] = defaultdict(list)
    if ids:
        for row in await conn.execute(_PEOPLE, {"hub_id": hub_id, "ids": list(ids)}):
            found[row.contact_id].append(somebody(row))
    return found
