"""Give a seat: somebody gives it, a second manager confirms it where it needs one, and then its person is asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import text

from board.commands import words
from board.commands.deliveries import queue
from board.commands.link.ending import end_links
from board.commands.people import LONGEST, work_address
from board.commands.record import note
from board.domain.grant.rules import MANAGERS, RULE_OF, Standing, standing_of
from board.domain.people import Actor
from board.domain.permissions import Action, Role
from board.domain.refusals import (
    AddressNotAllowed,
    BadInput,
    GrantOver,
    NotAllowed,
    NotHere,
    OwnGrant,
    SeatConfirmedByPeople,
    SeatHeld,
)
from board.store.doors import must
from board.store.engine import Tx
from board.store.reached import may_be_mailed
from board.store.rows import insert_one

_AGENCY = text("select agency_id, mail_domains from agencies where hub_id = :hub_id and key = :agency")
_ACTOR = text("select service, lower(email) as address from people where person_id = :person_id")
_HELD = text(
    "select exists (select from seats s join people p on p.person_id = s.person_id and p.ended_at is null where s.hub_id = :hub_id "
    "and s.agency_id = :agency_id and s.role = :role and s.ended_at is null and lower(p.email) = :address)"
)
_SAME = text(
    "select grant_id, given_at, needs_second, confirmed_at, withdrawn_at, accepted_at from seat_grants where hub_id = :hub_id "
    "and address = :address and agency_id = :agency_id and role = :role and accepted_at is null and withdrawn_at is null for update"
)
_ONE = text("select * from seat_grants where hub_id = :hub_id and grant_id = :grant_id for update")
_CONFIRM = text(
    "update seat_grants set confirmed_at = :now, confirmed_by = :person_id where hub_id = :hub_id and grant_id = :grant_id"
)
_WITHDRAW = text(
    "update seat_grants set withdrawn_at = :now, withdrawn_by = :by where hub_id = :hub_id and grant_id = :grant_id"
)
_LINKS = text(
    "update links set withdrawn_at = :now, withdrawn_by = :by where hub_id = :hub_id and grant_id = :grant_id and withdrawn_at is null "
    "and answered_at is null and void_at is null returning link_id"
)
_SECOND = text(
    "select distinct s.person_id from seats s join people p on p.person_id = s.person_id and p.ended_at is null and not p.service "
    "where s.hub_id = :hub_id and s.ended_at is null and s.role = any(cast(:roles as text[])) and s.person_id <> :person_id "
    "and lower(p.email) <> :address order by 1"
)
# Once none waits for its second manager, nobody needs the notice.
_UNTELL = text(
    "update deliveries d set state = 'given_up', problem = 'not_wanted', changed_at = :now, next_at = null, climb_at = null "
    "where d.hub_id = :hub_id and d.kind = 'seat_to_confirm' and d.state in ('queued', 'failed') and not exists ("
    "  select from seat_grants g where g.hub_id = d.hub_id and g.needs_second and g.confirmed_at is null and g.withdrawn_at is null "
    "  and g.accepted_at is null and g.given_by is distinct from d.person_id) returning person_id"
)


@dataclass(frozen=True, slots=True)
class SeatGiven:
    """A seat as somebody gives it. agency: its key. role: the role's key."""

    name: str
    address: str
    agency: str
    role: str


@dataclass(frozen=True, slots=True)
class Granted:
    """A seat that was given. changed: false when it was so already."""

    grant_id: int
    changed: bool = True


