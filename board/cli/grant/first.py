"""A first sign-in and the person's own answer, from the command line: nothing here prints a link or a code."""

from __future__ import annotations

from datetime import UTC, datetime

from board.cli.entrust import hub_of, known
from board.commands.grant.first_sign_in import make_first_code, send_first_link
from board.commands.grant.taking import refuse, take
from board.domain.link.codes import Route
from board.queries.actors import actor_of_email
from board.secrets import Secrets
from board.store.engine import Database


async def send_known_link(
    database: Database, secrets: Secrets, *, hub: str, number: int, as_email: str
) -> str:
    hub_id = await hub_of(database, hub)
    async with database.transaction() as tx:
        actor = await actor_of_email(tx.conn, hub_id, as_email)
        sent = await send_first_link(tx, actor, secrets, number, now=datetime.now(UTC))
    if not sent.changed:
        return "A link that is valid was sent before."
    return (
        "The link is on its way to the work address, for one use within a day. It opens with a code: a colleague calls a number "
        "of the agency under People, or `board seat code` sends a text message."
    )


async def text_known_code(
    database: Database, secrets: Secrets, *, hub: str, number: int, entry: int, as_email: str
) -> str:
    hub_id = await hub_of(database, hub)
    async with database.transaction() as tx:
        actor = await actor_of_email(tx.conn, hub_id, as_email)
        asked = number, entry, Route.TEXT
        await make_first_code(tx, actor, secrets, *asked, now=datetime.now(UTC))
    return "The code is on its way as a text message."


async def take_known(database: Database, *, number: int, as_email: str) -> str:
    person_id = await known(database, as_email)
    async with database.transaction() as tx:
        done = await take(tx, person_id, number, now=datetime.now(UTC))
    return "The seat is taken. It counts from now on." if done.changed else "You took it already."


async def refuse_known(database: Database, *, number: int, as_email: str) -> str:
    person_id = await known(database, as_email)
    async with database.transaction() as tx:
        done = await refuse(tx, person_id, number, now=datetime.now(UTC))
    return "You said no. The hub is not told." if done.changed else "You said no already."
