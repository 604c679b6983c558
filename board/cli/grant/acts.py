"""Commands of seats call the same verbs as the pages, as the person they name."""

from __future__ import annotations

from datetime import UTC, date, datetime

from board.cli.entrust import hub_of, known, where
from board.commands.grant.absence import Plan, hand_on_work
from board.commands.grant.giving import SeatGiven, confirm, give, withdraw
from board.commands.grant.leaving import end_leavers_sessions, leave
from board.commands.seats import end_seat
from board.domain.grant.rules import Standing
from board.queries.actors import actor_of_email
from board.queries.grant.pages import grants_of_hub
from board.queries.seats import seats_of
from board.store.engine import Database


async def list_seats(database: Database, *, hub: str) -> str:
    hub_id = await hub_of(database, hub)
    async with database.connection() as conn:
        rows = await seats_of(conn, hub_id)
    lines = [
        f"{s.seat_id}  {s.name}  {s.email}  {s.agency}  {s.role}  since {s.since:%d %B %Y}"
        + (f", given by {s.given_by}" if s.given_by else "")
        + (f", confirmed by {s.confirmed_by}" if s.confirmed_by else "")
        for s in rows
    ]
    return "\n".join(lines) or "Nobody has a seat."


async def end_known_seat(database: Database, *, hub: str, number: int, as_email: str) -> str:
    hub_id = await hub_of(database, hub)
    async with database.transaction() as tx:
        actor = await actor_of_email(tx.conn, hub_id, as_email)
        done = await end_seat(tx, actor, number, now=datetime.now(UTC))
    if not done.changed:
        return "The seat was ended already."
    return "The seat is ended. All that the person held waits again, and managers are told of each contact."


async def give_known(
    database: Database, *, hub: str, role: str, name: str, email: str, agency: str | None, as_email: str
) -> str:
    """The same answer whether anyone signs in with the address or not."""
    hub_id, agency = await where(database, hub, agency)
    async with database.transaction() as tx:
        actor = await actor_of_email(tx.conn, hub_id, as_email)
        done = await give(tx, actor, SeatGiven(name, email, agency, role), now=datetime.now(UTC))
    return f"Seat {done.grant_id} waits. `board seat waiting --hub {hub}` says for whom."


async def list_grants(database: Database, *, hub: str, as_email: str) -> str:
    hub_id = await hub_of(database, hub)
    async with database.connection() as conn:
        actor = await actor_of_email(conn, hub_id, as_email)
        rows = await grants_of_hub(conn, actor, datetime.now(UTC))
    waits = {
        Standing.TO_CONFIRM.value: "waits for a second manager until",
        Standing.ASKED.value: "waits for the person until",
        Standing.LAPSED.value: "no answer by",
    }
    return (
        "\n".join(
            f"{g.grant_id}  {g.name}  {g.address}  {g.agency}  {g.role}  {waits[g.standing]} {g.lapses_at:%d %B %Y}"
            for g in rows
        )
        or "No seat waits."
    )


async def confirm_known(database: Database, *, hub: str, number: int, as_email: str) -> str:
    hub_id = await hub_of(database, hub)
    async with database.transaction() as tx:
        actor = await actor_of_email(tx.conn, hub_id, as_email)
        done = await confirm(tx, actor, number, now=datetime.now(UTC))
    return "Confirmed. The person is asked." if done.changed else "It was confirmed already."


async def withdraw_known(database: Database, *, hub: str, number: int, as_email: str) -> str:
    hub_id = await hub_of(database, hub)
    async with database.transaction() as tx:
        actor = await actor_of_email(tx.conn, hub_id, as_email)
        done = await withdraw(tx, actor, number, now=datetime.now(UTC))
    return "Taken back. Nobody is asked any more." if done.changed else "It was taken back already."


async def leave_known(database: Database, *, hub: str, email: str, as_email: str) -> str:
    hub_id, person_id, now = await hub_of(database, hub), await known(database, email), datetime.now(UTC)
    async with database.transaction() as tx:
        actor = await actor_of_email(tx.conn, hub_id, as_email)
        left = await leave(tx, actor, person_id, now=now)
    async with database.transaction() as tx:
        ended = await end_leavers_sessions(tx, actor, person_id, now=now)
    had = left.work
    lines = (
        f"Seats ended: {left.seats}. Sessions are {'ended' if ended else 'left to another hub'}."
        if left.changed
        else "Every seat of this person was ended already.",
        f"Waits again: {', '.join(had.holds) or 'nothing'}.",
        f"Needs somebody to decide: {', '.join(had.decides) or 'nothing'}.",
        f"Was offered to them: {', '.join(had.offered) or 'nothing'}.",
        f"Uploaded lists that wait: {had.lists}. Duties that are empty now: {had.duties}.",
    )
    return "\n".join(lines)


async def hand_on_known(
    database: Database,
    *,
    hub: str,
    email: str,
    to: str | None,
    decides: str | None,
    until: date | None,
    reason: str,
    as_email: str,
) -> str:
    hub_id = await hub_of(database, hub)
    absent, colleague, manager = [await known(database, one) if one else None for one in (email, to, decides)]
    async with database.transaction() as tx:
        actor = await actor_of_email(tx.conn, hub_id, as_email)
        plan = Plan(colleague, manager, reason, until)
        done = await hand_on_work(tx, actor, absent or 0, plan, now=datetime.now(UTC))
    return (
        f"Handed on: {done.contacts} contacts, {done.decided} to decide, {done.duties} duties. "
        f"Offers taken back: {done.offers}."
    )