async def give(tx: Tx, actor: Actor, given: SeatGiven, *, now: datetime) -> Granted:
    """Give somebody a seat, who is then asked. The same again is silence.

    Whether anyone signs in with this address is not looked up: the answer, and the time it takes, are the same for everybody.
    Raises NotAllowed (seats of this role are given by others), BadInput, AddressNotAllowed, OwnGrant, SeatHeld (in this hub).
    Writes seat_grants, deliveries, event seat_given.
    """
    must(actor, Action.GIVE_SEAT)
    if given.role in RULE_OF and not RULE_OF[Role(given.role)].givers & actor.roles:
        raise NotAllowed(sentence=RULE_OF[Role(given.role)].sentence)
    asker = (await tx.conn.execute(_ACTOR, {"person_id": actor.person_id})).one()
    facts = await grant_facts(tx, actor.hub_id, given)
    rule = RULE_OF[Role(given.role)]
    if facts["address"] == asker.address:
        raise OwnGrant
    grant_id = await write_grant(
        tx, facts, given_by=actor.person_id, needs_second=bool(rule.confirmers), now=now
    )
    if grant_id is None:
        return Granted(int((await tx.conn.execute(_SAME, facts)).scalar_one()), changed=False)
    told: frozenset[int] = frozenset()
    if rule.confirmers:
        told = await _tell_managers(tx, actor, str(facts["address"]), now)
    note(tx, actor.hub_id, "seat_given", actor, {"grant": grant_id, "role": given.role}, told=told, now=now)
    return Granted(grant_id)


async def grant_facts(tx: Tx, hub_id: int, given: SeatGiven) -> dict[str, Any]:
    """The columns of a seat that is given, checked. Raises BadInput, AddressNotAllowed, SeatHeld."""
    errors: dict[str, str] = {}
    facts: dict[str, Any] = {"hub_id": hub_id, "role": given.role}
    agency = (await tx.conn.execute(_AGENCY, {"hub_id": hub_id, "agency": given.agency})).one_or_none()
    try:
        facts["name"] = words.name(given.name, "Write the name that colleagues know", LONGEST)
    except BadInput as refusal:
        errors |= refusal.errors
    try:
        facts["address"] = _own_mailbox(given.address)
    except BadInput as refusal:
        errors |= refusal.errors
    if agency is None:
        errors["agency"] = "Select an agency of this hub."
    if given.role not in RULE_OF:
        errors["role"] = "Select a role."
    if errors or agency is None:
        raise BadInput(errors)
    if not may_be_mailed(facts["address"], agency.mail_domains):
        where = ", ".join(agency.mail_domains) or "no domain yet: none is allowed for this agency"
        not_allowed = AddressNotAllowed(domains=where)
        not_allowed.errors["address"] = not_allowed.sentence
        raise not_allowed
    facts["agency_id"] = agency.agency_id
    if (await tx.conn.execute(_HELD, facts)).scalar_one():
        raise SeatHeld({"role": "This person has this seat already."})
    return facts


async def write_grant(
    tx: Tx, facts: dict[str, Any], *, given_by: int | None, needs_second: bool, now: datetime
) -> int | None:
    """Write the grant, in place of one that waited too long. Returns its number; none where the same waits already."""
    same = (await tx.conn.execute(_SAME, facts)).one_or_none()
    if same is not None:
        if standing_of(same, now) is not Standing.LAPSED:
            return None
        lapsed = {"hub_id": facts["hub_id"], "grant_id": same.grant_id, "now": now, "by": None}
        await tx.conn.execute(_WITHDRAW, lapsed)
    row = facts | {"given_at": now, "given_by": given_by, "needs_second": needs_second}
    found = await insert_one(tx.conn, "seat_grants", row, "grant_id", once=True)
    return None if found is None else int(found)


