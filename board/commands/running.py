"""Keep a contact's clocks true to its facts: every command that changes a fact ends here, so that clocks have one path."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import text

from board.commands.reminders import end_reminders
from board.commands.review_meetings import pass_meeting_on
from board.commands.waiting_rungs import hours_of, move_waiting
from board.domain.clocks import (
    ClockKind,
    Key,
    Running,
    changes,
    coming_rung,
    of_measures,
    to_look_again,
    wanted,
)
from board.domain.contacts import Contact
from board.domain.hours import Basis
from board.domain.ladders import ReceiverHours
from board.domain.measures import Measure, MeasureKind
from board.domain.policy import Policy
from board.domain.request.due import Asked, of_requests
from board.domain.urgency import worst
from board.store.engine import Tx
from board.store.policies import policy_of
from board.store.request.doors import ANSWERED

_FACTS = text(
    "select c.closed_at is not null as closed, c.created_at, c.sender_rag, cl.claim_id is not null as held, "  # noqa: S608 - constants
    "  coalesce(cl.attended_at, cl.claimed_at) as attended_at, "
    "  (select max(released_at) from claims cl where cl.hub_id = c.hub_id and cl.contact_id = c.contact_id "
    "   and not cl.undone) as released_at, c.reopened_at, "
    "  (select offered_at from hand_overs h where h.hub_id = c.hub_id and h.contact_id = c.contact_id and h.ended_at is null) "
    "   as offered_at, "
    "  (select min(rated_at) from ratings r where r.hub_id = c.hub_id and r.contact_id = c.contact_id) as screened_at, "
    "  (select max(reviewed_at) from reviews v where v.hub_id = c.hub_id and v.contact_id = c.contact_id) as reviewed_at, "
    "  ch.rags, ch.rated, ch.added, ch.safe_since, k.kinds, k.abouts, k.bases, k.starts, k.dues, "
    "  k.throughs, k.raised, k.coming, k.seen, cl.person_id as holder_id, c.deciding_manager, "
    "  exists (select from agency_hours a where a.hub_id = c.hub_id) as own_hours, "
    "  m.ids as measures, m.kinds as measure_kinds, "
    "  rq.numbers, rq.askeds, rq.untils, rq.limits, rq.run_through, rq.answereds, rq.unconfirmeds, "
    "  m.begins, m.ends, la.look_again_on, la.recorded_at as look_again_said, "
    "  rm.meeting_id is not null and rm.holder_id is distinct from cl.person_id as meets_another "
    "from contacts c left join claims cl on cl.hub_id = c.hub_id and cl.contact_id = c.contact_id and cl.released_at is null "
    "left join review_meetings rm on rm.hub_id = c.hub_id and rm.contact_id = c.contact_id and rm.ended_at is null "
    "left join lateral ("
    "  select array_agg(r.rag order by x.place) as rags, array_agg(r.rated_at order by x.place) as rated, "
    "         array_agg(x.added_at order by x.place) as added, "
    "    case when bool_and(coalesce(s.safe, false)) filter (where not x.unborn) "
    "      then min(s.said_at) filter (where not x.unborn) end as safe_since "
    "  from children x left join ratings r on r.hub_id = x.hub_id and r.child_id = x.child_id and r.replaced_at is null "
    "  left join lateral (select n.whereabouts is not null and n.said_by is not null as safe, n.said_at from safe_now n "
    "    where n.hub_id = x.hub_id and n.child_id = x.child_id order by n.safe_now_id desc limit 1) s on true "
    "  where x.hub_id = c.hub_id and x.contact_id = c.contact_id) ch on true "
    "left join lateral (select f.look_again_on, f.recorded_at from consent_facts f where f.hub_id = c.hub_id "
    "  and f.contact_id = c.contact_id and f.look_again_on is not null and f.replaced_at is null "
    "  order by f.look_again_on, f.consent_fact_id limit 1) la on true "
    "left join lateral ("
    "  select array_agg(kind) as kinds, array_agg(about) as abouts, array_agg(basis) as bases, array_agg(started_at) as starts, "
    "         array_agg(due_at) as dues, array_agg(runs_through) as throughs, array_agg(raised) as raised, "
    "         array_agg(next_rung_at) as coming, "
    "         array_agg((select max(r.acknowledged_at) from rungs r where r.hub_id = k.hub_id and r.clock_id = k.clock_id)) as seen "
    "  from clocks k where k.hub_id = c.hub_id and k.contact_id = c.contact_id and k.stopped_at is null) k on true "
    "left join lateral ("
    "  select array_agg(measure_id) as ids, array_agg(kind) as kinds, array_agg(began_at) as begins, array_agg(ends_at) as ends "
    "  from measures m where m.hub_id = c.hub_id and m.contact_id = c.contact_id and m.ended_at is null) m on true "
    "left join lateral ("
    "  select array_agg(q.number) as numbers, array_agg(q.asked_at) as askeds, array_agg(q.due_at) as untils, "
    f"    array_agg(q.basis) as limits, array_agg(q.runs_through) as run_through, array_agg({ANSWERED}) as answereds, "
    "    array_agg(q.ground = 'red_at_once' and q.confirmed_at is null) as unconfirmeds "
    "  from requests q where q.hub_id = c.hub_id and q.contact_id = c.contact_id and q.withdrawn_at is null) rq on true "
    "where c.hub_id = :hub_id and c.contact_id = :contact_id"
)
# A clock that stops takes its reminders along. Which of them somebody was told of is answered, so that their pages can be told.
_STOP = text(
    "with stopped as (update clocks k set stopped_at = :now "
    "  from unnest(cast(:kinds as text[]), cast(:abouts as bigint[])) as t(kind, about) "
    "  where k.hub_id = :hub_id and k.contact_id = :contact_id and k.stopped_at is null and k.kind = t.kind and k.about = t.about "
    "  returning k.clock_id, k.kind, k.about, k.next_rung_at), "
    "over as (update rungs r set ended_at = :now from stopped s where r.hub_id = :hub_id and r.clock_id = s.clock_id "
    "  and r.ended_at is null returning r.clock_id) "
    "select s.kind, s.about, s.next_rung_at is not null as pending, exists (select from over o where o.clock_id = s.clock_id) as raised "
    "from stopped s order by s.kind"
)
_START = text(
    "insert into clocks (hub_id, contact_id, kind, about, basis, started_at, due_at, runs_through, next_rung_at) "
    "select :hub_id, :contact_id, t.kind, t.about, t.basis, t.started_at, t.due_at, t.runs_through, t.next_rung_at "
    "from unnest(cast(:kinds as text[]), cast(:abouts as bigint[]), cast(:bases as text[]), cast(:starts as timestamptz[]), "
    "cast(:dues as timestamptz[]), cast(:through as boolean[]), cast(:rungs as timestamptz[])) "
    "as t(kind, about, basis, started_at, due_at, runs_through, next_rung_at)"
)
# Stopped by what they waited for: their reminders did their work. Any other clock that stops leaves reminders that no longer mean anything.
_DONE = frozenset(
    {
        ClockKind.SCREENING,
        ClockKind.CLAIM,
        ClockKind.HAND_OVER,
        ClockKind.OUT_OF_HOURS,
        ClockKind.UNATTENDED,
        ClockKind.SAFE_NOW,
        ClockKind.LOOK_AGAIN,
        ClockKind.REVIEW,
        ClockKind.REQUEST,
        ClockKind.ASKED_AT_ONCE,
    }
    | {ClockKind(kind.value) for kind in MeasureKind}
)


@dataclass(frozen=True, slots=True)
class Kept:
    """clocks: one stopped or started. reminders: the next one of a clock that goes on comes at another time. released: somebody held the
    contact before.
    """

    clocks: bool
    reminders: bool
    released: bool


async def keep_clocks(tx: Tx, contact: Contact, *, hours_changed: bool = False, now: datetime) -> Kept:
    """Stop the clocks this contact's facts no longer want, start those they do, and let the reminders of the others come in the hours
    of whoever has it now, who also comes to the meeting about it.

    hours_changed: what counts hours may be another than before, not only who has it; where no agency has hours of its own, who has it
    moves no reminder.
    The caller holds the contact's row. Writes clocks and what end_reminders and pass_meeting_on write; otherwise no event of its own:
    the event of the change that called it redraws them.
    """
    facts = (await tx.conn.execute(_FACTS, contact.key)).one()
    policy = await policy_of(tx.conn, contact.hub_id, contact.policy_version)
    hours = await hours_of(
        tx, contact, policy, facts.holder_id, facts.deciding_manager, own=facts.own_hours, now=now
    )
    running = _running(facts)
    todo = changes(running, _wanted(contact, facts, policy))
    if todo.stop:
        await _stop(tx, contact, todo.stop, todo.start, closed=facts.closed, now=now)
    if todo.start:
        await tx.conn.execute(_START, {**contact.key, **_columns(todo.start, policy, hours)})
    if facts.meets_another and not facts.closed:
        await pass_meeting_on(tx, contact, facts.holder_id, now=now)
    moved = False
    if hours_changed or facts.own_hours:
        going_on = {one: clock for one, clock in running.items() if one not in todo.stop}
        waiting = zip(running, facts.raised or (), facts.coming or (), facts.seen or (), strict=True)
        moved = await move_waiting(tx, contact, policy, hours, going_on, waiting)
    return Kept(bool(todo.stop or todo.start), moved, facts.released_at is not None)


def _wanted(contact: Contact, facts: Any, policy: Policy) -> dict[Key, Running]:
    rag = worst(facts.rags or (), policy)
    children = list(zip(facts.rags or (), facts.rated or (), facts.added or (), strict=True))
    rated = [at for code, at, _ in children if rag and code == rag]
    unrated = [added for code, _, added in children if code is None]
    # Of a family that was rated only those who came later wait for it, and since then; nobody who came with the contact does.
    later = len(unrated) < len(children) and None not in unrated
    since = [at for at in (facts.released_at, facts.reopened_at) if at]
    own = wanted(
        policy,
        received_at=contact.received_at,
        clock_start_at=contact.clock_start_at,
        rag=rag,
        rated_at=min(rated, default=None),
        held=facts.held,
        unclaimed_since=None if facts.held else max(since, default=None),
        closed=facts.closed,
        offered_at=facts.offered_at,
        safe_since=facts.safe_since,
        unrated_since=min(unrated, default=None) if later else None,
        screened_at=facts.screened_at,
        attended_at=facts.attended_at,
        reviewed_at=facts.reviewed_at,
        sender_rag=facts.sender_rag,
        known_at=facts.created_at,
    )
    if facts.look_again_on and not facts.closed:
        own[ClockKind.LOOK_AGAIN] = to_look_again(policy, facts.look_again_on, facts.look_again_said)
    listed = zip(
        facts.measures or (), facts.measure_kinds or (), facts.begins or (), facts.ends or (), strict=True
    )
    measures = [Measure(number, MeasureKind(kind), began, ends) for number, kind, began, ends in listed]
    if facts.closed:
        return {}
    clocks = {(kind, 0): clock for kind, clock in own.items()} | of_measures(measures)
    return clocks | of_requests(policy, _requests(facts))


def _requests(facts: Any) -> list[Asked]:
    columns = ("numbers", "askeds", "untils", "limits", "run_through", "answereds", "unconfirmeds")
    listed = zip(*(getattr(facts, name) or () for name in columns), strict=True)
    return [Asked(number, asked, until, Basis(limit), *rest) for number, asked, until, limit, *rest in listed]


def _running(facts: Any) -> dict[Key, Running]:
    listed = zip(
        facts.kinds or (),
        facts.abouts or (),
        facts.bases or (),
        facts.starts or (),
        facts.dues or (),
        facts.throughs or (),
        strict=True,
    )
    return {
        (ClockKind(kind), about): Running(start, due, Basis(basis), through)
        for kind, about, basis, start, due, through in listed
    }


def _columns(clocks: Mapping[Key, Running], policy: Policy, hours: ReceiverHours) -> dict[str, object]:
    return {
        "kinds": [kind.value for kind, _ in clocks],
        "abouts": [about for _, about in clocks],
        "bases": [clock.basis.value for clock in clocks.values()],
        "starts": [clock.started_at for clock in clocks.values()],
        "dues": [clock.due_at for clock in clocks.values()],
        "through": [clock.runs_through for clock in clocks.values()],
        "rungs": [coming_rung(policy, kind, clock, hours) for (kind, _), clock in clocks.items()],
    }


def _moved(kind: str, start: Mapping[Key, Running]) -> bool:
    return kind == ClockKind.CLAIM and (ClockKind.CLAIM, 0) in start


async def _stop(
    tx: Tx,
    contact: Contact,
    stop: Collection[Key],
    start: Mapping[Key, Running],
    *,
    closed: bool,
    now: datetime,
) -> None:
    which = {"kinds": [kind.value for kind, _ in stop], "abouts": [about for _, about in stop]}
    stopped = (await tx.conn.execute(_STOP, contact.key | which | {"now": now})).all()
    raised = [ClockKind(row.kind) for row in stopped if row.raised]
    moot = [
        ClockKind(row.kind)
        for row in stopped
        if row.pending and (closed or ClockKind(row.kind) not in _DONE or _moved(row.kind, start))
    ]
    if raised or moot:
        why = "closed" if closed else "changed" if moot else "done"
        await end_reminders(tx, contact, raised, moot, why, now=now)
