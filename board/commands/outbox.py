"""The outbox: what is due is marked sending and committed, then the provider is called with no transaction open, then its answer is marked.

Several workers share it: each steps over what another has locked, and takes up what one left behind when it died.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import text

from board.commands.failures import give_up
from board.commands.link.posting import link_message, link_rows
from board.commands.record import note
from board.domain.deliveries import KINDS, Answer, Answered, Channel, again_after, tried_for
from board.domain.events import Body
from board.domain.messages import About, Entry, Message
from board.store.engine import Tx
from board.store.reached import may_be_mailed
from board.store.visibility import exists_for

# What a worker that died left behind comes first; its lease is by the database's own clock, since the board's may be made to jump.
_LEFT = text(
    "select delivery_id, message_id, urgent or entry_id is not null as alone from deliveries "
    "where hub_id = :hub_id and state = 'sending' and lease_until < clock_timestamp() and channel = any(cast(:channels as text[])) "
    "order by lease_until limit :most for no key update skip locked"
)
# Two questions, so that the first reads no further in the index than it takes: ten thousand that are due at the same moment would
# all be sorted by person for each few, and an urgent one waits for nobody to travel with.
_URGENT = text(
    "select delivery_id, message_id, urgent or entry_id is not null as alone from deliveries "
    "where hub_id = :hub_id and state in ('queued', 'failed') and channel <> 'page' and urgent "
    "and channel = any(cast(:channels as text[])) and next_at <= :now "
    "order by next_at limit :most for no key update skip locked"
)
_DUE = text(
    "select delivery_id, message_id, urgent or entry_id is not null as alone from deliveries "
    "where hub_id = :hub_id and state in ('queued', 'failed') and channel <> 'page' and not urgent "
    "and channel = any(cast(:channels as text[])) and next_at <= :now "
    "order by next_at, person_id limit :most "
    "for no key update skip locked"
)
# What travelled with it before travels with it again; what waits for the same person by the same way travels with it for the first time.
_SAME_MESSAGE = text(
    "select x.delivery_id from deliveries d join deliveries x on x.hub_id = d.hub_id and x.message_id = d.message_id and x.state = d.state "
    "where d.hub_id = :hub_id and d.delivery_id = any(cast(:ids as uuid[])) and not x.delivery_id = any(cast(:ids as uuid[])) "
    "for no key update of x skip locked"
)
_SAME_PERSON = text(
    "select x.delivery_id from deliveries d join deliveries x on x.hub_id = d.hub_id and x.person_id = d.person_id "
    "  and x.channel = d.channel and x.channel <> 'page' and x.state = 'queued' and not x.urgent and x.message_id is null "
    "  and x.entry_id is null "
    "where d.hub_id = :hub_id and d.delivery_id = any(cast(:ids as uuid[])) and not x.delivery_id = any(cast(:ids as uuid[])) "
    "for no key update of x skip locked"
)
_FACTS = text(
    "select d.delivery_id, d.kind, d.channel, d.person_id, d.contact_id, d.state, d.urgent, d.message_id, d.created_at, d.tries, "  # noqa: S608
    "d.problem, d.provider_ref, d.notice_id, d.entry_id, d.entry_version, d.entry_starts_at, d.entry_minutes, "
    "c.ref, c.closed_at is not null as closed, coalesce(e.email, p.email) as email, e.mobile, "
    f"p.ended_at is null and s.seats is not null and {exists_for(person='d.person_id')} as known, "
    "d.entry_id is not null and exists (select from deliveries n where n.hub_id = d.hub_id and n.contact_id = d.contact_id "
    "  and n.person_id = d.person_id and n.entry_id = d.entry_id and n.entry_version > d.entry_version) as overtaken, "
    "s.domains "
    "from deliveries d join people p on p.person_id = d.person_id left join directory_entries e on e.person_id = d.person_id "
    "left join contacts c on c.hub_id = d.hub_id and c.contact_id = d.contact_id "
    "left join lateral (select array_agg(distinct lower(m)) filter (where m is not null) as domains, count(*) as seats from seats s "
    "  join agencies a on a.hub_id = s.hub_id and a.agency_id = s.agency_id left join lateral unnest(a.mail_domains) m on true "
    "  where s.hub_id = d.hub_id and s.person_id = d.person_id and s.ended_at is null) s on s.seats > 0 "
    "where d.hub_id = :hub_id and d.delivery_id = any(cast(:ids as uuid[])) order by d.created_at, d.delivery_id"
)
_SENDING = text(
    "update deliveries d set state = 'sending', message_id = t.message_id, tries = tries + 1, changed_at = :now, problem = null, "
    "lease_until = clock_timestamp() + make_interval(secs => :lease_s) from unnest(cast(:ids as uuid[]), "
    "cast(:messages as uuid[])) as t(delivery_id, message_id) where d.hub_id = :hub_id and d.delivery_id = t.delivery_id"
)
_NAME = text(
    "update deliveries set message_id = :message_id where hub_id = :hub_id and delivery_id = any(cast(:ids as uuid[]))"
)
_DROP = text(
    "update deliveries set state = 'given_up', problem = 'not_wanted', next_at = null, changed_at = :now "
    "where hub_id = :hub_id and delivery_id = any(cast(:ids as uuid[]))"
)
_MARK = text(
    "update deliveries d set state = cast(t.state as delivery_state), provider = t.provider, problem = t.problem, changed_at = :now, "
    "provider_ref = coalesce(t.provider_ref, d.provider_ref), next_at = t.next_at, lease_until = null "
    "from unnest(cast(:messages as uuid[]), cast(:states as text[]), cast(:providers as text[]), cast(:problems as text[]), "
    "  cast(:refs as text[]), cast(:nexts as timestamptz[]), cast(:tries as integer[])) "
    "  as t(message_id, state, provider, problem, provider_ref, next_at, tries) "
    "where d.hub_id = :hub_id and d.message_id = t.message_id and d.state = 'sending' "
    # Who slept through their lease knows nothing of the try that another has begun since, unless it is that the message is out.
    "and (d.tries = t.tries or t.state <> 'failed') returning d.message_id"
)
ASK_AFTER = timedelta(minutes=5)
_KIND = {Answered.TAKEN: "delivery_sent", Answered.ARRIVED: "delivery_confirmed"}
_STATE = {Answered.TAKEN: "sent", Answered.ARRIVED: "delivered"}


async def take(
    tx: Tx, hub_id: int, channels: Iterable[Channel], *, now: datetime, most: int, lease_s: float
) -> list[Message]:
    """Mark what is due sending, at most so many deliveries; the messages to be sent once this is committed.

    Looks at the world again first: what nobody wants any more is dropped, what can no longer be addressed is given up loudly.
    lease_s: real seconds after which another worker may take it up. Locks: the deliveries, skipping those that are locked. Writes
    deliveries, events delivery_dropped and those of give_up. Marking sending is no event: nothing has happened yet.
    """
    ways = {"hub_id": hub_id, "channels": [c.value for c in channels], "now": now}
    due: list[Any] = []
    for query in (_LEFT, _URGENT, _DUE):
        if len(due) < most:
            due += (await tx.conn.execute(query, {**ways, "most": most - len(due)})).all()
    if not due:
        return []
    ids: list[UUID] = [row.delivery_id for row in due]
    begun = [row.delivery_id for row in due if row.message_id is not None]
    loose = [row.delivery_id for row in due if row.message_id is None and not row.alone]
    for query, whose in ((_SAME_MESSAGE, begun), (_SAME_PERSON, loose)):
        if whose:
            found = await tx.conn.execute(query, {"hub_id": hub_id, "ids": whose})
            ids = list(dict.fromkeys([*ids, *found.scalars()]))
    rows = (await tx.conn.execute(_FACTS, {"hub_id": hub_id, "ids": ids})).all()
    await _drop(tx, hub_id, [row for row in rows if not _wanted(row)], now)
    messages: list[Message] = []
    for _, group in groupby(sorted((r for r in rows if _wanted(r)), key=_bundle), key=_bundle):
        messages.append(_message(hub_id, list(group)))
    links = await link_rows(tx, hub_id, ids, now)
    await _drop(tx, hub_id, [row for row in links if not row.wanted], now)
    messages += [link_message(hub_id, row) for row in links if row.wanted]
    for message in [one for one in messages if not one.to]:
        await _unaddressed(tx, message, now)
        messages.remove(message)
    pairs = [(one.delivery_id, message.message_id) for message in messages for one in message.about]
    marks = {"hub_id": hub_id, "ids": [d for d, _ in pairs], "messages": [m for _, m in pairs]}
    await tx.conn.execute(_SENDING, {**marks, "now": now, "lease_s": lease_s})
    return messages


async def mark(
    tx: Tx, hub_id: int, answers: Sequence[tuple[Message, Answer]], *, now: datetime, try_for: timedelta
) -> None:
    """Write down what the provider answered for messages of this hub. What somebody else marked meanwhile stays as it is.

    try_for: how long a message is tried before it is given up. Writes deliveries, events delivery_sent, delivery_confirmed,
    delivery_put_off and those of give_up.
    """
    kept = [(m, a) for m, a in answers if not _is_over(m, a, try_for)]
    facts: dict[str, Any] = {"hub_id": hub_id, "now": now, "messages": [m.message_id for m, _ in kept]}
    states = [_STATE.get(a.answered, "failed") for _, a in kept]
    facts |= {"states": states, "providers": [a.provider for _, a in kept]}
    facts |= {"problems": [a.problem for _, a in kept], "refs": [a.provider_ref for _, a in kept]}
    facts |= {"nexts": [_next(m, a, now) for m, a in kept], "tries": [m.tries + 1 for m, _ in kept]}
    marked = await tx.conn.execute(_MARK, facts)
    ours = set(marked.scalars())
    for message, answer in kept:
        if message.message_id in ours:
            body: Body = {"message": str(message.message_id), "channel": message.channel.value}
            counts: Body = {"deliveries": len(message.about), "tries": message.tries + 1}
            body = {**body, **counts, "problem": answer.problem, "repeat": message.lost}
            note(tx, hub_id, _KIND.get(answer.answered, "delivery_put_off"), None, body, now=now)
    for message, answer in answers:
        if _is_over(message, answer, try_for):
            await give_up(
                tx, hub_id, message.message_id, answer.problem or "refused", now=now, provider=answer.provider
            )


def _is_over(message: Message, answer: Answer, try_for: timedelta) -> bool:
    if answer.answered in _STATE:
        return False
    return (
        answer.answered is Answered.REFUSED or tried_for(message.tries + 1, urgent=message.urgent) >= try_for
    )


def _next(message: Message, answer: Answer, now: datetime) -> datetime | None:
    if answer.answered in _STATE:
        return now + ASK_AFTER if answer.receipts and answer.answered is Answered.TAKEN else None
    return now + again_after(message.tries + 1, urgent=message.urgent)


def _wanted(row: Any) -> bool:
    # A calendar that took a meeting out would enter it again: it knows no longer that this is the older version.
    return bool(row.known) and not row.overtaken and not (row.closed and KINDS[row.kind].open_only)


def _bundle(row: Any) -> tuple[str, ...]:
    """Deliveries that travel together: those that did before, else an urgent one or a meeting alone, else all to one person by one way."""
    if row.message_id is not None:
        return ("message", str(row.message_id))
    if row.urgent or row.entry_id is not None:
        return ("alone", str(row.delivery_id))
    return ("person", str(row.person_id), row.channel)


def _message(hub_id: int, rows: list[Any]) -> Message:
    first = rows[0]
    channel = Channel(first.channel)
    allowed = may_be_mailed(first.email, first.domains or ())
    to = (first.email if allowed else None) if channel is Channel.EMAIL else first.mobile
    return Message(
        hub_id,
        first.message_id or uuid4(),
        channel,
        first.person_id,
        to or "",
        any(row.urgent for row in rows),
        min(row.created_at for row in rows),
        first.tries,
        tuple(About(row.delivery_id, None if KINDS[row.kind].no_reference else row.ref) for row in rows),
        lost=first.state == "sending" or first.problem == "answer_lost",
        provider_ref=first.provider_ref,
        entry=_entry(first),
    )


def _entry(row: Any) -> Entry | None:
    if row.entry_id is None:
        return None
    called_off = KINDS[row.kind].calls_off
    return Entry(row.entry_id, row.entry_version, row.entry_starts_at, row.entry_minutes, called_off)


async def _drop(tx: Tx, hub_id: int, rows: list[Any], now: datetime) -> None:
    if not rows:
        return
    ids: list[UUID] = [row.delivery_id for row in rows]
    await tx.conn.execute(_DROP, {"hub_id": hub_id, "ids": ids, "now": now})
    for row in rows:
        body = {"delivery": str(row.delivery_id), "channel": row.channel}
        note(tx, hub_id, "delivery_dropped", None, body, now=now)


async def _unaddressed(tx: Tx, message: Message, now: datetime) -> None:
    """Nowhere to send it any more: the address is gone, or the agency allows no mail there now."""
    ids = [one.delivery_id for one in message.about]
    facts = {"hub_id": message.hub_id, "ids": ids, "message_id": message.message_id}
    await tx.conn.execute(_NAME, facts)
    await give_up(tx, message.hub_id, message.message_id, "no_address", now=now)
