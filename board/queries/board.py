"""The desk's lanes as one lens sees them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from board.domain import forecast
from board.domain.clocks import WORDS, ClockKind
from board.domain.permissions import Lens, sees
from board.domain.policy import Policy
from board.domain.urgency import why_here
from board.queries.cards import Card
from board.queries.wall import ROLE_WORDS
from board.queries.working import work_seen
from board.views.board import BoardCard, Forecast, Lane, LaneHead, Unclaimed, UnclaimedRed, WillBeLate
from board.views.fragment import UNRATED, Due

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
        holder_role=ROLE_WORDS.get(card.holder_role or "") if shown("holder") else None,
        claimed_at=card.claimed_at,
        left_at=card.left_at if shown("holder") else None,
        family=card.family if shown("family") else None,
        source=card.source if shown("source") else None,
        children=card.children if sees(lens, "child", "age") else None,
        children_unknown=card.children_unknown,
        flags=card.flags if shown("flags") else (),
        release_reason=card.release_reason if shown("release_reason") else None,
        late_information=card.late_information if shown("late_information") else 0,
        safe_now=card.safe_now if shown("safe_now") else (),
        will_be_late=None if card.foreseen is None else forecast.WORDS[card.foreseen.reason],
        same_family=card.same_family if shown("matches") else (),
        facets=facets_of(card, lens),
        work=work_seen(card.work, lens, in_short=True),
    )


def seen_groups(lens: Lens) -> frozenset[str]:
    """By what this lens may narrow the queue: what it does not see, it cannot ask for either."""
    asked = {
        "held": ("contact", "holder"),
        "source": ("contact", "source"),
        "flag": ("contact", "flags"),
        "age": ("child", "age"),
    }
    return frozenset(group for group, (record, name) in asked.items() if sees(lens, record, name))


def facets_of(card: Card, lens: Lens) -> tuple[str, ...]:
    """What is true of this card, as far as this lens may know."""
    seen = seen_groups(lens)
    marks = (
        card.marks
        if sees(lens, "contact", "late_information")
        else tuple(m for m in card.marks if m != "late_information")
    )
    found = {
        "rag": (card.rag.code,),
        "is": ("late",) if card.late else (),
        "held": ("nobody" if card.holder_id is None else str(card.holder_id),),
        "source": (card.source_code,),
        "flag": marks,
        "age": card.ages,
    }
    return tuple(
        f"{group}:{code}" for group, codes in found.items() if group in seen | {"rag", "is"} for code in codes
    )


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
