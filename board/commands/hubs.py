"""Open a hub with its agencies and its first policy; amend how it works."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text

from board.commands import words
from board.commands.naming import unname_systems
from board.commands.record import note
from board.domain.people import Actor
from board.domain.permissions import Action
from board.domain.policy import Policy
from board.domain.refusals import BadInput, PolicyMoved
from board.store.doors import must
from board.store.engine import Tx

_OPEN = text(
    "insert into hubs (hub_id, key, name) values ((select max(hub_id) + 1 from hubs), :key, :name) returning hub_id"
)
_SAY = "Write the name that people read"
_HUB_KEY = re.compile("[a-z][a-z0-9-]{1,39}")
_AGENCY_KEY = re.compile("[a-z][a-z0-9_]{1,39}")
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
_BEGUN = text(
    "insert into policy_beginnings (hub_id, version, began_at, clocks_kept_at) values (:hub_id, :version, :now, :kept_at)"
)
_ONE_AT_A_TIME = text("select 1 from hubs where hub_id = :hub_id for no key update")
_NEWEST = text("select max(version) from policies where hub_id = :hub_id")


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
    """A new hub, with agencies as (key, name, mail domains).

    Raises BadInput, HubKeyTaken. Writes hubs, heads, agencies, policies, their beginning, event hub_opened.
    """
    must_be_key("hub", key, _HUB_KEY)
    hub_id = (await tx.conn.execute(_OPEN, {"key": key, "name": words.name(name, _SAY)})).scalar_one()
    await tx.conn.execute(_HEAD, {"hub_id": hub_id})
    numbers = {}
    for agency_key, agency_name, domains in agencies:
        facts = {"hub_id": hub_id, "key": agency_key, "name": words.name(agency_name, _SAY)}
        facts |= {"mail_domains": list(domains)}
        numbers[agency_key] = (await tx.conn.execute(_AGENCY, facts)).scalar_one()
    version = await _write(tx, hub_id, policy, now, now, None)
    await tx.conn.execute(_BEGUN, {"hub_id": hub_id, "version": version, "now": now, "kept_at": now})
    note(tx, hub_id, "hub_opened", None, now=now)
    return Opened(hub_id, numbers)


async def add_agency(
    tx: Tx, hub_id: int, key: str, name: str, domains: Sequence[str], *, now: datetime
) -> int:
    """One more agency in a hub that is open. Raises BadInput, AgencyKeyTaken. Writes agencies, event agency_added. Returns its number."""
    must_be_key("agency", key, _AGENCY_KEY)
    facts = {"hub_id": hub_id, "key": key, "name": words.name(name, _SAY), "mail_domains": list(domains)}
    agency_id = int((await tx.conn.execute(_AGENCY, facts)).scalar_one())
    note(tx, hub_id, "agency_added", None, {"agency": agency_id}, now=now)
    return agency_id


def must_be_key(what: str, key: str, shape: re.Pattern[str]) -> None:
    """Raises BadInput, with what a key is made of, when this is none."""
    if not shape.fullmatch(key):
        joiner = "underscores" if shape is _AGENCY_KEY else "hyphens"
        said = f"The key of this {what} must be 2 to 40 small letters, digits and {joiner}, beginning with a letter."
        raise BadInput({"key": said})


async def amend_policy(
    tx: Tx,
    actor: Actor,
    policy: Policy,
    effective_from: datetime,
    *,
    after: int | None = None,
    now: datetime,
) -> int:
    """A new version of how the hub works, in force from a moment that is not past. The worker counts the clocks of what is live by it.

    after: number of the newest version its author knew of. Raises NotAllowed, PolicyMoved. Locks: the hub. Writes policies, their
    beginning when it is at once, what unname_systems writes then, event policy_amended. Returns the version's number.
    """
    must(actor, Action.AMEND_POLICY)
    await tx.conn.execute(_ONE_AT_A_TIME, {"hub_id": actor.hub_id})
    if after is not None and (await tx.conn.execute(_NEWEST, {"hub_id": actor.hub_id})).scalar_one() != after:
        raise PolicyMoved
    version = await _write(tx, actor.hub_id, policy, max(effective_from, now), now, actor.person_id)
    if effective_from <= now:
        facts = {"hub_id": actor.hub_id, "version": version, "now": now, "kept_at": None}
        await tx.conn.execute(_BEGUN, facts)
        await unname_systems(tx, actor.hub_id, policy, now=now)
    note(tx, actor.hub_id, "policy_amended", actor, {"version": version}, now=now)
    return version


async def _write(
    tx: Tx, hub_id: int, policy: Policy, effective_from: datetime, now: datetime, person_id: int | None
) -> int:
    facts = {"hub_id": hub_id, "effective_from": effective_from, "now": now, "person_id": person_id}
    row = await tx.conn.execute(_POLICY, {**facts, "document": json.dumps(policy.to_document())})
    return int(row.scalar_one())
