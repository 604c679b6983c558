"""Set when an agency works; when those hours begin, the reminders that wait are counted by them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import text

from board.commands.record import note
from board.domain.document import to_document
from board.domain.hours import AgencyWeek
from board.domain.people import Actor
from board.domain.permissions import Action
from board.domain.refusals import NotHere
from board.store.doors import must
from board.store.engine import Tx

_AGENCY = text(
    "select agency_id from agencies where hub_id = :hub_id and agency_id = :agency_id for no key update"
)
_SET = text(
    "insert into agency_hours (hub_id, agency_id, effective_from, week, closure_days, closed_on_bank_holidays, recorded_at, recorded_by) "
    "values (:hub_id, :agency_id, :effective_from, cast(:week as jsonb), cast(:closures as date[]), :bank_holidays, :now, :person_id)"
)
# Hours that newer ones overtook before they began are done with too.
_DUE = text(
    "select h.hub_id, h.hours_id, h.agency_id from agency_hours h "
    "where h.effective_from <= :now and h.reminders_counted_at is null order by h.hub_id, h.hours_id"
)
_COUNTED = text(
    "update agency_hours set reminders_counted_at = :now where hub_id = :hub_id and hours_id = :hours_id and reminders_counted_at is null "
    "returning agency_id"
)


@dataclass(frozen=True, slots=True)
class DueHours:
    """Hours in force by which the waiting reminders of the hub are not counted yet."""

    hub_id: int
    hours_id: int
    agency_id: int


async def due(tx: Tx, *, now: datetime) -> list[DueHours]:
    """Hours in force with work left. No locks."""
    return [DueHours(*row) for row in await tx.conn.execute(_DUE, {"now": now})]


async def counted(tx: Tx, hours: DueHours, *, now: datetime) -> bool:
    """Every live contact's waiting reminders are counted by these hours. Twice is silence.

    Writes agency_hours, event agency_hours_began.
    """
    facts = {"hub_id": hours.hub_id, "hours_id": hours.hours_id, "now": now}
    if (await tx.conn.execute(_COUNTED, facts)).one_or_none() is None:
        return False
    note(tx, hours.hub_id, "agency_hours_began", None, {"agency": hours.agency_id}, now=now)
    return True


async def set_agency_hours(
    tx: Tx,
    actor: Actor,
    agency_id: int,
    week: AgencyWeek,
    closures: Iterable[date],
    effective_from: datetime,
    *,
    closed_on_bank_holidays: bool,
    now: datetime,
) -> None:
    """An agency's hours and closed days from a moment that is not past; those of before stand in the record.

    The worker then counts what waits by them (due, counted). Raises NotAllowed, NotHere. Locks: the agency. Writes agency_hours, event
    agency_hours_set.
    """
    must(actor, Action.KEEP_ROTA)
    facts = {"hub_id": actor.hub_id, "agency_id": agency_id}
    if (await tx.conn.execute(_AGENCY, facts)).one_or_none() is None:
        raise NotHere
    days = {"closures": sorted(set(closures)), "bank_holidays": closed_on_bank_holidays}
    row = {"week": json.dumps(to_document(week)), "effective_from": max(effective_from, now), **days}
    await tx.conn.execute(_SET, actor.key | facts | row | {"now": now})
    note(tx, actor.hub_id, "agency_hours_set", actor, {"agency": agency_id}, now=now)
