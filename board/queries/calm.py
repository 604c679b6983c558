"""Whether the hub is calm, as far as the board shows it: contacts, people on duty and urgent messages. No restricted contact counts.

Duties, the end of the hub's day and messages are as the worker wrote them down, so the answer changes by events alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from board.domain.calm import Attended, counts_as_on_duty
from board.domain.deliveries import KINDS
from board.domain.engine import EngineState
from board.domain.policy import Policy
from board.queries.cards import Card
from board.store.visibility import on_the_board
from board.views.calm import Calm
from board.views.fragment import UNRATED

# An urgent notice is past its limit once it climbed, and is so until anyone it climbed to has read it. A message that did not arrive is
# owned by the person who was told to telephone, while they are on duty, and for good once they say it is done (0).
_READ = text(
    "select coalesce((select closed from cover where hub_id = :hub_id), false) as closed, "  # noqa: S608 - constants of visibility
    "(select coalesce(jsonb_object_agg(person_id, roles), '{}') from (select s.person_id, jsonb_agg(distinct s.role) as roles "
    "  from duties d join seats s on s.hub_id = d.hub_id and s.seat_id = d.seat_id and s.ended_at is null "
    "  join people p on p.person_id = s.person_id and p.ended_at is null "
    "  where d.hub_id = :hub_id and d.began_at is not null and d.ended_at is null group by s.person_id) r) as here, "
    "(select count(distinct d.notice_id) from deliveries d "
    "  join contacts c on c.hub_id = d.hub_id and c.contact_id = d.contact_id "
    f" where d.hub_id = :hub_id and d.climb_at is not null and d.channel = 'page' and d.state = 'queued' "
    f" and {on_the_board(reader=':reader')} "
    "  and (c.closed_at is null or d.kind = any(cast(:lasting as text[]))) "
    "  and (d.problem = 'nobody_left' or exists (select from deliveries o where o.hub_id = d.hub_id and o.notice_id = d.notice_id "
    "    and o.channel = 'page' and o.state = 'queued' and o.urgent and o.climb_at is null))) as unread, "
    "(select coalesce(jsonb_agg(u.owners), '[]') from "
    "  (select array_agg(case when o.state = 'delivered' then 0 else o.person_id end) as owners from deliveries p "
    "  join contacts c on c.hub_id = p.hub_id and c.contact_id = p.contact_id "
    "  join deliveries d on d.hub_id = p.hub_id and d.notice_id = p.notice_id and d.person_id = p.person_id "
    "    and d.channel <> 'page' and d.state = 'given_up' and d.urgent and d.message_id is not null "
    "  left join deliveries o on o.hub_id = d.hub_id and o.contact_id = d.contact_id and o.channel = 'page' "
    "    and o.kind = 'delivery_failed' and o.ring_id = d.person_id and o.state in ('queued', 'delivered') "
    "    and o.created_at >= d.created_at "
    f"  where p.hub_id = :hub_id and p.channel = 'page' and p.state = 'queued' and p.urgent and {on_the_board(reader=':reader')} "
    "  and (c.closed_at is null or p.kind = any(cast(:lasting as text[]))) group by d.notice_id, d.person_id) u) as failed"
)
_LASTING = [kind.name for kind in KINDS.values() if not kind.open_only]


@dataclass(frozen=True, slots=True)
class Attention:
    """People on duty now, by number, and urgent messages that need somebody."""

    on_duty: frozenset[int]
    unread: int
    unowned: int

    @property
    def messages(self) -> int:
        """Urgent messages unread past their limit, or undelivered without an owner."""
        return self.unread + self.unowned


async def attention(conn: AsyncConnection, hub_id: int, reader: int | None = None) -> Attention:
    """Beside the contacts themselves, all that the rule of calm asks for. reader: without contacts that are kept from them."""
    row = (await conn.execute(_READ, {"hub_id": hub_id, "lasting": _LASTING, "reader": reader})).one()
    here = {int(person) for person, roles in row.here.items() if counts_as_on_duty(roles, closed=row.closed)}
    unowned = sum(not any(owner == 0 or owner in here for owner in owners) for owners in row.failed)
    return Attention(frozenset(here), row.unread, unowned)


def is_red(card: Card, policy: Policy) -> bool:
    """Whether this contact is in the hub's first band, whatever its colour is called."""
    return card.rag != UNRATED and policy.level(card.rag.code).band == policy.top_band


def attended(card: Card, policy: Policy, now: Attention) -> Attended:
    """This contact as the rule of calm looks at it."""
    return Attended(
        late=card.late,
        red=is_red(card, policy),
        unrated=card.rag == UNRATED,
        offered=card.work.offered_to_id is not None,
        not_located=card.not_located,
        attended=card.left_at is None and card.holder_id in now.on_duty,
        to_answer=card.closed_at is not None,
    )


def needs_somebody(card: Card, policy: Policy, now: Attention) -> bool:
    """Whether this contact needs somebody now, by the rule of calm."""
    return attended(card, policy, now).needs_somebody


def desk_calm(cards: Iterable[Card], policy: Policy, now: Attention, engine: EngineState) -> Calm:
    """The line about calm over a desk's lanes."""
    found = [card for card in cards if needs_somebody(card, policy, now)]
    return Calm(
        count=len(found),
        late=sum(card.late for card in found),
        off_duty=sum(card.holder_id is not None and not card.late for card in found),
        messages=now.messages,
        running=engine is EngineState.RUNNING,
    )
