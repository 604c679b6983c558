"""One person's own strip: what they hold, what is restricted to them, what waits for their eyes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any, Final, Literal

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from board.domain.deliveries import KINDS
from board.domain.directory.numbers import shown
from board.queries.cards import Card, face
from board.store.visibility import exists_for
from board.views.person import Notice, Noticed, NoticesHead, OwnCard, OwnHead

OwnLane = Literal["mine", "offered", "strip"]

_NOTICES = text(
    "select d.delivery_id, d.kind, d.urgent, c.ref, d.created_at, d.contact_id, r.name as ring, coalesce(e.telephone, e.mobile) as number, "  # noqa: S608
    "(select min(k.due_at) from clocks k where k.hub_id = d.hub_id and k.contact_id = d.contact_id and k.stopped_at is null "
    "  and d.kind = 'reminder_' || k.kind) as due_at, "
    f"d.state = 'queued' and {exists_for()} as shown "
    "from deliveries d left join contacts c on c.hub_id = d.hub_id and c.contact_id = d.contact_id "
    "left join people r on r.person_id = d.ring_id left join directory_entries e on e.person_id = d.ring_id "
    "where d.hub_id = :hub_id and d.person_id = :person_id and d.channel = 'page' "
    "and (d.state = 'queued' or d.contact_id is null or d.contact_id = any(cast(:about as bigint[]))) order by d.urgent desc, d.created_at"
)


def own_card(card: Card, hub_key: str, person_id: int) -> OwnCard:
    """A card in its owner's strip. A restricted one stands in the strip, held or not."""
    return OwnCard(
        **face(card),
        hub_key=hub_key,
        in_lane=_lane(card, person_id),
        to_me=card.work.offered_to_id == person_id,
    )


_TITLES: Final[dict[OwnLane, str]] = {
    "offered": "Offered to you",
    "mine": "My work",
    "strip": "Restricted to you",
}


def own_heads(cards: Iterable[Card], person_id: int) -> list[OwnHead]:
    """The lanes of the strip with their counts."""
    listed = list(cards)
    inside = {lane: [card for card in listed if _lane(card, person_id) == lane] for lane in _TITLES}
    return [
        OwnHead(lane, title, len(inside[lane]), sum(card.late for card in inside[lane]))
        for lane, title in _TITLES.items()
    ]


def _lane(card: Card, person_id: int) -> OwnLane:
    if card.restricted:
        return "strip"
    return "offered" if card.work.offered_to_id == person_id else "mine"


async def notices(
    conn: AsyncConnection, hub_id: int, hub_key: str, person_id: int, about: Collection[int]
) -> tuple[list[Notice], list[str]]:
    """What is on its way to this person and not acknowledged, a line for all that say the same, urgent and old first; and the ids of
    lines about these contacts, or about none, that are over: acknowledged, or of contacts that are not theirs to know any more.
    """
    rows = (
        await conn.execute(_NOTICES, {"hub_id": hub_id, "person_id": person_id, "about": sorted(about)})
    ).all()
    lines: dict[str, list[Any]] = defaultdict(list)
    for row in rows:
        if row.shown:
            lines[_line(row)].append(row)
    over = {_line(row) for row in rows if not row.shown}
    over |= {row.kind for row in rows if row.urgent and not row.ring}  # a line that became urgent is another
    over -= lines.keys()
    return [_notice(hub_key, key, inside) for key, inside in lines.items()], [
        f"notice-{key}" for key in sorted(over)
    ]


def notices_head(lines: Iterable[Notice]) -> NoticesHead:
    """How much that is."""
    listed = list(lines)
    return NoticesHead(
        sum(len(one.about) for one in listed), sum(len(one.about) for one in listed if one.urgent)
    )


def _line(row: Any) -> str:
    """Which line a message stands in: all of a kind together, but whom to telephone is a line of its own."""
    if row.ring:
        return str(row.delivery_id)
    return f"{row.kind}-urgent" if row.urgent else str(row.kind)


def _notice(hub_key: str, key: str, rows: Iterable[Any]) -> Notice:
    listed = list(rows)
    first = listed[0]
    kind = KINDS[first.kind]
    about = [
        Noticed(str(r.delivery_id), None if kind.no_reference else r.ref, r.created_at, r.due_at)
        for r in listed
    ]
    about.sort(key=lambda one: (one.due or one.at, one.at, one.delivery))
    rings = not kind.of_person
    return Notice(
        hub_key,
        key,
        kind.words,
        tuple(about),
        first.urgent,
        first.ring,
        first.number and shown(first.number),
        rings,
        kind.page,
    )
