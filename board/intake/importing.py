"""A police list into contacts: good lines in, bad lines out, the same list twice changing nothing. No name is ever reported."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from board.commands.contacts import Received
from board.commands.words import salt_of
from board.domain.contacts import NewContact
from board.domain.incident.asked import Asked, questions
from board.domain.people import Actor
from board.domain.policy import Policy
from board.domain.refusals import DatabaseAway, Refusal, SameMoment
from board.intake.asking import receive_and_ask
from board.intake.cells import slug
from board.intake.gathering import Gathered, Vocabulary
from board.intake.model import to_new_contact
from board.intake.report import Told, What
from board.store.chain import digest
from board.store.engine import Database, Tx

Acting = Callable[[Tx], Awaitable[Actor]]
Kept = tuple[Received, tuple[Asked, ...]]
Answers = Mapping[int, str]
"""For lines, by number: the reference of the contact that the line is more of. Any other line is kept as a contact of its own."""


class _Undo(Exception):
    """A dry run takes back what it did."""


def vocabulary(policy: Policy, source: str, concern: str | None = None) -> Vocabulary:
    """The hub's codes, labels and, for colours, first letters: what a list may say instead of a code."""
    concerns = {slug(words): c.code for c in policy.concerns for words in (c.label, c.code)}
    if "domestic_abuse" in concerns:
        concerns = {
            **dict.fromkeys(
                ("da", "dv", "domestic", "domestic_violence", "domestic_incident"), "domestic_abuse"
            ),
            **concerns,
        }
    letters = [level.code[0] for level in policy.levels]
    levels = {level.code[0]: level.code for level in policy.levels if letters.count(level.code[0]) == 1}
    levels |= {slug(words): level.code for level in policy.levels for words in (level.label, level.code)}
    return Vocabulary(source, concerns, levels, concern)


async def bring_in(
    database: Database,
    acting: Acting,
    contacts: Iterable[Gathered],
    *,
    now: Callable[[], datetime],
    dry_run: bool,
    answers: Answers | None = None,
    tick: Callable[[int], None] = lambda lines: None,
) -> list[Told]:
    """Bring each contact in, in a transaction of its own, and tell of every line. dry_run: each transaction is taken back.

    acting: who brings it in, asked in each transaction so that a dry run leaves nobody behind. answers: by a person who saw the questions.
    tick: called with the number of lines done. Raises DatabaseAway; what came in before stays in, and the list can be sent again.
    """

    async def receiving(one: Gathered, new: NewContact, more_of: str | None) -> Kept:
        return await _receive(database, acting, one, new, now(), dry_run, more_of)

    told: list[Told] = []
    for one in contacts:
        told += await _one(receiving, one, now(), dry_run, answers or {})
        tick(len(one.numbers))
    return sorted(told, key=lambda line: line.number)


async def bring_in_together(
    tx: Tx,
    actor: Actor,
    contacts: Iterable[Gathered],
    *,
    now: datetime,
    dry_run: bool,
    answers: Answers | None = None,
) -> list[Told]:
    """Bring these contacts in, in one transaction of the caller's; one that is refused leaves nothing behind.

    dry_run: each is taken back by itself, so that none sees another that is not here.
    """

    async def receiving(one: Gathered, new: NewContact, more_of: str | None) -> Kept:
        before = len(tx.events), tx.hub_id
        kept: Kept | None = None
        try:
            async with tx.conn.begin_nested():
                kept = await _in_transaction(tx, actor, one, new, now, more_of)
                if dry_run:
                    raise _Undo
        except BaseException as error:
            del tx.events[before[0] :]
            tx.hub_id = before[1]
            if not isinstance(error, _Undo):
                raise
        assert kept
        return kept

    told: list[Told] = []
    for one in contacts:
        told += await _one(receiving, one, now, dry_run, answers or {})
    return told


