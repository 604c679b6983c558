"""The wall, from what stands on the board. Restricted contacts are not among the cards; nothing here can tell whose they are.

A wall shows one of three pictures: all it may, counts alone while there are visitors, or next to nothing while the hub is closed. The ids
of the other two are given as gone, so that nothing of an earlier picture stays in a page.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from board.domain.clocks import ClockKind
from board.domain.engine import EngineState
from board.domain.policy import Policy
from board.queries.calm import Attention, is_red, needs_somebody
from board.queries.cards import Card, next_dues
from board.store.visibility import on_the_board
from board.views.fragment import UNRATED, Fragment, Rag
from board.views.rota import RotaNow
from board.views.wall import WallCounts, WallDark, WallLane, WallNow, WallRow, WallTile, WallToday

MOST_REDS = 150
IDS = ("wall-now", "wall-waiting", "wall-in_hand", "wall-today", "wall-counts", "wall-dark")

_STATE = text(
    "select c.received, c.closed, (select count(*) from screens s where s.hub_id = :hub_id and s.revoked_at is null "  # noqa: S608
    "  and s.dark_since is not null) as dark, "
    "(select v.ends_at from visits v where v.hub_id = :hub_id and v.ended_at is null) as visit_until, "
    "(select n.lights_at from wall_nights n where n.hub_id = :hub_id and n.lit_at is null) as lights_at "
    "from (select count(*) filter (where created_at >= :midnight) as received, count(*) filter (where closed_at >= :midnight) as closed "
    f"from contacts c where hub_id = :hub_id and {on_the_board()} and joined_to is null "
    "and (created_at >= :midnight or closed_at >= :midnight)) c"
)


async def wall_picture(
    conn: AsyncConnection,
    hub_id: int,
    hub_name: str,
    cards: Sequence[Card],
    policy: Policy,
    midnight: datetime,
    duty: RotaNow,
    attention: Attention,
    engine: EngineState,
) -> tuple[list[Fragment], list[str]]:
    """What a wall of this hub shows now, and the ids of what it does not show. midnight: when the hub's London day began.

    duty: who is on duty, of which a wall says the roles. attention, engine: what the rule of calm asks for beside the contacts.
    """
    state = (await conn.execute(_STATE, {"hub_id": hub_id, "midnight": midnight})).one()
    now = [card for card in cards if needs_somebody(card, policy, attention)]
    urgent = {card.contact_id for card in now}
    cards = [c for c in cards if c.closed_at is None]
    waiting = [c for c in cards if c.contact_id not in urgent and c.holder_id is None]
    in_hand = [c for c in cards if c.contact_id not in urgent and c.holder_id is not None]
    views: list[Fragment]
    if state.visit_until is not None:
        views = [_counts(now, len(waiting), len(in_hand), policy, state)]
    elif state.lights_at is not None:
        views = [_dark(hub_name, now, policy, state.lights_at)]
    else:
        views = [
            _now(now, policy, attention, engine),
            _lane("waiting", "Waiting", waiting, policy),
            _lane("in_hand", "In hand", in_hand, policy),
            _today(cards, policy, state, duty),
        ]
    shown = {view.id for view in views}
    return views, [name for name in IDS if name not in shown]


def _now(now: Sequence[Card], policy: Policy, attention: Attention, engine: EngineState) -> WallNow:
    reds = [card for card in now if is_red(card, policy)]
    others = sorted((card for card in now if not is_red(card, policy)), key=_latest_first)
    tiles = policy.wall.tiles
    return WallNow(
        (
            *(_tile(card, attention, red=True) for card in reds[:MOST_REDS]),
            *(_tile(card, attention, red=False) for card in others[:tiles]),
        ),
        len(now),
        max(0, len(reds) - MOST_REDS),
        next_dues(reds[MOST_REDS:]),
        max(0, len(others) - tiles),
        next_dues(others[tiles:]),
        sum(card.late for card in reds[MOST_REDS:]),
        sum(card.late for card in others[tiles:]),
        attention.messages,
        engine is EngineState.RUNNING,
    )


def _tile(card: Card, attention: Attention, *, red: bool) -> WallTile:
    due = card.due
    late = due is not None and due.late
    words = card.rag.label
    if card.rag != UNRATED:
        # Nothing on what is late tells who has it, not even by a role that one person fills today.
        here = card.left_at is None and card.holder_id in attention.on_duty
        words += ", unclaimed" if card.holder_id is None else ", in hand" if here else ", holder off duty"
    if card.closed_at is not None:
        words = f"{card.rag.label}, closed"
    due_words = "" if due is None else "due" if late or ClockKind.STATUTORY in card.kinds[:1] else due.words
    return WallTile(card.ref, card.rag, words, due_words, None if due is None else due.at, late, red)


def _lane(lane: str, title: str, cards: Sequence[Card], policy: Policy) -> WallLane:
    rows = policy.wall.rows
    return WallLane(
        "waiting" if lane == "waiting" else "in_hand",
        title,
        len(cards),
        tuple(
            WallRow(
                card.ref,
                card.rag,
                None if card.due is None else card.due.at,
                (card.holder_role or "staff") if card.role else None,
            )
            for card in cards[:rows]
        ),
        max(0, len(cards) - rows),
        next_dues(cards[rows:]),
    )


def _today(cards: Sequence[Card], policy: Policy, state: Any, duty: RotaNow) -> WallToday:
    foreseen = sum(card.foreseen is not None for card in cards)
    asked = sum(said.waits for card in cards for said in card.work.strategy)
    left = sum(card.left_at is not None for card in cards)
    notices = tuple(
        words
        for number, words in (
            (foreseen, f"{foreseen} will be late within {policy.forecast.horizon_minutes} min"),
            (state.dark, f"{state.dark} {'screen is' if state.dark == 1 else 'screens are'} dark"),
            (asked, f"{asked} {'strategy discussion' if asked == 1 else 'strategy discussions'} asked for"),
            (left, f"{left} held by somebody off duty"),
        )
        if number
    )
    return WallToday(
        state.received,
        state.closed,
        sum(card.late for card in cards),
        notices,
        tuple(role.words for role in duty.here),
        duty.missing,
        duty.later,
    )


def _counts(now: Sequence[Card], waiting: int, in_hand: int, policy: Policy, state: Any) -> WallCounts:
    red = sum(is_red(card, policy) for card in now)
    return WallCounts(len(now), red, waiting, in_hand, state.received, state.closed, state.visit_until)


def _dark(hub_name: str, now: Sequence[Card], policy: Policy, lights_at: datetime) -> WallDark:
    level = min(policy.levels, key=lambda one: one.band)
    reds = [card.ref for card in now if is_red(card, policy)] if policy.wall.red_on_dark else []
    rag = Rag(level.code, level.label, level.shape.value)
    return WallDark(hub_name, lights_at, rag, tuple(reds[:MOST_REDS]), max(0, len(reds) - MOST_REDS))


def _latest_first(card: Card) -> tuple[bool, datetime]:
    """The longer a contact is late, the earlier it stands; what is not late keeps its order after those."""
    late = card.due is not None and card.due.late
    return (not late, card.due.at if late and card.due is not None else datetime.min.replace(tzinfo=UTC))
