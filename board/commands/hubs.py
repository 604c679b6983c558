"""Open a hub with its agencies and its first policy; amend how it works."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text

from board.domain.events import Event
from board.domain.people import Actor
from board.domain.permissions import Action
from board.domain.policy import Policy
from board.store.doors import must
from board.store.engine import Tx

_OPEN = text(
    "insert into hubs (hub_id, key, name) values ((select max(hub_id) + 1 from hubs), :key, :name) returning hub_id"
)
_HEAD = text("insert into heads (hub_id) values (:hub_id)")
_AGENCY = text(
    "insert into agencies (hub_id, key, name, mail_domains) values (:hub_id, :key, :name, cast(:mail_domains as text[])) "
    "returning agency_id"
)
_POLICY = text(
    "insert into policies (hub_id, version, effective_from, document, recorded_at, recorded_by) "
    "values (:hub_id, (select coalesce(max(version), 0) + 1 from policies where hub_id = :hub_id), :effective_from, "
    "cast(:document as jsonb), :now, :person_id) returning version"
)


@dataclass(frozen=True, slots=True)
class Opened:
    """A new hub. agencies: number by key."""

    hub_id: int
    agencies: Mapping[str, int]


async def open_hub(
    tx: Tx,
    key: str,
    name: str,
    agencies: Sequence[tuple[str, str, Sequence[str]]],
    policy: Policy,
    *,
    now: datetime,
) -> Opened:
    """A new hub, with agencies as (key, name, mail domains). Writes hubs, heads, agencies, policies, event hub_opened."""
    hub_id = (await tx.conn.execute(_OPEN, {"key": key, "name": name})).scalar_one()
    await tx.conn.execute(_HEAD, {"hub_id": hub_id})
    numbers = {}
    for agency_key, agency_name, domains in agencies:
        row = await tx.conn.execute(
            _AGENCY, {"hub_id": hub_id, "key": agency_key, "name": agency_name, "mail_domains": list(domains)}
        )
        numbers[agency_key] = row.scalar_one()
    await _write(tx, hub_id, policy, now, now, None)
    tx.record(hub_id, Event("hub_opened", now))
    return Opened(hub_id, numbers)


async def amend_policy(
    tx: Tx, actor: Actor, policy: Policy, effective_from: datetime, *, now: datetime
) -> int:
    """A new version of how the hub works, in force from a moment that is not past.

    Raises NotAllowed. Writes policies, event policy_amended. Returns the version's number.
    """
    must(actor, Action.AMEND_POLICY)
    version = await _write(tx, actor.hub_id, policy, max(effective_from, now), now, actor.person_id)
    tx.record(actor.hub_id, Event("policy_amended", now, actor.person_id, body={"version": version}))
    return version


async def _write(
    tx: Tx, hub_id: int, policy: Policy, effective_from: datetime, now: datetime, person_id: int | None
) -> int:
    row = await tx.conn.execute(
        _POLICY,
        {
            "hub_id": hub_id,
            "effective_from": effective_from,
            "document": json.dumps(policy.to_document()),
            "now": now,
            "person_id": person_id,
        },
    )
    return int(row.scalar_one())
