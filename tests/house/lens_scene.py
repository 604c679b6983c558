"""A hub to be read through every lens: every labelled column holds its marker, and somebody sits in each role."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import text

from board.commands.claims import claim
from board.commands.contacts import receive
from board.commands.firing import fire
from board.commands.hand_overs import hand_over
from board.commands.interest.deciding import end_interest
from board.commands.interest.declaring import declare_interest, mark_interest
from board.commands.lists.senders import NewSender
from board.commands.lists.uploads import Upload, upload
from board.commands.measures import NewMeasure, record_measure
from board.commands.restrictions import restrict
from board.commands.tokens import issue_token
from board.domain import permissions
from board.domain.codes import Coded
from board.domain.contacts import NewChild
from board.domain.people import Actor
from board.domain.permissions import PERMISSIONS, Action, Role
from board.domain.policy import Policy
from board.domain.sources import Source
from board.secrets import Secrets, new_token, token_hash
from board.store.doors import access_contact
from board.store.engine import Database
from tests import make
from tests.house.planted import family, live_through, mark
from tests.processes import KEY, enrol_wall, sign_in
from workers.lists import Lists

MEASURE_ENDS = datetime(2027, 1, 7, 3, 17, tzinfo=UTC)
MEASURE_BEGAN = datetime(2026, 11, 3, 4, 19, tzinfo=UTC)
SAID = datetime(2026, 11, 24, 9, 10, tzinfo=UTC)
OUTCOME = "QX7K_OUTCOME"
READING = (Action.SEE_BOARD, Action.READ_CONTACT, Action.READ_FEED, Action.FIND)
"""Doors behind which a family's data stands. Opened to all, they leave only the lens between a role and a field."""


def marked_policy() -> Policy:
    """A policy whose own words for a source, a concern and an outcome are markers."""
    plain = Policy.default()
    return replace(
        plain,
        sources=(*plain.sources, Source("qx7k_source", mark("contacts.source"), "5D")),
        concerns=(*plain.concerns, Coded("qx7k_concern", mark("contacts.concern"))),
        outcomes=(*plain.outcomes, Coded(OUTCOME, mark("contacts.outcome"))),
    )


_REACH = text(
    "insert into directory_entries (person_id, telephone, email, mobile, changed_at) select person_id, "
    "case when person_id % 2 = 0 then '0113 496 0737' end, :m || person_id || '@x.example', '07700 900737', now() "
    "from people where not guest"
)
_DECLARED = text("select interest_id from interests where contact_id is null")
_RING = text(
    "insert into deliveries (hub_id, delivery_id, kind, channel, person_id, contact_id, state, created_at, changed_at, notice_id, urgent, "
    "ring_id) select :hub_id, gen_random_uuid(), 'telephone_now', 'page', :person_id, c.contact_id, 'queued', :now, :now, "
    "gen_random_uuid(), true, p.person_id from contacts c cross join people p where c.hub_id = :hub_id and c.ref = :ref "
    "and p.person_id in (select person_id from directory_entries order by person_id limit 2)"
)
_TRIED = text(
    "insert into sign_in_attempts (who_digest, from_digest, at) "
    "values (decode('7b1f6c6f00aa17e4', 'hex'), decode('7b1f6c6f00aa17e5', 'hex'), :now)"
)
_DUTY = text(
    "insert into duties (hub_id, seat_id, post, starts_at, ends_at, recorded_at, recorded_by, began_at) "
    "select hub_id, seat_id, 'duty_manager', cast(:now as timestamptz) - interval '1 hour', "
    "cast(:now as timestamptz) + interval '6 hours', :now, person_id, :now from seats "
    "where hub_id = :hub_id and person_id = :person_id returning duty_id"
)


@contextmanager
def doors_open(*actions: Action) -> Iterator[None]:
    """Everybody may do this."""
    kept = dict(PERMISSIONS)
    for action in actions:
        PERMISSIONS[action] = replace(kept[action], roles=frozenset(Role))
    try:
        yield
    finally:
        PERMISSIONS.update(kept)


