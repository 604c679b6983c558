"""`board import`: a dry run first, then the list itself, and a report line by line in plain words."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import click

from board.commands.feeds import feed_address, seat_feed
from board.domain.lists.senders import Sender
from board.domain.people import Actor
from board.domain.permissions import PERMISSIONS, Action
from board.domain.policy import Policy
from board.domain.refusals import NotAllowed, NotHere
from board.intake.gathering import Gathered, check, gathered
from board.intake.importing import Acting, Answers, bring_in, vocabulary
from board.intake.lists.layout import Hidden, Layout
from board.intake.lists.reading import columns_changed, layout_of
from board.intake.lists.sheets import PoliceList, read
from board.intake.lists.table import FILE_LIMIT, EncodingUnknown, UnreadableList
from board.intake.report import Report, Told
from board.queries.actors import actor_of_email, hub_numbers
from board.queries.people import is_invented
from board.store.engine import Database, Tx
from board.store.lists.senders import sender_named, senders
from board.store.policies import policy

SOME_REFUSED: Final = 2
Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Wish:
    """An import that was asked for. hub: none where there is one. as_email: who acts; the feed of the list itself when none.

    answers: for lines that are more of a contact. sender: whose list it is, as explained in the browser; another option counts before that.
    """

    file: Path
    hub: str | None = None
    source: str | None = None
    concern: str | None = None
    dry_run: bool = False
    as_email: str | None = None
    encoding: str | None = None
    hidden: Hidden | None = None
    answers: Answers | None = None
    sender: str | None = None


def answers_of(said: tuple[str, ...]) -> Answers:
    """Answers as they are typed: LINE=CONTACT."""
    answers = {}
    for one in said:
        number, _, ref = one.partition("=")
        if not number.strip().isdecimal() or not ref.strip():
            raise click.ClickException(
                f"“{one}” is no answer. Write the line and the contact, such as 4=K7P."
            )
        answers[int(number)] = ref.strip().upper()
    return answers


def run_import(database_url: str, wish: Wish, *, clock: Clock = lambda: datetime.now(UTC)) -> None:
    """Import the list and exit: 0 when every line is in, 2 when some were refused, 1 when nothing could be read."""
    try:
        with wish.file.open("rb") as source:
            content = source.read(FILE_LIMIT + 1)
        # Without a sender nothing of the board counts for how a file is read, so a bad one is refused before a hub is asked for.
        found = None if wish.sender else read(content, Layout(wish.encoding, wish.hidden))
        report = asyncio.run(_import(database_url, wish, content, found, clock))
    except EncodingUnknown as unknown:
        _show_samples(unknown)
        raise click.ClickException(str(unknown)) from None
    except UnreadableList as unreadable:
        raise click.ClickException(str(unreadable)) from None
    sys.exit(SOME_REFUSED if report.count("refused") else 0)


async def _import(
    database_url: str, wish: Wish, content: bytes, found: PoliceList | None, clock: Clock
) -> Report:
    database = Database(database_url, pool_size=2)
    try:
        hub_id = await _hub(database, wish)
        async with database.connection() as conn:
            rules = await policy(conn, hub_id, clock())
        sender = await _sender(database, hub_id, wish)
        wish = replace(wish, source=wish.source or sender.source, concern=wish.concern or sender.concern)
        await _must_be_able(database, wish, hub_id, rules)
        words = vocabulary(rules, wish.source or sender.source, wish.concern)
        found = found or _read_as(sender, content, wish)
        check(found, words)
        contacts = list(gathered(found, words))
        acting = _acting(wish, hub_id, clock())
        _say_how_it_was_read(found)
        told = await _pass(database, acting, contacts, clock, wish.answers, "Checking", dry_run=True)
        if not wish.dry_run:
            click.echo(f"Checked: {Report(tuple(told)).summary}")
            told = await _pass(database, acting, contacts, clock, wish.answers, "Bringing in", dry_run=False)
        report = Report(tuple(told), tuple(found.remarks), tuple(found.unused))
        _report(report, dry_run=wish.dry_run)
        return report
    finally:
        await database.close()


async def _sender(database: Database, hub_id: int, wish: Wish) -> Sender:
    """The sender named; a police list of which nothing is saved where none is named."""
    if wish.sender is None:
        return Sender(0, "", "police")
    async with database.connection() as conn:
        found, others = await sender_named(conn, hub_id, wish.sender), await senders(conn, hub_id)
    if found is None:
        known = ", ".join(f"“{one.name}”" for one in others) or "none yet"
        raise click.ClickException(
            f"Nothing is saved of the lists of “{wish.sender}”. Senders here: {known}."
        )
    return found


def _read_as(sender: Sender, content: bytes, wish: Wish) -> PoliceList:
    """The list as its sender's lists were explained; an option counts before that."""
    layout = layout_of(sender)
    encoding, hidden = wish.encoding or layout.encoding, wish.hidden or layout.hidden
    found = read(content, replace(layout, encoding=encoding, hidden=hidden))
    if changed := columns_changed(found, sender):
        listed = ", ".join(f"“{header}”" for header in changed)
        raise click.ClickException(
            f"These columns are new in the lists of “{sender.name}”, or missing: {listed}. Nothing was taken. "
            "Upload the list in the browser once, where the board asks about them."
        )
    return found


