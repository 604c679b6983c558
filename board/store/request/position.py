"""The consent position of a contact, as it stands."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from board.domain.contact.consent import OF_THE_CONTACT, Topic
from board.domain.request.ground import Position, Stance
from board.store.consent import unaware
from board.store.facts import responsibility

_FACTS = (
    "(select jsonb_object_agg(f.topic, f.code) from consent_facts f where f.hub_id = x.hub_id and f.contact_id = x.contact_id "
    "and f.{0}_id = x.{0}_id and f.replaced_at is null)"
)
_NAME = "concat_ws(' ', x.given_name, x.family_name)"
_PEOPLE = text(
    f"select 'child' as who, x.child_id as number, x.place, {_NAME} as name, {_FACTS.format('child')} as facts, null as responsible "  # noqa: S608
    "from children x where x.hub_id = :hub_id and x.contact_id = :contact_id union all "
    f"select 'adult', x.adult_id, x.place, {_NAME}, {_FACTS.format('adult')}, {responsibility()} from adults x "
    "where x.hub_id = :hub_id and x.contact_id = :contact_id order by who desc, place"
)
_WHOLE = text(
    f"select {unaware()} as unaware, array(select f.consent_fact_id from consent_facts f where f.hub_id = c.hub_id "  # noqa: S608
    "  and f.contact_id = c.contact_id and f.replaced_at is null order by 1) as facts, "
    "array(select f.topic from consent_facts f where f.hub_id = c.hub_id and f.contact_id = c.contact_id and f.replaced_at is null "
    "  and f.topic = any(cast(:whole as text[]))) as topics "
    "from contacts c where c.hub_id = :hub_id and c.contact_id = :contact_id"
)


async def position_of(conn: AsyncConnection, key: Mapping[str, Any]) -> Position:
    """The position of the contact with this key: its children and adults, and what is recorded of them and of all of it."""
    people = [_stance(row) for row in await conn.execute(_PEOPLE, key)]
    facts = {"hub_id": key["hub_id"], "contact_id": key["contact_id"], "whole": sorted(OF_THE_CONTACT)}
    whole = (await conn.execute(_WHOLE, facts)).one()
    return Position(
        tuple(people),
        dispensed=Topic.DISPENSED in whole.topics,
        harm=Topic.HARM in whole.topics,
        unaware=whole.unaware,
        facts=tuple(whole.facts),
    )


def _stance(row: Any) -> Stance:
    facts = row.facts or {}
    said = {name: facts.get(topic) for name, topic in _TOPICS.items()}
    if row.who == "adult":
        said["decides"] = row.responsible
    return Stance(row.who, row.number, row.place, row.name, **said)


_TOPICS = {"decides": Topic.DECIDES, "consent": Topic.CONSENT, "aware": Topic.AWARENESS}