@contextmanager
def lens_added(key: tuple[str, str], lens: permissions.Lens) -> Iterator[None]:
    """One field is shown to one lens more."""
    kept = permissions.FIELDS[key]
    permissions.FIELDS[key] = replace(kept, lenses=kept.lenses | {lens})
    try:
        yield
    finally:
        permissions.FIELDS[key] = kept


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody with one seat: their session's cookie, and a system's token with the same seat."""

    role: Role
    actor: Actor
    session: str
    token: str


@dataclass(frozen=True, slots=True)
class Planted:
    """The hub that is read. refs: contacts that are opened, by what stands in them. given: what stands for a parameter of an address."""

    hub: make.Hub
    refs: Mapping[str, str]
    given: Mapping[str, str]
    readers: Mapping[Role, Reader]
    wall: str


async def plant(db: Database) -> Planted:
    """A hub whose labelled columns all hold markers, and a reader in every role who is offered a contact that was sent again."""
    hub, beside = await make.hub(db, policy=marked_policy()), await make.hub(db, "eastmarsh")
    facts: dict[str, Any] = {"source": "qx7k_source", "concern": "qx7k_concern"}
    manager, refs = await live_through(db, hub, outcome=OUTCOME, **facts)
    named = {"released": refs[0], "held": refs[1], "closed": refs[2]}
    async with db.transaction() as tx:
        bail = NewMeasure("bail", MEASURE_BEGAN, MEASURE_ENDS, note=mark("measures.note"))
        for ref in (refs[0], refs[1]):
            await record_measure(tx, manager, ref, bail, now=make.NOW)
    soon = replace(bail, ends_at=make.NOW + timedelta(minutes=1))
    async with db.transaction() as tx:
        await record_measure(tx, manager, refs[0], soon, now=make.NOW)
    async with db.transaction() as tx:
        contact = await access_contact(tx.conn, manager, refs[0], Action.PROTECT, now=make.NOW)
        await fire(tx, hub.hub_id, contact.contact_id, now=make.NOW + timedelta(minutes=2))
    async with db.transaction() as tx:
        await tx.conn.execute(_TRIED, {"now": make.NOW})
        await tx.conn.execute(_REACH, {"m": mark("directory_entries.email")})
    readers = {role: await _reader(db, (hub, beside), manager, role, facts, refs[0]) for role in Role}
    async with db.transaction() as tx:
        new = family(50, **facts)
        apart = (await receive(tx, manager, new, now=make.NOW)).ref
    named["restricted"] = apart
    await _interests(db, hub, manager, refs[1])
    async with db.transaction() as tx:
        people = [one.actor.person_id for one in readers.values()]
        await restrict(tx, manager, apart, people, "A colleague's family.", now=make.NOW)
    given = {
        "hub": hub.key,
        "other": refs[1],
        "before:int": "9999999",
        "person:int": str(manager.person_id),
        "agency:int": str(hub.agencies["police"]),
        "duty:int": await _duty(db, hub, manager),
        "interest:int": "1",
        "entry:int": await _entry(db, hub),
        "token": "nothing",
        "adult": await _adult(db, refs[1]),
    }
    async with db.connection() as conn:
        query = text("select link_id from links where hub_id = :hub_id and grant_id is null")
        given["link:uuid"] = str((await conn.execute(query, {"hub_id": hub.hub_id})).scalar_one())
    given["whom"] = f"adult-{given['adult']}"
    given |= {"grant:int": await _first_link(db, manager)}
    given |= {"list:uuid": await _list(db, readers[Role.ADMIN].actor), "table:int": "0"}
    return Planted(hub, named, given, readers, await enrol_wall(db, manager))


_FIRST_LINK = text(
    "insert into links (hub_id, link_id, purpose, agency_id, grant_id, sent_to, token_hash, asked_at, asked_by, valid_until) "
    "select hub_id, gen_random_uuid(), 'first_sign_in', agency_id, grant_id, address, 'first', cast(:now as timestamptz), :by, "
    "cast(:now as timestamptz) + interval '1 day' from seat_grants where hub_id = :hub_id "
    "order by grant_id desc limit 1"
)


async def _interests(db: Database, hub: make.Hub, manager: Actor, ref: str) -> None:
    """An interest that somebody declared and a manager ended, and one that was marked."""
    declares, marked = [await make.person(db, hub, name=name) for name in ("Cai Bevan", "Dee Farrow")]
    words = {"names": mark("interests.names"), "address": f"12 {mark('interests.address')}"}
    async with db.transaction() as tx:
        await declare_interest(
            tx, declares, "kin", **words, reference=mark("interests.reference"), now=make.NOW
        )
    async with db.transaction() as tx:
        await mark_interest(tx, manager, ref, marked.person_id, "kin", mark("interests.reason"), now=make.NOW)
        (one,) = (await tx.conn.execute(_DECLARED)).scalars()
        await end_interest(tx, manager, one, mark("interests.end_reason"), now=make.NOW)


async def _first_link(db: Database, manager: Actor) -> str:
    """The number of the seat that waits, to whose person a link was sent."""
    async with db.transaction() as tx:
        facts = {"hub_id": manager.hub_id, "by": manager.person_id, "now": make.NOW}
        query = text("select max(grant_id) from seat_grants where hub_id = :hub_id")
        grant_id = (await tx.conn.execute(query, {"hub_id": manager.hub_id})).scalar_one()
        await tx.conn.execute(_FIRST_LINK, facts)
    return str(grant_id)


async def _entry(db: Database, hub: make.Hub) -> str:
    query = text("select entry_id from agency_entries where hub_id = :hub_id and kind = 'mailbox'")
    async with db.connection() as conn:
        return str((await conn.execute(query, {"hub_id": hub.hub_id})).scalar_one())


async def _list(db: Database, owner: Actor) -> str:
    """A list that its owner uploaded, with a line that is held back."""
    day, name = "Child DOB,Child surname,Summary,Concern,Date received", mark("children.family_name")
    words = f"{day}\n31/02/2017,{name},Seen alone.,Neglect,23/11/2026 02:15\n"
    secrets = Secrets([KEY])
    file = Upload(secrets.seal_bytes(words.encode()), secrets.digests("list", words))
    async with db.transaction() as tx:
        made = await upload(tx, owner, file, NewSender("Northborough Police", "police"), now=make.NOW)
    await Lists(secrets).work(db, make.NOW)
    return str(made.draft_id)


async def _reader(
    db: Database,
    hubs: tuple[make.Hub, make.Hub],
    manager: Actor,
    role: Role,
    facts: Mapping[str, Any],
    ring: str,
) -> Reader:
    """Somebody in this role who is offered a contact that was sent again and, where they may hold one, is to ring two people."""
    hub, beside = hubs
    actor = await make.person(db, hub, role, name=f"Reader {role.value}")
    await make.seated(db, beside, actor.person_id, actor.name, role)
    token = new_token()
    async with db.transaction() as tx:
        await issue_token(
            tx, hub.hub_id, f"System {role.value}", "police", role, token_hash(token), now=make.NOW
        )
        if actor.may(Action.CLAIM):
            rung = {"hub_id": hub.hub_id, "person_id": actor.person_id, "ref": ring, "now": make.NOW}
            await tx.conn.execute(_RING, rung)
    child = NewChild(family_name=f"{mark('children.family_name')} {make.nobody_elses(actor.person_id)}")
    new = family(100 + actor.person_id, children=(child,), adults=(), **facts)
    async with db.transaction() as tx:
        ref = (await receive(tx, manager, new, now=make.NOW)).ref
        await receive(tx, manager, replace(new, summary=mark("late_information.body")), now=make.NOW)
    async with db.transaction() as tx:
        await claim(tx, manager, ref, anyway="Another matter.", now=make.NOW)
        with doors_open(Action.HAND_OVER, Action.CLAIM):  # as to somebody whose seat changed since
            await hand_over(tx, manager, ref, actor.person_id, mark("hand_overs.note"), now=make.NOW)
    return Reader(role, actor, await sign_in(db, actor, now=make.NOW), token)


async def _duty(db: Database, hub: make.Hub, manager: Actor) -> str:
    facts = {"hub_id": hub.hub_id, "person_id": manager.person_id, "now": make.NOW}
    async with db.transaction() as tx:
        return str((await tx.conn.execute(_DUTY, facts)).scalar_one())


async def _adult(db: Database, ref: str) -> str:
    query = text("select adult_id from adults join contacts using (hub_id, contact_id) where ref = :ref")
    async with db.connection() as conn:
        return str((await conn.execute(query, {"ref": ref})).scalar_one())
