"""Commands of mail: what came back, where mail may go, and the catcher for invented people."""

from __future__ import annotations

import asyncio
import sys
from typing import TYPE_CHECKING

import click

from board.cli.root import board, data, do
from board.cli.serving import supervisor
from board.settings import Settings

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from board.domain.bounces import CameBack
    from board.store.engine import Database, Tx

TRY_AGAIN = 75
"""What a mail server understands as: keep it and try again (EX_TEMPFAIL)."""


@board.command()
@click.option(
    "--to", default="", metavar="ADDRESS", help="The address it came to, where the mail server tells it."
)
def bounce(to: str) -> None:
    """Take a mail that came back, from standard input: `board bounce < MAIL`. Leaves with 75 when it must be tried again."""
    from board.domain.refusals import DatabaseAway

    raw = sys.stdin.buffer.read(10_000_000)
    try:
        with data(prepared=False) as settings:
            click.echo(asyncio.run(_bounce(settings, raw, to)))
    except DatabaseAway as away:
        click.echo(str(away), err=True)
        sys.exit(TRY_AGAIN)


async def _bounce(settings: Settings, raw: bytes, to: str) -> str:
    from board.clock import clock_of
    from board.domain.bounces import Verdict, read
    from board.queries.deployment import deployment
    from board.secrets import Secrets
    from board.store.engine import Database

    secrets, came_back = Secrets(settings.secret_keys()), read(raw, to)
    named = [("bounce", token) for token in came_back.tokens] + [
        ("message", token) for token in came_back.message_tokens
    ]
    numbers = [number for kind, token in named if (number := secrets.number_in(kind, token))]
    if not numbers or came_back.verdict is Verdict.NOTHING:
        return "Nothing of ours came back."
    url = settings.database_url or ""
    now = clock_of(settings, (await deployment(url)).invented)()
    database = Database(url, pool_size=1)
    try:
        async with database.transaction() as tx:
            return await _written(tx, numbers[0], came_back, now)
    finally:
        await database.close()


async def _written(tx: Tx, number: UUID, came_back: CameBack, now: datetime) -> str:
    from board.commands.receipts import bounce as came
    from board.commands.receipts import confirm, hub_of
    from board.domain.bounces import Verdict

    hub_id = await hub_of(tx, number)
    if hub_id is None:
        return "Nothing of ours came back."
    if came_back.verdict is Verdict.DELIVERED:
        await confirm(tx, hub_id, number, now=now)
        return "A message arrived."
    await came(tx, hub_id, number, came_back.problem, now=now)
    return "A message came back; somebody on duty is told to telephone."


@board.command("mail-domains")
@click.option("--hub", required=True, help="The hub's key.")
@click.option("--agency", required=True, help="The agency's key.")
@click.argument("domains", nargs=-1)
def mail_domains(hub: str, agency: str, domains: tuple[str, ...]) -> None:
    """Say to which DOMAINS mail to people of an agency may go, such as police.uk; without any, to none."""

    async def allow(database: Database) -> str:
        from datetime import UTC, datetime

        from board.commands.contact_details import allow_mail
        from board.domain.refusals import NotHere
        from board.queries.hubs import hub_names

        async with database.connection() as conn:
            found = next((n for n, name in (await hub_names(conn)).items() if name.key == hub), None)
        if found is None:
            raise NotHere
        async with database.transaction() as tx:
            await allow_mail(tx, found, agency, domains, now=datetime.now(UTC))
        return (
            f"Mail to {agency} may go to {', '.join(sorted(domains))}."
            if domains
            else f"No mail goes to {agency}."
        )

    do(allow)


@board.command()
@click.option("--smtp-port", type=int, required=True, help="Take mail here.")
@click.option("--page-port", type=int, required=True, help="Show it here.")
@supervisor
def catcher(smtp_port: int, page_port: int, supervisor: int | None) -> None:
    """Catch mail to invented people on this machine and show it; `board up` starts it."""
    from board.catcher import serve
    from board.queries.deployment import deployment
    from board.supervise import end_with

    end_with(supervisor)
    with data(prepared=False) as settings:
        if not asyncio.run(deployment(settings.database_url or "")).invented:
            raise click.ClickException(
                "The catcher is for a database of invented people; this one is not marked as such."
            )
        asyncio.run(serve(smtp_port, page_port))
