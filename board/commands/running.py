"""Keep a contact's clocks true to its facts: every command that changes a fact ends here, so that clocks have one path."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import text

from board.domain.clocks import ClockKind, Running, changes, wanted
from board.domain.contacts import Contact
from board.domain.hours import Basis
from board.domain.urgency import worst
from board.store.engine import Tx
from board.store.policies import policy_of

_FACTS = text(
    "select c.closed_at is not null as closed, "
    "  exists (select from claims cl where cl.hub_id = c.hub_id and cl.contact_id = c.contact_id and cl.released_at is null) as held, "
    "  (select max(released_at) from claims cl where cl.hub_id = c.hub_id and cl.contact_id = c.contact_id "
    "   and not cl.undone) as released_at, "
    "  (select offered_at from hand_overs h where h.hub_id = c.hub_id and h.contact_id = c.contact_id and h.ended_at is null) "
    "   as offered_at, "
    "  ch.rags, ch.rated, ch.safe_since, k.kinds, k.bases, k.starts, k.dues "
    "from contacts c left join lateral ("
    "  select array_agg(r.rag order by x.place) as rags, array_agg(r.rated_at order by x.place) as rated, "
    "    case when bool_and(coalesce(s.safe, false)) filter (where not x.unborn) "
    "      then min(s.said_at) filter (where not x.unborn) end as safe_since "
    "  from children x left join ratings r on r.hub_id = x.hub_id and r.child_id = x.child_id and r.replaced_at is null "
    "  left join lateral (select n.whereabouts is not null and n.said_by is not null as safe, n.said_at from safe_now n "
    "    where n.hub_id = x.hub_id and n.child_id = x.child_id order by n.safe_now_id desc limit 1) s on true "
    "  where x.hub_id = c.hub_id and x.contact_id = c.contact_id) ch on true "
    "left join lateral ("
    "  select array_agg(kind) as kinds, array_agg(basis) as bases, array_agg(started_at) as starts, array_agg(due_at) as dues "
    "  from clocks k where k.hub_id = c.hub_id and k.contact_id = c.contact_id and k.stopped_at is null) k on true "
    "where c.hub_id = :hub_id and c.contact_id = :contact_id"
)
_STOP = text(
    "update clocks set stopped_at = :now where hub_id = :hub_id and contact_id = :contact_id and stopped_at is null "
    "and kind = any(cast(:kinds as text[]))"
)
_START = text(
    "insert into clocks (hub_id, contact_id, kind, basis, started_at, due_at) "
    "select :hub_id, :contact_id, t.kind, t.basis, t.started_at, t.due_at from unnest(cast(:kinds as text[]), cast(:bases as text[]), "
    "cast(:starts as timestamptz[]), cast(:dues as timestamptz[])) as t(kind, basis, started_at, due_at)"
)


async def keep_clocks(tx: Tx, contact: Contact, *, now: datetime) -> bool:
    """Stop the clocks this contact's facts no longer want and start those they do.

    The caller holds the contact's row. Writes clocks; no event of its own: the event of the change that called it redraws them.
    Returns whether any clock changed.
    """
    key = {"hub_id": contact.hub_id, "contact_id": contact.contact_id}
    facts = (await tx.conn.execute(_FACTS, key)).one()
    policy = await policy_of(tx.conn, contact.hub_id, contact.policy_version)
    rag = worst(facts.rags or (), policy)
    rated = [at for code, at in zip(facts.rags or (), facts.rated or (), strict=True) if rag and code == rag]
    want = wanted(
        policy,
        received_at=contact.received_at,
        clock_start_at=contact.clock_start_at,
        rag=rag,
        rated_at=min(rated, default=None),
        held=facts.held,
        unclaimed_since=None if facts.held else facts.released_at,
        closed=facts.closed,
        offered_at=facts.offered_at,
        safe_since=facts.safe_since,
    )
    running = {
        ClockKind(kind): Running(start, due, Basis(basis))
        for kind, basis, start, due in zip(
            facts.kinds or (), facts.bases or (), facts.starts or (), facts.dues or (), strict=True
        )
    }
    todo = changes(running, want)
    if todo.stop:
        await tx.conn.execute(_STOP, {**key, "now": now, "kinds": [kind.value for kind in todo.stop]})
    if todo.start:
        await tx.conn.execute(
            _START,
            {
                **key,
                "kinds": [kind.value for kind in todo.start],
                "bases": [clock.basis.value for clock in todo.start.values()],
                "starts": [clock.started_at for clock in todo.start.values()],
                "dues": [clock.due_at for clock in todo.start.values()],
            },
        )
    return bool(todo.stop or todo.start)