async def _pass(
    database: Database,
    acting: Acting,
    contacts: list[Gathered],
    clock: Clock,
    answers: Answers | None,
    label: str,
    *,
    dry_run: bool,
) -> list[Told]:
    lines = sum(len(one.numbers) for one in contacts)
    with click.progressbar(length=lines, label=label, file=sys.stderr) as bar:
        return await bring_in(
            database, acting, contacts, now=clock, dry_run=dry_run, answers=answers, tick=bar.update
        )


async def _hub(database: Database, wish: Wish) -> int:
    async with database.connection() as conn:
        hubs, invented = await hub_numbers(conn), await is_invented(conn)
    if wish.hub in hubs:
        return hubs[wish.hub]
    if (
        wish.hub is None and hubs and (len(hubs) == 1 or invented)
    ):  # where people are real, a list is never guessed into a hub
        key, hub_id = next(iter(hubs.items()))
        click.echo(f"Note: into the hub {key}.")
        return hub_id
    known = ", ".join(hubs) or "none yet"
    raise click.ClickException(f"Say which hub with --hub KEY. Hubs here: {known}.")


def _acting(wish: Wish, hub_id: int, now: datetime) -> Acting:
    async def acting(tx: Tx) -> Actor:
        if wish.as_email is None:
            await seat_feed(tx, hub_id, "list", "Overnight list", wish.source or "police", now=now)
        return await actor_of_email(tx.conn, hub_id, wish.as_email or feed_address(hub_id, "list"))

    return acting


async def _must_be_able(database: Database, wish: Wish, hub_id: int, rules: Policy) -> None:
    if wish.source not in rules.source_codes():
        raise click.ClickException(
            f"This hub has no source of that name. Say --source with one of: {', '.join(rules.source_codes())}."
        )
    if wish.concern is not None and wish.concern not in rules.concern_codes():
        raise click.ClickException(
            f"This hub has no such concern. Say --concern with one of: {', '.join(rules.concern_codes())}."
        )
    if wish.as_email is None:
        return
    async with database.connection() as conn:
        try:
            actor = await actor_of_email(conn, hub_id, wish.as_email)
        except NotHere:
            raise click.ClickException("Nobody with that address has a seat in this hub.") from None
    if not actor.may(Action.RECEIVE_CONTACT):
        raise click.ClickException(NotAllowed(sentence=PERMISSIONS[Action.RECEIVE_CONTACT].sentence).sentence)


def _show_samples(unknown: EncodingUnknown) -> None:
    for sample in unknown.samples:
        click.echo(f"--encoding {sample.name} ({sample.says}):")
        for number, words in sample.lines:
            click.echo(f"  line {number}: {words}")
    if unknown.samples:
        click.echo("Nothing was changed. Import the list again with the encoding whose letters are right.")


def _say_how_it_was_read(found: PoliceList) -> None:
    for remark in found.remarks:
        click.echo(f"Note: {remark}")
    for name, why in found.unused:
        click.echo(f"Not used: column “{name}”, because {why}.")


def _report(report: Report, *, dry_run: bool) -> None:
    for line in report.lines:
        refused = "refused: " if line.what == "refused" else ""
        click.echo(f"line {line.number}: {refused}{line.words}")
    click.echo(f"{'Dry run, nothing was changed' if dry_run else 'Done'}. {report.summary}")
    if dry_run and (asked := report.asked):
        first = asked[0]
        click.echo(
            f"{len(asked)} of them may be more of a contact that is here. Each is kept as a contact of its own, and its card asks. "
            f"Where a line is more of the same incident, say so: --same {first.number}={first.asks[0].ref}"
        )
    if report.count("refused"):
        click.echo(
            "Mend the refused lines in the list and import it again: what is in already stays as it is."
        )
