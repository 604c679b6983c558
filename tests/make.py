"""Hubs, people and contacts for tests, made as the board makes them: by its commands. Named after the state they leave behind.

    hub = await make.hub(db)
    asha = await make.person(db, hub, Role.SOCIAL_WORKER)
    ref = await make.contact_claimed(db, asha)

Whoever is given as `by` needs a seat that may do what the name says; a social worker may do all but close, restrict and hold.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import text

from board.commands import seats
from board.commands.claims import claim, release
from board.commands.closures import close
from board.commands.contacts import receive
from board.commands.holds import hold
from board.commands.hubs import open_hub
from board.commands.people import add_person
from board.commands.ratings import rate
from board.commands.restrictions import restrict
from board.commands.seats import Seated, give_seat
from board.domain.contacts import NewAdult, NewChild, NewContact, SafeContact
from board.domain.people import Actor
from board.domain.permissions import Role
from board.domain.policy import Policy
from board.store.engine import Database, Tx

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
"""A Tuesday in mid-morning; London is on UTC."""

AGENCIES = (
    ("childrens_social_care", "Children's social care", ["northborough.example"]),
    ("police", "Police", ["police.example"]),
    ("health", "Health", ["health.example"]),
    ("education", "Education", ["schools.example"]),
)
NAMES = (
    "Asha Verma",
    "Ben Okafor",
    "Carys Lloyd",
    "Dilan Aydin",
    "Ewa Nowak",
    "Femi Adeyemi",
    "Grace Tan",
    "Huw Price",
)
_numbers = itertools.count(1)
# As if somebody looked after the clocks: else every page says, truly, that nobody does.
_WORKER = text(
    "insert into engine_workers (worker_id, ticked_at) select gen_random_uuid(), now() + interval '1 day' "
    "where not exists (select from engine_workers)"
)


_OTHER = text(
    "insert into people (name, email, created_at) values ('Kit Vale', :email, :now) returning person_id"
)


async def worker(db: Database) -> None:
    """Somebody looks after the clocks, as far as any page can tell."""
    async with db.transaction() as tx:
        await tx.conn.execute(_WORKER)


@dataclass(frozen=True, slots=True)
class Hub:
    """A hub that was opened. agencies: number by key."""

    hub_id: int
    key: str
    name: str
    agencies: Mapping[str, int]


async def hub(
    db: Database, key: str = "northborough", *, policy: Policy | None = None, now: datetime = NOW
) -> Hub:
    """An open hub with four agencies and the default policy."""
    name = key.capitalize()
    async with db.transaction() as tx:
        await tx.conn.execute(_WORKER)
        opened = await open_hub(
            tx, key, name, AGENCIES, policy or Policy.default(), now=now - timedelta(days=30)
        )
    return Hub(opened.hub_id, key, name, opened.agencies)


async def person(
    db: Database,
    hub: Hub,
    role: Role = Role.SOCIAL_WORKER,
    *,
    name: str | None = None,
    agency: str = "childrens_social_care",
    password_hash: str | None = None,
    now: datetime = NOW,
) -> Actor:
    """Somebody new with one seat here, as they act here."""
    number = next(_numbers)
    name = name or NAMES[number % len(NAMES)]
    async with db.transaction() as tx:
        email = f"person{number}@{hub.key}.example"
        added = await add_person(tx, name, email, password_hash=password_hash, now=now)
    return await seated(db, hub, added.person_id, name, role, agency=agency, now=now)


async def seated(
    db: Database,
    hub: Hub,
    person_id: int,
    name: str,
    role: Role,
    *,
    agency: str = "childrens_social_care",
    now: datetime = NOW,
) -> Actor:
    """Somebody who is known already, given a seat here too, as they act here with that seat."""
    async with db.transaction() as tx:
        await give_seat(tx, hub.hub_id, person_id, agency, role, now=now)
    return actor(hub, person_id, name, [role], agency=agency)


async def end_seat(tx: Tx, hub_id: int, seat_id: int, *, now: datetime = NOW) -> Seated:
    """The seat is ended by a manager who is nowhere else in the test."""
    added = await tx.conn.execute(_OTHER, {"email": f"manager{next(_numbers)}@elsewhere.example", "now": now})
    manager = Actor(added.scalar_one(), "Kit Vale", hub_id, "", "", frozenset([Role.MANAGER]), "")
    return await seats.end_seat(tx, manager, seat_id, now=now)


def actor(
    hub: Hub, person_id: int, name: str, roles: Iterable[Role], *, agency: str = "childrens_social_care"
) -> Actor:
    """Somebody acting here with these seats; nothing is written."""
    return Actor(
        person_id,
        name,
        hub.hub_id,
        hub.key,
        hub.name,
        frozenset(roles),
        {key: name for key, name, _ in AGENCIES}[agency],
    )


def nobody_elses(number: int) -> str:
    """A name like no other number's, so that families made here are not taken for one."""
    return "".join(
        "bdfglmnprt"[int(digit)] + "aeiou"[place % 5] for place, digit in enumerate(f"{number:04}" * 3)
    )