async def confirm(tx: Tx, actor: Actor, grant_id: int, *, now: datetime) -> Granted:
    """Confirm, as the second manager, a seat that another manager gave; its person is asked from now on. Twice, and where a
    colleague confirmed it first, is silence.

    Raises NotAllowed, NotHere, GrantOver, OwnGrant (the actor gave it, or it would be theirs), SeatConfirmedByPeople (a token). Locks: the
    grant. Writes seat_grants, deliveries, event seat_confirmed.
    """
    must(actor, Action.CONFIRM_SEAT)
    row = await locked_grant(tx, actor, grant_id)
    asker = (await tx.conn.execute(_ACTOR, {"person_id": actor.person_id})).one()
    if asker.service:
        raise SeatConfirmedByPeople
    if row.given_by == actor.person_id or row.address == asker.address:
        raise OwnGrant
    if (standing := standing_of(row, now)) in (Standing.ASKED, Standing.TAKEN):
        return Granted(grant_id, changed=False)
    if standing is not Standing.TO_CONFIRM:
        raise GrantOver
    rule = RULE_OF[Role(row.role)]
    if not rule.confirmers & actor.roles:
        raise NotAllowed(sentence=rule.sentence)
    await tx.conn.execute(_CONFIRM, actor.key | {"grant_id": grant_id, "now": now})
    told = await _untell(tx, actor, now)
    note(tx, actor.hub_id, "seat_confirmed", actor, {"grant": grant_id}, told=told, now=now)
    return Granted(grant_id)


async def withdraw(tx: Tx, actor: Actor, grant_id: int, *, now: datetime) -> Granted:
    """Take back a seat that its person has not taken yet. Twice is silence.

    Raises NotAllowed (the actor neither gives nor confirms seats of this role), NotHere, GrantOver (it was taken: end the seat instead).
    Locks: the grant. Writes seat_grants, links and what they opened, deliveries; events seat_withdrawn, link_ended.
    """
    must(actor, Action.GIVE_SEAT)
    row = await locked_grant(tx, actor, grant_id)
    rule = RULE_OF[Role(row.role)]
    if not (rule.givers | rule.confirmers) & actor.roles:
        raise NotAllowed(sentence=rule.sentence)
    if row.withdrawn_at is not None:
        return Granted(grant_id, changed=False)
    if row.accepted_at is not None:
        raise GrantOver
    await take_back(tx, actor, grant_id, now=now)
    return Granted(grant_id)


async def take_back(tx: Tx, actor: Actor, grant_id: int, *, now: datetime) -> None:
    """Nobody is asked any more, and what its links opened is closed. The caller holds the grant, which was not taken."""
    facts = {"hub_id": actor.hub_id, "grant_id": grant_id, "now": now, "by": actor.person_id}
    await tx.conn.execute(_WITHDRAW, facts)
    links = (await tx.conn.execute(_LINKS, facts)).scalars().all()
    await end_links(tx, actor.hub_id, links, "withdrawn", by=actor.person_id, now=now)
    told = await _untell(tx, actor, now)
    note(tx, actor.hub_id, "seat_withdrawn", actor, {"grant": grant_id}, told=told, now=now)


async def locked_grant(tx: Tx, actor: Actor, grant_id: int) -> Any:
    """The grant with its row locked. Raises NotHere."""
    row = (await tx.conn.execute(_ONE, {"hub_id": actor.hub_id, "grant_id": grant_id})).one_or_none()
    if row is None:
        raise NotHere
    return row


async def _tell_managers(tx: Tx, actor: Actor, address: str, now: datetime) -> frozenset[int]:
    facts = actor.key | {"roles": sorted(role.value for role in MANAGERS), "address": address}
    people = (await tx.conn.execute(_SECOND, facts)).scalars().all()
    return await queue(tx, actor.hub_id, "seat_to_confirm", people, None, now=now)


async def _untell(tx: Tx, actor: Actor, now: datetime) -> frozenset[int]:
    gone = await tx.conn.execute(_UNTELL, {"hub_id": actor.hub_id, "now": now})
    return frozenset(gone.scalars())


def _own_mailbox(typed: str) -> str:
    """The work address, without a plus sign: mail to `nia+one@` comes to the mailbox of `nia@`, who would give themselves a seat so."""
    address = work_address(typed, "address")
    if "+" in address.partition("@")[0]:
        raise BadInput({"address": "Write the address without the plus sign and what follows it."})
    return address