async def _one(
    receiving: Callable[[Gathered, NewContact, str | None], Awaitable[Kept]],
    one: Gathered,
    now: datetime,
    dry_run: bool,
    answers: Answers,
) -> list[Told]:
    if one.problems:
        return _refused(one, one.problems)
    try:
        new = to_new_contact(one.data, now=now)
        more_of = next((answers[number] for number in one.numbers if number in answers), None)
        received, asks = await receiving(one, new, more_of)
    except (DatabaseAway, SameMoment):
        raise
    except Refusal as refusal:
        return _refused(
            one,
            [_where(one, path, says) for path, says in refusal.errors.items()]
            or [(one.numbers[0], refusal.sentence)],
        )
    return _taken(one, new, received, asks, dry_run)


async def _receive(
    database: Database,
    acting: Acting,
    one: Gathered,
    new: NewContact,
    now: datetime,
    dry_run: bool,
    more_of: str | None,
) -> Kept:
    kept: Kept | None = None
    try:
        async with database.transaction() as tx:
            kept = await _in_transaction(tx, await acting(tx), one, new, now, more_of)
            if dry_run:
                raise _Undo
    except _Undo:
        pass
    assert kept
    return kept


async def _in_transaction(
    tx: Tx, actor: Actor, one: Gathered, new: NewContact, now: datetime, more_of: str | None
) -> Kept:
    new = await _with_reference(tx, actor, one, new)
    return await receive_and_ask(tx, actor, new, more_of=more_of, now=now)


async def _with_reference(tx: Tx, actor: Actor, one: Gathered, new: NewContact) -> NewContact:
    """A contact without a reference gets one made of its content, so that the same line again is the same contact."""
    if new.source_reference is not None:
        return new
    content = json.dumps(one.data, sort_keys=True, default=str)
    made = digest(await salt_of(tx, actor.hub_id), content, salt="list line")
    return replace(new, source_reference=f"line-{made}")


def _taken(
    one: Gathered, new: NewContact, received: Received, asks: tuple[Asked, ...], dry_run: bool
) -> list[Told]:
    first, *others = one.numbers
    if received.created:
        what: What = "new"
        count = len(new.children)
        children = (
            "children unknown: please ask" if not count else f"{count} child{'ren' if count > 1 else ''}"
        )
        words = (
            f"would be a new contact ({children})" if dry_run else f"new contact {received.ref} ({children})"
        )
    elif received.changed:
        what = "changed"
        words = f"more of an incident that is here already; this {'would be' if dry_run else 'is'} kept as late information"
    else:
        what, words = "same", f"{received.ref or 'this'} is here already, unchanged"
    remarks: dict[int, list[str]] = {}
    for number, says in one.remarks:
        remarks.setdefault(number, []).append(says)
    if new.source_reference is None and received.created:
        remarks.setdefault(first, []).append(
            "it has no reference, so if this line is changed later it will count as another contact"
        )
    if asks:
        remarks.setdefault(first, []).append(questions(asks))
    told = [
        Told(first, what, words, asks),
        *(Told(number, "joined", f"same contact as line {first}") for number in others),
    ]
    return [replace(line, words="; ".join([line.words, *remarks.get(line.number, [])])) for line in told]


def _refused(one: Gathered, problems: list[tuple[int, str]]) -> list[Told]:
    by_line: dict[int, list[str]] = {}
    for number, says in problems:
        by_line.setdefault(number, []).append(says)
    bad = min(by_line)
    return [
        Told(
            number,
            "refused",
            "; ".join(by_line.get(number, [f"held back with line {bad}, which is of the same contact"])),
        )
        for number in one.numbers
    ]


def _where(one: Gathered, path: str, says: str) -> tuple[int, str]:
    """The line and column a field came from; a part of a full name came from the name's column."""
    person, _, _ = path.rpartition(".")
    number, header = one.headers.get(path) or one.headers.get(f"{person}.name") or (one.numbers[0], "")
    return number, f"column “{header}”: {says}" if header else f"{path}: {says}"