def approach(**otherwise: Any) -> NewContact:
    """A police list's contact of a family of two children and two adults, one of them with a safe contact.

    Birth dates differ from one to the next, since the same family name and birth date looks like twins. Under a reference of the
    test's own one adult is the same each time, so that what is sent again is the same incident.
    """
    number = next(_numbers)
    other = "Sam" if "source_reference" in otherwise else nobody_elses(number + 5000).capitalize()
    facts: dict[str, Any] = {
        "source": "police",
        "source_reference": f"PPN-{number:05}",
        "notice_type": "PPN",
        "received_at": NOW - timedelta(hours=1),
        "concern": "domestic_abuse",
        "summary": "Shouting heard by a neighbour; both children were in the house.",
        "children": (
            NewChild(
                given_name=nobody_elses(number).capitalize(),
                family_name="Marlow",
                born_on=date(2017, 1, 1) + timedelta(days=number * 7 % 300),
                school="Hillside Primary",
            ),
            NewChild(unborn=True, expected_on=date(2027, 2, 10)),
        ),
        "adults": (
            NewAdult(
                "victim",
                given_name=nobody_elses(number).capitalize(),
                family_name="Marlow",
                born_on=date(1985, 1, 1) + timedelta(days=number * 11 % 3650),
                safe_contact=SafeContact(
                    channel="text message", times="school hours", code_word="library book"
                ),
            ),
            NewAdult(
                "alleged_perpetrator",
                given_name=other,
                family_name="Marlow",
            ),
        ),
    }
    return NewContact(**(facts | otherwise))


async def contact_waiting(db: Database, by: Actor, *, now: datetime = NOW, **otherwise: Any) -> str:
    """A contact nobody has claimed, not yet rated; its reference. otherwise: facts of the approach."""
    async with db.transaction() as tx:
        return (await receive(tx, by, approach(**otherwise), now=now)).ref


async def contact_claimed(db: Database, by: Actor, *, now: datetime = NOW, **otherwise: Any) -> str:
    """A contact that `by` holds."""
    ref = await contact_waiting(db, by, now=now, **otherwise)
    async with db.transaction() as tx:
        await claim(tx, by, ref, now=now)
    return ref


async def contact_released(db: Database, by: Actor, *, now: datetime = NOW, **otherwise: Any) -> str:
    """A contact that waits again, after `by` held it and let go."""
    ref = await contact_claimed(db, by, now=now, **otherwise)
    async with db.transaction() as tx:
        await release(tx, by, ref, "Gone to court this afternoon.", now=now)
    return ref


async def contact_rated(
    db: Database, by: Actor, rag: str = "amber", *, now: datetime = NOW, **otherwise: Any
) -> str:
    """A contact nobody has claimed, every child of which `by` has rated."""
    ref = await contact_waiting(db, by, now=now, **otherwise)
    async with db.transaction() as tx:
        await rate(tx, by, ref, None, rag, "Police were called twice this month.", now=now)
    return ref


async def contact_restricted(
    db: Database, by: Actor, people: Iterable[int], *, now: datetime = NOW, **otherwise: Any
) -> str:
    """A contact that exists only for `by`, a manager, and these people."""
    ref = await contact_waiting(db, by, now=now, **otherwise)
    async with db.transaction() as tx:
        await restrict(tx, by, ref, people, "A colleague's family.", now=now)
    return ref


async def contact_held(db: Database, by: Actor, *, now: datetime = NOW, **otherwise: Any) -> str:
    """A contact under a legal hold placed by `by`, a service manager."""
    ref = await contact_waiting(db, by, now=now, **otherwise)
    async with db.transaction() as tx:
        await hold(tx, by, ref, "The inquiry asks for it.", now=now)
    return ref


async def contact_closed(db: Database, by: Actor, *, now: datetime = NOW, **otherwise: Any) -> str:
    """A contact that has left the board by the word of `by`, a manager."""
    ref = await contact_waiting(db, by, now=now, **otherwise)
    outcome = Policy.default().outcomes[0].code
    async with db.transaction() as tx:
        await close(tx, by, ref, outcome, "Help is in place already.", now=now)
    return ref
