"""Commands for the directory: numbers and mailboxes of agencies, added, confirmed, changed and removed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from board.cli.keys import hub_option
from board.cli.root import NUMBER, board, do
from board.domain.directory.entries import Answered, EntryKind, HowConfirmed

if TYPE_CHECKING:
    from board.commands.directory.entries import EntryDone
    from board.domain.people import Actor
    from board.store.engine import Database, Tx

as_option = click.option(
    "--as", "as_email", required=True, help="The address of the member of staff who does it."
)
kind_option = click.option(
    "--kind",
    type=click.Choice([one.value for one in EntryKind]),
    default=EntryKind.TELEPHONE.value,
    help="A number or a mailbox.",
)
# Asked for when it is left out, so that no number need stand in a shell's history.
address_option = click.option(
    "--address", prompt="Number or mail address", help="The number or mail address; asked for when not given."
)
name_option = click.option("--name", required=True, help="The person or desk that answers.")
deputy_option = click.option(
    "--deputy", "deputies", multiple=True, help="A deputy at this number; as often as needed."
)
answered_option = click.option(
    "--answered",
    type=click.Choice([one.value for one in Answered]),
    default=Answered.ALWAYS.value,
    help="When it is answered.",
)


@board.group()
def directory() -> None:
    """The directory of a hub: its agencies' numbers and mailboxes."""


@directory.command("list")
@hub_option
@as_option
def directory_list(hub: str, as_email: str) -> None:
    """Each entry: its number, agency, address, the person or desk, and how it stands; the loudest first."""
    do(lambda db: list_entries(db, hub, as_email))


@directory.command("add")
@hub_option
@click.option("--agency", required=True, help="The agency's key.")
@kind_option
@address_option
@name_option
@deputy_option
@answered_option
@as_option
def directory_add(
    hub: str,
    agency: str,
    kind: str,
    address: str,
    name: str,
    deputies: tuple[str, ...],
    answered: str,
    as_email: str,
) -> None:
    """Add a number or mailbox. A colleague must confirm it."""
    from board.commands.directory.entries import add_entry
    from board.domain.directory.given import given_entry

    async def add(tx: Tx, actor: Actor, now: datetime) -> EntryDone:
        return await add_entry(
            tx, actor, agency, given_entry(kind, address, name, deputies, answered), now=now
        )

    do(lambda db: _act(db, hub, as_email, add, "Added; a colleague must confirm it.", "It is there already."))


@directory.command("confirm")
@click.argument("number", type=NUMBER)
@hub_option
@click.option(
    "--how",
    required=True,
    type=click.Choice([one.value for one in HowConfirmed]),
    help="How it was found out.",
)
@as_option
def directory_confirm(number: int, hub: str, how: str, as_email: str) -> None:
    """Confirm an entry by its number in the list; never by the person who entered it."""
    from board.commands.directory.entries import confirm_entry

    async def confirm(tx: Tx, actor: Actor, now: datetime) -> EntryDone:
        return await confirm_entry(tx, actor, number, how, now=now)

    do(lambda db: _act(db, hub, as_email, confirm, "Confirmed.", "It was confirmed already today."))


@directory.command("change")
@click.argument("number", type=NUMBER)
@hub_option
@kind_option
@address_option
@name_option
@deputy_option
@answered_option
@as_option
def directory_change(
    number: int,
    hub: str,
    kind: str,
    address: str,
    name: str,
    deputies: tuple[str, ...],
    answered: str,
    as_email: str,
) -> None:
    """Change an entry. A colleague must confirm it again."""
    from board.commands.directory.entries import change_entry
    from board.domain.directory.given import given_entry

    async def change(tx: Tx, actor: Actor, now: datetime) -> EntryDone:
        return await change_entry(
            tx, actor, number, given_entry(kind, address, name, deputies, answered), now=now
        )

    do(
        lambda db: _act(
            db, hub, as_email, change, "Changed; a colleague must confirm it.", "It was so already."
        )
    )


@directory.command("end")
@click.argument("number", type=NUMBER)
@hub_option
@as_option
def directory_end(number: int, hub: str, as_email: str) -> None:
    """Remove an entry: nothing goes there any more."""
    from board.commands.directory.entries import end_entry

    async def end(tx: Tx, actor: Actor, now: datetime) -> EntryDone:
        return await end_entry(tx, actor, number, now=now)

    do(lambda db: _act(db, hub, as_email, end, "Removed.", "It was removed already."))


async def _act(
    database: Database,
    hub: str,
    as_email: str,
    verb: Callable[[Tx, Actor, datetime], Awaitable[EntryDone]],
    done: str,
    already: str,
) -> str:
    from board.cli.entrust import hub_of
    from board.queries.actors import actor_of_email

    hub_id = await hub_of(database, hub)
    async with database.transaction() as tx:
        actor = await actor_of_email(tx.conn, hub_id, as_email)
        made = await verb(tx, actor, datetime.now(UTC))
    return f"{done if made.changed else already} Its number is {made.entry_id}."


async def list_entries(database: Database, hub: str, as_email: str) -> str:
    """A line for each entry."""
    from board.cli.entrust import hub_of
    from board.domain.permissions import Action
    from board.queries.actors import actor_of_email
    from board.queries.directory.entries import listed_entries
    from board.store.doors import must

    hub_id = await hub_of(database, hub)
    async with database.connection() as conn:
        actor = await actor_of_email(conn, hub_id, as_email)
        must(actor, Action.CONFIRM_ENTRY)
        rows = await listed_entries(conn, actor, datetime.now(UTC))
    lines = (f"{one.entry_id}  {one.agency}  {one.shown}  {one.name}  {one.standing}" for one in rows)
    return "\n".join(lines) or "The directory is empty."
