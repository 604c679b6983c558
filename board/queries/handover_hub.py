"""What a whole hub hands over at shift change. Restricted contacts are not among its cards, whoever reads it: it goes onto paper."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from board.domain.contacts import LONDON
from board.domain.engine import WORDS, EngineState
from board.domain.handover import morning
from board.domain.people import Actor
from board.domain.permissions import Action, Role, may
from board.domain.rota import POST_WORDS, Post, Span, until
from board.queries.board import will_be_late
from board.queries.cards import Card, cards_shown
from board.queries.handover_lines import MOST, clocks_before, first_of, line_of, night_of
from board.queries.happened import head_and_policy
from board.queries.rota import role_words
from board.queries.walls import desk_walls
from board.store.on_duty import Duty, duties_until
from board.store.policies import policy_of
from board.store.visibility import on_the_board
from board.views.handover import Failure, Going, HubHandover, OnDutyRow

AFTER_OPENING = timedelta(hours=2)  # whose shift begins by then is who comes on next

_FAILURES = text(
    "select c.ref, d.created_at, p.name as owner, p.person_id, r.name as ring, d.urgent, count(*) over () as number from deliveries d "  # noqa: S608
    "join people p on p.person_id = d.person_id left join people r on r.person_id = d.ring_id "
    "left join contacts c on c.hub_id = d.hub_id and c.contact_id = d.contact_id "
    "where d.hub_id = :hub_id and d.channel = 'page' and d.state = 'queued' and d.ring_id is not null "
    f"and {on_the_board(reader=':reader')} "
    "order by d.urgent desc, d.created_at limit :most"
)


async def hub_handover(conn: AsyncConnection, actor: Actor, now: datetime) -> HubHandover:
    """The hub's page, in a snapshot, ."""
    _, version, felt = await head_and_policy(conn, actor.hub_id, now)
    policy = await policy_of(conn, actor.hub_id, version)
    today, opens = now.astimezone(LONDON).date(), morning(policy.calendar, now)
    board = [
        card
        for card in await cards_shown(conn, actor.hub_id, policy, today, reader=actor.reader)
        if card.closed_at is None
    ]
    clocks = await clocks_before(conn, actor.hub_id, board, now, opens)
    rota = await duties_until(conn, actor.hub_id, now, opens + AFTER_OPENING)
    failed = (
        await conn.execute(_FAILURES, {"hub_id": actor.hub_id, "most": MOST, "reader": actor.reader})
    ).all()
    engine = felt.state
    reds = {card.contact_id for card in first_of(board, policy)}
    pressing = [card for card in board if card.contact_id in reds or card.late]
    coming = _next(rota, board, now)
    horizon = timedelta(minutes=policy.forecast.horizon_minutes)
    return HubHandover(
        hub_key=actor.hub_key,
        hub_name=actor.hub_name,
        at=now,
        first=min(policy.levels, key=lambda level: level.band).label.lower(),
        going=_going(board, rota, now, horizon),
        going_minutes=policy.forecast.horizon_minutes,
        pressing=tuple(line_of(card) for card in pressing[:MOST]),
        more_pressing=max(0, len(pressing) - MOST),
        forecast=will_be_late(board, actor.hub_key, policy),
        night=night_of(clocks, board, actor.lens, policy, [d for d in rota if d.starts_at < opens], opens),
        here=_here(rota, board, now),
        next=tuple(coming[:MOST]),
        more_next=max(0, len(coming) - MOST),
        walls=await desk_walls(conn, actor.hub_id, actor.hub_key, policy),
        failures=tuple(
            Failure(one.ref, one.created_at, one.owner, one.person_id, one.ring, one.urgent) for one in failed
        ),
        more_failures=max(0, (failed[0].number if failed else 0) - MOST),
        engine=WORDS[engine],
        running=engine is EngineState.RUNNING,
    )


def _ends(rota: Sequence[Duty], now: datetime) -> dict[int, datetime]:
    """Until when each of those on duty now stays, duties that follow without a gap counted in."""
    spans: defaultdict[int, list[Span]] = defaultdict(list)
    for one in rota:
        spans[one.person_id].append(Span(one.starts_at, one.ends_at))
    here = {one.person_id for one in rota if one.starts_at <= now}
    return {person: until(now, spans[person]) for person in here}


def _going(
    board: Sequence[Card], rota: Sequence[Duty], now: datetime, horizon: timedelta
) -> tuple[Going, ...]:
    """Holders who have gone, and those who go within the horizon, the first to go first."""
    ends, theirs = _ends(rota, now), defaultdict[int, list[Card]](list)
    for card in board:
        soon = card.holder_id is not None and ends.get(card.holder_id, now + 2 * horizon) <= now + horizon
        if card.holder_id is not None and (card.left_at is not None or soon):
            theirs[card.holder_id].append(card)
    rows = [_goes(cards, ends) for cards in theirs.values()]
    return tuple(sorted(rows, key=lambda one: (not one.gone, one.until, one.name)))


def _goes(cards: Sequence[Card], ends: Mapping[int, datetime]) -> Going:
    first = cards[0]
    assert first.holder_id is not None
    left = [card.left_at for card in cards if card.left_at is not None]
    return Going(
        name=first.holder or "",
        person_id=first.holder_id,
        role=first.holder_role,
        until=max(left) if left else ends[first.holder_id],
        gone=bool(left),
        lines=tuple(line_of(card) for card in cards),
    )


def _here(rota: Sequence[Duty], board: Sequence[Card], now: datetime) -> tuple[OnDutyRow, ...]:
    """Who is on duty now, those who hold least first among those who could take a contact."""
    ends = _ends(rota, now)
    rows = [
        _row(ones, ends[ones[0].person_id], board)
        for ones in _each(one for one in rota if one.starts_at <= now)
    ]
    return tuple(sorted(rows, key=lambda row: (not row.claims, row.held)))


def _next(rota: Sequence[Duty], board: Sequence[Card], now: datetime) -> list[OnDutyRow]:
    """Who comes on, the first to come first; nobody who is here and stays."""
    ends = _ends(rota, now)
    coming = _each(one for one in rota if one.starts_at > ends.get(one.person_id, now))
    rows = [_row(ones, max(one.ends_at for one in ones), board) for ones in coming]
    return sorted(rows, key=lambda row: row.starts_at)


def _each(duties: Iterable[Duty]) -> list[list[Duty]]:
    """The duties of each person in each role: somebody who is duty manager too stands there once."""
    found: defaultdict[tuple[int, Role], list[Duty]] = defaultdict(list)
    for one in duties:
        found[one.person_id, one.role].append(one)
    return list(found.values())


def _row(ones: Sequence[Duty], ends: datetime, board: Sequence[Card]) -> OnDutyRow:
    first = min(ones, key=lambda one: one.starts_at)
    return OnDutyRow(
        name=first.name,
        role=role_words(first.role),
        posts=tuple(dict.fromkeys(POST_WORDS[one.post] for one in ones if one.post is not Post.SEAT)),
        starts_at=first.starts_at,
        until=ends,
        held=sum(card.holder_id == first.person_id for card in board),
        claims=may([first.role], Action.CLAIM),
    )
