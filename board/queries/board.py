"""The desk's lanes as one lens sees them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from board.domain import forecast
from board.domain.clocks import WORDS, ClockKind
from board.domain.permissions import Lens, seen_by
from board.domain.policy import Policy
from board.domain.urgency import why_here
from board.queries.cards import Card, face
from board.queries.working import in_short
from board.views.board import BoardCard, Forecast, Lane, LaneHead, Unclaimed, UnclaimedRed, WillBeLate
from board.views.card import Facets
from board.views.fragment import UNRATED, Due
from board.views.labels import shown

TITLES: dict[Lane, str] = {
    "answer": "Closed, to be answered",
    "waiting": "Waiting to be claimed",
    "in_hand": "In hand",
}


def lane_of(card: Card) -> Lane:
    """Where a contact stands: in hand as soon as somebody has it. A closed one waits for an answer alone."""
    if card.closed_at is not None:
        return "answer"
    return "waiting" if card.holder_id is None else "in_hand"


def board_card(card: Card, hub_key: str, policy: Policy) -> BoardCard:
    """The card in its lane. What is written of a family in an offer stands on no shared card."""
    bites: ClockKind | None = card.kinds[0] if card.kinds else None
    return BoardCard(
        **face(card) | {"work": in_short(card.work)},
        hub_key=hub_key,
        in_lane=lane_of(card),
        claimed_at=card.claimed_at,
        why_here=why_here(
            policy,
            rag=None if card.rag == UNRATED else card.rag.code,
            bites=bites,
            late=card.due is not None and card.due.late,
            held=card.holder_id is not None,
        ),
        facets=facets_of(card),
    )


def facets_of(card: Card) -> Facets:
    """What the queue can be narrowed by to this card."""
    return Facets(
        rag=(f"rag:{card.rag.code}",),
        late=("is:late",) if card.late else (),
        held=("held:nobody" if card.holder_id is None else f"held:{card.holder_id}",),
        source=(f"source:{card.source_code}",) if card.source_code else (),
        flag=tuple([f"flag:{code}" for code in card.flag_codes]),
        late_information=("flag:late_information",) if card.late_information else (),
        age=tuple([f"age:{code}" for code in card.ages]),
    )


def seen_groups(lens: Lens) -> frozenset[str]:
    """By what this lens may narrow the queue: what it does not see, it cannot ask for either."""
    return shown(Facets, seen_by(lens))


def unclaimed(
    cards: Iterable[Card], hub_key: str, policy: Policy, whose: Literal["board", "own"]
) -> Unclaimed:
    """Those of these contacts that are of the first colour and that nobody claimed in time, the longest waiting first."""
    first = min(policy.levels, key=lambda level: level.band)
    reds = [
        UnclaimedRed(card.ref, due.at)
        for card in cards
        if card.holder_id is None and card.rag.code == first.code
        for kind, due in zip(card.kinds, card.dues, strict=True)
        if kind == ClockKind.CLAIM and due.late
    ]
    return Unclaimed(
        whose=whose,
        hub_key=hub_key,
        label=first.label,
        first=first.code,
        reds=tuple(sorted(reds, key=lambda red: (red.by, red.ref))),
        ask_after_seconds=policy.desk.ask_after_seconds,
        still_minutes=policy.desk.still_minutes,
    )


def will_be_late(cards: Iterable[Card], hub_key: str, policy: Policy) -> Forecast:
    """What the board foresees of these contacts."""
    found = [(card, card.foreseen) for card in cards if card.foreseen is not None]
    found.sort(key=lambda pair: (pair[1].due_at, pair[0].order))
    rows: dict[str, list[WillBeLate]] = {}
    for card, one in found:
        due = Due(WORDS[one.kind].by, one.due_at, late=False)
        rows.setdefault(forecast.WORDS[one.reason], []).append(WillBeLate(card.ref, card.rag, due))
    return Forecast(
        hub_key, policy.forecast.horizon_minutes, tuple((why, tuple(group)) for why, group in rows.items())
    )


def lane_heads(cards: Iterable[Card], policy: Policy) -> list[LaneHead]:
    """The lanes with their counts. red: of the hub's first colour."""
    first = min(policy.levels, key=lambda level: level.band).code
    heads = []
    listed = list(cards)
    for lane, title in TITLES.items():
        inside = [card for card in listed if lane_of(card) == lane]
        heads.append(
            LaneHead(
                in_lane=lane,
                title=title,
                count=len(inside),
                red=sum(card.rag.code == first for card in inside),
                unrated=sum(card.rag == UNRATED for card in inside),
                late=sum(card.late for card in inside),
            )
        )
    return heads
