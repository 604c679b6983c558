"""Rows of a long past, laid by the database itself: invented contacts that came, were worked and left before a hub's chain began."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

_BEGAN = text("select min(at) from events where hub_id = :hub_id")
_NEXT = text("select coalesce(max(contact_id), 0) from contacts")
# A reference is 2 and seven of sixteen consonants, spelling a number multiplied by an odd one, so no two are alike and none reads as a
# word (board/domain/refs.py); live ones are shorter. Each row's number decides everything about it, so the past is the same each time.
_CONTACTS = text(
    "insert into contacts (hub_id, ref, received_at, clock_start_at, source, dfe_code, source_reference, reference_key, concern, "
    "  summary, intake_digest, "
    "  confidential_enquiry, created_at, created_by, closed_at, closed_by, outcome, outcome_reason) "
    "select :hub_id, '2' || translate(lpad(to_hex((n * 2654435761) % 268435456), 7, '0'), '0123456789abcdef', 'BCDGHJMNPQRTVXYZ'), "
    "  came, came, (cast(:sources as text[]))[1 + n % :n_sources], (cast(:dfe_codes as text[]))[1 + n % :n_sources], 'PAST-' || n, "
    "  'past' || n, "
    "  (cast(:concerns as text[]))[1 + n / 7 % :n_concerns], (cast(:summaries as text[]))[1 + n / 3 % :n_summaries], "
    "  sha256(convert_to('past ' || n, 'UTF8')), n % 11 = 0, came, :worker_id, came + interval '5 hours', :manager_id, "
    "  (cast(:outcomes as text[]))[1 + n / 5 % :n_outcomes], 'Settled before the board came.' "
    "from (select n, cast(:oldest as timestamptz) + (cast(:latest as timestamptz) - cast(:oldest as timestamptz)) * random() as came "
    "      from generate_series(cast(:first as bigint), cast(:last as bigint)) n) x "
    "returning contact_id"
)
_LAID = (
    "where c.hub_id = :hub_id and c.contact_id between :low and :high "
    "and starts_with(c.source_reference, 'PAST-')"  # somebody may be logging live ones meanwhile
)
_CHILDREN = text(
    "insert into children (hub_id, contact_id, place, given_name, family_name, born_on, sex, school) "
    "select c.hub_id, c.contact_id, p.place, (cast(:given as text[]))[1 + (c.contact_id * 3 + p.place) % :n_given], "
    "  (cast(:family as text[]))[1 + c.contact_id % :n_family], "
    "  cast(c.received_at as date) - cast(400 + (c.contact_id * 37 + p.place * 800) % 5500 as int), "
    "  case when (c.contact_id + p.place) % 2 = 0 then 'F' else 'M' end, (cast(:schools as text[]))[1 + c.contact_id % :n_schools] "
    f"from contacts c cross join lateral generate_series(1, 1 + c.contact_id % 3) p(place) {_LAID}"
)
_RATINGS = text(
    "insert into ratings (hub_id, contact_id, child_id, rag, reason, rated_at, rated_by) "
    "select c.hub_id, c.contact_id, x.child_id, (cast(:rags as text[]))[1 + c.contact_id % :n_rags], 'As the system before had it.', "
    "  c.received_at + interval '20 minutes', :manager_id "
    f"from contacts c join children x on x.hub_id = c.hub_id and x.contact_id = c.contact_id {_LAID}"
)
_ADULTS = text(
    "insert into adults (hub_id, contact_id, place, role, given_name, family_name) "
    "select c.hub_id, c.contact_id, 1, 'parent', (cast(:given as text[]))[1 + c.contact_id % :n_given], "
    f"  (cast(:family as text[]))[1 + c.contact_id % :n_family] from contacts c {_LAID}"
)
_CLAIMS = text(
    "insert into claims (hub_id, contact_id, person_id, claimed_at, released_at, released_by, release_reason) "
    "select c.hub_id, c.contact_id, :worker_id, c.received_at + interval '1 hour', c.closed_at, :manager_id, "
    f"  'The contact was settled.' from contacts c {_LAID}"
)
_CLOCKS = text(
    "insert into clocks (hub_id, contact_id, kind, basis, started_at, due_at, stopped_at) "
    "select c.hub_id, c.contact_id, k.kind, k.basis, c.received_at, c.received_at + k.due, least(c.closed_at, c.received_at + k.due) "
    "from contacts c cross join (values ('screening', 'clock_hours', interval '30 minutes'), "
    "  ('decision', 'working_hours', interval '4 hours'), ('statutory', 'working_days', interval '30 hours')) k(kind, basis, due) "
    f"{_LAID}"
)
_ANALYZE = text("analyze contacts, children, adults, ratings, claims, clocks")
_STATEMENTS = (_CHILDREN, _RATINGS, _ADULTS, _CLAIMS, _CLOCKS)


@dataclass(frozen=True, slots=True)
class Ingredients:
    """What the past is made of; each list at least one long. sources: local label and national code."""

    worker_id: int
    manager_id: int
    sources: Sequence[tuple[str, str]]
    concerns: Sequence[str]
    outcomes: Sequence[str]
    rags: Sequence[str]
    summaries: Sequence[str]
    given: Sequence[str]
    family: Sequence[str]
    schools: Sequence[str]

    def parameters(self) -> dict[str, object]:
        """As the statements take them."""
        lists = {
            "sources": [code for code, _ in self.sources],
            "concerns": list(self.concerns),
            "outcomes": list(self.outcomes),
            "rags": list(self.rags),
            "summaries": list(self.summaries),
            "given": list(self.given),
            "family": list(self.family),
            "schools": list(self.schools),
        }
        lengths = {f"n_{name}": len(values) for name, values in lists.items()}
        people = {"worker_id": self.worker_id, "manager_id": self.manager_id}
        return {**lists, **lengths, **people, "dfe_codes": [dfe for _, dfe in self.sources]}


async def lay_history(
    conn: AsyncConnection, hub_id: int, number: int, made_of: Ingredients, *, years: int = 10
) -> None:
    """So many contacts that left before the hub's chain began, which therefore has no event of them: what a hub carries over.

    Call it in parts of some ten thousand, since a statement has a time limit.
    """
    began: datetime = (await conn.execute(_BEGAN, {"hub_id": hub_id})).scalar_one()
    first = (await conn.execute(_NEXT)).scalar_one() + 1
    facts = {**made_of.parameters(), "hub_id": hub_id}
    latest = began - timedelta(days=2)
    span = {"oldest": latest - timedelta(days=365 * years), "latest": latest}
    rows = await conn.execute(_CONTACTS, {**facts, **span, "first": first, "last": first + number - 1})
    laid = rows.scalars().all()
    for statement in _STATEMENTS:
        await conn.execute(statement, {**facts, "low": min(laid), "high": max(laid)})


async def look_again(conn: AsyncConnection) -> None:
    """Let the planner know how much there is now."""
    await conn.execute(_ANALYZE)
