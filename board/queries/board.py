"""The desk's lanes as one lens sees them."""

from __future__ import annotations

from collections.abc import Iterable

from board.domain.clocks import ClockKind
from board.domain.permissions import Lens, sees
from board.domain.policy import Policy
from board.domain.urgency import why_here
from board.queries.cards import Card
from board.views.board import BoardCard, Lane, LaneHead
from board.views.fragment import UNRATED

TITLES: dict[Lane, str] = {"waiting": "Waiting to be claimed", "in_hand": "In hand"}


def lane_of(card: Card) -> Lane:
    """Where a contact stands: in hand as soon as somebody has it."""
    return "waiting" if card.holder_id is None else "in_hand"


def board_card(card: Card, hub_key: str, lens: Lens, policy: Policy) -> BoardCard:
    """What this lens sees of a card."""

    def shown(field: str) -> bool:
        return sees(lens, "contact", field)

    bites: ClockKind | None = card.kinds[0] if card.kinds else None
    return BoardCard(
        hub_key=hub_key,
        ref=card.ref,
        in_lane=lane_of(card),
        order=card.order,
        rag=card.rag,
        due=card.due,
        why_here=why_here(
            policy,
            rag=None if card.rag == UNRATED else card.rag.code,
            bites=bites,
            late=card.due is not None and card.due.late,
            held=card.holder_id is not None,
        ),
        holder=card.holder if shown("holder") else None,
        holder_id=card.holder_id if shown("holder") else None,
        claimed_at=card.claimed_at,
        family=card.family if shown("family") else None,
        source=card.source if shown("source") else None,
        children=card.children if sees(lens, "child", "age") else None,
        children_unknown=card.children_unknown,
        flags=card.flags if shown("flags") else (),
        release_reason=card.release_reason if shown("release_reason") else None,
        late_information=card.late_information if shown("late_information") else 0,
    )


def lane_heads(cards: Iterable[Card], policy: Policy) -> list[LaneHead]:
    """Both lanes with their counts. red: of the hub's first colour."""
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
