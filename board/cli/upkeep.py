"""Commands on the data itself: import, verify, backup, restore, prepare, roles."""

from __future__ import annotations

import asyncio
from pathlib import Path

import click

from board.cli.root import board, data
from board.intake.lists.encodings import ENCODINGS
from board.intake.lists.layout import Hidden


@board.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--hub", help="The hub's key; not needed where there is one hub.")
@click.option("--source", help="Who sent the list; police when neither this nor a sender is given.")
@click.option("--concern", help="What its contacts are about, where no column says so.")
@click.option(
    "--as",
    "by",
    multiple=True,
    metavar="NAME|EMAIL",
    help="The sender by whose saved columns it is read; with an address, the person who imports it, else the list's own feed.",
)
@click.option("--encoding", type=click.Choice(ENCODINGS), help="The encoding of a file that does not say it.")
@click.option(
    "--hidden",
    type=click.Choice(["read", "leave"]),
    help="Read or leave out rows, columns and sheets that are hidden.",
)
@click.option(
    "--same",
    multiple=True,
    metavar="LINE=CONTACT",
    help="This line is the same incident as this contact, and is kept as its late information.",
)
@click.option("--dry-run", is_flag=True, help="Report line by line and change nothing.")
def import_(
    file: Path,
    hub: str | None,
    source: str | None,
    concern: str | None,
    by: tuple[str, ...],
    encoding: str | None,
    hidden: Hidden | None,
    same: tuple[str, ...],
    dry_run: bool,
) -> None:
    """Take in an overnight list (CSV or XLSX): good lines in, bad lines out, the same file twice changes nothing."""
    from board.clock import clock_of
    from board.intake.cli import Wish, answers_of, run_import
    from board.queries.deployment import deployment

    people, senders = [one for one in by if "@" in one], [one for one in by if "@" not in one]
    if len(people) > 1 or len(senders) > 1:
        raise click.UsageError("Say --as with one sender, with one address, or with both.")
    person, sender = next(iter(people), None), next(iter(senders), None)
    wish = Wish(file, hub, source, concern, dry_run, person, encoding, hidden, answers_of(same), sender)
    with data() as settings:
        url = settings.database_url or ""
        run_import(url, wish, clock=clock_of(settings, asyncio.run(deployment(url)).invented))


@board.command()
@click.option("--anchor", metavar="SEQ:HASH", help="A head written down earlier that must still stand.")
@click.option("--hub", help="One hub's chain; all of them when not given.")
@click.option("--json", "as_json", is_flag=True, help="Say it as one JSON object.")
def verify(anchor: str | None, hub: str | None, as_json: bool) -> None:
    """Check that no event was changed, removed or slipped in, and no sealed reading; leaves with 1 when one was."""
    from board.upkeep.verify import run

    with data(prepared=False) as settings:
        run(settings, anchor=anchor, hub=hub, as_json=as_json)


@board.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def backup(file: Path) -> None:
    """Write the whole database into FILE."""
    from board.upkeep.backup import run

    with data(prepared=False) as settings:
        run(settings, file)


@board.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def restore(file: Path) -> None:
    """Put a backup into an empty database; a new epoch begins and everybody signs in again."""
    from board.upkeep.restore import run

    with data(prepared=False) as settings:
        run(settings, file)


@board.command()
def prepare() -> None:
    """Lay the schema in an empty database, or bring an older one forward: once a version, as the role that owns the tables."""
    with data():
        click.echo("The database is ready for this version of the board.")


@board.command()
def roles() -> None:
    """Print the SQL that gives the owner, the app and reporting their rights: docs/upkeep.md says how it is applied."""
    from board.upkeep.roles import sql

    click.echo(sql(), nl=False)
