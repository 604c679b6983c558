"""People known across a long past: the contact page, its chronology and Find cost the same with 30,000 identities over 60,000 contacts."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from time import monotonic

from sqlalchemy import text

from board.domain.contacts import LONDON
from board.domain.people import Actor
from board.domain.permissions import Action
from board.queries.actors import actor_of_email, hub_numbers
from board.queries.cards import live_cards
from board.queries.consent import contact_consent
from board.queries.contact import contact_people, contact_row
from board.queries.families import contact_alike, find_by_name, found_since
from board.queries.history import contact_timeline
from board.queries.identity.chronology import chronology_of
from board.queries.identity.history import contact_history
from board.rehearsal.hub import NORTHBOROUGH
from board.rehearsal.seed import seed
from board.secrets import Secrets
from board.store.doors import access_contact
from board.store.engine import Database
from board.store.migrate import prepare
from board.store.policies import policy
from tests.bench.bulk import fill
from tests.bench.results import Figures, at_most, middle, plain
from tests.bench.servers import Scale, Servers, database, name_of

LIVE, FEW, SAME, LONGEST = 100, 2_000, 1.3, 100
# The first children of every two contacts of the past are one person, and those of each live contact join one of these.
_PAIRS = (
    "create temporary table pairs as select hub_id, contact_id, child_id, row_number() over (order by contact_id) as n from ("
    "  select x.hub_id, x.contact_id, min(x.child_id) as child_id from children x join contacts c using (hub_id, contact_id) "
    "  where x.hub_id = :hub_id and c.closed_at is not null group by 1, 2) o",
    "analyze pairs",
    "insert into identities (hub_id, part) select hub_id, 'child' from pairs where n % 2 = 0",
    "create temporary table numbers as select identity_id, row_number() over (order by identity_id) * 2 as n from identities",
    "analyze numbers",
    "insert into identity_joins (hub_id, contact_id, other_id, child_id, other_child_id, facts, reason, joined_at, joined_by, "
    "  confirmed_at, confirmed_by) "
    "select a.hub_id, a.contact_id, b.contact_id, a.child_id, b.child_id, '{name,birth_date}', 'Carried over.', now(), :by, now(), :by "
    "from pairs a join pairs b on b.n = a.n + 1 where b.n % 2 = 0",
    "analyze identity_joins",
    "insert into identity_records (hub_id, identity_id, part, contact_id, child_id, join_id, joined_at) "
    "select p.hub_id, i.identity_id, 'child', p.contact_id, p.child_id, j.join_id, now() from pairs p "
    "join numbers i on i.n = p.n + p.n % 2 join (select child_id, join_id from identity_joins union all "
    "  select other_child_id, join_id from identity_joins) j on j.child_id = p.child_id",
    "create temporary table live as select hub_id, contact_id, child_id, row_number() over (order by contact_id) as n from ("
    "  select x.hub_id, x.contact_id, min(x.child_id) as child_id from children x join contacts c using (hub_id, contact_id) "
    "  where x.hub_id = :hub_id and c.closed_at is null and not x.unborn group by 1, 2) o",
    "insert into identity_records (hub_id, identity_id, part, contact_id, child_id, join_id, joined_at) "
    "select o.hub_id, r.identity_id, 'child', o.contact_id, o.child_id, r.join_id, now() from live o "
    "join (select identity_id, min(join_id) as join_id, row_number() over (order by identity_id) as n from identity_records "
    "  group by identity_id) r on r.n = o.n",
    "analyze",
)
_REFS = text(
    "select c.ref from contacts c join identity_records r using (hub_id, contact_id) where c.hub_id = :hub_id "
    "and c.closed_at is null and not c.restricted "
    "order by c.contact_id limit 20"
)


async def measure(servers: Servers, scale: Scale, actors: list[Actor]) -> Figures:
    """A short past and a long one beside each other, each with an identity for every two contacts of it."""
    now, many = datetime.now(UTC), scale.of(60_000, 20_000)
    async with servers.copy("empty") as url:
        await seed(url, now, secrets=Secrets([servers.key]))
        async with database(url, 2) as db:
            async with db.connection() as conn:
                hub_id = (await hub_numbers(conn))[NORTHBOROUGH.key]
                seats = [await actor_of_email(conn, hub_id, seat.email) for seat in NORTHBOROUGH.seats]
                actor = next(one for one in seats if one.may(Action.JOIN_IDENTITY))
            await fill(db, NORTHBOROUGH.key, LIVE, FEW, now)
        async with servers.copy(name_of(url)) as old:
            async with database(old, 2) as other:
                await fill(other, NORTHBOROUGH.key, 0, many - FEW, now, seed=3)
            for each in (url, old):
                await prepare(each, invented=True)
                async with database(each, 2) as one:
                    await _lay(one, actor)
            async with database(url, 2) as db, database(old, 2) as other:
                took = {
                    name: [middle(t) for t in times]
                    for name, times in (await _timed([db, other], actor)).items()
                }
    figures: Figures = {
        "identities": plain(many / 2, f"identities over {many} past contacts, against {FEW // 2} over {FEW}")
    }
    for name, (short, long) in took.items():
        unit = f"ms, against {short:.2f} with few"
        if (
            name == "chronology"
        ):  # a long past has more to propose, and the page looks through the newest twenty of it
            figures[f"{name}_many"] = at_most(long, LONGEST, unit)
            continue
        figures[f"{name}_many"] = plain(long, unit)
        figures[f"{name}_ratio"] = at_most(long / short, SAME, "of few")
    return figures


async def _lay(db: Database, actor: Actor) -> None:
    """An identity for every two contacts of the past."""
    async with db.transaction() as tx:
        for statement in _PAIRS:
            await tx.conn.execute(
                text(statement), {"hub_id": actor.hub_id, "by": actor.person_id} if ":" in statement else {}
            )


async def _timed(databases: list[Database], actor: Actor) -> dict[str, list[list[float]]]:
    """Each of these on each database in turn, in ms."""
    now, took = datetime.now(UTC), dict[str, list[list[float]]]()
    async with databases[0].connection() as conn:
        refs = list((await conn.execute(_REFS, {"hub_id": actor.hub_id})).scalars())
    assert len(refs) > 10, "live contacts have a past"
    acts: dict[str, Callable[[Database, str], Awaitable[float]]] = {
        "board": lambda db, _: _board(db, actor, now),
        "contact": lambda db, ref: _contact(db, actor, ref, now),
        "history": lambda db, ref: _history(db, actor, ref, now),
        "chronology": lambda db, ref: _chronology(db, actor, ref, now),
        "find": lambda db, _: _find(db, actor, now),
    }
    for name, act in acts.items():
        took[name] = [[] for _ in databases]
        for ref in refs:
            for db, times in zip(databases, took[name], strict=True):
                times.append(await act(db, ref))
    return took


async def _board(db: Database, actor: Actor, now: datetime) -> float:
    """Every card, with its count."""
    async with db.snapshot() as conn:
        rules = await policy(conn, actor.hub_id, now)
        began = monotonic()
        await live_cards(conn, actor.hub_id, rules, now.astimezone(LONDON).date())
        return (monotonic() - began) * 1000


async def _contact(db: Database, actor: Actor, ref: str, now: datetime) -> float:
    """The page of a contact reads its people, likenesses, consent, counts and whole history."""
    async with db.snapshot() as conn:
        rules, key = await policy(conn, actor.hub_id, now), actor.hub_key
        began = monotonic()
        row = await contact_row(conn, actor.hub_id, ref)
        people = await contact_people(conn, row)
        await contact_alike(conn, row, key, None)
        await contact_consent(conn, row, people, now.astimezone(LONDON).date())
        await contact_history(conn, row, key, rules)
        await contact_timeline(conn, row, key, actor.lens, rules)
        return (monotonic() - began) * 1000


async def _history(db: Database, actor: Actor, ref: str, now: datetime) -> float:
    """The three lines of a contact page."""
    async with db.snapshot() as conn:
        rules, row = await policy(conn, actor.hub_id, now), await contact_row(conn, actor.hub_id, ref)
        began = monotonic()
        shown = await contact_history(conn, row, actor.hub_key, rules)
        took = (monotonic() - began) * 1000
    assert shown.lines
    return took


async def _chronology(db: Database, actor: Actor, ref: str, now: datetime) -> float:
    async with db.snapshot() as conn:
        rules = await policy(conn, actor.hub_id, now)
        contact = await access_contact(conn, actor, ref, Action.READ_CONTACT, now=now)
        began = monotonic()
        page, _ = await chronology_of(conn, actor, contact, rules)
        took = (monotonic() - began) * 1000
    assert len(page.chapters) > 1
    return took


async def _find(db: Database, actor: Actor, now: datetime) -> float:
    async with db.snapshot() as conn:
        rules = await policy(conn, actor.hub_id, now)
        began = monotonic()
        await find_by_name(conn, actor, "Rosa Marsh", None, found_since(now, rules))
        return (monotonic() - began) * 1000
