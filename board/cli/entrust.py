"""What the key commands do, over the same commands as everybody: whoever has the server has the right."""

from __future__ import annotations

from datetime import UTC, datetime

import click

from board.commands.grant.first import ask_known, must_be_among_the_first, seat_first_manager
from board.commands.grant.giving import SeatGiven
from board.commands.home_hubs import hand_on_home
from board.commands.people import add_person, change_password, clear_second_factor, end_person, reseal_seeds
from board.commands.screens import revoke_screen
from board.commands.tokens import end_token, issue_token
from board.domain.grant.rules import MANAGERS
from board.domain.permissions import Role
from board.queries.actors import actor_of_email, hub_numbers
from board.queries.agencies import agency_keys
from board.queries.people import credentials_of_name
from board.queries.screens import screens_of
from board.queries.tokens import tokens_of
from board.secrets import Passwords, Secrets, new_password, new_token, token_hash
from board.store.engine import Database


async def add_person_with_seat(
    database: Database, *, hub: str, role: str, name: str, email: str, agency: str | None
) -> str:
    """Answer what to hand over: a first password, or that somebody known is asked. Raises EnoughManagers, ServiceManagerFirst."""
    if Role(role) not in MANAGERS:
        raise click.ClickException(
            "This command adds the first two managers of a hub. They and MASH admin give every other seat under People, "
            "or by `board seat give`."
        )
    hub_id, agency = await where(database, hub, agency)
    now = datetime.now(UTC)
    async with database.connection() as conn:
        there = await credentials_of_name(conn, email)
    if there:
        given = SeatGiven(name, email, agency, role)
        async with database.transaction() as tx:
            await ask_known(tx, hub_id, given, now=now)
        return "This address signs in already; the person is asked when they sign in."
    async with database.transaction() as tx:
        await must_be_among_the_first(tx, hub_id, Role(role), now=now)
    password = new_password()
    hashed = await Passwords().hash(password)
    # The person first: people belong to the house, seats to a hub, and one transaction writes one hub.
    async with database.transaction() as tx:
        person_id = (await add_person(tx, name, email, password_hash=hashed, now=now)).person_id
    async with database.transaction() as tx:
        await seat_first_manager(tx, hub_id, person_id, agency, Role(role), now=now)
    return f"First password (shown this once): {password}\nThe first sign-in sets up the authenticator app."


async def end_known_person(database: Database, *, email: str) -> str:
    person_id = await known(database, email)
    async with database.transaction() as tx:
        await end_person(tx, person_id, now=datetime.now(UTC))
    return "This person has left: every session of theirs is over, and nothing opens for them any more."


async def reset_person(database: Database, *, email: str) -> str:
    """Answer a new first password; the next sign-in sets up an app anew."""
    person_id, password = await known(database, email), new_password()
    hashed = await Passwords().hash(password)
    async with database.transaction() as tx:
        now = datetime.now(UTC)
        await change_password(tx, person_id, hashed, now=now)
        await clear_second_factor(tx, person_id, now=now)
    return f"New first password (shown this once): {password}\nTheir sessions are over; the next sign-in sets up the authenticator app."


async def hand_known_person_on(database: Database, *, hub: str, email: str, to: str, as_email: str) -> str:
    hub_id, person_id = await hub_of(database, hub), await known(database, email)
    async with database.transaction() as tx:
        actor = await actor_of_email(tx.conn, hub_id, as_email)
        done = await hand_on_home(tx, actor, person_id, to, now=datetime.now(UTC))
    return (
        "Handed on; the person and both hubs are told." if done.changed else "It is their home hub already."
    )


async def reseal(database: Database, secrets: Secrets) -> str:
    async with database.transaction() as tx:
        done, unread = await reseal_seeds(tx, secrets)
    told = f"{done} authenticator seeds are encrypted with the newest key."
    return (
        told
        if not unread
        else f"{told} {unread} could be read with neither key: those people need `board person reset`."
    )


async def known(database: Database, email: str) -> int:
    """The number of the person who signs in with this address. Raises click.ClickException."""
    async with database.connection() as conn:
        found = await credentials_of_name(conn, email)
    if found is None:
        raise click.ClickException("Nobody signs in with this address.")
    return found.person_id


async def end_known_token(database: Database, *, hub: str, number: int) -> str:
    hub_id = await hub_of(database, hub)
    async with database.transaction() as tx:
        done = await end_token(tx, hub_id, number, now=datetime.now(UTC))
    return (
        "The token is withdrawn." if done.changed else "There is no such token, or it was withdrawn already."
    )


async def list_tokens(database: Database, *, hub: str) -> str:
    hub_id = await hub_of(database, hub)
    async with database.connection() as conn:
        rows = await tokens_of(conn, hub_id)
    return (
        "\n".join(f"{t.token_id}  {t.name}  issued {t.created_at:%d %B %Y}" for t in rows)
        or "No token is in use."
    )


async def add_token(database: Database, *, hub: str, role: str, name: str, agency: str | None) -> str:
    """Answer the token: it is stored as a hash and shown this once."""
    hub_id, agency = await where(database, hub, agency)
    token = new_token()
    async with database.transaction() as tx:
        await issue_token(tx, hub_id, name, agency, Role(role), token_hash(token), now=datetime.now(UTC))
    return token


async def list_screens(database: Database, *, hub: str) -> str:
    hub_id = await hub_of(database, hub)
    async with database.connection() as conn:
        rows = await screens_of(conn, hub_id)
    lines = [
        f"{row.screen_id}  {row.name}  paired {row.paired_at:%d %B %Y %H:%M} UTC, {_seen(row.drawn_at)}"
        for row in rows
    ]
    return "\n".join(lines) or "No wall is enrolled."


def _seen(drawn_at: datetime | None) -> str:
    return f"last seen {drawn_at:%d %B %Y %H:%M} UTC" if drawn_at else "not seen yet"


async def withdraw_screen(database: Database, *, hub: str, number: int, as_email: str) -> str:
    hub_id = await hub_of(database, hub)
    async with database.transaction() as tx:
        actor = await actor_of_email(tx.conn, hub_id, as_email)
        done = await revoke_screen(tx, actor, number, now=datetime.now(UTC))
    return "The wall is withdrawn." if done.changed else "The wall was withdrawn already."


async def where(database: Database, hub: str, agency: str | None) -> tuple[int, str]:
    """The number of the hub, and the agency's key: the first one where none is named. Raises click.ClickException."""
    hub_id = await hub_of(database, hub)
    async with database.connection() as conn:
        keys = await agency_keys(conn, hub_id)
    if agency in keys or (agency is None and keys):
        return hub_id, agency or keys[0]
    raise click.ClickException(
        f"This hub has no such agency. Say --agency with one of: {', '.join(keys) or 'none yet'}."
    )


async def hub_of(database: Database, hub: str) -> int:
    """The number of the hub with this key. Raises click.ClickException naming those there are."""
    async with database.connection() as conn:
        hubs = await hub_numbers(conn)
    if hub not in hubs:
        raise click.ClickException(f"There is no hub {hub} here. Hubs: {', '.join(hubs) or 'none yet'}.")
    return hubs[hub]
