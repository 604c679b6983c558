"""The directory as a member of staff reads it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from board.domain.directory.entries import (
    ANSWERED_WORDS,
    HOW_WORDS,
    WHY_WORDS,
    Asked,
    Entry,
    EntryKind,
    Standing,
    why_no_code,
)
from board.domain.directory.numbers import shown, takes_text
from board.domain.people import Actor
from board.domain.refusals import NotHere
from board.queries.rota_page import WEEKDAYS, opening_words
from board.store.agency_hours import AgencyHours, agency_hours
from board.store.directory import CURRENT, entry_of
from board.store.policies import policy
from board.views.directory.pages import AgencySection, DirectoryPage, ListedEntry

_ENTRIES = text(
    "select e.*, a.name as agency, added.name as added_name, changed.name as changed_name, confirmed.name as confirmed_name, "  # noqa: S608
    "exists (select from agency_entries o where o.hub_id = e.hub_id and o.address = e.address "
    "  and :person_id in (o.added_by, o.person_id)) as entered "
    "from agency_entries e join agencies a on a.hub_id = e.hub_id and a.agency_id = e.agency_id "
    "left join people added on added.person_id = e.added_by left join people changed on changed.person_id = e.changed_by "
    "left join people confirmed on confirmed.person_id = e.confirmed_by "
    f"where e.hub_id = :hub_id and {CURRENT} "
    "and (cast(:entry_id as bigint) is null or e.entry_id = cast(:entry_id as bigint)) order by e.entry_id"
)
_LOUDNESS = {Standing.OLD.value: 0, Standing.UNCONFIRMED.value: 1, Standing.CONFIRMED.value: 2}


async def listed_entries(
    conn: AsyncConnection, actor: Actor, now: datetime, *, entry_id: int | None = None
) -> list[ListedEntry]:
    """Entries that stand in the directory of the actor's hub, the loudest first: the oldest confirmations, then the most used."""
    months = (await policy(conn, actor.hub_id, now)).directory.confirm_months
    rows = (await conn.execute(_ENTRIES, actor.key | {"entry_id": entry_id})).all()
    return sorted((_listed(row, actor, months, now) for row in rows), key=_loud)


async def one_entry(conn: AsyncConnection, actor: Actor, entry_id: int, now: datetime) -> ListedEntry:
    """This entry. Raises NotHere when it does not stand in the directory of the actor's hub."""
    found = await listed_entries(conn, actor, now, entry_id=entry_id)
    if not found:
        raise NotHere
    return found[0]


async def directory(conn: AsyncConnection, actor: Actor, now: datetime) -> DirectoryPage:
    """Every agency of the hub with its hours and entries."""
    entries = await listed_entries(conn, actor, now)
    months = (await policy(conn, actor.hub_id, now)).directory.confirm_months
    inside: dict[int, list[ListedEntry]] = defaultdict(list)
    for one in entries:
        inside[one.agency_id].append(one)
    return DirectoryPage(
        hub_key=actor.hub_key,
        agencies=tuple(
            _section(one, inside[one.agency_id]) for one in await agency_hours(conn, actor.hub_id, now)
        ),
        old=sum(one.standing == Standing.OLD for one in entries),
        unconfirmed=sum(one.standing == Standing.UNCONFIRMED for one in entries),
        months=months,
    )


async def agency_names(conn: AsyncConnection, hub_id: int, now: datetime) -> tuple[tuple[str, str], ...]:
    """Key and name of each agency of the hub."""
    return tuple((one.key, one.name) for one in await agency_hours(conn, hub_id, now))


def _section(agency: AgencyHours, entries: Iterable[ListedEntry]) -> AgencySection:
    return AgencySection(
        agency.agency_id, agency.key, agency.name, tuple(_hours(agency)), agency.own, tuple(entries)
    )


def _hours(agency: AgencyHours) -> Iterable[str]:
    """Days that are alike in one phrase: Monday to Friday 09:00 to 17:00."""
    days = [(day.capitalize(), opening_words(agency.calendar.week.on(n))) for n, day in enumerate(WEEKDAYS)]
    for words, alike in groupby(days, key=lambda one: one[1]):
        named = [day for day, _ in alike]
        yield f"{named[0]}{f' to {named[-1]}' if len(named) > 1 else ''}: {words}"


def _loud(one: ListedEntry) -> tuple[Any, ...]:
    due = one.again_at.timestamp() if one.standing == Standing.OLD and one.again_at else 0
    return (
        _LOUDNESS[one.standing],
        due,
        -one.uses,
        one.kind != EntryKind.TELEPHONE,
        one.name.lower(),
        one.entry_id,
    )


def _listed(row: Any, actor: Actor, months: int, now: datetime) -> ListedEntry:
    entry: Entry = entry_of(row)
    why = why_no_code(entry, Asked(entry.agency_id, entry.person_id, actor.person_id, now), months, now=now)
    return ListedEntry(
        entry_id=entry.entry_id,
        agency_id=entry.agency_id,
        agency=row.agency,
        kind=entry.kind,
        shown=shown(entry.address) if entry.kind is EntryKind.TELEPHONE else entry.address,
        name=entry.name,
        deputies=entry.deputies,
        answered=ANSWERED_WORDS[entry.answered],
        answered_code=entry.answered,
        standing=entry.standing(months, now),
        added_at=entry.added_at,
        added_by=row.added_name,
        changed_at=entry.changed_at,
        changed_by=row.changed_name,
        confirmed_at=entry.confirmed_at,
        confirmed_by=row.confirmed_name,
        confirmed_how=HOW_WORDS[entry.confirmed_how] if entry.confirmed_how else "",
        again_at=entry.due_again(months),
        no_code=WHY_WORDS[why] if why else None,
        texts=entry.kind is EntryKind.TELEPHONE and takes_text(entry.address),
        confirms=entry.callable and not row.entered and not entry.entered_by(actor.person_id),
        kept_with=entry.person_id,
        uses=row.uses,
    )
